//! What is refused before the MCP library sees it, and what it refuses.

use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::support::{Function, PROTOCOL, message};

fn list() -> String {
    message("tools/list", json!({})).to_string()
}

/// FR-204, FR-401, FR-403: even for a body that the MCP library would refuse.
#[tokio::test]
async fn a_request_without_a_valid_token_is_401() {
    let function = Function::start().await;
    for body in [list(), "no JSON".to_owned()] {
        let answer = function.send(Function::post(), body).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(answer.header("www-authenticate").starts_with("Bearer "));
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(
            answer.json()["type"],
            "urn:todo-app:problem:unauthenticated"
        );
    }
    let good = function.issuer.session_token("ann");
    let broken = format!("{}x", &good[..good.len() - 2]);
    for token in [broken.as_str(), "x"] {
        let request = Function::post().header("authorization", format!("Bearer {token}"));
        let answer = function.send(request, list()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        let challenge = answer.header("www-authenticate");
        assert!(
            challenge.starts_with("Bearer error=\"invalid_token\""),
            "{challenge}"
        );
    }
}

/// FR-210.
#[tokio::test]
async fn foreign_hosts_are_refused() {
    let function = Function::start().await;
    for (host, status) in [
        ("todo.test", StatusCode::OK),
        ("todo.test:8443", StatusCode::OK),
        ("localhost:8080", StatusCode::OK),
        ("localhost:9090", StatusCode::FORBIDDEN),
        ("evil.test", StatusCode::FORBIDDEN),
        ("todo.test.evil.test", StatusCode::FORBIDDEN),
    ] {
        let mut request = function.post_as("ann");
        request
            .headers_mut()
            .unwrap()
            .insert("host", host.parse().unwrap());
        let answer = function.send(request, list()).await;
        assert_eq!(answer.status, status, "{host}");
        if status == StatusCode::FORBIDDEN {
            assert_eq!(answer.header("content-type"), "application/problem+json");
            assert_eq!(answer.json()["type"], "urn:todo-app:problem:forbidden");
        }
    }
}

/// FR-210: a caller without an `Origin` is no browser and passes.
#[tokio::test]
async fn foreign_origins_are_refused() {
    let function = Function::start().await;
    for (origin, status) in [
        ("https://todo.test", StatusCode::OK),
        ("https://todo.test:8443", StatusCode::FORBIDDEN),
        ("http://todo.test", StatusCode::FORBIDDEN),
        ("https://evil.test", StatusCode::FORBIDDEN),
        ("null", StatusCode::FORBIDDEN),
    ] {
        let request = function.post_as("ann").header("origin", origin);
        let answer = function.send(request, list()).await;
        assert_eq!(answer.status, status, "{origin}");
    }
}

/// FR-210.
#[tokio::test]
async fn bodies_that_are_no_message_are_json_rpc_errors() {
    let function = Function::start().await;
    let batch = json!([message("tools/list", json!({}))]).to_string();
    for (body, code, id) in [
        ("{", -32700, Value::Null),
        ("", -32700, Value::Null),
        ("tools/list", -32700, Value::Null),
        (batch.as_str(), -32600, Value::Null),
        (" \n[]", -32600, Value::Null),
        (r#"{"id": 7, "hello": "world"}"#, -32600, json!(7)),
        ("42", -32600, Value::Null),
    ] {
        let answer = function
            .send(function.post_as("ann"), body.to_owned())
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
        assert_eq!(answer.header("content-type"), "application/json");
        let json = answer.json();
        assert_eq!(json["error"]["code"], code, "{body}: {json}");
        assert_eq!((&json["id"], &json["jsonrpc"]), (&id, &json!("2.0")));
    }
}

/// FR-210.
#[tokio::test]
async fn other_methods_are_405_with_allow() {
    let function = Function::start().await;
    for method in ["GET", "DELETE", "PUT"] {
        let token = function.issuer.session_token("ann");
        let request = Request::builder()
            .method(method)
            .uri("/mcp")
            .header("host", "todo.test")
            .header("accept", "text/event-stream")
            .header("authorization", format!("Bearer {token}"));
        let answer = function.send(request, "").await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
        assert_eq!(answer.header("allow"), "POST", "{method}");
    }
}

/// FR-210: the size, the media type and the accepted types of a message.
#[tokio::test]
async fn unfit_messages_are_problems() {
    let function = Function::start().await;
    let answer = function
        .send(function.post_as("ann"), " ".repeat(64 * 1024 + 1))
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let padded = format!("{}{}", list(), " ".repeat(60 * 1024));
    let answer = function.send(function.post_as("ann"), padded).await;
    assert_eq!(answer.status, StatusCode::OK);
    for (header, value, status) in [
        (
            "content-type",
            "text/plain",
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        ("accept", "text/html", StatusCode::NOT_ACCEPTABLE),
        (
            "mcp-protocol-version",
            "1999-01-01",
            StatusCode::BAD_REQUEST,
        ),
    ] {
        let mut request = function.post_as("ann");
        request
            .headers_mut()
            .unwrap()
            .insert(header, value.parse().unwrap());
        let answer = function.send(request, list()).await;
        assert_eq!(answer.status, status, "{header}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    let ping = function.result("ann", "ping", json!({})).await;
    assert_eq!((ping, PROTOCOL), (json!({}), "2025-11-25"));
}

/// FR-280: who takes JSON is answered, whatever else it lists, and is sent no stream if it lists none.
#[tokio::test]
async fn clients_that_take_json_are_answered() {
    let function = Function::start().await;
    let tasks = json!({"tasks": [{"title": "a"}, {"title": "b"}]});
    let params = json!({"name": "add_task", "arguments": tasks, "_meta": {"progressToken": "t"}});
    let call = message("tools/call", params).to_string();
    for (accept, streams) in [
        (None, true),
        (Some("*/*"), true),
        (Some("application/*, text/*"), true),
        (Some("application/json"), false),
        (Some("application/json;q=0.5, text/html"), false),
    ] {
        for (body, is_stream) in [(list(), false), (call.clone(), streams)] {
            let mut request = function.post_as("ann");
            let headers = request.headers_mut().unwrap();
            headers.remove("accept");
            if let Some(accept) = accept {
                headers.insert("accept", accept.parse().unwrap());
            }
            let answer = function.send(request, body).await;
            assert_eq!(answer.status, StatusCode::OK, "{accept:?}");
            let media_type = if is_stream {
                "text/event-stream"
            } else {
                "application/json"
            };
            assert_eq!(answer.header("content-type"), media_type, "{accept:?}");
            assert_eq!(answer.header("cache-control"), "no-store");
        }
    }
}

/// FR-413: the caller's request id comes back.
#[tokio::test]
async fn request_ids_come_back() {
    let function = Function::start().await;
    let request = function.post_as("ann").header("x-request-id", "mine-1");
    let answer = function.send(request, list()).await;
    assert_eq!(answer.header("x-request-id"), "mine-1");
}
