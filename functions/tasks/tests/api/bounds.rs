//! A slow person costs nobody else, and a lost connection no request that can be made again (FR-460 to FR-462).

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    http::{StatusCode, header},
};
use futures::future::{Either, join_all, select};
use serde_json::json;
use shared::{
    config::DatabaseConfig,
    db::Bounds,
    testing::{TestDatabase, Wire},
};

use crate::support::{Answer, Function};

fn short(config: &mut DatabaseConfig) {
    config.bounds = Bounds {
        request: Duration::from_secs(4),
        bulk: Duration::from_secs(4),
        ..Bounds::DEFAULT
    };
}

async fn post(function: &Function, path: &str, key: Option<&str>, body: &str) -> Answer {
    let token = function.issuer.session_token("ann");
    let mut request = Function::request("POST", path)
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json");
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    let request = request.body(Body::from(body.to_owned())).unwrap();
    function.send(request).await
}

async fn titles(function: &Function) -> Vec<String> {
    let answer = function.call("ann", "GET", "/api/tasks", None).await;
    let page = answer.json();
    let tasks = page["tasks"].as_array().unwrap().iter();
    tasks
        .map(|task| task["title"].as_str().unwrap().to_owned())
        .collect()
}

/// FR-461: Ann's counter is locked and five of her writes wait; Bob's requests are answered before any of them.
#[tokio::test]
async fn a_slow_person_costs_nobody_else() {
    // Ann's writes are to wait for as long as Bob takes.
    let patient = |config: &mut DatabaseConfig| config.bounds.request = Duration::from_mins(2);
    let function = Function::with_database(patient).await;
    function.create("ann", "Before").await;
    let mut owner = function.test_database.owner().await;
    let lock = owner.transaction().await.unwrap();
    lock.query("select from todo.user_counter for update", &[])
        .await
        .unwrap();
    let body = json!({"title": "Waiting"}).to_string();
    let writes = (0..5).map(|_| Box::pin(post(&function, "/api/tasks", None, &body)));
    let first = futures::future::select_all(writes);
    let bob = async {
        let watch = function.test_database.owner().await;
        let waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
        while watch
            .query_one(waiting, &[])
            .await
            .unwrap()
            .get::<_, i64>(0)
            == 0
        {
            tokio::task::yield_now().await;
        }
        for _ in 0..20 {
            let answer = function.call("bob", "GET", "/api/tasks", None).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
        }
        function.create("bob", "Bob's").await
    };
    let Either::Right((_, first)) = select(first, Box::pin(bob)).await else {
        panic!("one of Ann's writes was answered before Bob's");
    };
    lock.rollback().await.unwrap();
    let (answer, _, others) = first.await;
    for answer in [vec![answer], join_all(others).await].concat() {
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.json());
    }
    assert_eq!(titles(&function).await.len(), 6);
}

/// FR-460: whoever is in their own way for too long is told to come again, and nothing was written.
#[tokio::test]
async fn who_is_busy_is_told_to_come_again() {
    let function = Function::with_database(short).await;
    function.create("ann", "Before").await;
    let mut owner = function.test_database.owner().await;
    let lock = owner.transaction().await.unwrap();
    lock.query("select from todo.user_counter for update", &[])
        .await
        .unwrap();
    let body = json!({"title": "Refused"}).to_string();
    let keys = [None, Some("one"), None, Some("two"), None];
    let writes = keys.map(|key| post(&function, "/api/tasks", key, &body));
    for answer in join_all(writes).await {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.json()["type"], "urn:todo-app:problem:busy");
        assert_ne!(answer.header(header::RETRY_AFTER), "");
    }
    lock.rollback().await.unwrap();
    assert_eq!(titles(&function).await, ["Before"]);
}

/// FR-462: with a key a request is made once more over another connection, whatever it was; without one it is not.
#[tokio::test]
async fn a_request_with_a_key_survives_its_connection() {
    let test_database = Arc::new(TestDatabase::new().await);
    let wire = Wire::to(&test_database).await;
    let mut config = wire.config(&test_database);
    config.bounds = Bounds {
        request: Duration::from_secs(10),
        bulk: Duration::from_secs(10),
        ..Bounds::DEFAULT
    };
    let function = Function::on(test_database, &config);
    function.create("ann", "Before").await;
    let one = json!({"title": "One"}).to_string();
    let two = json!({"operations": [{"create": {"title": "Two"}}, {"complete": {"id": 1}}]});
    for (path, body) in [("/api/tasks", one), ("/api/batch", two.to_string())] {
        wire.cut();
        let answer = post(&function, path, Some(path), &body).await;
        assert!(answer.status.is_success(), "{}", answer.json());
    }
    assert_eq!(titles(&function).await, ["Before", "One", "Two"]);
}

/// FR-462: where the answer of the commit was lost, the second time finds what the first one has kept.
#[tokio::test]
async fn a_request_whose_commit_was_not_answered_has_one_effect() {
    let test_database = Arc::new(TestDatabase::new().await);
    let wire = Wire::to(&test_database).await;
    let mut config = wire.config(&test_database);
    config.bounds.request = Duration::from_secs(10);
    let function = Function::on(test_database, &config);
    function.create("ann", "Before").await;
    // The opening and the insert are answered, the third answer is not.
    wire.cut_answers_after(2);
    let body = json!({"title": "Once"}).to_string();
    let answer = post(&function, "/api/tasks", Some("key"), &body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.json());
    assert_eq!(
        answer.header("idempotency-replayed".parse().unwrap()),
        "true"
    );
    assert_eq!(titles(&function).await, ["Before", "Once"]);
}

/// FR-462: a database that says nothing is away, for those who read and those who write, with a key and without.
#[tokio::test]
async fn a_database_that_was_stopped_is_away() {
    let test_database = Arc::new(TestDatabase::new().await);
    let wire = Wire::to(&test_database).await;
    let mut config = wire.config(&test_database);
    short(&mut config);
    let function = Function::on(test_database, &config);
    function.create("ann", "Before").await;
    wire.stop();
    let body = json!({"title": "Lost"}).to_string();
    let answers = [
        function.call("ann", "GET", "/api/tasks", None).await,
        post(&function, "/api/tasks", None, &body).await,
        post(&function, "/api/tasks", Some("key"), &body).await,
    ];
    for answer in answers {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.json()["type"], "urn:todo-app:problem:unavailable");
        assert_ne!(answer.header(header::RETRY_AFTER), "");
    }
}

/// FR-449: what lost against another transaction is done once more, with a key or without, and not for ever.
#[tokio::test]
async fn what_was_rolled_back_is_done_once_more() {
    let function = Function::start().await;
    let test = &function.test_database;
    let body = json!({"title": "Again"}).to_string();
    let many =
        json!({"operations": [{"create": {"title": "a"}}, {"create": {"title": "b"}}]}).to_string();
    let mut there = 0;
    for code in ["40P01", "40001"] {
        for (path, key, body, made) in [
            ("/api/tasks", None, &body, 1),
            ("/api/tasks", Some(code), &body, 1),
            ("/api/batch", None, &many, 2),
        ] {
            test.lose(1, code).await;
            let answer = post(&function, path, key, body).await;
            assert!(answer.status.is_success(), "{}", answer.json());
            there += made;
            assert_eq!(titles(&function).await.len(), there, "{path} {key:?}");
        }
    }
    test.lose(u32::MAX, "40P01").await;
    let answer = post(&function, "/api/tasks", None, &body).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.json()["type"], "urn:todo-app:problem:busy");
    assert_ne!(answer.header(header::RETRY_AFTER), "");
    assert_eq!(test.attempts().await, 2);
    assert_eq!(titles(&function).await.len(), there);
}

/// FR-449: a query that a standby cancels for what it replays is asked once more.
#[tokio::test]
async fn what_only_reads_is_asked_once_more() {
    let function = Function::start().await;
    function.create("ann", "Found").await;
    let owner = function.test_database.owner().await;
    // A transaction that only reads counts nothing; a lock of its session outlives it.
    owner
        .batch_execute(
            "create or replace function todo.found_tasks(prefixes text[], runs text[], tags text[]) returns setof integer
               language plpgsql stable strict security definer as $$ begin
                 if not exists (select from pg_locks where locktype = 'advisory' and objid = 449) then
                   perform pg_advisory_lock(449);
                   raise exception 'lost' using errcode = '40001';
                 end if;
                 return query select 1;
               end $$",
        )
        .await
        .unwrap();
    let found = function
        .call("ann", "GET", "/api/tasks?search=found", None)
        .await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.json());
    let lock = "select from pg_locks where locktype = 'advisory' and objid = 449";
    assert_eq!(owner.query(lock, &[]).await.unwrap().len(), 1);
}
