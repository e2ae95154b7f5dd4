//! The mcp function: a person's tasks as tools of the Model Context Protocol (`specs/002-mcp-tools`).

mod caller;
mod config;
mod endpoint;
mod schema;
mod server;
mod tools;

use std::sync::Arc;

use axum::{Router, middleware};
use shared::{auth::Verifier, db::Database};

pub use config::McpServerConfig;
pub use endpoint::endpoint;
pub use server::contract;

/// The routes of the function.
pub fn router(database: Database, verifier: Arc<Verifier>, config: &McpServerConfig) -> Router {
    endpoint(server::Server::new(database), config)
        .route_layer(middleware::from_fn_with_state(verifier, caller::identify))
}
