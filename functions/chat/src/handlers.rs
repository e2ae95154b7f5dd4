//! The handlers. Identity, ownership and validity sit in their signatures.

use agent::Store;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use shared::{
    Result,
    auth::UserId,
    http::{
        BearerToken, BodyRefusals, IdempotencyKey, IdempotencyKeyHeader, Json, OneRefusals, Path,
        Query, Refusals, TimeZone, TimeZoneHeader,
    },
};
use utoipa::IntoParams;
use uuid::Uuid;

use crate::{
    Function,
    store::{self, TurnStore},
    stream, turn,
    wire::{ChatRequest, ChatResponse, RawChatRequest},
};

/// Say something
///
/// With `Accept: text/event-stream` the answer streams as events: first `turn`, with the ids of conversation and turn, then
/// `text`, `tool_started`, `tool_finished`, `receipt`, `question`, `error` and last `done`, whose data is the JSON answer. The same
/// message with the same `Idempotency-Key` gives the same answer again, or goes on with it where it broke off, as long as the
/// conversation is there. Closing the connection stops the turn.
#[utoipa::path(post, path = "/api/chat", tag = "chat", params(TimeZoneHeader, IdempotencyKeyHeader), request_body = RawChatRequest, responses(
    (status = 200, description = "What the turn came to", content((ChatResponse = "application/json"), (String = "text/event-stream"))),
    (status = 409, description = "Another message of this conversation is still being answered, or this one was sent again and is answered there", body = shared::http::Problem, content_type = "application/problem+json"),
    Refusals,
    OneRefusals,
    BodyRefusals,
))]
pub(crate) async fn send_message(
    State(function): State<Function>,
    user: UserId,
    token: BearerToken,
    TimeZone(zone): TimeZone,
    IdempotencyKey(key): IdempotencyKey,
    headers: HeaderMap,
    Json(request): Json<ChatRequest>,
) -> Result<Response> {
    let said = request.said(key);
    let request = turn::Request {
        user,
        token,
        zone,
        said,
        replacement: None,
        parks: true,
    };
    let turn = turn::spawn(function, request);
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

/// Which turn to stop.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct StopTurn {
    /// The turn, as the stream's first event names it; without it, the one that runs.
    #[param(value_type = Uuid, required = false)]
    turn_id: Option<Uuid>,
}

/// Stop the running turn
///
/// What was said and done stays. When this is answered nothing begins any more, and the conversation is free.
#[utoipa::path(post, path = "/api/conversations/{id}/stop", tag = "chat", params(("id" = Uuid, Path, description = "The conversation"), StopTurn), responses(
    (status = 204, description = "No turn runs, or not the one that was named"),
    Refusals,
    OneRefusals,
))]
pub(crate) async fn stop_turn(
    State(function): State<Function>,
    user: UserId,
    Path(id): Path<Uuid>,
    Query(which): Query<StopTurn>,
) -> Result<StatusCode> {
    let (unused, _) = agent::stop_channel();
    let store = TurnStore::new(&function, user, unused, None);
    store.stop(id, which.turn_id).await.map_err(store::error)?;
    Ok(StatusCode::NO_CONTENT)
}
