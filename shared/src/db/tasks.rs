//! Queries on tasks. Every change writes its event in the same statement or transaction (FR-110).

use jiff::Timestamp;
use tokio_postgres::{Row, types::Type};

use super::Transaction;
use crate::{
    auth::UserId,
    error::{Error, Result},
    task::{
        Cursor, ListTasks, NewTask, Notes, Source, Task, TaskId, TaskPage, TaskPatch, TaskStatus,
        Title,
    },
};

/// Creates a task; it gets the owner's next number.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn insert(
    transaction: &mut Transaction,
    user: &UserId,
    new: &NewTask,
    source: Source,
) -> Result<Task> {
    let row = transaction
        .query_opt(
            "with counter as (
               insert into todo.user_counter as counter (user_id, last_task_id, last_sequence) values ($1, 1, 1)
               on conflict (user_id) do update
                 set last_task_id = counter.last_task_id + 1, last_sequence = counter.last_sequence + 1
               returning last_task_id, last_sequence
             ), created as (
               insert into todo.task (user_id, id, title, notes, priority, due, sequence)
               select $1, last_task_id, $2, $3, $4, $5, last_sequence from counter
               returning *
             ), event as (
               insert into todo.task_event (user_id, sequence, task_id, operation, after, source, turn_id)
               select $1, sequence, id, 'create', to_jsonb(created), $6, $7 from created
             )
             select * from created",
            &[
                (&user.as_str(), Type::TEXT),
                (&new.title.as_str(), Type::TEXT),
                (&new.notes.as_str(), Type::TEXT),
                (&new.priority.as_str(), Type::TEXT),
                (&new.due, Type::DATE),
                (&source.as_str(), Type::TEXT),
                (&source.turn(), Type::UUID),
            ],
        )
        .await?;
    task(&row.ok_or_else(|| Error::internal("the insert returned no row"))?)
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

/// One page of the owner's tasks, in the order of their ids (FR-102, FR-103).
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn list(
    transaction: &mut Transaction,
    user: &UserId,
    list: &ListTasks,
) -> Result<TaskPage> {
    let sql = match list.status {
        TaskStatus::All => {
            "select * from todo.task where user_id = $1 and id > $2 order by id limit $3"
        }
        TaskStatus::Pending => {
            "select * from todo.task where user_id = $1 and id > $2 and completed_at is null order by id limit $3"
        }
        TaskStatus::Completed => {
            "select * from todo.task where user_id = $1 and id > $2 and completed_at is not null order by id limit $3"
        }
    };
    let after = list.cursor.map_or(0, |cursor| cursor.after.get());
    let limit = usize::try_from(list.limit.get()).map_err(Error::internal)?;
    let one_more = i64::from(list.limit.get()) + 1;
    let rows = transaction
        .query(
            sql,
            &[
                (&user.as_str(), Type::TEXT),
                (&after, Type::INT4),
                (&one_more, Type::INT8),
            ],
        )
        .await?;
    let tasks: Vec<Task> = rows.iter().take(limit).map(task).collect::<Result<_>>()?;
    let next_cursor = tasks
        .last()
        .filter(|_| rows.len() > limit)
        .map(|last| Cursor { after: last.id });
    Ok(TaskPage { tasks, next_cursor })
}

/// A task before and after a change; both are equal when the change changed nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The task as it was.
    pub before: Task,
    /// The task as it is now.
    pub after: Task,
}

/// Changes a task, or `None` when the owner has no such task. A patch that changes nothing writes nothing (FR-105).
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn update(
    transaction: &mut Transaction,
    user: &UserId,
    id: TaskId,
    patch: TaskPatch,
    source: Source,
) -> Result<Option<Changed>> {
    let Some(before) = lock(transaction, user, id).await? else {
        return Ok(None);
    };
    let after = patch.apply(&before, Timestamp::now());
    if after == before {
        return Ok(Some(Changed { before, after }));
    }
    let operation = match (before.completed, after.completed) {
        (false, true) => "complete",
        (true, false) => "reopen",
        _ => "update",
    };
    let row = transaction
        .query_opt(
            "with before as (
               select * from todo.task where user_id = $1 and id = $2
             ), counter as (
               update todo.user_counter set last_sequence = last_sequence + 1 where user_id = $1 returning last_sequence
             ), after as (
               update todo.task set title = $3, notes = $4, priority = $5, due = $6, completed_at = $7, updated_at = $8,
                 sequence = counter.last_sequence
               from counter where user_id = $1 and id = $2
               returning task.*
             ), event as (
               insert into todo.task_event (user_id, sequence, task_id, operation, before, after, source, turn_id)
               select $1, after.sequence, $2, $9, to_jsonb(before), to_jsonb(after), $10, $11 from before, after
             )
             select * from after",
            &[
                (&user.as_str(), Type::TEXT),
                (&id.get(), Type::INT4),
                (&after.title.as_str(), Type::TEXT),
                (&after.notes.as_str(), Type::TEXT),
                (&after.priority.as_str(), Type::TEXT),
                (&after.due, Type::DATE),
                (&after.completed_at, Type::TIMESTAMPTZ),
                (&after.updated_at, Type::TIMESTAMPTZ),
                (&operation, Type::TEXT),
                (&source.as_str(), Type::TEXT),
                (&source.turn(), Type::UUID),
            ],
        )
        .await?;
    let after = task(&row.ok_or_else(|| Error::internal("the update returned no row"))?)?;
    Ok(Some(Changed { before, after }))
}

/// Deletes a task and gives it as it was, or `None` when the owner has no such task. Its number is never used again.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn delete(
    transaction: &mut Transaction,
    user: &UserId,
    id: TaskId,
    source: Source,
) -> Result<Option<Task>> {
    if lock(transaction, user, id).await?.is_none() {
        return Ok(None);
    }
    let row = transaction
        .query_opt(
            "with counter as (
               update todo.user_counter set last_sequence = last_sequence + 1 where user_id = $1 returning last_sequence
             ), deleted as (
               delete from todo.task where user_id = $1 and id = $2 returning *
             ), event as (
               insert into todo.task_event (user_id, sequence, task_id, operation, before, source, turn_id)
               select $1, last_sequence, $2, 'delete', to_jsonb(deleted), $3, $4 from deleted, counter
             )
             select * from deleted",
            &[
                (&user.as_str(), Type::TEXT),
                (&id.get(), Type::INT4),
                (&source.as_str(), Type::TEXT),
                (&source.turn(), Type::UUID),
            ],
        )
        .await?;
    row.as_ref().map(task).transpose()
}

/// Locks the owner's counter, then the task: every writer takes them in this order, so that events are numbered in
/// commit order and writers never wait for each other in a circle.
async fn lock(transaction: &mut Transaction, user: &UserId, id: TaskId) -> Result<Option<Task>> {
    let row = transaction
        .query_opt(
            "select task.* from todo.user_counter join todo.task using (user_id)
             where user_id = $1 and task.id = $2
             for update of user_counter, task",
            &[(&user.as_str(), Type::TEXT), (&id.get(), Type::INT4)],
        )
        .await?;
    row.as_ref().map(task).transpose()
}

/// A row of `todo.task`.
fn task(row: &Row) -> Result<Task> {
    let completed_at: Option<Timestamp> = row.try_get("completed_at")?;
    Ok(Task {
        id: TaskId::try_from(row.try_get::<_, i32>("id")?).map_err(Error::internal)?,
        title: Title::try_from(row.try_get::<_, String>("title")?).map_err(Error::internal)?,
        notes: Notes::try_from(row.try_get::<_, String>("notes")?).map_err(Error::internal)?,
        priority: row
            .try_get::<_, &str>("priority")?
            .parse()
            .map_err(|error: String| Error::internal(error))?,
        due: row.try_get("due")?,
        completed: completed_at.is_some(),
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
        completed_at,
        sequence: row.try_get("sequence")?,
    })
}
