//! A caller that goes away (FR-253).

use std::time::Duration;

use serde_json::json;
use tokio::time::{sleep, timeout};

use crate::support::{Function, message};

/// FR-253: what waits for the database when its caller leaves does not come to be, and nothing of it stays behind.
#[tokio::test]
async fn a_call_ends_with_its_connection() {
    let function = Function::start().await;
    function.add("ann", &["Mine"]).await;
    let mut owner = function.test_database.owner().await;
    let lock = owner.transaction().await.unwrap();
    // What every writer of a person waits for.
    lock.execute(
        "select from todo.user_counter where user_id = 'ann' for update",
        &[],
    )
    .await
    .unwrap();
    let params =
        json!({"name": "update_task", "arguments": {"tasks": [{"id": 1, "title": "Changed"}]}});
    let body = message("tools/call", params).to_string();
    let call = function.send(function.post_as("ann"), body);
    // The connection closes while the call waits for the lock.
    assert!(timeout(Duration::from_millis(500), call).await.is_err());
    lock.rollback().await.unwrap();
    // The server learns of it when the statement is done.
    let busy = "select count(*) from pg_stat_activity where datname = current_database() and xact_start is not null
                and pid <> pg_backend_pid()";
    for attempt in 0.. {
        let left: i64 = owner.query_one(busy, &[]).await.unwrap().get(0);
        if left == 0 {
            break;
        }
        assert!(attempt < 100, "the call's transaction is still open");
        sleep(Duration::from_millis(100)).await;
    }
    let tasks = function.tasks("ann").await;
    assert_eq!(tasks[0]["title"], "Mine");
    let changed = function
        .call(
            "ann",
            "update_task",
            json!({"tasks": [{"id": 1, "title": "Again"}]}),
        )
        .await;
    assert_eq!(changed["isError"], false, "{changed}");
}
