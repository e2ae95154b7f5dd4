//! What a process tells of itself to operators: metrics, and the line of its start (FR-494 to FR-496).

use serde_json::{Value, json};
use shared::{
    metrics::ALL,
    testing::{Issuer, Process, TestDatabase, environment, eventually, free_port},
};

use crate::lifecycle::{client, spawn};

fn lines(output: &str) -> Vec<Value> {
    let lines = output.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().unwrap()
}

async fn scrape(port: u16) -> String {
    let page = client().get(format!("http://127.0.0.1:{port}/metrics"));
    let page = page.send().await.unwrap();
    assert_eq!(page.status(), 200);
    let kind = page.headers()["content-type"].to_str().unwrap();
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    page.text().await.unwrap()
}

/// A function that tells what it counts, and where.
async fn counting(test: &TestDatabase, issuer: &Issuer) -> (Process, u16) {
    let port = free_port();
    let mut variables = environment(test, issuer);
    variables.push(("METRICS_PORT", port.to_string()));
    (spawn(&variables).listening().await, port)
}

/// FR-494, FR-495: requests by template, the pool, waits and the start are counted; whoever asks and what they write is not
/// among it, nor is a name that a caller made up.
#[tokio::test]
async fn metrics_tell_what_happened_and_nothing_of_anybody() {
    let (issuer, test) = (Issuer::default(), TestDatabase::new().await);
    let (function, port) = counting(&test, &issuer).await;
    let token = issuer.session_token("ann");
    let new = json!({"title": "Call the dentist"});
    let posted = client()
        .post(function.url("/api/tasks"))
        .bearer_auth(&token);
    let task: Value = posted
        .json(&new)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    for path in [
        format!("/api/tasks/{}", task["id"]),
        "/secret-path".to_owned(),
    ] {
        let asked = client().get(function.url(&path)).bearer_auth(&token);
        asked.send().await.unwrap();
    }
    let made_up = client().request("BREW".parse().unwrap(), function.url("/api/tasks"));
    made_up.send().await.unwrap();
    client()
        .get(function.url("/health/liveness"))
        .send()
        .await
        .unwrap();
    let told = scrape(port).await;
    for line in [
        r#"todo_requests_total{method="POST",route="/api/tasks",status="201"} 1"#,
        r#"todo_requests_total{method="GET",route="/api/tasks/{id}",status="200"} 1"#,
        r#"todo_requests_total{method="GET",route="none",status="404"} 1"#,
        r#"todo_requests_total{method="other",route="/api/tasks",status="405"} 1"#,
        r#"todo_request_seconds_count{method="POST",route="/api/tasks"} 1"#,
        r#"todo_start_seconds{phase="answer"}"#,
        r#"todo_database_wait_seconds_count{wait="answer"}"#,
        r#"todo_database_wait_seconds_count{wait="connection"}"#,
        r#"todo_database_connections{state="in_use"} 0"#,
        "todo_database_connections_most 5",
    ] {
        assert!(told.contains(line), "{line} in {told}");
    }
    for hidden in ["ann", "dentist", "secret", "BREW", "health"] {
        assert!(!told.contains(hidden), "{hidden} in {told}");
    }
    for line in told.lines().filter(|line| line.starts_with("# TYPE ")) {
        let name = line.split(' ').nth(2).unwrap();
        assert!(ALL.iter().any(|metric| metric.name == name), "{name}");
    }
}

/// FR-494: what a limit refuses is counted.
#[tokio::test]
async fn refusals_are_counted_by_their_limit() {
    let (issuer, test) = (Issuer::default(), TestDatabase::new().await);
    let port = free_port();
    let mut variables = environment(&test, &issuer);
    variables.push(("METRICS_PORT", port.to_string()));
    variables.push(("TASKS_PER_PERSON", "1".to_owned()));
    let function = spawn(&variables).listening().await;
    let token = issuer.session_token("ann");
    let long = "x".repeat(100_000);
    for (title, status) in [("One", 201), ("Two", 422), (long.as_str(), 413)] {
        let posted = client()
            .post(function.url("/api/tasks"))
            .bearer_auth(&token);
        let posted = posted.json(&json!({"title": title})).send().await.unwrap();
        assert_eq!(posted.status(), status);
    }
    let told = scrape(port).await;
    for line in [
        r#"todo_limit_refusals_total{limit="tasks"} 1"#,
        r#"todo_limit_refusals_total{limit="body"} 1"#,
    ] {
        assert!(told.contains(line), "{line} in {told}");
    }
}

/// FR-496: one line says what the first caller waited for, and no further request adds another.
#[tokio::test]
async fn a_start_is_one_line_in_the_log() {
    let (issuer, test) = (Issuer::default(), TestDatabase::new().await);
    let function = spawn(&environment(&test, &issuer)).listening().await;
    client()
        .get(function.url("/health/readiness"))
        .send()
        .await
        .unwrap();
    for _ in 0..2 {
        let asked = client().get(function.url("/api/tasks"));
        let asked = asked.bearer_auth(issuer.session_token("ann"));
        assert_eq!(asked.send().await.unwrap().status(), 200);
    }
    function.signal("TERM");
    let (_, output, _) = function.finish();
    let starts: Vec<Value> = lines(&output)
        .into_iter()
        .filter(|line| line["message"] == "cold start")
        .collect();
    assert_eq!(starts.len(), 1, "{output}");
    let micros = |name: &str| starts[0][name].as_u64().unwrap();
    assert!(micros("listening_us") <= micros("request_us"));
    assert!(micros("request_us") <= micros("answer_us"));
    assert!(
        starts[0].get("keys_us").is_none(),
        "the keys were configured"
    );
}

/// FR-495: without a port of its own nothing listens but the function; a port that cannot be is refused at the start.
#[tokio::test]
async fn a_port_that_cannot_be_is_refused() {
    let (issuer, test) = (Issuer::default(), TestDatabase::new().await);
    for (port, advice) in [("0", "not a port"), ("many", "not a port")] {
        let mut variables = environment(&test, &issuer);
        variables.push(("METRICS_PORT", port.to_owned()));
        let (status, _, errors) = spawn(&variables).finish();
        assert_eq!(status.code(), Some(1));
        assert!(
            errors.contains("METRICS_PORT") && errors.contains(advice),
            "{errors}"
        );
    }
    let (function, port) = counting(&test, &issuer).await;
    let mut variables = environment(&test, &issuer);
    variables.push(("METRICS_PORT", port.to_string()));
    let (status, _, errors) = spawn(&variables).finish();
    assert_eq!(status.code(), Some(1));
    assert!(errors.contains("METRICS_PORT: cannot listen"), "{errors}");
    drop(function);
    let gone = async || {
        tokio::net::TcpStream::connect(("127.0.0.1", port))
            .await
            .is_err()
    };
    eventually(gone).await;
}
