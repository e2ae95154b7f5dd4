//! What the built-in model says. Every sentence about a change is made from a tool's result (FR-315).

use serde_json::Value;

use crate::receipt::{Operation, Receipt};

/// One change as a sentence.
pub(crate) fn receipt(receipt: &Receipt) -> String {
    let name = named(&receipt.task);
    match receipt.operation {
        Operation::Created => format!("Added task {name}."),
        Operation::Updated => format!("Updated task {name}."),
        Operation::Completed => format!("Completed task {name}."),
        Operation::Reopened => format!("Reopened task {name}."),
        Operation::Deleted => format!("Deleted task {name}."),
    }
}

/// A task as its number and title, such as `3: Buy milk`.
pub(crate) fn named(task: &Value) -> String {
    let title = task.get("title").and_then(Value::as_str).unwrap_or("?");
    match task.get("id").and_then(Value::as_i64) {
        Some(id) => format!("{id}: {title}"),
        None => title.to_owned(),
    }
}
