//! The mcp function as a process: reads the environment, serves the router. `mcp stdio` is the bridge to an endpoint
//! elsewhere.

use std::{process::ExitCode, sync::Arc};

use clock::SystemClock;
use mcp::{McpServerConfig, ProtectedResource};
use shared::{
    auth::Verifier,
    config::{AuthConfig, DatabaseConfig},
    db::{Database, Role},
};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        [] => serve(),
        ["stdio"] => mcp::stdio::run(),
        _ => {
            eprintln!("usage: mcp [stdio]");
            ExitCode::FAILURE
        }
    }
}

fn serve() -> ExitCode {
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
            let clock = Arc::new(SystemClock);
            let verifier = Arc::new(Verifier::new(&auth, resource, clock.clone())?);
            verifier.warm_up();
            Ok(mcp::router(database, verifier, clock, &config))
        },
    )
}
