//! Who changed a task.

/// What a client calls itself, for people who look at what happened (FR-271): 1 to 100 characters in one line. Nothing is
/// decided by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientName(String);

impl ClientName {
    const MAX_CHARACTERS: usize = 100;

    /// The name in this text, if there is any: control characters are left out, and what is too long.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let line: String = text
            .chars()
            .filter(|character| !character.is_control())
            .collect();
        let name: String = line.trim().chars().take(Self::MAX_CHARACTERS).collect();
        (!name.is_empty()).then_some(Self(name))
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

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
