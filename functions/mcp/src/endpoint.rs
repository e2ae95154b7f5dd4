//! The HTTP side of `/mcp`: who is calling and whether the body can be a message at all is settled here, before the MCP
//! library sees the request (FR-204, FR-210), and what the caller may do (FR-213).

use std::sync::Arc;

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use shared::{
    Error,
    auth::{Identity, Refusal, Scope, TokenSecret, Verifier},
    db::{self, Database},
    http::{MAX_BODY_BYTES, Problem, Quotas, bearer},
};

use crate::{caller::Caller, resource::ProtectedResource, scope, server::Service};

/// JSON-RPC 2.0, section 5.1: the body is not JSON.
const PARSE_ERROR: i32 = -32700;
/// JSON-RPC 2.0, section 5.1: JSON, but not a request.
const INVALID_REQUEST: i32 = -32600;
/// The MCP library's own refusals are a line of text.
const MAX_REFUSAL_BYTES: usize = 4096;

/// What the route asks for.
#[derive(Clone)]
pub(crate) struct Endpoint {
    database: Database,
    verifier: Arc<Verifier>,
    resource: Option<Arc<ProtectedResource>>,
    service: Service,
}

impl Endpoint {
    pub(crate) fn new(
        database: Database,
        verifier: Arc<Verifier>,
        resource: Option<Arc<ProtectedResource>>,
        service: Service,
    ) -> Self {
        Self {
            database,
            verifier,
            resource,
            service,
        }
    }

    async fn caller(&self, headers: &HeaderMap, quotas: Option<Quotas>) -> Result<Caller, Error> {
        let identity = self.identity(bearer(headers)?).await?;
        if let Some(quotas) = quotas {
            quotas.count(identity.user())?;
        }
        Ok(Caller {
            identity,
            span: tracing::Span::current(),
        })
    }

    async fn identity(&self, bearer: &str) -> Result<Identity, Error> {
        if !TokenSecret::is_meant(bearer) {
            return self.verifier.verify(bearer).await;
        }
        // What cannot be a secret does not reach the database.
        let known = match TokenSecret::parse(bearer) {
            Some(secret) => db::tokens::bearer(&self.database, &secret).await?,
            None => None,
        };
        known.ok_or_else(|| {
            Refusal::Invalid("no such personal access token, or no more".to_owned()).into()
        })
    }

    /// The refusal of a caller; of one who may sign in, with where to (FR-226).
    fn refuse(&self, error: Error) -> Response {
        let mut response = error.into_response();
        let challenge = response.headers_mut().get_mut(header::WWW_AUTHENTICATE);
        if let (Some(challenge), Some(resource)) = (challenge, &self.resource) {
            let so_far = challenge.to_str().unwrap_or_default();
            let between = if so_far.contains(' ') { ", " } else { " " };
            let asked = resource.challenge(&Scope::OAUTH);
            if let Ok(whole) = HeaderValue::try_from(format!("{so_far}{between}{asked}")) {
                *challenge = whole;
            }
        }
        response
    }
}

/// Answers one message.
pub(crate) async fn answer(State(endpoint): State<Endpoint>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let quotas = Quotas::of(&parts.extensions);
    let caller = match endpoint.caller(&parts.headers, quotas).await {
        Ok(caller) => caller,
        Err(error) => return endpoint.refuse(error),
    };
    let body = match read(&parts.headers, body).await {
        Ok(body) => body,
        Err(refusal) => return refusal,
    };
    if let Some(missing) = scope::missing(&caller.identity, &body) {
        return missing.answer(&caller.identity, endpoint.resource.as_deref());
    }
    parts.extensions.insert(caller);
    let request = Request::from_parts(parts, Body::from(body.clone()));
    let response = endpoint.service.handle(request).await.map(Body::new);
    if response.status().is_success() || is_json(response.headers()) {
        response
    } else {
        refusal(response, &body).await
    }
}

/// The body, if it is JSON and not a batch.
async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, Response> {
    let body = match Limited::new(body, MAX_BODY_BYTES).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return Err(too_large()),
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
