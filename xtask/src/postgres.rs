//! The embedded Postgres: real, private to a run's state, reachable from this machine only (FR-511).

mod binaries;
mod server;

pub use binaries::Binaries;
pub use server::{Cluster, Durability, Server};
