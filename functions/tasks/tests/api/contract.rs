//! The document is the code's, and every operation in it needs a token.

use axum::{
    body::Body,
    http::{StatusCode, header},
};
use serde_json::{Value, json};

use crate::support::Function;

fn committed() -> Value {
    serde_json::from_str(include_str!(
        "../../../../specs/001-tasks-api/contracts/openapi.json"
    ))
    .unwrap()
}

/// FR-112.
#[tokio::test]
async fn the_committed_document_is_the_served_one() {
    let function = Function::start().await;
    let served = function
        .send(
            Function::request("GET", "/api/openapi.json")
                .body(Body::empty())
                .unwrap(),
        )
        .await;
    assert_eq!(served.status, StatusCode::OK);
    assert_eq!(
        served.json(),
        committed(),
        "run `cargo run -p tasks --example tasks-contract > specs/001-tasks-api/contracts/openapi.json`"
    );
    assert_eq!(
        committed()["openapi"].as_str().map(|version| &version[..3]),
        Some("3.1")
    );
}

/// FR-113, FR-401: each operation of the document, by construction, and before anything else of the request is judged.
#[tokio::test]
async fn every_operation_needs_a_token() {
    let function = Function::start().await;
    let mut operations = 0;
    for (path, methods) in committed()["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            if is_public(operation) {
                continue;
            }
            let request = Function::request(&method.to_uppercase(), &path.replace("{id}", "no-id"));
            let answer = function.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path}");
            assert_eq!(answer.header(header::WWW_AUTHENTICATE), "Bearer");
            assert_eq!(
                answer.json()["type"],
                "urn:todo-app:problem:unauthenticated"
            );
            operations += 1;
        }
    }
    assert!(operations >= 7);
}

/// FR-113, FR-908: there is one operation whose address is the key.
fn is_public(operation: &Value) -> bool {
    let is_public = operation["security"] == json!([{}]);
    assert_eq!(is_public, operation["operationId"] == "read_feed");
    is_public
}

/// FR-401, FR-403, FR-440: what is not one session JWT of ours is 401, with the reason only in the log.
#[tokio::test]
async fn tokens_that_are_not_good_here_are_refused() {
    let function = Function::start().await;
    let good = function.issuer.session_token("ann");
    let broken = format!("{}x", &good[..good.len() - 2]);
    let access = function
        .issuer
        .access_token("ann", "tasks:read tasks:write");
    for token in [broken.as_str(), access.as_str(), "x", "a.b.c"] {
        let request = Function::request("GET", "/api/tasks")
            .header("authorization", format!("Bearer {token}"));
        let answer = function.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(
            answer
                .header(header::WWW_AUTHENTICATE)
                .starts_with("Bearer error=\"invalid_token\"")
        );
        assert_eq!(answer.json().get("errors"), None);
    }
    for others in [[good.as_str(), "x"], ["x", &good], [&good, &good]] {
        let request = others
            .iter()
            .fold(Function::request("GET", "/api/tasks"), |request, token| {
                request.header("authorization", format!("Bearer {token}"))
            });
        let answer = function.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let request =
        Function::request("GET", "/api/tasks").header("authorization", format!("bearer {good}"));
    let answer = function.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(
        (answer.status, answer.json()),
        (StatusCode::OK, json!({"tasks": []}))
    );
}

/// FR-120: nothing of the document is missing on the page, no link leads nowhere, and nothing runs or is loaded.
#[tokio::test]
async fn the_page_shows_all_that_the_document_says() {
    let function = Function::start().await;
    let request = Function::request("GET", "/api/docs").body(Body::empty());
    let answer = function.send(request.unwrap()).await;
    assert_eq!(
        (answer.status, answer.header(header::CONTENT_TYPE)),
        (StatusCode::OK, "text/html; charset=utf-8")
    );
    assert_eq!(
        answer.header(header::CONTENT_SECURITY_POLICY),
        "default-src 'none'; style-src 'unsafe-inline'"
    );
    let page = String::from_utf8(answer.body).unwrap();
    assert!(!page.contains("<script") && !page.contains("src="));
    let document = committed();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, about) in item.as_object().unwrap() {
            let id = about["operationId"].as_str().unwrap();
            assert!(page.contains(&format!("<section id=\"{id}\"")), "{id}");
            let address = format!("<b>{}</b> {path}", method.to_uppercase());
            assert!(page.contains(&address), "{address}");
        }
    }
    for name in document["components"]["schemas"]
        .as_object()
        .unwrap()
        .keys()
    {
        assert!(page.contains(&format!("id=\"schema-{name}\"")), "{name}");
    }
    for link in page.split("href=\"#").skip(1) {
        let target = link.split('"').next().unwrap();
        assert!(page.contains(&format!("id=\"{target}\"")), "{target}");
    }
}

/// FR-444: whatever an operation answers, nobody keeps it and no browser takes it for something else; the feed alone may be
/// kept by whoever reads it.
#[tokio::test]
async fn no_answer_is_kept_by_anybody_in_between() {
    let function = Function::start().await;
    function.create("ann", "Read").await;
    let feed = function.call("ann", "POST", "/api/feed", None).await;
    let feed = feed.json()["path"].as_str().unwrap().to_owned();
    for (path, methods) in committed()["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let path = match operation["operationId"].as_str().unwrap() {
                "read_feed" => feed.clone(),
                _ => path.replace("{id}", "1"),
            };
            // Told what is good where a body is wanted or not, and what is not.
            for body in [None, Some(json!({"title": "Write"})), Some(json!([]))] {
                let answer = function
                    .call("ann", &method.to_uppercase(), &path, body)
                    .await;
                let status = answer.status;
                let kept = if path == feed && status.is_success() {
                    "private, no-cache"
                } else {
                    "no-store"
                };
                assert_eq!(
                    answer.header(header::CACHE_CONTROL),
                    kept,
                    "{method} {path} {status}"
                );
                let sniffed = answer.header(header::X_CONTENT_TYPE_OPTIONS);
                assert_eq!(sniffed, "nosniff", "{method} {path} {status}");
            }
        }
    }
    let request = Function::request("GET", "/api/tasks").body(Body::empty());
    let refused = function.send(request.unwrap()).await;
    assert_eq!(refused.header(header::CACHE_CONTROL), "no-store");
}
