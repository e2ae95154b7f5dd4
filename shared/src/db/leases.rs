//! Which attempts at turns may go on: what processes show of themselves, and what effects hold (FR-284, FR-346; ADR 0042).

use tokio_postgres::{SimpleQueryMessage, SimpleQueryRow, types::Type};
use uuid::Uuid;

use super::Database;
use crate::{
    auth::UserId,
    error::{Error, Result},
};

/// How long whoever has ended a turn waits until no effect of it is under way, in milliseconds.
const BARRIER: &str = "500";

/// One attempt at a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lease {
    /// The turn.
    pub turn: Uuid,
    /// Which attempt, from 1.
    pub attempt: u32,
}

impl Lease {
    pub(super) fn attempt(self) -> Result<i32> {
        i32::try_from(self.attempt).map_err(Error::internal)
    }
}

/// Why an attempt may not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// The person stopped the turn, or it is over otherwise.
    Stopped,
    /// Another attempt has the turn.
    Replaced,
    /// There is no such turn any more.
    Gone,
}

/// Shows that a process lives and which attempts it runs; `beginning` are turns of which it has no attempt yet. Gives the
/// attempts that may not go on. One statement, whatever their number.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn beat(
    database: &Database,
    process: Uuid,
    begun: &[Lease],
    beginning: &[Uuid],
) -> Result<Vec<(Lease, Over)>> {
    let ids = |ids: &mut dyn Iterator<Item = String>| ids.collect::<Vec<_>>().join(",");
    let statement = format!(
        "select turn, attempt, state from todo.beat('{process}', '{{{}}}', '{{{}}}', '{{{}}}')",
        ids(&mut begun.iter().map(|lease| lease.turn.to_string())),
        ids(&mut begun.iter().map(|lease| lease.attempt.to_string())),
        ids(&mut beginning.iter().map(Uuid::to_string)),
    );
    let answers = database.at_once(&statement).await?;
    let rows = answers.iter().filter_map(|answer| match answer {
        // The opening has a row of its own.
        SimpleQueryMessage::Row(row) if row.columns().first()?.name() == "turn" => Some(row),
        _ => None,
    });
    rows.map(over).collect()
}

fn over(row: &SimpleQueryRow) -> Result<(Lease, Over)> {
    let text = |name: &str| {
        row.get(name)
            .ok_or_else(|| Error::internal("no such column"))
    };
    let lease = Lease {
        turn: text("turn")?.parse().map_err(Error::internal)?,
        attempt: text("attempt")?.parse().map_err(Error::internal)?,
    };
    let over = match text("state")? {
        "replaced" => Over::Replaced,
        "gone" => Over::Gone,
        _ => Over::Stopped,
    };
    Ok((lease, over))
}

/// Waits until no effect of a turn is under way, for half a second: of a turn that was ended before, none comes after.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn wait_for_effects(database: &Database, user: &UserId, turn: Uuid) -> Result<()> {
    let waited = database
        .read(user)
        .await?
        .finish([
            (
                "select set_config('lock_timeout', $1, true)".into(),
                &[(&BARRIER, Type::TEXT)],
            ),
            (
                "select pg_advisory_xact_lock(todo.turn_lock($1))".into(),
                &[(&turn, Type::UUID)],
            ),
        ])
        .await;
    match waited {
        // An effect that is under way for so long had passed before the turn ended.
        Ok(_) | Err(Error::Busy(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
