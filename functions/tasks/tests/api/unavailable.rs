//! A database that cannot do what it usually does (FR-443): a moment's trouble is told from a defect.

use axum::http::{StatusCode, header};
use serde_json::json;

use crate::support::Function;

/// FR-443: a server that became read-only is away for whoever writes, and for nobody else.
#[tokio::test]
async fn a_read_only_database_takes_no_writes_for_now() {
    let function = Function::start().await;
    function.create("ann", "Read").await;
    let owner = function.test_database.owner().await;
    owner
        .batch_execute(
            "do $$ begin execute format('alter database %I set default_transaction_read_only = on', current_database()); end $$",
        )
        .await
        .unwrap();
    let after_failover = function.another();
    let body = json!({"title": "Write"});
    for (method, path, body) in [
        ("POST", "/api/tasks", Some(body.clone())),
        ("PATCH", "/api/tasks/1", Some(body)),
        ("DELETE", "/api/tasks/1", None),
        ("POST", "/api/undo", Some(json!({}))),
    ] {
        let answer = after_failover.call("ann", method, path, body).await;
        assert_eq!(
            answer.status,
            StatusCode::SERVICE_UNAVAILABLE,
            "{method} {path}"
        );
        assert_eq!(answer.header(header::RETRY_AFTER), "5");
        let problem = answer.json();
        assert_eq!(problem["type"], "urn:todo-app:problem:unavailable");
        assert!(!problem.to_string().contains("read-only"), "{problem}");
    }
    let list = after_failover.call("ann", "GET", "/api/tasks", None).await;
    assert_eq!(list.json()["tasks"][0]["title"], "Read");
}
