//! Tasks that belong together: parents and subtasks (FR-613), series (FR-614).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::DateTime;
use language::{Due, DueTime};
use tokio_postgres::types::Type;

use super::{super::columns::Columns, Work};
use crate::{
    error::{Error, Result},
    task::{Breach, Context, RecurrenceFrom, Series, Task, TaskId},
};

/// What is last of the tasks of a series, by day and by age.
#[derive(Debug, Clone, Copy)]
pub(super) struct Last {
    /// The latest occurrence that has a task.
    scheduled: DateTime,
    /// The newest task.
    id: TaskId,
}

impl Last {
    /// Whether it is this task of the series. From completion, days do not order them: what is completed early brings an
    /// earlier day.
    fn is(&self, task: &Task, series: &Series) -> bool {
        match task.recurrence_from {
            RecurrenceFrom::Due => self.scheduled <= series.scheduled,
            RecurrenceFrom::Completion => self.id <= task.id,
        }
    }
}

/// The parent is not there, or not this person's, which is the same.
pub(in super::super) fn no_parent(parent: TaskId) -> Error {
    Breach::no_task("parent_id", parent).into()
}

impl Work<'_> {
    /// The subtasks of a task, at any depth, each behind its parent.
    pub(super) fn below(&self, id: TaskId) -> Vec<Task> {
        let parts = |id| self.parts.get(&id).into_iter().flatten().copied();
        let (mut below, mut level): (Vec<Task>, Vec<TaskId>) = (Vec::new(), parts(id).collect());
        while !level.is_empty() {
            level.sort_unstable();
            below.extend(level.iter().filter_map(|id| self.get(*id)).cloned());
            level = level.into_iter().flat_map(parts).collect();
        }
        below
    }

    /// Whether a task is there; what was not read is asked for.
    pub(in super::super) async fn is_there(&mut self, id: TaskId) -> Result<bool> {
        if self.get(id).is_some() {
            return Ok(true);
        }
        let (transaction, user) = self.written();
        let task = super::super::get(transaction, user, id).await?;
        Ok(task.is_some())
    }

    /// Whether a task may become a part of another: that is there, and is neither the task nor a part of it.
    pub(super) async fn check_parent(&mut self, id: TaskId, parent: TaskId) -> Result<()> {
        let (transaction, user) = self.written();
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

    /// When the next of a task's series is due; none if there is one already, or the series has ended.
    pub(super) async fn next_of_series(
        &mut self,
        completed: &Task,
        at: &Context,
    ) -> Result<Option<Due>> {
        let Some((due, series)) = completed.next_due(at).zip(completed.series.as_ref()) else {
            return Ok(None);
        };
        let last = self.last_of(series.id).await?;
        Ok(Some(due).filter(|_| last.is_none_or(|last| last.is(completed, series))))
    }

    /// The last task of a series. All series of the tasks that were read are one query.
    async fn last_of(&mut self, series: Option<TaskId>) -> Result<Option<Last>> {
        let Some(series) = series else {
            return Ok(None);
        };
        if let Some(last) = self.occurrences.get(&series) {
            return Ok(*last);
        }
        let of_tasks = self.tasks.values().filter_map(|task| task.series.as_ref());
        let mut all: BTreeSet<TaskId> = of_tasks.filter_map(|series| series.id).collect();
        all.insert(series);
        let last = self.read_last(&all).await?;
        let of_each = all
            .into_iter()
            .map(|series| (series, last.get(&series).copied()));
        self.occurrences = of_each.collect();
        Ok(last.get(&series).copied())
    }

    async fn read_last(&mut self, series: &BTreeSet<TaskId>) -> Result<HashMap<TaskId, Last>> {
        let series: Vec<i32> = series.iter().map(|series| series.get()).collect();
        let (transaction, user) = self.written();
        let rows = transaction
            .query(
                "select series_id, max(scheduled) as scheduled, max(id) as id from todo.task
                 where user_id = $1 and series_id = any ($2) group by series_id",
                &[(&user.as_str(), Type::TEXT), (&series, Type::INT4_ARRAY)],
            )
            .await?;
        rows.iter()
            .map(|row| {
                let id = |name| {
                    let id = row.try_get::<_, i32>(name)?.try_into();
                    id.map_err(|error: &str| Error::internal(error))
                };
                let scheduled = row.try_get("scheduled")?;
                let last = Last {
                    scheduled,
                    id: id("id")?,
                };
                Ok((id("series_id")?, last))
            })
            .collect()
    }

    /// Creates the next task of a series, with open copies of the subtasks, one for each series among them. Their dues move
    /// along by as many days as the occurrence that the task stands for, wherever its own due was moved to.
    pub(super) fn repeat(&mut self, task: &Task, due: &Due, at: &Context) -> Result<Task> {
        let subtasks = current(self.below(task.id));
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
        let next = self.copy(&again, at)?;
        let mut copies = BTreeMap::from([(task.id, next.id)]);
        for subtask in subtasks {
            let parent = subtask.parent_id.and_then(|parent| copies.get(&parent));
            // A part of an occurrence that is over has its copy below the one that is not.
            let Some(parent) = parent else {
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
            copies.insert(subtask.id, self.copy(&again, at)?.id);
        }
        Ok(next)
    }

    /// An open task like this one, under a number of its own.
    fn copy(&mut self, task: &Task, at: &Context) -> Result<Task> {
        self.create(Columns::of_copy(task, at.now))
    }
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
