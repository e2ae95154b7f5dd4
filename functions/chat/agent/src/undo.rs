//! What "undo" takes back in a conversation: never what was done elsewhere (FR-325).

use std::collections::HashSet;

use serde_json::Value;
use uuid::Uuid;

use crate::{
    entry::Entry,
    receipt::Receipt,
    tools::{ToolCall, ToolError},
};

/// The name of the tool that takes changes back.
pub(crate) const TOOL: &str = "undo";

/// The newest turn of a conversation with changes that were not taken back since. A turn that only took changes back is
/// none: the one before it is next.
pub(crate) fn newest_change(history: &[Entry]) -> Option<Uuid> {
    let mut undone: HashSet<Uuid> = HashSet::new();
    let mut changed = false;
    for (at, entry) in history.iter().enumerate().rev() {
        match entry {
            Entry::Tool {
                call_id,
                name,
                outcome: Ok(result),
            } if !Receipt::from_result(name, result).is_empty() => {
                if name == TOOL {
                    undone.extend(named_turn(history.get(..at).unwrap_or_default(), call_id));
                } else {
                    changed = true;
                }
            }
            Entry::User { turn_id, .. } => {
                let open = turn_id.filter(|id| changed && !undone.contains(id));
                if open.is_some() {
                    return open;
                }
                changed = false;
            }
            Entry::Tool { .. } | Entry::Assistant { .. } => {}
        }
    }
    None
}

/// Refuses to take back a change that was not made in the conversation.
pub(crate) fn check(call: &ToolCall) -> Result<(), ToolError> {
    if call.name == TOOL && call.arguments.get("turn_id").is_none() {
        return Err(ToolError::new(
            "nothing_to_undo",
            "Nothing that was changed in this conversation is left to take back. What was changed elsewhere is not for you to undo: say so.",
        ));
    }
    Ok(())
}

/// The turn that a call of `undo` named.
fn named_turn(before: &[Entry], call_id: &str) -> Option<Uuid> {
    before.iter().rev().find_map(|entry| match entry {
        Entry::Assistant { tool_calls, .. } => {
            let call = tool_calls.iter().find(|call| call.id == call_id)?;
            let id = call.arguments.get("turn_id").and_then(Value::as_str)?;
            Uuid::parse_str(id).ok()
        }
        Entry::User { .. } | Entry::Tool { .. } => None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn turn(number: u128, tool: &str, arguments: Value, result: Value) -> Vec<Entry> {
        let id = format!("call_{number}");
        vec![
            Entry::User {
                text: "words".to_owned(),
                answer: None,
                turn_id: Some(Uuid::from_u128(number)),
                ended: crate::entry::Ended::Itself,
            },
            Entry::Assistant {
                text: String::new(),
                tool_calls: vec![ToolCall {
                    id: id.clone(),
                    name: tool.to_owned(),
                    arguments,
                }],
                question: None,
                raw: None,
                model: None,
                usage: None,
            },
            Entry::Tool {
                call_id: id,
                name: tool.to_owned(),
                outcome: Ok(result),
            },
        ]
    }

    fn added(number: u128) -> Vec<Entry> {
        let result =
            json!({"results": [{"task": {"id": number, "title": "a", "completed": false}}]});
        turn(number, "add_task", json!({}), result)
    }

    fn undid(number: u128, what: u128) -> Vec<Entry> {
        let result =
            json!({"results": [{"before": {"id": what, "title": "a", "completed": false}}]});
        let arguments = json!({ "turn_id": Uuid::from_u128(what) });
        turn(number, TOOL, arguments, result)
    }

    #[test]
    fn fr_325_the_newest_turn_with_changes_that_stand_is_taken_back() {
        let listed = turn(7, "list_tasks", json!({}), json!({"tasks": []}));
        let failed = turn(
            8,
            "add_task",
            json!({}),
            json!({"results": [{"error": {"code": "x"}}]}),
        );
        let newest = |turns: &[Vec<Entry>]| newest_change(&turns.concat()).map(|id| id.as_u128());
        assert_eq!(newest(&[]), None);
        assert_eq!(newest(&[listed.clone(), failed.clone()]), None);
        assert_eq!(newest(&[added(1), added(2), listed, failed]), Some(2));
        assert_eq!(newest(&[added(1), added(2), undid(3, 2)]), Some(1));
        assert_eq!(newest(&[added(1), undid(2, 1)]), None);
        assert_eq!(newest(&[added(1), undid(2, 1), added(3)]), Some(3));
    }
}
