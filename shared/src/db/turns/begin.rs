//! How a turn begins, or begins again.

use language::Zone;
use serde_json::Value;
use tokio_postgres::types::Type;
use uuid::Uuid;

use super::replace::{REPLACE, Replacing};
use crate::{
    auth::UserId,
    conversation::{Message, TakesBack, TurnState},
    db::{
        Write, conversations,
        idempotency::Request,
        leases::Lease,
        settings,
        sql::Sql,
        transaction::{Around, Parameter},
    },
    error::{Error, Result},
};

/// A turn that is about to begin.
#[derive(Debug)]
pub struct NewTurn<'a> {
    /// Names it.
    pub id: Uuid,
    /// What its caller names it by, and what else would be another turn.
    pub request: Option<&'a Request>,
    /// The process that will work at it.
    pub process: Uuid,
    /// The person's entry.
    pub entry: &'a Value,
    /// In whose place it begins.
    pub replacing: Option<Replacing>,
}

/// A turn that there was under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownTurn {
    /// Names it.
    pub id: Uuid,
    /// Where it was begun.
    pub conversation: Uuid,
    /// How it stands.
    pub state: TurnState,
    /// Its newest attempt.
    pub attempt: u32,
    /// Whether it was begun by the same request.
    pub is_same: bool,
}

/// How things stand before a turn.
#[derive(Debug)]
pub struct Standing {
    /// Whether the conversation is there.
    pub is_there: bool,
    /// The turn that has the conversation, and whether it lives.
    pub current: Option<(Uuid, bool)>,
    /// The turn under the key.
    pub known: Option<KnownTurn>,
    /// The conversation's last messages, oldest first.
    pub messages: Vec<Message>,
    /// Where the account is.
    pub zone: Zone,
}

const CURRENT: &str = "select its.turn_id, case
    when turn.id is null then its.turn_heartbeat_at > clock_timestamp() - interval '10 seconds'
    else turn.state = 'running' and todo.lives(turn.process_id)
  end as lives
from todo.conversation as its left join todo.turn as turn on turn.user_id = its.user_id and turn.id = its.turn_id
where its.user_id = $1 and its.id = $2";

const KNOWN: &str = "select id, conversation_id, attempt, request_hash = $3 as is_same,
  case
    when state = 'running' and not todo.lives(process_id) then 'dead'
    when state = 'left' and ended_at < clock_timestamp() - interval '10 minutes' then 'stopped'
    else state
  end as state
from todo.turn where user_id = $1 and key = $2";

/// How things stand, all of it one wait with the opening of the transaction.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn look(
    transaction: &mut Write,
    user: &UserId,
    conversation: Uuid,
    request: Option<&Request>,
    limit: i64,
) -> Result<Standing> {
    let owner: Parameter<'_> = (&user.as_str(), Type::TEXT);
    let its: Parameter<'_> = (&conversation, Type::UUID);
    let key = request.map(Request::key);
    let hash = request.map(Request::hash);
    let hash = hash.as_ref().map(<[u8; 32]>::as_slice);
    let here = [owner.clone(), its.clone()];
    let last = [owner.clone(), its, (&limit, Type::INT8)];
    let named = [owner.clone(), (&key, Type::TEXT), (&hash, Type::BYTEA)];
    let own = [owner];
    let around = Around {
        holds: true,
        commits: false,
    };
    let statements = [
        (Sql::Cached(CURRENT), here.as_slice()),
        (Sql::Cached(KNOWN), named.as_slice()),
        (Sql::Cached(conversations::MESSAGES), last.as_slice()),
        (Sql::Cached(settings::TIME_ZONE), own.as_slice()),
    ];
    let rows = transaction.send(&statements, around).await?;
    let [current, known, messages, zone] =
        <[_; 4]>::try_from(rows).map_err(|_| Error::internal("not as many results"))?;
    let row = current.first();
    let turn: Option<Uuid> = row.map(|row| row.try_get("turn_id")).transpose()?.flatten();
    let lives: Option<bool> = row.map(|row| row.try_get("lives")).transpose()?.flatten();
    let known = known.first().map(|row| {
        let attempt: i32 = row.try_get("attempt")?;
        Ok::<_, Error>(KnownTurn {
            id: row.try_get("id")?,
            conversation: row.try_get("conversation_id")?,
            state: super::state(row)?.ok_or_else(|| Error::internal("no state"))?,
            attempt: attempt.try_into().map_err(Error::internal)?,
            is_same: row.try_get("is_same")?,
        })
    });
    Ok(Standing {
        is_there: row.is_some(),
        current: turn.map(|turn| (turn, lives == Some(true))),
        known: known.transpose()?,
        messages: messages
            .iter()
            .map(conversations::message)
            .collect::<Result<_>>()?,
        zone: settings::zone_of(&zone)?,
    })
}

/// Begins a turn and puts it into its place.
macro_rules! begin {
    ($place:literal) => {
        concat!(
            "with turn as (
  insert into todo.turn (user_id, id, conversation_id, key, request_hash, process_id)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (user_id, key) where key is not null do nothing
  returning id
), buried as (
  update todo.turn set state = 'broken', ended_at = clock_timestamp()
  where user_id = $1 and id = $9 and state = 'running' and exists (select from turn)
), place as (",
            $place,
            "), message as (
  insert into todo.message (user_id, conversation_id, position, turn_id, entry)
  select $1, $3, coalesce((
      select max(position) from todo.message where user_id = $1 and conversation_id = $3
    ), 0) + 1, $2, $7
  from turn
)
select exists (select from turn) as begun"
        )
    };
}

/// Begins the first turn of a conversation.
const START: &str = begin!(
    "insert into todo.conversation (user_id, id, title, turn_id, turn_heartbeat_at)
  select $1, $3, $8, $2, clock_timestamp() from turn"
);

/// Begins another turn of a conversation.
const GO_ON: &str = begin!(
    "update todo.conversation set turn_id = $2, turn_heartbeat_at = clock_timestamp(), updated_at = clock_timestamp()
  where user_id = $1 and id = $3 and $8::text is null and exists (select from turn)"
);

/// Begins a turn, with the transaction's commit, in the conversation that the transaction holds; with a title, that is a new
/// one. A dead turn that has the conversation is broken then. `false`, and nothing was done, when another turn was begun under
/// the key meanwhile.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn start(
    transaction: &mut Write,
    user: &UserId,
    conversation: Uuid,
    turn: &NewTurn<'_>,
    title: Option<&str>,
    dead: Option<Uuid>,
) -> Result<bool> {
    let key = turn.request.map(Request::key);
    let hash = turn.request.map(Request::hash);
    let hash = hash.as_ref().map(<[u8; 32]>::as_slice);
    transaction.commit_with_next();
    let begins: [Parameter<'_>; 8] = [
        (&user.as_str(), Type::TEXT),
        (&turn.id, Type::UUID),
        (&conversation, Type::UUID),
        (&key, Type::TEXT),
        (&hash, Type::BYTEA),
        (&turn.process, Type::UUID),
        (turn.entry, Type::JSONB),
        (&title, Type::TEXT),
    ];
    let row = if let Some(replacing) = turn.replacing {
        let takes_back = replacing.takes_back.map(TakesBack::as_str);
        let places: [Parameter<'_>; 3] = [
            (&replacing.from, Type::UUID),
            (&replacing.stands_for, Type::UUID),
            (&takes_back, Type::TEXT),
        ];
        let parameters: Vec<Parameter<'_>> = begins.into_iter().chain(places).collect();
        transaction.query_opt(REPLACE, &parameters).await?
    } else {
        let dead: Parameter<'_> = (&dead, Type::UUID);
        let parameters: Vec<Parameter<'_>> = begins.into_iter().chain([dead]).collect();
        let sql = if title.is_some() { START } else { GO_ON };
        transaction.query_opt(sql, &parameters).await?
    };
    row.map_or(Ok(false), |row| Ok(row.try_get("begun")?))
}

/// Takes a turn over, with the transaction's commit, in the conversation that the transaction holds: words that were kept of a
/// reply which broke off go, since it is asked for again; words with calls behind them stay, since steps are counted by replies.
/// That a call did not run, or nobody knew, goes too, since it runs now. Gives the new attempt.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn take_over(
    transaction: &mut Write,
    user: &UserId,
    conversation: Uuid,
    turn: Uuid,
    process: Uuid,
    dead: Option<Uuid>,
) -> Result<Lease> {
    transaction.commit_with_next();
    let row = transaction
        .query_opt(
            "with turn as (
               update todo.turn set attempt = attempt + 1, process_id = $4, state = 'running', ended_at = null
               where user_id = $1 and id = $3 and conversation_id = $2
               returning attempt
             ), buried as (
               update todo.turn set state = 'broken', ended_at = clock_timestamp()
               where user_id = $1 and id = $5 and id <> $3 and state = 'running'
             ), forgotten as (
               delete from todo.message as old
               where user_id = $1 and conversation_id = $2 and turn_id = $3 and (
                 entry #>> '{error,code}' in ('interrupted', 'turn_over', 'broken_off')
                 or entry ->> 'role' = 'assistant' and not entry ?| array['tool_calls', 'question'] and not exists (
                   select from todo.message as later
                   where later.user_id = $1 and later.conversation_id = $2 and later.turn_id = $3
                     and later.position > old.position and later.entry ?| array['tool_calls', 'question']
                 ))
             ), place as (
               update todo.conversation
               set turn_id = $3, turn_heartbeat_at = clock_timestamp(), updated_at = clock_timestamp()
               where user_id = $1 and id = $2
             )
             select attempt from turn",
            &[
                (&user.as_str(), Type::TEXT),
                (&conversation, Type::UUID),
                (&turn, Type::UUID),
                (&process, Type::UUID),
                (&dead, Type::UUID),
            ],
        )
        .await?;
    let row = row.ok_or_else(|| Error::NotFound("conversation".to_owned()))?;
    let attempt: i32 = row.try_get("attempt")?;
    Ok(Lease {
        turn,
        attempt: attempt.try_into().map_err(Error::internal)?,
    })
}
