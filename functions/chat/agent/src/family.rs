//! Subtasks: what is deleted or completed takes them along (spec 006, FR-613).

use serde_json::Value;

/// Some tasks and all their subtasks, as far as the list goes.
pub(crate) fn family(tasks: &[&Value], ids: &[i64]) -> Vec<i64> {
    let mut family = ids.to_vec();
    let mut at = 0;
    while let Some(parent) = family.get(at).copied() {
        let children = tasks
            .iter()
            .filter(|task| task.get("parent_id").and_then(Value::as_i64) == Some(parent))
            .filter_map(|task| task.get("id").and_then(Value::as_i64));
        for child in children {
            if !family.contains(&child) {
                family.push(child);
            }
        }
        at += 1;
    }
    family
}
