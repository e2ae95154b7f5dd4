//! The next task of a series, when the one before it is open again (FR-630).

use std::collections::{BTreeMap, BTreeSet};

use tokio_postgres::{Row, types::Type};

use super::{super::columns::task, Work};
use crate::{
    error::{Error, Result},
    task::{Task, TaskId},
};

/// What completing each of these tasks created: the next of its series and the copies of its subtasks, which stand behind the
/// completion without a gap, in the same transaction. Each row is a task that is there of what belongs to such a next one
/// now, whether it was copied or not.
const COPIES: &str = "with recursive done as (
  select task_id, max(sequence) as sequence from todo.task_event
  where user_id = $1 and task_id = any ($2) and operation = 'complete' group by task_id
), copied as (
  select done.task_id as completed, next.sequence as first, next.sequence, next.change_id, array[next.task_id] as ids
  from done
    join todo.task_event as completion on completion.user_id = $1 and completion.sequence = done.sequence
    join todo.task_event as next on next.user_id = $1 and next.sequence = done.sequence + 1
      and next.operation = 'create' and next.change_id = completion.change_id
  union all
  select completed, first, part.sequence, part.change_id, ids || part.task_id
  from copied join todo.task_event as part on part.user_id = $1 and part.sequence = copied.sequence + 1
    and part.operation = 'create' and part.change_id = copied.change_id and (part.after ->> 'parent_id')::int = any (ids)
), made as (
  select distinct on (completed) completed, first, ids from copied order by completed, sequence desc
), family as (
  select completed, ids[1] as id from made
  union
  select completed, task.id from family join todo.task on task.user_id = $1 and task.parent_id = family.id
)
select made.completed, made.first, made.ids, task.*
from made join family using (completed) join todo.task on task.user_id = $1 and task.id = family.id";

/// The next of a series and the copies of its subtasks, as the completion made them.
#[derive(Debug, Clone, Default)]
pub(super) struct Copies {
    /// The next task first.
    ids: Vec<TaskId>,
    /// The event that created the first; each of the others has the number after the one before it.
    first: i64,
}

impl Work<'_> {
    /// The next of a completed task's series with its subtasks, if the completion made them and nobody has touched them
    /// since; else nothing.
    pub(super) async fn untouched_next(&mut self, completed: &Task) -> Result<Vec<TaskId>> {
        let Some(series) = completed.series.as_ref() else {
            return Ok(Vec::new());
        };
        if !self.copies.contains_key(&completed.id) {
            self.read_copies().await?;
        }
        let Some(copies) = self.copies.get(&completed.id) else {
            return Ok(Vec::new());
        };
        let Some(next) = copies.ids.first().and_then(|next| self.get(*next)) else {
            return Ok(Vec::new());
        };
        let is_next = next.series.as_ref().map(|series| series.id) == Some(series.id);
        let now: BTreeMap<TaskId, i64> = std::iter::once(next)
            .chain(&self.below(next.id))
            .map(|task| (task.id, task.sequence))
            .collect();
        let made: BTreeMap<TaskId, i64> = copies.ids.iter().copied().zip(copies.first..).collect();
        let is_untouched = is_next && now == made;
        Ok(if is_untouched {
            copies.ids.clone()
        } else {
            Vec::new()
        })
    }

    /// Takes away what was found untouched, and gives the next of the series as it was, with the number of its last event.
    pub(super) fn take_away(&mut self, untouched: Vec<TaskId>) -> Result<Option<Task>> {
        let mut next = None;
        for id in untouched {
            let Some(task) = self.get(id).cloned() else {
                continue;
            };
            let sequence = self.remove(id, None)?;
            next.get_or_insert(Task { sequence, ..task });
        }
        Ok(next)
    }

    /// Reads what completing made for all completed tasks of series that were read, in one query.
    async fn read_copies(&mut self) -> Result<()> {
        let of_series = |task: &&Task| task.completed && task.series.is_some();
        let completed: BTreeSet<TaskId> = self
            .tasks
            .values()
            .filter(of_series)
            .map(|task| task.id)
            .filter(|id| !self.copies.contains_key(id))
            .collect();
        let ids: Vec<i32> = completed.iter().map(|id| id.get()).collect();
        let (transaction, user) = self.written();
        let rows = transaction
            .query(
                COPIES,
                &[(&user.as_str(), Type::TEXT), (&ids, Type::INT4_ARRAY)],
            )
            .await?;
        for row in &rows {
            self.set(task(row)?);
        }
        self.copies
            .extend(completed.into_iter().map(|id| (id, Copies::default())));
        for row in &rows {
            let (completed, copies) = copies(row)?;
            self.copies.insert(completed, copies);
        }
        Ok(())
    }
}

fn copies(row: &Row) -> Result<(TaskId, Copies)> {
    let id = |id: i32| TaskId::try_from(id).map_err(|error: &str| Error::internal(error));
    let ids: Vec<i32> = row.try_get("ids")?;
    let copies = Copies {
        ids: ids.into_iter().map(id).collect::<Result<_>>()?,
        first: row.try_get("first")?,
    };
    Ok((id(row.try_get("completed")?)?, copies))
}
