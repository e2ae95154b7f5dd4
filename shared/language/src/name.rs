//! Names that people give: tags and projects.

use std::{fmt, str::FromStr};

use crate::Invalid;

/// A tag: 1 to 50 characters, without regard to letter case, and kept in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag(String);

impl Tag {
    /// Longest tag, in Unicode scalar values.
    pub const MAX_CHARACTERS: usize = 50;

    /// The tag, in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Tag {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        tidy(&text.to_lowercase(), "tag", Self::MAX_CHARACTERS).map(Self)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A project's name: 1 to 100 characters, kept as written. Two names that differ in letter case only are one project.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ProjectName(String);

impl ProjectName {
    /// Longest name, in Unicode scalar values.
    pub const MAX_CHARACTERS: usize = 100;

    /// The name as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two spellings of one project have in common: the name in lower case.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_lowercase()
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
        0 => Err(format!("a {what} needs at least one visible character").into()),
        length if length > most => Err(format!("a {what} has at most {most} characters").into()),
        _ => Ok(tidied),
    }
}
