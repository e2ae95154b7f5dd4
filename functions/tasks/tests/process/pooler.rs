//! Functions behind a pooler that gives each transaction another connection (FR-409, FR-470, FR-472).

use futures::future::join_all;
use serde_json::{Value, json};
use shared::testing::{Issuer, Pooler, Process, TestDatabase, Tracking, environment};

use super::lifecycle::{client, spawn};

/// Of two processes, each has requests of so many people under way at a time.
const PEOPLE: usize = 4;
/// A person's requests come in rounds of ten.
const ROUNDS: usize = 13;

/// 1,040 requests of two processes, of which each has four people's under way, through a pooler with three connections. All
/// of them work.
async fn mixed_requests(tracking: Tracking, statements: &str) {
    let test = TestDatabase::new().await;
    let pooler = Pooler::start(&test, tracking, 3).await;
    let issuer = Issuer::default();
    let mut variables = environment(&test, &issuer);
    for (name, value) in &mut variables {
        if *name == "DATABASE_URL" {
            *value = pooler.url(&test);
        }
    }
    variables.push(("DATABASE_STATEMENTS", statements.to_owned()));
    // What is tried is not how fast it is.
    variables.push(("DATABASE_REQUEST_SECONDS", "60".to_owned()));
    let processes = [
        spawn(&variables).listening().await,
        spawn(&variables).listening().await,
    ];
    let people = (0..PEOPLE).flat_map(|person| {
        let issuer = &issuer;
        processes.iter().enumerate().map(move |(place, process)| {
            let token = issuer.session_token(&format!("person {person} of {place}"));
            async move {
                for round in 0..ROUNDS {
                    round_of(process, &token, round).await;
                }
            }
        })
    });
    join_all(people).await;
}

/// Ten requests.
async fn round_of(process: &Process, token: &str, round: usize) {
    let ask = async |method: &str, path: &str, body: Option<Value>| {
        let method = method.parse().unwrap();
        let mut request = client()
            .request(method, process.url(path))
            .bearer_auth(token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str::<Value>(&text).unwrap_or_default()
    };
    let new = json!({"title": format!("Task {round}"), "tags": ["phone"]});
    let id = ask("POST", "/api/tasks", Some(new)).await["id"].clone();
    let task = format!("/api/tasks/{id}");
    ask("GET", "/api/tasks", None).await;
    ask("PATCH", &task, Some(json!({"title": "Changed"}))).await;
    ask("GET", &task, None).await;
    ask("POST", &format!("{task}/complete"), None).await;
    ask("GET", "/api/tasks?filter=@phone", None).await;
    ask("DELETE", &task, None).await;
    ask("GET", "/api/history", None).await;
    ask("POST", "/api/undo", Some(json!({}))).await;
    ask("GET", "/api/changes?since=0", None).await;
}

/// FR-409, FR-472: statements without a name need nothing of the pooler.
#[tokio::test]
async fn unnamed_statements_work_through_any_pooler() {
    mixed_requests(Tracking::Off, "unnamed").await;
}

/// FR-470, FR-472: prepared statements work through a pooler that tracks them.
#[tokio::test]
async fn cached_statements_work_through_a_pooler_that_tracks_them() {
    mixed_requests(Tracking::On, "cached").await;
}
