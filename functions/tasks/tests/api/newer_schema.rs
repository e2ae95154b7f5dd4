//! This version on the schema of the next one (FR-465).

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::Function;

/// FR-465: a column that is never null has its default in what this version creates, by whatever way, and keeps what the next
/// version wrote there through all that this one does.
#[tokio::test]
async fn a_column_that_this_version_does_not_know_is_kept() {
    let function = Function::start().await;
    let owner = function.test_database.owner().await;
    owner
        .batch_execute("alter table todo.task add column mood text not null default 'calm'")
        .await
        .unwrap();
    let ask = async |method: &str, path: &str, body: Option<Value>| {
        let answer = function.call("ann", method, path, body).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.json());
        answer.json()
    };
    let moods = async || {
        let sql =
            "select coalesce(string_agg(id || ' ' || mood, ', ' order by id), '') from todo.task";
        owner.query_one(sql, &[]).await.unwrap().get::<_, String>(0)
    };
    ask("POST", "/api/tasks", Some(json!({"title": "One"}))).await;
    let two = json!({"operations": [{"create": {"title": "Two", "parent_id": 1, "due": "2031-01-01", "recurrence": "FREQ=DAILY"}}]});
    ask("POST", "/api/batch", Some(two)).await;
    let file = json!({"format": "todo-app", "version": 1, "tasks": [{"title": "Three"}]});
    ask("POST", "/api/import", Some(file)).await;
    assert_eq!(moods().await, "1 calm, 2 calm, 3 calm");
    owner
        .batch_execute("update todo.task set mood = 'happy'")
        .await
        .unwrap();
    ask("PATCH", "/api/tasks/1", Some(json!({"title": "Changed"}))).await;
    ask("POST", "/api/tasks/2/complete", None).await;
    assert_eq!(moods().await, "1 happy, 2 happy, 3 happy, 4 calm");
    ask("DELETE", "/api/tasks/1", None).await;
    assert_eq!(moods().await, "3 happy");
    ask("POST", "/api/tasks/1/restore", None).await;
    assert_eq!(moods().await, "1 happy, 2 happy, 3 happy, 4 calm");
    ask("DELETE", "/api/tasks/1", None).await;
    for _ in 0..4 {
        ask("POST", "/api/undo", Some(json!({}))).await;
    }
    let missing = function.call("ann", "GET", "/api/tasks/4", None).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(moods().await, "1 happy, 2 happy, 3 happy");
}
