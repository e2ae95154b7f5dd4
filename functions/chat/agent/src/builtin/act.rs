//! From what is asked for to the next calls, or to an answer made of their results.

use serde_json::{Value, json};

use super::{
    command::{Action, Change, Command, Doubt, Manner, Status, Target},
    listing::{Listing, listing, listing_after_changes},
    matching::{self, Found},
    resolve::{self, Write},
    say,
    scene::{self, Scene},
};
use crate::{
    entry::{QuestionDraft, QuestionOption},
    model::RequestedCall,
    turn::MAX_CALLS_PER_STEP,
    undo,
};

/// How many entries one call may hold (FR-201).
const MAX_ENTRIES: usize = 25;

/// How many tasks that exist are changed without a question (FR-322).
pub(super) const MAX_UNASKED: usize = 5;

/// What the built-in model does next.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    Say(Vec<String>),
    Ask(Vec<String>, QuestionDraft),
    Call(Vec<RequestedCall>),
}

/// The next step of a turn.
pub(super) fn next(command: Command, turn: &Scene<'_>) -> Step {
    match command {
        Command::Add(titles) if titles.is_empty() => {
            ask("What shall I add? Tell me the task.".to_owned(), Vec::new())
        }
        Command::Add(titles) => carry_out(turn, &add(&titles), &[]),
        Command::List(status, unread) => list(listing(turn, status), status, &unread),
        Command::Find(target) => find(turn, target),
        Command::Change(change) => {
            let said = turn.said().0;
            match resolve::resolve(turn, &change, said) {
                Ok(write) => carry_out(turn, &calls(&change, &write.ids), &write.impossible),
                Err(step) => step,
            }
        }
        Command::Undo => take_back(turn),
        Command::Several(parts) => several(turn, &parts),
        Command::Unsure(doubt) => Step::Say(say::unsure(&doubt)),
        Command::Dropped => Step::Say(vec![say::NOTHING_CHANGED.to_owned()]),
        Command::Thanks => Step::Say(vec!["You're welcome.".to_owned()]),
        Command::Greet => Step::Say(say::greeting()),
        Command::Help => Step::Say(say::help()),
        Command::NotUnderstood => Step::Say(say::not_understood()),
    }
}

/// The calls of a change that were not made yet, or what became of all of them. After one that failed as a whole nothing
/// further is tried.
fn carry_out(turn: &Scene<'_>, calls: &[RequestedCall], impossible: &[i64]) -> Step {
    let made = turn.changes();
    let failed = made.iter().any(|(_, outcome)| outcome.is_err());
    let left = calls.get(made.len()..).unwrap_or_default();
    if left.is_empty() || failed {
        return Step::Say(say::report(
            &made,
            impossible,
            left.iter().map(entries).sum(),
        ));
    }
    Step::Call(left.iter().take(MAX_CALLS_PER_STEP).cloned().collect())
}

/// How many tasks a call is about.
fn entries(call: &RequestedCall) -> usize {
    ["ids", "tasks"]
        .iter()
        .filter_map(|field| call.arguments.get(field)?.as_array())
        .map(Vec::len)
        .sum()
}

fn add(titles: &[String]) -> Vec<RequestedCall> {
    let calls = titles.chunks(MAX_ENTRIES).map(|titles| {
        let tasks: Vec<Value> = titles
            .iter()
            .map(|title| json!({ "title": title }))
            .collect();
        call("add_task", json!({ "tasks": tasks }))
    });
    calls.collect()
}

fn calls(change: &Change, ids: &[i64]) -> Vec<RequestedCall> {
    let calls = ids.chunks(MAX_ENTRIES).map(|ids| match &change.action {
        Action::Complete => call("complete_task", json!({ "ids": ids })),
        Action::Delete => call("delete_task", json!({ "ids": ids })),
        Action::Reopen => update(ids, "completed", &json!(false)),
        Action::Rename(title) => update(ids, "title", &json!(title)),
    });
    calls.collect()
}

fn call(name: &str, arguments: Value) -> RequestedCall {
    RequestedCall {
        name: name.to_owned(),
        arguments,
    }
}

fn update(ids: &[i64], field: &str, value: &Value) -> RequestedCall {
    let tasks: Vec<Value> = ids
        .iter()
        .map(|id| json!({"id": id, field: value}))
        .collect();
    call("update_task", json!({ "tasks": tasks }))
}

fn list(listing: Listing<'_>, status: Status, unread: &[String]) -> Step {
    match listing.ready() {
        Ok((tasks, more)) => Step::Say(say::list(status, unread, &tasks, more)),
        Err(step) => step,
    }
}

fn find(turn: &Scene<'_>, target: Target) -> Step {
    let (tasks, _) = match listing(turn, Status::All).ready() {
        Ok(ready) => ready,
        Err(step) => return step,
    };
    let fitting: Vec<&Value> = match &target {
        Target::Ids(ids) => tasks
            .iter()
            .copied()
            .filter(|task| scene::id_of(task).is_some_and(|id| ids.contains(&id)))
            .collect(),
        Target::Named(name) | Target::Quoted(name) => {
            match matching::find(name, &resolve::titles(&tasks)) {
                Found::Fitting(places) => resolve::pick(&tasks, &places),
                Found::Near(_) => Vec::new(),
            }
        }
        Target::It | Target::Them | Target::All(_) | Target::Missing => tasks,
    };
    Step::Say(match (fitting.is_empty(), target) {
        (false, _) => fitting.into_iter().map(say::line).collect(),
        (true, Target::Ids(ids)) => ids.into_iter().map(say::no_such_task).collect(),
        (true, Target::Named(name) | Target::Quoted(name)) => {
            vec![format!("No, I found no task like “{name}”.")]
        }
        (true, _) => say::list(Status::All, &[], &[], false),
    })
}

/// Takes back what the newest turn of the conversation with changes did (FR-325).
fn take_back(turn: &Scene<'_>) -> Step {
    match undo::newest_change(turn.before()) {
        Some(id) => carry_out(turn, &[call(undo::TOOL, json!({ "turn_id": id }))], &[]),
        None => Step::Say(vec![
            "I have changed nothing in this conversation that I could take back.".to_owned(),
        ]),
    }
}

/// All parts are settled before the first of them is carried out (FR-324).
fn several(turn: &Scene<'_>, parts: &[(String, Command)]) -> Step {
    let mut wanted = Vec::new();
    let mut impossible = Vec::new();
    let mut existing = 0;
    let mut shown = None;
    for (said, command) in parts {
        match command {
            Command::Add(titles) => wanted.extend(add(titles)),
            Command::List(status, unread) => shown = Some((*status, unread)),
            Command::Change(change) if !points_back(change) => {
                match resolve::resolve(turn, change, said) {
                    Ok(Write {
                        ids,
                        impossible: other,
                    }) => {
                        existing += ids.len();
                        wanted.extend(calls(change, &ids));
                        impossible.extend(other);
                    }
                    Err(reading @ Step::Call(_)) => return reading,
                    Err(Step::Say(why) | Step::Ask(why, _)) => {
                        return Step::Say(say::part(said, why));
                    }
                }
            }
            _ => return Step::Say(say::unsure(&Doubt::Part(said.clone()))),
        }
    }
    if existing > MAX_UNASKED {
        return Step::Say(say::too_much(existing));
    }
    let made = turn.changes();
    match (carry_out(turn, &wanted, &impossible), shown) {
        (Step::Say(mut lines), Some((status, unread))) => {
            if made.iter().any(|(_, outcome)| outcome.is_err()) {
                return Step::Say(lines);
            }
            match list(listing_after_changes(turn, status), status, unread) {
                Step::Say(tasks) => {
                    if made.is_empty() {
                        lines.clear();
                    }
                    lines.extend(tasks);
                    Step::Say(lines)
                }
                reading => reading,
            }
        }
        (step, _) => step,
    }
}

/// "delete task 1 and rename it": which one is meant is not certain enough.
fn points_back(change: &Change) -> bool {
    matches!(change.target, Target::It | Target::Them)
        || change.manner == Manner::Doubtful && change.target == Target::Missing
}

/// A question with its options, those that are tasks as lines of their own.
pub(super) fn ask(text: String, options: Vec<QuestionOption>) -> Step {
    let mut lines = vec![text.clone()];
    lines.extend(
        options
            .iter()
            .filter(|option| option.value.parse::<i64>().is_ok())
            .map(|option| option.label.clone()),
    );
    Step::Ask(lines, QuestionDraft { text, options })
}
