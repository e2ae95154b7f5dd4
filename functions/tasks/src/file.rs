//! Our own file: what an export writes and an import reads (FR-901, FR-904).

use jiff::Timestamp;
use language::{Due, DueInput, Priority, ProjectName, Recurrence};
use serde::{Deserialize, Serialize};
use shared::task::{Notes, Position, RecurrenceFrom, Tags, Task, TaskId, Title};
use utoipa::ToSchema;

use crate::settings::Settings;

/// All that a person has, as a file.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"format": "todo-app", "version": 1, "tasks": [
    {"id": 1, "title": "Move to the new flat", "project": "Moving", "due": "2026-12-01"},
    {"id": 2, "title": "Pack the books", "parent_id": 1, "tags": ["boxes"], "completed": true},
]}))]
pub(crate) struct TasksFile {
    /// Says that the file is one of ours.
    #[expect(dead_code, reason = "a file without it is not read")]
    pub(crate) format: Format,
    /// What the file may hold.
    #[schema(value_type = u32, minimum = 1, maximum = 1)]
    #[expect(dead_code, reason = "a file without it is not read")]
    pub(crate) version: Version,
    /// When it was made (RFC 3339, UTC).
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false, format = DateTime)]
    #[expect(dead_code, reason = "an import has no use for it")]
    pub(crate) exported_at: Option<Timestamp>,
    /// The settings. An import takes from them the zone of times in the file that have none, and does not change yours.
    #[serde(default)]
    #[schema(value_type = Option<Settings>, required = false)]
    pub(crate) settings: Option<Settings>,
    /// The tasks.
    #[schema(value_type = Vec<FileTask>)]
    pub(crate) tasks: Vec<serde_json::Value>,
}

/// The name of the format.
#[derive(Deserialize, ToSchema)]
pub(crate) enum Format {
    /// Ours.
    #[serde(rename = "todo-app")]
    TodoApp,
}

/// The version of the format.
#[derive(Deserialize)]
#[serde(try_from = "f64")]
pub(crate) struct Version;

impl Version {
    /// The one that there is.
    pub(crate) const NUMBER: u32 = 1;
}

impl TryFrom<f64> for Version {
    type Error = &'static str;

    /// From a number; `1.0` is the integer 1, as JSON Schema has it.
    fn try_from(number: f64) -> Result<Self, Self::Error> {
        if number.to_bits() == f64::from(Self::NUMBER).to_bits() {
            Ok(Self)
        } else {
            Err("files of version 1 are read here")
        }
    }
}

/// A task in a file. Ids hold within the file only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileTask {
    /// Its number in the file, by which others name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<TaskId>, required = false)]
    pub(crate) id: Option<TaskId>,
    /// What is to be done.
    pub(crate) title: Title,
    /// Details, in Markdown.
    #[serde(default, skip_serializing_if = "Notes::is_empty")]
    #[schema(required = false)]
    pub(crate) notes: Notes,
    /// How much it matters, p4 by default.
    #[serde(default)]
    #[schema(required = false)]
    pub(crate) priority: Priority,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    #[schema(required = false)]
    pub(crate) tags: Tags,
    /// The project it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ProjectName>, required = false)]
    pub(crate) project: Option<ProjectName>,
    /// When it is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<DueInput>, required = false)]
    pub(crate) due: Option<DueInput>,
    /// How it repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Recurrence>, required = false)]
    pub(crate) recurrence: Option<Recurrence>,
    /// completion, if it repeats from the day on which it is completed.
    #[serde(default, skip_serializing_if = "RecurrenceFrom::is_due")]
    #[schema(required = false)]
    pub(crate) recurrence_from: RecurrenceFrom,
    /// Which occurrence of its series it is; without it, a task that repeats begins one with its due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<FileSeries>, required = false)]
    pub(crate) series: Option<FileSeries>,
    /// The task of the file that it is a part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<TaskId>, required = false)]
    pub(crate) parent_id: Option<TaskId>,
    /// Where it stands in manual order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Position>, required = false)]
    pub(crate) position: Option<Position>,
    /// Whether it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<bool>, required = false)]
    pub(crate) completed: Option<bool>,
    /// When it was created (RFC 3339); now, by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, required = false, format = DateTime)]
    pub(crate) created_at: Option<Moment>,
    /// When it was last changed (RFC 3339). An import is a change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, required = false, format = DateTime)]
    pub(crate) updated_at: Option<Moment>,
    /// When it was completed (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, required = false, format = DateTime)]
    pub(crate) completed_at: Option<Moment>,
}

/// What a task that repeats knows of its series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileSeries {
    /// The series' first task: the same for all tasks of a series, in the file or not.
    pub(crate) first_id: TaskId,
    /// The due that the rule counts from.
    pub(crate) start: DueInput,
    /// The occurrence that the task stands for, wherever it was moved to.
    pub(crate) scheduled: DueInput,
}

/// A moment in the years 0001 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "Timestamp")]
pub(crate) struct Moment(pub(crate) Timestamp);

impl TryFrom<String> for Moment {
    type Error = language::Invalid;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        language::parse_moment(&text).map(Self)
    }
}

impl From<Moment> for Timestamp {
    fn from(moment: Moment) -> Self {
        moment.0
    }
}

impl From<Task> for FileTask {
    fn from(task: Task) -> Self {
        let series = task.series.map(|series| FileSeries {
            first_id: series.id.unwrap_or(task.id),
            scheduled: match &series.start {
                Due::Date(_) => DueInput::Date(series.scheduled.date()),
                Due::Time(_) => DueInput::Local(series.scheduled),
            },
            start: input(series.start),
        });
        Self {
            id: Some(task.id),
            title: task.title,
            notes: task.notes,
            priority: task.priority,
            tags: task.tags,
            project: Some(task.project),
            due: task.due.map(input),
            recurrence: task.recurrence,
            recurrence_from: task.recurrence_from,
            series,
            parent_id: task.parent_id,
            position: Some(task.position),
            completed: Some(task.completed),
            created_at: Some(Moment(task.created_at)),
            updated_at: Some(Moment(task.updated_at)),
            completed_at: task.completed_at.map(Moment),
        }
    }
}

fn input(due: Due) -> DueInput {
    match due {
        Due::Date(day) => DueInput::Date(day),
        Due::Time(time) => DueInput::Zoned(time),
    }
}
