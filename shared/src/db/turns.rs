//! Queries on turns: who may begin one, record in it, end it (FR-343 to FR-345, FR-347 to FR-350; ADR 0043).

mod begin;
mod record;
mod replace;

use tokio_postgres::{Row, types::Type};
use uuid::Uuid;

use super::{Transaction, Write, conversations};
use crate::{
    auth::UserId,
    conversation::{Message, TurnState},
    error::{Error, Result},
};
pub use begin::{KnownTurn, NewTurn, Standing, look, start, take_over};
pub use record::{Record, Recorded, record, settle};
pub use replace::{Replacing, keep, replaced, taken_back};

/// How a row's turn stands, in its column `state`; nothing where there is no turn.
pub(super) fn state(row: &Row) -> Result<Option<TurnState>> {
    let name: Option<&str> = row.try_get("state")?;
    name.map(|name| TurnState::of(name).ok_or_else(|| Error::internal("no such state")))
        .transpose()
}

/// Every message of one turn, and the last messages, at most `limit`, of the turns that began before it, oldest first.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn messages(
    transaction: &mut Transaction,
    user: &UserId,
    conversation: Uuid,
    turn: Uuid,
    limit: i64,
) -> Result<Vec<Message>> {
    let rows = transaction
        .query(
            "with began as (
               select turn_id, min(position) as position from todo.message
               where user_id = $1 and conversation_id = $2 group by turn_id
             ), before as (
               select message.position from todo.message as message join began on began.turn_id = message.turn_id
               where message.user_id = $1 and message.conversation_id = $2
                 and began.position < (select position from began where turn_id = $3)
               order by message.position desc limit $4
             )
             select message.turn_id, message.entry, message.created_at, turn.attempt, turn.state,
               turn.replaced_by, turn.stands_for, turn.takes_back
             from todo.message as message
               left join todo.turn as turn on turn.user_id = message.user_id and turn.id = message.turn_id
             where message.user_id = $1 and message.conversation_id = $2
               and (message.turn_id = $3 or message.position in (select position from before))
             order by message.position",
            &[
                (&user.as_str(), Type::TEXT),
                (&conversation, Type::UUID),
                (&turn, Type::UUID),
                (&limit, Type::INT8),
            ],
        )
        .await?;
    rows.iter().map(conversations::message).collect()
}

/// Whether a turn was begun under this key.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn is_known(transaction: &mut Transaction, user: &UserId, key: &str) -> Result<bool> {
    let row = transaction
        .query_opt(
            "select from todo.turn where user_id = $1 and key = $2",
            &[(&user.as_str(), Type::TEXT), (&key, Type::TEXT)],
        )
        .await?;
    Ok(row.is_some())
}

/// Stops the conversation's running turn, or the named one also when it was left or is broken, and gives the conversation
/// free. `None` when there is no such conversation; otherwise the turn that was stopped, if one was.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn stop(
    transaction: &mut Write,
    user: &UserId,
    conversation: Uuid,
    turn: Option<Uuid>,
) -> Result<Option<Option<Uuid>>> {
    let row = transaction
        .query_opt(
            "with stopped as (
               update todo.turn as turn set state = 'stopped', ended_at = clock_timestamp()
               from todo.conversation as its
               where its.user_id = $1 and its.id = $2 and turn.user_id = $1 and turn.conversation_id = $2
                 and (turn.id = $3 and turn.state in ('running', 'left', 'broken')
                   or $3 is null and turn.id = its.turn_id and turn.state = 'running')
               returning turn.id
             ), freed as (
               update todo.conversation set turn_id = null, turn_heartbeat_at = null
               where user_id = $1 and id = $2 and turn_id = (select id from stopped)
             )
             select (select id from stopped) as stopped from todo.conversation where user_id = $1 and id = $2",
            &[
                (&user.as_str(), Type::TEXT),
                (&conversation, Type::UUID),
                (&turn, Type::UUID),
            ],
        )
        .await?;
    Ok(row.map(|row| row.try_get("stopped")).transpose()?)
}

/// Ends the conversation's turn if its process is dead: nothing that is late can take effect in it then.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn bury(transaction: &mut Write, user: &UserId, conversation: Uuid) -> Result<()> {
    transaction
        .query(
            "with buried as (
               update todo.turn as turn set state = 'broken', ended_at = clock_timestamp()
               from todo.conversation as its
               where its.user_id = $1 and its.id = $2 and turn.user_id = $1 and turn.id = its.turn_id
                 and turn.state = 'running' and not todo.lives(turn.process_id)
               returning turn.id
             )
             update todo.conversation set turn_id = null, turn_heartbeat_at = null
             where user_id = $1 and id = $2 and turn_id = (select id from buried)",
            &[(&user.as_str(), Type::TEXT), (&conversation, Type::UUID)],
        )
        .await?;
    Ok(())
}
