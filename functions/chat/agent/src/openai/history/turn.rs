//! One turn of a conversation as messages.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::Reader;
use crate::{
    entry::{Answer, Ended, Entry},
    instruction::NO_TOOL_REPORTED_IT,
    openai::{accumulate::REASONING, form, lines},
    questions,
    tools::{ToolCall, ToolResult},
};

/// The result of a call that a question stood before, and that the person did not agree to.
const NOT_CONFIRMED: &str = "not confirmed: the person was asked and did not agree";

/// What stands behind a turn that was stopped.
const STOPPED: &str = "(stopped by the person)";

/// What stands behind a turn whose reader went away.
const LEFT: &str = "(the connection was lost here; the person may not have wanted to stop)";

/// The turns of a conversation, and what is known across them: the result of a call may have come in a later turn, after a
/// question.
pub(super) struct Rendering<'a> {
    history: &'a [Entry],
    results: HashMap<&'a str, &'a ToolResult>,
    reader: Reader<'a>,
}

impl<'a> Rendering<'a> {
    pub(super) fn new(history: &'a [Entry], reader: Reader<'a>) -> Self {
        let results = history.iter().filter_map(|entry| match entry {
            Entry::Tool {
                call_id, outcome, ..
            } => Some((call_id.as_str(), outcome)),
            _ => None,
        });
        Self {
            history,
            results: results.collect(),
            reader,
        }
    }

    /// The messages of the turn in this range, with so many characters of each result.
    pub(super) fn turn(&self, from: usize, to: usize, bound: usize) -> Vec<Value> {
        let mut messages = Vec::new();
        let mut ended = Ended::Itself;
        for at in from..to {
            match self.history.get(at) {
                Some(Entry::User {
                    text,
                    answer,
                    ended: its,
                    ..
                }) => {
                    ended = *its;
                    let before = self.history.get(..at).unwrap_or_default();
                    let words = user_words(before, text, answer.as_ref());
                    if !words.trim().is_empty() {
                        messages.push(json!({"role": "user", "content": words}));
                    }
                }
                Some(entry @ Entry::Assistant { .. }) => {
                    self.assistant(&mut messages, entry, bound);
                    if was_challenged(entry, self.history.get(at + 1)) {
                        messages.push(json!({"role": "user", "content": NO_TOOL_REPORTED_IT}));
                    }
                }
                // Results are taken together with their calls; one without its call is left out.
                Some(Entry::Tool { .. }) | None => {}
            }
        }
        let note = match ended {
            Ended::Itself => None,
            Ended::Stopped => Some(STOPPED),
            Ended::Left => Some(LEFT),
        };
        messages.extend(note.map(|note| json!({"role": "user", "content": note})));
        messages
    }

    fn assistant(&self, messages: &mut Vec<Value>, entry: &Entry, bound: usize) {
        let Entry::Assistant {
            text,
            tool_calls,
            question,
            raw,
            model,
            ..
        } = entry
        else {
            return;
        };
        let form = self.reader.form;
        let results = tool_calls
            .iter()
            .map(|call| self.result(call, question.is_some(), bound));
        if form.plain {
            plain_turn(messages, text, tool_calls, results);
            return;
        }
        let own = model.as_deref() == Some(self.reader.author);
        let raw = raw
            .as_ref()
            .filter(|_| own)
            .and_then(form::unmarked)
            .map(|raw| {
                if form.without_reasoning {
                    unreasoned(raw)
                } else {
                    raw
                }
            });
        let raw_ids = raw.as_ref().and_then(|raw| raw_ids(raw, tool_calls.len()));
        let (message, ids) = if let (Some(raw), Some(ids)) = (raw, raw_ids) {
            (Value::Object(raw), ids)
        } else if text.trim().is_empty() && tool_calls.is_empty() {
            return;
        } else {
            // Nine letters and digits: the one form of id that no endpoint refuses.
            let ids: Vec<String> = (0..tool_calls.len())
                .map(|index| format!("c{:04}{:04}", messages.len() % 10_000, index % 10_000))
                .collect();
            (rebuilt(text, tool_calls, &ids), ids)
        };
        messages.push(message);
        for (content, id) in results.zip(ids) {
            messages.push(json!({"role": "tool", "tool_call_id": id, "content": content}));
        }
    }

    /// What became of a call, whenever it did.
    fn result(&self, call: &ToolCall, asked: bool, bound: usize) -> String {
        match self.results.get(call.id.as_str()) {
            Some(Ok(result)) if call.name == questions::TOOL => lines::of_answer(result, bound),
            Some(Ok(result)) => lines::of_result(result, self.reader.zone, bound),
            Some(Err(error)) => lines::of_error(error, bound),
            None if asked => NOT_CONFIRMED.to_owned(),
            None => json!({"error": "interrupted"}).to_string(),
        }
    }
}

/// Whether a reply of words did not end its turn: the model was then told what was wrong with it (FR-360).
fn was_challenged(reply: &Entry, next: Option<&Entry>) -> bool {
    matches!(reply, Entry::Assistant { text, tool_calls, question: None, .. } if tool_calls.is_empty() && !text.trim().is_empty())
        && !matches!(next, Some(Entry::User { .. }))
}

/// Calls and results in words, for an endpoint that refused them as such.
fn plain_turn(
    messages: &mut Vec<Value>,
    text: &str,
    calls: &[ToolCall],
    results: impl Iterator<Item = String>,
) {
    let called: Vec<String> = calls
        .iter()
        .map(|call| format!("(I called the tool {} with {}.)", call.name, call.arguments))
        .collect();
    let words = [text.trim(), &called.join("\n")].join("\n");
    if words.trim().is_empty() {
        return;
    }
    messages.push(json!({"role": "assistant", "content": words.trim()}));
    let told: Vec<String> = calls
        .iter()
        .zip(results)
        .map(|(call, result)| {
            format!(
                "(The result of {}, from the tool and not from the person:)\n{result}",
                call.name
            )
        })
        .collect();
    if !told.is_empty() {
        messages.push(json!({"role": "user", "content": told.join("\n\n")}));
    }
}

fn unreasoned(mut raw: Map<String, Value>) -> Map<String, Value> {
    raw.retain(|name, _| !REASONING.contains(&name.as_str()));
    raw
}

/// The call ids in a provider's message, when they are as many as the calls.
fn raw_ids(raw: &Map<String, Value>, calls: usize) -> Option<Vec<String>> {
    let ids: Vec<String> = raw
        .get("tool_calls")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
        .filter_map(|call| call.get("id").and_then(Value::as_str).map(str::to_owned))
        .collect();
    (ids.len() == calls).then_some(ids)
}

fn rebuilt(text: &str, calls: &[ToolCall], ids: &[String]) -> Value {
    let mut message = json!({"role": "assistant", "content": text.trim()});
    if !calls.is_empty() {
        message["tool_calls"] = calls
            .iter()
            .zip(ids)
            .map(|(call, id)| {
                let arguments = if call.arguments.is_object() {
                    call.arguments.to_string()
                } else {
                    "{}".to_owned()
                };
                json!({"id": id, "type": "function",
                    "function": {"name": call.name, "arguments": arguments}})
            })
            .collect();
    }
    message
}

/// The person's words; of an answer by options, what the options said.
fn user_words(before: &[Entry], text: &str, answer: Option<&Answer>) -> String {
    let Some(answer) = answer.filter(|_| text.trim().is_empty()) else {
        return text.to_owned();
    };
    let options = before.iter().rev().find_map(|entry| match entry {
        Entry::Assistant {
            question: Some(question),
            ..
        } if question.id == answer.id => Some(question.options.as_slice()),
        _ => None,
    });
    let words: Vec<&str> = answer
        .values
        .iter()
        .map(|value| {
            options
                .unwrap_or_default()
                .iter()
                .find(|option| option.value == *value)
                .map_or(value.as_str(), |option| option.label.as_str())
        })
        .collect();
    words.join(", ")
}
