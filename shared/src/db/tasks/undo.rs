//! Taking changes back, and bringing deleted tasks back (FR-618, FR-619).

use std::collections::BTreeMap;

use tokio_postgres::types::Type;

use super::{Transaction, columns, creations, family, get, history::event, write};
use crate::{
    auth::UserId,
    error::{Error, Result},
    task::{Reverted, Source, Task, TaskEvent, TaskId, Undo},
};

/// Takes the newest change back, that of an event, or all that an agent's turn did; gives its tasks in the order of their
/// ids.
///
/// # Errors
/// [`Error::Impossible`] when there is nothing to take back, or something newer builds on it; otherwise when the database
/// refuses or is away.
pub async fn undo(
    transaction: &mut Transaction,
    user: &UserId,
    what: Undo,
    source: Source,
) -> Result<Vec<Reverted>> {
    family::lock_owner(transaction, user).await?;
    let events = match what {
        Undo::Newest => of_change(transaction, user, None).await?,
        Undo::Change(sequence) => of_change(transaction, user, Some(sequence)).await?,
        Undo::Turn(turn) => of_turn(transaction, user, turn).await?,
    };
    if events.is_empty() {
        return Err(Error::Impossible {
            code: "nothing-to-undo",
            detail: "There is no change that could be taken back.".to_owned(),
        });
    }
    refuse_if_changed_since(transaction, user, &events).await?;
    if creations::are_all(&events) {
        creations::take_back(transaction, user, &events, source).await?;
        return reverted(transaction, user, events).await;
    }
    for event in &events {
        let cause = write::Cause {
            source,
            undoes: Some(event.sequence),
        };
        take_back(transaction, user, event, cause).await?;
    }
    let tasks = reverted(transaction, user, events).await?;
    for task in tasks.iter().filter_map(|task| task.after.as_ref()) {
        check_parent(transaction, user, task).await?;
    }
    Ok(tasks)
}

/// The events of a change that was not taken back, newest first: that of this event, or the newest. A transaction has one
/// time and one number; numbers alone may come again after a database was restored from a dump.
async fn of_change(
    transaction: &mut Transaction,
    user: &UserId,
    sequence: Option<i64>,
) -> Result<Vec<TaskEvent>> {
    let rows = transaction
        .query(
            "with meant as (
               select change_id, created_at from todo.task_event as event
               where user_id = $1 and undoes is null and change_id is not null and ($2 is null or sequence = $2)
                 and not exists (select from todo.task_event as undone where undone.user_id = $1 and undone.undoes = event.sequence)
               order by sequence desc limit 1
             )
             select event.* from todo.task_event as event join meant using (change_id, created_at)
             where user_id = $1 and undoes is null
               and not exists (select from todo.task_event as undone where undone.user_id = $1 and undone.undoes = event.sequence)
             order by sequence desc",
            &[(&user.as_str(), Type::TEXT), (&sequence, Type::INT8)],
        )
        .await?;
    rows.iter().map(event).collect()
}

/// The events of a turn that were not taken back, newest first.
async fn of_turn(
    transaction: &mut Transaction,
    user: &UserId,
    turn: uuid::Uuid,
) -> Result<Vec<TaskEvent>> {
    let rows = transaction
        .query(
            "select * from todo.task_event as event
             where user_id = $1 and turn_id = $2 and undoes is null
               and not exists (select from todo.task_event as undone where undone.user_id = $1 and undone.undoes = event.sequence)
             order by sequence desc",
            &[(&user.as_str(), Type::TEXT), (&turn, Type::UUID)],
        )
        .await?;
    rows.iter().map(event).collect()
}

/// A newer change of one of the tasks that stands would be lost.
async fn refuse_if_changed_since(
    transaction: &mut Transaction,
    user: &UserId,
    events: &[TaskEvent],
) -> Result<()> {
    let sequences: Vec<i64> = events.iter().map(|event| event.sequence).collect();
    let ids: Vec<i32> = events.iter().map(|event| event.task_id.get()).collect();
    let newer = transaction
        .query_opt(
            "select newer.task_id from todo.task_event as newer
             join (select task_id, min(sequence) as first from unnest($2::int[], $3::bigint[]) as mine (task_id, sequence)
               group by task_id) as mine on newer.task_id = mine.task_id and newer.sequence > mine.first
             where newer.user_id = $1 and newer.undoes is null and newer.sequence <> all ($3)
               and not exists (select from todo.task_event as undone where undone.user_id = $1 and undone.undoes = newer.sequence)
             limit 1",
            &[
                (&user.as_str(), Type::TEXT),
                (&ids, Type::INT4_ARRAY),
                (&sequences, Type::INT8_ARRAY),
            ],
        )
        .await?;
    match newer {
        Some(row) => Err(changed_since(row.try_get::<_, i32>("task_id")?)),
        None => Ok(()),
    }
}

pub(super) fn changed_since(id: impl std::fmt::Display) -> Error {
    Error::Impossible {
        code: "changed-since",
        detail: format!(
            "Task {id} was changed after that, and the newer change builds on it. Take that back first."
        ),
    }
}

/// Makes a task again what it was before an event.
async fn take_back(
    transaction: &mut Transaction,
    user: &UserId,
    event: &TaskEvent,
    cause: write::Cause,
) -> Result<()> {
    let id = event.task_id;
    let now = get(transaction, user, id).await?;
    match (&event.before, now) {
        (None, Some(task)) => {
            // What became a part of it meanwhile is not this change's to delete.
            if !family::below(transaction, user, id).await?.is_empty() {
                return Err(changed_since(task.id));
            }
            write::delete(transaction, user, id, cause).await?;
            Ok(())
        }
        (Some(before), Some(now)) => {
            write::change(transaction, user, &now, before, cause).await?;
            Ok(())
        }
        (Some(before), None) => {
            write::restore(transaction, user, before, cause).await?;
            Ok(())
        }
        (None, None) => Ok(()),
    }
}

/// Parents of what was brought back must be there, and nothing may have become a part of itself.
async fn check_parent(transaction: &mut Transaction, user: &UserId, task: &Task) -> Result<()> {
    let Some(parent) = task.parent_id else {
        return Ok(());
    };
    match family::check_parent(transaction, user, task.id, parent).await {
        Err(Error::Invalid(_)) => Err(changed_since(parent)),
        other => other,
    }
}

/// The tasks of these events, newest first, as they were and as they are.
async fn reverted(
    transaction: &mut Transaction,
    user: &UserId,
    events: Vec<TaskEvent>,
) -> Result<Vec<Reverted>> {
    let mut befores = BTreeMap::new();
    for event in events {
        befores.entry(event.task_id).or_insert(event.after);
    }
    let numbers: Vec<i32> = befores.keys().map(|id| id.get()).collect();
    let rows = transaction
        .query(
            "select * from todo.task where user_id = $1 and id = any ($2)",
            &[(&user.as_str(), Type::TEXT), (&numbers, Type::INT4_ARRAY)],
        )
        .await?;
    let mut afters = BTreeMap::new();
    for row in &rows {
        let task = columns::task(row)?;
        afters.insert(task.id, task);
    }
    let tasks = befores.into_iter().map(|(id, before)| Reverted {
        id,
        before,
        after: afters.remove(&id),
    });
    Ok(tasks.collect())
}

/// Brings a deleted task back with the subtasks that were deleted with it, and gives it as it is; nothing when the owner
/// never had such a task. One that is there stays as it is.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn restore(
    transaction: &mut Transaction,
    user: &UserId,
    id: TaskId,
    source: Source,
) -> Result<Option<Task>> {
    family::lock_owner(transaction, user).await?;
    if let Some(task) = get(transaction, user, id).await? {
        return Ok(Some(task));
    }
    let rows = transaction
        .query(
            "with recursive deleted as (
               select * from todo.task_event
               where user_id = $1 and task_id = $2 and operation = 'delete' order by sequence desc limit 1
             ), together as (
               select distinct on (event.task_id) event.*
               from todo.task_event as event join deleted using (user_id, change_id, created_at)
               where event.operation = 'delete'
                 and not exists (select from todo.task where user_id = $1 and id = event.task_id)
               order by event.task_id, event.sequence desc
             ), family as (
               select deleted.*, 0 as depth from deleted
               union all
               select together.*, family.depth + 1 from together
               join family on (together.before ->> 'parent_id')::int = family.task_id
             )
             select * from family order by depth, task_id",
            &[(&user.as_str(), Type::TEXT), (&id.get(), Type::INT4)],
        )
        .await?;
    for row in rows {
        let Some(mut task) = event(&row)?.before else {
            continue;
        };
        if let Some(parent) = task.parent_id
            && get(transaction, user, parent).await?.is_none()
        {
            task.parent_id = None;
        }
        write::restore(transaction, user, &task, source.into()).await?;
    }
    get(transaction, user, id).await
}
