//! Postgres: a pool per process, and transactions that act as one role for one user (FR-404, FR-405).
//!
//! Only this module speaks SQL. Each query is one function whose first arguments are the transaction and the owner.

pub mod conversations;
pub mod feed;
pub mod idempotency;
pub mod migrations;
mod opening;
mod pool;
pub mod settings;
pub mod tasks;
pub mod tokens;
mod transaction;

pub use pool::{Database, Role};
pub use transaction::Transaction;
