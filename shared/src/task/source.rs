//! Who changed a task.

/// Where a change came from, as the event records it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The web app.
    Web,
    /// A caller of the REST API.
    Api,
    /// An MCP client.
    Mcp,
    /// Our own agent, in this turn.
    Agent(uuid::Uuid),
}

impl Source {
    /// The word in `task_event.source`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Api => "api",
            Self::Mcp => "mcp",
            Self::Agent(_) => "agent",
        }
    }

    /// The agent's turn, when there was one.
    #[must_use]
    pub fn turn(self) -> Option<uuid::Uuid> {
        match self {
            Self::Agent(turn) => Some(turn),
            Self::Web | Self::Api | Self::Mcp => None,
        }
    }
}
