//! RFC 9457 problems: the only place that turns an error into a status.

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;

/// A refusal in the form of RFC 9457, sent as `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"type": "urn:todo-app:problem:invalid-value", "title": "Invalid value", "status": 422, "detail": "a title needs at least one visible character", "errors": [{"pointer": "/title", "detail": "a title needs at least one visible character"}]}))]
pub struct Problem {
    /// A stable URN for the kind of problem, such as `urn:todo-app:problem:invalid-value`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in words.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong with this request, and what to do about it.
    pub detail: String,
    /// The places that are wrong, for 400 and 422.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<Violation>,
    #[serde(skip)]
    #[schema(ignore)]
    headers: Vec<(HeaderName, HeaderValue)>,
    /// Whether carrying the request out once more may go well.
    #[serde(skip)]
    #[schema(ignore)]
    pub unfinished: Option<Unfinished>,
}

/// Marks the answer to a request that may go well if it is carried out once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfinished {
    /// Nothing can be told of it, since something that it was sent to is away: right for what does no harm twice.
    Lost,
    /// It lost against another one, and nothing of it was done: right for everything.
    RolledBack,
}

/// One place of a request that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Violation {
    /// The body's field, as a JSON pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    pub pointer: Option<String>,
    /// The parameter of the path or the query.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    pub parameter: Option<String>,
    /// The rule.
    pub detail: String,
}

impl Problem {
    /// A problem without places or headers.
    #[must_use]
    pub fn new(
        status: StatusCode,
        code: &str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        let kind = format!("urn:todo-app:problem:{code}");
        Self {
            kind,
            title,
            status: status.as_u16(),
            detail: detail.into(),
            errors: Vec::new(),
            headers: Vec::new(),
            unfinished: None,
        }
    }

    /// The same problem at one place of the body.
    #[must_use]
    pub fn at_pointer(mut self, pointer: String) -> Self {
        let detail = self.detail.clone();
        self.errors.push(Violation {
            pointer: Some(pointer),
            parameter: None,
            detail,
        });
        self
    }

    /// The same problem in a part of the body: its pointers begin there, and there is one.
    #[must_use]
    pub fn below_pointer(mut self, part: &str) -> Self {
        for violation in &mut self.errors {
            if let Some(pointer) = &mut violation.pointer {
                pointer.insert_str(0, part);
            }
        }
        if self.errors.is_empty() {
            return self.at_pointer(part.to_owned());
        }
        self
    }

    /// The same problem at one parameter.
    #[must_use]
    pub fn at_parameter(mut self, parameter: String) -> Self {
        let detail = self.detail.clone();
        self.errors.push(Violation {
            pointer: None,
            parameter: Some(parameter),
            detail,
        });
        self
    }

    /// The same problem with one more header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Unauthenticated(refusal) => {
                tracing::info!(reason = %refusal, "refused a caller");
                Self::new(
                    StatusCode::UNAUTHORIZED,
                    "unauthenticated",
                    "Not signed in",
                    refusal.description(),
                )
                .with_header(
                    header::WWW_AUTHENTICATE,
                    HeaderValue::from_static(refusal.challenge()),
                )
            }
            Error::NotFound(what) => Self::new(
                StatusCode::NOT_FOUND,
                "not-found",
                "Not found",
                format!("There is no such {what}."),
            ),
            Error::Conflict { code, detail } => {
                Self::new(StatusCode::CONFLICT, code, "Conflict", detail)
                    .with_header(header::RETRY_AFTER, HeaderValue::from_static("2"))
            }
            Error::Impossible { code, detail } => {
                Self::new(StatusCode::CONFLICT, code, "Not possible now", detail)
            }
            Error::Stale { etag } => Self::stale(etag),
            Error::TooMany(quota) => {
                let seconds = super::quota::seconds(quota.retry_in);
                let detail = format!(
                    "That is more than {} {} in a minute. Nothing was done; try again in {seconds} seconds.",
                    quota.limit,
                    quota.counted.as_str(),
                );
                Self::new(
                    StatusCode::TOO_MANY_REQUESTS,
                    "too-many-requests",
                    "Too many requests",
                    detail,
                )
                .with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
            }
            Error::TurnOver => Self::new(
                StatusCode::CONFLICT,
                "turn-over",
                "The turn is over",
                "The turn was stopped, or somebody else goes on with it. Nothing was done.",
            ),
            Error::KeyReused => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency-key-reused",
                "Key used before",
                "This idempotency key was sent with another request. Use a new key for each request.",
            ),
            Error::Invalid(breach) if breach.clashes => Self::new(
                StatusCode::CONFLICT,
                "clashing-value",
                "Not possible now",
                breach.rule,
            )
            .at_pointer(format!("/{}", breach.field)),
            Error::Invalid(breach) => {
                Self::invalid_value(breach.rule).at_pointer(format!("/{}", breach.field))
            }
            Error::Full { limit } => Self::full(limit),
            Error::InvalidParameter(breach) => {
                Self::invalid_parameter(breach.rule).at_parameter(breach.field.to_owned())
            }
            Error::Busy(source) => {
                tracing::warn!(error = %chain(&*source), "busy");
                Self::busy()
            }
            Error::RolledBack(source) => {
                tracing::warn!(error = %chain(&*source), "rolled back");
                Self::busy().unfinished(Unfinished::RolledBack)
            }
            Error::Outdated(source) => {
                tracing::warn!(error = %chain(&*source), "a prepared statement is outdated");
                Self::unavailable("the database").unfinished(Unfinished::RolledBack)
            }
            Error::Unavailable { what, source } => {
                tracing::error!(error = %chain(&*source), "{what} is not available");
                Self::unavailable(what).unfinished(Unfinished::Lost)
            }
            Error::Internal(source) => {
                tracing::error!(error = %chain(&*source), "internal error");
                Self::internal()
            }
        }
    }
}

impl Problem {
    fn stale(etag: String) -> Self {
        let detail =
            "This is no longer as If-Match says. Get it again, and send the change with its ETag.";
        let problem = Self::new(
            StatusCode::PRECONDITION_FAILED,
            "precondition-failed",
            "Changed meanwhile",
            detail,
        );
        match HeaderValue::try_from(etag) {
            Ok(etag) => problem.with_header(header::ETAG, etag),
            Err(_) => problem,
        }
    }

    fn unavailable(what: &str) -> Self {
        let detail =
            format!("Something this needs ({what}) is not available. Try again in a few seconds.");
        Self::not_now("unavailable", "Not available", detail, "5")
    }

    /// Something that passes, in about so many seconds.
    fn not_now(
        code: &str,
        title: &'static str,
        detail: impl Into<String>,
        seconds: &'static str,
    ) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code, title, detail)
            .with_header(header::RETRY_AFTER, HeaderValue::from_static(seconds))
    }

    fn unfinished(self, unfinished: Unfinished) -> Self {
        Self {
            unfinished: Some(unfinished),
            ..self
        }
    }

    fn full(limit: u32) -> Self {
        let detail = format!(
            "There would be more than {limit} tasks, which is the most for one person. Delete some that are done first."
        );
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "too-many-tasks",
            "Too many tasks",
            detail,
        )
    }

    fn busy() -> Self {
        let detail = "Other requests are in the way of this one. Nothing was done; try again in a few seconds.";
        Self::not_now("busy", "Busy", detail, "2")
    }

    /// A field of the body breaks a rule; the place is still to be named.
    #[must_use]
    pub fn invalid_value(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid-value",
            "Invalid value",
            detail,
        )
    }

    /// A parameter of the path, the query or a header breaks a rule; the place is still to be named.
    #[must_use]
    pub fn invalid_parameter(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "invalid-parameter",
            "Invalid parameter",
            detail,
        )
    }

    /// A defect of ours: nothing of it is told.
    #[must_use]
    pub fn internal() -> Self {
        let detail =
            "Something went wrong on our side. The log has it under this answer's x-request-id.";
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Internal error",
            detail,
        )
    }
}

/// An error with its sources, for the log.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    std::iter::successors(Some(error), |error| error.source())
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, axum::Json(&self)).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        response.headers_mut().extend(self.headers);
        if let Some(unfinished) = self.unfinished {
            response.extensions_mut().insert(unfinished);
        }
        response
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        Problem::from(self).into_response()
    }
}
