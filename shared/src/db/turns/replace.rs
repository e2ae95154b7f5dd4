//! Turns that stand in the place of others (FR-1230 to FR-1236; ADR 0065).

use tokio_postgres::types::Type;
use uuid::Uuid;

use crate::{
    auth::UserId,
    conversation::TakesBack,
    db::{Transaction, Write},
    error::Result,
};

/// In whose place a turn begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replacing {
    /// The first turn that it replaces; all that began behind it go with it.
    pub from: Uuid,
    /// The turn whose message it answers again.
    pub stands_for: Option<Uuid>,
    /// What is to be taken back of what they did; nothing where the person keeps it.
    pub takes_back: Option<TakesBack>,
}

/// Begins a turn in the place of others. Those that a replaced turn had still to take back something of are this one's to take
/// back then; where nothing is to be taken back, they are shown again.
pub(super) const REPLACE: &str = "with turn as (
  insert into todo.turn (user_id, id, conversation_id, key, request_hash, process_id, stands_for, takes_back)
  values ($1, $2, $3, $4, $5, $6, $10, $11)
  on conflict (user_id, key) where key is not null do nothing
  returning id
), mine as (
  select message.turn_id as id, turn.takes_back is not null as pending
  from (
    select turn_id, min(position) as first from todo.message
    where user_id = $1 and conversation_id = $3 group by turn_id
  ) as message left join todo.turn as turn on turn.user_id = $1 and turn.id = message.turn_id
  where turn.replaced_by is null and message.first >= (
    select min(position) from todo.message where user_id = $1 and conversation_id = $3 and turn_id = $9
  ) and exists (select from turn)
), hidden as (
  insert into todo.turn as old (user_id, id, conversation_id, process_id, state, ended_at, replaced_by)
  select $1, id, $3, id, 'finished', clock_timestamp(), $2 from mine
  on conflict (user_id, id) do update set replaced_by = $2, takes_back = null,
    state = case old.state when 'running' then 'broken' else old.state end,
    ended_at = coalesce(old.ended_at, clock_timestamp())
), handed_on as (
  update todo.turn set replaced_by = case when $11::text is not null then $2 end
  where user_id = $1 and conversation_id = $3 and replaced_by = any (select id from mine where pending)
), place as (
  update todo.conversation set turn_id = $2, turn_heartbeat_at = clock_timestamp(), updated_at = clock_timestamp()
  where user_id = $1 and id = $3 and $8::text is null and exists (select from turn)
), message as (
  insert into todo.message (user_id, conversation_id, position, turn_id, entry)
  select $1, $3, coalesce((
      select max(position) from todo.message where user_id = $1 and conversation_id = $3
    ), 0) + 1, $2, $7
  from turn
)
select exists (select from turn) as begun";

/// The turns that this one replaces and that called tools, newest first.
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away.
pub async fn replaced(
    transaction: &mut Transaction,
    user: &UserId,
    conversation: Uuid,
    by: Uuid,
) -> Result<Vec<Uuid>> {
    let rows = transaction
        .query(
            "select turn.id from todo.turn as turn
               join todo.message as message on message.user_id = $1 and message.conversation_id = $2 and message.turn_id = turn.id
             where turn.user_id = $1 and turn.conversation_id = $2 and turn.replaced_by = $3
             group by turn.id having bool_or(message.entry ? 'tool_calls' or message.entry ->> 'role' = 'tool')
             order by min(message.position) desc",
            &[
                (&user.as_str(), Type::TEXT),
                (&conversation, Type::UUID),
                (&by, Type::UUID),
            ],
        )
        .await?;
    rows.iter().map(|row| Ok(row.try_get("id")?)).collect()
}

/// Notes that a turn has nothing left to take back, with the transaction's commit.
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away.
pub async fn taken_back(
    transaction: &mut Write,
    user: &UserId,
    conversation: Uuid,
    turn: Uuid,
) -> Result<()> {
    transaction.commit_with_next();
    transaction
        .query(
            "update todo.turn set takes_back = null where user_id = $1 and conversation_id = $2 and id = $3",
            &[
                (&user.as_str(), Type::TEXT),
                (&conversation, Type::UUID),
                (&turn, Type::UUID),
            ],
        )
        .await?;
    Ok(())
}

/// Shows again what a turn had replaced, and hides that turn, with the transaction's commit. Gives the turn whose message it
/// answered again, if it was there.
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away.
pub async fn keep(
    transaction: &mut Write,
    user: &UserId,
    conversation: Uuid,
    turn: Uuid,
) -> Result<Option<Uuid>> {
    transaction.commit_with_next();
    let row = transaction
        .query_opt(
            "with asked as (
               update todo.turn set replaced_by = stands_for, takes_back = null
               where user_id = $1 and conversation_id = $2 and id = $3 and takes_back is not null and stands_for is not null
                 and replaced_by is null
               returning id, stands_for
             ), shown as (
               update todo.turn set replaced_by = null
               where user_id = $1 and conversation_id = $2 and replaced_by = (select id from asked)
             )
             select stands_for from asked",
            &[
                (&user.as_str(), Type::TEXT),
                (&conversation, Type::UUID),
                (&turn, Type::UUID),
            ],
        )
        .await?;
    Ok(row.map(|row| row.try_get("stands_for")).transpose()?)
}
