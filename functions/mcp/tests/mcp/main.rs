//! The mcp function against a real Postgres, through its router.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test whose set-up fails must stop there"
)]

mod authorization;
mod bounds;
mod cancellation;
mod changes;
mod contract;
mod endpoint;
mod errors;
mod fence;
mod isolation;
mod lifecycle;
mod limits;
mod lines;
mod model;
mod once;
mod parameters;
mod positions;
mod progress;
mod prompts;
mod resources;
mod schema;
mod seen;
mod self_contained;
mod sources;
mod support;
mod tokens;
mod tools;
mod typed;
mod waits;
