//! A change of a task, apart from its wire form: REST sends JSON Merge Patch, tools send `clear`.

use language::{DueInput, Language, Priority, ProjectName, Recurrence};
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use super::{
    Breach, Context, Notes, Position, RecurrenceFrom, Series, Tags, Task, TaskId, Title, inbox,
    series,
};

/// What happens to a field that can be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// The field stays as it is.
    #[default]
    Keep,
    /// The field becomes empty.
    Clear,
    /// The field gets this value.
    Set(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    /// RFC 7396: absent keeps (by `serde(default)`), null clears, a value sets.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Clear, Self::Set))
    }
}

/// A change of one task; as JSON a Merge Patch (RFC 7396). `null` empties `notes`, `tags`, `due`, `recurrence` and
/// `parent_id`, takes a task back to the project Inbox, and has its recurrence count from its due.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"due": "2026-12-01", "priority": "p2", "notes": null}))]
pub struct TaskPatch {
    /// The new title.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Title, required = false)]
    pub title: Option<Title>,
    /// The new notes; null removes them.
    #[serde(default)]
    #[schema(value_type = Option<Notes>, required = false)]
    pub notes: Change<Notes>,
    /// The new priority.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Priority, required = false)]
    pub priority: Option<Priority>,
    /// The new tags; null removes all.
    #[serde(default)]
    #[schema(value_type = Option<Tags>, required = false)]
    pub tags: Change<Tags>,
    /// The project it goes to; null is Inbox.
    #[serde(default)]
    #[schema(value_type = Option<ProjectName>, required = false)]
    pub project: Change<ProjectName>,
    /// When it is now due; null removes it. Of a task that repeats it moves this occurrence only.
    #[serde(default)]
    #[schema(value_type = Option<DueInput>, required = false)]
    pub due: Change<DueInput>,
    /// How it now repeats, counted from its due; null ends that.
    #[serde(default)]
    #[schema(value_type = Option<Recurrence>, required = false)]
    pub recurrence: Change<Recurrence>,
    /// From where it now counts how it repeats: due, which null is too, or completion.
    #[serde(default)]
    #[schema(value_type = Option<RecurrenceFrom>, required = false)]
    pub recurrence_from: Change<RecurrenceFrom>,
    /// The task that it becomes a part of; null makes it one of its own.
    #[serde(default)]
    #[schema(value_type = Option<TaskId>, required = false)]
    pub parent_id: Change<TaskId>,
    /// Where it now stands in manual order.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Position, required = false)]
    pub position: Option<Position>,
    /// true completes the task, false opens it again.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = bool, required = false)]
    pub completed: Option<bool>,
}

/// A field that may be absent but not null.
pub(super) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

impl TaskPatch {
    /// The same change, with a due in words read in this language.
    #[must_use]
    pub fn in_language(self, language: Language) -> Self {
        let due = match self.due {
            Change::Set(due) => Change::Set(due.in_language(language)),
            other => other,
        };
        Self { due, ..self }
    }

    /// The patch that only completes (true) or reopens (false).
    #[must_use]
    pub fn completed(completed: bool) -> Self {
        Self {
            completed: Some(completed),
            ..Self::default()
        }
    }

    /// The task after this change; equal to `task` when nothing changes.
    ///
    /// # Errors
    /// A due that does not exist in the zone, a rule that names no day, a task that repeats and is due never.
    pub fn apply(self, task: &Task, at: &Context) -> Result<Task, Breach> {
        let mut after = task.clone();
        if let Some(title) = self.title {
            after.title = title;
        }
        after.notes = self.notes.over(after.notes, Notes::default);
        if let Some(priority) = self.priority {
            after.priority = priority;
        }
        after.tags = self.tags.over(after.tags, Tags::default);
        after.project = self.project.over(after.project, inbox);
        after.parent_id = self.parent_id.over_option(after.parent_id);
        if let Some(position) = self.position {
            after.position = position;
        }
        reschedule(&mut after, self.due, self.recurrence, at)?;
        after.recurrence_from = self
            .recurrence_from
            .over(after.recurrence_from, RecurrenceFrom::default);
        after.recurrence_from.check(after.recurrence.as_ref())?;
        if let Some(completed) = self
            .completed
            .filter(|completed| *completed != task.completed)
        {
            after.completed = completed;
            after.completed_at = completed.then_some(at.now);
        }
        if after != *task {
            after.updated_at = at.now;
        }
        Ok(after)
    }
}

impl<T> Change<T> {
    fn over(self, old: T, empty: impl FnOnce() -> T) -> T {
        match self {
            Self::Keep => old,
            Self::Clear => empty(),
            Self::Set(new) => new,
        }
    }

    fn over_option(self, old: Option<T>) -> Option<T> {
        match self {
            Self::Keep => old,
            Self::Clear => None,
            Self::Set(new) => Some(new),
        }
    }
}

/// Sets due and rule together. A new rule begins a new series with the task's due; a new due alone moves an occurrence.
fn reschedule(
    task: &mut Task,
    due: Change<DueInput>,
    recurrence: Change<Recurrence>,
    at: &Context,
) -> Result<(), Breach> {
    let cleared = due == Change::Clear;
    task.due = match due {
        Change::Keep => task.due.take(),
        Change::Clear => None,
        Change::Set(due) => {
            let due = due.at(at.now, &at.zone);
            Some(due.map_err(|invalid| Breach::new("due", invalid.to_string()))?)
        }
    };
    let begins = match recurrence {
        Change::Keep => false,
        Change::Clear => {
            (task.recurrence, task.series) = (None, None);
            task.recurrence_from = RecurrenceFrom::default();
            false
        }
        Change::Set(rule) => {
            let differs = task.recurrence.as_ref() != Some(&rule);
            task.recurrence = Some(rule);
            differs
        }
    };
    let Some(rule) = &task.recurrence else {
        return Ok(());
    };
    if cleared && !begins {
        return Err(Breach::clash(
            "due",
            "a task that repeats needs a due; empty recurrence as well, or set another day",
        ));
    }
    if task.due.is_none() {
        task.due = Some(series::first_day(rule, at)?);
    }
    if let Some(due) = task.due.as_ref().filter(|_| begins) {
        task.series = Some(Series::begin(Some(task.id), rule, due)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patch(json: &str) -> Result<TaskPatch, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// FR-105.
    #[test]
    fn null_clears_and_absence_keeps() {
        assert_eq!(patch("{}").unwrap(), TaskPatch::default());
        let cleared = patch(r#"{"notes": null, "due": null}"#).unwrap();
        assert_eq!((cleared.notes, cleared.due), (Change::Clear, Change::Clear));
        assert!(
            patch(r#"{"due": "2026-11-27"}"#)
                .is_ok_and(|patch| matches!(patch.due, Change::Set(_)))
        );
    }

    /// FR-105: a task always has a title, a priority and a state.
    #[test]
    fn null_is_refused_where_a_value_is_needed() {
        for field in ["title", "priority", "position", "completed"] {
            assert!(
                patch(&format!(r#"{{"{field}": null}}"#)).is_err(),
                "{field}"
            );
        }
        assert!(patch(r#"{"owner": "me"}"#).is_err());
    }
}
