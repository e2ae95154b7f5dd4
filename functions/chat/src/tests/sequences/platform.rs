//! What sequences are carried out on: Postgres, mcp, and what chat's handlers are given.

use std::sync::{Arc, Mutex, atomic::AtomicU64};

use agent::Bounds;
use clock::{SystemClock, SystemIds};
use shared::{
    config::{Environment, HttpConfig, TrustConfig},
    db::{Database, Role},
    testing::{Issuer, Owner, TestDatabase},
};
use tokio::net::TcpListener;

use crate::{ChatConfig, Function, function};

/// One Postgres and one mcp, for many people.
pub(super) struct Platform {
    pub(super) test: TestDatabase,
    pub(super) issuer: Issuer,
    pub(super) function: Function,
    pub(super) heart: Database,
    pub(super) people: AtomicU64,
    /// Connections that see everything; a new one costs more than a sequence.
    pub(super) owners: Mutex<Vec<Owner>>,
}

impl Platform {
    pub(super) async fn start() -> Self {
        let (test, issuer) = (TestDatabase::new().await, Issuer::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let pairs = [("MCP_ALLOWED_HOSTS", address.as_str())];
        let server = mcp::McpServerConfig::read(&mut Environment::from_pairs(pairs)).unwrap();
        let verifier = Arc::new(issuer.mcp_verifier());
        let routes = mcp::router(
            test.database_with_pool(Role::Mcp, 8),
            verifier,
            issuer.clock(),
            &server,
        );
        let http = HttpConfig::read(&mut Environment::from_pairs([("PORT", "1")])).unwrap();
        let routes = shared::http::around(routes, &http);
        tokio::spawn(axum::serve(listener, routes).into_future());
        let mut database = test.config();
        database.pool_size = 9;
        let config = ChatConfig {
            database,
            auth: issuer.config(),
            mcp_url: format!("http://{address}/mcp").parse().unwrap(),
            models: Vec::new(),
            bounds: Bounds::default(),
            trust: TrustConfig::default(),
        };
        let clock = Arc::new(SystemClock);
        Self {
            function: function(&config, clock, Arc::new(SystemIds)).unwrap(),
            heart: test.database_with_pool(Role::Chat, 4),
            test,
            issuer,
            people: AtomicU64::new(0),
            owners: Mutex::default(),
        }
    }
}
