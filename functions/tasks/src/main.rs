//! The tasks function as a process: reads the environment, serves the router.

use std::{process::ExitCode, sync::Arc};

use clock::{SystemClock, SystemIds};
use shared::{
    auth::Verifier,
    config::{AuthConfig, DatabaseConfig},
    db::{Database, Role},
};

fn main() -> ExitCode {
    shared::http::run(
        |environment| {
            let (database, auth) = (
                DatabaseConfig::read(environment),
                AuthConfig::read(environment),
            );
            database.zip(auth)
        },
        |(database, auth)| {
            let database = Database::new(&database, Role::Tasks)?;
            database.warm_up();
            let clock = Arc::new(SystemClock);
            let verifier = Arc::new(Verifier::new(&auth, None, clock.clone())?);
            verifier.warm_up();
            Ok(tasks::router(
                database,
                verifier,
                clock,
                Arc::new(SystemIds),
            ))
        },
    )
}
