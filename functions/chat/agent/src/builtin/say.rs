//! What the built-in model says. Every sentence about a change is made from a tool's result (FR-315).

use serde_json::Value;

use super::{command::Status, scene::Done};
use crate::{
    receipt::{Operation, Receipt},
    tools::ToolError,
};

/// One change as a sentence.
pub(crate) fn receipt(receipt: &Receipt) -> String {
    let title = receipt
        .task
        .get("title")
        .and_then(Value::as_str)
        .unwrap_or("?");
    let task = match receipt.task.get("id").and_then(Value::as_i64) {
        Some(id) => format!("task {id}"),
        None => "the task".to_owned(),
    };
    match receipt.operation {
        Operation::Created => format!("Added {task}: {title}."),
        Operation::Updated => format!("Changed {task}, it is now: {title}."),
        Operation::Completed => format!("{} is done: {title}.", capital(&task)),
        Operation::Reopened => format!("{} is open again: {title}.", capital(&task)),
        Operation::Deleted => format!("Deleted {task}: {title}."),
        Operation::Restored => format!("{} is there again: {title}.", capital(&task)),
    }
}

fn capital(text: &str) -> String {
    super::words::title(text)
}

/// A task as its number and title, such as `3: Buy milk`.
pub(super) fn named(task: &Value) -> String {
    let title = task.get("title").and_then(Value::as_str).unwrap_or("?");
    match task.get("id").and_then(Value::as_i64) {
        Some(id) => format!("{id}: {title}"),
        None => title.to_owned(),
    }
}

/// A task as a line of a list, with a tick when it is done.
pub(super) fn line(task: &Value) -> String {
    let tick = if is_done(task) { "☑" } else { "☐" };
    let due = due(task).map(|due| format!(" (due {due})"));
    format!("{tick} {}{}", named(task), due.unwrap_or_default())
}

/// When a task is due, where it is due: `2026-11-27`, or `2026-11-27 17:00`.
fn due(task: &Value) -> Option<String> {
    let text = task.get("due").and_then(Value::as_str)?;
    Some(match text.split_once('T') {
        None => text.to_owned(),
        Some((day, time)) => format!("{day} {}", time.get(..5).unwrap_or(time)),
    })
}

fn is_done(task: &Value) -> bool {
    task.get("completed").and_then(Value::as_bool) == Some(true)
}

/// "pending " and the like, to stand before "task".
pub(super) fn kind(status: Status) -> &'static str {
    match status {
        Status::All => "",
        Status::Pending => "pending ",
        Status::Completed => "completed ",
    }
}

/// The tasks that were asked for.
pub(super) fn list(status: Status, tasks: &[&Value], more: bool) -> Vec<String> {
    let count = tasks.len();
    let nouns = if count == 1 { "task" } else { "tasks" };
    let head = match (status, count) {
        (Status::All, 0) => "You have no tasks.".to_owned(),
        (Status::Pending, 0) => "You have no pending tasks.".to_owned(),
        (Status::Completed, 0) => "You have no completed tasks yet.".to_owned(),
        _ if more => format!("Your first {count} {}{nouns}:", kind(status)),
        _ => format!("You have {count} {}{nouns}:", kind(status)),
    };
    std::iter::once(head)
        .chain(tasks.iter().map(|task| line(task)))
        .collect()
}

/// What became of the changes of a turn, entry by entry.
pub(super) fn report(done: &[Done<'_>], impossible: &[i64]) -> Vec<String> {
    let mut lines = Vec::new();
    for (call, outcome) in done.iter().filter(|(call, _)| call.name != "list_tasks") {
        match outcome {
            Err(error) => lines.push(failure("That did not work", error)),
            Ok(result) => {
                let entries = result.get("results").and_then(Value::as_array);
                lines.extend(
                    entries
                        .into_iter()
                        .flatten()
                        .map(|entry| entry_line(&call.name, entry)),
                );
            }
        }
    }
    lines.extend(impossible.iter().map(|id| no_such_task(*id)));
    if lines.is_empty() {
        lines.push("The tool reported no change.".to_owned());
    }
    lines
}

fn entry_line(tool: &str, entry: &Value) -> String {
    if let Some(error) = entry.get("error").filter(|error| !error.is_null()) {
        let text = |field: &str| error.get(field).and_then(Value::as_str).unwrap_or_default();
        let id = error.get("id").and_then(Value::as_i64);
        return match (text("code"), id) {
            ("not_found", Some(id)) => no_such_task(id),
            (code, _) => failure("That did not work", &ToolError::new(code, text("message"))),
        };
    }
    let result = serde_json::json!({ "results": [entry] });
    if let Some(change) = Receipt::from_result(tool, &result).first() {
        return [Some(receipt(change)), next_line(entry)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ");
    }
    let Some(task) = entry.get("task") else {
        return "The tool reported no change.".to_owned();
    };
    let state = if tool == "complete_task" {
        "was done already"
    } else {
        "did not change"
    };
    match named(task).split_once(": ") {
        Some((id, title)) => format!("Task {id} {state}: {title}."),
        None => format!("The task {state}."),
    }
}

/// The next task of a series, which completing one created.
fn next_line(entry: &Value) -> Option<String> {
    let next = entry.get("next").filter(|next| next.is_object())?;
    let id = next.get("id").and_then(Value::as_i64)?;
    let due = due(next).map(|due| format!(", due {due}"));
    Some(format!(
        "The next one is task {id}{}.",
        due.unwrap_or_default()
    ))
}

/// That a number names no task.
pub(super) fn no_such_task(id: i64) -> String {
    format!("There is no task {id}.")
}

/// A tool's error, without its advice to models.
pub(super) fn failure(lead: &str, error: &ToolError) -> String {
    let advice = [
        "list_tasks",
        "add_task",
        "update_task",
        "complete_task",
        "delete_task",
        "the tool",
        "this tool",
    ];
    let sentences: Vec<&str> = error
        .message
        .split_inclusive(". ")
        .filter(|sentence| !advice.iter().any(|name| sentence.contains(name)))
        .map(str::trim)
        .collect();
    let reason = sentences.join(" ");
    if reason.is_empty() {
        format!("{lead}.")
    } else {
        format!("{lead}: {reason}")
    }
}

const EXAMPLES: [&str; 6] = [
    "- Add a task to buy groceries",
    "- What's pending?",
    "- Mark task 3 as complete",
    "- Change task 1 to 'Call mom tonight'",
    "- Delete the meeting task",
    "- What have I completed?",
];

fn with_examples(lead: &str) -> Vec<String> {
    std::iter::once(lead)
        .chain(EXAMPLES)
        .map(str::to_owned)
        .collect()
}

pub(super) fn greeting() -> Vec<String> {
    with_examples("Hello! I look after your to-do list. You can say, for example:")
}

pub(super) fn help() -> Vec<String> {
    with_examples(
        "I can add, show, change, complete, reopen and delete your tasks. You can say, for example:",
    )
}

/// FR-314.
pub(super) fn not_understood() -> Vec<String> {
    with_examples(
        "Sorry, I did not understand that, so nothing was changed. I can help with your tasks, for example:",
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fr_614_the_next_task_of_a_series_is_told_with_its_due() {
        let before = json!({"id": 1, "title": "Pay the rent", "completed": false});
        let after = json!({"id": 1, "title": "Pay the rent", "completed": true});
        let next = json!({"id": 6, "due": "2026-12-31T09:00:00+01:00[Europe/Berlin]"});
        let entry = json!({"before": before, "task": after, "next": next});
        assert_eq!(
            entry_line("complete_task", &entry),
            "Task 1 is done: Pay the rent. The next one is task 6, due 2026-12-31 09:00."
        );
    }
}
