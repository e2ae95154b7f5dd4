//! A conversation as chat completion messages, such that every endpoint accepts it: each call has its result before
//! the next message, nothing is empty, one model's own fields go to that model only, and the whole is bounded.

use serde_json::{Value, json};

use crate::{
    entry::{Answer, Entry},
    tools::{ToolCall, ToolResult},
};

/// How many characters of conversation are sent. With prompt and tools this stays within small local contexts.
const MAX_CHARS: usize = 16_000;

/// How many characters of one tool result are sent.
const MAX_RESULT_CHARS: usize = 6_000;

/// The same, for the results of a turn that is too long as a whole.
const MAX_RESULT_CHARS_WHEN_TIGHT: usize = 1_000;

/// The messages of a conversation for the model `author`. Whole turns are left out, oldest first, never the last one.
pub(super) fn messages(history: &[Entry], author: &str) -> Vec<Value> {
    let mut kept: Vec<Vec<Value>> = Vec::new();
    let mut size = 0;
    for (from, to) in turns(history).into_iter().rev() {
        let mut turn = render(history, from, to, author, MAX_RESULT_CHARS);
        if kept.is_empty() && chars(&turn) > MAX_CHARS {
            turn = render(history, from, to, author, MAX_RESULT_CHARS_WHEN_TIGHT);
        }
        size += chars(&turn);
        if !kept.is_empty() && size > MAX_CHARS {
            break;
        }
        kept.push(turn);
    }
    let mut messages = Vec::new();
    for message in kept.into_iter().rev().flatten() {
        push(&mut messages, message);
    }
    messages
}

/// Adds a message; two of the person's in a row become one, since some templates insist on alternation.
fn push(messages: &mut Vec<Value>, message: Value) {
    if message["role"] == "user"
        && let Some(last) = messages.last_mut()
        && last["role"] == "user"
    {
        let both =
            [&last["content"], &message["content"]].map(|text| text.as_str().unwrap_or_default());
        last["content"] = json!(both.join("\n\n"));
    } else {
        messages.push(message);
    }
}

/// The turns as ranges. What comes before the first message of the person belongs to no turn.
fn turns(history: &[Entry]) -> Vec<(usize, usize)> {
    let starts: Vec<usize> = (0..history.len())
        .filter(|at| matches!(history.get(*at), Some(Entry::User { .. })))
        .collect();
    let ends = starts.iter().skip(1).copied().chain([history.len()]);
    starts.iter().copied().zip(ends).collect()
}

fn chars(messages: &[Value]) -> usize {
    messages
        .iter()
        .map(|message| message.to_string().chars().count())
        .sum()
}

fn render(history: &[Entry], from: usize, to: usize, author: &str, bound: usize) -> Vec<Value> {
    let mut messages = Vec::new();
    for at in from..to {
        match history.get(at) {
            Some(Entry::User { text, answer, .. }) => {
                let words =
                    user_words(history.get(..at).unwrap_or_default(), text, answer.as_ref());
                if !words.trim().is_empty() {
                    messages.push(json!({"role": "user", "content": words}));
                }
            }
            Some(Entry::Assistant {
                text,
                tool_calls,
                raw,
                model,
                ..
            }) => {
                let own = raw.as_ref().filter(|_| model.as_deref() == Some(author));
                let results = history.get(at + 1..to).unwrap_or_default();
                assistant(&mut messages, text, tool_calls, own, results, bound);
            }
            // Results are taken together with their calls; one without its call is left out.
            Some(Entry::Tool { .. }) | None => {}
        }
    }
    messages
}

fn assistant(
    messages: &mut Vec<Value>,
    text: &str,
    calls: &[ToolCall],
    raw: Option<&Value>,
    later: &[Entry],
    bound: usize,
) {
    let raw_ids = raw.and_then(|raw| raw_ids(raw, calls.len()));
    let (message, ids) = if let (Some(raw), Some(ids)) = (raw, raw_ids) {
        (raw.clone(), ids)
    } else if text.trim().is_empty() && calls.is_empty() {
        return;
    } else {
        // Nine letters and digits: the one form of id that no endpoint refuses.
        let ids: Vec<String> = (0..calls.len())
            .map(|index| format!("c{:04}{:04}", messages.len() % 10_000, index % 10_000))
            .collect();
        (plain(text, calls, &ids), ids)
    };
    messages.push(message);
    for (call, id) in calls.iter().zip(ids) {
        let content = later
            .iter()
            .take_while(|entry| matches!(entry, Entry::Tool { .. }))
            .find_map(|entry| match entry {
                Entry::Tool {
                    call_id, outcome, ..
                } if *call_id == call.id => Some(outcome),
                _ => None,
            })
            .map_or_else(|| json!({"error": "interrupted"}).to_string(), content);
        messages.push(json!({"role": "tool", "tool_call_id": id, "content": cut(&content, bound)}));
    }
}

/// The call ids in a provider's message, when they are as many as the calls.
fn raw_ids(raw: &Value, calls: usize) -> Option<Vec<String>> {
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

fn plain(text: &str, calls: &[ToolCall], ids: &[String]) -> Value {
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

fn content(outcome: &ToolResult) -> String {
    match outcome {
        Ok(result) => result.to_string(),
        Err(error) => json!({ "error": error }).to_string(),
    }
}

fn cut(content: &str, bound: usize) -> String {
    match content.char_indices().nth(bound) {
        None => content.to_owned(),
        Some((end, _)) => {
            let left_out = content.chars().count().saturating_sub(bound);
            let kept = content.get(..end).unwrap_or_default();
            format!("{kept}… ({left_out} characters left out; ask for less at once)")
        }
    }
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

#[cfg(test)]
#[path = "history_tests.rs"]
mod tests;
