//! What a person does in a widget of chat: on the version that they saw, as their own, and taken back as far as it goes.

use clock::{Ids, SystemIds};
use serde_json::{Value, json};

use crate::support::Function;

async fn call(function: &Function, tool: &str, arguments: Value, meta: Value) -> Value {
    let params = json!({"name": tool, "arguments": arguments, "_meta": meta});
    function.result("ann", "tools/call", params).await["structuredContent"].clone()
}

/// FR-1214: another version is refused, in the transaction of the write; the one that is there is changed, as the page's.
#[tokio::test]
async fn a_task_is_changed_in_the_version_that_was_seen() {
    let function = Function::start().await;
    function.add("ann", &["a", "b"]).await;
    let seen = function.tasks("ann").await[0]["updated_at"].clone();
    let tick = json!({"tasks": [{"id": 1, "completed": true}, {"id": 2, "completed": true}]});
    let old = json!({"todo/seen": {"1": "2001-01-01T00:00:00Z"}, "todo/source": "web"});
    let result = call(&function, "update_task", tick.clone(), old).await;
    assert_eq!(
        result["results"][0]["error"]["code"], "changed_meanwhile",
        "{result}"
    );
    assert_eq!(result["results"][1]["task"]["completed"], true);
    let now = json!({"todo/seen": {"1": seen}, "todo/source": "web"});
    let result = call(&function, "update_task", tick, now).await;
    assert_eq!(result["results"][0]["task"]["completed"], true, "{result}");
    let owner = function.test_database.owner().await;
    let sql = "select distinct source from todo.task_event where operation <> 'create'";
    let rows = owner.query(sql, &[]).await.unwrap();
    let sources: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(sources, ["web"]);
}

/// FR-1234: as far as possible, a turn is taken back but for what something newer changed; whole, it is refused.
#[tokio::test]
async fn a_turn_is_taken_back_as_far_as_possible() {
    let function = Function::start().await;
    let turn = SystemIds.next();
    let three = json!({"tasks": [{"title": "a"}, {"title": "b"}, {"title": "c"}]});
    call(&function, "add_task", three, json!({"todo/turn": turn})).await;
    let rename = json!({"tasks": [{"id": 2, "title": "newer"}]});
    call(&function, "update_task", rename, json!({})).await;
    let undo = json!({"turn_id": turn});
    let refused = call(&function, "undo", undo.clone(), json!({})).await;
    assert_eq!(refused["error"]["code"], "changed_since", "{refused}");
    let meta = json!({"todo/as_far_as_possible": true});
    let undone = call(&function, "undo", undo.clone(), meta.clone()).await;
    let ids: Vec<&Value> = undone["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| &entry["before"]["id"])
        .collect();
    assert_eq!(ids, [&json!(1), &json!(3)], "{undone}");
    assert_eq!(function.tasks("ann").await.as_array().unwrap().len(), 1);
    let again = call(&function, "undo", undo, meta).await;
    assert_eq!(again["error"]["code"], "nothing_to_undo", "{again}");
}
