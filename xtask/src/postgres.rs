//! The embedded Postgres: real, private to a run's state, reachable from this machine only (FR-511) unless a cluster's
//! pods are to reach it.

mod binaries;
mod cluster;
mod server;

pub use binaries::Binaries;
pub use cluster::{Cluster, Durability};
pub use server::Server;
