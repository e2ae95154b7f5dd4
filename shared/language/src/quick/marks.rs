//! Priorities, projects, tags, notes and kept words of a line, apart from its dates.

use std::{collections::HashSet, ops::Range};

use super::{Piece, PieceKind};
use crate::{Priority, ProjectName, Tag};

/// What the marks of a line say.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pub(super) notes: String,
    pub(super) priority: Option<Priority>,
    pub(super) project: Option<ProjectName>,
    pub(super) tags: Vec<Tag>,
    /// What tells each of the tags from the others, however it is spelled.
    keys: HashSet<String>,
    pub(super) pieces: Vec<Piece>,
    /// The line in which marks are line breaks and kept words are other words, of the same length in bytes.
    pub(super) masked: String,
}

/// Reads the marks of a line.
pub(super) fn marks(line: &str) -> Marks {
    let mut marks = Marks::default();
    let notes = notes(line);
    let words = &line[..notes.unwrap_or(line.len())];
    let mut at = 0;
    let mut masked = String::with_capacity(line.len());
    while at < words.len() {
        let rest = &words[at..];
        let space = rest.len() - rest.trim_start().len();
        masked.push_str(&rest[..space]);
        at += space;
        let rest = &words[at..];
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let word = &rest[..length];
        let (length, mask) = if word.starts_with('\\') && word.len() > 1 {
            (length, Some('x'))
        } else if let Some((kind, length)) = marks.mark(rest, word) {
            let span = at..at + length;
            marks.pieces.push(Piece {
                kind,
                spans: vec![span],
            });
            (length, Some('\n'))
        } else {
            (length, None)
        };
        match mask {
            None => masked.push_str(&rest[..length]),
            Some(mask) => masked.extend(std::iter::repeat_n(mask, length)),
        }
        at += length;
    }
    if let Some(start) = notes {
        let span: Range<usize> = start..line.len();
        line[start + 2..].trim().clone_into(&mut marks.notes);
        masked.extend(std::iter::repeat_n('\n', span.len()));
        marks.pieces.push(Piece {
            kind: PieceKind::Notes,
            spans: vec![span],
        });
    }
    marks.masked = masked;
    marks
}

/// Where ` // ` begins, the two strokes being a word of their own.
fn notes(line: &str) -> Option<usize> {
    line.match_indices("//").map(|(at, _)| at).find(|at| {
        let before = line[..*at]
            .chars()
            .next_back()
            .is_none_or(char::is_whitespace);
        let behind = line[at + 2..]
            .chars()
            .next()
            .is_none_or(char::is_whitespace);
        before && behind
    })
}

impl Marks {
    /// The mark that a word is, and how long it is.
    fn mark(&mut self, rest: &str, word: &str) -> Option<(PieceKind, usize)> {
        let bare = word.trim_end_matches([',', ';', '.', ':', '!', '?', ')']);
        if self.priority.is_none()
            && let Ok(priority) = bare.to_ascii_lowercase().parse()
        {
            self.priority = Some(priority);
            return Some((PieceKind::Priority, bare.len()));
        }
        let (name, length) = name(rest, bare)?;
        if word.starts_with('#') {
            if self.project.is_some() {
                return None;
            }
            self.project = Some(name.parse().ok()?);
            return Some((PieceKind::Project, length));
        }
        let tag: Tag = name.parse().ok()?;
        if self.keys.insert(tag.key()) {
            self.tags.push(tag);
        }
        Some((PieceKind::Tag, length))
    }
}

/// The name behind `#` or `@`, bare or in quotation marks, and the length of all. `#42` and `@3pm` are no names.
fn name(rest: &str, bare: &str) -> Option<(String, usize)> {
    let behind = rest.strip_prefix(['#', '@'])?;
    if let Some(quoted) = behind.strip_prefix('"') {
        let mut name = String::new();
        let mut characters = quoted.char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => return Some((name, at + 3)),
                '\\' => name.push(characters.next()?.1),
                _ => name.push(character),
            }
        }
        return None;
    }
    let name = bare.get(1..)?;
    let is_name = name.chars().next().is_some_and(char::is_alphabetic)
        && name
            .chars()
            .all(|character| !matches!(character, '&' | '|' | '(' | ')' | '"' | '\\' | ','));
    is_name.then(|| (name.to_owned(), bare.len()))
}

/// The text without the `\` that keeps words.
pub(super) fn unkept(text: &str) -> String {
    let word = |word: &str| match word.strip_prefix('\\') {
        Some(kept) if !kept.is_empty() => kept.to_owned(),
        _ => word.to_owned(),
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}
