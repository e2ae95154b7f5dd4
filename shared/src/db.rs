//! Postgres: a pool per process, and transactions that act as one role for one user (FR-404, FR-405).
//!
//! Only this module speaks SQL. Each query is one function whose first arguments are the transaction and
//! the owner: a [`Transaction`] for one that reads, a [`Write`] for one that writes.

mod bounds;
pub mod chat_items;
mod connection;
mod connections;
pub mod conversations;
pub mod feed;
pub mod idempotency;
pub mod leases;
pub mod migrations;
mod opening;
mod pool;
mod read;
pub mod settings;
mod shares;
mod sql;
pub mod tasks;
pub mod tokens;
mod transaction;
pub mod turns;
mod write;

pub use bounds::{Bounds, Kind};
pub use pool::{Database, Role};
pub use read::Read;
pub use transaction::Transaction;
pub use write::Write;
