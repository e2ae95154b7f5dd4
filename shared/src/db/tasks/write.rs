//! The statement that creates a task alone, with its event and the owner's next number, in one go (FR-110).

use std::sync::LazyLock;

use tokio_postgres::types::Type;

use super::{Columns, Found, Write, columns::INSERT};
use crate::{
    auth::UserId,
    error::{Error, Result},
    task::{Source, Task},
};

static CREATE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "with counter as (
  update todo.user_counter set last_task_id = last_task_id + 1, last_sequence = last_sequence + 1
  -- Who was never given as many numbers needs no count.
  where user_id = $1 and (last_task_id < $7 or (select count(*) from todo.task where user_id = $1) < $7)
  returning last_task_id, last_sequence
), created as (
  {} from counter, jsonb_populate_record(null::todo.task, jsonb_build_object(
    'id', last_task_id, 'sequence', last_sequence, 'fold_sequence', last_sequence, 'position', last_task_id,
    'series_id', case when ($2::jsonb ->> 'recurrence') is not null then last_task_id end
  ) || $2::jsonb) as new
  returning *
), term as (
  insert into todo.task_term (user_id, id, terms, runs) select $1, id, array_to_tsvector($3), $6 from created
), event as (
  insert into todo.task_event (user_id, sequence, task_id, operation, after, source, turn_id)
  select $1, sequence, id, 'create', to_jsonb(created), $4, $5 from created
)
select id, position, series_id, sequence from created",
        *INSERT
    )
});

/// Creates the row; the owner's counter, which the transaction holds, numbers it, unless the owner has as many tasks as may be (FR-132).
/// Only what is not known yet comes back.
pub(super) async fn create(
    transaction: &mut Write,
    user: &UserId,
    columns: Columns,
    found: &Found,
    source: Source,
) -> Result<Task> {
    let limit = transaction.tasks_per_person();
    let row = transaction
        .query_opt(
            &CREATE,
            &[
                (&user.as_str(), Type::TEXT),
                (&columns.json()?, Type::TEXT),
                (&found.terms, Type::TEXT_ARRAY),
                (&source.as_str(), Type::TEXT),
                (&source.turn(), Type::UUID),
                (&found.runs, Type::TEXT),
                (&i64::from(limit), Type::INT8),
            ],
        )
        .await?;
    let row = row.ok_or(Error::Full { limit })?;
    columns.numbered(&row)?.try_into()
}
