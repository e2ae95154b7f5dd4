//! What a turn tells while it runs, and what it gives at its end.

use async_trait::async_trait;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    entry::Question,
    receipt::Receipt,
    tools::{ToolResult, outcome},
};

/// Something that happened in a turn. [`Event::name`] and its JSON are the wire form of FR-301.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Event {
    /// The turn has begun, begun again, or was found over. The first of its events (FR-343).
    Turn {
        /// The conversation.
        conversation_id: Uuid,
        /// The turn.
        turn_id: Uuid,
        /// Which attempt at it.
        attempt: u32,
    },
    /// More of the response; the deltas of a turn add up to [`TurnOutcome::response`].
    Text {
        /// The piece to append.
        delta: String,
    },
    /// A tool is about to run.
    ToolStarted {
        /// The call's id.
        id: String,
        /// The tool.
        name: String,
        /// Its arguments.
        arguments: Value,
    },
    /// A tool has run.
    ToolFinished {
        /// The call's id.
        id: String,
        /// `result` or `error` in JSON.
        #[serde(flatten, with = "outcome")]
        outcome: ToolResult,
    },
    /// A tool reported a change.
    Receipt(Receipt),
    /// The turn ends with a question.
    Question(Question),
}

impl Event {
    /// The event's name on the wire, such as `tool_started`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Turn { .. } => "turn",
            Self::Text { .. } => "text",
            Self::ToolStarted { .. } => "tool_started",
            Self::ToolFinished { .. } => "tool_finished",
            Self::Receipt(_) => "receipt",
            Self::Question(_) => "question",
        }
    }
}

/// Whoever listens to a turn.
#[async_trait]
pub trait EventSink: Send {
    /// Tells of one event. `false` when nobody listens any more: the turn stops at its next step (FR-309).
    async fn send(&mut self, event: Event) -> bool;
}

/// A call with what it gave.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FinishedCall {
    /// The call's id.
    pub id: String,
    /// The tool.
    pub name: String,
    /// Its arguments.
    pub arguments: Value,
    /// `result` or `error` in JSON.
    #[serde(flatten, with = "outcome")]
    pub outcome: ToolResult,
}

/// What a turn came to. Its JSON is the answer of FR-301 but for the conversation's id and `cancelled`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TurnOutcome {
    /// All that was said.
    pub response: String,
    /// The calls that were made, in order.
    pub tool_calls: Vec<FinishedCall>,
    /// The question that the turn ended with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<Question>,
    /// The changes that tools reported, in order.
    pub receipts: Vec<Receipt>,
    /// How many changes that is.
    pub changes: usize,
    /// Whether the person asked for a change, as far as their words can be read, and nothing was changed (FR-362).
    pub unchanged: bool,
    /// Whether the turn was stopped, or nobody listened any more (FR-309, FR-349).
    #[serde(skip)]
    pub cancelled: bool,
    /// Who replied last, as [`crate::Entry::Assistant`] records it.
    #[serde(skip)]
    pub model: Option<String>,
}
