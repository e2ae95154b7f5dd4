//! Where a phrase stands: "friday" is a day in "call friday" and none in "friday report".

use std::ops::Range;

use super::{
    clock::Clock,
    day::{Spec, Weight},
    lexicon::{Custom, Kind},
    phrase::Phrase,
    reader::Reader,
};

impl Reader<'_> {
    /// All phrases that stand as dates, in order and without overlap.
    pub(super) fn phrases(&self) -> Vec<Phrase> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            if let Some(end) = self.eat(at, Kind::Never) {
                at = end;
                continue;
            }
            let phrase = self
                .may_begin(at)
                .then(|| self.phrase(at))
                .flatten()
                .map(|phrase| self.without_noun(phrase));
            match phrase {
                Some(phrase) if self.is_title(&phrase) => at = phrase.end,
                Some(phrase) if self.stands(&phrase) => {
                    at = phrase.end;
                    found.push(phrase);
                }
                // "good friday" that is no date has no friday in it.
                _ => at = self.holiday_end(at).unwrap_or(at + 1),
            }
        }
        found
    }

    /// "on friday at 8" of "movie night on friday at 8", which is in the evening.
    fn without_noun(&self, phrase: Phrase) -> Phrase {
        let is_behind_word = phrase.start > 0 && self.tokens.is_word(phrase.start - 1);
        match phrase
            .part_end
            .filter(|end| is_behind_word && *end < phrase.end)
        {
            Some(end) => Phrase {
                start: end,
                clock: phrase.clock.filter(|clock| !clock.is_part),
                ..phrase
            },
            None => phrase,
        }
    }

    /// The part of the day that a word outside of a phrase names: "morning run tomorrow at 6".
    pub(super) fn part_named(&self, spans: &[Range<usize>]) -> Option<Clock> {
        (0..self.tokens.len())
            .filter(|at| !spans.iter().any(|span| span.contains(at)))
            .find_map(|at| self.named_part(at))
    }

    /// Whether the verb of the sentence stands here, or at its end where it belongs there.
    fn is_verb(&self, at: usize) -> bool {
        let last = self.tokens.len().saturating_sub(1);
        let place = if self.lexicon.has(Custom::VerbLast) && last > at {
            last
        } else {
            at
        };
        let is_one =
            |at: usize| !self.tokens.is_capital(at) && self.lexicon.is_verb(self.tokens.text(at));
        self.eat(at, Kind::Verb).is_some() || is_one(place)
    }

    fn holiday_end(&self, at: usize) -> Option<usize> {
        [Kind::Holiday, Kind::Easter, Kind::Moving]
            .into_iter()
            .filter_map(|kind| self.eat(at, kind))
            .max()
    }

    /// The place behind "'s" and the like of a text that is a date alone.
    pub(super) fn skip_possessive(&self, at: usize) -> usize {
        let is_possessive = self.tokens.is(at, "'") && self.tokens.is(at + 1, "s");
        if is_possessive && at + 2 == self.tokens.len() {
            at + 2
        } else {
            at
        }
    }

    /// Whether a phrase is about what is to come, as far as a due says it.
    pub(super) fn is_ahead(&self, phrase: &Phrase) -> bool {
        let Some(placed) = phrase.day else {
            return true;
        };
        match placed.day.spec {
            Spec::Moment(moment, _) => moment >= self.now,
            Spec::Period(period) => period.last >= self.today(),
            // A date with its year is meant, even if it is past.
            Spec::Dated(_) | Spec::Weekday(_) | Spec::Month(_) | Spec::Feast(..) => true,
        }
    }

    fn stands(&self, phrase: &Phrase) -> bool {
        let is_whole = phrase.start == 0 && phrase.end == self.tokens.len();
        if self.is_joined(phrase) {
            return false;
        }
        match phrase.weight() {
            Weight::Sure => true,
            Weight::Place => self.is_free(phrase),
            Weight::End => is_whole || self.is_last(phrase),
            Weight::Whole => is_whole,
        }
    }

    /// Whether it is the name of a film, a book or a song: with a capital letter, behind a verb that such a name follows.
    fn is_title(&self, phrase: &Phrase) -> bool {
        let behind_verb = (phrase.start.saturating_sub(2)..phrase.start)
            .any(|at| self.eat(at, Kind::Title) == Some(phrase.start));
        behind_verb && self.tokens.is_capital(phrase.start)
    }

    /// Whether it is part of a longer word: "mid-monday", "report.2026-11-27.pdf", "tomorrow's".
    fn is_joined(&self, phrase: &Phrase) -> bool {
        let before = phrase
            .start
            .checked_sub(1)
            .filter(|_| self.tokens.is_glued(phrase.start));
        let opens = |at: usize| {
            ["(", "[", "\"", "'", "“", "„", "«", ",", ":", ";", "\n", "~"]
                .iter()
                .any(|mark| self.tokens.is(at, mark))
        };
        if before.is_some_and(|at| !opens(at)) {
            return true;
        }
        if !self.tokens.is_glued(phrase.end) {
            return false;
        }
        let closes = [
            ")", "]", "\"", "”", "»", ",", ".", ";", ":", "!", "?", "…", "\n",
        ];
        let is_close = closes.iter().any(|mark| self.tokens.is(phrase.end, mark));
        let goes_on = self.tokens.is_glued(phrase.end + 1)
            && (self.tokens.is_word(phrase.end + 1)
                || self.tokens.number(phrase.end + 1).is_some());
        let is_quote = self.tokens.is(phrase.end, "'") && !goes_on;
        !(is_close && !goes_on || is_quote)
    }

    /// Whether nothing follows that it could be the verb or the noun of, and no word stands before it that wants a noun.
    fn is_last(&self, phrase: &Phrase) -> bool {
        let wants_noun =
            phrase.start > 0 && self.eat(phrase.start - 1, Kind::Link) == Some(phrase.start);
        let ends = !self.tokens.is_word(phrase.end) && self.tokens.number(phrase.end).is_none();
        ends && !wants_noun && phrase.start > 0 && self.is_free(phrase)
    }

    /// Whether no noun stands at it that it belongs to.
    fn is_free(&self, phrase: &Phrase) -> bool {
        let end = phrase.end;
        let at_end = end == self.tokens.len();
        let is_mark = !self.tokens.is_word(end) && self.tokens.number(end).is_none();
        let is_open = at_end
            || is_mark
            || self.eat(end, Kind::Link).is_some()
            || [
                Kind::At,
                Kind::On,
                Kind::For,
                Kind::By,
                Kind::And,
                Kind::Of,
                Kind::In,
                Kind::Before,
                Kind::After,
                Kind::Until,
                Kind::From,
            ]
            .iter()
            .any(|kind| self.sense(end, *kind).is_some())
            || self.tokens.is(end, "p") && self.tokens.is_glued(end + 1);
        if phrase.start == 0 {
            // "weekly review" is one, whatever else a review is.
            let is_adjective = phrase.repeat.is_some() && self.eat(0, Kind::Rule) == Some(end);
            return is_open || !is_adjective && self.is_verb(end);
        }
        let before = phrase.start - 1;
        let is_of_noun = [Kind::Noun, Kind::The, Kind::Article]
            .iter()
            .any(|kind| self.eat(before, *kind) == Some(phrase.start))
            // "Mr. Friday"
            || before > 0 && self.eat(before - 1, Kind::Noun) == Some(phrase.start);
        is_open && !is_of_noun
    }
}
