//! What the agent can do: tools, calls of them, and their results.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::store::Lease;

/// One tool, as MCP's `tools/list` describes it; other fields of an entry are ignored (FR-305).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tool {
    /// The name it is called by.
    pub name: String,
    /// What it does, for the model.
    #[serde(default)]
    pub description: String,
    /// The JSON schema of its arguments.
    pub input_schema: Value,
}

/// A call of a tool, as it is recorded before it runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolCall {
    /// The loop's own id, `turn/step/index`, recorded with the call: its idempotency key. Never the provider's (FR-344).
    pub id: String,
    /// The tool's name, without a provider's prefix.
    pub name: String,
    /// The arguments; not an object when the model's did not parse.
    pub arguments: Value,
}

/// Why a call gave no result, in words that the model can act on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code}: {message}")]
pub struct ToolError {
    /// A word for programs, such as `not_found`.
    pub code: String,
    /// What is wrong and what to do next.
    pub message: String,
}

impl ToolError {
    /// An error from its two parts.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
        }
    }
}

/// The code of a call whose answer was lost.
pub const BROKEN_OFF: &str = "broken_off";
/// The code of a call that was refused since its attempt at the turn may not go on.
pub const TURN_OVER: &str = "turn_over";
/// The code of a call that did not run since its turn ended before.
pub const INTERRUPTED: &str = "interrupted";

/// What a call gave: the tool's structured content (spec 002, FR-202), or an error.
pub type ToolResult = Result<Value, ToolError>;

/// The tools of one turn, called with the user's own rights (FR-305).
#[async_trait]
pub trait Tools: Send + Sync {
    /// The tools known now: the committed contract at first, the live list from the step after it is known.
    fn list(&self) -> Vec<Tool>;

    /// Runs one call for an attempt at a turn, once under its id: again, it gives what it gave first. When the attempt may not
    /// go on, nothing is done and the error is [`TURN_OVER`]. It never fails the turn: whatever goes wrong is an error that the
    /// model can act on (FR-307); [`BROKEN_OFF`] when nobody can tell what became of it.
    async fn call(&self, lease: &Lease, call: &ToolCall) -> ToolResult;
}

/// A [`ToolResult`] as one of the two fields `result` and `error`, for `#[serde(flatten, with = "outcome")]`.
pub(crate) mod outcome {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use serde_json::Value;

    use super::{ToolError, ToolResult};

    #[derive(Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Borrowed<'a> {
        Result(&'a Value),
        Error(&'a ToolError),
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Owned {
        Result(Value),
        Error(ToolError),
    }

    pub fn serialize<S: Serializer>(outcome: &ToolResult, to: S) -> Result<S::Ok, S::Error> {
        match outcome {
            Ok(result) => Borrowed::Result(result).serialize(to),
            Err(error) => Borrowed::Error(error).serialize(to),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<ToolResult, D::Error> {
        Ok(match Owned::deserialize(from)? {
            Owned::Result(result) => Ok(result),
            Owned::Error(error) => Err(error),
        })
    }
}
