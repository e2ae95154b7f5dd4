//! What opens a transaction: BEGIN, its role, user, client and bounds, in one message, which the server answers at once: each
//! answer of its own would wake the function once more. Behind it, what the transaction holds.

use std::{num::NonZeroU32, time::Duration};

use postgres_protocol::escape::escape_literal;
use tokio_postgres::{
    Row, SimpleQueryMessage,
    error::SqlState,
    types::{ToSql, Type},
};
use uuid::Uuid;

use super::{Role, bounds::Bound};
use crate::{
    auth::UserId,
    error::{Error, Result},
    quota::{Counted, Quota, WINDOW},
    task::ClientName,
};

/// The constraint of `todo.user_counter` that ends a transaction with more writes than are left (FR-118).
const PER_MINUTE: &str = "user_counter_writes_per_minute";

/// The statement that counts writes of the owner, `$1`, which take so many microseconds to come back, and holds the counter: it
/// waits until the person's other writers are done. Nothing is counted unless the condition holds.
macro_rules! counting {
    ($used:literal, $condition:expr) => {
        concat!(
            "insert into todo.user_counter as counter (user_id, writes_until)
select $1, now() + ",
            $used,
            " * interval '1 microsecond'",
            $condition,
            "
on conflict (user_id) do update set writes_until = greatest(counter.writes_until, now()) + ",
            $used,
            " * interval '1 microsecond'
returning extract(epoch from writes_until - now())::float8 as seconds"
        )
    };
}
pub(super) use counting;

/// So many writes, of those that a person may make in a minute.
#[derive(Debug, Clone, Copy)]
pub(super) struct Count {
    pub(super) writes: u32,
    pub(super) limit: NonZeroU32,
}

/// What a transaction that writes holds from its beginning, so that nobody else changes what it reads.
#[derive(Debug, Clone, Copy)]
pub(super) enum Held {
    /// The person's counter, in which the writes are counted.
    Counter(Count),
    /// A conversation.
    Conversation(Uuid),
}

impl Held {
    /// The statement that takes it, of which the owner is the first parameter.
    pub(super) fn statement(self) -> &'static str {
        match self {
            Self::Counter(_) => counting!("$2", ""),
            Self::Conversation(_) => {
                "select from todo.conversation where user_id = $1 and id = $2 for update"
            }
        }
    }

    /// Its second parameter.
    pub(super) fn parameter(self) -> Result<(Box<dyn ToSql + Sync + Send>, Type)> {
        Ok(match self {
            Self::Counter(count) => (Box::new(count.microseconds()?), Type::INT8),
            Self::Conversation(id) => (Box::new(id), Type::UUID),
        })
    }
}

/// Who a transaction acts for, and as what.
pub(super) struct Opening {
    pub(super) begin: &'static str,
    pub(super) role: Role,
    pub(super) user: UserId,
    pub(super) client: Option<ClientName>,
    pub(super) held: Option<Held>,
}

impl Opening {
    /// The statements that begin it. All is set for this transaction only: that works through a transaction-mode pooler (FR-409).
    pub(super) fn text(&self, bound: &Bound) -> String {
        self.preamble(self.begin, bound)
    }

    fn preamble(&self, begin: &str, bound: &Bound) -> String {
        let (role, name) = (self.role.as_str(), escape_literal(self.user.as_str()));
        let client = self.client.as_ref().map_or_else(String::new, |client| {
            let client = escape_literal(client.as_str());
            format!(", set_config('app.client', {client}, true)")
        });
        let bounds = bound
            .settings()
            .map(|(name, milliseconds)| format!(", set_config('{name}', '{milliseconds}', true)"))
            .concat();
        format!(
            "{begin}; select set_config('role', '{role}', true), set_config('app.user_id', {name}, true){client}{bounds}"
        )
    }

    /// Closes a transaction that did not open, and asks how long it takes until all of the person's writes are there again.
    pub(super) fn standing(&self, bound: &Bound) -> String {
        let preamble = self.preamble("rollback; begin", bound);
        let user = escape_literal(self.user.as_str());
        format!(
            "{preamble};
select coalesce((
  select extract(epoch from greatest(writes_until, now()) - now()) from todo.user_counter where user_id = {user}
), 0);
commit"
        )
    }
}

/// Whether a transaction did not open because its person has not as many writes left.
pub(super) fn is_too_many(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().is_some_and(|error| {
        *error.code() == SqlState::CHECK_VIOLATION && error.constraint() == Some(PER_MINUTE)
    })
}

impl Count {
    /// How many microseconds its writes take to come back.
    pub(super) fn microseconds(self) -> Result<i64> {
        self.used().as_micros().try_into().map_err(Error::internal)
    }

    /// What a statement that counted says: how many seconds it takes until all of the person's writes are there again. None
    /// where its condition did not hold.
    pub(super) fn quota(self, rows: &[Row]) -> Result<Option<Quota>> {
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let full_in = Duration::try_from_secs_f64(row.try_get("seconds")?).unwrap_or_default();
        Ok(Some(Quota::used(Counted::Writes, self.limit, full_in)))
    }

    /// What [`Opening::standing`] said: these writes would have come on top.
    pub(super) fn refused(self, answers: &[SimpleQueryMessage]) -> Result<Quota> {
        // Some of it may have come back since they were refused.
        let least = WINDOW + Duration::from_micros(1);
        let standing = Duration::try_from_secs_f64(last_seconds(answers)?).unwrap_or_default();
        let full_in = least.max(standing + self.used());
        Ok(Quota::used(Counted::Writes, self.limit, full_in))
    }

    /// How long the writes take to come back. A part of a microsecond is left out, so that a whole minute's writes fit into a
    /// minute.
    fn used(self) -> Duration {
        WINDOW.saturating_mul(self.writes) / self.limit.get()
    }
}

/// The number of seconds in the last row.
fn last_seconds(answers: &[SimpleQueryMessage]) -> Result<f64> {
    let seconds = answers.iter().rev().find_map(|answer| match answer {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    });
    seconds
        .ok_or_else(|| Error::internal("no count of writes"))?
        .parse()
        .map_err(Error::internal)
}
