//! What the built-in model says. Every sentence about a change is made from a tool's result (FR-315).

use serde_json::Value;

use super::{
    command::{Doubt, Status},
    scene::Done,
};
use crate::{
    instruction,
    receipt::{Operation, Receipt},
    tools::ToolError,
};

/// How many changes are told one by one.
const MAX_LINES: usize = 25;
/// How many failures are told where there are more changes than that.
const MAX_FAILURES: usize = 5;
/// From how many changes on it is said that they can be taken back; after a deletion it always is.
const MANY: usize = 6;

/// What is said when a question was answered with no, or dropped.
pub(super) const NOTHING_CHANGED: &str = "All right, nothing was changed.";

/// What the person can do about a change that is hard to mend by hand (FR-325).
const UNDO: &str = "Say “undo” to take that back.";

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

/// The tasks that were asked for; the words of a condition that was not understood are told first (FR-324).
pub(super) fn list(status: Status, unread: &[String], tasks: &[&Value], more: bool) -> Vec<String> {
    let count = tasks.len();
    let nouns = if count == 1 { "task" } else { "tasks" };
    let head = match (status, count) {
        (Status::All, 0) => "You have no tasks.".to_owned(),
        (Status::Pending, 0) => "You have no pending tasks.".to_owned(),
        (Status::Completed, 0) => "You have no completed tasks yet.".to_owned(),
        _ if more => format!("Your first {count} {}{nouns}:", kind(status)),
        _ => format!("You have {count} {}{nouns}:", kind(status)),
    };
    let condition = (!unread.is_empty()).then(|| {
        format!(
            "I cannot look for “{}” yet, so this is the whole list.",
            unread.join(" ")
        )
    });
    let lines = condition.into_iter().chain([head]);
    lines.chain(tasks.iter().map(|task| line(task))).collect()
}

/// A few tasks as lines, to stand below a question.
pub(super) fn shown(tasks: &[&Value]) -> Vec<String> {
    tasks
        .iter()
        .take(MAX_LINES)
        .map(|task| line(task))
        .collect()
}

/// That a name means no task, and what is near.
pub(super) fn not_found(
    name: &str,
    status: Status,
    tasks: &[&Value],
    near: &[usize],
) -> Vec<String> {
    let mut lines = vec![format!(
        "I found no {}task like “{name}”, so nothing was changed.",
        kind(status)
    )];
    let places: Vec<usize> = if near.is_empty() {
        (0..tasks.len()).collect()
    } else {
        near.to_vec()
    };
    let near = places.into_iter().filter_map(|at| tasks.get(at));
    let shown: Vec<String> = near.take(5).map(|task| line(task)).collect();
    if !shown.is_empty() {
        lines.push("The nearest are:".to_owned());
        lines.extend(shown);
    }
    lines
}

/// Why a sentence that speaks of a change was not carried out, and what can be said instead.
pub(super) fn unsure(doubt: &Doubt) -> Vec<String> {
    let why = match doubt {
        Doubt::Negation(word) => {
            format!("You said “{word}”, so nothing was changed.")
        }
        Doubt::Exception(word) => format!(
            "I cannot take something out by “{word}”, so nothing was changed. Tell me the numbers of the tasks that you mean."
        ),
        Doubt::Condition(word) => format!(
            "I cannot wait for a condition (“{word}”), so nothing was changed. Tell me again without it when it is time."
        ),
        Doubt::Correction(word) => format!(
            "I am not sure what you want after “{word}”, so nothing was changed. Please say it once more from the beginning."
        ),
        Doubt::NoTitle(title) => format!(
            "“{title}” does not read like a title, so nothing was changed. To use it as one, say: Rename task 1 to '{title}'."
        ),
        Doubt::Part(part) => format!(
            "I did not understand “{part}”, so nothing was changed. Please say one thing at a time."
        ),
    };
    vec![why]
}

/// Why none of several commands was carried out.
pub(super) fn part(said: &str, why: Vec<String>) -> Vec<String> {
    let head = format!("Nothing was changed, because I am not sure about “{said}”.");
    std::iter::once(head).chain(why).collect()
}

/// That several commands together would change too many tasks for one sentence.
pub(super) fn too_much(count: usize) -> Vec<String> {
    vec![format!(
        "Together that would change {count} tasks, so nothing was changed. Please say one thing at a time, and I will ask before each."
    )]
}

/// What became of the changes of a turn, entry by entry; of many, how many they were. `left` entries were not tried.
pub(super) fn report(done: &[Done<'_>], impossible: &[i64], left: usize) -> Vec<String> {
    let entries: Vec<(&str, &Value)> = done
        .iter()
        .filter_map(|(call, outcome)| Some((call.name.as_str(), outcome.as_ref().ok()?)))
        .flat_map(|(tool, result)| {
            let entries = result.get("results").and_then(Value::as_array);
            entries
                .into_iter()
                .flatten()
                .map(move |entry| (tool, entry))
        })
        .collect();
    let receipts: Vec<Receipt> = entries
        .iter()
        .flat_map(|(tool, entry)| receipts(tool, entry))
        .collect();
    let mut lines = if entries.len() > MAX_LINES {
        summary(&entries, &receipts)
    } else {
        entries
            .iter()
            .map(|(tool, entry)| entry_line(tool, entry))
            .collect()
    };
    let failures = done
        .iter()
        .filter_map(|(_, outcome)| outcome.as_ref().err());
    lines.extend(failures.map(|error| failure("That did not work", error)));
    lines.extend(impossible.iter().map(|id| no_such_task(*id)));
    if left > 0 {
        lines.push(format!("{left} more were not tried."));
    }
    if lines.is_empty() {
        lines.push("The tool reported no change.".to_owned());
    }
    let deleted = receipts
        .iter()
        .any(|receipt| receipt.operation == Operation::Deleted);
    let undone = done.iter().any(|(call, _)| call.name == crate::undo::TOOL);
    if !undone && (deleted || receipts.len() >= MANY) {
        lines.push(UNDO.to_owned());
    }
    lines
}

fn receipts(tool: &str, entry: &Value) -> Vec<Receipt> {
    Receipt::from_result(tool, &serde_json::json!({ "results": [entry] }))
}

/// How many changes of each kind there were, and the first failures.
fn summary(entries: &[(&str, &Value)], receipts: &[Receipt]) -> Vec<String> {
    const KINDS: [(Operation, &str); 6] = [
        (Operation::Created, "Added"),
        (Operation::Updated, "Changed"),
        (Operation::Completed, "Completed"),
        (Operation::Reopened, "Reopened"),
        (Operation::Deleted, "Deleted"),
        (Operation::Restored, "Brought back"),
    ];
    let counted = KINDS.into_iter().filter_map(|(operation, verb)| {
        let count = receipts
            .iter()
            .filter(|receipt| receipt.operation == operation)
            .count();
        let noun = if count == 1 { "task" } else { "tasks" };
        (count > 0).then(|| format!("{verb} {count} {noun}."))
    });
    let mut lines: Vec<String> = counted.collect();
    let failed: Vec<&(&str, &Value)> = entries
        .iter()
        .filter(|(_, entry)| entry.get("error").is_some_and(|error| !error.is_null()))
        .collect();
    lines.extend(
        failed
            .iter()
            .take(MAX_FAILURES)
            .map(|(tool, entry)| entry_line(tool, entry)),
    );
    if failed.len() > MAX_FAILURES {
        lines.push(format!("{} more failed.", failed.len() - MAX_FAILURES));
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
    if let Some(change) = receipts(tool, entry).first() {
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
pub(crate) fn failure(lead: &str, error: &ToolError) -> String {
    let sentences: Vec<&str> = instruction::sentences(&error.message)
        .filter(|sentence| !instruction::is_for_a_model(sentence))
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
