//! Queries on the turns of a conversation that are shown: all but those that another one replaces (FR-1208, FR-1230).

use serde_json::Value;
use tokio_postgres::types::Type;
use uuid::Uuid;

use super::super::Transaction;
use crate::{auth::UserId, conversation::Message, error::Result};

/// A turn that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownTurn {
    /// The turn.
    pub id: Uuid,
    /// The turn whose message it answers again.
    pub stands_for: Option<Uuid>,
}

/// The turns that are shown, in the order in which they began.
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away.
pub async fn shown_turns(
    transaction: &mut Transaction,
    user: &UserId,
    conversation: Uuid,
) -> Result<Vec<ShownTurn>> {
    let rows = transaction
        .query(
            "select message.turn_id as id, turn.stands_for from (
               select turn_id, min(position) as first from todo.message
               where user_id = $1 and conversation_id = $2 group by turn_id
             ) as message left join todo.turn as turn on turn.user_id = $1 and turn.id = message.turn_id
             where turn.replaced_by is null order by message.first",
            &[(&user.as_str(), Type::TEXT), (&conversation, Type::UUID)],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(ShownTurn {
                id: row.try_get("id")?,
                stands_for: row.try_get("stands_for")?,
            })
        })
        .collect()
}

/// The messages of these turns, oldest first.
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away.
pub async fn messages_of(
    transaction: &mut Transaction,
    user: &UserId,
    conversation: Uuid,
    turns: &[Uuid],
) -> Result<Vec<Message>> {
    let rows = transaction
        .query(
            concat!(
                super::standing!(),
                " from todo.message as last left join todo.turn as turn on turn.user_id = $1 and turn.id = last.turn_id
where last.user_id = $1 and last.conversation_id = $2 and last.turn_id = any ($3)
order by last.position"
            ),
            &[
                (&user.as_str(), Type::TEXT),
                (&conversation, Type::UUID),
                (&turns, Type::UUID_ARRAY),
            ],
        )
        .await?;
    rows.iter().map(super::message).collect()
}

/// The answers to questions that were given in a conversation, with the turns that they began.
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away.
pub async fn answers(
    transaction: &mut Transaction,
    user: &UserId,
    conversation: Uuid,
) -> Result<Vec<(Uuid, Value)>> {
    let rows = transaction
        .query(
            "select turn_id, entry -> 'answer' as answer from todo.message
             where user_id = $1 and conversation_id = $2 and entry ? 'answer' order by position",
            &[(&user.as_str(), Type::TEXT), (&conversation, Type::UUID)],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("turn_id")?, row.try_get("answer")?)))
        .collect()
}

/// The model that spoke last in the turns of a conversation that are shown, this one aside.
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away.
pub async fn last_model(
    transaction: &mut Transaction,
    user: &UserId,
    conversation: Uuid,
    but: Uuid,
) -> Result<Option<String>> {
    let row = transaction
        .query_opt(
            "select message.entry ->> 'model' as model from todo.message as message
               left join todo.turn as turn on turn.user_id = $1 and turn.id = message.turn_id
             where message.user_id = $1 and message.conversation_id = $2 and message.turn_id <> $3
               and message.entry ? 'model' and turn.replaced_by is null
             order by message.position desc limit 1",
            &[
                (&user.as_str(), Type::TEXT),
                (&conversation, Type::UUID),
                (&but, Type::UUID),
            ],
        )
        .await?;
    Ok(row.map(|row| row.try_get("model")).transpose()?)
}

/// The owner's conversations, first used first, at most `limit`, used after `after` if that is given.
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away.
pub async fn list_ascending(
    transaction: &mut Transaction,
    user: &UserId,
    after: Option<(jiff::Timestamp, Uuid)>,
    limit: i64,
) -> Result<Vec<crate::conversation::Conversation>> {
    let (after_at, after_id) = after.unzip();
    let rows = transaction
        .query(
            "select id, title, created_at, updated_at from todo.conversation
             where user_id = $1 and ($2::timestamptz is null or (updated_at, id) > ($2, $3))
             order by updated_at, id limit $4",
            &[
                (&user.as_str(), Type::TEXT),
                (&after_at, Type::TIMESTAMPTZ),
                (&after_id, Type::UUID),
                (&limit, Type::INT8),
            ],
        )
        .await?;
    rows.iter().map(super::conversation).collect()
}
