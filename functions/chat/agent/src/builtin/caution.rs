//! Words near a change that turn it round, take something out of it, or make it depend on something else (FR-320).
//! Words in quotation marks are titles and never count.

mod lists;

use super::{
    command::Doubt,
    target::number,
    words::{self, Word},
};
use lists::{
    ADVERBS, CONDITIONS, CORRECTIONS, EXCEPTIONS, NEGATIONS, PARTS_OF_TIMES, SPOKEN_CORRECTIONS,
    TIMES, UNCERTAIN,
};

/// The first thing that forbids to carry the sentence out, if there is one.
pub(super) fn doubt(all: &[Word<'_>]) -> Option<Doubt> {
    let told = |found: &[Word<'_>]| words::sentence(found);
    first(all, CORRECTIONS)
        .map(|found| Doubt::Correction(told(found)))
        .or_else(|| first(all, EXCEPTIONS).map(|found| Doubt::Exception(told(found))))
        .or_else(|| negation(all).map(|word| Doubt::Negation(word.norm.clone())))
        .or_else(|| first(all, CONDITIONS).map(|found| Doubt::Condition(told(found))))
}

/// Whether the sentence leaves open what is to be done, or when.
pub(super) fn unclear(all: &[Word<'_>]) -> bool {
    first(all, UNCERTAIN).is_some() || all.iter().any(|word| !word.quoted && is_time(word))
}

/// A correction in the middle of a sentence: "…, no wait, …".
pub(super) fn correction(all: &[Word<'_>]) -> Option<Doubt> {
    first(all, SPOKEN_CORRECTIONS).map(|found| Doubt::Correction(words::sentence(found)))
}

/// The first word that denies, outside of quotation marks. "No" before a number counts it.
pub(super) fn negation<'w, 'a>(all: &'w [Word<'a>]) -> Option<&'w Word<'a>> {
    all.iter().enumerate().find_map(|(at, word)| {
        let counts = matches!(word.norm.as_str(), "no")
            && all
                .get(at + 1)
                .is_some_and(|next| number(&next.norm).is_some());
        let denies = NEGATIONS.contains(&word.norm.as_str()) || word.norm.ends_with("n't");
        (denies && !word.quoted && !counts).then_some(word)
    })
}

/// Whether words are a date, a time or a bare adverb and so no title (FR-323).
pub(super) fn is_no_title(all: &[Word<'_>]) -> bool {
    let known = |word: &Word<'_>| {
        let norm = word.norm.as_str();
        is_time(word)
            || ADVERBS.contains(&norm)
            || PARTS_OF_TIMES.contains(&norm)
            || number(norm).is_some()
            || ordinal(norm)
    };
    !all.is_empty() && all.iter().all(known)
}

/// Whether a word says a day or a time.
pub(super) fn is_time(word: &Word<'_>) -> bool {
    let norm = word.norm.as_str();
    TIMES.contains(&norm) || clock(norm)
}

/// "5pm", "17:00", "5:30am".
fn clock(norm: &str) -> bool {
    let bare = norm
        .strip_suffix("am")
        .or_else(|| norm.strip_suffix("pm"))
        .unwrap_or(norm);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match bare.split_once(':') {
        Some((hour, minute)) => digits(hour) && digits(minute),
        None => bare.len() < norm.len() && digits(bare),
    }
}

/// "3rd", "21st".
fn ordinal(norm: &str) -> bool {
    ["st", "nd", "rd", "th"].iter().any(|ending| {
        norm.strip_suffix(ending)
            .is_some_and(|head| !head.is_empty() && head.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// The first of some phrases that stands among the words, outside of quotation marks.
fn first<'w, 'a>(all: &'w [Word<'a>], phrases: &[&str]) -> Option<&'w [Word<'a>]> {
    (0..all.len()).find_map(|at| {
        let rest = all.get(at..)?;
        let after = words::after_any(rest, phrases)?;
        let found = rest.get(..rest.len() - after.len())?;
        found.iter().all(|word| !word.quoted).then_some(found)
    })
}
