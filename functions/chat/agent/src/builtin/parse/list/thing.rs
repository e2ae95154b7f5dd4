//! The one thing that a question about the list is about.

use super::STRONG;
use crate::builtin::{
    target,
    words::{self, Word},
};

/// "Is milk on my list?", "did I add milk to my list?": the thing asked about.
pub(super) fn membership<'w, 'a>(core: &'w [Word<'a>]) -> Option<&'w [Word<'a>]> {
    const NAMING: &[&str] = &[
        "is there a reminder to",
        "is there a reminder for",
        "is there a task for",
        "is there a task to",
        "is there a task called",
        "is there a task about",
        "do i have a task to",
        "do i have a task for",
        "do i have a task called",
        "do i have a task about",
        "do i have a reminder to",
        "do i have a reminder for",
    ];
    const LEADS: &[&str] = &[
        "is there",
        "do i already have",
        "do i have",
        "did i already add",
        "did i remember to add",
        "did i remember to put",
        "did i add",
        "did i put",
        "did i include",
        "have i added",
        "have i put",
        "have i got",
        "is",
        "are",
    ];
    const GENERIC: &[&str] = &[
        "anything",
        "any",
        "something",
        "what",
        "things",
        "it",
        "my",
        "many",
        "task",
        "tasks",
        "items",
        "everything",
        "stuff",
        "all",
    ];
    let thing = match words::after_any(core, NAMING) {
        Some(rest) => target::without_list(rest).unwrap_or(rest),
        None => target::without_list(words::after_any(core, LEADS)?)?,
    };
    let thing =
        words::before_any(thing, &["already", "currently", "listed", "still"]).unwrap_or(thing);
    let named = !thing.is_empty()
        && !words::begins(thing, GENERIC)
        && !words::has(thing, &["pending", "completed", "left"]);
    named.then_some(thing)
}

/// "find the milk task", "search for milk".
pub(super) fn searched<'w, 'a>(core: &'w [Word<'a>]) -> Option<&'w [Word<'a>]> {
    let rest = words::after_any(core, &["search for", "search", "look for", "find"])?;
    let ours =
        words::has(rest, STRONG) || words::begins(core, &["search", "look"]) || rest.len() <= 4;
    (ours && !rest.is_empty() && !words::begins(rest, &["out", "me"])).then_some(rest)
}
