//! All tasks, or all of a state.

use super::{NOUNS, pointing};
use crate::builtin::{
    command::{Status, Target},
    words::{self, Word},
};

/// "all my tasks", "everything", "the whole list", "all completed tasks".
pub(super) fn whole_list(rest: &[Word<'_>]) -> Option<Target> {
    const ALL: &[&str] = &["all", "everything", "every", "whole", "entire", "anything"];
    const FILLING: &[&str] = &[
        "of", "the", "my", "our", "on", "from", "in", "off", "single", "out", "to", "do", "and",
        "things", "stuff", "that", "are", "is", "i", "have", "which", "list", "lists", "shopping",
        "for", "me", "please", "one", "ones",
    ];
    const DONE: &[&str] = &[
        "completed",
        "done",
        "finished",
        "complete",
        "closed",
        "ticked",
    ];
    const OPEN: &[&str] = &[
        "pending",
        "open",
        "incomplete",
        "unfinished",
        "remaining",
        "outstanding",
        "uncompleted",
    ];
    let known = |word: &Word<'_>| {
        !word.quoted
            && [ALL, FILLING, NOUNS, DONE, OPEN]
                .iter()
                .any(|list| list.contains(&word.norm.as_str()))
    };
    let plural = words::has(
        rest,
        &[
            "tasks",
            "items",
            "todos",
            "reminders",
            "chores",
            "ones",
            "entries",
        ],
    );
    let stated = words::has(rest, DONE) || words::has(rest, OPEN);
    let list = words::has(rest, &["list", "lists"])
        || rest
            .last()
            .is_some_and(|word| word.norm == "todo" && rest.len() > 1);
    let whole = words::has(rest, ALL)
        || (stated && (plural || rest.len() == 1))
        || (plural && !words::begins(rest, &["these", "those"]))
        || list;
    let them = pointing(rest).is_some();
    if them || !whole || !rest.iter().all(known) {
        return None;
    }
    Some(Target::All(
        match (words::has(rest, DONE), words::has(rest, OPEN)) {
            (true, false) => Status::Completed,
            (false, true) => Status::Pending,
            _ => Status::All,
        },
    ))
}
