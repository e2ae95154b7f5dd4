//! From what is asked for to the next calls, or to an answer made of their results.

use serde_json::{Value, json};

use super::{
    command::{Action, Command, Status, Target},
    matching::{self, Found},
    say,
    scene::{self, Scene},
};
use crate::{
    entry::{Question, QuestionOption},
    model::RequestedCall,
};

/// How many entries one call may hold (FR-201).
const MAX_ENTRIES: usize = 25;

/// How many tasks a page of `list_tasks` holds at most.
const PAGE: usize = 100;

/// How many pages are read; with the change itself and the answer a turn stays within its steps.
const MAX_PAGES: usize = 5;

/// How many options a question offers; free words reach the others.
const MAX_OPTIONS: usize = 10;

/// What the built-in model does next.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    Say(Vec<String>),
    Ask(Vec<String>, Question),
    Call(Vec<RequestedCall>),
}

/// The next step of a turn.
pub(super) fn next(command: Command, turn: &Scene<'_>) -> Step {
    let done = turn.done();
    if done.iter().any(|(call, _)| call.name != "list_tasks") {
        return Step::Say(say::report(&done, &impossible(&command)));
    }
    match command {
        Command::Add(titles) if titles.is_empty() => {
            ask("What shall I add? Tell me the task.".to_owned(), Vec::new())
        }
        Command::Add(titles) => add(&titles),
        Command::List(status) => match listing(turn, status) {
            Listing::Need(call) => Step::Call(vec![call]),
            Listing::Failed(words) => Step::Say(vec![words]),
            Listing::Ready { tasks, more } => Step::Say(say::list(status, &tasks, more)),
        },
        Command::Find(target) => find(turn, target),
        Command::Change(Action::Rename(None), _) => Step::Say(vec![
            "Tell me the new title as well, for example: Change task 1 to 'Call mom tonight'."
                .to_owned(),
        ]),
        Command::Change(action, target) => change(turn, &action, target),
        Command::Dropped => Step::Say(vec!["All right, nothing was changed.".to_owned()]),
        Command::Thanks => Step::Say(vec!["You're welcome.".to_owned()]),
        Command::Greet => Step::Say(say::greeting()),
        Command::Help => Step::Say(say::help()),
        Command::NotUnderstood => Step::Say(say::not_understood()),
    }
}

fn add(titles: &[String]) -> Step {
    let calls = titles.chunks(MAX_ENTRIES).map(|titles| {
        let tasks: Vec<Value> = titles
            .iter()
            .map(|title| json!({ "title": title }))
            .collect();
        call("add_task", json!({ "tasks": tasks }))
    });
    Step::Call(calls.collect())
}

fn call(name: &str, arguments: Value) -> RequestedCall {
    RequestedCall {
        name: name.to_owned(),
        arguments,
    }
}

fn change(turn: &Scene<'_>, action: &Action, target: Target) -> Step {
    let spoken_of = turn.spoken_of();
    match target {
        Target::Ids(ids) => perform(action, &ids),
        Target::It if spoken_of.len() == 1 => perform(action, &spoken_of),
        Target::Them if !spoken_of.is_empty() => perform(action, &spoken_of),
        Target::It | Target::Them | Target::Missing => which(turn, action),
        Target::Named(name) => named(turn, action, &name),
        Target::All(status) => all(turn, action, status),
    }
}

/// The numbers that no task can have.
fn impossible(command: &Command) -> Vec<i64> {
    match command {
        Command::Change(_, Target::Ids(ids)) => {
            ids.iter().copied().filter(|id| !possible(*id)).collect()
        }
        _ => Vec::new(),
    }
}

fn possible(id: i64) -> bool {
    (1..=i64::from(i32::MAX)).contains(&id)
}

fn perform(action: &Action, ids: &[i64]) -> Step {
    let known: Vec<i64> = ids.iter().copied().filter(|id| possible(*id)).collect();
    if known.is_empty() {
        return Step::Say(ids.iter().map(|id| say::no_such_task(*id)).collect());
    }
    let calls = known.chunks(MAX_ENTRIES).map(|ids| match action {
        Action::Complete => call("complete_task", json!({ "ids": ids })),
        Action::Delete => call("delete_task", json!({ "ids": ids })),
        Action::Reopen => update(ids, "completed", &json!(false)),
        Action::Rename(title) => update(ids, "title", &json!(title)),
    });
    Step::Call(calls.collect())
}

fn update(ids: &[i64], field: &str, value: &Value) -> RequestedCall {
    let tasks: Vec<Value> = ids
        .iter()
        .map(|id| json!({"id": id, field: value}))
        .collect();
    call("update_task", json!({ "tasks": tasks }))
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
        Target::Named(name) => match matching::find(name, &titles(&tasks)) {
            Found::One { at, .. } => pick(&tasks, &[at]),
            Found::Several(places) => pick(&tasks, &places),
            Found::None(_) => Vec::new(),
        },
        _ => tasks,
    };
    Step::Say(match (fitting.is_empty(), target) {
        (false, _) => fitting.into_iter().map(say::line).collect(),
        (true, Target::Ids(ids)) => ids.into_iter().map(say::no_such_task).collect(),
        (true, Target::Named(name)) => vec![format!("No, I found no task like “{name}”.")],
        (true, _) => say::list(Status::All, &[], false),
    })
}

fn named(turn: &Scene<'_>, action: &Action, name: &str) -> Step {
    let status = action.looks_among();
    let (tasks, _) = match listing(turn, status).ready() {
        Ok(ready) => ready,
        Err(step) => return step,
    };
    match matching::find(name, &titles(&tasks)) {
        Found::One { at, sure } => {
            let fitting = pick(&tasks, &[at]);
            if sure || *action != Action::Delete {
                return perform(action, &ids(&fitting));
            }
            choose(
                format!("Do you want to delete this task? It is the nearest to “{name}”."),
                &fitting,
            )
        }
        Found::Several(places) => {
            let fitting = pick(&tasks, &places);
            let kind = say::kind(status);
            let text = format!(
                "{} {kind}tasks match “{name}”. Which one do you want to {}?",
                fitting.len(),
                action.verb()
            );
            choose(text, &fitting)
        }
        Found::None(near) => {
            let near = if near.is_empty() {
                (0..tasks.len()).collect()
            } else {
                near
            };
            let mut lines = vec![format!(
                "I found no {}task like “{name}”, so nothing was changed.",
                say::kind(status)
            )];
            let shown = pick(&tasks, &near);
            if !shown.is_empty() {
                lines.push("The nearest are:".to_owned());
                lines.extend(shown.into_iter().take(5).map(say::line));
            }
            Step::Say(lines)
        }
    }
}

fn all(turn: &Scene<'_>, action: &Action, status: Status) -> Step {
    let status = if status == Status::All {
        action.looks_among()
    } else {
        status
    };
    let (tasks, more) = match listing(turn, status).ready() {
        Ok(ready) => ready,
        Err(step) => return step,
    };
    let count = tasks.len();
    if count == 0 {
        return Step::Say(say::list(status, &[], false));
    }
    match action {
        Action::Complete | Action::Reopen => perform(action, &ids(&tasks)),
        Action::Rename(_) => which(turn, action),
        Action::Delete => {
            let kind = say::kind(status);
            let noun = if count == 1 { "task" } else { "tasks" };
            let first = if more { "the first " } else { "" };
            let text = format!("Do you really want to delete {first}{count} {kind}{noun}?");
            let option = |value: &str, label: &str| QuestionOption {
                value: value.to_owned(),
                label: label.to_owned(),
            };
            ask(
                text,
                vec![option("yes", "Yes, delete"), option("no", "No, keep")],
            )
        }
    }
}

/// Asks which task is meant, when the sentence does not say.
fn which(turn: &Scene<'_>, action: &Action) -> Step {
    let status = action.looks_among();
    let (tasks, _) = match listing(turn, status).ready() {
        Ok(ready) => ready,
        Err(step) => return step,
    };
    if tasks.is_empty() {
        return Step::Say(say::list(status, &[], false));
    }
    choose(
        format!("Which task do you want to {}?", action.verb()),
        &tasks,
    )
}

fn choose(text: String, tasks: &[&Value]) -> Step {
    let options = tasks.iter().take(MAX_OPTIONS).filter_map(|task| {
        let value = scene::id_of(task)?.to_string();
        Some(QuestionOption {
            value,
            label: say::named(task),
        })
    });
    ask(text, options.collect())
}

fn ask(text: String, options: Vec<QuestionOption>) -> Step {
    let mut lines = vec![text.clone()];
    lines.extend(
        options
            .iter()
            .filter(|option| option.value.parse::<i64>().is_ok())
            .map(|option| option.label.clone()),
    );
    let id = format!("question_{}", uuid::Uuid::now_v7().simple());
    Step::Ask(lines, Question { id, text, options })
}

fn titles<'a>(tasks: &[&'a Value]) -> Vec<&'a str> {
    tasks
        .iter()
        .map(|task| {
            task.get("title")
                .and_then(Value::as_str)
                .unwrap_or_default()
        })
        .collect()
}

fn ids(tasks: &[&Value]) -> Vec<i64> {
    tasks.iter().filter_map(|task| scene::id_of(task)).collect()
}

fn pick<'a>(tasks: &[&'a Value], places: &[usize]) -> Vec<&'a Value> {
    places
        .iter()
        .filter_map(|at| tasks.get(*at).copied())
        .collect()
}

/// The tasks in a state, as far as this turn has read them.
enum Listing<'a> {
    Need(RequestedCall),
    Failed(String),
    Ready { tasks: Vec<&'a Value>, more: bool },
}

impl<'a> Listing<'a> {
    fn ready(self) -> Result<(Vec<&'a Value>, bool), Step> {
        match self {
            Self::Need(call) => Err(Step::Call(vec![call])),
            Self::Failed(words) => Err(Step::Say(vec![words])),
            Self::Ready { tasks, more } => Ok((tasks, more)),
        }
    }
}

fn listing<'a>(turn: &Scene<'a>, status: Status) -> Listing<'a> {
    let mut tasks = Vec::new();
    let mut pages = 0;
    let mut cursor = None;
    for (call, outcome) in turn.done() {
        let asked = call
            .arguments
            .get("status")
            .and_then(Value::as_str)
            .unwrap_or("all");
        if call.name != "list_tasks" || asked != status.as_str() {
            continue;
        }
        match outcome {
            Ok(page) => {
                tasks.extend(scene::tasks_of(page));
                cursor = page.get("next_cursor").and_then(Value::as_str);
                pages += 1;
            }
            Err(error) => {
                return Listing::Failed(say::failure("I could not look at your tasks", error));
            }
        }
    }
    let mut arguments = json!({"status": status.as_str(), "limit": PAGE});
    match cursor {
        None if pages == 0 => Listing::Need(call("list_tasks", arguments)),
        Some(cursor) if pages < MAX_PAGES => {
            arguments["cursor"] = json!(cursor);
            Listing::Need(call("list_tasks", arguments))
        }
        _ => Listing::Ready {
            tasks,
            more: cursor.is_some(),
        },
    }
}
