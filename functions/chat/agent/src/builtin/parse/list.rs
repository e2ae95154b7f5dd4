//! Sentences that ask to see tasks.

use crate::builtin::{
    command::{Command, Status, Target},
    target,
    words::{self, Word},
};

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
    "remaining",
    "outstanding",
    "unfinished",
    "incomplete",
    "agenda",
    "plate",
    "overdue",
    "left",
    "errands",
    "to-dos",
];
const WEAK: &[&str] = &[
    "things",
    "stuff",
    "everything",
    "all",
    "done",
    "finished",
    "next",
    "open",
    "anything",
    "accomplished",
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
    "how much",
    "whats",
    "are any",
    "when",
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
    let asks = words::begins(rest, &["what", "what's", "which", "of", "about"])
        && words::has(rest, STRONG)
        && words::has(rest, &["my", "i", "the"]);
    (asks && !words::has(rest, &["to"])
        || words::begins(rest, &["what", "what's"]) && words::has(rest, &["i", "my"]))
    .then(|| Command::List(status(rest)))
}

/// A sentence that asks for the list, or whether something is on it.
pub(super) fn read(text: &str, core: &[Word<'_>]) -> Option<Command> {
    if let Some(name) = searched(core).or_else(|| membership(core)) {
        return match target::read(text, name) {
            Target::Named(name) => Some(Command::Find(Target::Named(name))),
            Target::Ids(ids) => Some(Command::Find(Target::Ids(ids))),
            _ => Some(Command::List(status(core))),
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
        return Some(Command::List(status(core)));
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
    strong || weak || needed || (mine && about_doing(core))
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

/// "Is milk on my list?", "did I add milk to my list?": the thing asked about.
fn membership<'w, 'a>(core: &'w [Word<'a>]) -> Option<&'w [Word<'a>]> {
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
fn searched<'w, 'a>(core: &'w [Word<'a>]) -> Option<&'w [Word<'a>]> {
    let rest = words::after_any(core, &["search for", "search", "look for", "find"])?;
    let ours =
        words::has(rest, STRONG) || words::begins(core, &["search", "look"]) || rest.len() <= 4;
    (ours && !rest.is_empty() && !words::begins(rest, &["out", "me"])).then_some(rest)
}

/// Which tasks the sentence asks for.
fn status(core: &[Word<'_>]) -> Status {
    const OPEN: &[&str] = &[
        "pending",
        "left",
        "remaining",
        "outstanding",
        "open",
        "incomplete",
        "unfinished",
        "undone",
        "uncompleted",
        "active",
        "still",
        "next",
        "yet",
        "not",
        "isn't",
        "aren't",
        "haven't",
        "need",
        "needs",
        "should",
        "must",
        "overdue",
        "upcoming",
        "supposed",
    ];
    const DONE: &[&str] = &[
        "completed",
        "done",
        "finished",
        "accomplished",
        "closed",
        "ticked",
        "complete",
        "finish",
        "accomplish",
    ];
    let first = core.first().is_some_and(|word| word.norm == "open");
    let open_words = core.get(usize::from(first)..).unwrap_or_default();
    let has_pair = |left: &str, right: &str| {
        core.windows(2)
            .any(|pair| matches!(pair, [a, b] if a.norm == left && b.norm == right))
    };
    let to_do = has_pair("to", "do")
        || has_pair("to", "be")
        || has_pair("to", "finish")
        || has_pair("to", "complete")
        || has_pair("have", "to")
        || has_pair("to", "get");
    let complete_list = has_pair("complete", "list") || has_pair("complete", "todo");
    let done = words::has(core, DONE) && !complete_list;
    let named_both = words::has(core, &["pending", "open", "unfinished", "incomplete"])
        && words::has(core, &["completed", "done", "finished"])
        && words::has(core, &["and", "or"]);
    if named_both {
        Status::All
    } else if words::has(open_words, OPEN) || (to_do && !words::has(core, &["list", "lists"])) {
        Status::Pending
    } else if done || has_pair("did", "do") || has_pair("did", "i") && has_pair("i", "do") {
        Status::Completed
    } else {
        Status::All
    }
}
