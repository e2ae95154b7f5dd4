//! A place in a text that is being parsed.

use crate::SyntaxError;

/// Reads a text from left to right.
#[derive(Debug, Clone)]
pub(crate) struct Cursor<'a> {
    text: &'a str,
    /// In bytes, always between two characters.
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(crate) fn at(&self) -> usize {
        self.at
    }

    pub(crate) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(crate) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(crate) fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += character.len_utf8();
        Some(character)
    }

    /// Passes `character` if it stands here.
    pub(crate) fn eat(&mut self, character: char) -> bool {
        let found = self.peek() == Some(character);
        if found {
            self.at += character.len_utf8();
        }
        found
    }

    /// Passes all characters that `wanted` accepts.
    pub(crate) fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest
            .find(|character| !wanted(character))
            .unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Goes back to a place that was passed.
    pub(crate) fn rewind(&mut self, at: usize) {
        self.at = at;
    }

    pub(crate) fn skip_spaces(&mut self) {
        self.take_while(char::is_whitespace);
    }

    /// The error that something else was expected here.
    pub(crate) fn expected(&self, what: &str) -> SyntaxError {
        self.expected_at(self.at, what)
    }

    /// The error that something else was expected at a place that was passed.
    pub(crate) fn expected_at(&self, at: usize, what: &str) -> SyntaxError {
        let found = self.found(at);
        self.error_at(at, format!("expected {what}, found {found}"))
    }

    pub(crate) fn error_at(&self, at: usize, message: impl Into<String>) -> SyntaxError {
        SyntaxError {
            offset: self.text[..at].chars().count(),
            message: message.into(),
        }
    }

    /// What stands at a place, short enough for a message: a word, a single other character, or the end.
    fn found(&self, at: usize) -> String {
        let word: String = self.text[at..]
            .chars()
            .take_while(|character| character.is_alphanumeric())
            .take(30)
            .collect();
        match self.text[at..].chars().next() {
            None => "the end".to_owned(),
            Some(character) if word.is_empty() => format!("{:?}", character.to_string()),
            Some(_) => format!("{word:?}"),
        }
    }
}
