//! Which change an answer is about, so that it can be taken back.

use axum::http::{HeaderName, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, Function};

const SEQUENCE: HeaderName = HeaderName::from_static("todo-sequence");

async fn tasks(function: &Function) -> Value {
    let list = function.call("ann", "GET", "/api/tasks", None).await.json();
    let mut tasks = list["tasks"].clone();
    for task in tasks.as_array_mut().unwrap() {
        // Taking back is a change, too.
        task.as_object_mut().unwrap().remove("updated_at");
    }
    tasks
}

async fn undo(function: &Function, sequence: &str) -> Answer {
    let sequence: i64 = sequence.parse().unwrap();
    let body = json!({"sequence": sequence});
    function.call("ann", "POST", "/api/undo", Some(body)).await
}

/// A parent with a subtask, one that repeats, and one that was deleted.
async fn some_tasks(function: &Function) {
    function.create("ann", "Move house").await;
    let daily = json!({"title": "Stretch", "due": "2031-01-01", "recurrence": "FREQ=DAILY"});
    let part = json!({"title": "Pack", "parent_id": 1});
    for task in [part, daily, json!({"title": "Old"})] {
        function.call("ann", "POST", "/api/tasks", Some(task)).await;
    }
    function.call("ann", "DELETE", "/api/tasks/4", None).await;
}

/// FR-121, FR-618.
#[tokio::test]
async fn what_an_answer_names_takes_that_change_back() {
    let writes = [
        ("POST", "/api/tasks", Some(json!({"title": "New"}))),
        ("PATCH", "/api/tasks/1", Some(json!({"title": "Renamed"}))),
        ("POST", "/api/tasks/1/complete", None),
        ("POST", "/api/tasks/3/complete", None),
        ("DELETE", "/api/tasks/1", None),
        ("POST", "/api/tasks/4/restore", None),
        (
            "POST",
            "/api/batch",
            Some(json!({"operations": [
                {"complete": {"id": 99}},
                {"delete": {"id": 3}},
                {"restore": {"id": 4}},
                {"create": {"title": "New"}},
                {"update": {"id": 1, "patch": {"title": "Renamed"}}},
            ], "atomic": false})),
        ),
        (
            "POST",
            "/api/import?format=json",
            Some(json!({"format": "todo-app", "version": 1, "tasks": [{"title": "New"}]})),
        ),
    ];
    for (method, path, body) in writes {
        let function = Function::start().await;
        some_tasks(&function).await;
        let before = tasks(&function).await;
        let done = function.call("ann", method, path, body).await;
        assert!(done.status.is_success(), "{path}: {}", done.json());
        assert_ne!(tasks(&function).await, before, "{path}");
        // What comes later is not what is taken back.
        function.create("ann", "Later").await;
        let undone = undo(&function, done.header(SEQUENCE)).await;
        assert_eq!(undone.status, StatusCode::OK, "{path}: {}", undone.json());
        let mut after = tasks(&function).await;
        after
            .as_array_mut()
            .unwrap()
            .retain(|task| task["title"] != "Later");
        assert_eq!(after, before, "{path}");
    }
}

/// FR-121: reopening leaves what completing did to others.
#[tokio::test]
async fn a_reopening_is_taken_back_by_what_its_answer_names() {
    let function = Function::start().await;
    some_tasks(&function).await;
    function
        .call("ann", "POST", "/api/tasks/1/complete", None)
        .await;
    let before = tasks(&function).await;
    let done = function
        .call("ann", "POST", "/api/tasks/1/reopen", None)
        .await;
    undo(&function, done.header(SEQUENCE)).await;
    assert_eq!(tasks(&function).await, before);
}

/// FR-121.
#[tokio::test]
async fn an_answer_names_no_change_where_there_was_none() {
    let function = Function::start().await;
    some_tasks(&function).await;
    for (method, path, body) in [
        ("GET", "/api/tasks/1", None),
        (
            "PATCH",
            "/api/tasks/1",
            Some(json!({"title": "Move house"})),
        ),
        ("POST", "/api/tasks/1/reopen", None),
        ("POST", "/api/tasks/1/restore", None),
        (
            "POST",
            "/api/batch",
            Some(
                json!({"operations": [{"reopen": {"id": 1}}, {"delete": {"id": 99}}], "atomic": false}),
            ),
        ),
        (
            "POST",
            "/api/import?format=json&dry_run=true",
            Some(json!({"format": "todo-app", "version": 1, "tasks": [{"title": "New"}]})),
        ),
    ] {
        let answer = function.call("ann", method, path, body).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.json());
        assert!(!answer.headers.contains_key(SEQUENCE), "{path}");
    }
}

/// FR-121: also when the answer comes again.
#[tokio::test]
async fn an_answer_that_comes_again_names_the_same_change() {
    let function = Function::start().await;
    some_tasks(&function).await;
    let mut named = Vec::new();
    for _ in 0..2 {
        let token = format!("Bearer {}", function.issuer.session_token("ann"));
        let request = Function::request("DELETE", "/api/tasks/1")
            .header("authorization", token)
            .header("idempotency-key", "once")
            .body(axum::body::Body::empty());
        let answer = function.send(request.unwrap()).await;
        named.push(answer.header(SEQUENCE).to_owned());
    }
    assert_eq!(named[0], named[1]);
    assert_eq!(undo(&function, &named[1]).await.status, StatusCode::OK);
}
