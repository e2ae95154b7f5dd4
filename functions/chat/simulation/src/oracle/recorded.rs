//! Effects against what was recorded.

use std::collections::{BTreeMap, BTreeSet};

use agent::{BROKEN_OFF, Entry, INTERRUPTED, TURN_OVER, ToolCall, ToolResult};
use uuid::Uuid;

use crate::memory::{Effect, Memory};

const WRITES: [&str; 3] = ["add_task", "complete_task", "delete_task"];

/// Whether a tool changes something.
pub(super) fn writes(tool: &str) -> bool {
    WRITES.contains(&tool)
}

/// Whether a result says for good what became of a call.
fn is_known(outcome: &ToolResult) -> bool {
    let unknown = [BROKEN_OFF, INTERRUPTED, TURN_OVER];
    outcome
        .as_ref()
        .err()
        .is_none_or(|error| !unknown.contains(&error.code.as_str()))
}

/// What is recorded of calls.
#[derive(Default)]
struct Recorded<'a> {
    calls: BTreeMap<&'a str, &'a ToolCall>,
    /// Results that say for good what became of a call, and the turns they stand in.
    results: BTreeMap<&'a str, (Uuid, &'a str, &'a ToolResult)>,
}

impl<'a> Recorded<'a> {
    fn of(memory: &'a Memory) -> Result<Self, String> {
        let mut recorded = Self::default();
        for turn in memory.turns() {
            let mut newest = 0;
            for message in memory.messages(turn.id) {
                let attempt = message.attempt.unwrap_or(newest);
                if attempt < newest {
                    return Err(format!(
                        "attempt {attempt} recorded behind attempt {newest}: {:?}",
                        message.entry
                    ));
                }
                newest = attempt;
                recorded.add(turn.id, &message.entry)?;
            }
        }
        Ok(recorded)
    }

    fn add(&mut self, turn: Uuid, entry: &'a Entry) -> Result<(), String> {
        match entry {
            Entry::Assistant { tool_calls, .. } => {
                for call in tool_calls {
                    if self.calls.insert(&call.id, call).is_some() {
                        return Err(format!("call {} is recorded twice", call.id));
                    }
                }
            }
            Entry::Tool {
                call_id,
                name,
                outcome,
            } if is_known(outcome) => {
                let result = (turn, name.as_str(), outcome);
                if self.results.insert(call_id, result).is_some() {
                    return Err(format!("the result of {call_id} is recorded twice"));
                }
            }
            Entry::User { .. } | Entry::Tool { .. } => {}
        }
        Ok(())
    }
}

/// Each effect once, by an attempt that might, of a recorded call, with its result in its turn; each result of an effect.
pub(super) fn check(memory: &Memory) -> Result<(), String> {
    let recorded = Recorded::of(memory)?;
    let mut done = BTreeSet::new();
    for effect in memory.effects() {
        let id = effect.call.id.as_str();
        if !done.insert(id) {
            return Err(format!("call {id} took effect twice"));
        }
        fenced(memory, effect)?;
        if recorded.calls.get(id) != Some(&&effect.call) {
            return Err(format!("call {id} took effect and is not recorded"));
        }
        match recorded.results.get(id) {
            Some((turn, _, result)) if *turn == effect.turn && **result == effect.result => {}
            other => {
                return Err(format!(
                    "call {id} took effect, and recorded is {other:?} instead of {:?}",
                    effect.result
                ));
            }
        }
    }
    for (id, (_, tool, result)) in &recorded.results {
        let claims = writes(tool) && result.is_ok();
        if claims && !done.contains(id) {
            return Err(format!("{id} is recorded and took no effect"));
        }
        let code = result.as_ref().err().map(|error| error.code.as_str());
        if code == Some("idempotency_key_reused") {
            return Err(format!("call {id} has the key of another one"));
        }
    }
    Ok(())
}

/// An effect counts as of its check; by then its attempt was the newest one, and nobody had stopped it.
fn fenced(memory: &Memory, effect: &Effect) -> Result<(), String> {
    let id = &effect.call.id;
    let turn = memory.turns().iter().find(|turn| turn.id == effect.turn);
    let turn = turn.ok_or_else(|| format!("call {id} is of no turn"))?;
    let is_late = turn.attempt < effect.attempt
        || turn
            .over_since(effect.attempt)
            .is_some_and(|over| effect.checked > over);
    if is_late {
        return Err(format!(
            "call {id} took effect when attempt {} was over",
            effect.attempt
        ));
    }
    Ok(())
}
