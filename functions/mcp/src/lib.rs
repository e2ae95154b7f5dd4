//! The mcp function: a person's tasks as tools of the Model Context Protocol (`specs/002-mcp-tools`).

mod accept;
mod caller;
mod client;
mod config;
mod endpoint;
mod prompts;
mod resource;
mod schema;
mod scope;
mod server;
pub mod stdio;
mod task_resources;
mod tools;

use std::sync::Arc;

use axum::{Router, middleware};
use clock::Clock;
use shared::{
    auth::Verifier,
    db::Database,
    quota::{Calls, Counted},
};

pub use config::McpServerConfig;
pub use endpoint::endpoint;
pub use resource::ProtectedResource;
pub use server::{contract, handshake};

/// The routes of the function, which is as late as this clock says.
pub fn router(
    database: Database,
    verifier: Arc<Verifier>,
    clock: Arc<dyn Clock>,
    config: &McpServerConfig,
) -> Router {
    let resource = config.resource.clone().map(Arc::new);
    let metadata = resource.as_deref().map(ProtectedResource::routes);
    let callers = caller::Callers {
        database: database.clone(),
        verifier,
        resource,
    };
    let calls = Calls::new(Counted::Calls, config.calls_per_minute);
    endpoint(server::Server::new(database, clock, calls), config)
        .route_layer(middleware::from_fn_with_state(callers, caller::identify))
        .merge(metadata.unwrap_or_default())
}
