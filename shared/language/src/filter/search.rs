//! What is looked for in a task's texts.

use std::{fmt, str::FromStr};

use crate::{Invalid, Terms, name::tidy};

/// Words to find in titles and notes: 1 to 200 characters, at least one letter, digit or symbol.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SearchText(String);

impl SearchText {
    /// Longest text, in Unicode scalar values.
    pub const MAX_CHARACTERS: usize = 200;

    /// The text as written, single spaces between its words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What a task must hold to match.
    #[must_use]
    pub fn terms(&self) -> Terms {
        Terms::of(&self.0)
    }
}

impl FromStr for SearchText {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = tidy(text, "search", Self::MAX_CHARACTERS)?;
        if Terms::of(&text).is_empty() {
            Err("a search needs at least one letter, digit or symbol such as an emoji".into())
        } else {
            Ok(Self(text))
        }
    }
}

impl fmt::Display for SearchText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
