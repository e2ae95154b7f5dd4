//! The words of one language by which changes are claimed, denied, wished for and told of earlier days.

use super::Claim;
use crate::model::Finish;

/// Lists are words with a space between them.
pub(super) struct Language {
    /// The beginnings of participles and of past forms, with what they claim.
    pub(super) verbs: &'static [(&'static str, Claim)],
    /// Past forms that say by themselves that the assistant did it.
    pub(super) own_verbs: &'static [(&'static str, Claim)],
    /// Infinitives, which claim something behind one of `just`.
    pub(super) infinitives: &'static [(&'static str, Claim)],
    pub(super) just: &'static str,
    /// Verbs that claim only together with another word.
    pub(super) verbs_with: &'static [(&'static str, &'static str, Claim)],
    /// Phrases that claim a state which only a change can have brought about.
    pub(super) states: &'static [(&'static str, Claim)],
    /// Who speaks.
    pub(super) first: &'static str,
    /// The person, whose deeds are no claims.
    pub(super) second: &'static str,
    pub(super) passive: &'static str,
    pub(super) copulas: &'static str,
    pub(super) now: &'static str,
    pub(super) already: &'static str,
    /// Denials before the verb, and words that deny it on either side.
    pub(super) denials: &'static str,
    pub(super) nothing: &'static str,
    pub(super) conditions: &'static str,
    /// Wishes and possibilities before the verb.
    pub(super) modals: &'static str,
    /// Pronouns that hang a clause on something; without `first` it tells of it.
    pub(super) relatives: &'static str,
    /// Phrases that put a sentence into the past.
    pub(super) past: &'static [&'static str],
    /// Days and months, which put a passive into the past unless they are where something went.
    pub(super) days: &'static str,
    pub(super) toward: &'static str,
    /// What may stand before a participle that begins a sentence.
    pub(super) openings: &'static str,
    /// That something was done, whatever it was.
    pub(super) done: &'static str,
    pub(super) singular: &'static str,
    pub(super) plural: &'static str,
    /// Articles and the like before a noun.
    pub(super) articles: &'static str,
    /// Zero to ten, and both.
    pub(super) numbers: [&'static str; 11],
    pub(super) both: &'static str,
    /// Parts of a task: who adds or removes one changes the task.
    pub(super) parts: &'static str,
    /// Words of apology, which take back what was said.
    pub(super) sorry: &'static str,
    /// Other words that tell the language.
    pub(super) function: &'static str,
    /// What a person says to have something changed, and what begins a question.
    pub(super) commands: &'static str,
    pub(super) asking: &'static str,
    /// What is said where a reply ended by its length, by a filter, by a refusal.
    pub(super) endings: [&'static str; 3],
    /// What closes an answer: added, completed, changed, deleted, taken back; or fewer.
    pub(super) corrections: [&'static str; 5],
    pub(super) fewer: &'static str,
}

impl Language {
    /// Whether a list has a word.
    pub(super) fn has(list: &str, word: &str) -> bool {
        list.split(' ').any(|entry| entry == word)
    }

    /// Whether a word is one of this language.
    pub(super) fn knows(&self, word: &str) -> bool {
        [
            self.first,
            self.second,
            self.passive,
            self.copulas,
            self.now,
            self.already,
            self.denials,
            self.modals,
            self.relatives,
            self.articles,
            self.plural,
            self.singular,
            self.function,
        ]
        .iter()
        .any(|list| Self::has(list, word))
    }

    /// The number that a word is, if it is one in this language or in digits.
    pub(super) fn number(&self, word: &str) -> Option<usize> {
        if Self::has(self.both, word) {
            return Some(2);
        }
        let named = self.numbers.iter().position(|number| *number == word);
        named.or_else(|| word.parse().ok())
    }

    /// What is said where a reply ended otherwise than the model wanted (FR-363).
    pub(super) fn ending(&self, finish: Finish) -> Option<&'static str> {
        let [length, filter, refusal] = self.endings;
        match finish {
            Finish::Complete => None,
            Finish::Length => Some(length),
            Finish::Filtered => Some(filter),
            Finish::Refused => Some(refusal),
        }
    }

    /// What closes an answer that claims this; `some` when tools reported some of it, only fewer.
    pub(super) fn correction(&self, claim: Claim, some: bool) -> &'static str {
        if some {
            return self.fewer;
        }
        let [added, completed, changed, deleted, undone] = self.corrections;
        match claim {
            Claim::Added => added,
            Claim::Completed => completed,
            Claim::Any | Claim::Changed => changed,
            Claim::Removed | Claim::Deleted => deleted,
            Claim::Undone => undone,
        }
    }
}
