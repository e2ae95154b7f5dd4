//! The events of a stream (FR-1204).

use serde::Serialize;
use serde_json::{Map, Value};

use super::item::{Annotation, Item, Task, Text, Thread};

/// One event.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type")]
pub(crate) enum Event {
    /// The thread began with this request.
    #[serde(rename = "thread.created")]
    ThreadCreated { thread: Thread },
    /// An item is open: it changes until it is done.
    #[serde(rename = "thread.item.added")]
    Added { item: Item },
    /// An open item changed.
    #[serde(rename = "thread.item.updated")]
    Updated { item_id: String, update: Update },
    /// An item is as it stays.
    #[serde(rename = "thread.item.done")]
    Done { item: Item },
    /// An item is not shown any more.
    #[serde(rename = "thread.item.removed")]
    Removed { item_id: String },
    /// An item is another one now.
    #[serde(rename = "thread.item.replaced")]
    Replaced { item: Item },
    /// What the person can do while the turn runs.
    #[serde(rename = "stream_options")]
    Options { stream_options: StreamOptions },
    /// The turn lives.
    #[serde(rename = "progress_update")]
    Progress { text: String },
    /// Something for the page to do.
    #[serde(rename = "client_effect")]
    Effect {
        name: &'static str,
        data: Map<String, Value>,
    },
    /// Something for the person to know.
    #[serde(rename = "notice")]
    Notice {
        level: Level,
        message: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        title: Option<String>,
    },
    /// The turn ends with an error.
    #[serde(rename = "error")]
    Error {
        code: Code,
        #[serde(skip_serializing_if = "Option::is_none")]
        message: Option<String>,
        allow_retry: bool,
    },
}

/// What the person can do while a turn runs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct StreamOptions {
    pub(super) allow_cancel: bool,
}

/// How much a notice matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    Info,
    Warning,
}

/// Whose words an error has: ours, or the client's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) enum Code {
    #[serde(rename = "custom")]
    Custom,
    #[serde(rename = "stream.error")]
    Stream,
}

/// How an open item changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type")]
pub(crate) enum Update {
    #[serde(rename = "assistant_message.content_part.added")]
    PartAdded { content_index: usize, content: Text },
    #[serde(rename = "assistant_message.content_part.text_delta")]
    Delta { content_index: usize, delta: String },
    #[serde(rename = "assistant_message.content_part.annotation_added")]
    AnnotationAdded {
        content_index: usize,
        annotation_index: usize,
        annotation: Annotation,
    },
    #[serde(rename = "assistant_message.content_part.done")]
    PartDone { content_index: usize, content: Text },
    #[serde(rename = "workflow.task.added")]
    TaskAdded { task_index: usize, task: Task },
    #[serde(rename = "workflow.task.updated")]
    TaskUpdated { task_index: usize, task: Task },
}

impl Event {
    /// That this request's turn can be stopped.
    pub(super) fn options() -> Self {
        Self::Options {
            stream_options: StreamOptions { allow_cancel: true },
        }
    }

    /// That tasks are not what they were.
    pub(super) fn tasks_changed() -> Self {
        Self::Effect {
            name: "tasks.changed",
            data: Map::new(),
        }
    }

    /// The frame of server-sent events that carries it.
    pub(super) fn frame(&self) -> Result<String, serde_json::Error> {
        Ok(format!("data: {}\n\n", serde_json::to_string(self)?))
    }
}
