//! The statements that write a task, each with its event and the owner's next number, in one go (FR-110).

use tokio_postgres::types::Type;

use super::{
    Columns, Transaction,
    columns::{task, terms},
};
use crate::{
    auth::UserId,
    error::{Error, Result},
    task::{Source, Task, TaskId},
};

/// Why a task is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cause {
    /// Who does it.
    pub(super) source: Source,
    /// The event that is taken back by it.
    pub(super) undoes: Option<i64>,
}

impl From<Source> for Cause {
    fn from(source: Source) -> Self {
        Self {
            source,
            undoes: None,
        }
    }
}

/// Creates the row; the owner's counter numbers it. Only what is not known yet comes back.
pub(super) async fn create(
    transaction: &mut Transaction,
    user: &UserId,
    columns: Columns,
    terms: &[String],
    cause: Cause,
) -> Result<Task> {
    let row = transaction
        .write(
            "with counter as (
               insert into todo.user_counter as counter (user_id, last_task_id, last_sequence) values ($1, 1, 1)
               on conflict (user_id) do update
                 set last_task_id = counter.last_task_id + 1, last_sequence = counter.last_sequence + 1
               returning last_task_id, last_sequence
             ), created as (
               insert into todo.task
               select row.* from counter, jsonb_populate_record(null::todo.task, jsonb_build_object(
                 'user_id', $1, 'id', last_task_id, 'sequence', last_sequence, 'position', last_task_id,
                 'series_id', case when ($2::jsonb ->> 'recurrence') is not null then last_task_id end
               ) || $2::jsonb) as row
               returning *
             ), term as (
               insert into todo.task_term (user_id, id, terms) select $1, id, array_to_tsvector($3) from created
             ), event as (
               insert into todo.task_event (user_id, sequence, task_id, operation, after, source, turn_id, undoes)
               select $1, sequence, id, 'create', to_jsonb(created), $4, $5, $6 from created
             )
             select id, position, series_id, sequence from created",
            &[
                (&user.as_str(), Type::TEXT),
                (&columns.json()?, Type::TEXT),
                (&terms, Type::TEXT_ARRAY),
                (&cause.source.as_str(), Type::TEXT),
                (&cause.source.turn(), Type::UUID),
                (&cause.undoes, Type::INT8),
            ],
        )
        .await?;
    let row = row.ok_or_else(|| Error::internal("the insert returned no row"))?;
    columns.numbered(&row)?.try_into()
}

/// Puts a task back that was deleted, under its own number.
pub(super) async fn restore(
    transaction: &mut Transaction,
    user: &UserId,
    task: &Task,
    cause: Cause,
) -> Result<Task> {
    let terms = terms(user.as_str(), &task.title, &task.notes, &task.tags);
    let row = transaction
        .query_opt(
            "with counter as (
               update todo.user_counter set last_sequence = last_sequence + 1 where user_id = $1 returning last_sequence
             ), restored as (
               insert into todo.task
               select row.* from counter, jsonb_populate_record(null::todo.task,
                 $2::jsonb || jsonb_build_object('user_id', $1, 'sequence', last_sequence)) as row
               returning *
             ), term as (
               insert into todo.task_term (user_id, id, terms) select $1, id, array_to_tsvector($3) from restored
             ), event as (
               insert into todo.task_event (user_id, sequence, task_id, operation, after, source, turn_id, undoes)
               select $1, sequence, id, 'restore', to_jsonb(restored), $4, $5, $6 from restored
             )
             select * from restored",
            &[
                (&user.as_str(), Type::TEXT),
                (&Columns::of(task).json()?, Type::TEXT),
                (&terms, Type::TEXT_ARRAY),
                (&cause.source.as_str(), Type::TEXT),
                (&cause.source.turn(), Type::UUID),
                (&cause.undoes, Type::INT8),
            ],
        )
        .await?;
    super::columns::task(&row.ok_or_else(|| Error::internal("the insert returned no row"))?)
}

/// Writes a task that was locked in its new state.
pub(super) async fn change(
    transaction: &mut Transaction,
    user: &UserId,
    before: &Task,
    after: &Task,
    cause: Cause,
) -> Result<Task> {
    let operation = match (before.completed, after.completed) {
        (false, true) => "complete",
        (true, false) => "reopen",
        _ => "update",
    };
    let id = after.id.get();
    let row = transaction
        .query_opt(
            "with before as (
               select * from todo.task where user_id = $1 and id = $2
             ), counter as (
               update todo.user_counter set last_sequence = last_sequence + 1 where user_id = $1 returning last_sequence
             ), after as (
               update todo.task set title = new.title, notes = new.notes, priority = new.priority, tags = new.tags,
                 project = new.project, project_key = new.project_key, parent_id = new.parent_id,
                 position = new.position, due = new.due, due_zone = new.due_zone, due_at = new.due_at,
                 due_order = new.due_order, recurrence = new.recurrence, series_id = new.series_id,
                 series_start = new.series_start, scheduled = new.scheduled, completed_at = new.completed_at,
                 updated_at = new.updated_at, sequence = counter.last_sequence
               from counter, jsonb_populate_record(null::todo.task, $3::jsonb) as new
               where task.user_id = $1 and task.id = $2
               returning task.*
             ), event as (
               insert into todo.task_event (user_id, sequence, task_id, operation, before, after, source, turn_id, undoes)
               select $1, after.sequence, $2, $4, to_jsonb(before), to_jsonb(after), $5, $6, $7 from before, after
             )
             select * from after",
            &[
                (&user.as_str(), Type::TEXT),
                (&id, Type::INT4),
                (&Columns::of(after).json()?, Type::TEXT),
                (&operation, Type::TEXT),
                (&cause.source.as_str(), Type::TEXT),
                (&cause.source.turn(), Type::UUID),
                (&cause.undoes, Type::INT8),
            ],
        )
        .await?;
    let old_terms = terms(user.as_str(), &before.title, &before.notes, &before.tags);
    let new_terms = terms(user.as_str(), &after.title, &after.notes, &after.tags);
    if old_terms != new_terms {
        transaction
            .query(
                "insert into todo.task_term (user_id, id, terms) values ($1, $2, array_to_tsvector($3))
                 on conflict (user_id, id) do update set terms = excluded.terms",
                &[
                    (&user.as_str(), Type::TEXT),
                    (&id, Type::INT4),
                    (&new_terms, Type::TEXT_ARRAY),
                ],
            )
            .await?;
    }
    task(&row.ok_or_else(|| Error::internal("the update returned no row"))?)
}

/// Deletes a task that was locked, and with it what it is found by; gives the event's number.
pub(super) async fn delete(
    transaction: &mut Transaction,
    user: &UserId,
    id: TaskId,
    cause: Cause,
) -> Result<i64> {
    let row = transaction
        .query_opt(
            "with counter as (
               update todo.user_counter set last_sequence = last_sequence + 1 where user_id = $1 returning last_sequence
             ), deleted as (
               delete from todo.task where user_id = $1 and id = $2 returning *
             )
             insert into todo.task_event (user_id, sequence, task_id, operation, before, source, turn_id, undoes)
             select $1, last_sequence, $2, 'delete', to_jsonb(deleted), $3, $4, $5 from deleted, counter
             returning sequence",
            &[
                (&user.as_str(), Type::TEXT),
                (&id.get(), Type::INT4),
                (&cause.source.as_str(), Type::TEXT),
                (&cause.source.turn(), Type::UUID),
                (&cause.undoes, Type::INT8),
            ],
        )
        .await?;
    let row = row.ok_or_else(|| Error::internal("the delete returned no row"))?;
    Ok(row.try_get("sequence")?)
}
