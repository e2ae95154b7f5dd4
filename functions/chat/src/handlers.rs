//! The handlers. Identity, ownership and validity sit in their signatures.

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use shared::{
    Result,
    auth::UserId,
    http::{BearerToken, BodyRefusals, Json, OneRefusals, Refusals, TimeZone, TimeZoneHeader},
};

use crate::{
    Function, stream, turn,
    wire::{ChatRequest, ChatResponse, RawChatRequest},
};

/// Say something
///
/// With `Accept: text/event-stream` the answer streams as events `text`, `tool_started`, `tool_finished`, `receipt`,
/// `question`, `error` and last `done`, whose data is the JSON answer.
#[utoipa::path(post, path = "/api/chat", tag = "chat", params(TimeZoneHeader), request_body = RawChatRequest, responses(
    (status = 200, description = "What the turn came to", content((ChatResponse = "application/json"), (String = "text/event-stream"))),
    (status = 409, description = "Another message of this conversation is still being answered", body = shared::http::Problem, content_type = "application/problem+json"),
    Refusals,
    OneRefusals,
    BodyRefusals,
))]
pub(crate) async fn send_message(
    State(function): State<Function>,
    user: UserId,
    token: BearerToken,
    TimeZone(zone): TimeZone,
    headers: HeaderMap,
    Json(request): Json<ChatRequest>,
) -> Result<Response> {
    let turn = turn::spawn(function, user, token, zone, request);
    if accepts_events(&headers) {
        return Ok(stream::response(turn).into_response());
    }
    Ok(Json(turn.finish().await?).into_response())
}

fn accepts_events(headers: &HeaderMap) -> bool {
    headers.get_all(header::ACCEPT).iter().any(|value| {
        value
            .to_str()
            .is_ok_and(|value| value.contains("text/event-stream"))
    })
}
