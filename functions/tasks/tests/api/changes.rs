//! What the operations do.

use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use crate::support::Function;

/// FR-101, FR-104.
#[tokio::test]
async fn a_task_is_created_and_read_back() {
    let function = Function::start().await;
    let body = json!({"title": "  Pay rent ", "notes": "By transfer", "priority": "p1", "due": "2026-11-27"});
    let created = function.call("ann", "POST", "/api/tasks", Some(body)).await;
    assert_eq!(created.status, StatusCode::CREATED);
    assert_eq!(created.header(header::LOCATION), "/api/tasks/1");
    let task = created.json();
    assert_eq!(task["id"], 1);
    assert_eq!(task["title"], "Pay rent");
    assert_eq!(
        (&task["notes"], &task["priority"], &task["due"]),
        (&json!("By transfer"), &json!("p1"), &json!("2026-11-27"))
    );
    assert_eq!(
        (&task["completed"], task.get("completed_at")),
        (&json!(false), None)
    );
    let read = function.call("ann", "GET", "/api/tasks/1", None).await;
    assert_eq!((read.status, read.json()), (StatusCode::OK, task));
    assert_eq!(read.header(header::ETAG), created.header(header::ETAG));
    assert!(!read.header(header::ETAG).is_empty());
}

/// FR-102, FR-103: every task once, in order, whatever the page's size.
#[tokio::test]
async fn pages_cover_each_task_once() {
    let function = Function::start().await;
    for number in 1..=7 {
        function.create("ann", &format!("Task {number}")).await;
    }
    for id in [2, 5] {
        function
            .call("ann", "POST", &format!("/api/tasks/{id}/complete"), None)
            .await;
    }
    for (status, expected) in [
        ("all", vec![1, 2, 3, 4, 5, 6, 7]),
        ("pending", vec![1, 3, 4, 6, 7]),
        ("completed", vec![2, 5]),
    ] {
        for limit in [1, 2, 7, 100] {
            let mut seen = Vec::new();
            let mut cursor = String::new();
            loop {
                let path = format!("/api/tasks?status={status}&limit={limit}{cursor}");
                let page = function.call("ann", "GET", &path, None).await.json();
                let tasks = page["tasks"].as_array().unwrap().clone();
                assert!(tasks.len() <= limit);
                seen.extend(tasks.iter().map(|task| task["id"].as_i64().unwrap()));
                let Some(next) = page.get("next_cursor") else {
                    break;
                };
                cursor = format!("&cursor={}", next.as_str().unwrap());
            }
            assert_eq!(seen, expected, "{status} by {limit}");
        }
    }
}

/// FR-105.
#[tokio::test]
async fn a_patch_changes_what_it_names() {
    let function = Function::start().await;
    let body = json!({"title": "Call mom", "notes": "Number in the book", "due": "2026-12-01", "priority": "p2"});
    let before = function.call("ann", "POST", "/api/tasks", Some(body)).await;
    let patch = json!({"title": "Call mom tonight", "notes": null});
    let after = function
        .call("ann", "PATCH", "/api/tasks/1", Some(patch))
        .await;
    assert_eq!(after.status, StatusCode::OK);
    let task = after.json();
    assert_eq!(
        (&task["title"], task.get("notes")),
        (&json!("Call mom tonight"), None)
    );
    assert_eq!(
        (&task["due"], &task["priority"]),
        (&json!("2026-12-01"), &json!("p2"))
    );
    assert_ne!(after.header(header::ETAG), before.header(header::ETAG));
    let cleared = function
        .call(
            "ann",
            "PATCH",
            "/api/tasks/1",
            Some(json!({"due": null, "completed": true})),
        )
        .await
        .json();
    assert_eq!(
        (cleared.get("due"), &cleared["completed"]),
        (None, &json!(true))
    );
    assert!(cleared["completed_at"].is_string());
}

/// FR-105, FR-110: nothing changed, nothing written.
#[tokio::test]
async fn a_patch_without_effect_writes_nothing() {
    let function = Function::start().await;
    function.create("ann", "Read").await;
    let before = function.call("ann", "GET", "/api/tasks/1", None).await;
    for patch in [
        json!({}),
        json!({"title": "Read"}),
        json!({"due": null, "completed": false}),
    ] {
        let after = function
            .call("ann", "PATCH", "/api/tasks/1", Some(patch))
            .await;
        assert_eq!(after.json(), before.json());
        assert_eq!(after.header(header::ETAG), before.header(header::ETAG));
    }
    assert_eq!(events(&function).await.len(), 1);
}

/// FR-106.
#[tokio::test]
async fn completing_and_reopening_may_be_repeated() {
    let function = Function::start().await;
    function.create("ann", "Read").await;
    let first = function
        .call("ann", "POST", "/api/tasks/1/complete", None)
        .await
        .json();
    let again = function
        .call("ann", "POST", "/api/tasks/1/complete", None)
        .await
        .json();
    assert_eq!(first["completed"], true);
    assert_eq!(first, again);
    let reopened = function
        .call("ann", "POST", "/api/tasks/1/reopen", None)
        .await
        .json();
    assert_eq!(
        (&reopened["completed"], reopened.get("completed_at")),
        (&json!(false), None)
    );
    assert_eq!(events(&function).await.len(), 3);
}

/// FR-107.
#[tokio::test]
async fn a_deleted_id_is_not_given_out_again() {
    let function = Function::start().await;
    function.create("ann", "First").await;
    function.create("ann", "Second").await;
    assert_eq!(
        function
            .call("ann", "DELETE", "/api/tasks/2", None)
            .await
            .status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        function
            .call("ann", "GET", "/api/tasks/2", None)
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        function
            .call("ann", "DELETE", "/api/tasks/2", None)
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(function.create("ann", "Third").await, 3);
}

/// FR-110: one event for each change, numbered without gaps, with the task before and after.
#[tokio::test]
async fn every_change_leaves_its_event() {
    let function = Function::start().await;
    function.create("ann", "Read").await;
    function
        .call(
            "ann",
            "PATCH",
            "/api/tasks/1",
            Some(json!({"title": "Read more"})),
        )
        .await;
    function
        .call("ann", "POST", "/api/tasks/1/complete", None)
        .await;
    function
        .call("ann", "POST", "/api/tasks/1/reopen", None)
        .await;
    function.call("ann", "DELETE", "/api/tasks/1", None).await;
    let events = events(&function).await;
    let operations: Vec<_> = events
        .iter()
        .map(|event| event["operation"].as_str().unwrap())
        .collect();
    assert_eq!(
        operations,
        ["create", "update", "complete", "reopen", "delete"]
    );
    let sequences: Vec<_> = events
        .iter()
        .map(|event| event["sequence"].as_i64().unwrap())
        .collect();
    assert_eq!(sequences, [1, 2, 3, 4, 5]);
    assert_eq!(
        (&events[1]["before"]["title"], &events[1]["after"]["title"]),
        (&json!("Read"), &json!("Read more"))
    );
    assert_eq!(
        (&events[0]["before"], &events[4]["after"]),
        (&Value::Null, &Value::Null)
    );
    assert!(events.iter().all(|event| event["source"] == "api"));
}

/// FR-110: writers of one user at the same time leave no gap and lose no id.
#[tokio::test]
async fn parallel_writers_are_numbered_without_gaps() {
    let function = Function::start().await;
    let creations = (0..40).map(|number| {
        let function = &function;
        async move { function.create("ann", &format!("Task {number}")).await }
    });
    let mut ids = futures::future::join_all(creations).await;
    ids.sort_unstable();
    assert_eq!(ids, (1..=40).collect::<Vec<_>>());
    let sequences: Vec<_> = events(&function)
        .await
        .iter()
        .map(|event| event["sequence"].as_i64().unwrap())
        .collect();
    assert_eq!(sequences, (1..=40).collect::<Vec<_>>());
}

async fn events(function: &Function) -> Vec<Value> {
    let owner = function.test_database.owner().await;
    let rows = owner
        .query(
            "select to_jsonb(task_event) from todo.task_event order by sequence",
            &[],
        )
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}
