//! A text that is being read: its tokens and what each may mean.

use std::cell::Cell;

use jiff::civil::{Date, DateTime};

use super::Setting;
use super::{
    lexicon::{Kind, Lexicon, Meaning, Need},
    token::Tokens,
};

/// One meaning at a place in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sense {
    pub(super) value: i16,
    pub(super) need: Need,
    /// The place behind it.
    pub(super) end: usize,
}

/// A text with the meanings of its words, and the moment that it is read at.
pub(super) struct Reader<'a> {
    pub(super) tokens: &'a Tokens,
    pub(super) lexicon: &'static Lexicon,
    /// Now, where the person is.
    pub(super) now: DateTime,
    pub(super) setting: &'a Setting,
    /// How many days are being read within others: "2 days after the day after friday".
    pub(super) depth: Cell<u8>,
    /// All meanings, in the order of their places.
    meanings: Vec<(Meaning, usize)>,
    /// Where the meanings of each place begin in the list.
    starts: Vec<u32>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(tokens: &'a Tokens, setting: &'a Setting) -> Self {
        let lexicon = setting.language.lexicon();
        let mut meanings = Vec::new();
        let mut starts = Vec::with_capacity(tokens.len() + 1);
        for at in 0..tokens.len() {
            starts.push(u32::try_from(meanings.len()).unwrap_or(u32::MAX));
            meanings.extend(
                lexicon
                    .at(tokens, at)
                    .map(|(meaning, length)| (meaning, at + length)),
            );
        }
        starts.push(u32::try_from(meanings.len()).unwrap_or(u32::MAX));
        Self {
            tokens,
            lexicon,
            now: setting.zone.time_zone().to_datetime(setting.now),
            setting,
            depth: Cell::new(0),
            meanings,
            starts,
        }
    }

    pub(super) fn today(&self) -> Date {
        self.now.date()
    }

    /// What may begin at a place.
    fn meanings(&self, at: usize) -> &[(Meaning, usize)] {
        let start = |at: usize| self.starts.get(at).map(|start| *start as usize);
        match (start(at), start(at + 1)) {
            (Some(from), Some(to)) => self.meanings.get(from..to).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Whether a date may begin here at all.
    pub(super) fn may_begin(&self, at: usize) -> bool {
        self.tokens.number(at).is_some()
            || self
                .meanings(at)
                .iter()
                .any(|(meaning, _)| meaning.kind.begins())
            || self.tokens.is(at, "q")
    }

    /// The longest phrase of a kind at a place.
    pub(super) fn sense(&self, at: usize, kind: Kind) -> Option<Sense> {
        self.meanings(at)
            .iter()
            .filter(|(meaning, _)| meaning.kind == kind)
            .max_by_key(|(_, end)| *end)
            .map(|(meaning, end)| Sense {
                value: meaning.value,
                need: meaning.need,
                end: *end,
            })
    }

    /// The place behind a word of a kind, if one stands here.
    pub(super) fn eat(&self, at: usize, kind: Kind) -> Option<usize> {
        self.sense(at, kind).map(|sense| sense.end)
    }

    /// The place behind any of some kinds, or this place.
    pub(super) fn skip(&self, at: usize, kinds: &[Kind]) -> usize {
        kinds
            .iter()
            .find_map(|kind| self.eat(at, *kind))
            .unwrap_or(at)
    }

    /// The place behind a comma, or this place.
    pub(super) fn skip_comma(&self, at: usize) -> usize {
        at + usize::from(self.tokens.is(at, ",") && !self.is_number_behind(at))
    }

    /// A comma between figures is part of a number.
    fn is_number_behind(&self, at: usize) -> bool {
        self.tokens.is_glued(at + 1) && self.tokens.number(at + 1).is_some()
    }

    /// The place behind the full stop of an abbreviation, or this place.
    pub(super) fn skip_dot(&self, at: usize) -> usize {
        at + usize::from(self.has_dot(at))
    }

    pub(super) fn has_dot(&self, at: usize) -> bool {
        self.tokens.is(at, ".") && self.tokens.is_glued(at)
    }

    /// The place behind a mark that stands at the token before.
    pub(super) fn glued(&self, at: usize, mark: &str) -> Option<usize> {
        (self.tokens.is(at, mark) && self.tokens.is_glued(at)).then_some(at + 1)
    }

    /// Figures that stand at the token before.
    pub(super) fn glued_number(&self, at: usize) -> Option<(u32, u8)> {
        self.tokens.number(at).filter(|_| self.tokens.is_glued(at))
    }
}
