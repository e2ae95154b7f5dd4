//! How often a person may call a tool (FR-272).

use mcp::McpServerConfig;
use serde_json::{Value, json};

use crate::support::{Function, message};

async fn call(function: &Function, user: &str, tool: &str) -> (String, Value) {
    let params = json!({"name": tool, "arguments": {}});
    let message = message("tools/call", params).to_string();
    let answer = function.send(function.post_as(user), message).await;
    (
        answer.header("ratelimit").to_owned(),
        answer.json()["result"].clone(),
    )
}

/// FR-272: one tool too often leaves the others, and other people, alone.
#[tokio::test]
async fn a_tool_that_is_called_too_often_rests() {
    assert_eq!(McpServerConfig::default().calls_per_minute.get(), 300);
    let function = Function::with_calls(4).await;
    let mut refused = None;
    // Two processes, 4 calls each, and what comes back meanwhile.
    for _ in 0..100 {
        let (header, result) = call(&function, "ann", "list_tasks").await;
        assert!(header.contains(r#""calls";r="#), "{header}");
        if result["isError"] == true {
            refused = Some(result);
            break;
        }
    }
    let refused = refused.expect("none of 100 calls was refused");
    let error = &refused["structuredContent"]["error"];
    assert_eq!(error["code"], "too_many_requests");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("4 calls"), "{message}");
    assert!(message.contains("try again in"), "{message}");
    let (_, other_tool) = call(&function, "ann", "undo").await;
    assert_eq!(
        other_tool["structuredContent"]["error"]["code"],
        "nothing_to_undo"
    );
    let (_, other_person) = call(&function, "bob", "list_tasks").await;
    assert_eq!(other_person["isError"], false, "{other_person}");
}
