//! Personal access tokens: made and revoked here. What they are good for is tested at mcp.

use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use crate::support::{Answer, Function};

async fn make(function: &Function, user: &str, new: Value) -> Answer {
    function.call(user, "POST", "/api/tokens", Some(new)).await
}

fn cli() -> Value {
    json!({"name": "Cli", "scopes": ["tasks:write", "tasks:read"], "expires_in_days": 90})
}

/// FR-220: the token is told once, and only its hash is stored.
#[tokio::test]
async fn a_token_is_told_once_and_can_be_revoked() {
    let function = Function::start().await;
    let made = make(&function, "ann", cli()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json());
    assert_eq!(made.header(header::CACHE_CONTROL), "no-store");
    let mut token = made.json();
    let secret = token.as_object_mut().unwrap().remove("secret").unwrap();
    let secret = secret.as_str().unwrap();
    assert_eq!(
        (&token["name"], &token["scopes"]),
        (&json!("Cli"), &json!(["tasks:read", "tasks:write"]))
    );
    let listed = function.call("ann", "GET", "/api/tokens", None).await;
    assert_eq!(listed.json(), json!({"tokens": [token]}));
    let owner = function.test_database.owner().await;
    let sql = "select token::text, secret_hash = sha256(decode(translate($1, '-_', '+/') || '=', 'base64'))
               from todo.personal_access_token as token";
    let bits = secret.strip_prefix("todo_pat_").unwrap();
    let row = owner.query_one(sql, &[&bits]).await.unwrap();
    assert!(!row.get::<_, String>(0).contains(bits) && row.get::<_, bool>(1));
    let path = format!("/api/tokens/{}", token["id"].as_str().unwrap());
    for status in [StatusCode::NO_CONTENT, StatusCode::NOT_FOUND] {
        let revoked = function.call("ann", "DELETE", &path, None).await;
        assert_eq!(revoked.status, status);
    }
    let listed = function.call("ann", "GET", "/api/tokens", None).await;
    assert_eq!(listed.json(), json!({"tokens": []}));
}

/// FR-221: what a token is made of has bounds, and so has their number.
#[tokio::test]
async fn tokens_are_bounded() {
    let function = Function::start().await;
    for (field, value, pointer) in [
        ("name", json!(" "), "/name"),
        ("scopes", json!([]), "/scopes"),
        ("scopes", json!(["tasks:delete"]), "/scopes/0"),
        ("scopes", json!(vec!["tools:list"; 4]), "/scopes"),
        ("expires_in_days", json!(0), "/expires_in_days"),
        ("expires_in_days", json!(367), "/expires_in_days"),
        ("user_id", json!("bob"), "/user_id"),
    ] {
        let mut new = cli();
        new[field] = value;
        let refused = make(&function, "ann", new).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let problem = refused.json();
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }
    for _ in 0..50 {
        let made = make(&function, "ann", cli()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.json());
    }
    let refused = make(&function, "ann", cli()).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(
        refused.json()["type"],
        "urn:todo-app:problem:too-many-tokens"
    );
    let listed = function.call("ann", "GET", "/api/tokens", None).await;
    assert_eq!(listed.json()["tokens"].as_array().unwrap().len(), 50);
    assert_eq!(
        make(&function, "bob", cli()).await.status,
        StatusCode::CREATED
    );
}

/// FR-221: a token ends on its day.
#[tokio::test]
async fn a_token_says_when_it_ends() {
    let function = Function::start().await;
    let token = make(&function, "ann", cli()).await.json();
    let owner = function.test_database.owner().await;
    let sql = "select expires_at = created_at + interval '90 days' from todo.personal_access_token";
    assert!(owner.query_one(sql, &[]).await.unwrap().get::<_, bool>(0));
    assert!(token["expires_at"].as_str().unwrap() > token["created_at"].as_str().unwrap());
}

/// FR-220, FR-430: here a token is good for nothing.
#[tokio::test]
async fn a_token_is_no_session() {
    let function = Function::start().await;
    let token = make(&function, "ann", cli()).await.json();
    let bearer = format!("Bearer {}", token["secret"].as_str().unwrap());
    for path in ["/api/tasks", "/api/tokens", "/api/export"] {
        let request = Function::request("GET", path).header(header::AUTHORIZATION, &bearer);
        let refused = function
            .send(request.body(axum::body::Body::empty()).unwrap())
            .await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{path}");
    }
}
