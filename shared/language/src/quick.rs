//! A task as one line: `Pay rent tomorrow 9am every month p1 #Home @money // note`, in any order.
//!
//! | written | means |
//! |---|---|
//! | words for a date | when it is due and how it repeats ([`Setting::find_due`]) |
//! | `p1` … `p4` | its priority |
//! | `#Home` `#"Big project"` | its project |
//! | `@money` `@"two words"` | a tag, as often as there are tags |
//! | ` // note` | its notes: all that follows |
//! | `\word` | the word itself, whatever it looks like |
//!
//! What is understood is a piece with its places; all the rest is the title, as it was typed. Marks are those of filters
//! (ADR 0013). Of dates, priorities and projects the first is meant and others stay words.

mod marks;
mod print;

use std::ops::Range;

use crate::{Priority, ProjectName, Schedule, Setting, SyntaxError, Tag, cursor::Cursor};

/// What a piece of a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PieceKind {
    /// When it is due and how it repeats.
    Due,
    /// `p1`.
    Priority,
    /// `#project`.
    Project,
    /// `@tag`.
    Tag,
    /// `// notes`.
    Notes,
}

impl PieceKind {
    /// The name of the field that it fills, as in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Priority => "priority",
            Self::Project => "project",
            Self::Tag => "tags",
            Self::Notes => "notes",
        }
    }
}

/// A part of a line that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What it says.
    pub kind: PieceKind,
    /// Its places in the line, in bytes and in order.
    pub spans: Vec<Range<usize>>,
}

/// A line that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuickTask {
    /// What is left, as it was typed, with single spaces.
    pub title: String,
    /// What stands behind `//`; empty without.
    pub notes: String,
    /// The priority, if one was written.
    pub priority: Option<Priority>,
    /// The project, if one was written.
    pub project: Option<ProjectName>,
    /// The tags, each once.
    pub tags: Vec<Tag>,
    /// When it is due and how it repeats.
    pub schedule: Option<Schedule>,
    /// The words that said when, as they were typed: a part for each place in the line.
    pub when: Vec<String>,
    /// What was understood, in the order of the line.
    pub pieces: Vec<Piece>,
}

impl QuickTask {
    /// Reads a line.
    ///
    /// # Errors
    /// A line without a title: nothing is left beside its pieces.
    pub fn read(line: &str, setting: &Setting) -> Result<Self, SyntaxError> {
        let marks = marks::marks(line);
        let found = setting.find_due(&marks.masked);
        let mut pieces = marks.pieces;
        let mut when = Vec::new();
        if let Some(found) = &found {
            when.extend(found.spans.iter().map(|span| line[span.clone()].to_owned()));
            pieces.push(Piece {
                kind: PieceKind::Due,
                spans: found.spans.clone(),
            });
        }
        pieces.sort_by_key(|piece| piece.spans.first().map_or(0, |span| span.start));
        let title = title(line, &pieces);
        if title.is_empty() {
            return Err(Cursor::new(line).error_at(
                line.len(),
                "a task needs a title beside its date, priority, project, tags and notes",
            ));
        }
        Ok(Self {
            title,
            notes: marks.notes,
            priority: marks.priority,
            project: marks.project,
            tags: marks.tags,
            schedule: found.map(|found| found.schedule),
            when,
            pieces,
        })
    }

    /// The line with a piece turned back into words: each of them with `\` in front.
    #[must_use]
    pub fn take_back(line: &str, piece: &Piece) -> String {
        let mut taken = String::with_capacity(line.len() + 8);
        let mut at = 0;
        for span in &piece.spans {
            taken.push_str(&line[at..span.start]);
            taken.push_str(&print::kept(&line[span.clone()]));
            at = span.end;
        }
        taken.push_str(&line[at..]);
        taken
    }
}

/// The line without its pieces.
fn title(line: &str, pieces: &[Piece]) -> String {
    let mut spans: Vec<&Range<usize>> = pieces.iter().flat_map(|piece| &piece.spans).collect();
    spans.sort_by_key(|span| span.start);
    let mut left = String::with_capacity(line.len());
    let mut at = 0;
    for span in spans {
        left.push_str(line.get(at..span.start).unwrap_or_default());
        left.push(' ');
        // "Tomorrow: buy milk", "(tomorrow)"
        let opened = left.trim_end().ends_with('(');
        let behind = &line[span.end..];
        at = span.end;
        if opened && behind.starts_with(')') {
            left.truncate(left.trim_end().len() - 1);
            at += 1;
        } else if left.trim().is_empty()
            || behind
                .trim_start_matches([':', ',', '.', ';'])
                .trim()
                .is_empty()
        {
            at += behind.len() - behind.trim_start_matches([':', ',', '.', ';']).len();
        }
    }
    let rest = line.get(at..).unwrap_or_default();
    left.push_str(rest);
    let words: Vec<&str> = left.split_whitespace().collect();
    let mut tidy = words.join(" ");
    if !pieces.is_empty() {
        tidy.truncate(without_commas(&tidy));
        let start = tidy.len() - tidy.trim_start_matches([',', ';', ' ']).len();
        tidy.drain(..start);
    }
    marks::unkept(&tidy)
}

/// How long a text is without the commas at its end that stood before a piece; kept ones stay.
fn without_commas(text: &str) -> usize {
    let short = text.trim_end_matches([',', ';', ' ']);
    let is_kept = short.ends_with('\\');
    if is_kept { text.len() } else { short.len() }
}
