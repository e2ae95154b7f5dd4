//! Whether a language model's words claim a change that no tool reported (FR-330, FR-360, FR-361).

mod english;
mod french;
mod german;
mod language;
mod reading;
mod spanish;

use std::collections::BTreeMap;

use crate::{
    builtin::words::{self, Word},
    entry::Entry,
    event::TurnOutcome,
    model::Finish,
    receipt::{Operation, Receipt},
    undo,
    wish::{self, Wish},
};
use language::Language;
use reading::Sentence;

const LANGUAGES: [&Language; 4] = [
    &english::ENGLISH,
    &german::GERMAN,
    &spanish::SPANISH,
    &french::FRENCH,
];

/// What a model can say it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Claim {
    /// Something, without a word on what.
    Any,
    Added,
    Completed,
    Changed,
    /// Deleted, or taken off something.
    Removed,
    Deleted,
    Undone,
}

/// What words are held against beside the turn's own receipts.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Told<'a> {
    /// Whether the person asked for no change, so that a passive tells of earlier days.
    only_asked: bool,
    /// What was done earlier in the conversation.
    earlier: &'a [Operation],
}

impl Told<'_> {
    fn earlier(&self, claim: Claim) -> bool {
        self.earlier.iter().any(|operation| fits(claim, *operation))
    }
}

/// The line that closes an answer whose words claim what no tool of the turn reported, in the answer's language.
pub(crate) fn correction(words: &str, outcome: &TurnOutcome, history: &[Entry]) -> Option<String> {
    let start = history
        .iter()
        .rposition(|entry| matches!(entry, Entry::User { .. }))
        .unwrap_or_default();
    let only_asked = matches!(history.get(start), Some(Entry::User { text, .. }) if wish::of(text) == Wish::Answer);
    let earlier: Vec<Operation> = history
        .get(..start)
        .unwrap_or_default()
        .iter()
        .flat_map(Receipt::of_entry)
        .map(|receipt| receipt.operation)
        .collect();
    let told = Told {
        only_asked,
        earlier: &earlier,
    };
    let (language, claims) = claims(words, told)?;
    let mut lines: Vec<&str> = claims
        .into_iter()
        .filter(|(claim, number)| reported(*claim, outcome) < *number)
        .map(|(claim, _)| language.correction(claim, reported(claim, outcome) > 0))
        .collect();
    lines.dedup();
    (!lines.is_empty()).then(|| lines.join(" "))
}

/// Whether words deny something or are sorry for it, in any of the languages.
pub(crate) fn takes_back(text: &str) -> bool {
    let all = words::split(text);
    all.iter().filter(|word| !word.quoted).any(|word| {
        LANGUAGES.iter().any(|language| {
            [language.denials, language.nothing, language.sorry]
                .iter()
                .any(|list| Language::has(list, &word.norm))
        })
    })
}

/// Whether a message begins as a question or a request to show something.
pub(crate) fn asks(message: &[&str]) -> bool {
    let first = message.first().map(|word| word.trim_start_matches('¿'));
    first.is_some_and(|first| {
        LANGUAGES
            .iter()
            .any(|language| Language::has(language.asking, first))
    })
}

/// Whether a message has a word by which changes are asked for.
pub(crate) fn commands(message: &[&str]) -> bool {
    message.iter().any(|word| {
        LANGUAGES
            .iter()
            .any(|language| Language::has(language.commands, word))
    })
}

/// Whether a word is one of the languages'.
pub(crate) fn is_known(word: &str) -> bool {
    LANGUAGES.iter().any(|language| language.knows(word))
}

/// What is said behind words that ended otherwise than the model wanted, in the language that most of them are of.
pub(crate) fn ending(words: &str, finish: Finish) -> Option<&'static str> {
    if finish == Finish::Complete {
        return None;
    }
    let all = words::split(words);
    let known = |language: &&Language| all.iter().filter(|word| language.knows(&word.norm)).count();
    // Of equals the last is taken.
    let language = LANGUAGES.iter().rev().copied().max_by_key(known)?;
    language.ending(finish)
}

fn fits(claim: Claim, operation: Operation) -> bool {
    match claim {
        Claim::Any => true,
        Claim::Added => operation == Operation::Created,
        Claim::Completed => operation == Operation::Completed,
        Claim::Changed => !matches!(operation, Operation::Created | Operation::Deleted),
        Claim::Removed => matches!(operation, Operation::Deleted | Operation::Updated),
        Claim::Deleted => operation == Operation::Deleted,
        Claim::Undone => matches!(operation, Operation::Restored | Operation::Reopened),
    }
}

/// How many changes of this kind the tools reported.
fn reported(claim: Claim, outcome: &TurnOutcome) -> usize {
    let undid = claim == Claim::Undone
        && outcome
            .tool_calls
            .iter()
            .any(|call| call.name == undo::TOOL && call.outcome.is_ok());
    let receipts = outcome.receipts.iter();
    receipts
        .filter(|receipt| undid || fits(claim, receipt.operation))
        .count()
}

/// What the words claim, each kind with the largest number claimed of it, and their language.
fn claims(text: &str, told: Told<'_>) -> Option<(&'static Language, BTreeMap<Claim, usize>)> {
    let mut found = BTreeMap::new();
    let mut language = None;
    for line in text.lines() {
        let all = words::split(line);
        for sentence in sentences(&all) {
            for candidate in LANGUAGES {
                for (claim, number) in Sentence::new(candidate, sentence, told).claims() {
                    language.get_or_insert(candidate);
                    let most = found.entry(claim).or_insert(number);
                    *most = number.max(*most);
                }
            }
        }
    }
    language.map(|language| (language, found))
}

/// The sentences of a line, without questions.
fn sentences<'w, 'a>(all: &'w [Word<'a>]) -> impl Iterator<Item = &'w [Word<'a>]> {
    let ends = |word: &Word<'_>| !word.quoted && word.raw.ends_with(['.', '!', '?', ';', ':', '…']);
    all.split_inclusive(ends)
        .filter(|sentence| !sentence.last().is_some_and(|word| word.raw.ends_with('?')))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::receipt::Receipt;

    fn outcome(operations: &[Operation]) -> TurnOutcome {
        let receipt = |operation: &Operation| Receipt {
            operation: *operation,
            task: json!({"id": 1, "title": "Milk"}),
        };
        TurnOutcome {
            receipts: operations.iter().map(receipt).collect(),
            ..TurnOutcome::default()
        }
    }

    /// FR-330: forty false claims in four languages; each is corrected.
    #[test]
    fn claims_without_a_receipt_are_corrected() {
        let claims = include_str!("honesty/false_claims.txt");
        assert!(claims.lines().count() >= 40);
        let passed: Vec<&str> = claims
            .lines()
            .filter(|claim| correction(claim, &outcome(&[]), &[]).is_none())
            .collect();
        assert!(passed.is_empty(), "{passed:#?}");
    }

    /// FR-330: sixty honest sentences; at most one is touched.
    #[test]
    fn honest_words_stay_as_they_are() {
        let honest = include_str!("honesty/honest_words.txt");
        assert!(honest.lines().count() >= 60);
        let touched: Vec<&str> = honest
            .lines()
            .filter(|words| correction(words, &outcome(&[]), &[]).is_some())
            .collect();
        assert!(touched.len() <= 1, "{touched:#?}");
    }

    /// FR-330: a receipt of the kind makes a claim true, up to the number of receipts.
    #[test]
    fn a_claim_is_held_against_the_receipts() {
        use Operation::{Created, Deleted, Updated};
        for (words, operations, corrected) in [
            ("I added milk to your list.", vec![Created], false),
            ("I added milk to your list.", vec![Deleted], true),
            ("I deleted 3 tasks.", vec![Deleted], true),
            ("I deleted 3 tasks.", vec![Deleted; 3], false),
            ("I have added three tasks.", vec![Created; 2], true),
            ("I removed the tag from it.", vec![Updated], false),
            ("I've updated the title.", vec![Updated], false),
            ("Ich habe die Aufgabe gelöscht.", vec![Deleted], false),
        ] {
            let found = correction(words, &outcome(&operations), &[]);
            assert_eq!(found.is_some(), corrected, "{words}: {found:?}");
        }
    }
}
