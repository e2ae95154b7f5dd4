//! The HTTP side of `/mcp`, whatever handler stands behind it: what can be no message is refused here, before the MCP
//! library sees it, and the library's own refusals get our form (FR-210). There is no session (FR-203).

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use rmcp::{
    ServerHandler,
    transport::streamable_http_server::{
        StreamableHttpServerConfig, StreamableHttpService, session::never::NeverSessionManager,
    },
};
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use shared::http::{MAX_BODY_BYTES, Problem, is_late, late_body, refuse_encoded};

use crate::{
    accept::{self, JsonAlone},
    config::McpServerConfig,
};

/// JSON-RPC 2.0, section 5.1: the body is not JSON.
const PARSE_ERROR: i32 = -32700;
/// JSON-RPC 2.0, section 5.1: JSON, but not a request.
const INVALID_REQUEST: i32 = -32600;
/// The MCP library's own refusals are a line of text.
const MAX_REFUSAL_BYTES: usize = 4096;

/// The MCP library's service, without sessions.
type Service<H> = StreamableHttpService<H, NeverSessionManager>;

/// The route `/mcp` over a handler: any process answers any request, with one JSON document, or with a stream if the
/// handler tells of its progress.
pub fn endpoint<H: ServerHandler + Clone>(handler: H, config: &McpServerConfig) -> Router {
    let mut http = StreamableHttpServerConfig::default()
        .with_allowed_hosts(&config.hosts)
        .with_allowed_origins(&config.origins)
        .enforce_origin_validation();
    http.legacy_session_mode = false;
    http.json_response = true;
    http.max_request_body_bytes = MAX_BODY_BYTES;
    let service: Service<H> = StreamableHttpService::new(
        move || Ok(handler.clone()),
        Arc::new(NeverSessionManager::default()),
        http,
    );
    Router::new()
        .route("/mcp", post(answer))
        // As some people type it, and some clients write it.
        .route("/mcp/", post(answer))
        .with_state(service)
}

/// Answers one message.
async fn answer<H: ServerHandler>(State(service): State<Service<H>>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let body = match read(&parts.headers, body).await {
        Ok(body) => body,
        Err(refusal) => return refusal,
    };
    if accept::widen(&mut parts.headers) {
        parts.extensions.insert(JsonAlone);
    }
    let request = Request::from_parts(parts, Body::from(body.clone()));
    let response = service.handle(request).await.map(Body::new);
    if response.status().is_success() || is_json(response.headers()) {
        response
    } else {
        refusal(response, &body).await
    }
}

/// The body, if it is JSON and not a batch.
pub(crate) async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, Response> {
    refuse_encoded(headers).map_err(IntoResponse::into_response)?;
    let body = match Limited::new(body, MAX_BODY_BYTES).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return Err(too_large()),
        Err(error) if is_late(&*error) => return Err(late_body().into_response()),
        Err(_) => return Err(problem(StatusCode::BAD_REQUEST, "The body broke off.")),
    };
    if serde_json::from_slice::<IgnoredAny>(&body).is_err() {
        return Err(json_rpc(
            &Value::Null,
            PARSE_ERROR,
            "Parse error: the body is not JSON.",
        ));
    }
    if body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        let message = "Invalid request: batches are not supported. Send one message per request.";
        return Err(json_rpc(&Value::Null, INVALID_REQUEST, message));
    }
    if is_json(headers) {
        Ok(body)
    } else {
        Err(problem(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Send the message as application/json.",
        ))
    }
}

/// The MCP library's refusal in the form of all our refusals.
async fn refusal(response: Response, body: &[u8]) -> Response {
    let (parts, text) = response.into_parts();
    // The media type was right, so what the library could not take is the message.
    if parts.status == StatusCode::UNSUPPORTED_MEDIA_TYPE {
        let id = serde_json::from_slice::<Value>(body)
            .ok()
            .and_then(|message| message.get("id").cloned())
            .filter(|id| id.is_string() || id.is_number())
            .unwrap_or_default();
        return json_rpc(
            &id,
            INVALID_REQUEST,
            "Invalid request: the body is not an MCP message.",
        );
    }
    let text = to_bytes(text, MAX_REFUSAL_BYTES).await.unwrap_or_default();
    let mut response = problem(parts.status, String::from_utf8_lossy(&text));
    if let Some(allow) = parts.headers.get(header::ALLOW) {
        response.headers_mut().insert(header::ALLOW, allow.clone());
    }
    response
}

fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}

fn json_rpc(id: &Value, code: i32, message: &str) -> Response {
    let body = json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}});
    (StatusCode::BAD_REQUEST, axum::Json(body)).into_response()
}

fn too_large() -> Response {
    problem(
        StatusCode::PAYLOAD_TOO_LARGE,
        format!("A body has at most {MAX_BODY_BYTES} bytes."),
    )
}

fn problem(status: StatusCode, detail: impl Into<String>) -> Response {
    let (code, title) = match status {
        StatusCode::FORBIDDEN => ("forbidden", "Forbidden"),
        StatusCode::NOT_ACCEPTABLE => ("not-acceptable", "Not acceptable"),
        StatusCode::PAYLOAD_TOO_LARGE => ("too-large", "Too large"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ("unsupported-media-type", "Unsupported media type"),
        status if status.is_server_error() => return Problem::internal().into_response(),
        _ => ("bad-request", "Bad request"),
    };
    Problem::new(status, code, title, detail).into_response()
}
