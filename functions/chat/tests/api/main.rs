//! The chat function against a real Postgres and the real mcp function, through its router.

mod contract;
mod conversations;
mod endpoint;
mod sentences;
mod support;
mod turns;
