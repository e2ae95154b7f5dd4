//! The chat function: conversations with the agent (`specs/003-chat-agent`).

mod config;
mod conversations;
mod document;
mod handlers;
mod history;
mod stream;
mod tools;
mod transcript;
mod turn;
mod wire;

use std::sync::Arc;

use agent::{Clock, SystemClock};
use axum::{Router, extract::FromRef, routing::get};
use shared::{auth::Verifier, db::Database, http_client};

pub use config::{ChatConfig, models};
pub use document::document;
use tools::McpServer;

/// What handlers ask for beside the request.
#[derive(Clone)]
struct Function {
    database: Database,
    verifier: Arc<Verifier>,
    agent: Arc<agent::Agent>,
    clock: Arc<dyn Clock>,
    mcp: McpServer,
}

impl FromRef<Function> for Database {
    fn from_ref(function: &Function) -> Self {
        function.database.clone()
    }
}

impl FromRef<Function> for Arc<Verifier> {
    fn from_ref(function: &Function) -> Self {
        function.verifier.clone()
    }
}

/// The routes of the function.
///
/// # Errors
/// A message for the operator when TLS, the pool or the committed tools cannot be set up.
pub fn router(config: &ChatConfig) -> Result<Router, String> {
    router_at(config, Arc::new(SystemClock))
}

/// The routes of the function, where it is as late as this clock says.
///
/// # Errors
/// As [`router`].
pub fn router_at(config: &ChatConfig, clock: Arc<dyn Clock>) -> Result<Router, String> {
    let client = http_client::build(&config.trust)?;
    let database = Database::new(&config.database, shared::db::Role::Chat)?;
    database.warm_up();
    let verifier = Arc::new(Verifier::new(&config.auth, None)?);
    verifier.warm_up();
    let function = Function {
        database,
        verifier,
        agent: Arc::new(agent::Agent::new(config.models.clone(), &client, &clock)),
        clock,
        mcp: McpServer::new(config.mcp_url.clone(), client)?,
    };
    let (routes, document) = document::routes().split_for_parts();
    let document = axum::Json(document);
    Ok(routes
        .route(
            "/api/chat/openapi.json",
            get(move || std::future::ready(document)),
        )
        .with_state(function))
}
