//! One function over one database, and users who call it.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use serde_json::Value;
use shared::{
    config::{Environment, HttpConfig},
    db::Role,
    testing::{Issuer, TestDatabase},
};
use tower::ServiceExt;

/// The function as it is served, without a socket.
pub struct Function {
    pub test_database: TestDatabase,
    pub issuer: Issuer,
    router: Router,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; null when it is empty.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// A header as text; empty when absent.
    pub fn header(&self, name: header::HeaderName) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

impl Function {
    pub async fn start() -> Self {
        let test_database = TestDatabase::new().await;
        let issuer = Issuer::default();
        let http = HttpConfig::read(&mut Environment::from_pairs([("PORT", "1")])).unwrap();
        let routes = tasks::router(
            test_database.database(Role::Tasks),
            Arc::new(issuer.verifier()),
        );
        Self {
            test_database,
            issuer,
            router: shared::http::around(routes, &http),
        }
    }

    /// One request as this user.
    pub async fn call(&self, user: &str, method: &str, path: &str, body: Option<Value>) -> Answer {
        let request = Self::request(method, path).header(
            "authorization",
            format!("Bearer {}", self.issuer.session_token(user)),
        );
        let request = match body {
            Some(body) => request
                .header("content-type", "application/json")
                .body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        };
        self.send(request.unwrap()).await
    }

    /// A request without a token.
    pub fn request(method: &str, path: &str) -> axum::http::request::Builder {
        Request::builder().method(method).uri(path)
    }

    /// Sends any request.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.collect().await.unwrap().to_bytes().to_vec(),
        }
    }

    /// Creates a task and gives its id.
    pub async fn create(&self, user: &str, title: &str) -> i64 {
        let answer = self
            .call(
                user,
                "POST",
                "/api/tasks",
                Some(serde_json::json!({"title": title})),
            )
            .await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.json());
        answer.json()["id"].as_i64().unwrap()
    }
}
