//! Whether pending, completed or all tasks are asked for.

use crate::builtin::{
    command::Status,
    words::{self, Word},
};

/// Words that ask for pending tasks.
pub(super) const OPEN: &[&str] = &[
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
/// Words that ask for completed ones.
pub(super) const DONE: &[&str] = &[
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

/// Which tasks the sentence asks for.
pub(super) fn status(core: &[Word<'_>]) -> Status {
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
