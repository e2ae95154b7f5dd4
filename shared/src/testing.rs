//! For tests only (feature `testing`): a database of one's own on the run's real Postgres, and an issuer whose tokens
//! the real verifier accepts.
#![expect(
    clippy::expect_used,
    reason = "a test whose set-up fails must stop there"
)]

use std::time::Duration;

use clock::{Clock, SystemClock};

mod collector;
mod database;
mod issuer;
mod pooler;
mod process;
mod runtime_api;
mod scenario;
pub mod statements;
mod wire;

pub use collector::{Collected, Collector};
pub use database::TestDatabase;
pub use issuer::{AUDIENCE, ISSUER, Issuer, RESOURCE, session_claims};
pub use pooler::{Pooler, Tracking};
pub use process::{Process, environment, free_port};
pub use runtime_api::{Invocation, RuntimeApi, lambda_event};
pub use tokio_postgres::Client as Owner;
pub use wire::{Traffic, Wire};

/// Waits until something is so, which happens by itself. How long that takes says nothing; this long, it does not happen.
///
/// # Panics
/// After a minute.
pub async fn eventually(mut is_so: impl AsyncFnMut() -> bool) {
    let looking = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let found = tokio::time::timeout(Duration::from_mins(1), looking).await;
    found.expect("it comes within a minute");
}

/// Now, for somebody in UTC.
#[must_use]
pub fn now_in_utc() -> crate::task::Context {
    crate::task::Context::at(SystemClock.now(), language::Zone::utc())
}
