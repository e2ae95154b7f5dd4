//! Taking many creations back at once, as those of an import (FR-903).

use tokio_postgres::types::Type;

use super::{Write, undo::changed_since};
use crate::{
    auth::UserId,
    error::Result,
    task::{Source, TaskEvent},
};

/// Whether a change did nothing but create tasks.
pub(super) fn are_all(events: &[TaskEvent]) -> bool {
    events.iter().all(|event| event.before.is_none())
}

/// Deletes the tasks that these events created, in the order of the events, as far as they are there.
pub(super) async fn take_back(
    transaction: &mut Write,
    user: &UserId,
    events: &[TaskEvent],
    source: Source,
) -> Result<()> {
    let ids: Vec<i32> = events.iter().map(|event| event.task_id.get()).collect();
    let sequences: Vec<i64> = events.iter().map(|event| event.sequence).collect();
    // What became a part of them meanwhile is not this change's to delete.
    let part = transaction
        .query_opt(
            "select parent_id from todo.task
             where user_id = $1 and parent_id = any ($2) and id <> all ($2) limit 1",
            &[(&user.as_str(), Type::TEXT), (&ids, Type::INT4_ARRAY)],
        )
        .await?;
    if let Some(part) = part {
        return Err(changed_since(part.try_get::<_, i32>("parent_id")?));
    }
    transaction
        .query(
            "with created as (
               select * from unnest($2::int[], $3::bigint[]) with ordinality as created (id, sequence, place)
             ), deleted as (
               delete from todo.task using created where task.user_id = $1 and task.id = created.id
               returning task, created.sequence as undone, created.place
             ), numbered as (
               select *, row_number() over (order by place desc) - 1 as behind from deleted
             ), counter as (
               update todo.user_counter set last_sequence = last_sequence + (select count(*) from deleted)
               where user_id = $1 returning last_sequence
             )
             insert into todo.task_event (user_id, sequence, task_id, operation, before, source, turn_id, undoes)
             select $1, last_sequence - behind, (task).id, 'delete', to_jsonb(task), $4, $5, undone from numbered, counter",
            &[
                (&user.as_str(), Type::TEXT),
                (&ids, Type::INT4_ARRAY),
                (&sequences, Type::INT8_ARRAY),
                (&source.as_str(), Type::TEXT),
                (&source.turn(), Type::UUID),
            ],
        )
        .await?;
    Ok(())
}
