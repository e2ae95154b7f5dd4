//! What a sentence claims.

use super::{Claim, Told, language::Language};
use crate::builtin::words::Word;

/// How far behind a number the word may stand that it counts.
const REACH: usize = 3;

/// How long an article, a number and a noun before a participle are together.
const MAX_HEAD: usize = 5;

/// A sentence of one language, without what stands in quotation marks.
pub(super) struct Sentence<'a> {
    language: &'static Language,
    words: Vec<&'a str>,
    /// Where clauses begin.
    starts: Vec<usize>,
    ends_with_colon: bool,
    told: Told<'a>,
}

/// A verb with the words around it.
struct Found<'s> {
    claim: Claim,
    at: usize,
    /// The clause before the verb.
    before: &'s [&'s str],
    /// The clause behind it.
    after: &'s [&'s str],
    /// Whether the verb says by itself who did it.
    own: bool,
}

impl<'a> Sentence<'a> {
    pub(super) fn new(
        language: &'static Language,
        sentence: &'a [Word<'a>],
        told: Told<'a>,
    ) -> Self {
        let mut words = Vec::new();
        let mut starts = vec![0];
        for word in sentence {
            let dash = matches!(word.raw, "—" | "–" | "-");
            if !word.quoted && word.norm.contains(char::is_alphanumeric) {
                words.push(word.norm.as_str());
            }
            if (dash || word.raw.ends_with(',')) && starts.last() != Some(&words.len()) {
                starts.push(words.len());
            }
        }
        let last = sentence.last();
        Self {
            language,
            words,
            starts,
            ends_with_colon: last.is_some_and(|word| word.raw.ends_with(':')),
            told,
        }
    }

    /// The claims, each with the number that is claimed of it.
    pub(super) fn claims(&self) -> Vec<(Claim, usize)> {
        if self.says_done() {
            return vec![(Claim::Any, 1)];
        }
        let verbs = (0..self.words.len()).filter_map(|at| self.verb(at));
        let mut claims: Vec<(Claim, usize)> = verbs
            .filter(|found| !self.excused(found) && self.marked(found))
            .map(|found| (found.claim, self.number(found.at)))
            .collect();
        claims.extend(self.state());
        claims
    }

    fn has(list: &str, words: &[&str]) -> bool {
        words.iter().any(|word| Language::has(list, word))
    }

    /// Whether the sentence says only that it is done.
    fn says_done(&self) -> bool {
        let language = self.language;
        !self.told.only_asked
            && !self.ends_with_colon
            && Self::has(language.done, &self.words)
            && self.words.iter().all(|word| {
                Language::has(language.openings, word) || Language::has(language.done, word)
            })
    }

    /// The clause that a word stands in.
    fn clause(&self, at: usize) -> (usize, usize) {
        let start = self.starts.iter().rev().find(|start| **start <= at);
        let end = self.starts.iter().find(|start| **start > at);
        (
            start.copied().unwrap_or_default(),
            end.copied().unwrap_or(self.words.len()),
        )
    }

    fn verb(&self, at: usize) -> Option<Found<'_>> {
        let language = self.language;
        let word = self.words.get(at)?;
        let (start, end) = self.clause(at);
        let before = self.words.get(start..at)?;
        let after = self.words.get(at + 1..end)?;
        let of = |table: &[(&str, Claim)], fits: &dyn Fn(&str) -> bool| {
            let entry = table.iter().find(|(stems, _)| stems.split(' ').any(fits));
            entry.map(|(_, claim)| *claim)
        };
        let participle = of(language.verbs, &|stem| inflects(word, stem));
        let with = || {
            let clause = self.words.get(start..end).unwrap_or_default();
            let entry = language.verbs_with.iter().find(|(stem, others, _)| {
                inflects(word, stem) && (others.is_empty() || Self::has(others, clause))
            });
            entry.map(|(_, _, claim)| *claim)
        };
        let own = of(language.own_verbs, &|form| form == *word);
        let just = || {
            let near = before
                .iter()
                .rev()
                .take(REACH)
                .any(|word| Language::has(language.just, word));
            of(language.infinitives, &|form| near && form == *word)
        };
        let claim = participle.or_else(with);
        let by_itself = own.or_else(|| if claim.is_none() { just() } else { None });
        let near = after
            .iter()
            .take(REACH)
            .any(|word| Language::has(language.parts, word));
        let claim = match claim.or(by_itself)? {
            Claim::Added | Claim::Removed | Claim::Deleted if near => Claim::Changed,
            claim => claim,
        };
        Some(Found {
            claim,
            at,
            before,
            after,
            own: by_itself.is_some(),
        })
    }

    /// Whether the words around a verb make it no claim of the assistant.
    fn excused(&self, found: &Found<'_>) -> bool {
        let language = self.language;
        let Found { before, after, .. } = found;
        let first = self.first(found);
        let earlier = self.words.get(..found.at).unwrap_or_default();
        let denied = Self::has(language.denials, before)
            || Self::has(language.nothing, before)
            || Self::has(language.nothing, after);
        let wished = Self::has(language.modals, before)
            || Self::has(language.conditions, earlier)
            || Self::has(language.conditions, after);
        let persons = !first && Self::has(language.second, before);
        let told_of = !first && Self::has(language.relatives, before);
        let line = format!(" {} ", self.words.join(" "));
        let past = language
            .past
            .iter()
            .any(|phrase| line.contains(&format!(" {phrase} ")));
        let known =
            Self::has(language.already, before) && (!first || self.told.earlier(found.claim));
        let reported = !first && (self.told.only_asked || self.of_a_day());
        denied || wished || persons || told_of || past || known || reported
    }

    fn first(&self, found: &Found<'_>) -> bool {
        let last = |list: &str| {
            found
                .before
                .iter()
                .rposition(|word| Language::has(list, word))
        };
        let first = last(self.language.first);
        // "I see two tasks that were moved": the clause hangs on something else.
        found.own || first.is_some() && first > last(self.language.relatives)
    }

    /// Whether a day is named that nothing was moved to.
    fn of_a_day(&self) -> bool {
        let language = self.language;
        self.words.iter().enumerate().any(|(at, word)| {
            let toward = at
                .checked_sub(1)
                .and_then(|at| self.words.get(at))
                .is_some_and(|word| Language::has(language.toward, word));
            Language::has(language.days, word) && !toward
        })
    }

    /// Whether something says that the verb is about what was just done.
    fn marked(&self, found: &Found<'_>) -> bool {
        let language = self.language;
        let Found { before, after, .. } = found;
        if self.first(found) || Self::has(language.passive, before) {
            return true;
        }
        if Self::has(language.copulas, before) {
            let now = Self::has(language.now, before) || Self::has(language.now, after);
            let marked = before
                .last()
                .is_some_and(|last| Language::has(language.copulas, last))
                && language.verbs_with.iter().any(|(stem, _, _)| {
                    self.words
                        .get(found.at)
                        .is_some_and(|word| inflects(word, stem))
                });
            return found.claim != Claim::Completed || now || marked;
        }
        let next = after.first();
        let heading = found.claim == Claim::Completed
            && (self.ends_with_colon
                || before
                    .iter()
                    .any(|word| Language::has(language.plural, word)));
        let attributive = next.is_some_and(|next| Language::has(language.plural, next))
            || next.is_some_and(|next| Language::has(language.copulas, next))
            || Self::has(language.modals, after);
        !heading
            && !attributive
            && (self.opens(found.at) || self.heads(before) || self.closes(found))
    }

    /// Whether nothing but an opening stands before the verb.
    fn opens(&self, at: usize) -> bool {
        let before = self.words.get(..at).unwrap_or_default();
        before
            .iter()
            .all(|word| Language::has(self.language.openings, word))
    }

    /// Whether what stands before the verb is no more than what it was done to: "New task created", "5 tasks deleted".
    fn heads(&self, before: &[&str]) -> bool {
        let language = self.language;
        let noun = |word: &&&str| {
            Language::has(language.singular, word) || Language::has(language.plural, word)
        };
        before.len() <= MAX_HEAD
            && before.iter().any(|word| noun(&word))
            && before.iter().all(|word| {
                noun(&word)
                    || Language::has(language.articles, word)
                    || Language::has(language.openings, word)
                    || language.number(word.trim_start_matches('#')).is_some()
            })
    }

    /// Whether a few words and the verb are the whole sentence: "Milk added."
    fn closes(&self, found: &Found<'_>) -> bool {
        found.claim != Claim::Completed && found.at + 1 == self.words.len() && found.at < REACH
    }

    /// A state that only a change can have brought about.
    fn state(&self) -> Option<(Claim, usize)> {
        let language = self.language;
        let line = format!(" {} ", self.words.join(" "));
        let (phrase, claim) = language
            .states
            .iter()
            .find(|(phrase, _)| line.contains(&format!(" {phrase} ")))?;
        let at = line
            .split(&format!(" {phrase} "))
            .next()?
            .split_whitespace()
            .count();
        let before = self.words.get(..at).unwrap_or_default();
        let denied = [
            language.denials,
            language.conditions,
            language.modals,
            language.already,
            language.relatives,
        ]
        .iter()
        .any(|list| Self::has(list, before));
        let past = language
            .past
            .iter()
            .any(|past| line.contains(&format!(" {past} ")));
        (!self.told.only_asked && !denied && !past).then(|| (*claim, self.number(at)))
    }

    /// How many tasks the clause around a word is about: a number before a noun that counts.
    fn number(&self, at: usize) -> usize {
        let (start, end) = self.clause(at);
        let clause = self.words.get(start..end).unwrap_or_default();
        let counted = clause.iter().enumerate().find_map(|(at, word)| {
            let number = self.language.number(word).filter(|number| *number > 1)?;
            let behind = clause.get(at + 1..).unwrap_or_default();
            let of = behind
                .first()
                .is_some_and(|next| matches!(*next, "of" | "von" | "de"));
            let noun = Self::has(
                self.language.plural,
                behind.get(..REACH.min(behind.len())).unwrap_or_default(),
            );
            (of || noun).then_some(number)
        });
        counted.unwrap_or(1)
    }
}

/// Whether a word is this verb, whatever its ending agrees with.
fn inflects(word: &str, stem: &str) -> bool {
    word.strip_prefix(stem).is_some_and(|ending| {
        matches!(
            ending,
            "" | "e" | "s" | "es" | "o" | "a" | "os" | "as" | "en" | "er"
        )
    })
}
