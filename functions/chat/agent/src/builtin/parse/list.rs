//! Sentences that ask to see tasks.

mod status;
mod thing;
mod unread;

use crate::builtin::{
    command::{Command, Query, Status, Target},
    conditions::{self, Conditions},
    context::Context,
    target::{self, LIST_NAMES},
    words::{self, Word},
};
use status::status;
use thing::{membership, searched};
use unread::unread;

/// Words that name our list by themselves.
const STRONG: &[&str] = &[
    "task",
    "tasks",
    "todo",
    "todos",
    "list",
    "lists",
    "reminder",
    "reminders",
    "chores",
    "items",
    "pending",
    "completed",
    "unfinished",
    "incomplete",
    "agenda",
    "plate",
    "overdue",
    "errands",
    "to-dos",
];
/// Words that do so in a short question, or one about the person.
const WEAK: &[&str] = &[
    "things",
    "stuff",
    "everything",
    "all",
    "done",
    "finished",
    "open",
    "anything",
    "accomplished",
];
/// Of a question after what is left, every word is one of these: more would make it a question about something else.
const LEFT: &[&str] = &[
    "what",
    "what's",
    "which",
    "do",
    "i",
    "we",
    "have",
    "is",
    "are",
    "still",
    "left",
    "next",
    "remaining",
    "outstanding",
    "got",
    "to",
    "now",
    "today",
    "there",
    "my",
    "me",
    "show",
    "tell",
    "list",
    "see",
    "know",
    "let",
];
const SHOW: &[&str] = &[
    "show",
    "list",
    "display",
    "view",
    "see",
    "give me",
    "give",
    "tell me",
    "tell",
    "read",
    "print",
    "review",
    "recite",
    "repeat",
    "look at",
    "pull up",
    "bring up",
    "go over",
    "go through",
    "let me see",
    "let me hear",
    "let me know",
    "run through",
    "walk me through",
    "check",
    "open",
    "hear",
    "know",
    "look up",
    "look over",
    "iterate",
    "name",
    "get me",
    "get my",
    "get all",
    "get the list",
    "provide",
    "fetch",
    "remind me what",
    "remind me of my",
    "i wonder",
];
const ASK: &[&str] = &[
    "what",
    "what's",
    "which",
    "how many",
    "do i have",
    "do we have",
    "is there",
    "are there",
    "any",
    "anything",
    "have i",
    "did i",
    "does my",
    "is my",
    "has",
    "where is my",
    "where are my",
    "are any",
];
/// Of a bare phrase such as "my pending tasks", every word is one of these.
const BARE: &[&str] = &[
    "my",
    "the",
    "all",
    "of",
    "current",
    "only",
    "me",
    "still",
    "task",
    "tasks",
    "list",
    "lists",
    "todo",
    "todos",
    "items",
    "pending",
    "completed",
    "done",
    "finished",
    "open",
    "remaining",
    "outstanding",
    "incomplete",
    "unfinished",
    "reminders",
    "left",
    "ones",
    "overdue",
    "entire",
    "whole",
    "full",
    "agenda",
    "chores",
    "uncompleted",
    "active",
    "and",
];

/// "Remind me what's on my list" asks, "remind me to …" does not.
pub(super) fn reminding(text: &str, core: &[Word<'_>], context: &Context) -> Option<Command> {
    let rest = words::after(core, "remind me")?;
    let rest = words::after_any(rest, &["of", "about"]).unwrap_or(rest);
    let asks = words::begins(rest, &["what", "what's", "which", "everything"]);
    let things = words::after_any(
        rest,
        &[
            "the things",
            "things",
            "the tasks",
            "my tasks",
            "the items",
            "my list",
            "my reminders",
        ],
    );
    let mine = words::has(rest, &["i", "my"]);
    (mine && (asks || things.is_some())).then(|| query(text, rest, context))
}

/// A sentence that asks for the list, or whether something is on it.
pub(super) fn read(text: &str, core: &[Word<'_>], context: &Context) -> Option<Command> {
    const NOUNS: &[&str] = &[
        "task",
        "tasks",
        "list",
        "lists",
        "todo",
        "todos",
        "items",
        "pending",
        "completed",
        "reminders",
        "remaining",
        "outstanding",
        "overdue",
        "unfinished",
        "agenda",
        "chores",
        "left",
        "incomplete",
    ];
    if let Some(name) = searched(core).or_else(|| membership(core)) {
        return match target::read(text, name) {
            Target::Named(name) => Some(Command::Find(Target::Named(name))),
            Target::Quoted(name) => Some(Command::Find(Target::Quoted(name))),
            Target::Ids(ids) => Some(Command::Find(Target::Ids(ids))),
            _ => Some(query(text, core, context)),
        };
    }
    let conditions = conditions::conditions(text, core, context);
    let read = |at: usize| conditions.read.get(at) == Some(&true);
    let bare = core
        .iter()
        .enumerate()
        .all(|(at, word)| read(at) || BARE.contains(&word.norm.as_str()) || is_link(word))
        && words::has(core, NOUNS);
    let asked = words::after_any(core, SHOW).is_some() || words::after_any(core, ASK).is_some();
    let conditional =
        asked && conditions.filter.is_some() && left_out(core, &conditions).is_empty();
    if bare || conditional || shows(core) || asks(core) {
        if let Some(ids) = shown_ids(core) {
            return Some(Command::Find(Target::Ids(ids)));
        }
        return Some(asked_for(core, conditions));
    }
    None
}

/// The tasks that some words ask for.
pub(super) fn query(text: &str, core: &[Word<'_>], context: &Context) -> Command {
    asked_for(core, conditions::conditions(text, core, context))
}

fn asked_for(core: &[Word<'_>], conditions: Conditions) -> Command {
    let mut unread = left_out(core, &conditions);
    let status = status(core);
    let Conditions { filter, is_due, .. } = conditions;
    let done_on = status == Status::Completed && is_due && !words::has(core, &["due"]);
    let mut parts: Vec<String> = filter.into_iter().collect();
    if done_on {
        // When a task was completed is no condition of filters.
        parts.clear();
        let read = core.iter().zip(&conditions.read);
        unread.extend(
            read.filter(|(_, read)| **read)
                .map(|(word, _)| word.norm.clone()),
        );
    }
    if let Some(name) = container(core, &unread) {
        let names = ['#', '@'].map(|mark| conditions::filter_name(mark, &name));
        let either = names.join(" | ");
        parts.push(if parts.is_empty() {
            either
        } else {
            format!("({either})")
        });
        unread.clear();
    }
    let status = match status {
        Status::All if is_due && !done_on => Status::Pending,
        status => status,
    };
    Command::List(Query {
        status,
        filter: (!parts.is_empty()).then(|| parts.join(" & ")),
        unread,
        ..Query::default()
    })
}

/// The words that are neither part of a condition nor of the question.
fn left_out(core: &[Word<'_>], conditions: &Conditions) -> Vec<String> {
    unread(core, &conditions.read)
}

/// "my work tasks", "the garden list", "tasks in work": a project or a tag.
fn container(core: &[Word<'_>], unread: &[String]) -> Option<String> {
    const NOUNS: &[&str] = &[
        "task",
        "tasks",
        "list",
        "todos",
        "items",
        "project",
        "reminders",
    ];
    const LEADS: &[&str] = &["in", "under", "from", "within"];
    let first = unread.first().filter(|_| unread.len() <= 2)?;
    let at = core.iter().position(|word| word.norm == *first)?;
    let names = core.get(at..at + unread.len())?;
    let together = names
        .iter()
        .zip(unread)
        .all(|(word, unread)| word.norm == *unread);
    let end = at + unread.len();
    let before = core.get(..at).unwrap_or_default();
    let stands = words::begins(core.get(end..).unwrap_or_default(), NOUNS) && at > 0;
    let led = words::has(
        before.get(at.saturating_sub(1)..).unwrap_or_default(),
        LEADS,
    );
    if !together || LIST_NAMES.contains(&first.as_str()) || !(stands || led && end == core.len()) {
        return None;
    }
    let name: Vec<&str> = names.iter().map(|word| word.raw).collect();
    Some(
        name.join(" ")
            .trim_end_matches(['.', '?', '!', ','])
            .to_owned(),
    )
}

fn is_link(word: &Word<'_>) -> bool {
    matches!(
        word.norm.as_str(),
        "in" | "for" | "with" | "on" | "from" | "due" | "that" | "are" | "or"
    )
}

/// "show task 3", "what is task 3".
fn shown_ids(core: &[Word<'_>]) -> Option<Vec<i64>> {
    let at = core.iter().position(|word| {
        matches!(
            word.norm.as_str(),
            "task" | "tasks" | "item" | "todo" | "reminder"
        )
    })?;
    target::ids(core.get(at..)?)
}

fn shows(core: &[Word<'_>]) -> bool {
    let Some(rest) = words::after_any(core, SHOW) else {
        return false;
    };
    let ticks = words::begins(core, &["check"])
        && (words::has(rest, &["off"]) || target::ids(rest).is_some());
    let weak =
        words::has(rest, WEAK) && (rest.len() <= 3 || words::has(rest, &["i", "my", "i've"]));
    !ticks
        && (words::has(rest, STRONG)
            || weak
            || left(core)
            || (about_doing(core)
                && words::has(rest, &["i", "we"])
                && words::has(rest, &["what", "everything"]))
            || (rest.is_empty() && words::begins(core, &["list", "show"])))
}

fn asks(core: &[Word<'_>]) -> bool {
    if words::after_any(core, ASK).is_none() {
        return false;
    }
    let mine = words::has(core, &["i", "my", "i've", "we", "our", "me", "the"]);
    let weak = words::has(core, WEAK) && (core.len() <= 4 || (mine && core.len() <= 8));
    let strong = words::has(core, STRONG) && (mine || core.len() <= 5);
    let needed = words::has(core, &["still", "needs", "need"])
        && words::has(core, &["done"])
        && core.len() <= 8;
    strong || weak || needed || left(core) || (mine && about_doing(core))
}

/// "What's left?", "what do I have left to do?"
fn left(core: &[Word<'_>]) -> bool {
    words::has(core, &["left", "next", "remaining", "outstanding"])
        && core.iter().all(|word| LEFT.contains(&word.norm.as_str()))
}

/// "What do I have to do (today)?", "what should I do next?"
fn about_doing(core: &[Word<'_>]) -> bool {
    const AFTER: &[&str] = &[
        "today", "now", "next", "first", "still", "tomorrow", "this", "left", "on", "yet",
        "tonight", "week", "for", "around", "the", "day",
    ];
    let Some(at) = core.iter().rposition(|word| {
        matches!(
            word.norm.as_str(),
            "do" | "done" | "did" | "finish" | "complete" | "remember" | "accomplish"
        )
    }) else {
        return false;
    };
    at > 1
        && words::has(
            core,
            &[
                "have", "need", "should", "supposed", "got", "must", "did", "do", "left", "gotta",
                "wanted",
            ],
        )
        && core
            .get(at + 1..)
            .unwrap_or_default()
            .iter()
            .all(|word| AFTER.contains(&word.norm.as_str()))
}
