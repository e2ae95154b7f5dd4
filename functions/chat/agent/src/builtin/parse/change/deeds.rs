//! Deeds that are told: "the rent is paid", "booked the flights", "I called mom" (FR-321, FR-1052).

use super::report;
use crate::{
    builtin::{
        command::Command,
        words::{self, Word},
    },
    naming,
};

/// What stands around the verb of a deed.
const SUBJECTS: &[&str] = &["i have", "i've", "i had", "we have", "we've", "i", "we"];
const WHEN: &[&str] = &["just", "already", "finally", "now", "also", "actually"];
const PASSIVE: &[&str] = &[
    "is",
    "are",
    "was",
    "were",
    "has been",
    "have been",
    "got",
    "have",
    "has",
    "is now",
    "are now",
    "is already",
    "are already",
    "is finally",
];

/// A sentence that tells of something that was done.
pub(super) fn read(text: &str, core: &[Word<'_>]) -> Option<Command> {
    let asks = core
        .iter()
        .any(|word| word.quoted || word.raw.ends_with('?'));
    if asks || core.len() < 2 {
        return None;
    }
    active(text, core).or_else(|| passive(core))
}

/// "I just called mom", "bought the milk".
fn active(text: &str, core: &[Word<'_>]) -> Option<Command> {
    let mut rest = words::after_any(core, SUBJECTS).unwrap_or(core);
    while let Some(shorter) = words::after_any(rest, WHEN) {
        rest = shorter;
    }
    let (verb, object) = rest.split_first()?;
    (naming::is_past(&verb.norm) && !object.is_empty()).then(|| report(text, rest))
}

/// "the rent is paid": the deed and the verb together name the task.
fn passive(core: &[Word<'_>]) -> Option<Command> {
    let (verb, head) = core.split_last()?;
    let thing = words::before_any(head, WHEN).unwrap_or(head);
    let mut lead: Option<&[Word<'_>]> = None;
    for phrase in PASSIVE {
        if let Some(thing) = words::before(thing, phrase) {
            lead = lead
                .filter(|known| known.len() <= thing.len())
                .or(Some(thing));
        }
    }
    let thing = lead.filter(|thing| !thing.is_empty())?;
    if !naming::is_past(&verb.norm)
        || words::begins(
            thing,
            &["it", "that", "this", "what", "which", "who", "how"],
        )
    {
        return None;
    }
    let named = [thing, std::slice::from_ref(verb)].concat();
    Some(super::report_named(core, &words::sentence(&named)))
}
