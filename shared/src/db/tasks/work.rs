//! A unit of work on the owner's tasks: what it needs is read once, what becomes of it is worked out here, and all of it is
//! written together, in as many statements as there are kinds of change, however many tasks there are (FR-464).
//!
//! That can be, since who writes holds the owner's counter: nobody else changes the tasks meanwhile, or takes a number.

mod family;
mod place;
mod reopen;
mod steps;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::LazyLock,
};

use serde_json::Value;
use tokio_postgres::{Row, types::Type};

use super::{
    Changed, Write,
    columns::{self, Columns, is_stale, task},
};
use crate::{
    auth::UserId,
    error::{Error, Result},
    task::{Breach, Context, Expected, NewTask, Source, Task, TaskId, TaskPatch},
};
use family::Last;
pub(super) use family::no_parent;
use reopen::Copies;
use steps::{Step, Steps};

/// The tasks of these ids with all their subtasks, each with the owner's numbers; those alone where there is none.
static FAMILIES: LazyLock<String> = LazyLock::new(|| {
    let family = "with recursive family as (
  select id from todo.task where user_id = $1 and id = any ($2)
  union
  select task.id from todo.task join family on task.parent_id = family.id where task.user_id = $1
)";
    numbered(family, "in (select id from family)")
});

/// The same without the subtasks.
static ALONE: LazyLock<String> = LazyLock::new(|| numbered("", "= any ($2)"));

/// The statement that reads the tasks whose ids are among these, as far as they are there, each with the owner's numbers; those
/// alone where there is none.
pub(super) fn numbered(with: &str, among: &str) -> String {
    format!(
        "{with} select counter.last_task_id, counter.last_sequence, {}
from todo.user_counter as counter
left join (select * from todo.task where user_id = $1 and id {among}) as task on true
where counter.user_id = $1",
        columns::names("task.")
    )
}

/// Which tasks a unit of work reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those that are named.
    Alone,
    /// Their subtasks, too, at any depth.
    Families,
}

impl Reach {
    /// That of changes, of which some may complete a task.
    #[must_use]
    pub fn of<'a>(patches: impl IntoIterator<Item = &'a TaskPatch>) -> Self {
        let mut patches = patches.into_iter();
        if patches.any(|patch| patch.completed == Some(true)) {
            Self::Families
        } else {
            Self::Alone
        }
    }
}

/// Changes to the owner's tasks, and the tasks as they are after the changes so far. What was changed is written with the
/// transaction's next statement, or its commit, after this is dropped.
pub struct Work<'a> {
    transaction: &'a mut Write,
    user: &'a UserId,
    source: Source,
    last_task: i32,
    last_sequence: i64,
    tasks: BTreeMap<TaskId, Task>,
    /// Those that are compared by what another version has made.
    stale: BTreeSet<TaskId>,
    /// The subtasks of each task.
    parts: BTreeMap<TaskId, BTreeSet<TaskId>>,
    /// Of series, the last of their tasks, as far as somebody asked.
    occurrences: HashMap<TaskId, Option<Last>>,
    /// Of completed tasks of series, what their completion made, as far as somebody asked.
    copies: HashMap<TaskId, Copies>,
    steps: Steps,
}

impl<'a> Work<'a> {
    /// On these tasks, as far as they are there.
    ///
    /// # Errors
    /// [`Error`] when the database refuses or is away.
    pub async fn on(
        transaction: &'a mut Write,
        user: &'a UserId,
        source: Source,
        ids: impl IntoIterator<Item = TaskId>,
        reach: Reach,
    ) -> Result<Self> {
        let ids: Vec<i32> = ids.into_iter().map(TaskId::get).collect();
        let statement: &'static str = match reach {
            Reach::Alone => &ALONE,
            Reach::Families => &FAMILIES,
        };
        let rows = transaction
            .query(
                statement,
                &[(&user.as_str(), Type::TEXT), (&ids, Type::INT4_ARRAY)],
            )
            .await?;
        Self::of_rows(transaction, user, source, &rows)
    }

    /// On the tasks that [`numbered`] gave.
    pub(super) fn of_rows(
        transaction: &'a mut Write,
        user: &'a UserId,
        source: Source,
        rows: &[Row],
    ) -> Result<Self> {
        let first = rows.first();
        let first = first.ok_or_else(|| Error::internal("the counter is not held"))?;
        let mut work = Self {
            user,
            source,
            last_task: first.try_get("last_task_id")?,
            last_sequence: first.try_get("last_sequence")?,
            tasks: BTreeMap::new(),
            stale: BTreeSet::new(),
            parts: BTreeMap::new(),
            occurrences: HashMap::new(),
            copies: HashMap::new(),
            steps: Steps::default(),
            transaction,
        };
        work.take_in(rows)?;
        Ok(work)
    }

    /// The tasks of these rows, as far as there are any.
    fn take_in(&mut self, rows: &[Row]) -> Result<()> {
        for row in rows {
            if row.try_get::<_, Option<i32>>("id")?.is_some() {
                let task = task(row)?;
                if is_stale(row)? {
                    self.stale.insert(task.id);
                }
                self.set(task);
            }
        }
        Ok(())
    }

    /// A task as it is now.
    #[must_use]
    pub fn get(&self, id: TaskId) -> Option<&Task> {
        self.tasks.get(&id)
    }

    /// Creates a task.
    ///
    /// # Errors
    /// As for [`super::insert`].
    pub async fn insert(&mut self, new: &NewTask, at: &Context) -> Result<Task> {
        let (due, series) = new.schedule(at)?;
        if let Some(parent) = new.parent_id
            && !self.is_there(parent).await?
        {
            return Err(no_parent(parent));
        }
        let last = self.last_task;
        if i64::from(last) >= i64::from(self.transaction.tasks_per_person()) {
            let (transaction, user) = self.written();
            super::refuse_beyond_limit(transaction, user, (last, 1)).await?;
        }
        let mut columns = Columns::of_new(new, due.as_ref(), series.as_ref(), at.now);
        if let Some(asked) = new.position {
            let id = TaskId::try_from(last + 1).map_err(|error: &str| Error::internal(error))?;
            columns.position = Some(self.place(id, asked, at).await?.get());
        }
        self.create(columns)
    }

    /// Changes a task that is as expected, or `None` when there is none. Completing it completes its open subtasks (FR-613),
    /// and makes the next of a series (FR-614), which goes again when it is reopened (FR-630).
    ///
    /// # Errors
    /// As for [`super::update`]; [`Error::Stale`] for a task that is not as expected (FR-115).
    pub async fn update(
        &mut self,
        id: TaskId,
        patch: TaskPatch,
        expected: &Expected,
        at: &Context,
    ) -> Result<Option<Changed>> {
        let Some(before) = self.expect(id, expected)?.cloned() else {
            return Ok(None);
        };
        let mut after = patch.apply(&before, at)?;
        if after == before {
            return Ok(Some(Changed {
                before,
                after,
                next: None,
                gone: None,
            }));
        }
        let moved = after
            .parent_id
            .filter(|_| after.parent_id != before.parent_id);
        if let Some(parent) = moved {
            self.check_parent(id, parent).await?;
        }
        let completes = after.completed && !before.completed;
        let due = if completes {
            self.next_of_series(&after, at).await?
        } else {
            None
        };
        let gone = if before.completed && !after.completed {
            self.untouched_next(&before).await?
        } else {
            Vec::new()
        };
        if after.position != before.position {
            after.position = self.place(id, after.position, at).await?;
        }
        let after = self.change(after, None)?;
        let gone = self.take_away(gone)?;
        let next = match due {
            Some(due) => Some(self.repeat(&after, &due, at)?),
            None => None,
        };
        if completes {
            for open in self.below(id) {
                if !open.completed {
                    let done = TaskPatch::completed(true).apply(&open, at)?;
                    self.change(done, None)?;
                }
            }
        }
        Ok(Some(Changed {
            before,
            after,
            next,
            gone,
        }))
    }

    /// Deletes a task that is as expected, with its subtasks, and gives all as they were, each with the number of its last
    /// event, the task first; nothing when there is none.
    ///
    /// # Errors
    /// [`Error::Stale`] for a task that is not as expected; [`Error`] when the database refuses or is away.
    pub fn delete(&mut self, id: TaskId, expected: &Expected) -> Result<Vec<Task>> {
        let Some(task) = self.expect(id, expected)?.cloned() else {
            return Ok(Vec::new());
        };
        let mut gone = vec![task];
        gone.extend(self.below(id));
        for task in &mut gone {
            task.sequence = self.remove(task.id, None)?;
        }
        Ok(gone)
    }

    /// A task as it is now, if it is as expected.
    ///
    /// # Errors
    /// [`Error::Stale`] if it is there and is not (FR-115).
    pub fn expect(&self, id: TaskId, expected: &Expected) -> Result<Option<&Task>> {
        match self.get(id) {
            Some(task) if !expected.allows(task) => Err(Error::Stale { etag: task.etag() }),
            task => Ok(task),
        }
    }

    /// Creates a task under the next number.
    fn create(&mut self, columns: Columns) -> Result<Task> {
        self.last_task += 1;
        let sequence = self.next_sequence();
        let task: Task = columns.with_numbers(self.last_task, sequence).try_into()?;
        self.step(Step::created(self.user, &task)?);
        self.set(task.clone());
        Ok(task)
    }

    /// Puts a task into a new state, and gives it with the number of its event.
    pub(super) fn change(&mut self, mut after: Task, undoes: Option<i64>) -> Result<Task> {
        after.sequence = self.next_sequence();
        let before = self.get(after.id);
        let before = before.ok_or_else(|| Error::internal("a change of nothing"))?;
        let is_stale = self.stale.contains(&after.id);
        let step = Step::changed(self.user, (before, is_stale), &after, undoes)?;
        self.stale.remove(&after.id);
        self.step(step);
        self.set(after.clone());
        Ok(after)
    }

    /// Puts a task back that was deleted; `kept` is its row, as its event has it.
    pub(super) fn put_back(
        &mut self,
        mut task: Task,
        kept: Value,
        undoes: Option<i64>,
    ) -> Result<()> {
        task.sequence = self.next_sequence();
        self.step(Step::restored(self.user, &task, kept, undoes)?);
        self.set(task);
        Ok(())
    }

    /// Takes a task away, and gives the number of its event; its subtasks stay where they are.
    pub(super) fn remove(&mut self, id: TaskId, undoes: Option<i64>) -> Result<i64> {
        let sequence = self.next_sequence();
        self.step(Step::deleted(id, sequence, undoes));
        self.forget(id)
            .map(|_| sequence)
            .ok_or_else(|| Error::internal("a deletion of nothing"))
    }

    fn next_sequence(&mut self) -> i64 {
        self.last_sequence += 1;
        self.last_sequence
    }

    /// Adds a step. Two of one task are not written by one statement: what was there before goes out first.
    fn step(&mut self, step: Step) {
        if self.steps.touch(step.id()) {
            self.write();
        }
        self.steps.push(step);
    }

    /// Has the steps so far go out with the next statement.
    fn write(&mut self) {
        let steps = std::mem::take(&mut self.steps);
        let numbers = (self.last_task, self.last_sequence);
        for statement in steps.statements(self.user, self.source, numbers) {
            self.transaction.defer(statement);
        }
    }

    fn set(&mut self, task: Task) {
        self.forget(task.id);
        if let Some(series) = task.series.as_ref().and_then(|series| series.id) {
            self.occurrences.remove(&series);
        }
        if let Some(parent) = task.parent_id {
            self.parts.entry(parent).or_default().insert(task.id);
        }
        self.tasks.insert(task.id, task);
    }

    fn forget(&mut self, id: TaskId) -> Option<Task> {
        self.copies.remove(&id);
        let task = self.tasks.remove(&id)?;
        if let Some(series) = task.series.as_ref().and_then(|series| series.id) {
            self.occurrences.remove(&series);
        }
        let siblings = task
            .parent_id
            .and_then(|parent| self.parts.get_mut(&parent));
        if let Some(siblings) = siblings {
            siblings.remove(&id);
        }
        Some(task)
    }

    /// What is in the database as well, for queries.
    pub(super) fn written(&mut self) -> (&mut Write, &'a UserId) {
        self.write();
        (self.transaction, self.user)
    }
}

impl Drop for Work<'_> {
    fn drop(&mut self) {
        self.write();
    }
}

impl From<Breach> for Error {
    fn from(breach: Breach) -> Self {
        Self::Invalid(breach)
    }
}
