//! Whether a language model's words claim a change that no tool reported (FR-330).

mod lexicon;

use std::collections::BTreeMap;

use crate::{
    builtin::words::{self, Word},
    event::TurnOutcome,
    receipt::Operation,
    undo,
};
use lexicon::{LANGUAGES, Language};

/// What a model can say it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Claim {
    Added,
    Completed,
    Changed,
    Deleted,
    Undone,
}

/// The line that closes an answer whose words claim what no tool of the turn reported, in the answer's language.
pub(crate) fn correction(words: &str, outcome: &TurnOutcome) -> Option<String> {
    let (language, claims) = claims(words)?;
    let lines: Vec<&str> = claims
        .into_iter()
        .filter(|(claim, number)| reported(*claim, outcome) < *number)
        .map(|(claim, _)| language.correction(claim, reported(claim, outcome) > 0))
        .collect();
    (!lines.is_empty()).then(|| lines.join(" "))
}

/// How many changes of this kind the tools reported.
fn reported(claim: Claim, outcome: &TurnOutcome) -> usize {
    let undid = outcome
        .tool_calls
        .iter()
        .any(|call| call.name == undo::TOOL);
    let fits = |operation: Operation| match claim {
        Claim::Added => operation == Operation::Created,
        Claim::Completed => operation == Operation::Completed,
        Claim::Changed => !matches!(operation, Operation::Created | Operation::Deleted),
        // "I removed the tag" is a change of a task that stays.
        Claim::Deleted => matches!(operation, Operation::Deleted | Operation::Updated),
        Claim::Undone => undid || matches!(operation, Operation::Restored | Operation::Reopened),
    };
    let receipts = outcome.receipts.iter();
    receipts.filter(|receipt| fits(receipt.operation)).count()
}

/// What the words claim, each kind with the largest number claimed of it, and their language.
fn claims(text: &str) -> Option<(&'static Language, BTreeMap<Claim, usize>)> {
    let mut found = BTreeMap::new();
    let mut language = None;
    let all = words::split(text);
    for sentence in sentences(&all) {
        for candidate in LANGUAGES {
            if let Some((claim, number)) = candidate.claim(sentence) {
                language.get_or_insert(candidate);
                let most = found.entry(claim).or_insert(number);
                *most = number.max(*most);
            }
        }
    }
    language.map(|language| (language, found))
}

/// The sentences and lines of a text, without questions.
fn sentences<'w, 'a>(all: &'w [Word<'a>]) -> impl Iterator<Item = &'w [Word<'a>]> {
    let ends = |word: &Word<'_>| !word.quoted && word.raw.ends_with(['.', '!', '?', ';', ':']);
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
            .filter(|claim| correction(claim, &outcome(&[])).is_none())
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
            .filter(|words| correction(words, &outcome(&[])).is_some())
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
            let found = correction(words, &outcome(&operations));
            assert_eq!(found.is_some(), corrected, "{words}: {found:?}");
        }
    }
}
