//! What opens a transaction: BEGIN, its role, user, client and bounds, and what it holds. All in one message, which the server
//! answers at once: each answer of its own would wake the function once more.

use std::{num::NonZeroU32, time::Duration};

use postgres_protocol::escape::escape_literal;
use tokio_postgres::{SimpleQueryMessage, error::SqlState};
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

/// Who a transaction acts for, and as what.
pub(super) struct Opening {
    pub(super) begin: &'static str,
    pub(super) role: Role,
    pub(super) user: UserId,
    pub(super) client: Option<ClientName>,
    pub(super) held: Option<Held>,
}

impl Opening {
    /// The statements. All is set for this transaction only: that works through a transaction-mode pooler (FR-409).
    pub(super) fn text(&self, bound: &Bound, holds: bool) -> String {
        let preamble = self.preamble(self.begin, bound);
        match self.held.filter(|_| holds) {
            None => preamble,
            Some(Held::Counter(count)) => {
                let owner = escape_literal(self.user.as_str());
                format!("{preamble};\n{}", count.statement(&owner, ""))
            }
            Some(Held::Conversation(id)) => {
                let user = escape_literal(self.user.as_str());
                format!(
                    "{preamble};\nselect from todo.conversation where user_id = {user} and id = '{id}' for update"
                )
            }
        }
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
    /// The statement that counts writes of this owner, which is an expression of SQL, if this condition holds. It waits until
    /// the person's other writers are done.
    pub(super) fn statement(self, owner: &str, condition: &str) -> String {
        let used = format!("interval '{} microseconds'", self.used().as_micros());
        format!(
            "insert into todo.user_counter as counter (user_id, writes_until)
select {owner}, now() + {used} {condition}
on conflict (user_id) do update set writes_until = greatest(counter.writes_until, now()) + {used}
returning extract(epoch from writes_until - now())::float8"
        )
    }

    /// What a transaction that opened said.
    pub(super) fn quota(self, answers: &[SimpleQueryMessage]) -> Result<Quota> {
        Ok(self.counted(last_seconds(answers)?))
    }

    /// It takes so many seconds until all of the person's writes are there again.
    pub(super) fn counted(self, seconds: f64) -> Quota {
        let full_in = Duration::try_from_secs_f64(seconds).unwrap_or_default();
        Quota::used(Counted::Writes, self.limit, full_in)
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
