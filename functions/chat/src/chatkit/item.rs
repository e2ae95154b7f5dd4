//! Threads, items and pages as the protocol has them (FR-1203). What has no value is left out, never null.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};
use shared::conversation::Conversation;
use uuid::Uuid;

/// A thread: a conversation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Thread {
    pub(super) id: Uuid,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) title: String,
    pub(super) created_at: Timestamp,
    pub(super) status: Active,
    pub(super) metadata: Map<String, Value>,
    pub(super) items: Page<Item>,
}

/// The status of each of our threads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[serde(tag = "type", rename = "active")]
pub(crate) struct Active {}

impl Thread {
    /// A conversation with this page of its items.
    pub(super) fn new(conversation: Conversation, items: Page<Item>) -> Self {
        Self {
            id: conversation.id,
            title: conversation.title,
            created_at: conversation.created_at,
            status: Active {},
            metadata: Map::new(),
            items,
        }
    }
}

/// A page of something. `after` is where the next one goes on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Page<T> {
    pub(super) data: Vec<T>,
    pub(super) has_more: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) after: Option<String>,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self {
            data: Vec::new(),
            has_more: false,
            after: None,
        }
    }
}

/// One item of a thread.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Item {
    pub(super) id: String,
    pub(super) thread_id: Uuid,
    pub(super) created_at: Timestamp,
    #[serde(flatten)]
    pub(super) body: Body,
}

/// What an item is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Body {
    /// What the person said.
    UserMessage {
        content: Vec<UserContent>,
        attachments: Vec<Value>,
        inference_options: Map<String, Value>,
    },
    /// What the agent said.
    AssistantMessage { content: Vec<Text> },
    /// What it did, a task for each call of a tool.
    Workflow { workflow: Workflow },
    /// Something to look at and to act on.
    Widget { widget: Value, copy_text: String },
    /// A question with its options.
    StructuredInput {
        status: Standing,
        inputs: Vec<Choice>,
    },
}

/// A part of what the person said.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename = "input_text")]
pub(crate) struct UserContent {
    pub(super) text: String,
}

/// A part of what the agent said.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(tag = "type", rename = "output_text")]
pub(crate) struct Text {
    pub(super) text: String,
    pub(super) annotations: Vec<Annotation>,
}

/// A link from a text to a task.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename = "annotation")]
pub(crate) struct Annotation {
    pub(super) source: Entity,
    /// Behind how many characters of the text it stands.
    pub(super) index: usize,
}

/// The task that a link leads to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename = "entity")]
pub(crate) struct Entity {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) icon: &'static str,
    pub(super) interactive: bool,
    pub(super) data: Map<String, Value>,
}

/// What a block of calls did.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename = "custom")]
pub(crate) struct Workflow {
    pub(super) tasks: Vec<Task>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) summary: Option<Summary>,
    pub(super) expanded: bool,
}

/// A workflow in a line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Summary {
    pub(super) title: String,
    pub(super) icon: &'static str,
}

/// One call of a tool.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename = "custom")]
pub(crate) struct Task {
    pub(super) title: String,
    pub(super) icon: &'static str,
    pub(super) status_indicator: Indicator,
}

/// How a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Indicator {
    None,
    Loading,
    Complete,
}

/// How a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Standing {
    Pending,
    Answered,
    Skipped,
}

/// A question with options.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename = "multiple_choice")]
pub(crate) struct Choice {
    pub(super) id: String,
    pub(super) question: String,
    pub(super) options: Vec<ChoiceOption>,
    pub(super) multiple: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) answer: Option<ChoiceAnswer>,
}

/// An option: what is shown is what is sent back.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct ChoiceOption {
    pub(super) value: String,
}

/// What was answered.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct ChoiceAnswer {
    pub(super) values: Vec<String>,
    pub(super) skipped: bool,
}
