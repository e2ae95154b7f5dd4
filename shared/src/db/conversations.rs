//! Queries on conversations, their messages and the one turn that may be running (FR-302, FR-303, FR-306, FR-308).

mod pages;

use jiff::Timestamp;
use tokio_postgres::{Row, types::Type};
use uuid::Uuid;

use super::{Transaction, Write};
use crate::{
    auth::UserId,
    conversation::{Conversation, Message},
    error::{Error, Result},
};

pub use pages::{Placed, messages_after, messages_before, rename, texts};

/// Starts a conversation.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn insert(transaction: &mut Write, user: &UserId, id: Uuid, title: &str) -> Result<()> {
    let parameters: [super::transaction::Parameter<'_>; 3] = [
        (&user.as_str(), Type::TEXT),
        (&id, Type::UUID),
        (&title, Type::TEXT),
    ];
    transaction
        .query(
            "insert into todo.conversation (user_id, id, title) values ($1, $2, $3)",
            &parameters,
        )
        .await?;
    Ok(())
}

/// One conversation of the owner, or `None`.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn get(
    transaction: &mut Transaction,
    user: &UserId,
    id: Uuid,
) -> Result<Option<Conversation>> {
    let row = transaction
        .query_opt(
            "select id, title, created_at, updated_at from todo.conversation where user_id = $1 and id = $2",
            &[(&user.as_str(), Type::TEXT), (&id, Type::UUID)],
        )
        .await?;
    row.as_ref().map(conversation).transpose()
}

/// The owner's conversations, last used first, at most `limit`, used before `before` if that is given.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn list(
    transaction: &mut Transaction,
    user: &UserId,
    before: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> Result<Vec<Conversation>> {
    let (before_at, before_id) = before.unzip();
    let rows = transaction
        .query(
            "select id, title, created_at, updated_at from todo.conversation
             where user_id = $1 and ($2::timestamptz is null or (updated_at, id) < ($2, $3))
             order by updated_at desc, id desc limit $4",
            &[
                (&user.as_str(), Type::TEXT),
                (&before_at, Type::TIMESTAMPTZ),
                (&before_id, Type::UUID),
                (&limit, Type::INT8),
            ],
        )
        .await?;
    rows.iter().map(conversation).collect()
}

/// Removes a conversation with its messages; whether there was one.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn delete(transaction: &mut Write, user: &UserId, id: Uuid) -> Result<bool> {
    let row = transaction
        .query_opt(
            "delete from todo.conversation where user_id = $1 and id = $2 returning id",
            &[(&user.as_str(), Type::TEXT), (&id, Type::UUID)],
        )
        .await?;
    Ok(row.is_some())
}

/// The last messages of a conversation, at most `limit`, oldest first.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn messages(
    transaction: &mut Transaction,
    user: &UserId,
    conversation: Uuid,
    limit: i64,
) -> Result<Vec<Message>> {
    let rows = transaction
        .query(
            "select turn_id, entry, created_at from (
               select position, turn_id, entry, created_at from todo.message
               where user_id = $1 and conversation_id = $2
               order by position desc limit $3
             ) as last order by position",
            &[
                (&user.as_str(), Type::TEXT),
                (&conversation, Type::UUID),
                (&limit, Type::INT8),
            ],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Message {
                turn_id: row.try_get("turn_id")?,
                entry: row.try_get("entry")?,
                created_at: row.try_get("created_at")?,
            })
        })
        .collect()
}

/// Takes the conversation for a turn, unless another turn has it and its heartbeat is younger than 10 s (FR-308).
///
/// # Errors
/// [`Error::NotFound`], [`Error::Conflict`] (`turn-in-progress`), or [`Error`] when the database refuses or is away.
pub async fn start_turn(
    transaction: &mut Write,
    user: &UserId,
    conversation: Uuid,
    turn: Uuid,
) -> Result<()> {
    let row = transaction
        .query_opt(
            "with taken as (
               update todo.conversation set turn_id = $3, turn_heartbeat_at = clock_timestamp()
               where user_id = $1 and id = $2
                 and (turn_id is null or turn_heartbeat_at < clock_timestamp() - interval '10 seconds')
               returning id
             )
             select exists(select from taken) as taken from todo.conversation where user_id = $1 and id = $2",
            &[(&user.as_str(), Type::TEXT), (&conversation, Type::UUID), (&turn, Type::UUID)],
        )
        .await?;
    match row.map(|row| row.try_get("taken")).transpose()? {
        None => Err(Error::NotFound("conversation".to_owned())),
        Some(true) => Ok(()),
        Some(false) => Err(Error::Conflict {
            code: "turn-in-progress",
            detail: "Another message of this conversation is still being answered. Try again in a moment.".to_owned(),
        }),
    }
}

/// Appends one entry, if the turn still has the conversation.
///
/// # Errors
/// [`Error::Conflict`] (`turn-lost`) when another turn took over; [`Error`] when the database refuses or is away.
pub async fn append(
    transaction: &mut Write,
    user: &UserId,
    conversation: Uuid,
    turn: Uuid,
    entry: &serde_json::Value,
) -> Result<()> {
    let row = transaction
        .query_opt(
            "with held as (
               update todo.conversation set updated_at = clock_timestamp(), turn_heartbeat_at = clock_timestamp()
               where user_id = $1 and id = $2 and turn_id = $3
               returning id
             )
             insert into todo.message (user_id, conversation_id, position, turn_id, entry)
             select $1, $2, coalesce((select max(position) from todo.message where user_id = $1 and conversation_id = $2), 0) + 1,
               $3, $4
             from held
             returning position",
            &[
                (&user.as_str(), Type::TEXT),
                (&conversation, Type::UUID),
                (&turn, Type::UUID),
                (entry, Type::JSONB),
            ],
        )
        .await?;
    row.map(drop).ok_or_else(turn_lost)
}

/// Shows that the turn is alive.
///
/// # Errors
/// [`Error::Conflict`] (`turn-lost`) when another turn took over; [`Error`] when the database refuses or is away.
pub async fn beat(
    transaction: &mut Write,
    user: &UserId,
    conversation: Uuid,
    turn: Uuid,
) -> Result<()> {
    let row = transaction
        .query_opt(
            "update todo.conversation set turn_heartbeat_at = clock_timestamp()
             where user_id = $1 and id = $2 and turn_id = $3 returning id",
            &[
                (&user.as_str(), Type::TEXT),
                (&conversation, Type::UUID),
                (&turn, Type::UUID),
            ],
        )
        .await?;
    row.map(drop).ok_or_else(turn_lost)
}

/// Gives the conversation free again, if the turn still has it.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn end_turn(
    transaction: &mut Write,
    user: &UserId,
    conversation: Uuid,
    turn: Uuid,
) -> Result<()> {
    transaction
        .query(
            "update todo.conversation set turn_id = null, turn_heartbeat_at = null
             where user_id = $1 and id = $2 and turn_id = $3",
            &[
                (&user.as_str(), Type::TEXT),
                (&conversation, Type::UUID),
                (&turn, Type::UUID),
            ],
        )
        .await?;
    Ok(())
}

fn turn_lost() -> Error {
    Error::Conflict {
        code: "turn-lost",
        detail: "Another message of this conversation took over, or the conversation was deleted."
            .to_owned(),
    }
}

fn conversation(row: &Row) -> Result<Conversation> {
    Ok(Conversation {
        id: row.try_get("id")?,
        title: row.try_get("title")?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
    })
}
