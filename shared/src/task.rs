//! Tasks: the types that REST, MCP, the JSON schemas and the database share. What parses is valid (FR-108).

mod context;
mod creation;
mod draft;
mod event;
mod expected;
mod fields;
mod id;
mod new;
mod page;
mod patch;
mod series;
mod source;
pub(crate) mod spacing;
mod text;
mod typed;

use jiff::Timestamp;
use language::{Due, Priority, ProjectName, Recurrence};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

pub use context::{Breach, Context};
pub use creation::Creation;
pub use draft::Draft;
pub use event::{Changes, History, Operation, Reverted, TaskEvent, Touched, Undo, Via};
pub use expected::Expected;
pub use fields::{Position, Tags, inbox};
pub use id::TaskId;
pub use new::NewTask;
pub(crate) use page::due_order;
pub use page::{Cursor, Direction, ListTasks, PageSize, SortKey, TaskPage, TaskSort, TaskStatus};
pub use patch::{Change, TaskPatch};
pub use series::{RecurrenceFrom, Series};
pub use source::{ClientName, Source};
pub use text::{Notes, Title};
pub use typed::{TextSpan, TypedTask, Understanding, UnderstoodPiece};

/// A field that may be left out; null is as good as that (FR-101). Clients that always send every field send it.
fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A task as its owner sees it. A field without a value is absent from the JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, schemars::JsonSchema)]
#[schema(example = json!({"id": 3, "title": "Pay the rent", "priority": "p1", "tags": ["home"], "project": "Money", "due": "2026-11-30T09:00:00+01:00[Europe/Berlin]", "recurrence": "FREQ=MONTHLY;BYMONTHDAY=30", "position": 3.0, "completed": false, "created_at": "2026-11-23T08:12:45.071Z", "updated_at": "2026-11-23T08:12:45.071Z"}))]
pub struct Task {
    /// The task's number; say it to name the task.
    pub id: TaskId,
    /// What is to be done.
    pub title: Title,
    /// Details, in Markdown.
    #[serde(default, skip_serializing_if = "Notes::is_empty")]
    #[schema(required = false)]
    pub notes: Notes,
    /// How much it matters: p1 is the most urgent, p4 the default.
    pub priority: Priority,
    /// Its tags, as they were written.
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    #[schema(required = false)]
    pub tags: Tags,
    /// The project it belongs to.
    pub project: ProjectName,
    /// The day it is due, YYYY-MM-DD, or the local time with its zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Due, required = false)]
    #[schemars(with = "Due")]
    pub due: Option<Due>,
    /// How it repeats (RRULE of RFC 5545).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Recurrence, required = false)]
    #[schemars(with = "Recurrence")]
    pub recurrence: Option<Recurrence>,
    /// completion, if it repeats from the day on which it is completed, and not from the days of its rule.
    #[serde(default, skip_serializing_if = "RecurrenceFrom::is_due")]
    #[schema(required = false)]
    // A result may have more than its schema says, and every model reads the schema.
    #[schemars(skip)]
    pub recurrence_from: RecurrenceFrom,
    /// The task it is a part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = TaskId, required = false)]
    #[schemars(with = "TaskId")]
    pub parent_id: Option<TaskId>,
    /// Where it stands among the others in manual order.
    pub position: Position,
    /// Whether it is done.
    pub completed: bool,
    /// When it was created (RFC 3339, UTC).
    #[schema(value_type = String, format = DateTime)]
    #[schemars(with = "String")]
    pub created_at: Timestamp,
    /// When it was last changed (RFC 3339, UTC).
    #[schema(value_type = String, format = DateTime)]
    #[schemars(with = "String")]
    pub updated_at: Timestamp,
    /// When it was completed (RFC 3339, UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false, format = DateTime)]
    #[schemars(with = "String")]
    pub completed_at: Option<Timestamp>,
    /// The series of a task that repeats.
    #[serde(skip, default)]
    pub series: Option<Series>,
    /// The event that wrote this state; the task's entity tag.
    #[serde(skip, default)]
    pub sequence: i64,
}

impl Task {
    /// The strong entity tag (RFC 9110) of this state.
    #[must_use]
    pub fn etag(&self) -> String {
        format!("\"{}\"", self.sequence)
    }
}
