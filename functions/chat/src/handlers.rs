//! The handlers. Identity, ownership and validity sit in their signatures.

use agent::Store;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use shared::{
    Error, Result,
    auth::UserId,
    conversation::{Conversation, Message},
    db::{self, Database},
    http::{
        BearerToken, BodyRefusals, IdempotencyKey, IdempotencyKeyHeader, Json, OneRefusals, Path,
        Query, Refusals, TimeZone, TimeZoneHeader,
    },
};
use utoipa::IntoParams;
use uuid::Uuid;

use crate::{
    Function, history, lost,
    store::{self, TurnStore},
    stream, turn,
    wire::{ChatRequest, ChatResponse, ConversationPage, ConversationWithMessages, RawChatRequest},
};

/// How many conversations a page holds.
const PAGE: usize = 50;

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
    let turn = turn::spawn(function, user, token, zone, said);
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

/// Where a page of conversations starts.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListConversations {
    /// Where to go on: the `next_cursor` of the page before.
    #[param(value_type = String, required = false)]
    cursor: Option<history::Cursor>,
}

/// List your conversations
///
/// One page of at most 50, last used first.
#[utoipa::path(get, path = "/api/conversations", tag = "chat", params(ListConversations), responses(
    (status = 200, description = "A page of conversations", body = ConversationPage),
    Refusals,
))]
pub(crate) async fn list_conversations(
    State(database): State<Database>,
    user: UserId,
    Query(list): Query<ListConversations>,
) -> Result<Json<ConversationPage>> {
    let before = list.cursor.map(|cursor| (cursor.updated_at, cursor.id));
    let one_more = i64::try_from(PAGE + 1).map_err(Error::internal)?;
    let mut transaction = database.read(&user).await?;
    transaction.end_with_next();
    let mut conversations =
        db::conversations::list(&mut transaction, &user, before, one_more).await?;
    let has_more = conversations.len() > PAGE;
    conversations.truncate(PAGE);
    let next_cursor = conversations
        .last()
        .filter(|_| has_more)
        .map(|last| history::Cursor::after(last).into());
    Ok(Json(ConversationPage {
        conversations,
        next_cursor,
    }))
}

/// Get a conversation with what was said in it
#[utoipa::path(get, path = "/api/conversations/{id}", tag = "chat", params(("id" = Uuid, Path, description = "The conversation")), responses(
    (status = 200, description = "The conversation", body = ConversationWithMessages),
    Refusals,
    OneRefusals,
))]
pub(crate) async fn get_conversation(
    State(function): State<Function>,
    user: UserId,
    token: BearerToken,
    Path(id): Path<Uuid>,
) -> Result<Json<ConversationWithMessages>> {
    let (conversation, mut messages) = read(&function.database, &user, id).await?;
    if lost::settle(&function, &user, &token, id, &messages).await? {
        (_, messages) = read(&function.database, &user, id).await?;
    }
    Ok(Json(ConversationWithMessages {
        conversation,
        messages: history::shown(&messages)?,
    }))
}

async fn read(
    database: &Database,
    user: &UserId,
    id: Uuid,
) -> Result<(Conversation, Vec<Message>)> {
    let mut transaction = database.read(user).await?;
    let conversation = db::conversations::get(&mut transaction, user, id).await?;
    transaction.end_with_next();
    let messages = db::conversations::messages(&mut transaction, user, id, history::SHOWN).await?;
    Ok((conversation.ok_or_else(no_conversation)?, messages))
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

/// Delete a conversation
///
/// Its messages go with it; the tasks it changed stay as they are.
#[utoipa::path(delete, path = "/api/conversations/{id}", tag = "chat", params(("id" = Uuid, Path, description = "The conversation")), responses(
    (status = 204, description = "It is gone"),
    Refusals,
    OneRefusals,
))]
pub(crate) async fn delete_conversation(
    State(database): State<Database>,
    user: UserId,
    Path(id): Path<Uuid>,
) -> Result<StatusCode> {
    let mut transaction = database.converse(&user, id).await?;
    transaction.commit_with_next();
    let deleted = db::conversations::delete(&mut transaction, &user, id).await?;
    if deleted {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(no_conversation())
    }
}

fn no_conversation() -> Error {
    Error::NotFound("conversation".to_owned())
}
