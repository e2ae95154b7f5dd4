//! The tasks binary as a process: what a platform sees of it.
#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

mod frozen;
mod lambda;
mod lifecycle;
mod metrics;
mod patience;
mod pooler;
mod proxy;
mod traces;
