//! Tasks: the types that REST, MCP, the JSON schemas and the database share. What parses is valid (FR-108).

mod page;
mod patch;
mod text;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use page::{Cursor, ListTasks, PageSize, TaskPage, TaskStatus};
pub use patch::{Change, TaskPatch};
pub use text::{Notes, Title};

/// A task's number within its owner's tasks: 1, 2, 3 …, never given out twice.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ToSchema,
    schemars::JsonSchema,
)]
#[serde(try_from = "i32")]
#[schema(minimum = 1, example = 3)]
#[schemars(inline, !try_from)]
pub struct TaskId(#[schemars(range(min = 1))] i32);

impl TaskId {
    /// The bare number.
    #[must_use]
    pub fn get(self) -> i32 {
        self.0
    }
}

impl TryFrom<i32> for TaskId {
    type Error = &'static str;

    fn try_from(number: i32) -> Result<Self, Self::Error> {
        if number < 1 {
            Err("a task's id is a positive integer")
        } else {
            Ok(Self(number))
        }
    }
}

impl std::fmt::Display for TaskId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

/// How much a task matters: `p1` is the most urgent, `p4` the default.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    ToSchema,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
#[expect(
    missing_docs,
    reason = "a doc comment on a variant turns the JSON schema's enum into oneOf, which models mishandle"
)]
pub enum Priority {
    P1,
    P2,
    P3,
    #[default]
    P4,
}

impl Priority {
    /// The word used in JSON and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::P1 => "p1",
            Self::P2 => "p2",
            Self::P3 => "p3",
            Self::P4 => "p4",
        }
    }
}

impl std::str::FromStr for Priority {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        [Self::P1, Self::P2, Self::P3, Self::P4]
            .into_iter()
            .find(|priority| priority.as_str() == word)
            .ok_or_else(|| format!("no priority {word:?}"))
    }
}

/// A task as its owner sees it. A field without a value is absent from the JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, schemars::JsonSchema)]
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
    /// The day it is due, YYYY-MM-DD.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false, format = Date)]
    #[schemars(with = "String")]
    pub due: Option<Date>,
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

/// A task to create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
pub struct NewTask {
    /// What is to be done, 1 to 200 characters.
    pub title: Title,
    /// Details, in Markdown, at most 10,000 bytes.
    #[serde(default, skip_serializing_if = "Notes::is_empty")]
    #[schema(required = false)]
    pub notes: Notes,
    /// p1 is the most urgent, p4 the default.
    #[serde(default)]
    #[schema(required = false)]
    pub priority: Priority,
    /// The day it is due, YYYY-MM-DD.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false, format = Date)]
    #[schemars(with = "String")]
    pub due: Option<Date>,
}

/// Where a change came from, as the event records it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The web app.
    Web,
    /// A caller of the REST API.
    Api,
    /// An MCP client.
    Mcp,
    /// Our own agent, in this turn.
    Agent(uuid::Uuid),
}

impl Source {
    /// The word in `task_event.source`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Api => "api",
            Self::Mcp => "mcp",
            Self::Agent(_) => "agent",
        }
    }

    /// The agent's turn, when there was one.
    #[must_use]
    pub fn turn(self) -> Option<uuid::Uuid> {
        match self {
            Self::Agent(turn) => Some(turn),
            Self::Web | Self::Api | Self::Mcp => None,
        }
    }
}
