//! Queries on tasks. Every change writes its event in the same statement or transaction (FR-110).

mod closest;
mod columns;
mod export;
mod find;
mod history;
mod import;
mod refold;
mod undo;
mod work;
mod write;

use std::sync::LazyLock;

use tokio_postgres::types::Type;

use super::{Read, Transaction, Write, sql::Sql};
use crate::{
    auth::UserId,
    error::{Error, Result},
    task::{Context, Expected, NewTask, Source, Task, TaskId, TaskPatch},
};
use columns::{Columns, Found, task};

pub use closest::{Near, closest};
pub(super) use export::open_and_due;
pub use export::page;
#[cfg(feature = "testing")]
pub use find::explain;
pub use find::{list, version, versioned_list};
pub use history::{changes, history, latest};
pub use import::import;
pub use refold::refold;
pub use undo::{Restoration, undo};
pub use work::{Reach, Work};

/// Creates a task; it gets the owner's next number.
///
/// # Errors
/// [`Error::Invalid`] for a due that does not exist, a rule that names no day, a parent that is not there; otherwise when
/// the database refuses or is away.
pub async fn insert(
    transaction: &mut Write,
    user: &UserId,
    new: &NewTask,
    at: &Context,
    source: Source,
) -> Result<Task> {
    if new.position.is_some() {
        let mut work = Work::on(transaction, user, source, new.parent_id, Reach::Alone).await?;
        return work.insert(new, at).await;
    }
    let (due, series) = new.schedule(at)?;
    if let Some(parent) = new.parent_id {
        get(transaction, user, parent)
            .await?
            .ok_or_else(|| work::no_parent(parent))?;
    }
    let columns = Columns::of_new(new, due.as_ref(), series.as_ref(), at.now);
    let found = Found::by(user.as_str(), &new.title, &new.notes, &new.tags);
    write::create(transaction, user, columns, &found, source).await
}

/// One task of the owner, or `None`.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn get(transaction: &mut Transaction, user: &UserId, id: TaskId) -> Result<Option<Task>> {
    static ONE: LazyLock<String> = LazyLock::new(|| {
        let names = columns::names("");
        format!("select {names} from todo.task where user_id = $1 and id = $2")
    });
    let row = transaction
        .query_opt(
            Sql::Cached(&ONE),
            &[(&user.as_str(), Type::TEXT), (&id.get(), Type::INT4)],
        )
        .await?;
    row.as_ref().map(task).transpose()
}

/// Refuses so many new tasks of an owner whose last one has this number, where there would be more than may be (FR-132). Who was
/// never given as many numbers needs no count.
async fn refuse_beyond_limit(
    transaction: &mut Write,
    user: &UserId,
    (last, new): (i32, i32),
) -> Result<()> {
    let limit = transaction.tasks_per_person();
    let new = i64::from(new);
    if i64::from(last) + new <= i64::from(limit) {
        return Ok(());
    }
    let sql = "select count(*) from todo.task where user_id = $1";
    let row = transaction
        .query_opt(sql, &[(&user.as_str(), Type::TEXT)])
        .await?;
    let there: i64 = row.map_or(Ok(0), |row| row.try_get(0))?;
    if there + new <= i64::from(limit) {
        Ok(())
    } else {
        Err(Error::full(limit))
    }
}

/// A task before and after a change; both are equal when the change changed nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The task as it was.
    pub before: Task,
    /// The task as it is now.
    pub after: Task,
    /// The next task of its series, where the change completed one that repeats (FR-614).
    pub next: Option<Task>,
    /// The next task of its series, as it was, where the change reopened one and took it away (FR-630).
    pub gone: Option<Task>,
}

impl Changed {
    /// An event of the change, if anything was changed.
    #[must_use]
    pub fn sequence(&self) -> Option<i64> {
        (self.after.sequence != self.before.sequence).then_some(self.after.sequence)
    }
}

/// Changes a task that is as expected, or `None` when the owner has no such task. A patch that changes nothing writes nothing
/// (FR-105). Completing a task completes its open subtasks (FR-613), and makes the next of a series (FR-614), which goes again
/// when it is reopened (FR-630).
///
/// # Errors
/// [`Error::Invalid`] as for [`insert`], and for a parent that is the task itself or below it; [`Error::Stale`] for a task that
/// is not as expected (FR-115); otherwise when the database refuses or is away.
pub async fn update(
    transaction: &mut Write,
    user: &UserId,
    (id, expected): (TaskId, &Expected),
    patch: TaskPatch,
    at: &Context,
    source: Source,
) -> Result<Option<Changed>> {
    let reach = Reach::of([&patch]);
    let mut work = Work::on(transaction, user, source, [id], reach).await?;
    work.update(id, patch, expected, at).await
}

/// Deletes a task that is as expected, with its subtasks, and gives all as they were, each with the number of its last event,
/// the task first; nothing when the owner has no such task. Their numbers are never used again.
///
/// # Errors
/// [`Error::Stale`] for a task that is not as expected; otherwise when the database refuses or is away.
pub async fn delete(
    transaction: &mut Write,
    user: &UserId,
    (id, expected): (TaskId, &Expected),
    source: Source,
) -> Result<Vec<Task>> {
    let mut work = Work::on(transaction, user, source, [id], Reach::Families).await?;
    work.delete(id, expected)
}
