//! Sentences that change tasks that exist.

use crate::builtin::{
    command::{Action, Command, Target},
    target,
    words::{self, Word},
};

const DONE: &[&str] = &[
    "done",
    "complete",
    "completed",
    "finished",
    "closed",
    "ticked",
    "accomplished",
];
const NOT_DONE: &[&str] = &[
    "not done",
    "not complete",
    "not completed",
    "not finished",
    "not done yet",
    "not finished yet",
    "not complete yet",
    "undone",
    "incomplete",
    "uncompleted",
    "unfinished",
    "pending",
    "open",
    "todo",
    "active",
    "to do",
];
const DELETE: &[&str] = &[
    "delete",
    "remove",
    "erase",
    "drop",
    "discard",
    "trash",
    "scrap",
    "get rid of",
    "get rid off",
    "throw away",
    "throw out",
    "clear out",
    "clear",
    "cancel",
    "nix",
    "bin",
    "wipe out",
    "wipe",
    "eliminate",
    "dump",
    "i no longer need to",
    "i no longer need",
    "we no longer need",
    "i don't need to",
    "i don't need",
    "i do not need",
    "kill",
    "empty",
    "take off",
];
const COMPLETE: &[&str] = &[
    "complete",
    "finish",
    "tick off",
    "check off",
    "cross off",
    "cross out",
    "strike off",
    "strike out",
    "scratch off",
    "mark off",
    "tick",
    "check",
    "cross",
    "strike",
    "scratch",
    "close",
    "finalize",
    "finalise",
    "wrap up",
    "accomplish",
    "done with",
    "finished with",
    "finished",
    "completed",
    "done",
    "i am done with",
    "i'm done with",
    "i am finished with",
    "i'm finished with",
    "i am through with",
    "i'm through with",
    "i'm done",
    "i am done",
];
const DID: &[&str] = &[
    "finished with",
    "finished",
    "completed",
    "done with",
    "done",
    "did",
    "ticked off",
    "checked off",
    "crossed off",
    "finish",
    "complete",
];
const REOPEN: &[&str] = &[
    "reopen",
    "uncomplete",
    "uncheck",
    "untick",
    "unmark",
    "unfinish",
    "reactivate",
    "restore",
    "undo",
    "un-do",
    "bring back",
    "re-activate",
    "un-tick",
    "un-check",
];
const RENAME: &[&str] = &[
    "change", "rename", "update", "edit", "modify", "retitle", "reword", "rewrite", "rephrase",
    "correct", "replace", "alter", "revise",
];

/// A sentence that completes, reopens, renames or deletes.
pub(super) fn read(text: &str, core: &[Word<'_>]) -> Option<Command> {
    marked(text, core)
        .or_else(|| renamed(text, core))
        .or_else(|| with_verb(text, core))
        .or_else(|| reported(text, core))
        .or_else(|| stated(text, core))
}

fn change(action: Action, text: &str, tasks: &[Word<'_>]) -> Command {
    Command::Change(action, target::read(text, tasks))
}

/// "mark task 3 as complete", "set 3 to done", "mark as done: 3", "change the status of task 3 to pending".
fn marked(text: &str, core: &[Word<'_>]) -> Option<Command> {
    let lead = &[
        "mark", "set", "put", "flag", "move", "turn", "change", "update", "make", "switch",
    ];
    let rest = words::after_any(core, lead)?;
    let strict = !words::begins(core, &["mark", "flag"]);
    let rest =
        words::after_any(rest, &["the status of", "status of", "the state of"]).unwrap_or(rest);
    for (states, action) in [(NOT_DONE, Action::Reopen), (DONE, Action::Complete)] {
        if let Some(head) = words::before_any(rest, states) {
            let said = rest.get(head.len()..).unwrap_or_default();
            let quoted = said
                .iter()
                .any(|word| word.raw.starts_with(['"', '\'', '“', '‘']));
            let linked = words::before_any(
                head,
                &[
                    "as being", "back to", "back as", "as", "to", "is", "off as", "into",
                ],
            );
            let tasks = linked.or((!strict).then_some(head));
            if let Some(tasks) = tasks.filter(|_| !quoted) {
                let tasks = words::before_any(tasks, &["'s status", "status"]).unwrap_or(tasks);
                return Some(change(action, text, tasks));
            }
        }
        if !strict {
            let said = words::after(rest, "as").unwrap_or(rest);
            if let Some(tasks) = words::after_any(said, states).filter(|tasks| !tasks.is_empty()) {
                return Some(change(action, text, tasks));
            }
        }
    }
    words::before(rest, "off")
        .filter(|_| !strict)
        .map(|tasks| change(Action::Complete, text, tasks))
}

fn with_verb(text: &str, core: &[Word<'_>]) -> Option<Command> {
    if let Some(tasks) = words::after_any(core, REOPEN) {
        return Some(change(Action::Reopen, text, tasks)).filter(|_| {
            // "undo" alone means the last change, whatever it was.
            !words::begins(core, &["undo", "un-do"])
                || matches!(target::read(text, tasks), Target::Ids(_))
        });
    }
    if let Some(tasks) = words::after_any(core, DELETE) {
        return Some(change(Action::Delete, text, tasks));
    }
    if let Some(rest) = words::after(core, "take") {
        let listed =
            target::without_list(rest).or_else(|| words::before_any(rest, &["off", "away", "out"]));
        return listed
            .or_else(|| words::after_any(rest, &["off", "away"]))
            .map(|tasks| change(Action::Delete, text, tasks));
    }
    if words::begins(core, &["check", "cross", "strike", "scratch", "tick"])
        && !words::has(core, &["off", "out", "task", "tasks"])
        && target::ids(core.get(1..).unwrap_or_default()).is_none()
    {
        return target::without_list(core)
            .and_then(|head| head.split_first())
            .map(|(_, tasks)| change(Action::Complete, text, tasks));
    }
    let question = core.last().is_some_and(|word| word.raw.ends_with('?'));
    words::after_any(core, COMPLETE)
        .filter(|_| !question)
        .map(|tasks| change(Action::Complete, text, tasks))
}

/// "I finished the report", "I've already done task 3", "I didn't finish task 3".
fn reported(text: &str, core: &[Word<'_>]) -> Option<Command> {
    let not = &["i did not", "i didn't", "i have not", "i haven't"];
    if let Some(rest) = words::after_any(core, not) {
        let rest = words::after_any(rest, &["actually", "really", "yet"]).unwrap_or(rest);
        return words::after_any(rest, DID).map(|tasks| change(Action::Reopen, text, tasks));
    }
    let mut rest = words::after_any(
        core,
        &["i have", "i've", "i had", "we have", "we've", "i", "we"],
    )?;
    while let Some(shorter) = words::after_any(rest, &["just", "already", "finally", "now", "also"])
    {
        rest = shorter;
    }
    words::after_any(rest, DID).map(|tasks| change(Action::Complete, text, tasks))
}

/// "task 3 is done", "the report is finished", "milk isn't done yet", "3 done".
fn stated(text: &str, core: &[Word<'_>]) -> Option<Command> {
    const QUESTIONS: &[&str] = &[
        "is", "are", "was", "what", "what's", "which", "who", "when", "why", "how", "do", "does",
        "did", "if", "where",
    ];
    if words::begins(core, QUESTIONS) {
        return None;
    }
    let core = words::before(core, "yet").unwrap_or(core);
    for (states, action) in [(NOT_DONE, Action::Reopen), (DONE, Action::Complete)] {
        let Some(mut head) = words::before_any(core, states) else {
            continue;
        };
        while let Some(shorter) =
            words::before_any(head, &["now", "already", "all", "finally", "actually"])
        {
            head = shorter;
        }
        if let Some(tasks) =
            words::before_any(head, &["isn't", "aren't", "is not", "are not", "was not"])
        {
            return Some(change(Action::Reopen, text, tasks));
        }
        if let Some(tasks) = words::before_any(
            head,
            &["is", "are", "was", "were", "has been", "have been", "got"],
        ) {
            return Some(change(action, text, tasks)).filter(|_| !tasks.is_empty());
        }
        if target::ids(head).is_some() {
            return Some(change(action, text, head));
        }
        if matches!(head, [word] if matches!(word.norm.as_str(), "it's" | "that's")) {
            return Some(Command::Change(action, Target::It));
        }
    }
    None
}

/// "change task 1 to 'Call mom tonight'", "rename 1 to x", "replace x with y", "task 1 should say x".
fn renamed(text: &str, core: &[Word<'_>]) -> Option<Command> {
    let Some(rest) = words::after_any(core, RENAME) else {
        return said_to_be(text, core);
    };
    let of_title = &[
        "the title of",
        "title of",
        "the name of",
        "name of",
        "the text of",
        "the wording of",
        "the description of",
        "the title for",
    ];
    let rest = words::after_any(rest, of_title).unwrap_or(rest);
    let source = words::source(text, rest);
    if let Some((before, title)) = words::quoted(source) {
        let head = words::split(before);
        let head = words::before_any(&head, LINKS).unwrap_or(&head);
        let head = words::before_any(head, LINKS).unwrap_or(head);
        return renaming(before, head, words::title(title));
    }
    let colon = rest.iter().position(|word| word.raw.ends_with(':'));
    let (head, tail) = match (colon, linked(rest)) {
        (Some(at), Some((head, tail))) if head.len() <= at => (head, tail),
        (Some(at), _) => rest.split_at(at + 1),
        (None, Some(split)) => split,
        (None, None) => {
            let ids = target::ids(rest).is_some();
            let unnamed = Command::Change(Action::Rename(None), target::read(text, rest));
            return (ids || words::has(rest, &["task", "it", "that"])).then_some(unnamed);
        }
    };
    renaming(
        text,
        head,
        words::title(words::source(text, super::polite_end(tail))),
    )
}

const LINKS: &[&str] = &[
    "to", "into", "with", "as", "to say", "to read", "to be", "by", "->", "=>", "→", "-", "title",
    "called",
];

/// The words before and after "to", "into", "with", "as". Right after a number or "task" is the best place.
fn linked<'w, 'a>(rest: &'w [Word<'a>]) -> Option<(&'w [Word<'a>], &'w [Word<'a>])> {
    let places: Vec<usize> = (1..rest.len())
        .filter(|at| {
            rest.get(*at).is_some_and(|word| {
                matches!(
                    word.norm.as_str(),
                    "to" | "into" | "with" | "as" | "->" | "=>" | "→"
                )
            })
        })
        .collect();
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
    Some((
        head,
        words::after_any(tail, &["say", "read", "be called"]).unwrap_or(tail),
    ))
}

fn renaming(text: &str, head: &[Word<'_>], title: String) -> Option<Command> {
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
        || words::after_any(head, &["my name", "my password", "my account"]).is_some();
    if own_name || words::has(head, OTHER_FIELDS) {
        return None;
    }
    let head = words::before_any(head, &["title", "name", "text"]).unwrap_or(head);
    let title = Some(title).filter(|title| !title.is_empty());
    let target = match target::read(text, head) {
        Target::Missing if !words::has(head, &["task"]) => Target::It,
        target => target,
    };
    Some(Command::Change(Action::Rename(title), target))
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
    let title = words::title(words::source(text, tail));
    let state = DONE.contains(&title.to_lowercase().as_str());
    (!state && !title.is_empty())
        .then(|| Command::Change(Action::Rename(Some(title)), target::read(text, head)))
}
