//! Configuration: the only reader of the environment (FR-416). Every problem is collected, so that a start that fails
//! names all of them at once (FR-412).

mod addresses;
mod environment;
mod model;
mod parts;
mod postgres_url;

pub use addresses::service_url;
pub use environment::{Environment, Problems};
pub use model::ModelConfig;
pub use parts::{
    AuthConfig, DatabaseConfig, HttpConfig, Secret, TracesConfig, TrustConfig, log_filter, origin,
    per_minute, safe_url, url,
};
