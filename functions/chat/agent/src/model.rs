//! What the loop asks of a model.

use std::{fmt, time::Duration};

use async_trait::async_trait;
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    entry::{Entry, QuestionDraft},
    tools::Tool,
    usage::Usage,
};

/// One step's request: everything a model may know. Models keep nothing between steps.
#[derive(Debug, Clone, Copy)]
pub struct ModelRequest<'a> {
    /// The conversation up to now; the last [`Entry::User`] began the turn.
    pub history: &'a [Entry],
    /// The tools it may call.
    pub tools: &'a [Tool],
    /// When and where the person is (FR-342).
    pub now: &'a Zoned,
    /// How many tokens the reply may have (FR-351).
    pub output_tokens: u64,
}

/// A call that a model asks for; the loop gives it an id.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestedCall {
    /// The tool's name, as the model wrote it.
    pub name: String,
    /// The arguments; a string holding the model's text when that is not JSON.
    pub arguments: Value,
}

/// Why a reply ended where it did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finish {
    /// The model had said what it wanted to.
    #[default]
    Complete,
    /// A bound on the reply's length cut it off.
    Length,
    /// The endpoint's filter cut it off.
    Filtered,
    /// The model refused to answer.
    Refused,
}

/// A model's reply, apart from its text, which went to the [`TextSink`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reply {
    /// The calls to run, in order. None: the turn ends.
    pub calls: Vec<RequestedCall>,
    /// A question to the person; ends the turn.
    pub question: Option<QuestionDraft>,
    /// The provider's own message, to be sent back unchanged.
    pub raw: Option<Value>,
    /// Why it ended.
    pub finish: Finish,
    /// What it took, if that is known.
    pub usage: Option<Usage>,
}

/// What an endpoint said about an error. `Display` and `Debug` give the status alone: the words may repeat a key or what a
/// person wrote, and errors are logged.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Detail {
    /// The HTTP status, when there was an answer.
    pub status: Option<u16>,
    /// The words, for the operator who asks for them; without the endpoint's key.
    pub words: String,
}

impl Detail {
    /// Words without an answer behind them.
    pub fn words(words: impl Into<String>) -> Self {
        Self {
            status: None,
            words: words.into(),
        }
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            Some(status) => write!(formatter, "status {status}"),
            None => formatter.write_str("no answer"),
        }
    }
}

impl fmt::Debug for Detail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Detail({self})")
    }
}

/// The part of a request that an endpoint does not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The fields with a model's reasoning.
    Reasoning,
    /// The messages about tools, or the signatures on them.
    Tools,
    /// Its length.
    Length,
    /// The wish to be told what it took.
    Usage,
}

/// Why a model gave no usable reply.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// Too many requests; worth trying again after a while, when that is known.
    #[error("rate limited")]
    RateLimited {
        /// How long the endpoint asks to wait.
        after: Option<Duration>,
    },
    /// The day's or the account's allowance is used up; trying again does not help.
    #[error("quota exhausted")]
    QuotaExhausted {
        /// When there is a new one, if that is known.
        until: Option<Timestamp>,
    },
    /// The endpoint is down, overloaded or unreachable.
    #[error("unavailable: {0}")]
    Unavailable(Detail),
    /// Nothing came in time.
    #[error("timed out: {0}")]
    TimedOut(&'static str),
    /// The key was refused.
    #[error("not authorised: {0}")]
    Auth(Detail),
    /// The endpoint refused the request.
    #[error("refused: {0}")]
    BadRequest(Detail),
    /// The endpoint refused the conversation as it was sent.
    #[error("history refused for its {what:?}: {detail}")]
    HistoryRefused {
        /// For what.
        what: Refused,
        /// What it said.
        detail: Detail,
    },
    /// The model cannot call tools.
    #[error("the model does not support tools: {0}")]
    NoTools(Detail),
    /// The endpoint's filter refused the conversation.
    #[error("content filtered")]
    ContentFiltered,
    /// The reply broke off; nothing of it was run.
    #[error("the reply was cut off")]
    Truncated,
    /// A bound on the reply's length cut it off in the middle of a call, or before the first word.
    #[error("the reply was too long for the endpoint")]
    TooLong,
    /// The reply makes no sense.
    #[error("malformed reply: {0}")]
    Malformed(&'static str),
    /// The turn has no tokens left for the rest of the reply.
    #[error("the turn has no tokens left")]
    OutOfTokens,
    /// Nobody listens any more.
    #[error("nobody listens any more")]
    Cancelled,
}

impl ModelError {
    /// What the endpoint said, if it said something.
    #[must_use]
    pub fn detail(&self) -> Option<&Detail> {
        match self {
            Self::Unavailable(detail)
            | Self::Auth(detail)
            | Self::BadRequest(detail)
            | Self::NoTools(detail)
            | Self::HistoryRefused { detail, .. } => Some(detail),
            _ => None,
        }
    }

    /// The error without this secret in it.
    pub(crate) fn hiding(mut self, secret: &str) -> Self {
        if let Self::Unavailable(detail)
        | Self::Auth(detail)
        | Self::BadRequest(detail)
        | Self::NoTools(detail)
        | Self::HistoryRefused { detail, .. } = &mut self
        {
            detail.words = detail.words.replace(secret, "…");
        }
        self
    }
}

/// Where a model's words go as they come.
#[async_trait]
pub trait TextSink: Send {
    /// Appends a piece. `false` when nobody listens any more; the model then stops with [`ModelError::Cancelled`].
    async fn text(&mut self, delta: &str) -> bool;
}

/// Something that can answer a person with words and tool calls.
#[async_trait]
pub trait Model: Send + Sync {
    /// Who it is, as [`Entry::Assistant`] records it.
    fn name(&self) -> &str;

    /// Answers one step. Everything it says goes to `text` first.
    ///
    /// # Errors
    /// When there is no usable reply; nothing may then be run. What `text` got stays said.
    async fn respond(
        &self,
        request: ModelRequest<'_>,
        text: &mut dyn TextSink,
    ) -> Result<Reply, ModelError>;
}
