//! The agent's turns under every fault, in memory, the same again for the same seed (`specs/003-chat-agent`, FR-388 to FR-392;
//! ADR 0058).
//!
//! A [`world`] has a person with two devices, two processes of chat that freeze, die and come back, a network that loses,
//! delays and doubles, a model that says and calls what a seed chooses, and [`memory`] in the place of Postgres and mcp. What
//! runs in it is the real loop of the crate `agent`. When all is quiet, [`oracle`] says whether each effect happened once, is
//! recorded, is shown, and came neither after a stop nor of an attempt that had been replaced.

mod chance;
mod figures;
pub mod memory;
mod model;
mod network;
mod oracle;
mod person;
mod pod;
mod store;
mod streams;
mod tools;
mod world;

pub use figures::Figures;
pub use memory::Fault;
pub use world::{Story, Violation, play};
