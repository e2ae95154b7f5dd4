//! Sentences that give a task another title (FR-323).

use crate::builtin::{
    caution,
    command::{Action, Change, Command, Doubt, Manner, Target},
    parse, target,
    words::{self, Word},
};

use super::{DONE, settle};

/// The verbs that mean nothing but a new title.
const RENAME: &[&str] = &["rename", "retitle"];
/// Verbs that may mean a new title, a new date or something else: they act on a task that is named by number or
/// quoted, or where the new title is introduced as one.
const CHANGE: &[&str] = &[
    "change", "update", "edit", "modify", "reword", "rewrite", "rephrase", "correct", "replace",
    "alter", "revise",
];
/// What says that a title is meant.
const OF_TITLE: &[&str] = &[
    "the title of",
    "title of",
    "the name of",
    "name of",
    "the text of",
    "the wording of",
    "the description of",
    "the title for",
];
/// What introduces a title behind "to".
const SAYING: &[&str] = &["say", "read", "be called", "be named"];

/// "change task 1 to 'Call mom tonight'", "rename 1 to x", "replace x with y", "task 1 should say x".
pub(super) fn read(text: &str, core: &[Word<'_>]) -> Option<Command> {
    let plain = words::after_any(core, RENAME);
    let Some(rest) = plain.or_else(|| words::after_any(core, CHANGE)) else {
        return said_to_be(text, core);
    };
    let of_title = words::after_any(rest, OF_TITLE);
    let manner = if plain.is_some() || of_title.is_some() {
        Manner::Command
    } else {
        Manner::Loose
    };
    let rest = super::without_any(of_title.unwrap_or(rest), &["for me", "please", "thanks"]);
    if let Some((before, title)) = words::quoted(words::source(text, rest)) {
        let head = words::split(before);
        let linked = words::before_any(&head, LINKS);
        let head = linked.unwrap_or(&head);
        let head = words::before_any(head, LINKS).unwrap_or(head);
        if linked.is_some() || target::ids(head).is_some() {
            return quoted(before, head, title);
        }
        return Some(untitled(text, rest));
    }
    let colon = rest
        .iter()
        .position(|word| word.raw.ends_with(':') && !word.quoted);
    let (head, tail) = match (colon, linked(rest)) {
        (Some(at), Some((head, tail))) if head.len() <= at => (head, tail),
        (Some(at), _) => rest.split_at(at + 1),
        (None, Some(split)) => split,
        (None, None) => {
            let ids = target::ids(rest).is_some();
            return (ids || words::has(rest, &["task", "it", "that"]))
                .then(|| untitled(text, rest));
        }
    };
    let tail = parse::polite_end(tail);
    if let Some(other) = after_quotation(text, tail) {
        return Some(Command::Unsure(Doubt::Part(other)));
    }
    let several = links(rest).len() > 1 && target::ids(head).is_none() && colon.is_none();
    match words::after_any(tail, SAYING).filter(|title| !title.is_empty()) {
        Some(title) => titled(text, head, title, Manner::Command),
        // Where the old title ends is not plain.
        None if several => titled(text, head, tail, Manner::Doubtful),
        None => titled(text, head, tail, manner),
    }
}

/// Without a new title.
fn untitled(text: &str, tasks: &[Word<'_>]) -> Command {
    Command::Change(Change {
        action: Action::Rename(None),
        target: target::read(text, tasks),
        manner: Manner::Doubtful,
    })
}

/// What stands behind a title in quotation marks.
fn after_quotation(text: &str, tail: &[Word<'_>]) -> Option<String> {
    let end = tail.iter().position(|word| !word.quoted)?;
    let begins = tail.first().is_some_and(|word| word.quoted);
    begins.then(|| words::source(text, tail.get(end..).unwrap_or_default()).to_owned())
}

/// A new title in quotation marks. One that reads like a date is asked about.
fn quoted(text: &str, head: &[Word<'_>], title: &str) -> Option<Command> {
    let manner = if caution::is_no_title(&words::split(title)) {
        Manner::Doubtful
    } else {
        Manner::Command
    };
    renaming(text, head, title.to_owned(), manner)
}

/// A new title in the words of the sentence.
fn titled(text: &str, head: &[Word<'_>], tail: &[Word<'_>], manner: Manner) -> Option<Command> {
    let title = words::title(words::source(text, tail));
    let named = renaming(text, head, title.clone(), manner)?;
    let Command::Change(change) = named else {
        return Some(named);
    };
    if let Some(doubt) = caution::correction(tail) {
        return Some(Command::Unsure(doubt));
    }
    if caution::is_no_title(tail) || target::ids(tail).is_some() {
        return Some(Command::Unsure(Doubt::NoTitle(title)));
    }
    Some(Command::Change(match caution::doubt(tail) {
        Some(_) => change.doubtful(),
        None => change,
    }))
}

const LINKS: &[&str] = &[
    "to", "into", "with", "as", "to say", "to read", "to be", "by", "->", "=>", "→", "-", "title",
    "called",
];

/// The places of the words that lead to a new title: "to" and the like, or else "with" and "as".
fn links(rest: &[Word<'_>]) -> Vec<usize> {
    let places = |links: &[&str]| -> Vec<usize> {
        let link = |at: &usize| {
            rest.get(*at)
                .is_some_and(|word| !word.quoted && links.contains(&word.norm.as_str()))
        };
        (1..rest.len()).filter(link).collect()
    };
    let plain = places(&["to", "into", "->", "=>", "→"]);
    if plain.is_empty() {
        places(&["with", "as"])
    } else {
        plain
    }
}

/// The words before and after such a word. Right after a number or "task" is the best place.
fn linked<'w, 'a>(rest: &'w [Word<'a>]) -> Option<(&'w [Word<'a>], &'w [Word<'a>])> {
    let places = links(rest);
    let after_noun = |at: &&usize| {
        at.checked_sub(1)
            .and_then(|before| rest.get(before))
            .is_some_and(|word| {
                matches!(
                    word.norm.as_str(),
                    "task" | "item" | "todo" | "it" | "that" | "reminder" | "title" | "name"
                ) || target::number(&word.norm).is_some()
            })
    };
    let at = places.iter().find(after_noun).or_else(|| places.first())?;
    let (head, tail) = rest.split_at(*at);
    let tail = tail.get(1..).unwrap_or_default();
    Some((head, tail))
}

fn renaming(text: &str, head: &[Word<'_>], title: String, manner: Manner) -> Option<Command> {
    const OTHER_FIELDS: &[&str] = &[
        "priority",
        "due",
        "deadline",
        "date",
        "note",
        "notes",
        "time",
        "status",
        "day",
        "reminder's",
    ];
    // "change your name to Fred" is about no task.
    let own_name = words::has(head, &["your"])
        || words::after_any(head, &["my name", "my password", "my account", "my mind"]).is_some();
    if own_name || words::has(head, OTHER_FIELDS) {
        return None;
    }
    let head = words::before_any(head, &["title", "name", "text"]).unwrap_or(head);
    let title = Some(title).filter(|title| !title.is_empty());
    let target = match target::read(text, head) {
        Target::Missing if !words::has(head, &["task"]) => Target::It,
        target => target,
    };
    let action = Action::Rename(title);
    Some(settle(
        Change {
            action,
            target,
            manner,
        },
        head,
    ))
}

/// "task 1 should be call mom".
fn said_to_be(text: &str, core: &[Word<'_>]) -> Option<Command> {
    let at = core.iter().position(|word| word.norm == "should")?;
    let (head, tail) = core.split_at(at);
    let tail = words::after_any(
        tail,
        &[
            "should be called",
            "should be named",
            "should be",
            "should say",
            "should read",
        ],
    )?;
    target::ids(head)?;
    let tail = parse::polite_end(tail);
    let title = words::title(words::source(text, tail));
    let state = DONE.contains(&title.to_lowercase().as_str());
    if state || title.is_empty() {
        return None;
    }
    titled(text, head, tail, Manner::Loose)
}
