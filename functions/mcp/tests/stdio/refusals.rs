//! What does not work is said, in words that help, under the request's id.

use serde_json::{Value, json};
use shared::testing::free_port;

use crate::support::{Bridge, Function, call, meta, run, strange_token};

fn assert_error(answer: &Value, status: Option<u16>, words: &[&str]) {
    let error = &answer["error"];
    assert_eq!(error["code"], -32603, "{answer}");
    assert_eq!(error["data"]["status"], json!(status), "{answer}");
    let text = error["message"].as_str().unwrap();
    for word in words {
        assert!(text.contains(word), "{word} in {text}");
    }
}

/// FR-255: the process ends at once and names every variable; nothing is on standard output.
#[test]
fn a_wrong_environment_is_named_variable_by_variable() {
    let wrong = [
        ("MCP_URL", "http://todo.example.com/mcp"),
        ("TODO_TOKEN", "eyJhbGciOi"),
    ];
    for variables in [&[][..], &wrong] {
        let (status, output, errors) = run(&["stdio"], variables);
        assert_eq!((status.code(), output.as_str()), (Some(1), ""));
        for name in ["MCP_URL", "TODO_TOKEN"] {
            assert!(errors.contains(name), "{errors}");
        }
        for other in ["PORT", "DATABASE_URL", "eyJhbGciOi"] {
            assert!(!errors.contains(other), "{errors}");
        }
    }
    let (status, output, errors) = run(&["studio"], &[]);
    assert_eq!((status.code(), output.as_str()), (Some(1), ""));
    assert_eq!(errors, "usage: mcp [stdio]\n");
}

/// FR-257: a token that is not good, and one that lacks a scope.
#[tokio::test]
async fn a_refused_token_says_where_to_get_another() {
    let function = Function::start().await;
    let url = function.process.url("/mcp");
    let mut bridge = Bridge::start(&url, &strange_token());
    let answer = bridge.ask(1, "tools/list", json!({"_meta": meta()}));
    assert_error(
        &answer,
        Some(401),
        &["TODO_TOKEN", "expired", "revoked", "Connections"],
    );
    let mut bridge = Bridge::start(&url, &function.token(&["tools:list"]).await);
    let listed = bridge.ask("a", "tools/list", json!({"_meta": meta()}));
    assert!(listed["result"]["tools"].is_array(), "{listed}");
    let answer = bridge.ask("b", "tools/call", call("list_tasks", json!({})));
    assert_error(
        &answer,
        Some(403),
        &["tasks:read", "list_tasks", "Connections"],
    );
}

/// FR-257.
#[tokio::test]
async fn an_endpoint_that_is_not_there_is_said() {
    let function = Function::start().await;
    let mut bridge = Bridge::start(&function.process.url("/"), &strange_token());
    let answer = bridge.ask(1, "tools/list", json!({}));
    assert_error(&answer, Some(404), &["MCP_URL", "path"]);
    let nowhere = format!("http://127.0.0.1:{}/mcp", free_port());
    let mut bridge = Bridge::start(&nowhere, &strange_token());
    let answer = bridge.ask("a", "tools/list", json!({}));
    assert_error(
        &answer,
        None,
        &["MCP_URL", "cannot be reached", "Nothing was done"],
    );
    // Nothing answers a notification.
    bridge.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
    bridge.stays_silent();
    bridge.close();
    let (status, left, log) = bridge.finish();
    assert_eq!((status.code(), left.len()), (Some(0), 0));
    assert!(log.contains("Connection refused"), "{log}");
}

/// FR-257: a line that is no message is answered by the bridge, and the next one is carried.
#[tokio::test]
async fn lines_that_are_no_messages_are_refused() {
    let function = Function::start().await;
    let mut bridge = function.bridge().await;
    for (line, code) in [
        ("{\"jsonrpc\": ", -32700),
        ("hello", -32700),
        ("\u{feff}{}", -32700),
        ("7", -32600),
        (
            "[{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"ping\"}]",
            -32600,
        ),
        ("{}", -32600),
    ] {
        bridge.write(line);
        let answer = bridge.next();
        assert_eq!(answer["error"]["code"], code, "{line}: {answer}");
        assert_eq!(answer["id"], Value::Null, "{line}: {answer}");
    }
    bridge.write("");
    bridge.write("  \r");
    let long = "a".repeat(64 * 1024);
    let tasks = json!({"tasks": [{"title": "Long", "notes": long}]});
    let answer = bridge.ask("long", "tools/call", call("add_task", tasks));
    assert_eq!(answer["error"]["code"], -32600, "{answer}");
    assert!(
        answer["error"]["message"]
            .as_str()
            .unwrap()
            .contains("65536 bytes")
    );
    bridge.write(&long);
    assert_eq!(bridge.next()["id"], Value::Null);
    let answer = bridge.ask(2, "tools/call", call("list_tasks", json!({})));
    assert_eq!(answer["result"]["structuredContent"]["tasks"], json!([]));
}
