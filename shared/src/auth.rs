//! Who is calling. A [`UserId`] comes from a verified JWT (design of `specs/004`, FR-401 to FR-403), or from a secret that
//! the database knows: a feed's address, whose owner never leaves this crate (FR-908, ADR 0019), and a personal access
//! token, which is good at mcp alone (FR-430, ADR 0023).

pub(crate) mod key_set;
mod keys;
mod members;
pub mod personal;
mod scope;
mod secret;
mod token;
mod verified;

use serde::Serialize;

pub use scope::{InvalidScope, Scope};
pub use secret::{FeedSecret, TokenSecret};
pub use token::{Identity, Verifier};

/// The owner of rows: the `sub` of a verified token.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct UserId(String);

impl UserId {
    /// The identifier's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// From a verified subject; empty or oversized ones, and control characters, are refused.
    fn from_subject(subject: String) -> Option<Self> {
        let fits = !subject.trim().is_empty()
            && subject.len() <= 255
            && !subject.contains(char::is_control);
        fits.then_some(Self(subject))
    }

    /// The owner of a secret, as the database found it for its hash: for `crate::db::feed` and `crate::db::tokens` alone.
    pub(crate) fn of_secret(owner: String) -> Self {
        Self(owner)
    }

    /// A user for tests of queries, which have no token.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn for_test(name: &str) -> Self {
        Self(name.to_owned())
    }
}

/// Why a caller was not let in. The text goes to the log; the caller learns only [`Refusal::description`].
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// No `Authorization: Bearer` header.
    #[error("no bearer token")]
    Missing,
    /// A token was shown but is not good here.
    #[error("invalid token: {0}")]
    Invalid(String),
}

impl Refusal {
    /// What the caller is told.
    #[must_use]
    pub fn description(&self) -> &'static str {
        match self {
            Self::Missing => "This needs a bearer token: Authorization: Bearer <token>.",
            Self::Invalid(_) => {
                "The token is expired, broken or not meant for this service. Sign in again."
            }
        }
    }

    /// The `WWW-Authenticate` value of RFC 6750, section 3.
    #[must_use]
    pub fn challenge(&self) -> &'static str {
        match self {
            Self::Missing => "Bearer",
            Self::Invalid(_) => {
                r#"Bearer error="invalid_token", error_description="The token is expired, broken or not meant for this service""#
            }
        }
    }
}
