//! From stored messages to what the agent reads and what a person saw.

use std::collections::HashMap;

use agent::{Entry, FinishedCall, Receipt};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::{
    Error, Result,
    conversation::{Conversation, Message},
};
use uuid::Uuid;

use crate::wire::{ChatMessage, ChatRole};

/// How many entries of a conversation the agent reads; it bounds further what a model gets.
pub(crate) const READ: i64 = 400;

/// The agent's entries of a conversation, oldest first.
pub(crate) fn entries(messages: &[Message]) -> Result<Vec<Entry>> {
    messages
        .iter()
        .map(|message| {
            let mut entry = Entry::deserialize(&message.entry).map_err(Error::internal)?;
            if let Entry::User { turn_id, .. } = &mut entry {
                *turn_id = Some(message.turn_id);
            }
            Ok(entry)
        })
        .collect()
}

/// The conversation as a person saw it: each turn is the user's message and one message of the assistant (FR-303).
pub(crate) fn shown(messages: &[Message]) -> Result<Vec<ChatMessage>> {
    let mut shown: Vec<ChatMessage> = Vec::new();
    let mut turn = None;
    let mut called: HashMap<String, Value> = HashMap::new();
    for (message, entry) in messages.iter().zip(entries(messages)?) {
        if let Entry::User { text, .. } = entry {
            settle(&mut shown);
            shown.push(said(ChatRole::User, text, message));
            continue;
        }
        let begins = shown.last().is_none_or(|last| last.role == ChatRole::User)
            || turn != Some(message.turn_id);
        if begins {
            shown.push(said(ChatRole::Assistant, String::new(), message));
            turn = Some(message.turn_id);
        }
        let Some(last) = shown.last_mut() else {
            continue;
        };
        match entry {
            Entry::User { .. } => {}
            Entry::Assistant {
                text,
                tool_calls,
                question,
                ..
            } => {
                last.text.push_str(&text);
                last.question = question.map(Into::into);
                called.extend(tool_calls.into_iter().map(|call| (call.id, call.arguments)));
            }
            Entry::Tool {
                call_id,
                name,
                outcome,
            } => {
                if let Ok(result) = &outcome {
                    last.receipts.extend(
                        Receipt::from_result(&name, result)
                            .into_iter()
                            .map(Into::into),
                    );
                }
                let arguments = called.remove(&call_id).unwrap_or_default();
                last.tool_calls.push(
                    FinishedCall {
                        id: call_id,
                        name,
                        arguments,
                        outcome,
                    }
                    .into(),
                );
            }
        }
    }
    settle(&mut shown);
    Ok(shown)
}

/// Says of the turn that ends here whether it came to nothing.
fn settle(shown: &mut [ChatMessage]) {
    let [.., asked, answer] = shown else {
        return;
    };
    if answer.role == ChatRole::Assistant && asked.role == ChatRole::User {
        let tools: Vec<&str> = answer
            .tool_calls
            .iter()
            .map(|call| call.name.as_str())
            .collect();
        let open = answer.question.is_some();
        answer.unchanged =
            answer.receipts.is_empty() && !open && agent::asked_for_change(&asked.text, &tools);
    }
}

fn said(role: ChatRole, text: String, message: &Message) -> ChatMessage {
    ChatMessage {
        role,
        turn_id: message.turn_id,
        text,
        tool_calls: Vec::new(),
        receipts: Vec::new(),
        question: None,
        unchanged: false,
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
