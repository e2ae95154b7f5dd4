//! The tasks function against a real Postgres, through its router.
#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

mod batches;
mod changes;
mod contract;
mod families;
mod fields;
mod history;
mod isolation;
mod limits;
mod refusals;
mod retries;
mod support;
mod sync;
