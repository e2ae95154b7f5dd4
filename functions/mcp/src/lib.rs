//! The mcp function: a person's tasks as tools of the Model Context Protocol (`specs/002-mcp-tools`).

mod caller;
mod config;
mod endpoint;
mod resource;
mod schema;
mod scope;
mod server;
mod tools;

use std::sync::Arc;

use axum::{Router, routing::post};
use shared::{auth::Verifier, db::Database};

pub use config::McpServerConfig;
pub use resource::ProtectedResource;
pub use server::contract;

/// The routes of the function.
pub fn router(database: Database, verifier: Arc<Verifier>, config: &McpServerConfig) -> Router {
    let service = server::service(database.clone(), config);
    let resource = config.resource.clone().map(Arc::new);
    let metadata = resource.as_deref().map(ProtectedResource::routes);
    let endpoint = endpoint::Endpoint::new(database, verifier, resource, service);
    Router::new()
        .route("/mcp", post(endpoint::answer))
        .with_state(endpoint)
        .merge(metadata.unwrap_or_default())
}
