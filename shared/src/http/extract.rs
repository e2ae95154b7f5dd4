//! What a handler's signature can ask for: the user, a valid body, valid parameters.

use std::{convert::Infallible, error::Error, sync::Arc};

use axum::{
    body::Bytes,
    extract::{FromRef, FromRequest, FromRequestParts, Request},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use language::{Language, Zone};
use percent_encoding::percent_decode_str;
use serde::{Serialize, de::DeserializeOwned};
use tower_http::timeout::TimeoutError;

use super::{Problem, Quotas};
use crate::{
    auth::{Identity, Refusal, UserId, Verifier},
    objects::{Objects, in_words_of_json},
};

/// No body of ours is larger.
pub const MAX_BODY_BYTES: usize = 64 * 1024;

/// How large bodies may be at a route that takes larger ones, for the answer to one that is larger still. The limit itself
/// is a layer of axum's.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimit(pub usize);

/// Most answers fit into this.
const USUAL_BODY_BYTES: usize = 1024;

/// The token of `Authorization: Bearer`.
///
/// # Errors
/// [`Refusal::Missing`] without such a header; [`Refusal::Invalid`] for several, of which a proxy may have looked at
/// another one than we would.
pub fn bearer(headers: &HeaderMap) -> Result<&str, Refusal> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let value = values.next();
    if values.next().is_some() {
        return Err(Refusal::Invalid("several Authorization headers".to_owned()));
    }
    let value = value
        .and_then(|value| value.to_str().ok())
        .ok_or(Refusal::Missing)?;
    let (scheme, token) = value.split_once(' ').ok_or(Refusal::Missing)?;
    let token = token.trim();
    if scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() {
        Ok(token)
    } else {
        Err(Refusal::Missing)
    }
}

/// The token of `Authorization: Bearer`, not yet verified: for handing on what [`UserId`] or a layer verified.
#[derive(Clone)]
pub struct BearerToken(String);

impl BearerToken {
    /// The token itself, for the one place that sends it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl<S: Send + Sync> FromRequestParts<S> for BearerToken {
    type Rejection = crate::Error;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(bearer(&parts.headers)?.to_owned()))
    }
}

/// The user of a session JWT: a handler that asks for it cannot run without one.
impl<S: Send + Sync> FromRequestParts<S> for UserId
where
    Arc<Verifier>: FromRef<S>,
{
    type Rejection = crate::Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let verifier = Arc::<Verifier>::from_ref(state);
        match verifier.verify(bearer(&parts.headers)?).await? {
            Identity::Session(user) => {
                if let Some(quotas) = Quotas::of(&parts.extensions) {
                    quotas.count(&user)?;
                }
                Ok(user)
            }
            Identity::OAuthClient { .. } | Identity::PersonalToken { .. } => {
                Err(Refusal::Invalid("only a session is good here".to_owned()).into())
            }
        }
    }
}

/// A JSON body that parsed into a valid `T`; as an answer, `T` as JSON.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        let mut body = Vec::with_capacity(USUAL_BODY_BYTES);
        match serde_json::to_writer(&mut body, &self.0) {
            Ok(()) => {
                let json = HeaderValue::from_static("application/json");
                ([(header::CONTENT_TYPE, json)], body).into_response()
            }
            Err(error) => crate::Error::internal(error).into_response(),
        }
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        if !is_json(request.headers()) {
            let detail = "Send the body as application/json.";
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "Unsupported media type",
                detail,
            ));
        }
        let RawBody(body) = RawBody::from_request(request, state).await?;
        parse(&body).map(Self)
    }
}

/// A body of at most [`MAX_BODY_BYTES`], or the route's [`BodyLimit`], whatever it is.
#[derive(Debug, Clone)]
pub struct RawBody(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for RawBody {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        refuse_encoded(request.headers())?;
        let limit = request.extensions().get::<BodyLimit>().copied();
        let BodyLimit(limit) = limit.unwrap_or(BodyLimit(MAX_BODY_BYTES));
        Bytes::from_request(request, state)
            .await
            .map(Self)
            .map_err(|rejection| body_problem(&rejection, rejection.status(), limit))
    }
}

/// Refuses a body that is compressed or otherwise encoded: nothing here decodes one, and read as it is it would be something
/// else than its sender meant.
///
/// # Errors
/// 415 that says so (RFC 9110, section 15.5.16).
pub fn refuse_encoded(headers: &HeaderMap) -> Result<(), Problem> {
    let is_plain = |value: &HeaderValue| value.as_bytes().eq_ignore_ascii_case(b"identity");
    if headers
        .get_all(header::CONTENT_ENCODING)
        .iter()
        .all(is_plain)
    {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported-encoding",
        "Unsupported encoding",
        "Send the body as it is, without Content-Encoding.",
    )
    .with_header(
        header::ACCEPT_ENCODING,
        HeaderValue::from_static("identity"),
    ))
}

fn is_json(headers: &HeaderMap) -> bool {
    let media_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    matches!(
        essence.as_str(),
        "application/json" | "application/merge-patch+json"
    )
}

/// Whether a body was not read because nothing more of it came (FR-446).
#[must_use]
pub fn is_late(error: &(dyn Error + 'static)) -> bool {
    error.is::<TimeoutError>() || error.source().is_some_and(is_late)
}

/// The answer to it.
#[must_use]
pub fn late_body() -> Problem {
    Problem::new(
        StatusCode::REQUEST_TIMEOUT,
        "late-body",
        "Request timeout",
        "Nothing more of the body came for too long. Send it again.",
    )
}

/// A body that could not be read: too late, too large, or broken off.
fn body_problem(error: &(dyn Error + 'static), status: StatusCode, limit: usize) -> Problem {
    if is_late(error) {
        return late_body();
    }
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::new(
            status,
            "too-large",
            "Too large",
            format!("A body has at most {limit} bytes."),
        )
    } else {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "unreadable-body",
            "Unreadable body",
            "The body broke off.",
        )
    }
}

/// 400 for what is not JSON, 422 with the field for what breaks a rule.
fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let body = std::str::from_utf8(body).map_err(|_| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "not-json",
            "Not JSON",
            "The body is not JSON: it is not UTF-8.",
        )
    })?;
    let mut deserializer = serde_json::Deserializer::from_str(body);
    let parsed = serde_path_to_error::deserialize(Objects(&mut deserializer));
    let not_json = |error: &serde_json::Error| {
        let detail = format!(
            "The body is not JSON (line {}, column {}).",
            error.line(),
            error.column()
        );
        Problem::new(StatusCode::BAD_REQUEST, "not-json", "Not JSON", detail)
    };
    match parsed {
        Ok(value) => deserializer
            .end()
            .map(|()| value)
            .map_err(|error| not_json(&error)),
        Err(error) => {
            // serde_json calls some wrong types syntax errors, and a wrong value may stand before a syntax error: whether
            // the body is JSON is decided by reading all of it.
            if let Err(syntax) = serde_json::from_str::<serde::de::IgnoredAny>(body) {
                return Err(not_json(&syntax));
            }
            Err(at_field(&error))
        }
    }
}

/// The field that breaks a rule.
fn at_field(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let (detail, missing) = describe(&error.inner().to_string());
    let mut pointer = pointer(error.path());
    if let Some(field) = missing {
        pointer = format!("{pointer}/{}", escape(&field));
    }
    Problem::invalid_value(detail).at_pointer(pointer)
}

/// One value of a JSON body that is read value by value.
///
/// # Errors
/// The field that breaks a rule; its pointer begins at the value.
pub fn read_value<T: DeserializeOwned>(value: &serde_json::Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(Objects(value)).map_err(|error| at_field(&error))
}

/// The rule that was broken, without serde's position, and the missing field, which serde names only in its text.
fn describe(text: &str) -> (String, Option<String>) {
    let rule = text.rsplit_once(" at line ").map_or(text, |(rule, _)| rule);
    let rule = in_words_of_json(rule);
    let missing = rule
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split_once('`'));
    let missing = missing.map(|(field, _)| field.to_owned());
    (rule, missing)
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", escape(key)),
            Segment::Enum { variant } => format!("/{}", escape(variant)),
            Segment::Unknown => String::new(),
        })
        .collect()
}

/// RFC 6901, section 3.
fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Path parameters that parsed.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let texts = axum::extract::RawPathParams::from_request_parts(parts, state).await;
        // Rust reads +1 as 1; we give out no such id, and it would be a second name of the same thing.
        let has_sign = texts.is_ok_and(|texts| texts.iter().any(|(_, text)| text.starts_with('+')));
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) if !has_sign => Ok(Self(value)),
            _ => Err(invalid_parameter(
                "id",
                "The id in the path is not one that this service gives out.",
            )),
        }
    }
}

/// Query parameters that parsed.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let query = parts.uri.query().unwrap_or_default();
        if let Some(parameter) = not_utf8(query) {
            return Err(invalid_parameter(&parameter, "not UTF-8, percent-encoded"));
        }
        if let Some(marked) = marked(query) {
            // Whether a text or a number is wanted, its type knows.
            parse_query::<T>(&marked)?;
        }
        parse_query(query).map(Self)
    }
}

/// The query with a word behind each number that has a plus, if there is one: Rust reads +1 as 1, and it would be a second name
/// of the same thing (FR-131). What wants a number refuses it then.
fn marked(query: &str) -> Option<String> {
    let is_signed = |value: &str| {
        let mut bytes = value.bytes();
        bytes.next() == Some(b'+') && bytes.next().is_some_and(|byte| byte.is_ascii_digit())
    };
    let pairs = || form_urlencoded::parse(query.as_bytes());
    if !pairs().any(|(_, value)| is_signed(&value)) {
        return None;
    }
    let marked = pairs().map(|(name, value)| {
        let mark = if is_signed(&value) { " signed" } else { "" };
        let value = format!("{value}{mark}");
        (name, value)
    });
    let mut query = form_urlencoded::Serializer::new(String::new());
    Some(query.extend_pairs(marked).finish())
}

fn parse_query<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    let pairs = form_urlencoded::parse(query.as_bytes());
    let deserializer = serde_urlencoded::Deserializer::new(pairs);
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let (detail, field) = describe(&error.inner().to_string());
        let parameter =
            field.unwrap_or_else(|| pointer(error.path()).trim_start_matches('/').to_owned());
        invalid_parameter(&parameter, &detail)
    })
}

/// The first parameter that is not UTF-8: it would be read with other characters in place of what was sent.
fn not_utf8(query: &str) -> Option<String> {
    let is_broken = |text: &str| percent_decode_str(text).decode_utf8().is_err();
    let broken = query.split('&').find(|pair| is_broken(pair))?;
    let name = broken.split('=').next().unwrap_or_default();
    Some(percent_decode_str(name).decode_utf8_lossy().into_owned())
}

fn invalid_parameter(parameter: &str, detail: &str) -> Problem {
    Problem::invalid_parameter(detail).at_parameter(parameter.to_owned())
}

/// The zone that a request carries in `Time-Zone`, if it does (FR-612). One that is not known is refused, unless the caller
/// prefers lenient handling (RFC 7240, section 4.4): then it is as if there were none.
#[derive(Debug, Clone)]
pub struct TimeZone(pub Option<Zone>);

impl<S: Send + Sync> FromRequestParts<S> for TimeZone {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let Some(value) = parts.headers.get("time-zone") else {
            return Ok(Self(None));
        };
        match value.to_str().unwrap_or_default().parse::<Zone>() {
            Ok(zone) => Ok(Self(Some(zone))),
            Err(_) if is_lenient(parts) => Ok(Self(None)),
            Err(invalid) => Err(invalid_parameter("Time-Zone", &invalid.to_string())),
        }
    }
}

/// The first language of `Accept-Language` that dates are read in; English if there is none.
#[derive(Debug, Clone, Copy)]
pub struct AcceptLanguage(pub Language);

impl<S: Send + Sync> FromRequestParts<S> for AcceptLanguage {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let header = parts.headers.get(header::ACCEPT_LANGUAGE);
        let text = header.and_then(|value| value.to_str().ok());
        Ok(Self(Language::accepted(text.unwrap_or_default())))
    }
}

/// Whether the caller would rather be served than told what is wrong.
fn is_lenient(parts: &Parts) -> bool {
    let values = parts.headers.get_all("prefer").iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split([',', ';']))
        .filter_map(|preference| preference.split_once('='))
        .any(|(name, value)| {
            name.trim().eq_ignore_ascii_case("handling")
                && value
                    .trim()
                    .trim_matches('"')
                    .eq_ignore_ascii_case("lenient")
        })
}
