//! HTTP: errors to statuses, extractors, what every router has around it, and running one (FR-109, FR-410 to FR-415).

mod extract;
mod openapi;
mod problem;
mod router;
mod serve;

pub use extract::{BearerToken, Json, MAX_BODY_BYTES, Path, Query, TimeZone, bearer};
pub use openapi::{BodyRefusals, OneRefusals, Refusals, SessionScheme, TimeZoneHeader};
pub use problem::{Problem, Violation};
pub use router::around;
pub use serve::{block_on, run};
