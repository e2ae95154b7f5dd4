//! The chat function against a real Postgres and the real mcp function, through its router.
#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

mod beats;
mod chatkit;
mod contract;
mod conversation_pages;
mod conversations;
mod endpoint;
mod gate;
mod models;
mod sentences;
mod support;
mod turns;
mod two_people;
mod unchanged;
mod undo;
