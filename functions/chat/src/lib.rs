//! The chat function: conversations with the agent (`specs/003-chat-agent`).

mod chatkit;
mod config;
mod conversations;
mod document;
mod handlers;
mod history;
mod lost;
mod observer;
mod routes;
mod running;
mod store;
mod stream;
#[cfg(test)]
mod tests;
mod tools;
mod turn;
mod wire;

use std::sync::Arc;

use agent::Agent;
use axum::{Router, extract::FromRef};
use clock::{Clock, Ids, SystemClock, SystemIds};
use shared::{
    auth::Verifier,
    config::DatabaseConfig,
    db::{Database, Role},
    http_client,
};

use chatkit::Catalogue;
pub use config::{ChatConfig, models};
pub use document::document;
use observer::Counting;
use running::Turns;
use tools::McpServer;

/// What handlers ask for beside the request.
#[derive(Clone)]
struct Function {
    database: Database,
    verifier: Arc<Verifier>,
    agent: Arc<Agent>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    mcp: McpServer,
    turns: Turns,
    texts: Catalogue,
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

/// The way to the database that heartbeats take: one connection of their own.
fn heartbeats(config: &DatabaseConfig) -> DatabaseConfig {
    DatabaseConfig {
        pool_size: 1,
        ..config.clone()
    }
}

/// The way that everything else takes: what is left of the pool.
fn others(config: &DatabaseConfig) -> DatabaseConfig {
    DatabaseConfig {
        pool_size: (config.pool_size - 1).max(1),
        ..config.clone()
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
    let function = function(config, clock, ids)?;
    Ok(routes::routes().with_state(function))
}

/// What the handlers of these routes ask for.
fn function(
    config: &ChatConfig,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
) -> Result<Function, String> {
    let client = http_client::build(&config.trust)?;
    let database = Database::new(&others(&config.database), Role::Chat)?;
    database.warm_up();
    let heart = Database::new(&heartbeats(&config.database), Role::Chat)?;
    heart.warm_up();
    let turns = Turns::new(ids.next(), heart, config.database.bounds.request);
    let verifier = Arc::new(Verifier::new(&config.auth, None, clock.clone())?);
    verifier.warm_up();
    Ok(Function {
        database,
        verifier,
        agent: Arc::new(
            Agent::new(config.models.clone(), &client, &clock, &ids, config.bounds)
                .with_observer(Arc::new(Counting)),
        ),
        clock,
        ids,
        mcp: McpServer::new(config.mcp_url.clone(), client)?,
        turns,
        texts: Catalogue::read()?,
    })
}
