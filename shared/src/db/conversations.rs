//! Queries on conversations and their messages (FR-302, FR-303).

mod pages;
mod shown;

use jiff::Timestamp;
use tokio_postgres::{Row, types::Type};
use uuid::Uuid;

use super::{Transaction, Write, turns};
use crate::{
    auth::UserId,
    conversation::{Conversation, Message, TakesBack},
    error::Result,
};

pub use pages::{Placed, messages_after, messages_before, rename, texts};
pub use shown::{ShownTurn, answers, last_model, list_ascending, messages_of, shown_turns};

/// What is read of an entry, and how its turn stands.
macro_rules! standing {
    () => {
        "select last.position, last.turn_id, last.entry, last.created_at, turn.attempt, turn.replaced_by, turn.stands_for, turn.takes_back,
  case when turn.state = 'running' and not todo.lives(turn.process_id) then 'dead' else turn.state end as state"
    };
}
use standing;

/// One conversation of the owner, or `None`.
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away.
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
/// [`crate::Error`] when the database refuses or is away.
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
/// [`crate::Error`] when the database refuses or is away.
pub async fn delete(transaction: &mut Write, user: &UserId, id: Uuid) -> Result<bool> {
    let row = transaction
        .query_opt(
            "delete from todo.conversation where user_id = $1 and id = $2 returning id",
            &[(&user.as_str(), Type::TEXT), (&id, Type::UUID)],
        )
        .await?;
    Ok(row.is_some())
}

/// The last messages of a conversation, oldest first, with how their turns stand.
pub(super) const MESSAGES: &str = concat!(
    standing!(),
    " from (
  select position, turn_id, entry, created_at from todo.message
  where user_id = $1 and conversation_id = $2
  order by position desc limit $3
) as last left join todo.turn as turn on turn.user_id = $1 and turn.id = last.turn_id
order by last.position"
);

/// The last messages of a conversation, at most `limit`, oldest first.
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away.
pub async fn messages(
    transaction: &mut Transaction,
    user: &UserId,
    conversation: Uuid,
    limit: i64,
) -> Result<Vec<Message>> {
    let rows = transaction
        .query(
            MESSAGES,
            &[
                (&user.as_str(), Type::TEXT),
                (&conversation, Type::UUID),
                (&limit, Type::INT8),
            ],
        )
        .await?;
    rows.iter().map(message).collect()
}

/// A row of [`MESSAGES`].
pub(super) fn message(row: &Row) -> Result<Message> {
    let attempt: Option<i32> = row.try_get("attempt")?;
    let takes_back: Option<&str> = row.try_get("takes_back")?;
    Ok(Message {
        turn_id: row.try_get("turn_id")?,
        entry: row.try_get("entry")?,
        created_at: row.try_get("created_at")?,
        attempt: attempt.and_then(|attempt| attempt.try_into().ok()),
        state: turns::state(row)?,
        replaced_by: row.try_get("replaced_by")?,
        stands_for: row.try_get("stands_for")?,
        takes_back: takes_back.and_then(TakesBack::of),
    })
}

fn conversation(row: &Row) -> Result<Conversation> {
    Ok(Conversation {
        id: row.try_get("id")?,
        title: row.try_get("title")?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
    })
}
