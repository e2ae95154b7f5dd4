//! Queries on tasks. Every change writes its event in the same statement or transaction (FR-110).

mod closest;
mod columns;
mod creations;
mod export;
mod family;
mod find;
mod history;
mod import;
mod undo;
mod write;

use tokio_postgres::types::Type;

use super::Transaction;
use crate::{
    auth::UserId,
    error::{Error, Result},
    task::{Breach, Context, Expected, NewTask, Source, Task, TaskId, TaskPatch},
};
use columns::{Columns, task};

pub use closest::{Near, closest};
pub(super) use export::open_and_due;
pub use export::page;
#[cfg(feature = "testing")]
pub use find::explain;
pub use find::{list, version, versioned_list};
pub use history::{changes, history, latest};
pub use import::import;
pub use undo::{restore, undo};

/// Creates a task; it gets the owner's next number.
///
/// # Errors
/// [`Error::Invalid`] for a due that does not exist, a rule that names no day, a parent that is not there; otherwise when
/// the database refuses or is away.
pub async fn insert(
    transaction: &mut Transaction,
    user: &UserId,
    new: &NewTask,
    at: &Context,
    source: Source,
) -> Result<Task> {
    let (due, series) = new.schedule(at)?;
    if let Some(parent) = new.parent_id {
        family::lock_owner(transaction, user).await?;
        get(transaction, user, parent)
            .await?
            .ok_or_else(|| family::no_parent(parent))?;
    }
    let columns = Columns::of_new(new, due.as_ref(), series.as_ref(), at.now);
    let terms = columns::terms(user.as_str(), &new.title, &new.notes, &new.tags);
    write::create(transaction, user, columns, &terms, source.into()).await
}

/// One task of the owner, or `None`.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn get(transaction: &mut Transaction, user: &UserId, id: TaskId) -> Result<Option<Task>> {
    let row = transaction
        .query_opt(
            "select * from todo.task where user_id = $1 and id = $2",
            &[(&user.as_str(), Type::TEXT), (&id.get(), Type::INT4)],
        )
        .await?;
    row.as_ref().map(task).transpose()
}

/// Locks a task if it is as expected; one that is not there is for the change to find out.
///
/// # Errors
/// [`Error::Stale`] if it is not (FR-115); otherwise when the database refuses or is away.
pub async fn expect(
    transaction: &mut Transaction,
    user: &UserId,
    id: TaskId,
    expected: &Expected,
) -> Result<()> {
    if *expected == Expected::Any {
        return Ok(());
    }
    match family::lock(transaction, user, id).await? {
        Some(task) if !expected.allows(&task) => Err(Error::Stale { etag: task.etag() }),
        _ => Ok(()),
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
}

impl Changed {
    /// An event of the change, if anything was changed.
    #[must_use]
    pub fn sequence(&self) -> Option<i64> {
        (self.after.sequence != self.before.sequence).then_some(self.after.sequence)
    }
}

/// Changes a task, or `None` when the owner has no such task. A patch that changes nothing writes nothing (FR-105).
/// Completing a task completes its open subtasks (FR-613), and makes the next of a series (FR-614).
///
/// # Errors
/// [`Error::Invalid`] as for [`insert`], and for a parent that is the task itself or below it; otherwise when the database
/// refuses or is away.
pub async fn update(
    transaction: &mut Transaction,
    user: &UserId,
    id: TaskId,
    patch: TaskPatch,
    at: &Context,
    source: Source,
) -> Result<Option<Changed>> {
    let Some(before) = family::lock(transaction, user, id).await? else {
        return Ok(None);
    };
    let after = patch.apply(&before, at)?;
    if after == before {
        return Ok(Some(Changed {
            before,
            after,
            next: None,
        }));
    }
    if let Some(parent) = after
        .parent_id
        .filter(|_| after.parent_id != before.parent_id)
    {
        family::check_parent(transaction, user, id, parent).await?;
    }
    let next = if after.completed && !before.completed {
        family::next_of_series(transaction, user, &after, at).await?
    } else {
        None
    };
    let after = write::change(transaction, user, &before, &after, source.into()).await?;
    let next = match next {
        Some(due) => Some(family::repeat(transaction, user, &after, &due, at, source).await?),
        None => None,
    };
    if after.completed && !before.completed {
        for open in family::below(transaction, user, id).await? {
            if !open.completed {
                let done = TaskPatch::completed(true).apply(&open, at)?;
                write::change(transaction, user, &open, &done, source.into()).await?;
            }
        }
    }
    Ok(Some(Changed {
        before,
        after,
        next,
    }))
}

/// Deletes a task with its subtasks and gives all as they were, each with the number of its last event, the task first;
/// nothing when the owner has no such task. Their numbers are never used again.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn delete(
    transaction: &mut Transaction,
    user: &UserId,
    id: TaskId,
    source: Source,
) -> Result<Vec<Task>> {
    let Some(task) = family::lock(transaction, user, id).await? else {
        return Ok(Vec::new());
    };
    let mut gone = vec![task];
    gone.extend(family::below(transaction, user, id).await?);
    for task in &mut gone {
        task.sequence = write::delete(transaction, user, task.id, source.into()).await?;
    }
    Ok(gone)
}

impl From<Breach> for Error {
    fn from(breach: Breach) -> Self {
        Self::Invalid(breach)
    }
}
