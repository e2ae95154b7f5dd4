//! What the OpenAPI documents of all functions have in common: the security scheme, and the refusals, each a [`Problem`].

use std::collections::BTreeMap;

use language::Zone;
use utoipa::{
    IntoParams, IntoResponses, Modify, ToSchema,
    openapi::{
        Content, OpenApi, Ref, RefOr, Response, ResponseBuilder,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use super::Problem;

/// Refusals of every operation: parameters, identity, a database that is away.
pub struct Refusals;

/// Refusals of an operation on one thing, which may not be there.
pub struct OneRefusals;

/// Refusals of an operation with a body.
pub struct BodyRefusals;

/// Refusals of an operation that writes, with its idempotency key.
pub struct WriteRefusals;

/// Refusals of an operation that changes one thing, with what the caller expects it to be.
pub struct ChangeRefusals;

impl IntoResponses for WriteRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[
            ("409", "A request with this Idempotency-Key is under way"),
            ("413", "The body is too large"),
            (
                "422",
                "A field breaks a rule, or the Idempotency-Key was sent with another request",
            ),
        ])
    }
}

impl IntoResponses for ChangeRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[("412", "The thing is not as If-Match says")])
    }
}

impl IntoResponses for Refusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[
            ("400", "A parameter breaks a rule, or the body is not JSON"),
            ("401", "No valid token"),
            (
                "429",
                "That is more than you may do in a minute; try again after Retry-After seconds",
            ),
            ("503", "Something this needs is away"),
        ])
    }
}

impl IntoResponses for OneRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[("404", "You have no such thing")])
    }
}

impl IntoResponses for BodyRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[
            ("413", "The body is too large"),
            ("415", "The body is not sent as JSON"),
            (
                "422",
                "A field breaks a rule, or the Idempotency-Key was sent with another request",
            ),
        ])
    }
}

fn problems(statuses: &[(&str, &str)]) -> BTreeMap<String, RefOr<Response>> {
    let schema = RefOr::Ref(Ref::from_schema_name(Problem::name()));
    statuses
        .iter()
        .map(|(status, description)| {
            let content = Content::new(Some(schema.clone()));
            let response = ResponseBuilder::new()
                .description(*description)
                .content("application/problem+json", content);
            ((*status).to_owned(), RefOr::T(response.build()))
        })
        .collect()
}

/// The header that [`super::TimeZone`] reads, for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "only its form is used")]
pub struct TimeZoneHeader {
    /// Where the person is: a time zone of the IANA database. By default the one in the settings, also in place of one that
    /// is not known if the request says `Prefer: handling=lenient` (RFC 7240).
    #[param(rename = "Time-Zone", inline, value_type = Zone, required = false)]
    time_zone: Option<Zone>,
}

/// The header that [`super::AcceptLanguage`] reads, for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "only its form is used")]
pub struct AcceptLanguageHeader {
    /// The languages that the person reads, best first (RFC 9110). Dates in words are read in the first one that is known.
    #[param(rename = "Accept-Language", format = "accept-language", value_type = String, required = false)]
    accept_language: Option<String>,
}

/// The header of a request that writes, for a document.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "only its form is used")]
pub struct IdempotencyKeyHeader {
    /// A key of your own, new for each request. The same request with the same key gets the first answer again, for 24
    /// hours, and has no second effect.
    #[param(
        rename = "Idempotency-Key",
        min_length = 1,
        max_length = 255,
        pattern = "^[!-~]+$",
        format = "idempotency-key",
        value_type = String,
        required = false
    )]
    idempotency_key: Option<String>,
}

/// The header of a request that changes one thing, for a document.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "only its form is used")]
pub struct IfMatchHeader {
    /// The `ETag` that the thing had when you last saw it, or a list of them. Otherwise the answer is 412.
    #[param(rename = "If-Match", format = "entity-tags", value_type = String, required = false)]
    if_match: Option<String>,
}

/// The header of a request that reads, for a document.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "only its form is used")]
pub struct IfNoneMatchHeader {
    /// The `ETag` that you have already, or a list of them. If it is still the same the answer is 304.
    #[param(rename = "If-None-Match", format = "entity-tags", value_type = String, required = false)]
    if_none_match: Option<String>,
}

/// Adds the security scheme `session`, the bearer token of every operation, to a document.
pub struct SessionScheme;

impl Modify for SessionScheme {
    fn modify(&self, document: &mut OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some("The session JWT of the web app's /api/auth/token."))
            .build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("session", SecurityScheme::Http(scheme));
    }
}
