//! Conversations with the agent. The agent's own entries are opaque JSON here: only the chat function reads them.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A conversation as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Conversation {
    /// Names the conversation.
    pub id: Uuid,
    /// The beginning of its first message.
    pub title: String,
    /// When it began (RFC 3339, UTC).
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When its last message was written (RFC 3339, UTC).
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

/// How a turn stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TurnState {
    /// A process that lives works at it.
    Running,
    /// It is said to run, but its process shows no life.
    Dead,
    /// It came to its end.
    Finished,
    /// The person stopped it.
    Stopped,
    /// Its caller went away.
    Left,
    /// Its process died, or failed.
    Broken,
}

impl TurnState {
    /// Every state by its name in Postgres; there, a turn is not [`TurnState::Dead`] but running.
    const NAMES: [(Self, &'static str); 6] = [
        (Self::Running, "running"),
        (Self::Dead, "dead"),
        (Self::Finished, "finished"),
        (Self::Stopped, "stopped"),
        (Self::Left, "left"),
        (Self::Broken, "broken"),
    ];

    /// The state of this name.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let known = Self::NAMES.iter().find(|(_, known)| *known == name);
        known.map(|(state, _)| *state)
    }

    /// The name in Postgres.
    pub(crate) fn as_str(self) -> &'static str {
        let known = Self::NAMES.iter().find(|(state, _)| *state == self);
        known.map_or("", |(_, name)| name)
    }

    /// Whether nothing of the turn can begin any more, unless it is taken over.
    #[must_use]
    pub fn is_over(self) -> bool {
        !matches!(self, Self::Running | Self::Dead)
    }

    /// Whether somebody ended the turn before it came to its end.
    #[must_use]
    pub fn is_stopped(self) -> bool {
        matches!(self, Self::Stopped | Self::Left)
    }
}

/// One stored entry of a conversation, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// The turn that wrote it.
    pub turn_id: Uuid,
    /// The agent's entry.
    pub entry: serde_json::Value,
    /// When it was written.
    pub created_at: Timestamp,
    /// The newest attempt at the turn; nothing of turns before the table of turns.
    pub attempt: Option<u32>,
    /// How the turn stands, likewise.
    pub state: Option<TurnState>,
    /// The turn that stands in this one's place, so that this one is not shown.
    pub replaced_by: Option<Uuid>,
    /// The turn whose message this one answers again.
    pub stands_for: Option<Uuid>,
    /// What is still to be taken back before anything else happens in the turn.
    pub takes_back: Option<TakesBack>,
}

/// What is taken back of the turns that another one replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakesBack {
    /// All that they did, or nothing of a turn.
    Whole,
    /// All but what something newer builds on.
    Possible,
}

impl TakesBack {
    /// The word for it in Postgres.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Possible => "possible",
        }
    }

    pub(crate) fn of(word: &str) -> Option<Self> {
        [Self::Whole, Self::Possible]
            .into_iter()
            .find(|known| known.as_str() == word)
    }
}
