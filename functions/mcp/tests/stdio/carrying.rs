//! What the bridge carries to the function and back, in both eras.

use std::collections::BTreeSet;

use serde_json::json;

use crate::support::{Function, call, meta, request};

/// FR-255, FR-256: a client with a handshake gets on, and the name of its token is in the history (FR-271).
#[tokio::test]
async fn a_client_with_a_handshake_uses_the_tools() {
    let function = Function::start().await;
    let mut bridge = function.bridge().await;
    let client = json!({"name": "Laptop Client", "version": "1.2"});
    let params = json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client});
    let agreed = bridge.ask(0, "initialize", params);
    assert_eq!(
        agreed["result"]["protocolVersion"], "2025-06-18",
        "{agreed}"
    );
    bridge.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
    bridge.stays_silent();
    let listed = bridge.ask("list", "tools/list", json!({}));
    assert_eq!(listed["result"]["tools"][0]["name"], "add_task", "{listed}");
    let arguments = json!({"tasks": [{"title": "Buy milk"}]});
    let added = bridge.ask(
        1,
        "tools/call",
        json!({"name": "add_task", "arguments": arguments}),
    );
    let result = &added["result"]["structuredContent"]["results"][0];
    assert_eq!(result["task"]["title"], "Buy milk", "{added}");
    let owner = function.test_database.owner().await;
    let sql = "select client from todo.task_event where user_id = 'ann'";
    let name: String = owner.query_one(sql, &[]).await.unwrap().get(0);
    assert_eq!(name, "Laptop");
}

/// FR-256: nothing comes before a call; an answer is the function's own, to the last field.
#[tokio::test]
async fn a_client_without_a_handshake_uses_the_tools() {
    let function = Function::start().await;
    let mut bridge = function.bridge().await;
    let discovered = bridge.ask("a", "server/discover", json!({"_meta": meta()}));
    assert_eq!(
        discovered["result"]["resultType"], "complete",
        "{discovered}"
    );
    let arguments = json!({"tasks": [{"title": "Später"}]});
    let added = bridge.ask(1, "tools/call", call("add_task", arguments));
    assert_eq!(added["result"]["resultType"], "complete", "{added}");
    let listed = bridge.ask(2, "tools/call", call("list_tasks", json!({})));
    let tasks = &listed["result"]["structuredContent"]["tasks"];
    assert_eq!(tasks[0]["title"], "Später", "{listed}");
    // Headers go with the name even where it could be none.
    let unknown = bridge.ask(3, "tools/call", call("löschen", json!({})));
    assert_ne!(unknown["error"]["code"], -32020, "{unknown}");
    let read = bridge.ask(
        "r",
        "resources/read",
        json!({"uri": "tasks://today", "_meta": meta()}),
    );
    assert!(read["result"]["contents"].is_array(), "{read}");
    // The function's own refusals come through as they are.
    let gone = bridge.ask(4, "ping", json!({"_meta": meta()}));
    assert_eq!(gone["error"]["code"], -32601, "{gone}");
    let other = json!({"_meta": {"io.modelcontextprotocol/protocolVersion": "2099-01-01"}});
    let other = bridge.ask(5, "tools/list", other);
    assert_eq!(other["error"]["code"], -32022, "{other}");
}

/// FR-256: what the function tells of a call's progress comes before its result.
#[tokio::test]
async fn progress_is_told() {
    let function = Function::start().await;
    let mut bridge = function.bridge().await;
    let arguments = json!({"tasks": [{"title": "Buy milk"}, {"title": "Buy bread"}]});
    let mut params = call("add_task", arguments);
    params["_meta"]["progressToken"] = json!("here");
    bridge.send(&request(&json!(1), "tools/call", params));
    for done in 1..=2 {
        let told = bridge.next();
        assert_eq!(told["method"], "notifications/progress", "{told}");
        assert_eq!(told["params"]["progressToken"], "here", "{told}");
        assert_eq!(
            told["params"]["progress"].as_f64(),
            Some(f64::from(done)),
            "{told}"
        );
    }
    let added = bridge.next();
    assert_eq!(
        (&added["id"], &added["result"]["isError"]),
        (&json!(1), &json!(false))
    );
}

/// FR-257: many requests at once are each answered once, under their own ids; `1` is not `"1"`.
#[tokio::test]
async fn many_requests_are_under_way_at_once() {
    let function = Function::start().await;
    let mut bridge = function.bridge().await;
    let mut expected = BTreeSet::new();
    for number in 0..60 {
        for id in [json!(number), json!(number.to_string())] {
            let params = call("list_tasks", json!({}));
            bridge.send(&request(&id, "tools/call", params));
            expected.insert(id.to_string());
        }
    }
    let mut answered = BTreeSet::new();
    for _ in 0..expected.len() {
        let answer = bridge.next();
        assert_eq!(answer["result"]["isError"], false, "{answer}");
        assert!(answered.insert(answer["id"].to_string()), "{answer}");
    }
    assert_eq!(answered, expected);
    bridge.stays_silent();
}
