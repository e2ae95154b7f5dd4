//! What happened to a task.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use super::{Task, TaskId};

/// What was done to a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Operation {
    /// It was created.
    Create,
    /// It was changed.
    Update,
    /// It was completed.
    Complete,
    /// It was opened again.
    Reopen,
    /// It was deleted.
    Delete,
    /// It was brought back.
    Restore,
}

/// The way in that a change took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Via {
    /// The web app.
    Web,
    /// The REST API.
    Api,
    /// An MCP client.
    Mcp,
    /// Our own agent.
    Agent,
}

/// One change of one task (FR-617).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TaskEvent {
    /// Its number among all changes of the person's tasks.
    pub sequence: i64,
    /// What was done.
    pub operation: Operation,
    /// By which way in.
    pub source: Via,
    /// What the MCP client calls itself, if it was one that says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    pub client: Option<String>,
    /// The agent's turn, if it was the agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = uuid::Uuid, required = false)]
    pub turn_id: Option<uuid::Uuid>,
    /// The number of the change that this one took back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = i64, required = false)]
    pub undoes: Option<i64>,
    /// When (RFC 3339, UTC).
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// The task before; absent when there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Task, required = false)]
    pub before: Option<Task>,
    /// The task after; absent when there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Task, required = false)]
    pub after: Option<Task>,
    /// The task.
    #[serde(skip)]
    #[schema(ignore)]
    pub task_id: TaskId,
}

/// A page of a task's history, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct History {
    /// What happened.
    pub events: Vec<TaskEvent>,
    /// Where the next page starts: `before` of the next request. Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = i64, required = false)]
    pub next_before: Option<i64>,
}

/// What is taken back (FR-618); as JSON the body of the request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "UndoFields")]
pub enum Undo {
    /// The newest change that was not taken back.
    #[default]
    Newest,
    /// All that this agent's turn did.
    Turn(uuid::Uuid),
    /// What this agent's turn did to tasks that nothing newer changed.
    PossibleOfTurn(uuid::Uuid),
    /// The change that the event of this number belongs to, which need not be the newest.
    Change(i64),
}

/// One of the fields, or none for the newest change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Undo, max_properties = 1)]
struct UndoFields {
    /// All that this agent's turn did.
    #[serde(default, deserialize_with = "super::patch::present")]
    #[schema(value_type = uuid::Uuid, required = false)]
    turn_id: Option<uuid::Uuid>,
    /// The change that this event belongs to, which need not be the newest.
    #[serde(default, deserialize_with = "super::patch::present")]
    #[schema(value_type = i64, minimum = 1, maximum = 9_007_199_254_740_991_i64, required = false)]
    sequence: Option<Sequence>,
}

/// The number of an event, in any spelling of a whole number: JSON knows one kind of number.
#[derive(Deserialize)]
#[serde(try_from = "f64")]
struct Sequence(i64);

impl TryFrom<f64> for Sequence {
    type Error = &'static str;

    fn try_from(number: f64) -> Result<Self, Self::Error> {
        // Above, not every whole number is a number of JSON (RFC 8259, section 6).
        if number.fract() != 0.0 || !(1.0..=9_007_199_254_740_991.0).contains(&number) {
            return Err("events are numbered from 1 on, in whole numbers");
        }
        #[expect(clippy::cast_possible_truncation, reason = "a whole number of 53 bits")]
        let number = number as i64;
        Ok(Self(number))
    }
}

impl TryFrom<UndoFields> for Undo {
    type Error = &'static str;

    fn try_from(fields: UndoFields) -> Result<Self, Self::Error> {
        match (fields.turn_id, fields.sequence) {
            (None, None) => Ok(Self::Newest),
            (Some(turn), None) => Ok(Self::Turn(turn)),
            (None, Some(Sequence(sequence))) => Ok(Self::Change(sequence)),
            (Some(_), Some(_)) => Err("name either a turn_id or a sequence"),
        }
    }
}

impl PartialSchema for Undo {
    fn schema() -> RefOr<Schema> {
        UndoFields::schema()
    }
}

impl ToSchema for Undo {}

/// Tasks that are not as they were.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Touched {
    /// Those that are there, as they are now.
    pub tasks: Vec<Task>,
    /// The ids of those that are not.
    pub deleted: Vec<TaskId>,
}

impl From<Vec<Reverted>> for Touched {
    fn from(tasks: Vec<Reverted>) -> Self {
        let mut touched = Self::default();
        for Reverted { id, after, .. } in tasks {
            match after {
                Some(task) => touched.tasks.push(task),
                None => touched.deleted.push(id),
            }
        }
        touched
    }
}

/// A task that a change was taken back of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reverted {
    /// Its id.
    pub id: TaskId,
    /// The task as it was until then, unless it was deleted.
    pub before: Option<Task>,
    /// The task as it is again, unless it had been created.
    pub after: Option<Task>,
}

/// A page of changes (FR-620).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Changes {
    /// What changed after the token.
    #[serde(flatten)]
    pub touched: Touched,
    /// The token for the next request.
    #[schema(value_type = String, example = "42")]
    pub next: String,
    /// Whether there is more to be had at once.
    pub more: bool,
}

impl Changes {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.touched.tasks.is_empty() && self.touched.deleted.is_empty()
    }
}
