//! The tasks function against a real Postgres, through its router.
#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

mod batches;
mod bounds;
mod changes;
mod contract;
mod export;
mod families;
mod feed;
mod fields;
mod history;
mod import;
mod isolation;
mod limits;
mod lists;
mod newer_schema;
mod positions;
mod refusals;
mod retries;
mod round_trip;
mod sequences;
mod support;
mod sync;
mod todoist;
mod tokens;
mod typed;
mod unavailable;
mod waits;
