//! What opens a transaction: BEGIN, its role, user and client, and the count of writes. All in one message, which the server
//! answers at once: each answer of its own would wake the function once more.

use std::{num::NonZeroU32, time::Duration};

use postgres_protocol::escape::escape_literal;
use tokio_postgres::{SimpleQueryMessage, error::SqlState};

use super::Role;
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

/// The statements. Role, user and client are set for this transaction only: that works through a transaction-mode pooler
/// (FR-409).
pub(super) fn text(
    begin: &str,
    role: Role,
    user: &UserId,
    client: Option<&ClientName>,
    count: Option<Count>,
) -> String {
    let (role, name) = (role.as_str(), escape_literal(user.as_str()));
    let client = client.map_or_else(String::new, |client| {
        let client = escape_literal(client.as_str());
        format!(", set_config('app.client', {client}, true)")
    });
    let preamble = format!(
        "{begin}; select set_config('role', '{role}', true), set_config('app.user_id', {name}, true){client}"
    );
    match count {
        Some(count) => format!("{preamble};\n{}", counting(user, count)),
        None => preamble,
    }
}

/// The statement that counts writes. It waits until the person's other writers are done.
pub(super) fn counting(user: &UserId, count: Count) -> String {
    let user = escape_literal(user.as_str());
    let microseconds = count.used().as_micros();
    format!(
        "insert into todo.user_counter as counter (user_id, writes_until) values ({user}, now() + interval '{microseconds} microseconds')
on conflict (user_id) do update set writes_until = greatest(counter.writes_until, now()) + interval '{microseconds} microseconds'
returning extract(epoch from writes_until - now())"
    )
}

/// Whether a transaction did not open because its person has not as many writes left.
pub(super) fn is_too_many(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().is_some_and(|error| {
        *error.code() == SqlState::CHECK_VIOLATION && error.constraint() == Some(PER_MINUTE)
    })
}

/// Closes a transaction that did not open, and asks how long it takes until all of the person's writes are there again.
pub(super) fn standing(role: Role, user: &UserId) -> String {
    let preamble = text("rollback; begin", role, user, None, None);
    let user = escape_literal(user.as_str());
    format!(
        "{preamble};
select coalesce((
  select extract(epoch from greatest(writes_until, now()) - now()) from todo.user_counter where user_id = {user}
), 0);
commit"
    )
}

impl Count {
    /// What a transaction that opened said.
    pub(super) fn quota(self, answers: &[SimpleQueryMessage]) -> Result<Quota> {
        let full_in = last_seconds(answers)?;
        Ok(Quota::used(Counted::Writes, self.limit, full_in))
    }

    /// What [`standing`] said: these writes would have come on top.
    pub(super) fn refused(self, answers: &[SimpleQueryMessage]) -> Result<Quota> {
        // Some of it may have come back since they were refused.
        let least = WINDOW + Duration::from_micros(1);
        let full_in = least.max(last_seconds(answers)? + self.used());
        Ok(Quota::used(Counted::Writes, self.limit, full_in))
    }

    /// How long the writes take to come back. A part of a microsecond is left out, so that a whole minute's writes fit into a
    /// minute.
    fn used(self) -> Duration {
        WINDOW.saturating_mul(self.writes) / self.limit.get()
    }
}

/// The number of seconds in the last row.
fn last_seconds(answers: &[SimpleQueryMessage]) -> Result<Duration> {
    let seconds = answers.iter().rev().find_map(|answer| match answer {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    });
    let seconds: f64 = seconds
        .ok_or_else(|| Error::internal("no count of writes"))?
        .parse()
        .map_err(Error::internal)?;
    Ok(Duration::try_from_secs_f64(seconds).unwrap_or_default())
}
