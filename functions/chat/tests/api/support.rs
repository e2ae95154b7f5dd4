//! A platform of chat, mcp and Postgres, and users who talk to it.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode},
};
use clock::{Clock, SystemClock, SystemIds};
use futures::StreamExt;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use shared::{
    config::{Environment, HttpConfig, TrustConfig},
    db::{self, Kind, Role},
    testing::{Issuer, TestDatabase},
};
use tokio::net::TcpListener;
use tower::ServiceExt;

use crate::gate::Gate;

/// Chat as it is served, without a socket; mcp on a loopback port.
pub struct Platform {
    pub test_database: TestDatabase,
    pub issuer: Issuer,
    pub mcp_url: String,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The server-sent events as (name, data); comments are passed over.
    pub fn events(&self) -> Vec<(String, Value)> {
        let text = String::from_utf8(self.body.clone()).unwrap();
        text.split("\n\n")
            .filter_map(|frame| {
                let name = frame
                    .lines()
                    .find_map(|line| line.strip_prefix("event: "))?;
                let data = frame.lines().find_map(|line| line.strip_prefix("data: "))?;
                Some((name.to_owned(), serde_json::from_str(data).unwrap()))
            })
            .collect()
    }
}

fn http() -> HttpConfig {
    HttpConfig::read(&mut Environment::from_pairs([("PORT", "1")])).unwrap()
}

async fn listen() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

/// mcp as it is served at this address.
fn mcp_routes(test_database: &TestDatabase, issuer: &Issuer, listener: &TcpListener) -> Router {
    let address = listener.local_addr().unwrap();
    let pairs = [("MCP_ALLOWED_HOSTS", address.to_string())];
    let server = mcp::McpServerConfig::read(&mut Environment::from_pairs(pairs)).unwrap();
    let database = test_database.database(Role::Mcp);
    let routes = mcp::router(
        database,
        Arc::new(issuer.mcp_verifier()),
        issuer.clock(),
        &server,
    );
    shared::http::around(routes, &http())
}

impl Platform {
    pub async fn start() -> Self {
        Self::at(Arc::new(SystemClock)).await
    }

    /// The platform where it is as late as this clock says.
    pub async fn at(clock: Arc<dyn Clock>) -> Self {
        let test_database = TestDatabase::new().await;
        let issuer = Issuer::at(clock);
        let listener = listen().await;
        let mcp_url = format!("http://{}/mcp", listener.local_addr().unwrap());
        let routes = mcp_routes(&test_database, &issuer, &listener);
        tokio::spawn(axum::serve(listener, routes).into_future());
        Self {
            test_database,
            issuer,
            mcp_url,
        }
    }

    /// Another way to mcp, which loses the answers of the first calls.
    pub async fn losing(&self, answers: usize) -> Gate {
        let listener = listen().await;
        let routes = mcp_routes(&self.test_database, &self.issuer, &listener);
        Gate::before(routes, listener, answers)
    }

    /// A chat function that knows nothing but the platform: each one is a new process as far as state goes.
    pub fn chat(&self, model: Option<agent::OpenAiConfig>) -> Chat<'_> {
        self.chat_with(&self.mcp_url, self.test_database.config(), model)
    }

    /// A chat function with this mcp and this database.
    pub fn chat_with(
        &self,
        mcp_url: &str,
        database: shared::config::DatabaseConfig,
        model: Option<agent::OpenAiConfig>,
    ) -> Chat<'_> {
        self.chat_on(mcp_url, database, model)
    }

    /// The same, with any number of models.
    pub fn chat_on(
        &self,
        mcp_url: &str,
        database: shared::config::DatabaseConfig,
        models: impl IntoIterator<Item = agent::OpenAiConfig>,
    ) -> Chat<'_> {
        let config = chat::ChatConfig {
            database,
            auth: self.issuer.config(),
            mcp_url: mcp_url.parse().unwrap(),
            models: models.into_iter().collect(),
            bounds: agent::Bounds::default(),
            trust: TrustConfig::default(),
        };
        let clock = self.issuer.clock();
        Chat {
            platform: self,
            router: shared::http::around(
                chat::router_at(&config, clock, Arc::new(SystemIds)).unwrap(),
                &http(),
            ),
        }
    }

    /// A user's tasks as (id, title, completed), straight from the database.
    pub async fn tasks(&self, user: &str) -> Vec<(i32, String, bool)> {
        let owner = self.test_database.owner().await;
        let sql = "select id, title, completed_at is not null from todo.task where user_id = $1 order by id";
        let rows = owner.query(sql, &[&user]).await.unwrap();
        rows.iter()
            .map(|row| (row.get(0), row.get(1), row.get(2)))
            .collect()
    }

    /// As if a minute had passed since the user's last write (FR-118).
    pub async fn forget_writes(&self, user: &str) {
        let owner = self.test_database.owner().await;
        let sql = "update todo.user_counter set writes_until = now() where user_id = $1";
        owner.execute(sql, &[&user]).await.unwrap();
    }

    /// Gives a user these tasks.
    pub async fn add(&self, user: &str, titles: &[&str]) {
        let database = self.test_database.database(Role::Tasks);
        let user = shared::auth::UserId::for_test(user);
        let mut transaction = database.write(&user, Kind::Request, 0).await.unwrap();
        for title in titles {
            let new = serde_json::from_value(json!({ "title": title })).unwrap();
            db::tasks::insert(
                &mut transaction,
                &user,
                &new,
                &shared::testing::now_in_utc(),
                shared::task::Source::Api,
            )
            .await
            .unwrap();
        }
        transaction.commit().await.unwrap();
    }
}

/// One chat function.
pub struct Chat<'a> {
    platform: &'a Platform,
    router: Router,
}

impl Chat<'_> {
    /// One request as this user.
    pub async fn call(&self, user: &str, method: &str, path: &str, body: Option<Value>) -> Answer {
        self.send(self.request(user, method, path, body, "application/json"))
            .await
    }

    /// Says something; the whole answer.
    pub async fn say(&self, user: &str, conversation: Option<&Value>, message: &str) -> Value {
        let mut body = json!({ "message": message });
        if let Some(id) = conversation {
            body["conversation_id"] = id.clone();
        }
        let answer = self.call(user, "POST", "/api/chat", Some(body)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
        answer.json()
    }

    /// The request of this user, accepting this media type.
    pub fn request(
        &self,
        user: &str,
        method: &str,
        path: &str,
        body: Option<Value>,
        accept: &str,
    ) -> Request<Body> {
        Request::builder()
            .method(method)
            .uri(path)
            .header(
                "authorization",
                format!("Bearer {}", self.platform.issuer.session_token(user)),
            )
            .header("content-type", "application/json")
            .header("accept", accept)
            .body(body.map_or_else(Body::empty, |body| Body::from(body.to_string())))
            .unwrap()
    }

    /// Sends any request and reads the whole answer.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.collect().await.unwrap().to_bytes().to_vec(),
        }
    }

    /// Sends a request, reads so many frames of the answer, and goes away.
    pub async fn send_and_leave(&self, request: Request<Body>, frames: usize) -> Vec<String> {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let frames = response.into_body().into_data_stream().take(frames);
        frames
            .map(|frame| String::from_utf8(frame.unwrap().to_vec()).unwrap())
            .collect()
            .await
    }
}
