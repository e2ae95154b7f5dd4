//! One function over one database, and users who call it.

use std::{num::NonZeroU32, sync::Arc};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use clock::{SystemClock, SystemIds};
use http_body_util::BodyExt;
use serde_json::Value;
use shared::{
    config::{DatabaseConfig, Environment, HttpConfig},
    db::{Database, Role},
    testing::{Issuer, TestDatabase},
};
use tower::ServiceExt;

/// The function as it is served, without a socket.
pub struct Function {
    pub test_database: Arc<TestDatabase>,
    pub issuer: Arc<Issuer>,
    limits: Limits,
    router: Router,
}

/// What came back.
#[derive(Clone)]
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

/// What each person may do in a minute.
#[derive(Clone, Copy)]
pub struct Limits {
    pub requests: NonZeroU32,
    pub writes: NonZeroU32,
}

impl Function {
    /// With limits that no test comes near.
    pub async fn start() -> Self {
        let plenty = NonZeroU32::new(1_000_000).unwrap();
        Self::with_limits(Limits {
            requests: plenty,
            writes: plenty,
        })
        .await
    }

    /// With these limits.
    pub async fn with_limits(limits: Limits) -> Self {
        Self::over(
            Arc::new(TestDatabase::new().await),
            Arc::new(Issuer::default()),
            limits,
        )
    }

    /// Over a database that was not migrated.
    pub async fn without_schema() -> Self {
        let plenty = NonZeroU32::new(1_000_000).unwrap();
        let limits = Limits {
            requests: plenty,
            writes: plenty,
        };
        let database = TestDatabase::empty().await;
        Self::over(Arc::new(database), Arc::new(Issuer::default()), limits)
    }

    /// Another process of the same function.
    pub fn another(&self) -> Self {
        Self::over(self.test_database.clone(), self.issuer.clone(), self.limits)
    }

    /// With another configuration of its database.
    pub async fn with_database(change: impl FnOnce(&mut DatabaseConfig)) -> Self {
        let test_database = Arc::new(TestDatabase::new().await);
        let mut config = test_database.config();
        change(&mut config);
        Self::on(test_database, &config)
    }

    /// Over this way to its database.
    pub fn on(test_database: Arc<TestDatabase>, config: &DatabaseConfig) -> Self {
        let plenty = NonZeroU32::new(1_000_000).unwrap();
        let limits = Limits {
            requests: plenty,
            writes: config.writes_per_minute,
        };
        Self::built(test_database, config, Arc::new(Issuer::default()), limits)
    }

    fn over(test_database: Arc<TestDatabase>, issuer: Arc<Issuer>, limits: Limits) -> Self {
        let mut config = test_database.config();
        config.writes_per_minute = limits.writes;
        Self::built(test_database, &config, issuer, limits)
    }

    fn built(
        test_database: Arc<TestDatabase>,
        config: &DatabaseConfig,
        issuer: Arc<Issuer>,
        limits: Limits,
    ) -> Self {
        let mut http = HttpConfig::read(&mut Environment::from_pairs([("PORT", "1")])).unwrap();
        http.requests_per_minute = limits.requests;
        let database = Database::new(config, Role::Tasks).unwrap();
        let routes = tasks::router(
            database,
            Arc::new(issuer.verifier()),
            Arc::new(SystemClock),
            Arc::new(SystemIds),
        );
        Self {
            test_database,
            issuer,
            limits,
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

    /// A body of any kind as this user.
    pub async fn upload(
        &self,
        user: &str,
        path: &str,
        media_type: &str,
        body: impl Into<Body>,
    ) -> Answer {
        let token = self.issuer.session_token(user);
        let request = Self::request("POST", path)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", media_type);
        self.send(request.body(body.into()).unwrap()).await
    }

    /// A request without a token.
    pub fn request(method: &str, path: &str) -> axum::http::request::Builder {
        Request::builder().method(method).uri(path)
    }

    /// Sends any request; the answer's body is still to be read.
    pub async fn open(&self, request: Request<Body>) -> axum::response::Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Sends any request.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.open(request).await;
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
