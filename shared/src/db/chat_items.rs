//! Queries on what belongs to single shown items of a conversation (FR-1207, FR-1214).

use serde_json::Value;
use tokio_postgres::types::Type;
use uuid::Uuid;

use super::{Transaction, Write};
use crate::{auth::UserId, error::Result};

/// What an item shows now, by its id; those that show what they did at first are left out.
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away.
pub async fn shown(
    transaction: &mut Transaction,
    user: &UserId,
    conversation: Uuid,
) -> Result<Vec<(String, Value)>> {
    let rows = transaction
        .query(
            "select id, shows from todo.chat_item
             where user_id = $1 and conversation_id = $2 and shows is not null",
            &[(&user.as_str(), Type::TEXT), (&conversation, Type::UUID)],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("id")?, row.try_get("shows")?)))
        .collect()
}

/// Notes what an item shows now, with the transaction's commit.
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away.
pub async fn show(
    transaction: &mut Write,
    user: &UserId,
    conversation: Uuid,
    id: &str,
    shows: &Value,
) -> Result<()> {
    transaction.commit_with_next();
    transaction
        .query(
            "insert into todo.chat_item (user_id, conversation_id, id, shows)
             select $1, $2, $3, $4 where exists (select from todo.conversation where user_id = $1 and id = $2)
             on conflict (user_id, conversation_id, id) do update set shows = $4, updated_at = clock_timestamp()",
            &[
                (&user.as_str(), Type::TEXT),
                (&conversation, Type::UUID),
                (&id, Type::TEXT),
                (shows, Type::JSONB),
            ],
        )
        .await?;
    Ok(())
}

/// Notes what the person thinks of items, with the transaction's commit.
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away.
pub async fn judge(
    transaction: &mut Write,
    user: &UserId,
    conversation: Uuid,
    ids: &[String],
    feedback: &str,
) -> Result<()> {
    transaction.commit_with_next();
    transaction
        .query(
            "insert into todo.chat_item (user_id, conversation_id, id, feedback)
             select $1, $2, id, $4 from (select distinct unnest($3::text[]) as id) as judged
             where exists (select from todo.conversation where user_id = $1 and id = $2)
             on conflict (user_id, conversation_id, id) do update set feedback = $4, updated_at = clock_timestamp()",
            &[
                (&user.as_str(), Type::TEXT),
                (&conversation, Type::UUID),
                (&ids, Type::TEXT_ARRAY),
                (&feedback, Type::TEXT),
            ],
        )
        .await?;
    Ok(())
}
