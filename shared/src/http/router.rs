//! What stands around every function's routes: request ids and logs, panics, CORS, the size of bodies, health, and
//! problems for routes and methods that do not exist.

use std::{any::Any, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use clock::{Ids, SystemIds};
use tokio::time::Instant;
use tower_http::{catch_panic::CatchPanicLayer, cors::CorsLayer, timeout::TimeoutBody};
use tracing::{Instrument, field::Empty};

use super::{MAX_BODY_BYTES, Problem, quota, traced};
use crate::{
    config::HttpConfig,
    metrics::{self, Limit},
    quota::{Counted, Requests},
    telemetry::{self, Phase, traces},
};

/// The next piece of a body is there in this time.
const BODY_PAUSE: Duration = Duration::from_secs(30);
/// The span of a request, for the log and for traces.
pub(crate) const REQUEST_SPAN: &str = "request";
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The function's routes with everything that all functions have around theirs.
pub fn around(routes: Router, config: &HttpConfig) -> Router {
    routes
        .route("/health/liveness", get(|| async { "alive" }))
        .route("/health/readiness", get(|| async { "ready" }))
        .fallback(no_such_route)
        .method_not_allowed_fallback(no_such_method)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(middleware::map_request(impatient))
        .layer(middleware::from_fn_with_state(
            Arc::new(Requests::new(Counted::Requests, config.requests_per_minute)),
            quota::layer,
        ))
        .layer(cors(config))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::map_response(guarded))
        .layer(middleware::from_fn_with_state(
            Arc::new(SystemIds) as Arc<dyn Ids>,
            observe,
        ))
}

/// Has a body break off when nothing more of it comes (FR-446).
async fn impatient(request: Request) -> Request {
    request.map(|body| Body::new(TimeoutBody::new(BODY_PAUSE, body)))
}

/// What an answer is of is one person's: nobody in between keeps it, unless the handler says who may, and no browser takes it
/// for something else than it says (FR-444).
async fn guarded(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    // The MCP library says no-cache of its streams, which lets a cache keep them.
    if headers
        .get(header::CACHE_CONTROL)
        .is_none_or(|value| value == "no-cache")
    {
        let no_store = HeaderValue::from_static("no-store");
        headers.insert(header::CACHE_CONTROL, no_store);
    }
    response
}

async fn no_such_route() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "not-found",
        "Not found",
        "There is nothing at this address.",
    )
}

async fn no_such_method() -> Problem {
    let detail = "This address does not take that method; Allow lists those it takes.";
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "Method not allowed",
        detail,
    )
}

fn cors(config: &HttpConfig) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(config.cors_origins.clone())
        .allow_methods([
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::ACCEPT,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
            HeaderName::from_static("idempotency-key"),
            HeaderName::from_static("time-zone"),
            HeaderName::from_static("prefer"),
            HeaderName::from_static("traceparent"),
            REQUEST_ID,
            // What MCP clients in a browser send with every message.
            HeaderName::from_static("mcp-protocol-version"),
            HeaderName::from_static("mcp-method"),
            HeaderName::from_static("mcp-name"),
        ])
        .expose_headers([
            header::ETAG,
            header::LINK,
            header::LOCATION,
            header::CONTENT_DISPOSITION,
            HeaderName::from_static("idempotency-replayed"),
            HeaderName::from_static("preference-applied"),
            HeaderName::from_static("todo-sequence"),
            quota::RATE_LIMIT,
            quota::RATE_LIMIT_POLICY,
            header::RETRY_AFTER,
            header::WWW_AUTHENTICATE,
            REQUEST_ID,
        ])
        .max_age(Duration::from_mins(10))
}

#[expect(clippy::needless_pass_by_value, reason = "the layer's signature")]
fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!(panic = text.unwrap_or("not a text"), "a handler panicked");
    Problem::internal().into_response()
}

/// Gives every request an id and every answer a log line (FR-413). Probes are not logged.
async fn observe(State(ids): State<Arc<dyn Ids>>, mut request: Request, next: Next) -> Response {
    let id = request_id(&request, &*ids);
    request.headers_mut().insert(REQUEST_ID, id.clone());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none", MatchedPath::as_str)
        .to_owned();
    let is_probe = route.starts_with("/health/");
    let span = tracing::info_span!(REQUEST_SPAN, request_id = id.to_str().unwrap_or_default(), method = %request.method(), route, trace_id = Empty, otel.kind = Empty);
    let is_traced = traces::are_on() && !is_probe;
    if is_traced {
        span.record("otel.kind", "server");
        traces::go_on(&span, request.headers());
    }
    if !is_probe {
        telemetry::reached(Phase::Request);
    }
    let method = request.method().clone();
    let started = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    response.headers_mut().insert(REQUEST_ID, id);
    if !is_probe {
        let took = Instant::now() - started;
        count(&method, &route, &response, took);
        let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        span.in_scope(|| {
            tracing::info!(
                status = response.status().as_u16(),
                milliseconds,
                "answered"
            );
            telemetry::reached(Phase::Answer);
        });
    }
    if is_traced {
        traces::answered(&span, method.as_str(), &route, response.status().as_u16());
        return traced::until_sent(response, span).await;
    }
    response
}

fn count(method: &Method, route: &str, response: &Response, took: Duration) {
    metrics::answered(method, route, response.status(), took);
    if response.status() == StatusCode::PAYLOAD_TOO_LARGE {
        metrics::refused(Limit::Body);
    }
}

/// The caller's request id, if it is one that a log can hold, or a new one.
fn request_id(request: &Request, ids: &dyn Ids) -> HeaderValue {
    let fits = |value: &&HeaderValue| {
        (1..=128).contains(&value.len())
            && value
                .as_bytes()
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.:/+=".contains(byte))
    };
    request
        .headers()
        .get(REQUEST_ID)
        .filter(fits)
        .cloned()
        .unwrap_or_else(|| {
            HeaderValue::from_str(&ids.next().to_string())
                .unwrap_or(HeaderValue::from_static("none"))
        })
}
