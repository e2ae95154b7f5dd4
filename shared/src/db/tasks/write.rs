//! The statement that creates a task alone, with its event and the owner's next number, in one go (FR-110).

use tokio_postgres::types::Type;

use super::{Columns, Found, Write};
use crate::{
    auth::UserId,
    error::{Error, Result},
    task::{Source, Task},
};

/// Counts the write, if that was not done before, and numbers and creates the task, unless the owner has as many as may be (FR-132):
/// who was never given as many numbers needs no count. Dues travel as text: the driver's binary form does not reach the calendar's
/// end.
const CREATE: &str = "with counter as (
  insert into todo.user_counter as counter (user_id, writes_until, last_task_id, last_sequence)
  select $1, now() + $25 * interval '1 microsecond', 1, 1
  on conflict (user_id) do update set
    writes_until = greatest(counter.writes_until, now()) + $25 * interval '1 microsecond',
    last_task_id = counter.last_task_id + 1, last_sequence = counter.last_sequence + 1
    where counter.last_task_id < $24 or (select count(*) from todo.task where user_id = $1) < $24
  returning last_task_id, last_sequence, extract(epoch from writes_until - now())::float8 as seconds
), created as (
  insert into todo.task (user_id, id, title, notes, priority, tags, project, project_key, parent_id, position, due, due_zone,
    due_at, due_order, recurrence, recurrence_from, series_id, series_start, scheduled, created_at, updated_at, sequence, fold,
    fold_sequence)
  select $1, last_task_id, $2, $3, $4, $5, $6, $7, $8, coalesce($9, last_task_id), $10::date, $11, $12::timestamptz,
    $13::timestamp, $14, $22, case when $14 is not null then last_task_id end, $15, $16::timestamp, $17, $17, last_sequence, $23,
    last_sequence
  from counter
  returning *
), term as (
  insert into todo.task_term (user_id, id, terms, runs) select $1, id, array_to_tsvector($18), $21 from created
), event as (
  insert into todo.task_event (user_id, sequence, task_id, operation, after, source, turn_id)
  select $1, sequence, id, 'create', to_jsonb(created), $19, $20 from created
)
select id, position, series_id, sequence, seconds from created, counter";

/// Creates the row; the owner's counter numbers it. Only what is not known yet comes back.
pub(super) async fn create(
    transaction: &mut Write,
    user: &UserId,
    columns: Columns,
    found: &Found,
    source: Source,
) -> Result<Task> {
    let limit = transaction.tasks_per_person();
    let due = columns.due.map(|due| due.to_string());
    let due_at = columns.due_at.map(|due_at| due_at.to_string());
    let due_order = columns.due_order.to_string();
    let scheduled = columns.scheduled.map(|scheduled| scheduled.to_string());
    let rows = transaction
        .query_counting(
            CREATE,
            &[
                (&user.as_str(), Type::TEXT),
                (&columns.title, Type::TEXT),
                (&columns.notes, Type::TEXT),
                (&columns.priority, Type::TEXT),
                (&columns.tags, Type::TEXT_ARRAY),
                (&columns.project, Type::TEXT),
                (&columns.project_key, Type::TEXT),
                (&columns.parent_id, Type::INT4),
                (&columns.position, Type::FLOAT8),
                (&due, Type::TEXT),
                (&columns.due_zone, Type::TEXT),
                (&due_at, Type::TEXT),
                (&due_order, Type::TEXT),
                (&columns.recurrence, Type::TEXT),
                (&columns.series_start, Type::TEXT),
                (&scheduled, Type::TEXT),
                (&columns.created_at, Type::TIMESTAMPTZ),
                (&found.terms, Type::TEXT_ARRAY),
                (&source.as_str(), Type::TEXT),
                (&source.turn(), Type::UUID),
                (&found.runs, Type::TEXT),
                (&columns.recurrence_from, Type::TEXT),
                (&columns.fold, Type::INT2),
                (&i64::from(limit), Type::INT8),
            ],
        )
        .await?;
    let row = rows.first().ok_or_else(|| Error::full(limit))?;
    columns.numbered(row)?.try_into()
}
