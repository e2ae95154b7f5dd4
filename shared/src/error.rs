//! The one error type of handlers and queries. It knows nothing of HTTP; [`crate::http::problem`] maps it.

use crate::{
    metrics::{self, Limit},
    quota::Quota,
    sql_state::{self, Meaning},
    task::Breach,
};

/// What went wrong, from the caller's point of view.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller showed no token, or one that is not good here (401).
    #[error("not authenticated: {0}")]
    Unauthenticated(#[from] crate::auth::Refusal),
    /// There is no such thing, or it is somebody else's (404); the text names the thing.
    #[error("{0} not found")]
    NotFound(String),
    /// The request is well formed but clashes with what is going on (409).
    #[error("{detail}")]
    Conflict {
        /// Stable name, the last part of the problem's `type`.
        code: &'static str,
        /// What the caller can do about it.
        detail: String,
    },
    /// The request cannot be met as things are now, and trying again does not help (409).
    #[error("{detail}")]
    Impossible {
        /// Stable name, the last part of the problem's `type`.
        code: &'static str,
        /// Why.
        detail: String,
    },
    /// The task is not as the caller last saw it (412).
    #[error("the task was changed meanwhile")]
    Stale {
        /// Its entity tag now.
        etag: String,
    },
    /// The turn in which this was to be done was stopped, or somebody else goes on with it; nothing was done (409).
    #[error("the turn is over")]
    TurnOver,
    /// The idempotency key was used for another request (422).
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The person has as many tasks as one person may have (422).
    #[error("no more than {limit} tasks")]
    Full {
        /// The most tasks of one person.
        limit: u32,
    },
    /// The caller asked for more than there is for now (429).
    #[error("too many {}", .0.counted.as_str())]
    TooMany(Quota),
    /// A field of the body breaks a rule that its own form does not show (422), or clashes with what is there (409).
    #[error("{}: {}", .0.field, .0.rule)]
    Invalid(Breach),
    /// A parameter of the path or the query does so (400).
    #[error("{}: {}", .0.field, .0.rule)]
    InvalidParameter(Breach),
    /// Something that others of the same person do, or all together, is in the way for too long (503). The source is logged,
    /// never sent.
    #[error("busy")]
    Busy(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The transaction lost against another one (a deadlock, a serialization failure), and nothing of it was done (503). The same
    /// again may go well; the source is logged, never sent.
    #[error("rolled back")]
    RolledBack(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Something the function depends on is away (503). The source is logged, never sent.
    #[error("{what} is not available")]
    Unavailable {
        /// What is away, in the caller's words.
        what: &'static str,
        /// Why, for the log.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A statement that was prepared is not as the database has it now (503, FR-471). Nothing was written, and the same request
    /// works over another connection.
    #[error("a prepared statement is outdated")]
    Outdated(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A defect of ours (500). The source is logged, never sent.
    #[error("internal error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Result with [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Whether it is the caller's to mend, and nothing was written for it.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::NotFound(_)
                | Self::Conflict { .. }
                | Self::Impossible { .. }
                | Self::Stale { .. }
                | Self::TurnOver
                | Self::KeyReused
                | Self::Full { .. }
                | Self::Invalid(_)
                | Self::InvalidParameter(_)
        )
    }

    /// An [`Error::Full`], which is counted.
    pub(crate) fn full(limit: u32) -> Self {
        metrics::refused(Limit::Tasks);
        Self::Full { limit }
    }

    /// An [`Error::Busy`] with its cause.
    pub fn busy(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Busy(source.into())
    }

    /// An [`Error::Unavailable`] with its cause.
    pub fn database_is_away(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Unavailable {
            what: "the database",
            source: source.into(),
        }
    }

    /// Whether nothing can be told of what was sent, so that what does no harm twice is worth another try.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }

    /// Whether the request can be run once more, whatever it is: nothing was written.
    #[must_use]
    pub fn wrote_nothing(&self) -> bool {
        matches!(self, Self::Outdated(_))
    }

    /// An [`Error::Internal`] from anything that is an error.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(source.into())
    }
}

impl From<tokio_postgres::Error> for Error {
    /// Lost connections are [`Error::Unavailable`]; what the server refused is as `sql_state` declares.
    fn from(error: tokio_postgres::Error) -> Self {
        let is_lost = error.is_closed()
            || std::error::Error::source(&error)
                .is_some_and(<dyn std::error::Error>::is::<std::io::Error>);
        let meaning = error.code().map(|code| sql_state::meaning(code.code()));
        match meaning {
            None if is_lost => Self::database_is_away(error),
            Some(Meaning::Away) => Self::database_is_away(error),
            Some(Meaning::Again) => Self::RolledBack(error.into()),
            Some(Meaning::Busy) => Self::busy(error),
            Some(Meaning::TurnOver) => Self::TurnOver,
            None | Some(Meaning::Defect) => Self::internal(error),
        }
    }
}

impl From<deadpool_postgres::PoolError> for Error {
    /// All connections are in use, or none can be opened.
    fn from(error: deadpool_postgres::PoolError) -> Self {
        use deadpool_postgres::{PoolError, TimeoutType};
        match error {
            PoolError::Timeout(TimeoutType::Wait) => {
                metrics::refused(Limit::Connections);
                Self::busy(error)
            }
            error => Self::database_is_away(error),
        }
    }
}
