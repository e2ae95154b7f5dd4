//! What is looked for in a task's texts.

use std::{fmt, str::FromStr};

use crate::{Invalid, name::tidy};

/// Words to find in titles and notes: 1 to 200 characters, at least one letter or digit.
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

    /// Its words in lower case, without punctuation. A task matches if each begins one of its words.
    pub fn words(&self) -> impl Iterator<Item = String> {
        words(&self.0)
    }
}

/// The runs of letters and digits of a text, in lower case: what a search compares.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

impl FromStr for SearchText {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = tidy(text, "search", Self::MAX_CHARACTERS)?;
        if text.chars().any(char::is_alphanumeric) {
            Ok(Self(text))
        } else {
            Err("a search needs at least one letter or digit".into())
        }
    }
}

impl fmt::Display for SearchText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
