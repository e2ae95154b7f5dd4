//! Protocol versions, and that nothing is remembered between requests. The two processes take turns by themselves.

use serde_json::{Value, json};

use crate::support::{Function, contract, message};

fn initialize(version: &str) -> Value {
    json!({"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}})
}

/// FR-203: a client with a handshake; no answer names a session, which `send` asserts for every test.
#[tokio::test]
async fn clients_with_a_handshake_are_served() {
    let function = Function::start().await;
    for version in ["2025-06-18", "2025-11-25"] {
        let request = || {
            let mut request = function.post_as("ann");
            let headers = request.headers_mut().unwrap();
            headers.insert("mcp-protocol-version", version.parse().unwrap());
            request
        };
        let result = function
            .result_of(request(), "initialize", initialize(version))
            .await;
        assert_eq!(result["protocolVersion"], version);
        assert_eq!(result["serverInfo"]["name"], "todo-app");
        assert_eq!(result["serverInfo"]["version"], env!("CARGO_PKG_VERSION"));
        assert!(
            result["instructions"]
                .as_str()
                .unwrap()
                .contains("list_tasks")
        );
        assert_eq!(
            result["capabilities"],
            json!({"prompts": {}, "resources": {}, "tools": {}})
        );
        let notification = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
        let answer = function.send(request(), notification.to_string()).await;
        assert_eq!(answer.status, 202);
        let params = json!({"name": "add_task", "arguments": {"tasks": [{"title": version}]}});
        let result = function.result_of(request(), "tools/call", params).await;
        assert_eq!(result["isError"], false);
    }
    assert_eq!(function.tasks("ann").await.as_array().unwrap().len(), 2);
}

/// FR-203: a client of the version without a handshake.
#[tokio::test]
async fn clients_without_a_handshake_are_served() {
    let function = Function::start().await;
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
    });
    let request = |method: &str| {
        let mut request = function.post_as("ann");
        let headers = request.headers_mut().unwrap();
        headers.insert("mcp-protocol-version", "2026-07-28".parse().unwrap());
        headers.insert("mcp-method", method.parse().unwrap());
        request
    };
    let params = json!({"_meta": meta});
    let result = function
        .result_of(request("server/discover"), "server/discover", params)
        .await;
    let versions = result["supportedVersions"].as_array().unwrap();
    assert!(versions.contains(&json!("2026-07-28")), "{result}");
    assert_eq!(result["resultType"], "complete");

    let params = json!({"_meta": meta});
    let result = function
        .result_of(request("tools/list"), "tools/list", params)
        .await;
    assert_eq!(result["tools"], contract()["tools"]);

    let call = request("tools/call").header("mcp-name", "add_task");
    let params =
        json!({"name": "add_task", "arguments": {"tasks": [{"title": "Buy milk"}]}, "_meta": meta});
    let result = function.result_of(call, "tools/call", params).await;
    assert_eq!(
        result["structuredContent"]["results"][0]["task"]["title"],
        "Buy milk"
    );
}

/// FR-203: a call needs nothing to have come before it, and what one process wrote the other sees at once.
#[tokio::test]
async fn processes_take_turns() {
    let function = Function::start().await;
    for expected in 1..=6 {
        assert_eq!(function.add("ann", &["one more"]).await, [expected]);
        // An odd number of requests a round: adding and listing fall to either process.
        let count = function.tasks("ann").await.as_array().unwrap().len();
        assert_eq!(i64::try_from(count), Ok(expected));
        function.result("ann", "ping", json!({})).await;
    }
}

/// FR-203: what a server without a session cannot do is an error, and what does not exist too.
#[tokio::test]
async fn unknown_methods_and_tools_are_protocol_errors() {
    let function = Function::start().await;
    for (method, params, code) in [
        ("tasks/steal", json!({}), -32601),
        (
            "tools/call",
            json!({"name": "add_task", "arguments": []}),
            -32602,
        ),
        ("tools/call", json!({}), -32602),
        ("initialize", json!({}), -32602),
        ("resources/read", json!({}), -32602),
        ("resources/read", json!({"uri": 5}), -32602),
        ("prompts/get", json!({}), -32602),
        (
            "prompts/get",
            json!({"name": "plan_my_day", "arguments": []}),
            -32602,
        ),
        ("resources/subscribe", json!({"uri": "x://y"}), -32601),
        (
            "tools/call",
            json!({"name": "drop_table", "arguments": {}}),
            -32602,
        ),
    ] {
        let body = message(method, params).to_string();
        let answer = function.send(function.post_as("ann"), body).await;
        assert_eq!(
            answer.json()["error"]["code"],
            code,
            "{method}: {}",
            answer.json()
        );
    }
}
