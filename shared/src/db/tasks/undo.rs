//! Taking changes back, and bringing deleted tasks back (FR-618, FR-619).

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::LazyLock,
};

use serde_json::Value;
use tokio_postgres::{
    Row,
    types::{Json, Type},
};

use super::{
    Sql, Work, Write,
    history::{columns, event},
    work,
};
use crate::{
    auth::UserId,
    db::transaction::{Around, Parameter},
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
    transaction: &mut Write,
    user: &UserId,
    what: Undo,
    source: Source,
) -> Result<Vec<Reverted>> {
    let (events, tasks) = meant(transaction, user, what).await?;
    if events.is_empty() {
        return Err(Error::Impossible {
            code: "nothing-to-undo",
            detail: "There is no change that could be taken back.".to_owned(),
        });
    }
    let ids: BTreeSet<TaskId> = events.iter().map(|past| past.event.task_id).collect();
    let mut work = Work::of_rows(transaction, user, source, &tasks)?;
    let mut befores = BTreeMap::new();
    for past in rounds(events) {
        take_back(&mut work, &past)?;
        let TaskEvent { task_id, after, .. } = past.event;
        befores.entry(task_id).or_insert(after);
    }
    refuse_if_torn_apart(&mut work, &ids).await?;
    let tasks = befores.into_iter().map(|(id, before)| Reverted {
        id,
        before,
        after: work.get(id).cloned(),
    });
    Ok(tasks.collect())
}

/// An event that is to be taken back, with the row before it as it was kept.
struct Past {
    event: TaskEvent,
    kept: Value,
}

impl Past {
    fn of(row: &Row) -> Result<Self> {
        let kept: Option<Json<Value>> = row.try_get("before")?;
        Ok(Self {
            event: event(row)?,
            kept: kept.map_or(Value::Null, |Json(kept)| kept),
        })
    }
}

/// First the last event of each task, then the ones before them, and so on: those of a round are of different tasks, and are
/// taken back together.
fn rounds(events: Vec<Past>) -> Vec<Past> {
    let mut seen = HashMap::new();
    let mut rounds: Vec<(usize, Past)> = events
        .into_iter()
        .map(|past| {
            let round: &mut usize = seen.entry(past.event.task_id).or_default();
            *round += 1;
            (*round, past)
        })
        .collect();
    rounds.sort_by_key(|(round, _)| *round);
    rounds.into_iter().map(|(_, past)| past).collect()
}

/// That an event was not taken back.
macro_rules! stands {
    ($event:literal) => {
        concat!(
            $event,
            ".undoes is null and not exists (select from todo.task_event as undone
  where undone.user_id = $1 and undone.undoes = ",
            $event,
            ".sequence)"
        )
    };
}

/// The events of a change that stand: that of this event, or the newest. A transaction has one time and one number; numbers
/// alone may come again after a database was restored from a dump.
macro_rules! of_change {
    () => {
        concat!(
            "with meant as (
  select change_id, created_at from todo.task_event as event
  where user_id = $1 and change_id is not null and ($2::bigint is null or sequence = $2) and ",
            stands!("event"),
            " order by sequence desc limit 1
), mine as (
  select event.* from todo.task_event as event join meant using (change_id, created_at)
  where user_id = $1 and ",
            stands!("event"),
            ")"
        )
    };
}

/// The events of a turn that stand.
macro_rules! of_turn {
    () => {
        concat!(
            "with mine as (
  select * from todo.task_event as event where user_id = $1 and turn_id = $2 and ",
            stands!("event"),
            ")"
        )
    };
}

/// Those of them whose tasks have no newer change that stands.
macro_rules! possible_of_turn {
    () => {
        concat!(
            of_turn!(),
            ", blocked as (
  select mine.task_id from mine join todo.task_event as newer on newer.user_id = $1 and newer.task_id = mine.task_id
  where newer.sequence > mine.sequence and newer.sequence not in (select sequence from mine) and ",
            stands!("newer"),
            "), free as (
  select mine.* from mine where mine.task_id not in (select task_id from blocked))"
        )
    };
}

/// The events, newest first, and one task of theirs that has a newer change which stands and would be lost.
macro_rules! events {
    ($mine:expr) => {
        concat!(
            $mine,
            " select ",
            columns!("mine"),
            ", (
  select newer.task_id from todo.task_event as newer
  join (select task_id, min(sequence) as first from mine group by task_id) as own
    on newer.task_id = own.task_id and newer.sequence > own.first
  where newer.user_id = $1 and newer.sequence not in (select sequence from mine) and ",
            stands!("newer"),
            " limit 1
) as newer from mine order by sequence desc"
        )
    };
}

/// The tasks of the events, as far as they are there.
static TASKS_OF_CHANGE: LazyLock<String> =
    LazyLock::new(|| work::numbered(of_change!(), "in (select task_id from mine)"));
static TASKS_OF_TURN: LazyLock<String> =
    LazyLock::new(|| work::numbered(of_turn!(), "in (select task_id from mine)"));

static TASKS_POSSIBLE: LazyLock<String> =
    LazyLock::new(|| work::numbered(possible_of_turn!(), "in (select task_id from free)"));

/// The events that are meant, newest first, and the rows of their tasks, in one wait: nobody changes them in between.
async fn meant(
    transaction: &mut Write,
    user: &UserId,
    what: Undo,
) -> Result<(Vec<Past>, Vec<Row>)> {
    let change = match what {
        Undo::Change(sequence) => Some(sequence),
        _ => None,
    };
    let owner = user.as_str();
    let (events, tasks, what): (_, _, Parameter<'_>) = match &what {
        // The plan depends on what is given.
        Undo::Newest | Undo::Change(_) => (
            Sql::Unnamed(events!(of_change!())),
            Sql::Unnamed(&TASKS_OF_CHANGE),
            (&change, Type::INT8),
        ),
        Undo::Turn(turn) => (
            Sql::Cached(events!(of_turn!())),
            Sql::Cached(&TASKS_OF_TURN),
            (turn, Type::UUID),
        ),
        Undo::PossibleOfTurn(turn) => (
            Sql::Unnamed(concat!(
                possible_of_turn!(),
                " select ",
                columns!("free"),
                ", null::integer as newer from free order by sequence desc"
            )),
            Sql::Unnamed(&TASKS_POSSIBLE),
            (turn, Type::UUID),
        ),
    };
    let parameters = [(&owner as _, Type::TEXT), what];
    let statements = [(events, &parameters[..]), (tasks, &parameters[..])];
    let mut answers = transaction.send(&statements, Around::OPENING).await?;
    let tasks = answers.pop().unwrap_or_default();
    let events = answers.pop().unwrap_or_default();
    if let Some(newer) = events.first().map(|row| row.try_get("newer")).transpose()?
        && let Some(id) = newer
    {
        let id: i32 = id;
        return Err(changed_since(id));
    }
    let events = events.iter().map(Past::of).collect::<Result<_>>()?;
    Ok((events, tasks))
}

fn changed_since(id: impl std::fmt::Display) -> Error {
    Error::Impossible {
        code: "changed-since",
        detail: format!(
            "Task {id} was changed after that, and the newer change builds on it. Take that back first."
        ),
    }
}

/// Makes a task again what it was before an event.
fn take_back(work: &mut Work<'_>, past: &Past) -> Result<()> {
    let (id, undoes) = (past.event.task_id, Some(past.event.sequence));
    match (&past.event.before, work.get(id).is_some()) {
        (None, true) => work.remove(id, undoes).map(drop),
        (Some(before), true) => work.change(before.clone(), undoes).map(drop),
        (Some(before), false) => work.put_back(before.clone(), past.kept.clone(), undoes),
        (None, false) => Ok(()),
    }
}

/// Parents of what was brought back must be there, nothing may have become a part of itself, and what became a part of a task
/// since it was created is not this change's to delete.
async fn refuse_if_torn_apart(work: &mut Work<'_>, ids: &BTreeSet<TaskId>) -> Result<()> {
    let ids: Vec<i32> = ids.iter().map(|id| id.get()).collect();
    let (transaction, user) = work.written();
    let torn = transaction
        .query_opt(
            "with recursive above as (
               select id, parent_id from todo.task where user_id = $1 and id = any ($2) and parent_id is not null
               union
               select id, parent_id from todo.task where user_id = $1 and parent_id = any ($2)
               union
               select above.id, task.parent_id from above join todo.task on task.id = above.parent_id
               where task.user_id = $1 and task.parent_id is not null
             )
             select above.parent_id from above
             left join todo.task as parent on parent.user_id = $1 and parent.id = above.parent_id
             where parent.id is null or above.parent_id = above.id
             limit 1",
            &[(&user.as_str(), Type::TEXT), (&ids, Type::INT4_ARRAY)],
        )
        .await?;
    match torn {
        Some(row) => Err(changed_since(row.try_get::<_, i32>("parent_id")?)),
        None => Ok(()),
    }
}

/// A task that was to be brought back.
#[derive(Debug, Clone, PartialEq)]
pub struct Restoration {
    /// The task as it is now.
    pub task: Task,
    /// The number of its event; none when it was there already.
    pub sequence: Option<i64>,
}

impl Work<'_> {
    /// Brings a deleted task back with the subtasks that were deleted with it, and gives it as it is; nothing when the owner
    /// never had such a task. One that is there stays as it is.
    ///
    /// # Errors
    /// [`Error`] when the database refuses or is away.
    pub async fn restore(&mut self, id: TaskId) -> Result<Option<Restoration>> {
        let was_gone = self.get(id).is_none();
        if was_gone {
            for past in self.deleted_with(id).await? {
                let Some(mut task) = past.event.before else {
                    continue;
                };
                // Only the first one's parent may be gone; those of the others are among them.
                if let Some(parent) = task.parent_id
                    && !self.is_there(parent).await?
                {
                    task.parent_id = None;
                }
                self.put_back(task, past.kept, None)?;
            }
        }
        Ok(self.get(id).map(|task| Restoration {
            sequence: was_gone.then_some(task.sequence),
            task: task.clone(),
        }))
    }

    /// The last deletion of a task and those of its subtasks, each behind its parent's.
    async fn deleted_with(&mut self, id: TaskId) -> Result<Vec<Past>> {
        let (transaction, user) = self.written();
        let rows = transaction
            .query(
                concat!("with recursive deleted as (
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
                 select ", columns!("family"), " from family order by depth, task_id"),
                &[(&user.as_str(), Type::TEXT), (&id.get(), Type::INT4)],
            )
            .await?;
        rows.iter().map(Past::of).collect()
    }
}
