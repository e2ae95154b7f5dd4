//! One function over one database, and users who call it.

use std::{
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header, request::Builder},
};
use clock::{Clock, SystemClock, testing::HandClock};
use http_body_util::BodyExt;
use mcp::{McpServerConfig, ProtectedResource};
use serde_json::{Value, json};
use shared::{
    config::{Environment, HttpConfig},
    db::{Database, Role},
    testing::{ISSUER, Issuer, RESOURCE, TestDatabase},
};
use tower::ServiceExt;

/// The newest protocol version with a handshake.
pub const PROTOCOL: &str = "2025-11-25";

/// The function as it is served, without a socket: two processes of it, which take turns (FR-203).
pub struct Function {
    pub test_database: TestDatabase,
    pub issuer: Issuer,
    processes: [Router; 2],
    turn: AtomicUsize,
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
    pub fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

/// What is not the same in all of these functions.
struct Setup {
    clock: Arc<dyn Clock>,
    config: McpServerConfig,
}

impl Default for Setup {
    fn default() -> Self {
        let config = McpServerConfig {
            resource: Some(ProtectedResource::new(RESOURCE, ISSUER).unwrap()),
            hosts: vec!["todo.test".to_owned(), "localhost:8080".to_owned()],
            origins: vec!["https://todo.test:443".to_owned()],
            ..McpServerConfig::default()
        };
        Self {
            clock: Arc::new(SystemClock),
            config,
        }
    }
}

impl Function {
    pub async fn start() -> Self {
        Self::over(|test_database| test_database.database(Role::Mcp)).await
    }

    /// The function where it is always this moment.
    pub async fn at(moment: &str) -> Self {
        Self::with(|setup| setup.clock = Arc::new(HandClock::at(moment.parse().unwrap()))).await
    }

    /// The function at another address.
    pub async fn with_resource(resource: &str) -> Self {
        let resource = ProtectedResource::new(resource, ISSUER).unwrap();
        Self::with(|setup| setup.config.resource = Some(resource)).await
    }

    /// The function where each process takes so many calls of a tool in a minute.
    pub async fn with_calls(calls_per_minute: u32) -> Self {
        let calls = NonZeroU32::new(calls_per_minute).unwrap();
        Self::with(|setup| setup.config.calls_per_minute = calls).await
    }

    async fn with(change: impl FnOnce(&mut Setup)) -> Self {
        let mut setup = Setup::default();
        change(&mut setup);
        let database = |test_database: &TestDatabase| test_database.database(Role::Mcp);
        Self::made(TestDatabase::new().await, database, &setup)
    }

    /// The function over any database.
    pub async fn over(database: impl Fn(&TestDatabase) -> Database) -> Self {
        Self::made(TestDatabase::new().await, database, &Setup::default())
    }

    /// The function over this database, each process with a way of its own.
    pub fn on(test_database: TestDatabase, database: impl Fn(&TestDatabase) -> Database) -> Self {
        Self::made(test_database, database, &Setup::default())
    }

    fn made(
        test_database: TestDatabase,
        database: impl Fn(&TestDatabase) -> Database,
        Setup { clock, config }: &Setup,
    ) -> Self {
        let issuer = Issuer::default();
        let process = || {
            let http = HttpConfig::read(&mut Environment::from_pairs([("PORT", "1")])).unwrap();
            let verifier = Arc::new(issuer.mcp_verifier());
            let routes = mcp::router(database(&test_database), verifier, clock.clone(), config);
            shared::http::around(routes, &http)
        };
        Self {
            processes: [process(), process()],
            turn: AtomicUsize::new(0),
            test_database,
            issuer,
        }
    }

    /// A POST with all that a client sends beside the token.
    pub fn post() -> Builder {
        Request::post("/mcp")
            .header("host", "todo.test")
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .header("mcp-protocol-version", PROTOCOL)
    }

    /// The same with the session of this user.
    pub fn post_as(&self, user: &str) -> Builder {
        let token = self.issuer.session_token(user);
        Self::post().header("authorization", format!("Bearer {token}"))
    }

    /// Sends any request to the process whose turn it is.
    pub async fn send(&self, request: Builder, body: impl Into<Body>) -> Answer {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % self.processes.len();
        let request = request.body(body.into()).unwrap();
        let response = self.processes[turn].clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        assert_eq!(parts.headers.get("mcp-session-id"), None);
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.collect().await.unwrap().to_bytes().to_vec(),
        }
    }

    /// The result of a method, as this user.
    pub async fn result(&self, user: &str, method: &str, params: Value) -> Value {
        self.result_of(self.post_as(user), method, params).await
    }

    /// The result of a method.
    pub async fn result_of(&self, request: Builder, method: &str, params: Value) -> Value {
        let message = message(method, params);
        let answer = self.send(request, message.to_string()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
        assert_eq!(answer.header("content-type"), "application/json");
        let json = answer.json();
        assert_eq!((&json["jsonrpc"], &json["id"]), (&json!("2.0"), &json!(7)));
        assert_eq!(json.get("error"), None);
        json["result"].clone()
    }

    /// The result of a tool, as this user.
    pub async fn call(&self, user: &str, tool: &str, arguments: Value) -> Value {
        let params = json!({"name": tool, "arguments": arguments});
        self.result(user, "tools/call", params).await
    }

    /// Creates tasks of these titles and gives their ids.
    pub async fn add(&self, user: &str, titles: &[&str]) -> Vec<i64> {
        let tasks: Vec<Value> = titles.iter().map(|title| json!({"title": title})).collect();
        let result = self.call(user, "add_task", json!({"tasks": tasks})).await;
        let results = result["structuredContent"]["results"].as_array().unwrap();
        results
            .iter()
            .map(|entry| entry["task"]["id"].as_i64().unwrap())
            .collect()
    }

    /// All tasks of this user.
    pub async fn tasks(&self, user: &str) -> Value {
        let result = self.call(user, "list_tasks", json!({"limit": 100})).await;
        result["structuredContent"]["tasks"].clone()
    }
}

/// A JSON-RPC request.
pub fn message(method: &str, params: Value) -> Value {
    let mut message = json!({"jsonrpc": "2.0", "id": 7, "method": method});
    message["params"] = params;
    message
}

/// The committed contract.
pub fn contract() -> Value {
    let text = include_str!("../../../../specs/002-mcp-tools/contracts/tools.json");
    serde_json::from_str(text).unwrap()
}

/// A parameter error: refused as a whole, at this place, with what to do next.
pub fn assert_refused(result: &Value, path: &str, rule: &str) {
    assert_eq!(result["isError"], true, "{result}");
    let error = &result["structuredContent"]["error"];
    assert_eq!(error["code"], "invalid_parameters", "{result}");
    assert_eq!(error["path"], path, "{result}");
    let message = error["message"].as_str().unwrap();
    assert!(
        message.contains(path) && message.contains(rule),
        "{message}"
    );
    assert!(message.contains("Nothing was done"), "{message}");
}
