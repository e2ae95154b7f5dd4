//! Tasks that belong together: locks, parents and subtasks (FR-613), series (FR-614).

use std::collections::HashMap;

use language::{Due, DueTime};
use tokio_postgres::types::Type;

use super::{Transaction, Write, columns, task, write};
use crate::{
    auth::UserId,
    error::{Error, Result},
    task::{Breach, Context, Series, Source, Task, TaskId},
};

/// The task, which stays as it is until the transaction changes it: that holds the owner's counter.
pub(super) async fn lock(
    transaction: &mut Write,
    user: &UserId,
    id: TaskId,
) -> Result<Option<Task>> {
    let row = transaction
        .query_opt(
            "select * from todo.task where user_id = $1 and id = $2",
            &[(&user.as_str(), Type::TEXT), (&id.get(), Type::INT4)],
        )
        .await?;
    row.as_ref().map(task).transpose()
}

/// The parent is not there, or not this person's, which is the same.
pub(super) fn no_parent(parent: TaskId) -> Error {
    Breach::no_task("parent_id", parent).into()
}

/// Whether a task may become a part of another: that is there, and is neither the task nor a part of it.
pub(super) async fn check_parent(
    transaction: &mut Transaction,
    user: &UserId,
    id: TaskId,
    parent: TaskId,
) -> Result<()> {
    let rows = transaction
        .query(
            "with recursive above as (
               select id, parent_id from todo.task where user_id = $1 and id = $2
               union
               select task.id, task.parent_id from todo.task join above on task.id = above.parent_id
               where task.user_id = $1
             )
             select id from above",
            &[(&user.as_str(), Type::TEXT), (&parent.get(), Type::INT4)],
        )
        .await?;
    if rows.is_empty() {
        return Err(no_parent(parent));
    }
    for row in rows {
        if row.try_get::<_, i32>("id")? == id.get() {
            return Err(Breach::clash(
                "parent_id",
                format!("task {parent} is task {id} or a part of it"),
            )
            .into());
        }
    }
    Ok(())
}

/// The subtasks of a task, at any depth, each behind its parent.
pub(super) async fn below(
    transaction: &mut Transaction,
    user: &UserId,
    id: TaskId,
) -> Result<Vec<Task>> {
    let rows = transaction
        .query(
            "with recursive below as (
               select task.*, 1 as depth from todo.task where user_id = $1 and parent_id = $2
               union all
               select task.*, below.depth + 1 from todo.task join below on task.parent_id = below.id
               where task.user_id = $1
             )
             select * from below order by depth, id",
            &[(&user.as_str(), Type::TEXT), (&id.get(), Type::INT4)],
        )
        .await?;
    rows.iter().map(task).collect()
}

/// When the next of a task's series is due; none if there is one already, or the series has ended.
pub(super) async fn next_of_series(
    transaction: &mut Transaction,
    user: &UserId,
    completed: &Task,
    at: &Context,
) -> Result<Option<Due>> {
    let Some((due, series)) = completed.next_due(at).zip(completed.series.as_ref()) else {
        return Ok(None);
    };
    let later = transaction
        .query_opt(
            "select from todo.task where user_id = $1 and series_id = $2 and scheduled > $3 limit 1",
            &[
                (&user.as_str(), Type::TEXT),
                (&series.id.map(TaskId::get), Type::INT4),
                (&series.scheduled, Type::TIMESTAMP),
            ],
        )
        .await?;
    Ok(Some(due).filter(|_| later.is_none()))
}

/// Creates the next task of a series, with open copies of the subtasks, one for each series among them. Their dues move along
/// by as many days as the occurrence that the task stands for, wherever its own due was moved to.
pub(super) async fn repeat(
    transaction: &mut Write,
    user: &UserId,
    task: &Task,
    due: &Due,
    at: &Context,
    source: Source,
) -> Result<Task> {
    let subtasks = current(below(transaction, user, task.id).await?);
    let days = task
        .series
        .as_ref()
        .map(|old| old.scheduled.date().until(due.date()).unwrap_or_default())
        .unwrap_or_default();
    let series = task.series.clone().map(|series| Series {
        scheduled: due.local(),
        ..series
    });
    let again = Task {
        due: Some(due.clone()),
        series,
        ..task.clone()
    };
    let next = copy(transaction, user, &again, at, source).await?;
    let mut copies = vec![(task.id, next.id)];
    for subtask in subtasks {
        let parent = copies
            .iter()
            .find(|(old, _)| Some(*old) == subtask.parent_id);
        // A part of an occurrence that is over has its copy below the one that is not.
        let Some((_, parent)) = parent else {
            continue;
        };
        let parent_id = Some(*parent);
        let due = subtask
            .due
            .as_ref()
            .map(|due| later(due, days))
            .transpose()?;
        let series = match (&subtask.recurrence, &due) {
            (Some(_), Some(due)) => Some(Series {
                id: None,
                start: due.clone(),
                scheduled: due.local(),
            }),
            _ => None,
        };
        let again = Task {
            due,
            parent_id,
            series,
            ..subtask.clone()
        };
        let new = copy(transaction, user, &again, at, source).await?;
        copies.push((subtask.id, new.id));
    }
    Ok(next)
}

/// The subtasks without the occurrences of a series that are over: of each series the open one, or the newest.
fn current(subtasks: Vec<Task>) -> Vec<Task> {
    let series = |task: &Task| task.series.as_ref().and_then(|series| series.id);
    let mut newest = HashMap::new();
    for task in &subtasks {
        if let Some(series) = series(task) {
            let place = (!task.completed, task.id);
            let best = newest.entry(series).or_insert(place);
            *best = place.max(*best);
        }
    }
    let is_current = |task: &Task| {
        series(task).is_none_or(|series| newest.get(&series).is_some_and(|best| best.1 == task.id))
    };
    subtasks.into_iter().filter(is_current).collect()
}

/// An open task like this one, under a number of its own.
async fn copy(
    transaction: &mut Write,
    user: &UserId,
    task: &Task,
    at: &Context,
    source: Source,
) -> Result<Task> {
    let columns = columns::Columns::of_copy(task, at.now);
    let terms = columns::terms(user.as_str(), &task.title, &task.notes, &task.tags);
    write::create(transaction, user, columns, &terms, source.into()).await
}

/// The same time of day, or day, this much later; the calendar's end stays where it is.
fn later(due: &Due, days: jiff::Span) -> Result<Due> {
    Ok(match due {
        Due::Date(day) => Due::Date(day.saturating_add(days)),
        Due::Time(time) => {
            let moved = time.local().saturating_add(days);
            let time = DueTime::new(moved, time.zone().clone());
            Due::Time(time.map_err(Error::internal)?)
        }
    })
}
