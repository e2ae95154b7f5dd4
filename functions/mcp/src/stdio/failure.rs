//! Why a request has no answer of the endpoint's, in words that the person or a model can act on.

use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use serde_json::Value;

use super::message;

/// JSON-RPC 2.0, section 5.1: what went wrong is not the message.
const INTERNAL_ERROR: i32 = -32603;
/// What a failure of unclear fate ends with.
const UNCLEAR: &str = "Whether it was done is not known: look before you try again.";

/// Why there is no answer.
pub(super) struct Failure {
    text: String,
    status: Option<StatusCode>,
    /// For the log.
    cause: String,
}

/// As much of a problem (RFC 9457) as is told.
#[derive(Deserialize)]
struct Problem {
    detail: String,
}

impl Failure {
    /// The endpoint was not reached, or was lost.
    pub(super) fn broken(error: &reqwest::Error) -> Self {
        let text = if error.is_connect() {
            "The endpoint in MCP_URL cannot be reached. Nothing was done. Check the address and the network; the log on standard error has the cause.".to_owned()
        } else {
            format!("The connection to the endpoint broke before its answer was there. {UNCLEAR}")
        };
        Self::without_status(text, chain(error))
    }

    /// The endpoint took too long.
    pub(super) fn late() -> Self {
        let text = format!("The endpoint did not answer in time. {UNCLEAR}");
        Self::without_status(text, "no answer in time")
    }

    /// The endpoint answered something else, or not to the end.
    pub(super) fn unanswered() -> Self {
        let text = format!("The endpoint's answer has no answer to this request. {UNCLEAR}");
        Self::without_status(text, "no message answers the request")
    }

    /// A stream broke off.
    pub(super) fn broken_stream(cause: &impl ToString) -> Self {
        let text = format!("The endpoint's answer broke off. {UNCLEAR}");
        Self::without_status(text, cause.to_string())
    }

    fn without_status(text: String, cause: impl Into<String>) -> Self {
        Self {
            text,
            status: None,
            cause: cause.into(),
        }
    }

    /// The endpoint refused the request over HTTP.
    pub(super) fn refused(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        let detail = detail(headers, body);
        let number = status.as_u16();
        let told = detail.as_deref();
        let text = match status {
            StatusCode::UNAUTHORIZED => "The token in TODO_TOKEN is not good: it is wrong, has expired or was revoked. Nothing was done. Make a new one on the page Connections and start this server again with it.".to_owned(),
            StatusCode::FORBIDDEN => format!(
                "{} Nothing was done. What a token may do is chosen when it is made, on the page Connections.",
                told.unwrap_or("The token in TODO_TOKEN lacks the scope for this, or the address in MCP_URL is not one that the endpoint goes by.")
            ),
            StatusCode::PAYLOAD_TOO_LARGE => format!(
                "The message is too large. {} Nothing was done. Send less at once.",
                told.unwrap_or_default()
            ),
            StatusCode::TOO_MANY_REQUESTS => {
                told.map_or_else(|| too_many(headers), str::to_owned)
            }
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => not_there(number),
            _ if status.is_redirection() => not_there(number),
            StatusCode::SERVICE_UNAVAILABLE => told.map_or_else(
                || format!("The endpoint is not available (503). {UNCLEAR}"),
                str::to_owned,
            ),
            _ if status.is_server_error() => {
                format!("Something went wrong at the endpoint ({number}). {UNCLEAR}")
            }
            _ => format!(
                "The endpoint refused the message ({number}). {}",
                told.unwrap_or_default()
            ),
        };
        Self {
            text,
            status: Some(status),
            cause: detail.unwrap_or_default(),
        }
    }

    /// The error that answers the request of this id.
    pub(super) fn line(&self, id: &Value) -> Vec<u8> {
        let status = self.status.as_ref().map(StatusCode::as_u16);
        message::error(id, INTERNAL_ERROR, &self.text, status)
    }

    pub(super) fn log(&self) {
        let status = self.status.as_ref().map(StatusCode::as_u16);
        tracing::warn!(status, cause = self.cause, "no answer: {}", self.text);
    }
}

/// An error with its sources.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let chain = std::iter::successors(Some(error), |error| error.source());
    chain
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}

fn not_there(status: u16) -> String {
    format!(
        "There is no MCP endpoint at the address in MCP_URL ({status}). It has the endpoint's path, as in https://mcp.example.com/mcp. Nothing was done."
    )
}

fn too_many(headers: &HeaderMap) -> String {
    let seconds = headers
        .get(header::RETRY_AFTER)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<u32>().ok())
        .map_or_else(
            || "later".to_owned(),
            |seconds| format!("in {seconds} seconds"),
        );
    format!("Too many requests. Nothing was done; try again {seconds}.")
}

/// The endpoint's own words. Those of what stands in front of it are pages for a browser.
fn detail(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let media_type = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    if !media_type.starts_with("application/problem+json") {
        return None;
    }
    let problem: Problem = serde_json::from_slice(body).ok()?;
    Some(problem.detail)
}
