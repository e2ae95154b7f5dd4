//! HTTP: errors to statuses, extractors, what every router has around it, and running one (FR-109, FR-410 to FR-415).

mod connections;
mod entity_tag;
mod extract;
mod idempotency;
mod openapi;
mod parts;
mod patience;
mod problem;
mod quota;
mod router;
mod serve;
mod stopping;
mod traced;

pub(crate) use connections::serve as serve_plain;
pub use entity_tag::{IfMatch, IfNoneMatch, entity_tag};
pub use extract::{
    AcceptLanguage, BearerToken, BodyLimit, Json, MAX_BODY_BYTES, Path, Query, RawBody, TimeZone,
    bearer, is_late, late_body, read_value, refuse_encoded,
};
pub use idempotency::IdempotencyKey;
pub use openapi::{
    AcceptLanguageHeader, BodyRefusals, ChangeRefusals, IdempotencyKeyHeader, IfMatchHeader,
    IfNoneMatchHeader, OneRefusals, Refusals, SessionScheme, TimeZoneHeader, WriteRefusals,
};
pub use parts::{Parts, in_parts};
pub use problem::{Problem, Unfinished, Violation};
pub use quota::Quotas;
pub(crate) use router::REQUEST_SPAN;
pub use router::around;
pub use serve::{block_on, run};
pub use stopping::Stopping;
