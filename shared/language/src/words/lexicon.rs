//! What the words of a language mean: data files, one per language, read once.
//!
//! A line of a file is a kind, perhaps a number, perhaps how much a word needs beside it, and phrases:
//!
//! ```text
//! weekday 1: monday | mondays
//! weekday 1 short: mon
//! set day-first
//! ```
//!
//! Letter case and accents do not matter. A new language is a new file, its line in [`Language`], and tests.

use std::collections::HashMap;

use super::token::{Tokens, tokens};

/// Declares an enum and the name that a lexicon file has for each variant.
macro_rules! named {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            fn named(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

named! {
    /// What a word does in a date. The number behind a kind in a file is given in brackets.
    Kind {
        /// This moment.
        Now = "now",
        /// A day from today [days].
        Day = "day",
        /// The evening or another part of a day [days from today times 100, and the part's hour].
        DayPart = "day-part",
        /// A weekday [1 for Monday].
        Weekday = "weekday",
        /// A weekday in the plural, which repeats [1 for Monday].
        Weekdays = "weekdays",
        /// A month [1 to 12].
        Month = "month",
        /// A holiday [month times 100, and day].
        Holiday = "holiday",
        /// A holiday that moves with Easter [days after Easter Sunday].
        Easter = "easter",
        /// A holiday on the nth of a weekday [days after it times 10000, month times 100, weekday times 10, and which one;
        /// 9 for the last].
        Moving = "moving",
        /// Behind a weekday: that many days after the next one, which may be today [days].
        DaysOn = "days-on",
        /// A unit of time [minutes to years, see `unit.rs`].
        Unit = "unit",
        /// A unit written so short that it needs a figure before it [as above].
        Symbol = "symbol",
        /// A number.
        Number = "number",
        /// A number that stands for one only before a unit.
        Article = "article",
        /// Half of something.
        Half = "half",
        /// A quarter of an hour [how many].
        Quarters = "quarters",
        /// "and a half" behind a number.
        AndHalf = "and-half",
        /// A place in a series.
        Ordinal = "ordinal",
        /// The letters behind the figures of an ordinal.
        OrdinalEnd = "ordinal-end",
        /// The last in a series; beside a unit also the one before this.
        Final = "final",
        /// The one that is now.
        This = "this",
        /// The one in the unit after this.
        Next = "next",
        /// The nearest one to come.
        Coming = "coming",
        /// The one after the next.
        AfterNext = "after-next",
        /// The one before.
        Past = "past",
        /// Before a duration: that long from now.
        Ahead = "ahead",
        /// Before a duration: that long ago.
        AgoBefore = "ago-before",
        /// Behind a duration: that long ago.
        Ago = "ago",
        /// Behind a duration: that long from now.
        Hence = "hence",
        /// Between a duration and a day: later.
        After = "after",
        /// Between a duration and a day: earlier.
        Before = "before",
        /// Before a time of day.
        At = "at",
        /// Before a day.
        On = "on",
        /// Before a month or a year.
        In = "in",
        /// Before the last day that is meant.
        By = "by",
        /// Before a day that something is meant for; with it, the word leaves the title.
        For = "for",
        /// Until.
        Until = "until",
        /// From.
        From = "from",
        /// From then on, of a series.
        Starting = "starting",
        /// Between the ends of a range.
        To = "to",
        /// Before a range with "and".
        Between = "between",
        /// And.
        And = "and",
        /// Between a part and what it is part of.
        Of = "of",
        /// The, before a date.
        The = "the",
        /// About, in front of or behind a time.
        About = "about",
        /// The half of the day [0 or 12].
        Meridian = "meridian",
        /// A zone's abbreviation [minutes east of Greenwich].
        Offset = "offset",
        /// O'clock.
        OClock = "oclock",
        /// A time of day with a name [its hour].
        Clock = "clock",
        /// A part of the day [its hour].
        Part = "part",
        /// A part of the day with the word for "in" before it, which turns a time into one of that half [its hour].
        InPart = "in-part",
        /// Minutes after the hour that follows, negative before it, as "half past" and "halb" [minutes].
        Past60 = "minutes-past",
        /// Between minutes and an hour: minutes after it.
        PastHour = "past-hour",
        /// Between minutes and an hour: minutes before it.
        ToHour = "to-hour",
        /// Behind an hour: that many minutes more or less.
        More = "more",
        /// Behind an hour, before minutes that are taken off.
        Minus = "minus",
        /// The first part of a period.
        Begin = "begin",
        /// The middle of a period.
        Middle = "middle",
        /// The end of a period.
        End = "end",
        /// The last day of a period, as one word [unit].
        EndOf = "end-of",
        /// Every.
        Every = "every",
        /// Every second.
        Other = "other",
        /// A rule in one word [unit].
        Rule = "rule",
        /// From Monday to Friday, as one word.
        Workday = "workday",
        /// Saturday and Sunday.
        Weekend = "weekend",
        /// Times, behind how often.
        Times = "times",
        /// A verb that begins a task, so that a day may stand before it.
        Verb = "verb",
        /// What verbs end in as tasks are written: "er" of "acheter".
        VerbEnd = "verb-end",
        /// Behind a weekday: every other, "sur deux" of "un samedi sur deux".
        Alternate = "alternate",
        /// A word that goes on with the sentence, so that a day may stand before it.
        Link = "link",
        /// A word before a noun: what follows is no date alone.
        Noun = "noun",
        /// A verb that a title follows: "watch The Day After Tomorrow".
        Title = "title",
        /// Words that are no date, whatever they look like.
        Never = "never",
    }
}

named! {
    /// What a language does otherwise than others.
    Custom {
        /// `5/6` is the fifth of June.
        DayFirst = "day-first",
        /// "Monday next", rather than "next Monday".
        AdjectiveBehind = "adjective-behind",
        /// `3:30` is at night.
        Hours24 = "hours-24",
        /// "5 heures" is in the morning.
        OClock24 = "oclock-24",
        /// `2,5` is two and a half.
        Comma = "comma",
        /// `15.` is an ordinal.
        DotOrdinal = "dot-ordinal",
        /// A weekday and a part of the day are one word: "Freitagabend".
        Compounds = "compounds",
        /// The verb is the last word: "Samstag Rasen mähen".
        VerbLast = "verb-last",
    }
}

named! {
    /// How much a word needs beside it to be what it could be.
    Need {
        /// Nothing.
        Nothing = "plain",
        /// An abbreviation that is rarely another word.
        Short = "short",
        /// An abbreviation that is also a common word: a full stop or another part of a date must stand at it.
        Dot = "dot",
    }
}

impl Kind {
    /// Whether a date can begin with it.
    pub(super) fn begins(self) -> bool {
        !matches!(
            self,
            Self::Link
                | Self::Noun
                | Self::DaysOn
                | Self::Alternate
                | Self::Title
                | Self::Verb
                | Self::Never
                | Self::And
                | Self::Of
                | Self::OrdinalEnd
                | Self::Meridian
                | Self::OClock
                | Self::Offset
                | Self::Times
                | Self::Hence
                | Self::Ago
                | Self::More
                | Self::Minus
                | Self::AndHalf
                | Self::Symbol
                | Self::To
                | Self::Other
        )
    }
}

/// One meaning of a phrase.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meaning {
    pub(super) kind: Kind,
    pub(super) value: i16,
    pub(super) need: Need,
}

/// A phrase behind its first word.
#[derive(Debug)]
struct Phrase {
    /// The words behind the first.
    rest: Vec<Box<str>>,
    meaning: Meaning,
}

/// The words of one language and its customs.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    phrases: HashMap<Box<str>, Vec<Phrase>>,
    /// What verbs end in as tasks are written.
    verb_ends: Vec<Box<str>>,
    customs: Vec<Custom>,
}

impl Lexicon {
    /// What a file says. A line that says nothing is passed over; a test holds that there is none.
    pub(super) fn read(file: &str) -> Self {
        let mut lexicon = Self::default();
        for line in file.lines() {
            lexicon.line(line);
        }
        lexicon
    }

    /// Reads a line, and tells whether it was understood.
    pub(super) fn line(&mut self, line: &str) -> bool {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return true;
        }
        if let Some(name) = line.strip_prefix("set ") {
            let custom = Custom::named(name);
            self.customs.extend(custom);
            return custom.is_some();
        }
        let Some((head, phrases)) = line.split_once(": ") else {
            return false;
        };
        let Some(meaning) = meaning(head) else {
            return false;
        };
        for phrase in phrases.split(" | ") {
            match meaning.kind {
                Kind::VerbEnd => self.verb_ends.push(phrase.into()),
                _ => self.add(phrase, meaning),
            }
        }
        true
    }

    /// Whether the language has a custom.
    pub(super) fn has(&self, custom: Custom) -> bool {
        self.customs.contains(&custom)
    }

    fn add(&mut self, phrase: &str, meaning: Meaning) {
        let words = tokens(phrase);
        let mut words = words.texts().map(Box::from);
        let Some(first) = words.next() else { return };
        let rest = words.collect();
        self.phrases
            .entry(first)
            .or_default()
            .push(Phrase { rest, meaning });
    }

    /// Whether a word alone plays a part.
    fn is(&self, word: &str, kind: Kind) -> bool {
        let phrases = self.phrases.get(word).into_iter().flatten();
        phrases
            .filter(|phrase| phrase.rest.is_empty())
            .any(|phrase| phrase.meaning.kind == kind && phrase.meaning.need == Need::Nothing)
    }

    /// Where the part of the day begins in "freitagabend".
    pub(super) fn compound(&self, word: &str) -> Option<usize> {
        // The shortest weekday and part have six and five letters.
        (word.len() > 8).then_some(())?;
        (6..word.len()).find(|at| {
            word.split_at_checked(*at).is_some_and(|(day, part)| {
                day.is_ascii() && self.is(day, Kind::Weekday) && self.is(part, Kind::Part)
            })
        })
    }

    /// Whether a word ends as a verb does.
    pub(super) fn is_verb(&self, word: &str) -> bool {
        self.verb_ends
            .iter()
            .any(|end| word.len() > end.len() + 2 && word.ends_with(&**end))
    }

    /// What begins at a token: meanings with the number of tokens that each takes.
    pub(super) fn at<'a>(
        &'a self,
        tokens: &'a Tokens,
        at: usize,
    ) -> impl Iterator<Item = (Meaning, usize)> + 'a {
        let phrases = self.phrases.get(tokens.text(at));
        phrases.into_iter().flatten().filter_map(move |phrase| {
            let mut places = at + 1..;
            let fits = phrase
                .rest
                .iter()
                .zip(&mut places)
                .all(|(word, place)| place < tokens.len() && tokens.text(place) == &**word);
            fits.then_some((phrase.meaning, 1 + phrase.rest.len()))
        })
    }
}

/// `weekday 1 short`.
fn meaning(head: &str) -> Option<Meaning> {
    let mut words = head.split(' ');
    let kind = Kind::named(words.next()?)?;
    let mut meaning = Meaning {
        kind,
        value: 0,
        need: Need::Nothing,
    };
    for word in words {
        match (word.parse(), Need::named(word)) {
            (Ok(value), _) => meaning.value = value,
            (_, Some(need)) => meaning.need = need,
            _ => return None,
        }
    }
    Some(meaning)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    /// FR-1001: a line of a lexicon that says nothing would be a word that is not understood.
    #[test]
    fn every_line_of_every_lexicon_is_understood() {
        for language in Language::ALL {
            let mut lexicon = Lexicon::default();
            for (number, line) in language.file().lines().enumerate() {
                assert!(
                    lexicon.line(line),
                    "{}:{}: {line}",
                    language.tag(),
                    number + 1
                );
            }
        }
        assert!(!Lexicon::default().line("weekdy 1: monday"));
    }
}
