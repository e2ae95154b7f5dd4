//! What a person does with their conversations: list, search, read, rename, delete, export (FR-303, FR-380 to FR-386).

mod export;
pub(crate) mod list;
mod pages;

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use shared::{
    Error, Result,
    auth::UserId,
    conversation::Conversation,
    db::{self, Database, Kind},
    http::{
        BearerToken, BodyRefusals, ChangeRefusals, IfMatch, IfMatchHeader, IfNoneMatch,
        IfNoneMatchHeader, Json, OneRefusals, Path, Query, Refusals, entity_tag,
    },
    task::{Expected, Title},
};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Function, lost, wire::ConversationWithMessages};
use pages::ReadConversation;

pub(crate) use export::*;
pub(crate) use list::*;

/// Get a conversation with what was said in it
///
/// Its last turns, oldest first, at most 20 by default; `previous_cursor` leads to the ones before. A long result of a tool
/// is left out, and its size told.
#[utoipa::path(get, path = "/api/conversations/{id}", tag = "chat", params(("id" = Uuid, Path, description = "The conversation"), ReadConversation, IfNoneMatchHeader), responses(
    (status = 200, description = "The conversation", body = ConversationWithMessages, headers(
        ("ETag" = String, description = "The conversation's entity tag"),
    )),
    (status = 304, description = "The conversation is still the same"),
    Refusals,
    OneRefusals,
))]
pub(crate) async fn get_conversation(
    State(function): State<Function>,
    user: UserId,
    token: BearerToken,
    Path(id): Path<Uuid>,
    Query(read): Query<ReadConversation>,
    known: IfNoneMatch,
) -> Result<Response> {
    let (mut conversation, mut page) = pages::read(&function.database, &user, id, &read).await?;
    if lost::settle(&function, &user, &token, id, &page.entries).await? {
        (conversation, page) = pages::read(&function.database, &user, id, &read).await?;
    }
    let tag = tag(&conversation);
    if known.has(&tag) {
        let tag = HeaderValue::try_from(tag).map_err(Error::internal)?;
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let body = ConversationWithMessages {
        conversation,
        messages: page.messages()?,
        previous_cursor: page.previous,
    };
    tagged(tag, Json(body))
}

/// What a conversation is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "Moving house"}))]
pub(crate) struct RenameConversation {
    /// Its new title, 1 to 200 characters.
    title: Title,
}

/// Rename a conversation
///
/// Where it stands in the list stays as it is.
#[utoipa::path(patch, path = "/api/conversations/{id}", tag = "chat", params(("id" = Uuid, Path, description = "The conversation"), IfMatchHeader), request_body = RenameConversation, responses(
    (status = 200, description = "The conversation", body = Conversation, headers(
        ("ETag" = String, description = "The conversation's entity tag"),
    )),
    Refusals,
    OneRefusals,
    BodyRefusals,
    ChangeRefusals,
))]
pub(crate) async fn rename_conversation(
    State(database): State<Database>,
    user: UserId,
    Path(id): Path<Uuid>,
    IfMatch(expected): IfMatch,
    Json(RenameConversation { title }): Json<RenameConversation>,
) -> Result<Response> {
    let mut transaction = database.converse(&user, Kind::Request, id).await?;
    let done = async {
        let now = db::conversations::get(&mut transaction, &user, id).await?;
        check(now.as_ref(), &expected)?;
        let title = title.as_str();
        let renamed = db::conversations::rename(&mut transaction, &user, id, title).await?;
        renamed.ok_or_else(no_conversation)
    }
    .await;
    let conversation = transaction.end(done).await?;
    tagged(tag(&conversation), Json(conversation))
}

/// Delete a conversation
///
/// Its messages go with it; the tasks it changed stay as they are.
#[utoipa::path(delete, path = "/api/conversations/{id}", tag = "chat", params(("id" = Uuid, Path, description = "The conversation"), IfMatchHeader), responses(
    (status = 204, description = "It is gone"),
    Refusals,
    OneRefusals,
    ChangeRefusals,
))]
pub(crate) async fn delete_conversation(
    State(database): State<Database>,
    user: UserId,
    Path(id): Path<Uuid>,
    IfMatch(expected): IfMatch,
) -> Result<StatusCode> {
    let mut transaction = database.converse(&user, Kind::Request, id).await?;
    let done = async {
        let now = db::conversations::get(&mut transaction, &user, id).await?;
        check(now.as_ref(), &expected)?;
        db::conversations::delete(&mut transaction, &user, id).await
    }
    .await;
    transaction.end(done).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether there is a conversation in a state in which a change is welcome (FR-384).
fn check(now: Option<&Conversation>, expected: &Expected) -> Result<()> {
    let etag = tag(now.ok_or_else(no_conversation)?);
    if expected.has(&etag) {
        Ok(())
    } else {
        Err(Error::Stale { etag })
    }
}

/// The entity tag of a conversation: each message and each title is another state.
fn tag(conversation: &Conversation) -> String {
    let Conversation {
        id,
        title,
        updated_at,
        ..
    } = conversation;
    entity_tag(&format!("{id} {updated_at} {title}"))
}

fn tagged(tag: String, body: impl IntoResponse) -> Result<Response> {
    let mut headers = HeaderMap::new();
    let tag = HeaderValue::try_from(tag).map_err(Error::internal)?;
    headers.insert(header::ETAG, tag);
    Ok((headers, body).into_response())
}

fn no_conversation() -> Error {
    Error::NotFound("conversation".to_owned())
}
