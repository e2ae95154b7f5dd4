//! In which form a conversation is sent to an endpoint that refused it in another (FR-333).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::history;
use crate::{
    entry::Entry,
    model::{ModelError, Refused, Reply},
};

/// The key, within a stored reply, of the form that the endpoint took. It is ours and never sent.
pub(super) const KEY: &str = "todo_form";

/// A conversation of fewer characters cannot be the reason that it is too long.
const LEAST_CHARS: usize = 1_000;

/// The form; by default everything goes as it came.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    /// Whether fields with reasoning are left out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub without_reasoning: bool,
    /// Whether calls and results are told as plain text.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub plain: bool,
    /// Whether nothing is asked about what it took.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub without_usage: bool,
    /// How many characters of conversation are sent at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chars: Option<usize>,
}

impl Form {
    /// The form that the author took last in this conversation. It is part of the stored reply, so that no process has to
    /// find it out again.
    pub(super) fn remembered(history: &[Entry], author: &str) -> Self {
        let mark = history.iter().rev().find_map(|entry| match entry {
            Entry::Assistant {
                raw,
                model: Some(model),
                ..
            } if model == author => Some(raw.as_ref().and_then(|raw| raw.get(KEY))),
            _ => None,
        });
        mark.flatten()
            .and_then(|form| Self::deserialize(form).ok())
            .unwrap_or_default()
    }

    /// The reply with a mark of the form that brought it about.
    pub(super) fn mark(&self, mut reply: Reply) -> Reply {
        if *self != Self::default() {
            let mark = json!(self);
            match &mut reply.raw {
                Some(raw) => raw[KEY] = mark,
                None => reply.raw = Some(json!({ KEY: mark })),
            }
        }
        reply
    }

    /// The form to try after a refusal of what was sent; none when another one cannot help.
    pub(super) fn after(&self, error: &ModelError, sent: &Value) -> Option<Self> {
        let messages = sent["messages"].as_array().map_or(&[][..], Vec::as_slice);
        let has_calls = messages.iter().any(|message| message["role"] == "tool");
        let plain = || {
            (!self.plain && has_calls).then(|| Self {
                plain: true,
                ..self.clone()
            })
        };
        match error {
            ModelError::HistoryRefused {
                what: Refused::Length,
                ..
            } => {
                let chars = history::chars(messages.get(1..).unwrap_or_default());
                (chars > LEAST_CHARS).then(|| Self {
                    chars: Some(chars / 2),
                    ..self.clone()
                })
            }
            ModelError::HistoryRefused {
                what: Refused::Reasoning,
                ..
            } if !self.without_reasoning => Some(Self {
                without_reasoning: true,
                ..self.clone()
            }),
            ModelError::HistoryRefused {
                what: Refused::Usage,
                ..
            } => (!self.without_usage).then(|| Self {
                without_usage: true,
                ..self.clone()
            }),
            ModelError::HistoryRefused { .. } => plain(),
            // Some say no more than that an argument is invalid, and mean the history.
            ModelError::BadRequest(detail) if matches!(detail.status, Some(400 | 422)) => plain(),
            _ => None,
        }
    }
}

/// Takes our mark off a stored message, and gives it only if something of the endpoint's is left.
pub(super) fn unmarked(raw: &Value) -> Option<Map<String, Value>> {
    let mut message = raw.as_object()?.clone();
    message.remove(KEY);
    message.contains_key("role").then_some(message)
}
