//! Configuration: the only reader of the environment (FR-416). Every problem is collected, so that a start that fails
//! names all of them at once (FR-412).

mod address;
mod environment;
mod parts;

pub use environment::{Environment, Problems};
pub use parts::{
    AuthConfig, DatabaseConfig, HttpConfig, ModelConfig, Secret, TrustConfig, log_filter, origin,
    per_minute, safe_url, url,
};
