//! A conversation as a file, with all that was said and done in it (FR-385).

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use clock::Clock;
use jiff::Timestamp;
use serde_json::json;
use shared::{
    Error, Result,
    auth::UserId,
    conversation::{Conversation, Message},
    db::{self, Database, Read, conversations::Placed},
    http::{OneRefusals, Parts, Path, Refusals, in_parts},
};
use uuid::Uuid;

use super::no_conversation;
use crate::{history, wire::ConversationWithMessages};

/// So many stored entries are read at a time.
const ENTRIES: i64 = 100;

/// Export a conversation
///
/// All that was said and done in it, as it was at one moment, with every result of a tool.
#[utoipa::path(get, path = "/api/conversations/{id}/export", tag = "chat", params(("id" = Uuid, Path, description = "The conversation")), responses(
    (status = 200, description = "The file", body = ConversationWithMessages, headers(
        ("Content-Disposition" = String, description = "The name for the file"),
    )),
    Refusals,
    OneRefusals,
))]
pub(crate) async fn export_conversation(
    State(database): State<Database>,
    State(clock): State<Arc<dyn Clock>>,
    user: UserId,
    Path(id): Path<Uuid>,
) -> Result<Response> {
    let mut snapshot = database.export(&user).await?;
    let conversation = db::conversations::get(&mut snapshot, &user, id).await?;
    let conversation = conversation.ok_or_else(no_conversation)?;
    let day = conversation.created_at.strftime("%F");
    let disposition = format!("attachment; filename=\"todo-app-conversation-{day}.json\"");
    let disposition = HeaderValue::try_from(disposition).map_err(Error::internal)?;
    let body = in_parts(database.export_bound(), move |parts| {
        write(snapshot, user, conversation, clock.now(), parts)
    });
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        ),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, body).into_response())
}

/// Writes the file, turn by turn.
async fn write(
    mut snapshot: Read,
    user: UserId,
    conversation: Conversation,
    now: Timestamp,
    parts: Parts,
) -> Result<()> {
    let head = json!({
        "format": "todo-app-conversation", "version": 1, "exported_at": now,
        "id": conversation.id, "title": conversation.title,
        "created_at": conversation.created_at, "updated_at": conversation.updated_at,
    });
    // The object is open for its last member.
    let mut next = format!("{},\"messages\":[", head.to_string().trim_end_matches('}'));
    let mut waiting: Vec<Placed> = Vec::new();
    loop {
        let after = waiting.last().map_or(0, |last| last.position);
        let more = db::conversations::messages_after(
            &mut snapshot,
            &user,
            conversation.id,
            after,
            ENTRIES,
        )
        .await?;
        let is_end = more.is_empty();
        waiting.extend(more);
        // The last turn may go on in the next piece.
        let last_turn = waiting.last().map(|last| last.message.turn_id);
        // What was recorded late stands with its turn, behind the beginning of the last one.
        let (whole, rest): (Vec<Placed>, Vec<Placed>) = waiting
            .into_iter()
            .partition(|entry| is_end || Some(entry.message.turn_id) != last_turn);
        waiting = rest;
        let messages: Vec<Message> = whole.into_iter().map(|entry| entry.message).collect();
        for message in history::shown(&messages)? {
            next.push('\n');
            next.push_str(&serde_json::to_string(&message).map_err(Error::internal)?);
            parts
                .send(Bytes::from(std::mem::replace(&mut next, ",".to_owned())))
                .await?;
        }
        if is_end {
            break;
        }
    }
    snapshot.close().await?;
    let end = if next == "," {
        "\n]}\n".to_owned()
    } else {
        next + "\n]}\n"
    };
    parts.send(Bytes::from(end)).await
}
