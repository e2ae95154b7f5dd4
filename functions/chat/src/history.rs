//! From stored messages to what the agent reads and what a person saw.

use std::collections::{HashMap, HashSet};

use agent::{Ended, Entry, FinishedCall, Receipt};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::{
    Error, Result,
    conversation::{Conversation, Message, TurnState},
};
use uuid::Uuid;

use crate::wire::{ChatMessage, ChatRole, ChatToolCall};

/// How many entries of a conversation the agent reads; it bounds further what a model gets.
pub(crate) const READ: i64 = 400;

/// The agent's entries of a conversation, turn by turn in the order in which they began; `last` is the turn that comes last.
/// What was recorded late stands with its turn; turns that others replace are left out (FR-1230).
pub(crate) fn entries(messages: &[Message], last: Option<Uuid>) -> Result<Vec<Entry>> {
    let mut entries = Vec::with_capacity(messages.len());
    for turn in turns(messages, last) {
        let is_its = |message: &&Message| {
            message.turn_id == turn && (message.replaced_by.is_none() || Some(turn) == last)
        };
        for message in messages.iter().filter(is_its) {
            entries.push(entry(message)?);
        }
    }
    Ok(entries)
}

/// What was said before this turn: all of it where none is named.
pub(crate) fn before(messages: &[Message], turn: Option<Uuid>) -> Vec<Message> {
    let order = turns(messages, None);
    let from = turn.and_then(|turn| order.iter().position(|known| *known == turn));
    let kept = order.get(..from.unwrap_or(order.len())).unwrap_or_default();
    let kept = messages
        .iter()
        .filter(|message| kept.contains(&message.turn_id));
    kept.cloned().collect()
}

/// Whether this turn is among those that are shown, if one is named.
pub(crate) fn has_turn(messages: &[Message], turn: Option<Uuid>) -> bool {
    turn.is_none_or(|turn| {
        let mut messages = messages.iter();
        messages.any(|message| message.turn_id == turn && message.replaced_by.is_none())
    })
}

/// The turns in the order in which they began.
fn turns(messages: &[Message], last: Option<Uuid>) -> Vec<Uuid> {
    let mut seen = HashSet::new();
    let ids = messages.iter().map(|message| message.turn_id);
    let mut turns: Vec<Uuid> = ids
        .filter(|id| Some(*id) != last && seen.insert(*id))
        .collect();
    turns.extend(last);
    turns
}

fn entry(message: &Message) -> Result<Entry> {
    let mut entry = Entry::deserialize(&message.entry).map_err(Error::internal)?;
    if let Entry::User { turn_id, ended, .. } = &mut entry {
        *turn_id = Some(message.turn_id);
        *ended = match message.state {
            Some(TurnState::Stopped) => Ended::Stopped,
            Some(TurnState::Left) => Ended::Left,
            _ => Ended::Itself,
        };
    }
    Ok(entry)
}

/// The entries of turns that are over, in which calls may have been lost.
pub(crate) fn over(messages: &[Message]) -> Result<Vec<Entry>> {
    let is_over = |message: &&Message| message.state.is_some_and(TurnState::is_over);
    let over: Vec<Message> = messages.iter().filter(is_over).cloned().collect();
    entries(&over, None)
}

/// The turn whose process shows no life, if there is one.
pub(crate) fn dead(messages: &[Message]) -> Option<Uuid> {
    let dead = messages
        .iter()
        .find(|message| message.state == Some(TurnState::Dead));
    dead.map(|message| message.turn_id)
}

/// The conversation as a person saw it: each turn is the user's message and one message of the assistant (FR-303).
pub(crate) fn shown(messages: &[Message]) -> Result<Vec<ChatMessage>> {
    let mut shown = Vec::new();
    // Calls may wait for an answer that comes in a later turn.
    let mut called: HashMap<String, Value> = HashMap::new();
    for turn in turns(messages, None) {
        let own = messages.iter().filter(|message| message.turn_id == turn);
        let mut answer: Option<ChatMessage> = None;
        let mut asked = None;
        for message in own {
            let entry = entry(message)?;
            if let Entry::User { text, ended, .. } = entry {
                shown.push(said(ChatRole::User, text.clone(), message));
                asked = Some(text);
                if ended != Ended::Itself {
                    answer = Some(said(ChatRole::Assistant, String::new(), message));
                }
                continue;
            }
            let answer =
                answer.get_or_insert_with(|| said(ChatRole::Assistant, String::new(), message));
            add(answer, entry, &mut called);
        }
        if let (Some(answer), Some(asked)) = (&mut answer, &asked) {
            answer.unchanged = came_to_nothing(asked, answer);
        }
        shown.extend(answer);
    }
    Ok(shown)
}

/// Whether a turn that came to its end made no change, though the person asked for one (FR-362).
fn came_to_nothing(asked: &str, answer: &ChatMessage) -> bool {
    let calls = answer.tool_calls.iter();
    let tools: Vec<&str> = calls.map(|call| call.name.as_str()).collect();
    let is_over = answer.question.is_none() && !answer.stopped;
    is_over && answer.receipts.is_empty() && agent::asked_for_change(asked, &tools)
}

/// Adds an entry of the turn to its message.
fn add(answer: &mut ChatMessage, entry: Entry, called: &mut HashMap<String, Value>) {
    match entry {
        Entry::User { .. } => {}
        Entry::Assistant {
            text,
            tool_calls,
            question,
            usage,
            ..
        } => {
            answer.text.push_str(&text);
            answer.question = question.map(Into::into);
            called.extend(tool_calls.into_iter().map(|call| (call.id, call.arguments)));
            if let Some(usage) = usage {
                answer.usage.get_or_insert_default().add(usage);
            }
        }
        Entry::Tool {
            call_id,
            name,
            outcome,
        } => {
            if let Ok(result) = &outcome {
                let receipts = Receipt::from_result(&name, result);
                answer.receipts.extend(receipts.into_iter().map(Into::into));
            }
            let arguments = called.get(&call_id).cloned().unwrap_or_default();
            let call = FinishedCall {
                id: call_id,
                name,
                arguments,
                outcome,
            };
            let call = ChatToolCall::from(call);
            // What was not known of a call is, in the end.
            match answer
                .tool_calls
                .iter_mut()
                .find(|known| known.id == call.id)
            {
                Some(known) => *known = call,
                None => answer.tool_calls.push(call),
            }
        }
    }
}

fn said(role: ChatRole, text: String, message: &Message) -> ChatMessage {
    let stopped = message.state.is_some_and(TurnState::is_stopped);
    ChatMessage {
        role,
        turn_id: message.turn_id,
        text,
        tool_calls: Vec::new(),
        receipts: Vec::new(),
        question: None,
        unchanged: false,
        stopped: stopped && role == ChatRole::Assistant,
        usage: None,
        created_at: message.created_at,
    }
}

/// Where the next page of conversations starts: opaque to callers.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Cursor {
    pub updated_at: Timestamp,
    pub id: Uuid,
}

impl Cursor {
    pub(crate) fn after(conversation: &Conversation) -> Self {
        Self {
            updated_at: conversation.updated_at,
            id: conversation.id,
        }
    }
}

impl From<Cursor> for String {
    fn from(cursor: Cursor) -> Self {
        format!(
            "{}_{}",
            cursor.updated_at.as_microsecond(),
            cursor.id.simple()
        )
    }
}

impl TryFrom<String> for Cursor {
    type Error = &'static str;

    fn try_from(text: String) -> std::result::Result<Self, Self::Error> {
        let foreign = "the cursor is not one of ours; start again without it";
        let (at, id) = text.split_once('_').ok_or(foreign)?;
        let updated_at = at
            .parse()
            .ok()
            .and_then(|at| Timestamp::from_microsecond(at).ok())
            .ok_or(foreign)?;
        Ok(Self {
            updated_at,
            id: id.parse().map_err(|_| foreign)?,
        })
    }
}
