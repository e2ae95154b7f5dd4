//! What every function needs: the types of tasks and conversations, the database, identity, errors, HTTP, configuration
//! and logs. A function is a router over this crate and about twenty lines of `main`.
//!
//! Specifications: `specs/001-tasks-api`, `specs/004-identity-and-runtime`.

pub mod auth;
pub mod config;
pub mod conversation;
pub mod db;
pub mod error;
pub mod http;
pub mod http_client;
pub mod metrics;
pub mod objects;
pub mod quota;
mod sql_state;
pub mod task;
pub mod telemetry;
#[cfg(feature = "testing")]
pub mod testing;

pub use error::{Error, Result};

/// Requests are many small pieces of JSON.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
