//! A change of a task, apart from its wire form: REST sends JSON Merge Patch, tools send `clear`.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use super::{Notes, Priority, Task, Title};

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

/// A change of one task; as JSON a Merge Patch (RFC 7396). `null` empties `notes` and `due`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
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
    /// The new day it is due; null removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date, required = false)]
    pub due: Change<Date>,
    /// true completes the task, false opens it again.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = bool, required = false)]
    pub completed: Option<bool>,
}

/// A field that may be absent but not null.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

impl TaskPatch {
    /// The patch that only completes (true) or reopens (false).
    #[must_use]
    pub fn completed(completed: bool) -> Self {
        Self {
            completed: Some(completed),
            ..Self::default()
        }
    }

    /// The task after this change at `now`; equal to `task` when nothing changes.
    #[must_use]
    pub fn apply(self, task: &Task, now: Timestamp) -> Task {
        let mut after = task.clone();
        if let Some(title) = self.title {
            after.title = title;
        }
        match self.notes {
            Change::Keep => {}
            Change::Clear => after.notes = Notes::default(),
            Change::Set(notes) => after.notes = notes,
        }
        if let Some(priority) = self.priority {
            after.priority = priority;
        }
        match self.due {
            Change::Keep => {}
            Change::Clear => after.due = None,
            Change::Set(due) => after.due = Some(due),
        }
        if let Some(completed) = self
            .completed
            .filter(|completed| *completed != task.completed)
        {
            after.completed = completed;
            after.completed_at = completed.then_some(now);
        }
        if after != *task {
            after.updated_at = now;
        }
        after
    }
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
        for field in ["title", "priority", "completed"] {
            assert!(
                patch(&format!(r#"{{"{field}": null}}"#)).is_err(),
                "{field}"
            );
        }
        assert!(patch(r#"{"owner": "me"}"#).is_err());
    }
}
