//! Words as a person may see them: no address that the conversation did not bring, no image, no HTML (FR-366).

mod address;

use std::collections::HashSet;

use serde_json::Value;

use crate::entry::{Entry, QuestionDraft};

/// What stands where an address stood.
const REMOVED: &str = "[link removed]";

/// A sign without width that keeps two letters from being markup.
const JOINER: char = '\u{2060}';

/// How much of a link's destination is waited for.
const MAX_HELD: usize = 4_000;

/// A filter over the pieces of what is said. It holds the last word back until it is whole.
#[derive(Debug, Default)]
pub(crate) struct Plain {
    /// The addresses that the person wrote, or that stand in what was read in this turn.
    known: HashSet<String>,
    held: String,
}

impl Plain {
    /// A filter that keeps the addresses in the person's messages.
    pub(crate) fn of(history: &[Entry]) -> Self {
        let mut plain = Self::default();
        for entry in history {
            if let Entry::User { text, .. } = entry {
                plain.keep_in(text);
            }
        }
        plain
    }

    /// Keeps the addresses in what a tool gave.
    pub(crate) fn keep(&mut self, result: &Value) {
        match result {
            Value::String(text) => self.keep_in(text),
            Value::Array(values) => values.iter().for_each(|value| self.keep(value)),
            Value::Object(fields) => fields.values().for_each(|value| self.keep(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn keep_in(&mut self, text: &str) {
        for word in text.split_whitespace() {
            for (from, to) in address::all(word) {
                self.known.extend(word.get(from..to).map(str::to_owned));
            }
        }
    }

    /// What of this piece, and of what was held, can be shown.
    pub(crate) fn push(&mut self, piece: &str) -> String {
        self.held.push_str(piece);
        let end = self.settled();
        let rest = self.held.split_off(end);
        let settled = std::mem::replace(&mut self.held, rest);
        self.shown(&settled)
    }

    /// What was held back.
    pub(crate) fn finish(&mut self) -> String {
        let held = std::mem::take(&mut self.held);
        self.shown(&held)
    }

    /// A question as it may be shown.
    pub(crate) fn question(&self, mut question: QuestionDraft) -> QuestionDraft {
        question.text = self.shown(&question.text);
        for option in &mut question.options {
            option.label = self.shown(&option.label);
        }
        question
    }

    /// How much of what is held will not change its meaning by what comes: whole words, and no begun destination.
    fn settled(&self) -> usize {
        let words = self
            .held
            .rfind(char::is_whitespace)
            .and_then(|at| Some(at + self.held.get(at..)?.chars().next()?.len_utf8()))
            .unwrap_or_default();
        let open = self.held.rfind("](").filter(|at| {
            self.held.len() - at < MAX_HELD
                && !self.held.get(*at..).is_some_and(|rest| rest.contains(')'))
        });
        let end = open.map_or(words, |at| words.min(self.word_start(at)));
        if end == 0 && self.held.len() > MAX_HELD {
            return self.held.len();
        }
        end
    }

    fn word_start(&self, at: usize) -> usize {
        let before = self.held.get(..at).unwrap_or_default();
        before.rfind(char::is_whitespace).map_or(0, |at| {
            at + before
                .get(at..)
                .and_then(|rest| rest.chars().next())
                .map_or(1, char::len_utf8)
        })
    }

    /// A text without addresses that are not known, and without markup that loads or runs something.
    fn shown(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find("](") {
            let (before, from) = rest.split_at(at + 2);
            let end = from.find(')').unwrap_or(from.len());
            let (destination, after) = self.destination(from, end);
            self.add(&mut shown, before);
            shown.push_str(&destination);
            rest = after;
        }
        self.add(&mut shown, rest);
        inert(&shown)
    }

    /// A Markdown link's destination, and what comes behind it. An address with a parenthesis goes on to its own.
    fn destination<'t>(&self, from: &'t str, end: usize) -> (String, &'t str) {
        let word = from.split_whitespace().next().unwrap_or_default();
        let whole = address::all(word)
            .first()
            .copied()
            .filter(|(start, _)| *start == 0);
        if let Some((_, length)) = whole
            && let (Some(link), Some(after)) = (from.get(..length), from.get(length..))
        {
            let link = if self.known.contains(link) {
                link
            } else {
                REMOVED
            };
            return (link.to_owned(), after);
        }
        let (inside, after) = from.split_at(end);
        let inside = if inside.trim().is_empty() {
            inside
        } else {
            REMOVED
        };
        (inside.to_owned(), after)
    }

    /// Adds a text whose addresses are known.
    fn add(&self, shown: &mut String, text: &str) {
        for word in text.split_inclusive(char::is_whitespace) {
            let mut from = 0;
            for (start, end) in address::all(word) {
                shown.push_str(word.get(from..start).unwrap_or_default());
                let link = word.get(start..end).unwrap_or_default();
                shown.push_str(if self.known.contains(link) {
                    link
                } else {
                    REMOVED
                });
                from = end;
            }
            shown.push_str(word.get(from..).unwrap_or_default());
        }
    }
}

/// Parts what would be a tag, an image or the definition of a link, so that every reader shows it as it is written.
fn inert(text: &str) -> String {
    let mut inert = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        inert.push(letter);
        let parts = letters.peek().is_some_and(|next| match letter {
            '<' => next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'),
            '!' => *next == '[',
            ']' => *next == ':',
            _ => false,
        });
        if parts {
            inert.push(JOINER);
        }
    }
    inert
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn plain() -> Plain {
        let mut plain = Plain::of(&[Entry::user("Add https://mine.example/a_(b)?x=1, please")]);
        plain.keep(&json!({"tasks": [{"notes": "see http://task.example/page."}]}));
        plain
    }

    /// FR-366: the same however the words are cut.
    #[test]
    fn addresses_are_kept_only_if_they_were_there() {
        for (said, shown) in [
            (
                "Nothing here: 3 < 4 and a/b.",
                "Nothing here: 3 < 4 and a/b.",
            ),
            (
                "See https://mine.example/a_(b)?x=1.",
                "See https://mine.example/a_(b)?x=1.",
            ),
            (
                "[it](http://task.example/page)!",
                "[it](http://task.example/page)!",
            ),
            ("(http://task.example/page)", "(http://task.example/page)"),
            ("http://task.example/page?stolen=1", "[link removed]"),
            ("http://task.example/", "[link removed]"),
            ("HTTPS://mine.example/a_(b)?x=1", "[link removed]"),
            (
                "go to https://evil.example/?q=milk now",
                "go to [link removed] now",
            ),
            ("[click](https://evil.example/a)", "[click]([link removed])"),
            (
                "[click](//evil.example/a \"title\") here",
                "[click]([link removed] \"title\") here",
            ),
            ("[click]( <ev il> ) x", "[click]([link removed]) x"),
            (
                "[click](&#104;ttps://evil.example)",
                "[click]([link removed])",
            ),
            ("www.evil.example/x", "[link removed]"),
            ("evil.example/steal?d=milk", "[link removed]"),
            (
                "javascript:alert(1) data:text/html,x",
                "[link removed] [link removed]",
            ),
            ("a//evil.example/x", "a[link removed]"),
            ("<https://evil.example>", "<[link removed]>"),
            (
                "https://evil.example,https://mine.example/a_(b)?x=1",
                "[link removed]",
            ),
        ] {
            let whole = {
                let mut plain = plain();
                plain.push(said) + &plain.finish()
            };
            assert_eq!(whole, shown, "{said}");
            let mut plain = plain();
            let mut pieces: String = said
                .chars()
                .map(|letter| plain.push(&letter.to_string()))
                .collect();
            pieces.push_str(&plain.finish());
            assert_eq!(pieces, shown, "{said}, letter by letter");
        }
    }

    /// FR-366.
    #[test]
    fn images_and_html_are_text() {
        for said in [
            "![x](http://task.example/page)",
            "<img src=x onerror=alert(1)>",
            "</p><!-- x --><?php",
            "[a]: http://task.example/page",
        ] {
            let mut plain = plain();
            let shown = plain.push(said) + &plain.finish();
            for markup in ["![", "<img", "</", "<!", "<?", "]:"] {
                assert!(!shown.contains(markup), "{shown}");
            }
            assert_eq!(shown.replace(JOINER, ""), said);
        }
    }
}
