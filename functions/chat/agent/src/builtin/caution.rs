//! Words near a change that turn it round, take something out of it, or make it depend on something else (FR-320).
//! Words in quotation marks are titles and never count.

mod lists;

use language::{Language, MONTHS, WEEKDAYS};

use super::{
    command::Doubt,
    lexicon::Lexicon,
    target::{is_numero, number},
    words::{self, Word},
};
use lists::{
    ADVERBS, CONDITIONS, CORRECTIONS, EXCEPTIONS, NEGATIONS, PARTS_OF_TIMES, SPOKEN_CORRECTIONS,
    TIMES, UNCERTAIN, UNITS_OF_TIME,
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

/// The same in the language of the sentence.
pub(super) fn doubt_in(all: &[Word<'_>], lexicon: &Lexicon) -> Option<Doubt> {
    if lexicon.language == Language::English {
        return doubt(all);
    }
    let told = |list: &str| lexicon.holds(list, all).map(words::sentence);
    told("correction")
        .map(Doubt::Correction)
        .or_else(|| told("exception").map(Doubt::Exception))
        .or_else(|| told("negation").map(Doubt::Negation))
        .or_else(|| told("condition").map(Doubt::Condition))
}

/// Whether words leave open what is to be done, in the language of the sentence.
pub(super) fn unclear_in(all: &[Word<'_>], lexicon: &Lexicon) -> bool {
    if lexicon.language == Language::English {
        first(all, UNCERTAIN).is_some()
    } else {
        lexicon.holds("uncertain", all).is_some()
    }
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
        let counts = word.norm == "no" && is_numero(all, at);
        let denies = NEGATIONS.contains(&word.norm.as_str()) || word.norm.ends_with("n't");
        (denies && !word.quoted && !counts).then_some(word)
    })
}

/// Whether words are a date, a time or a bare adverb and so no title (FR-323).
pub(super) fn is_no_title(all: &[Word<'_>]) -> bool {
    let telling = |word: &Word<'_>| {
        let norm = word.norm.as_str();
        is_time(word)
            || ADVERBS.contains(&norm)
            || UNITS_OF_TIME.contains(&norm)
            || number(norm).is_some()
            || ordinal(norm)
            || date(norm)
    };
    let known = |word: &Word<'_>| {
        let norm = word.norm.as_str();
        telling(word) || PARTS_OF_TIMES.contains(&norm) || calendar_short(norm)
    };
    if let [word] = all {
        return known(word) || adverb(&word.norm);
    }
    all.iter().any(telling) && all.iter().all(known)
}

/// Whether a word says a day or a time.
pub(super) fn is_time(word: &Word<'_>) -> bool {
    let norm = word.norm.as_str();
    TIMES.contains(&norm) || calendar(norm) || clock(norm)
}

/// A weekday or a month by its whole name; "march" and "may" say one only together with others.
fn calendar(norm: &str) -> bool {
    let weekday = norm.strip_suffix('s').unwrap_or(norm);
    WEEKDAYS.contains(&weekday) || MONTHS.contains(&norm) && !PARTS_OF_TIMES.contains(&norm)
}

/// "mon", "sept": at least three letters of one.
fn calendar_short(norm: &str) -> bool {
    let mut names = WEEKDAYS.iter().chain(&MONTHS);
    (3..=5).contains(&norm.len()) && names.any(|name| name.starts_with(norm))
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

/// "2026-12-01", "12/24", "24.12.".
fn date(norm: &str) -> bool {
    let pieces: Vec<&str> = norm
        .split(['-', '/', '.'])
        .filter(|piece| !piece.is_empty())
        .collect();
    (2..=3).contains(&pieces.len())
        && pieces
            .iter()
            .all(|piece| piece.bytes().all(|byte| byte.is_ascii_digit()))
}

/// "carefully". A few nouns and verbs end like one.
fn adverb(norm: &str) -> bool {
    const OTHERS: &[&str] = &[
        "family",
        "italy",
        "july",
        "reply",
        "supply",
        "apply",
        "fly",
        "assembly",
        "lily",
        "jelly",
        "belly",
        "bully",
        "rally",
        "ally",
        "emily",
        "sally",
        "kelly",
        "molly",
        "billy",
        "monopoly",
        "anomaly",
        "homily",
        "multiply",
        "comply",
        "rely",
        "imply",
        "doily",
        "gully",
        "butterfly",
        "firefly",
        "dolly",
        "polly",
        "holly",
        "trolley",
        "ugly",
        "silly",
        "only",
    ];
    norm.len() > 4 && norm.ends_with("ly") && !OTHERS.contains(&norm)
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
