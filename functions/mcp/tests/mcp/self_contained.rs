//! The protocol since 2026-07-28: no handshake, every request says all by itself (FR-244).

use axum::http::{StatusCode, request::Builder};
use serde_json::{Value, json};

use crate::support::{Answer, Function, message};

const VERSION: &str = "2026-07-28";

fn meta() -> Value {
    json!({
        "io.modelcontextprotocol/protocolVersion": VERSION,
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
    })
}

fn request(function: &Function, version: &str, method: &str) -> Builder {
    let mut request = function.post_as("ann");
    let headers = request.headers_mut().unwrap();
    headers.insert("mcp-protocol-version", version.parse().unwrap());
    headers.insert("mcp-method", method.parse().unwrap());
    request
}

async fn ask(function: &Function, method: &str, mut params: Value) -> Answer {
    params["_meta"] = meta();
    let request = request(function, VERSION, method);
    let request = match params["name"].as_str() {
        Some(name) => request.header("mcp-name", name),
        None => request,
    };
    let body = message(method, params).to_string();
    function.send(request, body).await
}

fn assert_error(answer: &Answer, status: u16, code: i32) {
    let json = answer.json();
    assert_eq!(answer.status.as_u16(), status, "{json}");
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(
        (&json["error"]["code"], &json["id"]),
        (&json!(code), &json!(7)),
        "{json}"
    );
}

/// FR-244: what says who the server is and what it can do is the same for all, and says how long.
#[tokio::test]
async fn discovery_and_tools_may_be_kept() {
    let function = Function::start().await;
    for method in [
        "server/discover",
        "tools/list",
        "prompts/list",
        "resources/list",
        "resources/templates/list",
    ] {
        let answer = ask(&function, method, json!({})).await;
        assert_eq!(answer.status, StatusCode::OK);
        let result = &answer.json()["result"];
        assert_eq!(result["resultType"], "complete");
        assert_eq!(result["ttlMs"], 300_000, "{method}");
        assert_eq!(result["cacheScope"], "public", "{method}");
    }
    let discovered = ask(&function, "server/discover", json!({})).await.json();
    let result = &discovered["result"];
    let server = &result["_meta"]["io.modelcontextprotocol/serverInfo"];
    assert_eq!(server["name"], "todo-app", "{result}");
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
    for version in [VERSION, "2025-11-25", "2025-06-18"] {
        let versions = result["supportedVersions"].as_array().unwrap();
        assert!(versions.contains(&json!(version)), "{result}");
    }
}

/// FR-244: what a person's call gives is whole, and nobody's to keep.
#[tokio::test]
async fn calls_are_complete_and_not_kept() {
    let function = Function::start().await;
    let arguments = json!({"tasks": [{"title": "Buy milk"}]});
    let params = json!({"name": "add_task", "arguments": arguments});
    let result = ask(&function, "tools/call", params).await.json()["result"].clone();
    assert_eq!(result["resultType"], "complete");
    assert_eq!(
        (result.get("ttlMs"), result.get("cacheScope")),
        (None, None)
    );
}

/// FR-244: clients with a handshake meet none of the newer fields.
#[tokio::test]
async fn older_clients_get_what_they_know() {
    let function = Function::start().await;
    let listed = function.result("ann", "tools/list", json!({})).await;
    assert_eq!(
        listed.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["tools"]
    );
    let called = function.call("ann", "list_tasks", json!({})).await;
    assert_eq!(called.get("resultType"), None);
}

/// FR-244.
#[tokio::test]
async fn headers_and_body_have_to_agree() {
    let function = Function::start().await;
    let params = json!({"name": "list_tasks", "arguments": {}, "_meta": meta()});
    let body = message("tools/call", params).to_string();
    let cases: [(&str, &[(&str, &str)]); 5] = [
        ("no method", &[("mcp-name", "list_tasks")]),
        (
            "another method",
            &[("mcp-method", "tools/list"), ("mcp-name", "list_tasks")],
        ),
        (
            "another case",
            &[("mcp-method", "Tools/Call"), ("mcp-name", "list_tasks")],
        ),
        ("no name", &[("mcp-method", "tools/call")]),
        (
            "another name",
            &[("mcp-method", "tools/call"), ("mcp-name", "delete_task")],
        ),
    ];
    for (case, headers) in cases {
        let mut request = function.post_as("ann");
        let own = request.headers_mut().unwrap();
        own.insert("mcp-protocol-version", VERSION.parse().unwrap());
        for (name, value) in headers {
            own.insert(*name, value.parse().unwrap());
        }
        let answer = function.send(request, body.clone()).await;
        println!("{case}");
        assert_error(&answer, 400, -32020);
    }
    let request = request(&function, "2025-11-25", "tools/call").header("mcp-name", "list_tasks");
    assert_error(&function.send(request, body).await, 400, -32020);
}

/// FR-244.
#[tokio::test]
async fn requests_without_their_metadata_are_refused() {
    let function = Function::start().await;
    for missing in ["protocolVersion", "clientCapabilities"] {
        let mut meta = meta();
        let key = format!("io.modelcontextprotocol/{missing}");
        meta.as_object_mut().unwrap().remove(&key);
        let body = message("tools/list", json!({"_meta": meta})).to_string();
        let request = request(&function, VERSION, "tools/list");
        let answer = function.send(request, body).await;
        assert_error(&answer, 400, -32602);
        assert!(
            answer.json()["error"]["message"]
                .as_str()
                .unwrap()
                .contains(missing)
        );
    }
}

/// FR-244: who asks for a version that is not there learns which are.
#[tokio::test]
async fn unknown_versions_are_told_the_known_ones() {
    let function = Function::start().await;
    let mut meta = meta();
    meta["io.modelcontextprotocol/protocolVersion"] = "2099-01-01".into();
    let body = message("tools/list", json!({"_meta": meta})).to_string();
    let request = request(&function, "2099-01-01", "tools/list");
    let answer = function.send(request, body).await;
    assert_error(&answer, 400, -32022);
    let data = &answer.json()["error"]["data"];
    assert_eq!(data["requested"], "2099-01-01");
    assert!(
        data["supported"]
            .as_array()
            .unwrap()
            .contains(&json!(VERSION))
    );
}

/// FR-203: what a method takes is said where something else came.
#[tokio::test]
async fn parameters_of_the_wrong_shape_are_told() {
    let function = Function::start().await;
    for (method, params, takes) in [
        (
            "prompts/get",
            json!({"name": "plan_my_day", "arguments": []}),
            "prompts/get takes name, a text, and arguments, an object.",
        ),
        (
            "tools/call",
            json!({"name": "list_tasks", "arguments": []}),
            "tools/call takes name, a text, and arguments, an object.",
        ),
        (
            "resources/read",
            json!({"uri": 5}),
            "resources/read takes uri, a text.",
        ),
    ] {
        let answer = ask(&function, method, params).await;
        assert_error(&answer, 200, -32602);
        assert_eq!(answer.json()["error"]["message"], takes);
    }
}

/// FR-244.
#[tokio::test]
async fn methods_that_are_not_there_are_404() {
    let function = Function::start().await;
    for method in [
        "tasks/steal",
        "initialize",
        "ping",
        "logging/setLevel",
        "subscriptions/listen",
    ] {
        assert_error(&ask(&function, method, json!({})).await, 404, -32601);
    }
}
