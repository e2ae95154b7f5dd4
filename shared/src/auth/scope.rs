//! What a client may do for a person.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One of the rights that a client is given; an OAuth client gets of these what the person allows, and a personal access
/// token what it was made with.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
pub enum Scope {
    /// See tasks.
    #[serde(rename = "tasks:read")]
    Read,
    /// Add, change, complete and delete tasks.
    #[serde(rename = "tasks:write")]
    Write,
    /// See which tools there are, and call none.
    #[serde(rename = "tools:list")]
    ListTools,
}

/// The text names no scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no such scope")]
pub struct InvalidScope;

impl Scope {
    /// The scopes that a person is asked for on behalf of an OAuth client.
    pub const OAUTH: [Self; 2] = [Self::Read, Self::Write];

    /// The scope's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "tasks:read",
            Self::Write => "tasks:write",
            Self::ListTools => "tools:list",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Scope {
    type Err = InvalidScope;

    fn from_str(text: &str) -> Result<Self, InvalidScope> {
        [Self::Read, Self::Write, Self::ListTools]
            .into_iter()
            .find(|scope| scope.as_str() == text)
            .ok_or(InvalidScope)
    }
}
