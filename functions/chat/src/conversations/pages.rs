//! A page of what was said: whole turns, and no more than a page can hold (FR-381, FR-382).

use std::fmt;

use serde::{Deserialize, Serialize};
use shared::{
    Error, Result,
    auth::UserId,
    conversation::{Conversation, Message},
    db::{
        Database,
        conversations::{self, Placed},
    },
};
use utoipa::IntoParams;
use uuid::Uuid;

use super::no_conversation;
use crate::{history, wire::ChatMessage};

/// How many turns a page has by default.
const TURNS: u32 = 20;
/// How many it has at most.
const MOST_TURNS: u32 = 50;
/// So many stored entries are read for a page: those of one turn of many steps, or of several.
const ENTRIES: i64 = 400;
/// A tool's result of more bytes is left out of a page.
const LONGEST_RESULT: usize = 16 * 1024;
/// So many bytes of results a page has at most.
const RESULTS: usize = 256 * 1024;

/// Which page of a conversation is read.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReadConversation {
    /// How many turns, 1 to 50.
    #[param(value_type = u32, minimum = 1, maximum = 50, default = 20, required = false)]
    #[serde(default)]
    limit: Turns,
    /// Where the page ends: the `previous_cursor` of the page behind it.
    #[param(value_type = String, required = false)]
    before: Option<Before>,
}

/// A number of turns.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "u32")]
struct Turns(usize);

impl Default for Turns {
    fn default() -> Self {
        Self(TURNS as usize)
    }
}

impl TryFrom<u32> for Turns {
    type Error = String;

    fn try_from(turns: u32) -> std::result::Result<Self, String> {
        if (1..=MOST_TURNS).contains(&turns) {
            Ok(Self(turns as usize))
        } else {
            Err(format!("a page holds 1 to {MOST_TURNS} turns"))
        }
    }
}

/// Where a page of messages ends: opaque to callers.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub(crate) struct Before(i32);

impl TryFrom<String> for Before {
    type Error = &'static str;

    fn try_from(text: String) -> std::result::Result<Self, Self::Error> {
        let position = text.parse().ok().filter(|position| *position > 0);
        let foreign = "the cursor is not one of ours; start again without it";
        position.map(Self).ok_or(foreign)
    }
}

impl fmt::Display for Before {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A page.
pub(super) struct Page {
    /// What is stored of its turns, oldest first.
    pub(super) entries: Vec<Message>,
    /// Where the page before it ends.
    pub(super) previous: Option<String>,
}

impl Page {
    /// What was said, oldest first.
    pub(super) fn messages(&self) -> Result<Vec<ChatMessage>> {
        let shown = self.entries.iter();
        let shown = shown.filter(|entry| entry.replaced_by.is_none());
        let shown: Vec<Message> = shown.cloned().collect();
        let mut messages = history::shown(&shown)?;
        leave_out_long_results(&mut messages);
        Ok(messages)
    }
}

/// A conversation, and its last turns that came before the cursor.
pub(super) async fn read(
    database: &Database,
    user: &UserId,
    id: Uuid,
    read: &ReadConversation,
) -> Result<(Conversation, Page)> {
    let mut transaction = database.read(user).await?;
    let conversation = conversations::get(&mut transaction, user, id).await?;
    transaction.end_with_next();
    let before = read.before.map(|Before(position)| position);
    let one_more = ENTRIES + 1;
    let entries =
        conversations::messages_before(&mut transaction, user, id, before, one_more).await?;
    let conversation = conversation.ok_or_else(no_conversation)?;
    let is_cut = i64::try_from(entries.len()).map_err(Error::internal)? == one_more;
    let entries = last_turns(entries, read.limit.0, is_cut);
    let previous = entries.first().map(|first| Before(first.position));
    let previous = previous.filter(|Before(position)| *position > 1);
    let page = Page {
        entries: entries.into_iter().map(|entry| entry.message).collect(),
        previous: previous.map(|previous| previous.to_string()),
    };
    Ok((conversation, page))
}

/// The entries of the last turns. Of one that begins before them nothing is shown, unless there is no other.
fn last_turns(mut entries: Vec<Placed>, most: usize, is_cut: bool) -> Vec<Placed> {
    let turn = |place: usize| entries.get(place).map(|entry| entry.message.turn_id);
    let mut begins: Vec<usize> = (0..entries.len())
        .filter(|place| *place == 0 || turn(*place) != turn(*place - 1))
        .collect();
    if is_cut && begins.len() > 1 {
        begins.remove(0);
    }
    let first = begins.len().saturating_sub(most);
    let first = begins.get(first).copied().unwrap_or_default();
    entries.split_off(first)
}

/// Leaves out results that a page has no room for, and tells how long each is; newer ones come first to the room.
fn leave_out_long_results(messages: &mut [ChatMessage]) {
    let mut room = RESULTS;
    for call in messages
        .iter_mut()
        .rev()
        .flat_map(|message| message.tool_calls.iter_mut().rev())
    {
        let Some(result) = &call.result else { continue };
        let bytes = result.to_string().len();
        if bytes > LONGEST_RESULT || bytes > room {
            call.result = None;
            call.result_bytes = Some(bytes);
        } else {
            room -= bytes;
        }
    }
}
