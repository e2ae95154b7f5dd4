//! For tests only (feature `testing`): a database of one's own on the run's real Postgres, and an issuer whose tokens
//! the real verifier accepts.

mod database;
mod issuer;

pub use database::TestDatabase;
pub use issuer::{AUDIENCE, ISSUER, Issuer, RESOURCE, session_claims};
