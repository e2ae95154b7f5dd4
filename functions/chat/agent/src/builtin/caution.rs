//! Words near a change that turn it round, take something out of it, or make it depend on something else (FR-320).
//! Words in quotation marks are titles and never count.

use super::{
    command::Doubt,
    target::number,
    words::{self, Word},
};

const NEGATIONS: &[&str] = &[
    "not", "never", "no", "none", "neither", "nor", "nothing", "nobody", "nope", "nah", "hardly",
    "avoid", "refuse", "stop", "ain't", "nicht", "kein", "keine", "non",
];
const EXCEPTIONS: &[&str] = &[
    "except",
    "excepting",
    "excepted",
    "excluding",
    "exclude",
    "exclusive",
    "besides",
    "but",
    "without",
    "minus",
    "keep",
    "keeping",
    "kept",
    "leave",
    "leaving",
    "spare",
    "sparing",
    "retain",
    "preserve",
    "skip",
    "skipping",
    "ignore",
    "ignoring",
    "barring",
    "save for",
    "other than",
    "apart from",
    "aside from",
    "rather than",
    "unlike",
    "more than",
    "less than",
];
const CONDITIONS: &[&str] = &[
    "if",
    "unless",
    "when",
    "whenever",
    "once",
    "until",
    "till",
    "after",
    "before",
    "while",
    "because",
    "whether",
    "provided",
    "providing",
    "assuming",
    "supposing",
    "since",
    "in case",
    "as soon as",
    "as long as",
    "so long as",
    "only when",
    "depending",
];
const CORRECTIONS: &[&str] = &[
    "wait",
    "instead",
    "sorry",
    "oops",
    "whoops",
    "scratch that",
    "strike that",
    "hold on",
    "hang on",
    "i mean",
    "i meant",
    "on second thought",
    "on second thoughts",
    "actually no",
    "actually",
    "correction",
    "my mistake",
    "nevermind",
    "never mind",
    "forget it",
    "forget that",
    "cancel that",
    "rather",
    "make that",
    "or rather",
];
const UNCERTAIN: &[&str] = &[
    "maybe",
    "perhaps",
    "probably",
    "possibly",
    "might",
    "may",
    "think",
    "guess",
    "believe",
    "almost",
    "nearly",
    "half",
    "halfway",
    "partly",
    "partially",
    "mostly",
    "or",
    "either",
    "should",
    "could",
    "would",
    "someone",
    "somebody",
    "why",
    "how",
    "who",
    "whose",
    "other",
    "others",
    "another",
    "else",
    "similar",
    "like",
    "any",
    "some",
    "few",
    "several",
    "most",
    "many",
    "half of",
    "supposed",
    "wish",
    "hope",
    "wonder",
    "pretend",
    "imagine",
    "consider",
    "considering",
    "thinking",
    "tempted",
    "going to",
    "about to",
    "want to",
    "wants to",
    "need to",
    "needs to",
    "have to",
    "has to",
    "try to",
    "trying to",
];

/// Words that say a day or a time by themselves.
const TIMES: &[&str] = &[
    "today",
    "tomorrow",
    "tonight",
    "yesterday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mondays",
    "tuesdays",
    "wednesdays",
    "thursdays",
    "fridays",
    "saturdays",
    "sundays",
    "weekend",
    "weekends",
    "weekday",
    "weekdays",
    "january",
    "february",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "noon",
    "midnight",
    "midday",
    "morning",
    "mornings",
    "afternoon",
    "evening",
    "evenings",
    "night",
    "later",
    "soon",
    "sooner",
    "asap",
    "eventually",
    "someday",
    "sometime",
    "immediately",
    "daily",
    "weekly",
    "monthly",
    "yearly",
    "annually",
    "hourly",
    "am",
    "pm",
    "o'clock",
    "overdue",
    "earlier",
    "afterwards",
];
/// Words that say one only together with others.
const PARTS_OF_TIMES: &[&str] = &[
    "next",
    "this",
    "last",
    "in",
    "at",
    "on",
    "by",
    "for",
    "of",
    "the",
    "a",
    "an",
    "every",
    "each",
    "from",
    "until",
    "till",
    "before",
    "after",
    "around",
    "about",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
    "hour",
    "hours",
    "minute",
    "minutes",
    "march",
    "may",
    "mon",
    "tue",
    "tues",
    "wed",
    "thu",
    "thur",
    "thurs",
    "fri",
    "sat",
    "sun",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "end",
    "start",
    "half",
    "past",
    "quarter",
    "to",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "half-past",
    "other",
    "coming",
    "following",
    "then",
    "early",
    "late",
    "and",
    "or",
    "due",
    "time",
    "date",
    "it",
];
/// Other words that are no title.
const ADVERBS: &[&str] = &[
    "now",
    "again",
    "quickly",
    "slowly",
    "never",
    "always",
    "often",
    "please",
    "high",
    "low",
    "medium",
    "normal",
    "urgent",
    "important",
    "priority",
    "top",
    "highest",
    "lowest",
    "p1",
    "p2",
    "p3",
    "p4",
    "done",
    "complete",
    "completed",
    "pending",
    "open",
    "finished",
    "else",
    "different",
    "differently",
    "better",
    "something",
    "anything",
    "nothing",
    "more",
    "less",
    "very",
    "really",
    "one",
    "new",
    "new one",
    "instead",
    "too",
    "there",
    "here",
    "away",
    "back",
    "up",
    "down",
    "out",
    "off",
    "sooner",
    "accordingly",
    "properly",
    "correctly",
    "asap",
];

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
    const SPOKEN: &[&str] = &[
        "no wait",
        "wait no",
        "scratch that",
        "strike that",
        "hold on",
        "i mean",
        "i meant",
        "on second thought",
        "on second thoughts",
        "actually no",
        "no actually",
        "never mind",
        "nevermind",
        "forget it",
        "cancel that",
        "oops",
        "make that",
        "or rather",
        "no sorry",
        "sorry no",
    ];
    first(all, SPOKEN).map(|found| Doubt::Correction(words::sentence(found)))
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
