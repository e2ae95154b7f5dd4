//! Queries on what was said, in pieces of a bounded size (FR-381, FR-385, FR-386).

use tokio_postgres::{Row, types::Type};
use uuid::Uuid;

use super::{
    super::{Transaction, Write},
    standing,
};
use crate::{
    auth::UserId,
    conversation::{Conversation, Message},
    error::Result,
};

/// A stored entry and where it stands in its conversation, counted from 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// Its place.
    pub position: i32,
    /// The entry.
    pub message: Message,
}

/// The last entries of a conversation that stand before `before`, or of all, at most `limit`, oldest first.
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away.
pub async fn messages_before(
    transaction: &mut Transaction,
    user: &UserId,
    conversation: Uuid,
    before: Option<i32>,
    limit: i64,
) -> Result<Vec<Placed>> {
    let rows = transaction
        .query(
            concat!(
                standing!(),
                " from (
  select position, turn_id, entry, created_at from todo.message
  where user_id = $1 and conversation_id = $2 and position < coalesce($3, 2147483647)
  order by position desc limit $4
) as last left join todo.turn as turn on turn.user_id = $1 and turn.id = last.turn_id
order by last.position"
            ),
            &[
                (&user.as_str(), Type::TEXT),
                (&conversation, Type::UUID),
                (&before, Type::INT4),
                (&limit, Type::INT8),
            ],
        )
        .await?;
    rows.iter().map(placed).collect()
}

/// The first entries of a conversation that stand behind `after`, at most `limit`, oldest first.
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away.
pub async fn messages_after(
    transaction: &mut Transaction,
    user: &UserId,
    conversation: Uuid,
    after: i32,
    limit: i64,
) -> Result<Vec<Placed>> {
    let rows = transaction
        .query(
            concat!(
                standing!(),
                " from todo.message as last left join todo.turn as turn on turn.user_id = $1 and turn.id = last.turn_id
where last.user_id = $1 and last.conversation_id = $2 and last.position > $3
order by last.position limit $4"
            ),
            &[
                (&user.as_str(), Type::TEXT),
                (&conversation, Type::UUID),
                (&after, Type::INT4),
                (&limit, Type::INT8),
            ],
        )
        .await?;
    rows.iter().map(placed).collect()
}

/// Gives a conversation another title, and the conversation as it then is, or `None`. It does not count as used.
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away.
pub async fn rename(
    transaction: &mut Write,
    user: &UserId,
    id: Uuid,
    title: &str,
) -> Result<Option<Conversation>> {
    let row = transaction
        .query_opt(
            "update todo.conversation set title = $3 where user_id = $1 and id = $2
             returning id, title, created_at, updated_at",
            &[
                (&user.as_str(), Type::TEXT),
                (&id, Type::UUID),
                (&title, Type::TEXT),
            ],
        )
        .await?;
    row.as_ref().map(super::conversation).transpose()
}

/// What was said last in each of these conversations, by the person and by the agent: at most `limit` texts of each, the
/// first 2,000 characters of them.
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away.
pub async fn texts(
    transaction: &mut Transaction,
    user: &UserId,
    conversations: &[Uuid],
    limit: i64,
) -> Result<Vec<(Uuid, String)>> {
    let rows = transaction
        .query(
            "select wanted.id, left(said.text, 2000) as text from unnest($2::uuid[]) as wanted (id) cross join lateral (
               select entry ->> 'text' as text from todo.message
               where user_id = $1 and conversation_id = wanted.id and entry ->> 'text' <> ''
               order by position desc limit $3
             ) as said",
            &[
                (&user.as_str(), Type::TEXT),
                (&conversations, Type::UUID_ARRAY),
                (&limit, Type::INT8),
            ],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("id")?, row.try_get("text")?)))
        .collect()
}

fn placed(row: &Row) -> Result<Placed> {
    Ok(Placed {
        position: row.try_get("position")?,
        message: super::message(row)?,
    })
}
