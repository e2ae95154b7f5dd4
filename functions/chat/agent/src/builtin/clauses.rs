//! Several commands in one sentence (FR-324): where one ends and the next begins.

use super::{
    target,
    words::{self, Word},
};

/// How many commands are looked for.
const MAX_CLAUSES: usize = 16;

/// The words that begin a command of ours. Others ("call", "buy", "finish") begin titles too often.
const VERBS: &[&str] = &[
    "add",
    "delete",
    "remove",
    "erase",
    "complete",
    "mark",
    "rename",
    "reopen",
    "uncheck",
    "untick",
    "undo",
    "show me",
    "show my",
    "list my",
    "list all",
    "create a task",
    "create a new task",
    "tick off",
    "check off",
    "cross off",
    "tick task",
    "close task",
    "finish task",
    "change task",
    "update task",
    "edit task",
    "reschedule",
    "postpone",
    "prioritize",
    "prioritise",
    "tag it",
    "tag task",
    "make it",
    "make that",
    "move it",
    "move task",
    "set it",
    "set task",
    "push it",
    "label it",
    "delete it",
];

/// The same, where a joining word stands before it: "at 4 tomorrow, remind me to …" is one command.
const VERBS_WHEN_JOINED: &[&str] = &["remind me to"];

/// The commands of a sentence; one when it holds no other.
pub(super) fn split<'w, 'a>(text: &str, all: &'w [Word<'a>]) -> Vec<&'w [Word<'a>]> {
    let mut clauses = Vec::new();
    let mut rest = all;
    while clauses.len() < MAX_CLAUSES
        && let Some((head, tail)) = first(text, rest)
    {
        clauses.push(head);
        rest = tail;
    }
    clauses.push(rest);
    clauses
}

/// The first command and what follows it.
fn first<'w, 'a>(text: &str, all: &'w [Word<'a>]) -> Option<(&'w [Word<'a>], &'w [Word<'a>])> {
    // Lines of a list are titles, whatever they begin with.
    if all
        .iter()
        .any(|word| word.introduces() && word.raw.ends_with(':'))
        || words::source(text, all).contains('\n')
    {
        return None;
    }
    (1..all.len()).find_map(|at| {
        let (head, tail) = all.split_at(at);
        let last = head.last()?;
        let joined = matches!(
            tail.first()?.norm.as_str(),
            "and" | "then" | "&" | "also" | "plus"
        );
        let stopped = last.raw.ends_with([',', ';', '.', '!']);
        if !(joined || stopped) {
            return None;
        }
        let mut command = tail;
        while let Some(later) =
            words::after_any(command, &["and", "then", "&", "also", "plus", "please"])
        {
            command = later;
        }
        let begins = command.first().is_some_and(|word| !word.quoted)
            && words::after_any(command, VERBS)
                .or_else(|| words::after_any(command, VERBS_WHEN_JOINED).filter(|_| joined))
                .is_some_and(|object| !object.is_empty());
        (begins && is_command(head)).then_some((head, command))
    })
}

/// Whether the words before may be a command themselves: more than "ok," and "on my list,".
fn is_command(head: &[Word<'_>]) -> bool {
    let place = target::without_list(head).is_some_and(<[_]>::is_empty);
    head.len() > 1 && !place
}
