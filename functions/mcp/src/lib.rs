//! The mcp function: a person's tasks as tools of the Model Context Protocol (`specs/002-mcp-tools`).

mod caller;
mod config;
mod endpoint;
mod schema;
mod server;
mod tools;

use std::sync::Arc;

use axum::{Router, routing::post};
use shared::{auth::Verifier, db::Database};

pub use config::McpServerConfig;
pub use server::contract;

/// The routes of the function.
pub fn router(database: Database, verifier: Arc<Verifier>, config: &McpServerConfig) -> Router {
    let endpoint = endpoint::Endpoint::new(verifier, server::service(database, config));
    Router::new()
        .route("/mcp", post(endpoint::answer))
        .with_state(endpoint)
}
