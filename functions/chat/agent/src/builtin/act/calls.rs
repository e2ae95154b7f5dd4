//! The calls by which a change is made.

use jiff::{ToSpan, civil::Date};
use serde_json::{Value, json};

use super::MAX_ENTRIES;
use crate::{
    builtin::{
        command::{Action, Change, Field},
        draft::Draft,
        scene,
    },
    model::RequestedCall,
};

pub(super) fn call(name: &str, arguments: Value) -> RequestedCall {
    RequestedCall {
        name: name.to_owned(),
        arguments,
    }
}

/// How many tasks a call is about.
pub(super) fn entries(call: &RequestedCall) -> usize {
    ["ids", "tasks"]
        .iter()
        .filter_map(|field| call.arguments.get(field)?.as_array())
        .map(Vec::len)
        .sum()
}

/// The calls that add tasks.
pub(super) fn add(drafts: &[Draft]) -> Vec<RequestedCall> {
    let calls = drafts.chunks(MAX_ENTRIES).map(|drafts| {
        let tasks: Vec<Value> = drafts.iter().map(Draft::entry).collect();
        call("add_task", json!({ "tasks": tasks }))
    });
    calls.collect()
}

/// The calls that change tasks; `tasks` holds those whose new value builds on the old one.
pub(super) fn calls(change: &Change, ids: &[i64], tasks: &[&Value]) -> Vec<RequestedCall> {
    let calls = ids.chunks(MAX_ENTRIES).map(|ids| match &change.action {
        Action::Complete => call("complete_task", json!({ "ids": ids })),
        Action::Delete => call("delete_task", json!({ "ids": ids })),
        Action::Reopen => update(ids, &|_| json!({"completed": false})),
        Action::Rename(title) => update(ids, &|_| json!({ "title": title })),
        Action::Set(field) => update(ids, &|id| {
            let task = tasks.iter().find(|task| scene::id_of(task) == Some(id));
            patch(field, task.copied().unwrap_or(&Value::Null))
        }),
    });
    calls.collect()
}

fn update(ids: &[i64], patch: &dyn Fn(i64) -> Value) -> RequestedCall {
    let tasks: Vec<Value> = ids
        .iter()
        .map(|id| {
            let mut entry = patch(*id);
            entry["id"] = json!(id);
            entry
        })
        .collect();
    call("update_task", json!({ "tasks": tasks }))
}

/// What changes of a task.
fn patch(field: &Field, task: &Value) -> Value {
    let tags = || -> Vec<&str> {
        let tags = task.get("tags").and_then(Value::as_array);
        tags.into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    };
    match field {
        Field::Due {
            due,
            recurrence,
            after_completion,
        } => {
            let mut patch = json!({});
            if let Some(due) = due {
                patch["due"] = json!(timed(due, recurrence.is_none(), task));
            }
            if let Some(rule) = recurrence {
                patch["recurrence"] = json!(rule);
            }
            if *after_completion {
                patch["recurrence_from"] = json!("completion");
            }
            patch
        }
        Field::Later { days, months } => json!({"due": later(task, *days, *months)}),
        Field::Priority(level) => json!({ "priority": level }),
        Field::Project(name) => json!({ "project": name }),
        Field::Tag(tag) => {
            let mut tags = tags();
            if !tags
                .iter()
                .any(|known| language::name_key(known) == language::name_key(tag))
            {
                tags.push(tag);
            }
            json!({ "tags": tags })
        }
        Field::Untag(tag) => {
            let mut tags = tags();
            tags.retain(|known| language::name_key(known) != language::name_key(tag));
            if tags.is_empty() {
                json!({"clear": ["tags"]})
            } else {
                json!({ "tags": tags })
            }
        }
        Field::Note(note) => {
            let old = task
                .get("notes")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let notes = if old.is_empty() {
                note.clone()
            } else {
                format!("{old}\n{note}")
            };
            json!({ "notes": notes })
        }
        Field::Clear(name) => json!({ "clear": [name] }),
    }
}

/// A day for a task, at the time that the task has where only the day is said.
fn timed(due: &str, is_day_only: bool, task: &Value) -> String {
    match time_of(task) {
        Some(time) if is_day_only && due.parse::<Date>().is_ok() && !due.contains('T') => {
            format!("{due}T{time}")
        }
        _ => due.to_owned(),
    }
}

/// The time of day of a task's due, `HH:MM`.
fn time_of(task: &Value) -> Option<&str> {
    let due = task.get("due").and_then(Value::as_str)?;
    due.split_once('T').and_then(|(_, time)| time.get(..5))
}

/// A task's due, moved; its time stays what it is where the task is.
fn later(task: &Value, days: i32, months: i32) -> Value {
    let due = task.get("due").and_then(Value::as_str).unwrap_or_default();
    let (day, time) = (due.split('T').next().unwrap_or(due), time_of(task));
    let moved = day
        .parse::<Date>()
        .and_then(|day| day.checked_add(days.days()))
        .and_then(|day| day.checked_add(months.months()));
    match (moved, time) {
        (Ok(day), Some(time)) => json!(format!("{day}T{time}")),
        (Ok(day), None) => json!(day.to_string()),
        // Without a due it is counted from today.
        (Err(_), _) if months == 0 => json!(format!("in {days} days")),
        (Err(_), _) => json!(format!("in {months} months")),
    }
}
