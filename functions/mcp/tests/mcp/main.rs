//! The mcp function against a real Postgres, through its router.

mod contract;
mod endpoint;
mod isolation;
mod lifecycle;
mod parameters;
mod schema;
mod sources;
mod support;
mod tools;
