//! Why a text was refused.

use std::borrow::Cow;

/// A value that breaks a rule. The message is a sentence for whoever wrote it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(pub(crate) Cow<'static, str>);

impl From<&'static str> for Invalid {
    fn from(message: &'static str) -> Self {
        Self(Cow::Borrowed(message))
    }
}

impl From<String> for Invalid {
    fn from(message: String) -> Self {
        Self(Cow::Owned(message))
    }
}

/// A text with a grammar that breaks it, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("character {}: {message}", .offset + 1)]
pub struct SyntaxError {
    /// How many characters (Unicode scalar values) stand before the place; the sentence counts from one.
    pub offset: usize,
    /// What was expected and what was found there.
    pub message: String,
}
