//! Calls that wait for too long, or lose their connection (FR-460, FR-462).

use std::time::Duration;

use serde_json::{Value, json};
use shared::{
    config::DatabaseConfig,
    db::{Bounds, Database, Role},
    testing::{TestDatabase, Wire},
};

use crate::support::Function;

const KEY: &str = "todo/idempotency_key";

fn within(seconds: u64, mut config: DatabaseConfig) -> Database {
    config.bounds = Bounds {
        request: Duration::from_secs(seconds),
        bulk: Duration::from_secs(seconds),
        ..Bounds::DEFAULT
    };
    Database::new(&config, Role::Mcp).unwrap()
}

async fn add(function: &Function, meta: Value) -> Value {
    let arguments = json!({"tasks": [{"title": "a"}, {"title": "b"}]});
    let params = json!({"name": "add_task", "arguments": arguments, "_meta": meta});
    function.result("ann", "tools/call", params).await
}

/// FR-460: a model is told that it came too early, and nothing was written.
#[tokio::test]
async fn a_call_does_not_wait_for_ever() {
    let function = Function::over(|test| within(4, test.config())).await;
    function.add("ann", &["Before"]).await;
    let mut owner = function.test_database.owner().await;
    let lock = owner.transaction().await.unwrap();
    lock.query("select from todo.user_counter for update", &[])
        .await
        .unwrap();
    for meta in [json!({}), json!({KEY: "k"})] {
        let refused = add(&function, meta).await;
        let code = &refused["structuredContent"]["error"]["code"];
        assert_eq!(code, "busy", "{refused}");
    }
    lock.rollback().await.unwrap();
    assert_eq!(function.tasks("ann").await.as_array().unwrap().len(), 1);
}

/// FR-462: a call with a key is carried out over another connection; of one without a key nobody can tell, and it is not
/// made again.
#[tokio::test]
async fn a_call_with_a_key_survives_its_connection() {
    let test = TestDatabase::new().await;
    let wire = Wire::to(&test).await;
    let function = Function::on(test, |test| within(10, wire.config(test)));
    for number in 0..4 {
        // The key and the first task are answered; the second one is not.
        wire.cut_answers_after(2);
        let added = add(&function, json!({KEY: format!("{number}")})).await;
        assert_eq!(added["isError"], false, "{added}");
    }
    assert_eq!(function.tasks("ann").await.as_array().unwrap().len(), 8);
    wire.stop();
    let lost = add(&function, json!({})).await;
    let code = &lost["structuredContent"]["error"]["code"];
    assert_eq!(code, "unavailable", "{lost}");
}

/// FR-449: what lost against another transaction is done once more, with a key or without, and not for ever.
#[tokio::test]
async fn a_call_that_was_rolled_back_is_done_once_more() {
    let function = Function::over(|test| test.database(Role::Mcp)).await;
    let test = &function.test_database;
    let mut there = 0;
    for meta in [json!({}), json!({KEY: "k"})] {
        test.lose(1, "40P01").await;
        let added = add(&function, meta).await;
        assert_eq!(added["isError"], false, "{added}");
        there += 2;
        assert_eq!(function.tasks("ann").await.as_array().unwrap().len(), there);
    }
    test.lose(u32::MAX, "40001").await;
    let refused = add(&function, json!({})).await;
    let code = &refused["structuredContent"]["error"]["code"];
    assert_eq!(code, "busy", "{refused}");
    assert_eq!(test.attempts().await, 2);
}
