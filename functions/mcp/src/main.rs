//! The mcp function as a process: reads the environment, serves the router.

use std::{process::ExitCode, sync::Arc};

use mcp::{McpServerConfig, ProtectedResource};
use shared::{
    auth::Verifier,
    config::{AuthConfig, DatabaseConfig},
    db::{Database, Role},
};

fn main() -> ExitCode {
    shared::http::run(
        |environment| {
            let database = DatabaseConfig::read(environment);
            let auth = AuthConfig::read(environment);
            let mcp = McpServerConfig::read(environment);
            database.zip(auth).zip(mcp)
        },
        |((database, auth), config)| {
            let database = Database::new(&database, Role::Mcp)?;
            database.warm_up();
            let resource = config.resource.as_ref();
            let resource = resource.map(ProtectedResource::identifier);
            let verifier = Arc::new(Verifier::new(&auth, resource)?);
            verifier.warm_up();
            Ok(mcp::router(database, verifier, &config))
        },
    )
}
