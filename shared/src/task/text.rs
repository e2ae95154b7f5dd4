//! The texts of a task.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is to be done: trimmed, 1 to 200 characters, no control characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, JsonSchema)]
#[serde(try_from = "String")]
#[schema(
    min_length = 1,
    max_length = 200,
    format = "title",
    example = "Buy groceries"
)]
#[schemars(inline, !try_from)]
pub struct Title(#[schemars(length(min = 1, max = 200))] String);

impl Title {
    /// Longest title, in Unicode scalar values.
    pub const MAX_CHARACTERS: usize = 200;

    /// A title that was written by an earlier version, whose rules may have been others.
    pub(crate) fn kept(text: String) -> Self {
        Self(text)
    }

    /// The title's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Title {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let title = text.trim();
        if !language::is_visible(title) {
            return Err("a title needs at least one visible character");
        }
        if title.chars().count() > Self::MAX_CHARACTERS {
            return Err("a title has at most 200 characters");
        }
        if title.chars().any(char::is_control) {
            return Err("a title holds no control characters or line breaks");
        }
        Ok(Self(title.to_owned()))
    }
}

/// Details in Markdown: at most 10,000 bytes, no control characters but line breaks and tabs. Empty means none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, JsonSchema)]
#[serde(try_from = "String")]
#[schema(max_length = 10000, format = "notes", example = "Milk, eggs, bread")]
#[schemars(inline, !try_from)]
pub struct Notes(#[schemars(length(max = 10000))] String);

impl Notes {
    /// Longest notes, in bytes of UTF-8.
    pub const MAX_BYTES: usize = 10_000;

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl TryFrom<String> for Notes {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.len() > Self::MAX_BYTES {
            return Err("notes have at most 10,000 bytes");
        }
        if text
            .chars()
            .any(|character| character.is_control() && !matches!(character, '\n' | '\r' | '\t'))
        {
            return Err("notes hold no control characters but line breaks and tabs");
        }
        Ok(Self(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-108, FR-642.
    #[test]
    fn titles_are_trimmed_and_bounded() {
        assert_eq!(
            Title::try_from("  Buy milk ".to_owned()).unwrap().as_str(),
            "Buy milk"
        );
        assert!(Title::try_from(" \u{a0} ".to_owned()).is_err());
        for unseen in [
            "\u{200b}",
            "\u{feff}",
            "\u{2060} \u{ad}",
            "\u{3164}",
            "\u{fe0f}",
            "\u{e0061}",
            "\u{202e}",
            "\u{2800}",
        ] {
            assert!(Title::try_from(unseen.to_owned()).is_err(), "{unseen:?}");
        }
        for seen in ["\u{200b}a", "👨\u{200d}👩", "❤\u{fe0f}", "-", "\u{301}"] {
            assert!(Title::try_from(seen.to_owned()).is_ok(), "{seen:?}");
        }
        assert!(Title::try_from("é".repeat(200)).is_ok());
        assert!(Title::try_from("é".repeat(201)).is_err());
        assert!(Title::try_from("two\nlines".to_owned()).is_err());
        assert!(Title::try_from("nul\0".to_owned()).is_err());
    }

    /// FR-108.
    #[test]
    fn notes_are_bounded_and_keep_line_breaks() {
        assert_eq!(
            Notes::try_from("a\n\tb\r\n".to_owned()).unwrap().as_str(),
            "a\n\tb\r\n"
        );
        assert!(Notes::try_from("x".repeat(10_000)).is_ok());
        assert!(Notes::try_from("x".repeat(10_001)).is_err());
        assert!(Notes::try_from("bell\u{7}".to_owned()).is_err());
    }
}
