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

/// One stored entry of a conversation, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// The turn that wrote it.
    pub turn_id: Uuid,
    /// The agent's entry.
    pub entry: serde_json::Value,
    /// When it was written.
    pub created_at: Timestamp,
}
