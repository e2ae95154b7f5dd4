//! `mcp stdio` as a process, driven by lines as an MCP client drives it (FR-255 to FR-257).
#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

mod carrying;
mod elsewhere;
mod ending;
mod refusals;
mod support;
