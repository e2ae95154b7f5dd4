//! Puts the pieces of a streamed reply together.

mod arguments;
mod reasoning;
mod slot;

use clock::Ids;
use serde_json::{Map, Value, json};

use super::speech::Written;
use crate::{
    model::{Finish, ModelError, Reply, RequestedCall},
    tools::Tool,
    undo,
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
const NOT_KEPT: [&str; 10] = [
    "role",
    "content",
    "tool_calls",
    "function_call",
    "refusal",
    "annotations",
    "text",
    "index",
    "logprobs",
    "finish_reason",
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

/// The tools that no words call: what they do is not to hang on how a sentence is read.
const NEVER_BY_WORDS: [&str; 2] = ["delete_task", undo::TOOL];

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
    /// The calls that were written as words, none of them when they are not clear; absent when all words were said.
    written: Option<Vec<RequestedCall>>,
}

impl Accumulator {
    /// Takes one chunk, or one whole reply, and gives the text in it. Every field may be absent.
    pub(super) fn push(&mut self, chunk: &Value) -> Result<Option<String>, ModelError> {
        // Some report in each chunk, always the sum so far.
        self.usage = Usage::of(chunk).or(self.usage);
        let Some(choice) = first_choice(chunk) else {
            return Ok(None);
        };
        let reason = ["finish_reason", "done_reason"]
            .iter()
            .find_map(|name| choice.get(*name)?.as_str());
        if let Some(reason) = reason {
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
        // The form of answers before there were messages.
        let content = message.get("content").filter(|content| !content.is_null());
        let text = content_text(content.or_else(|| message.get("text")));
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
        told("message")
            .or_else(|| {
                choice
                    .as_object()
                    .filter(|choice| choice.get("text").is_some_and(Value::is_string))
            })
            .filter(|_| !self.streamed)
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

    /// What the model wrote as words and meant as calls. They count where nothing else can be meant: known tools, whole
    /// arguments, between marks or one call alone.
    pub(super) fn written(&mut self, calls: Vec<Written>, hid: bool, tools: &[Tool]) {
        let alone = calls.len() == 1 && self.content.trim().is_empty();
        let clear = calls.iter().all(|written| {
            let call = &written.call;
            (written.marked || alone)
                && call.arguments.is_object()
                && tools.iter().any(|tool| tool.name == bare(&call.name))
                && !NEVER_BY_WORDS.contains(&bare(&call.name))
        });
        let calls = calls.into_iter().filter(|_| clear);
        self.written = hid.then(|| calls.map(|written| written.call).collect());
    }

    fn grow(&mut self, bytes: usize) -> Result<(), ModelError> {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes > MAX_BYTES || self.slots.len() > MAX_SLOTS {
            return Err(ModelError::Malformed("the reply is too long"));
        }
        Ok(())
    }

    fn push_call(&mut self, call: &Value) -> Result<(), ModelError> {
        let call = &slot::usual(call);
        let at = slot::find(&self.slots, call).unwrap_or_else(|| {
            self.slots.push(Slot::default());
            self.slots.len() - 1
        });
        let grown = self.slots.get_mut(at).map_or(0, |slot| slot.push(call));
        self.grow(grown)
    }

    /// The reply, if it is complete and makes sense; calls that came without an id have one from `ids` in the message.
    pub(super) fn finish(mut self, ids: &dyn Ids) -> Result<Reply, ModelError> {
        let finish = self.finish.clone().unwrap_or_default().to_lowercase();
        if finish.is_empty() && !self.done {
            return Err(ModelError::Truncated);
        }
        self.slots.retain(|slot| !slot.name.is_empty());
        let silent = self.content.trim().is_empty();
        let nothing = self.slots.is_empty() && silent;
        let filtered = FILTERED.contains(&finish.as_str());
        match finish.as_str() {
            "length" | "max_tokens" | "max_output_tokens" | "model_length"
                if silent || !self.slots.is_empty() || self.written.is_some() =>
            {
                return Err(ModelError::TooLong);
            }
            "error" if silent || !self.slots.is_empty() => return Err(ModelError::Truncated),
            _ if nothing && (self.refused || filtered) => return Err(ModelError::ContentFiltered),
            // A filter in the middle of a call leaves half of it.
            _ if filtered && !self.slots.is_empty() => return Err(ModelError::ContentFiltered),
            _ if nothing && self.written.as_ref().is_none_or(Vec::is_empty) => {
                return Err(ModelError::Malformed("nothing was said or called"));
            }
            _ => {}
        }
        let end = match finish.as_str() {
            "length" | "max_tokens" | "max_output_tokens" | "model_length" => Finish::Length,
            "refusal" => Finish::Refused,
            _ if filtered => Finish::Filtered,
            _ if self.refused => Finish::Refused,
            _ => Finish::Complete,
        };
        if self.slots.is_empty()
            && let Some(calls) = self.written.take().filter(|calls| !calls.is_empty())
        {
            return Ok(Reply {
                calls,
                finish: end,
                usage: self.usage,
                ..Reply::default()
            });
        }
        let calls = self
            .slots
            .iter()
            .flat_map(|slot| {
                slot.parsed().into_iter().map(|arguments| RequestedCall {
                    name: slot.name.clone(),
                    arguments,
                })
            })
            .collect();
        Ok(Reply {
            calls,
            question: None,
            raw: self.raw(ids),
            finish: end,
            usage: self.usage,
        })
    }

    /// The provider's message. A reply of words alone needs none: its text says all. Reasoning goes with calls only, where
    /// it has to come back (FR-332).
    fn raw(&self, ids: &dyn Ids) -> Option<Value> {
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
                    format!("call_{index}_{}", ids.next().simple())
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

/// A name without what providers put before it.
fn bare(name: &str) -> &str {
    name.rsplit(['.', '/']).next().unwrap_or(name)
}

/// The first choice: others are other answers to the same.
fn first_choice(chunk: &Value) -> Option<&Value> {
    let Some(choices) = chunk.get("choices") else {
        // Ollama's own form has one answer and no list of them.
        return chunk
            .get("message")
            .is_some_and(Value::is_object)
            .then_some(chunk);
    };
    let Some(list) = choices.as_array() else {
        return choices.is_object().then_some(choices);
    };
    let index = |choice: &&Value| choice.get("index").and_then(Value::as_u64);
    list.iter()
        .find(|choice| index(choice).is_none_or(|index| index == 0))
}

/// Whether a field says anything.
fn is_something(value: &Value) -> bool {
    !matches!(value, Value::Null) && *value != json!("") && *value != json!([])
}

/// Content is a string, a part with text, or a list of both, of which those with thoughts are left out.
fn content_text(content: Option<&Value>) -> Option<String> {
    let of_part = |part: &Value| match part {
        Value::String(text) => Some(text.clone()),
        part => {
            let kind = part.get("type").and_then(Value::as_str);
            let text = part.get("text").and_then(Value::as_str);
            text.filter(|_| matches!(kind, None | Some("text" | "output_text")))
                .map(str::to_owned)
        }
    };
    match content? {
        Value::Array(parts) => Some(parts.iter().filter_map(of_part).collect()),
        part @ (Value::String(_) | Value::Object(_)) => of_part(part),
        _ => None,
    }
}

#[cfg(test)]
#[path = "accumulate_tests.rs"]
mod tests;
