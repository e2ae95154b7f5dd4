//! What a sentence says of new tasks beside their titles (FR-1050, FR-1051).

use language::QuickTask;

use super::{bare, understood};
use crate::builtin::{
    command::{Action, Change, Command, Field, Target},
    context::Context,
    draft::{self, Draft, Masked},
    framed,
    words::{self, Word},
};

/// How many words into a sentence "a high priority task" stands.
const LEVEL_WITHIN: usize = 8;

/// The words without "high priority" before "task", and the priority.
pub(super) fn without_level<'a>(
    core: &[Word<'a>],
    context: &Context,
) -> (Vec<Word<'a>>, Option<&'static str>) {
    let lexicon = context.lexicon;
    for at in 0..core.len().min(LEVEL_WITHIN) {
        let (head, rest) = core.split_at(at);
        for (list, level) in [
            ("adjective p1", "p1"),
            ("adjective p2", "p2"),
            ("adjective p3", "p3"),
            ("adjective p4", "p4"),
        ] {
            let Some(after) = lexicon.after(list, rest) else {
                continue;
            };
            let one = ["task", "reminder", "todo", "item"];
            if words::begins(after, &one) && words::has(head, &["a", "an", "new"]) {
                return ([head, after].concat(), Some(level));
            }
        }
    }
    (core.to_vec(), None)
}

/// A request to put something on the list without why: "… on my list cause I'm out of it".
pub(super) fn without_reason<'w, 'a>(core: &'w [Word<'a>]) -> &'w [Word<'a>] {
    const WE: &[&str] = &["i", "i'm", "we", "we're"];
    if !words::begins(core, &["add", "put", "include", "place", "write"]) {
        return core;
    }
    let reason = (3..core.len()).find(|at| {
        let (head, tail) = core.split_at(*at);
        let listed = head
            .last()
            .is_some_and(|word| matches!(word.norm.as_str(), "list" | "lists"));
        let why = words::after_any(tail, &["cause", "because", "cuz", "since", "as"]);
        listed && (words::begins(tail, WE) || why.is_some_and(|rest| words::begins(rest, WE)))
    });
    reason.and_then(|at| core.get(..at)).unwrap_or(core)
}

/// The drafts with what the sentence says of them: dates and marks wherever they stand.
pub(super) fn drafts(
    source: &str,
    titles: Vec<Draft>,
    level: Option<&'static str>,
    context: &Context,
) -> Vec<Draft> {
    let drafts = match titles.as_slice() {
        [] => vec![one(source, Draft::default(), context)],
        [_] => titles
            .into_iter()
            .map(|title| one(source, title, context))
            .collect(),
        _ => titles
            .into_iter()
            .map(|title| draft::read(&title.title, &context.setting))
            .collect(),
    };
    drafts
        .into_iter()
        .map(|draft| Draft {
            priority: draft.priority.or(level),
            ..beside(draft, context)
        })
        .collect()
}

/// One draft of an English sentence.
fn one(source: &str, title: Draft, context: &Context) -> Draft {
    let again = |left: &str| {
        let all = words::split(left);
        let (core, _) = bare(&all);
        let (core, _) = without_level(core, context);
        match understood(left, &core, context) {
            Command::Add(mut left) if left.len() <= 1 => Some(left.pop().unwrap_or_default()),
            _ => None,
        }
    };
    dated(source, title, context, &again)
}

/// One draft of a sentence: what is left of the sentence without its dates and marks is read `again`.
pub(in crate::builtin) fn dated(
    source: &str,
    title: Draft,
    context: &Context,
    again: &dyn Fn(&str) -> Option<Draft>,
) -> Draft {
    let masked = Masked::new(source);
    let Ok(quick) = QuickTask::read(&masked.text, &context.setting) else {
        return title;
    };
    if quick.pieces.is_empty() {
        return title;
    }
    let line = Draft::of_line(&quick);
    match again(&line.title) {
        Some(left) => {
            let notes = if line.notes.is_empty() {
                left.notes
            } else {
                line.notes.clone()
            };
            Draft {
                title: masked.title(&left.title),
                notes,
                ..line
            }
        }
        None if title.title.is_empty() => Draft {
            title: String::new(),
            ..line
        },
        None => draft::read(&title.title, &context.setting),
    }
}

/// The draft without what stands behind its title: "… with high priority", "… so I don't forget".
pub(in crate::builtin) fn beside(mut draft: Draft, context: &Context) -> Draft {
    for _ in 0..4 {
        let title = draft.title.clone();
        let all = words::split(&title);
        let Some((left, said)) = framed::beside_title(&title, &all, context) else {
            break;
        };
        let left = words::title(words::source(&title, left));
        if left.is_empty() {
            break;
        }
        draft = Draft {
            title: left,
            ..draft
        }
        .completed_by(said);
    }
    draft
}

/// Gives later commands of a sentence what earlier ones are about: "move it …" behind "complete task 1", "make it p1"
/// behind a new task, of which it becomes a part.
pub(super) fn pass_on(parts: &mut Vec<(String, Command)>) {
    let mut at = 1;
    while at < parts.len() {
        let (before, rest) = parts.split_at_mut(at);
        let (Some((_, earlier)), Some((_, Command::Change(change)))) =
            (before.last_mut(), rest.first_mut())
        else {
            at += 1;
            continue;
        };
        if !matches!(change.target, Target::It | Target::Them) {
            at += 1;
            continue;
        }
        match (earlier, &change.action) {
            (Command::Change(Change { action, target, .. }), next)
                if *action != Action::Delete
                    && *next != Action::Delete
                    && !matches!(
                        target,
                        Target::All(_) | Target::Missing | Target::It | Target::Them
                    ) =>
            {
                change.target = target.clone();
            }
            (Command::Add(drafts), Action::Set(field)) => {
                if let [draft] = drafts.as_mut_slice()
                    && let Some(whole) = with_field(draft, field)
                {
                    *draft = whole;
                    parts.remove(at);
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// A draft with a field that a later command sets.
fn with_field(draft: &Draft, field: &Field) -> Option<Draft> {
    let mut whole = draft.clone();
    match field {
        Field::Due {
            due,
            recurrence,
            after_completion,
        } => {
            whole.due.clone_from(due);
            whole.recurrence.clone_from(recurrence);
            whole.after_completion = *after_completion;
        }
        Field::Priority(level) => whole.priority = Some(level),
        Field::Project(name) => whole.project = Some(name.clone()),
        Field::Tag(tag) => whole.tags.push(tag.clone()),
        Field::Note(note) => whole.notes.clone_from(note),
        Field::Later { .. } | Field::Untag(_) | Field::Clear(_) => return None,
    }
    Some(whole)
}
