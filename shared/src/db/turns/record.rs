//! What an attempt at a turn records, if it still may.

use serde_json::Value;
use tokio_postgres::types::Type;
use uuid::Uuid;

use crate::{
    auth::UserId,
    conversation::TurnState,
    db::{Write, leases::Lease},
    error::Result,
};

/// Something to record.
#[derive(Debug, Clone, Copy, Default)]
pub struct Record<'a> {
    /// The entry, if there is one.
    pub entry: Option<&'a Value>,
    /// Whether something begins with it, which a turn that was stopped may not do any more.
    pub begins: bool,
    /// How the turn ends with it; the conversation is free then.
    pub ends: Option<TurnState>,
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// It is there.
    Done,
    /// The turn was stopped, and nothing may begin in it.
    Stopped,
    /// Another attempt has the turn, or it is gone.
    Replaced,
}

/// Records what this attempt says, with the transaction's commit. What a call of a turn that is over did may be known by then:
/// it is recorded once.
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away.
pub async fn record(
    transaction: &mut Write,
    user: &UserId,
    conversation: Uuid,
    lease: Lease,
    record: Record<'_>,
) -> Result<Recorded> {
    transaction.commit_with_next();
    let attempt = lease.attempt()?;
    let ends = record.ends.map(TurnState::as_str);
    let row = transaction
        .query_opt(
            "with held as (
               select turn.id, turn.state = 'running' as runs
               from todo.turn as turn
                 join todo.conversation as its on its.user_id = turn.user_id and its.id = turn.conversation_id
               where turn.user_id = $1 and turn.id = $3 and turn.conversation_id = $2 and turn.attempt = $4
                 and (turn.state = 'running' and its.turn_id = $3 or turn.state in ('stopped', 'left') and not $6)
             ), said as (
               insert into todo.message (user_id, conversation_id, position, turn_id, entry)
               select $1, $2, coalesce((
                   select max(position) from todo.message where user_id = $1 and conversation_id = $2
                 ), 0) + 1, $3, $5
               from held where $5 is not null and (runs or not exists (
                 select from todo.message
                 where user_id = $1 and conversation_id = $2 and turn_id = $3 and entry ->> 'call_id' = $5 ->> 'call_id'
                   and entry #>> '{error,code}' is distinct from 'broken_off'
               ))
             ), ended as (
               update todo.turn set state = $7, ended_at = clock_timestamp()
               where user_id = $1 and id = (select id from held where runs) and $7 is not null
             ), place as (
               update todo.conversation set updated_at = clock_timestamp(),
                 turn_id = case when $7 is null then turn_id end,
                 turn_heartbeat_at = case when $7 is null then clock_timestamp() end
               where user_id = $1 and id = $2 and exists (select from held where runs)
             )
             select exists (select from held) as done,
               (select state <> 'running' and attempt = $4 from todo.turn where user_id = $1 and id = $3) as stopped",
            &[
                (&user.as_str(), Type::TEXT),
                (&conversation, Type::UUID),
                (&lease.turn, Type::UUID),
                (&attempt, Type::INT4),
                (&record.entry, Type::JSONB),
                (&record.begins, Type::BOOL),
                (&ends, Type::TEXT),
            ],
        )
        .await?;
    let (done, stopped) = match row {
        Some(row) => (row.try_get("done")?, row.try_get("stopped")?),
        None => (false, None),
    };
    Ok(match (done, stopped) {
        (true, _) => Recorded::Done,
        (false, Some(true)) => Recorded::Stopped,
        (false, _) => Recorded::Replaced,
    })
}

/// Records what became of a call of a turn that is over, unless that is recorded, with the transaction's commit.
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away.
pub async fn settle(
    transaction: &mut Write,
    user: &UserId,
    conversation: Uuid,
    turn: Uuid,
    call: &str,
    entry: &Value,
) -> Result<()> {
    transaction.commit_with_next();
    transaction
        .query(
            "insert into todo.message (user_id, conversation_id, position, turn_id, entry)
             select $1, $2, (
                 select max(position) from todo.message where user_id = $1 and conversation_id = $2
               ) + 1, $3, $5
             from todo.turn where user_id = $1 and id = $3 and conversation_id = $2 and state <> 'running'
               and not exists (
                 select from todo.message
                 where user_id = $1 and conversation_id = $2 and turn_id = $3 and entry ->> 'call_id' = $4
                   and entry #>> '{error,code}' is distinct from 'broken_off'
               )",
            &[
                (&user.as_str(), Type::TEXT),
                (&conversation, Type::UUID),
                (&turn, Type::UUID),
                (&call, Type::TEXT),
                (entry, Type::JSONB),
            ],
        )
        .await?;
    Ok(())
}
