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

use axum::{Router, extract::FromRef, routing::get};
use clock::{Clock, Ids, SystemClock, SystemIds};
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
    ids: Arc<dyn Ids>,
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

impl FromRef<Function> for Arc<dyn Clock> {
    fn from_ref(function: &Function) -> Self {
        function.clock.clone()
    }
}

/// The routes of the function.
///
/// # Errors
/// A message for the operator when TLS, the pool or the committed tools cannot be set up.
pub fn router(config: &ChatConfig) -> Result<Router, String> {
    router_at(config, Arc::new(SystemClock), Arc::new(SystemIds))
}

/// The routes of the function, which is as late as this clock says and takes ids from there.
///
/// # Errors
/// As [`router`].
pub fn router_at(
    config: &ChatConfig,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
) -> Result<Router, String> {
    let client = http_client::build(&config.trust)?;
    let database = Database::new(&config.database, shared::db::Role::Chat)?;
    database.warm_up();
    let verifier = Arc::new(Verifier::new(&config.auth, None, clock.clone())?);
    verifier.warm_up();
    let function = Function {
        database,
        verifier,
        agent: Arc::new(agent::Agent::new(
            config.models.clone(),
            &client,
            &clock,
            &ids,
        )),
        clock,
        ids,
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
