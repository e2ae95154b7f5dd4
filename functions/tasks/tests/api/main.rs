//! The tasks function against a real Postgres, through its router.

mod changes;
mod contract;
mod isolation;
mod refusals;
mod support;
