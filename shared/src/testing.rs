//! For tests only (feature `testing`): a database of one's own on the run's real Postgres, and an issuer whose tokens
//! the real verifier accepts.
#![expect(
    clippy::expect_used,
    reason = "a test whose set-up fails must stop there"
)]

mod database;
mod issuer;
mod pooler;
mod process;
mod runtime_api;
mod scenario;
pub mod statements;
mod wire;

pub use database::TestDatabase;
pub use issuer::{AUDIENCE, ISSUER, Issuer, RESOURCE, session_claims};
pub use pooler::{Pooler, Tracking};
pub use process::{Process, environment, free_port};
pub use runtime_api::{Invocation, RuntimeApi, lambda_event};
pub use wire::{Traffic, Wire};

/// Now, for somebody in UTC.
#[must_use]
pub fn now_in_utc() -> crate::task::Context {
    crate::task::Context::now_in(language::Zone::utc())
}
