//! A conversation as chat completion messages, such that every endpoint accepts it: each call has its result before
//! the next message, nothing is empty, one model's own fields go to that model only, and the whole is bounded.

mod turn;

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::form::Form;
use crate::entry::Entry;
use turn::Rendering;

/// How many characters of one result of an earlier turn are told: what was looked up then is mostly past.
const MAX_EARLIER_RESULT_CHARS: usize = 3_000;

/// How many characters of a result are told however little room there is.
const MIN_RESULT_CHARS: usize = 600;

/// How the conversation is told, and to whom.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    /// Whose own messages go back to it unchanged.
    pub author: &'a str,
    /// What the endpoint takes.
    pub form: &'a Form,
    /// Where the person is.
    pub zone: &'a TimeZone,
    /// How many characters of conversation there is room for.
    pub chars: usize,
}

/// The messages of a conversation. Whole turns are left out, oldest first, never the last one; its results are shortened
/// alike when it is too long by itself.
pub(super) fn messages(history: &[Entry], reader: Reader<'_>) -> Vec<Value> {
    let room = reader
        .form
        .chars
        .map_or(reader.chars, |chars| chars.min(reader.chars));
    let mut turns = turns(history).into_iter().rev();
    let rendering = Rendering::new(history, reader);
    let mut kept: Vec<Vec<Value>> = Vec::new();
    let mut size = 0;
    if let Some((from, to)) = turns.next() {
        let mut bound = room.max(MIN_RESULT_CHARS);
        let last = loop {
            let turn = rendering.turn(from, to, bound);
            if chars(&turn) <= room || bound <= MIN_RESULT_CHARS {
                break turn;
            }
            bound = (bound / 4 * 3).max(MIN_RESULT_CHARS);
        };
        size += chars(&last);
        kept.push(last);
    }
    for (from, to) in turns {
        let turn = rendering.turn(from, to, MAX_EARLIER_RESULT_CHARS.min(room));
        size += chars(&turn);
        if size > room {
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

/// How long messages are.
pub(super) fn chars(messages: &[Value]) -> usize {
    messages
        .iter()
        .map(|message| message.to_string().chars().count())
        .sum()
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

#[cfg(test)]
#[path = "history_tests.rs"]
mod tests;
