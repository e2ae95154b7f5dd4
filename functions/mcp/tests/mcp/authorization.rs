//! How a client that knows the address alone finds out where to sign in, and what to ask for.

use axum::{
    body::Body,
    http::{Request, StatusCode, request::Builder},
};
use serde_json::{Value, json};
use shared::testing::{ISSUER, RESOURCE};

use crate::support::{Function, contract, message};

const METADATA_URL: &str = "https://todo.test/.well-known/oauth-protected-resource/mcp";

fn post(token: &str) -> Builder {
    Function::post().header("authorization", format!("Bearer {token}"))
}

fn calls(tool: &str) -> String {
    let arguments = match tool {
        "list_tasks" | "undo" => json!({}),
        "add_task" => json!({"tasks": [{"title": "a"}]}),
        "update_task" => json!({"tasks": [{"id": 1, "title": "b"}]}),
        _ => json!({"ids": [1]}),
    };
    message("tools/call", json!({"name": tool, "arguments": arguments})).to_string()
}

/// FR-225: at the root, and at the resource's path, without a token.
#[tokio::test]
async fn the_metadata_says_where_to_sign_in() {
    let function = Function::start().await;
    let well_known = "/.well-known/oauth-protected-resource";
    for path in [well_known.to_owned(), format!("{well_known}/mcp")] {
        let answer = function.send(Request::get(&path), Body::empty()).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(
            answer.json(),
            json!({
                "resource": RESOURCE,
                "authorization_servers": [ISSUER],
                "scopes_supported": ["tasks:read", "tasks:write"],
                "bearer_methods_supported": ["header"],
                "resource_name": "Todo",
            })
        );
    }
}

/// FR-226, FR-440: who has no token, or one that is not good here, is told where to get one.
#[tokio::test]
async fn a_challenge_names_the_metadata() {
    let function = Function::start().await;
    let body = message("tools/list", json!({})).to_string();
    let asked = format!(r#"resource_metadata="{METADATA_URL}", scope="tasks:read tasks:write""#);
    let answer = function.send(Function::post(), body.clone()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.header("www-authenticate"), format!("Bearer {asked}"));
    let good = function.issuer.session_token("ann");
    let several = post(&good).header("authorization", format!("Bearer {good}"));
    let answer = function.send(several, body.clone()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let answer = function.send(post("x"), body).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let challenge = answer.header("www-authenticate");
    assert!(challenge.starts_with(r#"Bearer error="invalid_token", "#));
    assert!(challenge.ends_with(&format!(", {asked}")), "{challenge}");
}

/// FR-213, FR-403: an OAuth client reads with one scope and writes with the other, and is told what to ask for.
#[tokio::test]
async fn a_missing_scope_is_asked_for() {
    let function = Function::start().await;
    function.add("ann", &["a"]).await;
    for (scope, missing) in [
        ("tasks:read", "tasks:write"),
        ("tasks:write", "tasks:read"),
        ("offline_access", "both"),
    ] {
        let token = function.issuer.access_token("ann", scope);
        for tool in contract()["tools"].as_array().unwrap() {
            let needed = if tool["annotations"]["readOnlyHint"] == true {
                "tasks:read"
            } else {
                "tasks:write"
            };
            let tool = tool["name"].as_str().unwrap();
            let answer = function.send(post(&token), calls(tool)).await;
            if scope == needed {
                assert_eq!(answer.status, StatusCode::OK, "{scope} {tool}");
                assert_eq!(answer.json()["result"]["isError"], false);
                continue;
            }
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{scope} {tool}");
            let asked = if missing == "both" {
                needed
            } else {
                "tasks:read tasks:write"
            };
            assert_eq!(
                answer.header("www-authenticate"),
                format!(
                    r#"Bearer error="insufficient_scope", error_description="this needs the scope {needed}", resource_metadata="{METADATA_URL}", scope="{asked}""#
                )
            );
            let problem = answer.json();
            assert_eq!(problem["type"], "urn:todo-app:problem:insufficient-scope");
            let detail = problem["detail"].as_str().unwrap();
            assert!(detail.contains(needed) && detail.contains(tool), "{detail}");
        }
    }
}

/// FR-213: what the endpoint and the MCP library would read differently does not get past the tool.
#[tokio::test]
async fn a_message_of_two_minds_writes_nothing() {
    let function = Function::start().await;
    let token = function.issuer.access_token("ann", "tasks:read");
    let arguments = r#""arguments":{"tasks":[{"title":"a"}]}"#;
    for params in [
        format!(r#"{{"name":"list_tasks","name":"add_task",{arguments}}}"#),
        format!(r#"{{"name":"add_task","name":"list_tasks",{arguments}}}"#),
        format!(r#"{{"n\u0061me":"add_task",{arguments}}}"#),
    ] {
        let body = format!(r#"{{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{params}}}"#);
        let answer = function.send(post(&token), body).await;
        assert!(answer.status.is_success() || answer.status.is_client_error());
        assert_eq!(function.tasks("ann").await, Value::Array(Vec::new()));
    }
    let twice = r#"{"jsonrpc":"2.0","id":7,"method":"tools/list","method":"tools/call","params":"#;
    let body = format!(r#"{twice}{{"name":"add_task",{arguments}}}}}"#);
    function.send(post(&token), body).await;
    assert_eq!(function.tasks("ann").await, Value::Array(Vec::new()));
}

/// FR-282: on a person's machine the endpoint is known by every name of the machine, and with a slash at its end; a client is
/// told the address that it used. Elsewhere there is one name.
#[tokio::test]
async fn the_address_is_told_as_it_was_typed() {
    let well_known = "/.well-known/oauth-protected-resource/mcp";
    let local = Function::with_resource("http://127.0.0.1:8082/mcp").await;
    for host in ["127.0.0.1:8082", "localhost:8082", "[::1]:8082"] {
        for slash in ["", "/"] {
            let request = Request::get(format!("{well_known}{slash}")).header("host", host);
            let answer = local.send(request, Body::empty()).await;
            let typed = format!("http://{host}/mcp{slash}");
            assert_eq!(answer.json()["resource"], typed);
            let request = Request::post(format!("/mcp{slash}")).header("host", host);
            let answer = local.send(request, Body::empty()).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
            let challenge = answer.header("www-authenticate").to_owned();
            let metadata = format!("resource_metadata=\"http://{host}{well_known}{slash}\"");
            assert!(challenge.contains(&metadata), "{challenge}");
        }
    }
    for host in [
        "localhost:8083",
        "localhost",
        "evil.test:8082",
        "10.0.0.1:8082",
        "x y",
    ] {
        let request = Request::get(well_known).header("host", host);
        let answer = local.send(request, Body::empty()).await;
        assert_eq!(
            answer.json()["resource"],
            "http://127.0.0.1:8082/mcp",
            "{host}"
        );
    }
    let public = Function::start().await;
    let request = Request::get(well_known).header("host", "localhost");
    let answer = public.send(request, Body::empty()).await;
    assert_eq!(answer.json()["resource"], RESOURCE);
}
