//! Sentences that ask to see tasks.

mod status;
mod thing;
mod unread;

use crate::builtin::{
    command::{Command, Target},
    target,
    words::{self, Word},
};
use status::status;
use thing::{membership, searched};
pub(super) use unread::unread;

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
pub(super) fn reminding(core: &[Word<'_>]) -> Option<Command> {
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
    (mine && (asks || things.is_some())).then(|| Command::List(status(rest), unread(rest)))
}

/// A sentence that asks for the list, or whether something is on it.
pub(super) fn read(text: &str, core: &[Word<'_>]) -> Option<Command> {
    if let Some(name) = searched(core).or_else(|| membership(core)) {
        return match target::read(text, name) {
            Target::Named(name) => Some(Command::Find(Target::Named(name))),
            Target::Ids(ids) => Some(Command::Find(Target::Ids(ids))),
            _ => Some(Command::List(status(core), unread(core))),
        };
    }
    let bare = core.iter().all(|word| BARE.contains(&word.norm.as_str()))
        && words::has(
            core,
            &[
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
            ],
        );
    if bare || shows(core) || asks(core) {
        if let Some(ids) = shown_ids(core) {
            return Some(Command::Find(Target::Ids(ids)));
        }
        return Some(Command::List(status(core), unread(core)));
    }
    None
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
