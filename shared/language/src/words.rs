//! Dates, times and recurrences in sentences: "Pay rent tomorrow at 9am", "every other friday", "in 3 weeks".
//!
//! A text becomes tokens with their places (`token.rs`); a lexicon, a data file of one language, says what each may mean
//! (`lexicon.rs`); a grammar for all languages reads days (`day.rs`), times (`clock.rs`) and recurrences (`repeat.rs`)
//! and puts together what belongs together (`phrase.rs`). A word is a date only where it stands as one (`place.rs`).

mod clock;
mod day;
mod language;
mod lexicon;
mod number;
mod period;
mod phrase;
mod place;
mod reader;
mod repeat;
mod schedule;
mod token;

use std::ops::Range;

use jiff::Timestamp;

use crate::{SyntaxError, Zone};
use lexicon::Custom;
use phrase::Phrase;
use reader::Reader;

pub use language::Language;
pub use period::Grain;
pub use schedule::Schedule;

/// The moment, the place and the language that a text is read in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Now.
    pub now: Timestamp,
    /// Where the person is.
    pub zone: Zone,
    /// The language of the text.
    pub language: Language,
    /// Whether a day without a year that is past is meant in this year, as in files that leave this year's number out;
    /// otherwise it is the next such day.
    pub this_year: bool,
}

/// A date that was found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its places in the text, in bytes and in order: more than one where its parts stand apart.
    pub spans: Vec<Range<usize>>,
    /// What it says.
    pub schedule: Schedule,
}

impl Setting {
    /// Now, in a zone, in English.
    #[must_use]
    pub fn new(now: Timestamp, zone: Zone) -> Self {
        Self {
            now,
            zone,
            language: Language::English,
            this_year: false,
        }
    }

    /// Every date that stands as one in a text, past ones too, in the order of their places.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Found> {
        let tokens = self.tokens(text);
        let reader = self.reader(&tokens);
        let found = reader.phrases().into_iter();
        found
            .filter_map(|phrase| self.found(&reader, &phrase))
            .collect()
    }

    /// The date that a task with this text is to have: one that is not past, with its time or recurrence, even if they
    /// stand apart.
    #[must_use]
    pub fn find_due(&self, text: &str) -> Option<Found> {
        let tokens = self.tokens(text);
        let reader = self.reader(&tokens);
        let mut phrases = reader
            .phrases()
            .into_iter()
            .filter(|phrase| reader.is_ahead(phrase));
        let first = phrases.next()?;
        let mut found = first.clone();
        let mut places: Vec<_> = std::iter::once(first.start..first.end).collect();
        for phrase in phrases {
            if phrase.completes(&found) {
                places.push(phrase.start..phrase.end);
                found = found.with(phrase);
            }
        }
        if let Some(clock) = found.clock.filter(|clock| !clock.is_part)
            && let Some(part) = reader.part_named(&places)
        {
            found.clock = Some(clock.in_half_of(&part));
        }
        let spans = places.into_iter().map(|place| tokens.span(place)).collect();
        let schedule = schedule::Schedule::new(&reader, &found, self)?;
        Some(Found { spans, schedule })
    }

    /// What a text says that is a date and nothing else.
    ///
    /// # Errors
    /// Where it stops being one.
    pub fn read(&self, text: &str) -> Result<Schedule, SyntaxError> {
        let tokens = self.tokens(text);
        let reader = self.reader(&tokens);
        let phrase = reader.phrase(0);
        let end = phrase.as_ref().map_or(0, |phrase| phrase.end);
        let rest = reader.skip_possessive(end);
        let is_whole = rest == tokens.len() || rest + 1 == tokens.len() && tokens.is(rest, ".");
        if is_whole
            && let Some(phrase) = phrase
            && let Some(schedule) = Schedule::new(&reader, &phrase, self)
        {
            return Ok(schedule);
        }
        let start = tokens.span(end..end).start;
        let place = if end == tokens.len() && end > 0 {
            0
        } else {
            start
        };
        Err(self.refusal(text, place))
    }

    fn found(&self, reader: &Reader<'_>, phrase: &Phrase) -> Option<Found> {
        let span = reader.tokens.span(phrase.start..phrase.end);
        let schedule = Schedule::new(reader, phrase, self)?;
        Some(Found {
            spans: vec![span],
            schedule,
        })
    }

    fn tokens(&self, text: &str) -> token::Tokens {
        let mut tokens = token::tokens(text);
        let lexicon = self.language.lexicon();
        if lexicon.has(Custom::Compounds) {
            tokens.part(|word| lexicon.compound(word));
        }
        tokens
    }

    fn reader<'a>(&'a self, tokens: &'a token::Tokens) -> Reader<'a> {
        Reader::new(tokens, self)
    }

    /// Why a text is no date.
    fn refusal(&self, text: &str, place: usize) -> SyntaxError {
        let cursor = crate::cursor::Cursor::new(text);
        match both_readings(text, self) {
            Some(message) => cursor.error_at(place, message),
            None => cursor.expected_at(
                place,
                "a day or a time, such as tomorrow, friday 5pm, 27 november, in 3 days or 2026-11-27",
            ),
        }
    }
}

/// The two days that `5/6` could be, where a language has no custom.
fn both_readings(text: &str, setting: &Setting) -> Option<String> {
    if setting.language != Language::English {
        return None;
    }
    let today = setting.zone.today(setting.now);
    crate::calendar::two_days(text, Some(today.year()))
}
