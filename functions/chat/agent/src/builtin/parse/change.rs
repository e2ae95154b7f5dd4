//! Sentences that change tasks that exist.

mod deeds;
mod rename;

use crate::builtin::{
    caution,
    command::{Action, Change, Command, Doubt, Manner, Target},
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
/// The verbs that mean nothing but that a task is to go (FR-318).
const DELETE: &[&str] = &["delete", "remove", "erase"];
/// Verbs that may mean so, or something else: they ask.
const DISCARD: &[&str] = &[
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
/// The verbs that mean nothing but that a task is done.
const COMPLETE: &[&str] = &[
    "complete",
    "tick off",
    "check off",
    "cross off",
    "mark off",
    "strike off",
    "scratch off",
    "tick",
];
/// Verbs that may mean so; with a number they do.
const FINISH: &[&str] = &[
    "finish",
    "cross out",
    "strike out",
    "check",
    "cross",
    "strike",
    "scratch",
    "close",
    "finalize",
    "finalise",
    "wrap up",
    "accomplish",
];
/// What tells of a task that is done.
const DONE_WITH: &[&str] = &[
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
    "re-activate",
    "un-tick",
    "un-check",
];
/// Verbs that may mean so; with a number they do.
const RESTORE: &[&str] = &["restore", "undo", "un-do", "bring back"];
/// When something was done: it says nothing about which task it was.
const WHEN_DONE: &[&str] = &[
    "today",
    "yesterday",
    "this morning",
    "this afternoon",
    "this evening",
    "last night",
    "tonight",
    "earlier",
    "earlier today",
    "just now",
    "a moment ago",
    "already",
    "finally",
];

/// A sentence that completes, reopens, renames or deletes.
pub(super) fn read(text: &str, core: &[Word<'_>]) -> Option<Command> {
    marked(text, core)
        .or_else(|| rename::read(text, core))
        .or_else(|| with_verb(text, core))
        .or_else(|| reported(text, core))
        .or_else(|| stated(text, core))
        .or_else(|| deeds::read(text, core))
}

/// A change of the tasks that these words name, unless something among them forbids it (FR-320).
fn change(action: Action, manner: Manner, text: &str, tasks: &[Word<'_>]) -> Command {
    let target = target::read(text, tasks);
    settle(
        Change {
            action,
            target,
            manner,
        },
        tasks,
    )
}

/// A change with the words near it taken into account (FR-320).
fn settle(change: Change, near: &[Word<'_>]) -> Command {
    if let Some(doubt) = caution::doubt(near) {
        return Command::Unsure(doubt);
    }
    let said = match change.manner {
        Manner::Report => without_time(near),
        _ => near,
    };
    Command::Change(
        if caution::unclear(said) || target::names_other_list(said) {
            change.doubtful()
        } else {
            change
        },
    )
}

/// What was done, without when.
fn without_time<'w, 'a>(tasks: &'w [Word<'a>]) -> &'w [Word<'a>] {
    without_any(tasks, WHEN_DONE)
}

fn without_any<'w, 'a>(tasks: &'w [Word<'a>], phrases: &[&str]) -> &'w [Word<'a>] {
    let mut rest = tasks;
    while let Some(shorter) = words::before_any(rest, phrases) {
        rest = shorter;
    }
    rest
}

/// "I finished …", "… is done".
fn report(text: &str, tasks: &[Word<'_>]) -> Command {
    change(Action::Complete, Manner::Report, text, without_time(tasks))
}

/// "the rent is paid": `name` is what it says was done, in other words than the sentence's.
fn report_named(near: &[Word<'_>], name: &str) -> Command {
    let change = Change {
        action: Action::Complete,
        target: Target::Named(words::title(name)),
        manner: Manner::Report,
    };
    settle(change, near)
}

/// "I didn't finish …", "… is not done": about one task that is named plainly, or nothing to act on (FR-320).
fn report_of_not_done(text: &str, tasks: &[Word<'_>]) -> Command {
    match target::read(text, tasks) {
        Target::Ids(_) | Target::It | Target::Shown(_) => {
            change(Action::Reopen, Manner::Command, text, tasks)
        }
        Target::Named(_) | Target::Quoted(_) => {
            change(Action::Reopen, Manner::Doubtful, text, tasks)
        }
        Target::Them | Target::All(_) | Target::Missing => {
            Command::Unsure(Doubt::Negation("not".to_owned()))
        }
    }
}

/// "mark task 3 as complete", "set 3 to done", "mark as done: 3", "change the status of task 3 to pending".
fn marked(text: &str, core: &[Word<'_>]) -> Option<Command> {
    let lead = &[
        "mark", "set", "put", "flag", "move", "turn", "change", "update", "make", "switch",
    ];
    let rest = words::after_any(core, lead)?;
    let rest = without_any(
        rest,
        &["for me", "now", "right now", "too", "as well", "already"],
    );
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
                return Some(change(action, Manner::Command, text, tasks));
            }
        }
    }
    for (states, action) in [(NOT_DONE, Action::Reopen), (DONE, Action::Complete)] {
        if !strict {
            let as_state = words::after(rest, "as");
            let said = as_state.unwrap_or(rest);
            if let Some(tasks) = words::after_any(said, states).filter(|tasks| {
                !tasks.is_empty() && (as_state.is_some() || target::ids(tasks).is_some())
            }) {
                return Some(change(action, Manner::Command, text, tasks));
            }
        }
    }
    words::before(rest, "off")
        .filter(|_| !strict)
        .map(|tasks| change(Action::Complete, Manner::Command, text, tasks))
}

fn with_verb(text: &str, core: &[Word<'_>]) -> Option<Command> {
    if let Some(tasks) = words::after_any(core, REOPEN) {
        return Some(change(Action::Reopen, Manner::Command, text, tasks));
    }
    if let Some(tasks) = words::after_any(core, RESTORE) {
        // "undo" alone means the last change, whatever it was.
        let undo = words::begins(core, &["undo", "un-do"]);
        return Some(change(Action::Reopen, Manner::Loose, text, tasks))
            .filter(|_| !undo || matches!(target::read(text, tasks), Target::Ids(_)));
    }
    if let Some(tasks) = words::after_any(core, DELETE) {
        return Some(change(Action::Delete, Manner::Command, text, tasks));
    }
    if let Some(tasks) = words::after_any(core, DISCARD) {
        return Some(change(Action::Delete, Manner::Doubtful, text, tasks));
    }
    if let Some(rest) = words::after(core, "take") {
        let listed =
            target::without_list(rest).or_else(|| words::before_any(rest, &["off", "away", "out"]));
        return listed
            .or_else(|| words::after_any(rest, &["off", "away"]))
            .map(|tasks| change(Action::Delete, Manner::Doubtful, text, tasks));
    }
    finishing(text, core)
}

/// "complete the report", "cross milk off my list", "done with the report".
fn finishing(text: &str, core: &[Word<'_>]) -> Option<Command> {
    if words::begins(core, &["check", "cross", "strike", "scratch", "tick"])
        && !words::has(core, &["off", "out", "task", "tasks"])
        && target::ids(core.get(1..).unwrap_or_default()).is_none()
    {
        return target::without_list(core)
            .and_then(|head| head.split_first())
            .map(|(_, tasks)| change(Action::Complete, Manner::Command, text, tasks));
    }
    if let Some(tasks) = words::after_any(core, COMPLETE) {
        return Some(change(Action::Complete, Manner::Command, text, tasks));
    }
    if let Some(tasks) = words::after_any(core, FINISH) {
        let crossed = words::before_any(tasks, &["off", "off my list", "off the list"]).is_some()
            || target::without_list(tasks).is_some();
        let manner = if crossed {
            Manner::Command
        } else {
            Manner::Loose
        };
        return Some(change(Action::Complete, manner, text, tasks));
    }
    let question = core.last().is_some_and(|word| word.raw.ends_with('?'));
    words::after_any(core, DONE_WITH)
        .filter(|_| !question)
        .map(|tasks| report(text, tasks))
}

/// "I finished the report", "I've already done task 3", "I didn't finish task 3".
fn reported(text: &str, core: &[Word<'_>]) -> Option<Command> {
    let not = &["i did not", "i didn't", "i have not", "i haven't"];
    if let Some(rest) = words::after_any(core, not) {
        let rest = words::after_any(rest, &["actually", "really", "yet"]).unwrap_or(rest);
        return words::after_any(rest, DID).map(|tasks| report_of_not_done(text, tasks));
    }
    let mut rest = words::after_any(
        core,
        &["i have", "i've", "i had", "we have", "we've", "i", "we"],
    )?;
    while let Some(shorter) = words::after_any(rest, &["just", "already", "finally", "now", "also"])
    {
        rest = shorter;
    }
    words::after_any(rest, DID).map(|tasks| report(text, tasks))
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
            return Some(report_of_not_done(text, tasks));
        }
        let told = |tasks: &[Word<'_>]| match action {
            Action::Complete => report(text, tasks),
            _ => report_of_not_done(text, tasks),
        };
        if let Some(tasks) = words::before_any(
            head,
            &["is", "are", "was", "were", "has been", "have been", "got"],
        ) {
            return (!tasks.is_empty()).then(|| told(tasks));
        }
        if target::ids(head).is_some() {
            return Some(told(head));
        }
        if matches!(head, [word] if matches!(word.norm.as_str(), "it's" | "that's")) {
            return Some(Command::Change(Change {
                action,
                target: Target::It,
                manner: Manner::Report,
            }));
        }
    }
    None
}
