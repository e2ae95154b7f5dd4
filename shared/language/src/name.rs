//! Names that people give: tags and projects.

use std::{fmt, str::FromStr};

use crate::{Invalid, is_visible, name_key};

/// A tag: 1 to 50 characters, kept as written. Two with the same key are one tag.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Tag(String);

impl Tag {
    /// Longest tag, in Unicode scalar values.
    pub const MAX_CHARACTERS: usize = 50;

    /// A tag that was written by an earlier version, whose rules may have been others.
    #[must_use]
    pub fn kept(text: String) -> Self {
        Self(text)
    }

    /// The tag as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two spellings of one tag have in common.
    #[must_use]
    pub fn key(&self) -> String {
        name_key(&self.0)
    }
}

impl FromStr for Tag {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        tidy(text, "tag", Self::MAX_CHARACTERS).map(Self)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A project's name: 1 to 100 characters, kept as written. Two with the same key are one project.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ProjectName(String);

impl ProjectName {
    /// Longest name, in Unicode scalar values.
    pub const MAX_CHARACTERS: usize = 100;

    /// A name that was written by an earlier version, whose rules may have been others.
    #[must_use]
    pub fn kept(text: String) -> Self {
        Self(text)
    }

    /// The name as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two spellings of one project have in common.
    #[must_use]
    pub fn key(&self) -> String {
        name_key(&self.0)
    }
}

impl FromStr for ProjectName {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        tidy(text, "project's name", Self::MAX_CHARACTERS).map(Self)
    }
}

impl fmt::Display for ProjectName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The text without control characters, with single spaces between its words and none around them.
pub(crate) fn tidy(text: &str, what: &str, most: usize) -> Result<String, Invalid> {
    if text.chars().any(char::is_control) {
        return Err(format!("a {what} holds no control characters or line breaks").into());
    }
    let tidied = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match tidied.chars().count() {
        _ if !is_visible(&tidied) => {
            Err(format!("a {what} needs at least one visible character").into())
        }
        length if length > most => Err(format!("a {what} has at most {most} characters").into()),
        _ => Ok(tidied),
    }
}
