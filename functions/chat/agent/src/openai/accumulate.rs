//! Puts the pieces of a streamed reply together.

mod arguments;
mod reasoning;
mod slot;

use serde_json::{Map, Value, json};

use crate::{
    model::{ModelError, Reply, RequestedCall},
    usage::Usage,
};
pub(super) use reasoning::FIELDS as REASONING;
use reasoning::Reasoning;
use slot::{Slot, merge};

/// How many calls one reply may hold before it is taken for nonsense.
const MAX_SLOTS: usize = 64;

/// How many bytes of text and arguments one reply may hold.
const MAX_BYTES: usize = 512 * 1024;

/// Fields of a message that are rebuilt, or mean nothing to an endpoint that gets them back.
const NOT_KEPT: [&str; 6] = [
    "role",
    "content",
    "tool_calls",
    "function_call",
    "refusal",
    "annotations",
];

/// The reasons with which a filter ends a reply.
const FILTERED: [&str; 6] = [
    "content_filter",
    "safety",
    "recitation",
    "prohibited_content",
    "blocklist",
    "refusal",
];

/// The reply as far as it has come.
#[derive(Debug, Default)]
pub(super) struct Accumulator {
    content: String,
    slots: Vec<Slot>,
    kept: Map<String, Value>,
    reasoning: Reasoning,
    refused: bool,
    /// Whether words or calls came in pieces.
    streamed: bool,
    finish: Option<String>,
    done: bool,
    bytes: usize,
    usage: Option<Usage>,
}

impl Accumulator {
    /// Takes one chunk, or one whole reply, and gives the text in it. Every field may be absent.
    pub(super) fn push(&mut self, chunk: &Value) -> Result<Option<String>, ModelError> {
        // Some report in each chunk, always the sum so far.
        self.usage = Usage::of(chunk).or(self.usage);
        let Some(choice) = chunk.get("choices").and_then(|choices| choices.get(0)) else {
            return Ok(None);
        };
        if let Some(reason) = choice.get("finish_reason").and_then(Value::as_str) {
            self.finish = Some(reason.to_owned());
        }
        let Some(message) = self.news(choice) else {
            return Ok(None);
        };
        for (name, value) in message {
            if REASONING.contains(&name.as_str()) {
                let grown = self.reasoning.push(name, value);
                self.grow(grown)?;
            } else if !NOT_KEPT.contains(&name.as_str()) && !value.is_null() {
                merge(&mut self.kept, name, value);
            }
        }
        self.refused |= message
            .get("refusal")
            .and_then(Value::as_str)
            .is_some_and(|refusal| !refusal.is_empty());
        match message.get("tool_calls") {
            Some(Value::Array(calls)) => {
                for call in calls {
                    self.push_call(call)?;
                }
            }
            Some(call @ Value::Object(_)) => self.push_call(call)?,
            _ => {}
        }
        // The form before there were several calls.
        if let Some(function @ Value::Object(_)) = message.get("function_call") {
            self.push_call(&json!({"index": 0, "function": function}))?;
        }
        let text = content_text(message.get("content"));
        self.grow(text.as_ref().map_or(0, String::len))?;
        Ok(text)
    }

    /// What a choice adds. Some send the whole message once more at the end of a stream.
    fn news<'a>(&mut self, choice: &'a Value) -> Option<&'a Map<String, Value>> {
        let told = |name: &str| choice.get(name).and_then(Value::as_object);
        if let Some(delta) = told("delta").filter(|delta| !delta.is_empty()) {
            self.streamed |= ["content", "tool_calls", "function_call"]
                .iter()
                .any(|name| delta.get(*name).is_some_and(is_something));
            return Some(delta);
        }
        told("message").filter(|_| !self.streamed)
    }

    /// How many bytes of words, arguments and thoughts came so far.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// The endpoint said that the stream is complete.
    pub(super) fn done(&mut self) {
        self.done = true;
    }

    /// What a person was shown, to be sent back as the message's content.
    pub(super) fn shown(&mut self, text: &str) {
        self.content.push_str(text);
    }

    fn grow(&mut self, bytes: usize) -> Result<(), ModelError> {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes > MAX_BYTES || self.slots.len() > MAX_SLOTS {
            return Err(ModelError::Malformed("the reply is too long"));
        }
        Ok(())
    }

    fn push_call(&mut self, call: &Value) -> Result<(), ModelError> {
        let at = slot::find(&self.slots, call).unwrap_or_else(|| {
            self.slots.push(Slot::default());
            self.slots.len() - 1
        });
        let grown = self.slots.get_mut(at).map_or(0, |slot| slot.push(call));
        self.grow(grown)
    }

    /// The reply, if it is complete and makes sense.
    pub(super) fn finish(mut self) -> Result<Reply, ModelError> {
        let finish = self.finish.clone().unwrap_or_default().to_lowercase();
        if finish.is_empty() && !self.done {
            return Err(ModelError::Truncated);
        }
        self.slots.retain(|slot| !slot.name.is_empty());
        let silent = self.content.trim().is_empty();
        let cut = matches!(finish.as_str(), "length" | "max_tokens" | "error");
        if cut && (silent || !self.slots.is_empty()) {
            return Err(ModelError::Truncated);
        }
        if self.slots.is_empty() && silent {
            return Err(if self.refused || FILTERED.contains(&finish.as_str()) {
                ModelError::ContentFiltered
            } else {
                ModelError::Malformed("nothing was said or called")
            });
        }
        let calls = self
            .slots
            .iter()
            .map(|slot| RequestedCall {
                name: slot.name.clone(),
                arguments: slot.parsed(),
            })
            .collect();
        Ok(Reply {
            calls,
            question: None,
            raw: self.raw(),
            usage: self.usage,
        })
    }

    /// The provider's message. A reply of words alone needs none: its text says all. Reasoning goes with calls only, where
    /// it has to come back (FR-332).
    fn raw(&self) -> Option<Value> {
        if self.slots.is_empty() && self.kept.is_empty() {
            return None;
        }
        let content = if self.content.is_empty() {
            Value::Null
        } else {
            json!(self.content)
        };
        let mut raw = self.kept.clone();
        raw.insert("role".to_owned(), json!("assistant"));
        raw.insert("content".to_owned(), content);
        if !self.slots.is_empty() {
            self.reasoning.put_into(&mut raw);
            let mut calls: Vec<Value> = Vec::with_capacity(self.slots.len());
            for (index, slot) in self.slots.iter().enumerate() {
                let taken = calls.iter().any(|call| call["id"] == slot.id.as_str());
                let id = if slot.id.is_empty() || taken {
                    format!("call_{index}_{}", uuid::Uuid::now_v7().simple())
                        .chars()
                        .take(40)
                        .collect()
                } else {
                    slot.id.clone()
                };
                calls.push(slot.raw(&id));
            }
            raw.insert("tool_calls".to_owned(), Value::Array(calls));
        }
        Some(Value::Object(raw))
    }
}

/// Whether a field says anything.
fn is_something(value: &Value) -> bool {
    !matches!(value, Value::Null) && *value != json!("") && *value != json!([])
}

/// Content is a string, or a list of parts with text, of which those with thoughts are left out.
fn content_text(content: Option<&Value>) -> Option<String> {
    match content? {
        Value::String(text) => Some(text.clone()),
        Value::Array(parts) => Some(
            parts
                .iter()
                .filter(|part| {
                    let kind = part.get("type").and_then(Value::as_str);
                    matches!(kind, None | Some("text" | "output_text"))
                })
                .filter_map(|part| part.get("text").and_then(Value::as_str))
                .collect(),
        ),
        _ => None,
    }
}

#[cfg(test)]
#[path = "accumulate_tests.rs"]
mod tests;
