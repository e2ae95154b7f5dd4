//! What a language model may do without asking the person (FR-326 to FR-329): decided in code, not in its prompt.

use std::collections::HashMap;

use serde_json::Value;

use crate::{
    builtin::{named, say},
    entry::{Entry, QuestionDraft, QuestionOption},
    event::FinishedCall,
    family::family,
    receipt::Receipt,
    store::Lease,
    tools::{ToolCall, ToolError, Tools},
    undo,
};

/// The tools that write. A tool that is none of them runs without a question.
const WRITES: [&str; 5] = [
    "add_task",
    "update_task",
    "complete_task",
    "delete_task",
    undo::TOOL,
];
/// How many tasks that exist a turn changes without a question (FR-326).
const MAX_CHANGED: usize = 5;
/// How many tasks a turn adds without a question.
const MAX_ADDED: usize = 25;
/// How often the same call runs in a turn.
const MAX_REPEATS: usize = 2;
/// How many pages of the list are read to know what a name can mean.
const MAX_PAGES: usize = 20;
/// How many tasks a page of `list_tasks` holds at most.
const PAGE: usize = 100;
/// How many tasks a question shows.
const MAX_SHOWN: usize = 100;
/// How many tasks a turn changes beyond those that a question listed (FR-368).
const MAX_UNLISTED: usize = 50;

/// What a turn did so far, as far as bounds go.
#[derive(Debug, Default)]
pub(crate) struct Guard {
    changed: usize,
    added: usize,
    /// What was changed or added beyond what a question listed.
    unlisted: usize,
    /// How many more may be changed because a question listed them.
    listed: usize,
    runs: HashMap<String, usize>,
}

/// A question with the lines that are said beside its text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Confirmation {
    pub(crate) lines: Vec<String>,
    pub(crate) question: QuestionDraft,
    /// The tasks that it is about, as tools gave them.
    pub(crate) read: Value,
}

impl Guard {
    /// The question that has to be answered before these calls run, if there is one.
    pub(crate) async fn review(
        &self,
        calls: &[ToolCall],
        history: &[Entry],
        tools: &dyn Tools,
        lease: &Lease,
    ) -> Option<Confirmation> {
        let writes: Vec<(&ToolCall, usize)> = calls
            .iter()
            .map(|call| (call, entries(call)))
            .filter(|(_, entries)| *entries > 0)
            .collect();
        let count = |wanted: fn(&str) -> bool| -> usize {
            let fitting = writes.iter().filter(|(call, _)| wanted(&call.name));
            fitting.map(|(_, entries)| entries).sum()
        };
        let added = count(|tool| tool == "add_task");
        let changed = count(changes_existing);
        let deleted = ids(calls, "delete_task");
        let undone = calls
            .iter()
            .any(|call| call.name == undo::TOOL && call.arguments.get("turn_id").is_some());
        let many = self.changed + changed > MAX_CHANGED || self.added + added > MAX_ADDED;
        if !many && deleted.is_empty() && !undone {
            return None;
        }
        let tasks = if changed > 0 {
            whole_list(tools, lease).await
        } else {
            Vec::new()
        };
        let named = are_named(&deleted, history, &tasks);
        let known: Vec<&Value> = tasks.iter().collect();
        let gone = family(&known, &deleted).len();
        let many = many || self.changed + changed + gone - deleted.len() > MAX_CHANGED;
        if !many && named && !undone {
            return None;
        }
        let mut lines: Vec<String> = writes
            .iter()
            .flat_map(|(call, _)| shown(call, &tasks))
            .collect();
        let mut read = tasks.clone();
        if undone {
            let receipts = taken_back(history);
            let told = receipts.iter().map(say::receipt);
            lines.extend(told.map(|line| format!("Take back: {line}")));
            read.extend(receipts.into_iter().map(|receipt| receipt.task));
        }
        let count = added + changed + gone - deleted.len();
        Some(confirmation(count, undone, bounded(lines), read))
    }

    /// The calls of a question that the person agreed to: what it listed is not counted.
    pub(crate) fn confirm(&mut self, calls: &[ToolCall]) {
        self.listed = calls.iter().map(entries).sum::<usize>().min(MAX_SHOWN);
    }

    /// Counts a call, or says why it is not run.
    pub(crate) fn admit(&mut self, call: &ToolCall, confirmed: bool) -> Result<(), ToolError> {
        let runs = self
            .runs
            .entry(format!("{} {}", call.name, call.arguments))
            .or_default();
        if *runs >= MAX_REPEATS {
            return Err(ToolError::new(
                "repeated_call",
                "This call ran twice in this turn with the same arguments, and gives the same again. Answer with what is known, or call something else.",
            ));
        }
        let wanted = entries(call);
        let listed = if confirmed {
            wanted.min(self.listed)
        } else {
            0
        };
        if self.unlisted + wanted - listed > MAX_UNLISTED {
            return Err(ToolError::new(
                "too_many_changes",
                format!(
                    "A turn changes at most {MAX_UNLISTED} tasks that no question listed. Tell the person what is left, so that they can ask for it next."
                ),
            ));
        }
        self.listed -= listed;
        self.unlisted += wanted - listed;
        *runs += 1;
        // What the person agreed to does not count against what needs no question.
        let entries = if confirmed { 0 } else { entries(call) };
        if changes_existing(&call.name) {
            self.changed += entries;
        } else {
            self.added += entries;
        }
        Ok(())
    }
}

/// Whether a tool writes.
pub(crate) fn writes(tool: &str) -> bool {
    WRITES.contains(&tool)
}

/// How many tasks a call changes; 0 for one that only reads.
fn entries(call: &ToolCall) -> usize {
    if !writes(&call.name) {
        return 0;
    }
    let entries = ["tasks", "ids"]
        .iter()
        .find_map(|field| call.arguments.get(field)?.as_array());
    entries.map_or(0, Vec::len)
}

fn changes_existing(tool: &str) -> bool {
    matches!(tool, "update_task" | "complete_task" | "delete_task")
}

fn ids(calls: &[ToolCall], tool: &str) -> Vec<i64> {
    let calls = calls.iter().filter(|call| call.name == tool);
    calls
        .filter_map(|call| call.arguments.get("ids")?.as_array())
        .flatten()
        .filter_map(Value::as_i64)
        .collect()
}

/// Whether the person asked for all these deletions in so many words (FR-318).
fn are_named(deleted: &[i64], history: &[Entry], tasks: &[Value]) -> bool {
    let start = history
        .iter()
        .rposition(|entry| matches!(entry, Entry::User { .. }))
        .unwrap_or_default();
    let Some(Entry::User { text, .. }) = history.get(start) else {
        return deleted.is_empty();
    };
    let before = history.get(..start).unwrap_or_default();
    let tasks: Vec<&Value> = tasks.iter().collect();
    let named = named::for_deletion(text, &said_last(before), &tasks);
    deleted.iter().all(|id| named.contains(id))
}

/// What the assistant said in the turn before.
fn said_last(before: &[Entry]) -> String {
    let turn = before
        .iter()
        .rev()
        .take_while(|entry| !matches!(entry, Entry::User { .. }));
    let mut said: Vec<&str> = turn
        .filter_map(|entry| match entry {
            Entry::Assistant { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    said.reverse();
    said.join("\n")
}

/// The person's tasks, read for this decision alone: what stands in the conversation may be old, or a part.
async fn whole_list(tools: &dyn Tools, lease: &Lease) -> Vec<Value> {
    let mut tasks = Vec::new();
    let mut arguments = serde_json::json!({"status": "all", "limit": PAGE});
    for page in 0..MAX_PAGES {
        let call = ToolCall {
            // Reading it twice does no harm: the id is nobody's key.
            id: format!("{}/list/{page}", lease.turn),
            name: "list_tasks".to_owned(),
            arguments: arguments.clone(),
        };
        let Ok(page) = tools.call(lease, &call).await else {
            // Without the list no name is certain.
            return Vec::new();
        };
        let read = page.get("tasks").and_then(Value::as_array);
        tasks.extend(read.into_iter().flatten().cloned());
        match page.get("next_cursor") {
            Some(cursor) => arguments["cursor"] = cursor.clone(),
            None => return tasks,
        }
    }
    tasks
}

/// What a call that did not run was to do, a line a task.
pub(crate) fn lines_of(call: &FinishedCall) -> Vec<String> {
    if writes(&call.name) {
        lines(&call.name, &call.arguments, &[])
    } else {
        vec![format!("Call: {}", call.name)]
    }
}

/// What a call would do, a line a task.
fn shown(call: &ToolCall, tasks: &[Value]) -> Vec<String> {
    lines(&call.name, &call.arguments, tasks)
}

fn lines(tool: &str, arguments: &Value, tasks: &[Value]) -> Vec<String> {
    let title = |id: &Value| {
        let task = tasks.iter().find(|task| task.get("id") == Some(id));
        let title = task.and_then(|task| task.get("title")?.as_str());
        title.map_or_else(|| format!("task {id}"), |title| format!("{id}: {title}"))
    };
    let list = |field: &str| -> Vec<&Value> {
        let entries = arguments.get(field).and_then(Value::as_array);
        entries.into_iter().flatten().collect()
    };
    match tool {
        "add_task" => list("tasks")
            .into_iter()
            .map(|task| {
                let said = task.get("title").or_else(|| task.get("text"));
                format!("Add: {}", said.and_then(Value::as_str).unwrap_or("?"))
            })
            .collect(),
        "update_task" => list("tasks")
            .into_iter()
            .map(|task| format!("Change: {}", title(task.get("id").unwrap_or(&Value::Null))))
            .collect(),
        "complete_task" => list("ids")
            .into_iter()
            .map(|id| format!("Complete: {}", title(id)))
            .collect(),
        _ => list("ids")
            .into_iter()
            .map(|id| format!("Delete: {}", title(id)))
            .collect(),
    }
}

/// What undo would take back: the receipts of the turn that it is about.
fn taken_back(history: &[Entry]) -> Vec<Receipt> {
    let Some(turn) = undo::newest_change(history) else {
        return Vec::new();
    };
    let begun = history
        .iter()
        .rposition(|entry| matches!(entry, Entry::User { turn_id, .. } if *turn_id == Some(turn)));
    let entries = history.get(begun.map_or(0, |at| at + 1)..);
    let entries = entries.unwrap_or_default().iter();
    entries
        .take_while(|entry| !matches!(entry, Entry::User { .. }))
        .flat_map(Receipt::of_entry)
        .collect()
}

/// As many lines as a question shows, and how many others there are.
fn bounded(mut lines: Vec<String>) -> Vec<String> {
    let left = lines.len().saturating_sub(MAX_SHOWN);
    lines.truncate(MAX_SHOWN);
    if left > 0 {
        lines.push(format!("… and {left} more"));
    }
    lines
}

fn confirmation(count: usize, undone: bool, lines: Vec<String>, read: Vec<Value>) -> Confirmation {
    let text = match (count, undone) {
        (0, _) => "Shall I take this back?".to_owned(),
        (1, false) => "Shall I do this?".to_owned(),
        (count, _) => format!("Shall I make these {count} changes?"),
    };
    let option = |value: &str, label: &str| QuestionOption {
        value: value.to_owned(),
        label: label.to_owned(),
    };
    let options = vec![option("yes", "Yes"), option("no", "No")];
    Confirmation {
        lines: std::iter::once(text.clone()).chain(lines).collect(),
        question: QuestionDraft { text, options },
        read: Value::Array(read),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-326: no tool that writes passes unseen.
    #[test]
    fn every_tool_that_writes_is_known() {
        let contract = include_str!("../../../../specs/002-mcp-tools/contracts/tools.json");
        let contract: Value = serde_json::from_str(contract).unwrap();
        let tools = contract["tools"].as_array().unwrap();
        let writes = tools
            .iter()
            .filter(|tool| tool["annotations"]["readOnlyHint"] == false);
        let mut names: Vec<&str> = writes.map(|tool| tool["name"].as_str().unwrap()).collect();
        names.sort_unstable();
        let mut known = WRITES;
        known.sort_unstable();
        assert_eq!(names, known);
    }
}
