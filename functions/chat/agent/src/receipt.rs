//! Receipts: the changes that tools reported. Never made from a model's words.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::entry::Entry;

/// What happened to a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// It is new.
    Created,
    /// Some of its fields changed.
    Updated,
    /// It became done.
    Completed,
    /// It is open again.
    Reopened,
    /// It is gone.
    Deleted,
    /// It is there again.
    Restored,
}

/// One change that a tool reported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// What happened.
    pub operation: Operation,
    /// The task after it; before it, when deleted.
    pub task: Value,
}

impl Receipt {
    /// The changes that an entry tells of: those of a tool's result.
    pub(crate) fn of_entry(entry: &Entry) -> Vec<Self> {
        match entry {
            Entry::Tool {
                name,
                outcome: Ok(result),
                ..
            } => Self::from_result(name, result),
            _ => Vec::new(),
        }
    }

    /// The changes in the result of one call, in order (spec 002, FR-202). Entries with an error and entries that
    /// changed nothing give none.
    #[must_use]
    pub fn from_result(tool: &str, result: &Value) -> Vec<Self> {
        let Some(entries) = result.get("results").and_then(Value::as_array) else {
            return Vec::new();
        };
        entries
            .iter()
            .flat_map(|entry| {
                let [next, gone] = [("next", Operation::Created), ("gone", Operation::Deleted)]
                    .map(|(name, operation)| Self::of_series(entry, name, operation));
                [Self::from_entry(tool, entry), next, gone]
            })
            .flatten()
            .collect()
    }

    /// The next task of a series, which a completion created, or which went when the one before it was reopened.
    fn of_series(entry: &Value, name: &str, operation: Operation) -> Option<Self> {
        let task = entry.get(name).filter(|value| value.is_object())?;
        Some(Self {
            operation,
            task: task.clone(),
        })
    }

    fn from_entry(tool: &str, entry: &Value) -> Option<Self> {
        let before = entry.get("before").filter(|value| value.is_object());
        let after = entry.get("task").filter(|value| value.is_object());
        if entry.get("error").is_some_and(|error| !error.is_null()) || before == after {
            return None;
        }
        let operation = match tool {
            "add_task" => Operation::Created,
            "complete_task" => Operation::Completed,
            "delete_task" => Operation::Deleted,
            "update_task" | "undo" => match (before.map(completed), after.map(completed)) {
                (Some(false), Some(true)) => Operation::Completed,
                (Some(true), Some(false)) => Operation::Reopened,
                (None, Some(_)) => Operation::Restored,
                (Some(_), None) => Operation::Deleted,
                _ => Operation::Updated,
            },
            _ => return None,
        };
        let task = if operation == Operation::Deleted {
            before
        } else {
            after
        };
        task.cloned().map(|task| Self { operation, task })
    }
}

fn completed(task: &Value) -> bool {
    task.get("completed").and_then(Value::as_bool) == Some(true)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn task(id: i64, completed: bool) -> Value {
        json!({"id": id, "title": "Buy milk", "completed": completed})
    }

    fn operations(tool: &str, results: &Value) -> Vec<Operation> {
        Receipt::from_result(tool, &json!({ "results": results }))
            .into_iter()
            .map(|receipt| receipt.operation)
            .collect()
    }

    #[test]
    fn fr_315_a_change_is_named_by_what_the_tool_reported() {
        let (open, done) = (task(1, false), task(1, true));
        let renamed = json!({"id": 1, "title": "Buy oats", "completed": false});
        for (tool, entry, expected) in [
            ("add_task", json!({"task": open}), Operation::Created),
            (
                "complete_task",
                json!({"task": done, "before": open}),
                Operation::Completed,
            ),
            ("delete_task", json!({"before": open}), Operation::Deleted),
            (
                "update_task",
                json!({"task": done, "before": open}),
                Operation::Completed,
            ),
            (
                "update_task",
                json!({"task": open, "before": done}),
                Operation::Reopened,
            ),
            (
                "update_task",
                json!({"task": renamed, "before": open}),
                Operation::Updated,
            ),
            ("undo", json!({"task": open}), Operation::Restored),
            ("undo", json!({"before": open}), Operation::Deleted),
            (
                "undo",
                json!({"task": open, "before": done}),
                Operation::Reopened,
            ),
        ] {
            assert_eq!(
                operations(tool, &json!([entry])),
                [expected],
                "{tool} {entry}"
            );
        }
    }

    #[test]
    fn fr_315_no_change_and_no_success_give_no_receipt() {
        let done = task(1, true);
        let failed = json!({"error": {"code": "not_found", "message": "no", "id": 1}});
        assert!(operations("complete_task", &json!([{"task": done, "before": done}])).is_empty());
        assert!(operations("delete_task", &json!([failed])).is_empty());
        assert!(operations("list_tasks", &json!([{"task": done}])).is_empty());
        assert!(operations("delete_task", &json!([{"task": done}])).is_empty());
        assert!(Receipt::from_result("add_task", &json!("text")).is_empty());
    }

    #[test]
    fn fr_315_the_next_task_of_a_series_has_a_receipt_of_its_own() {
        let entry =
            json!({"task": task(1, true), "before": task(1, false), "next": task(2, false)});
        let receipts = Receipt::from_result("complete_task", &json!({ "results": [entry] }));
        let told: Vec<_> = receipts
            .iter()
            .map(|receipt| (receipt.operation, &receipt.task["id"]))
            .collect();
        assert_eq!(
            told,
            [
                (Operation::Completed, &json!(1)),
                (Operation::Created, &json!(2))
            ]
        );
    }

    /// FR-630.
    #[test]
    fn the_next_task_that_went_has_a_receipt_of_its_own() {
        let entry =
            json!({"task": task(1, false), "before": task(1, true), "gone": task(2, false)});
        assert_eq!(
            operations("update_task", &json!([entry])),
            [Operation::Reopened, Operation::Deleted]
        );
    }

    #[test]
    fn a_deleted_task_is_shown_as_it_was() {
        let receipts = Receipt::from_result(
            "delete_task",
            &json!({"results": [{"before": task(4, true)}]}),
        );
        assert_eq!(receipts[0].task, task(4, true));
        assert_eq!(
            serde_json::to_value(&receipts[0]).unwrap()["operation"],
            "deleted"
        );
    }
}
