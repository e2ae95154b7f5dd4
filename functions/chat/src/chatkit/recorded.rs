//! Stored entries as the events that they were told with (FR-1203).

use std::collections::HashMap;

use agent::{Entry, Event as Happened, Question, Receipt};
use serde_json::Value;

/// Codes of calls that did not run, so that nobody was told of them.
const NOT_TOLD: [&str; 3] = ["interrupted", "not_confirmed", "not_asked"];
/// The agent's own tool, which puts a question.
const ASK: &str = "ask";

/// What was recorded of a turn as it was told, and the question that it ends with.
pub(super) fn events(entries: &[Entry]) -> (Vec<Happened>, Option<Question>) {
    // Of several results the last one counts: what was not known of a call is, in the end.
    let results: HashMap<&str, _> = entries
        .iter()
        .filter_map(|entry| match entry {
            Entry::Tool {
                call_id, outcome, ..
            } => Some((call_id.as_str(), outcome)),
            _ => None,
        })
        .collect();
    let mut told: Vec<&str> = Vec::new();
    let mut events = Vec::new();
    let mut asked = None;
    for entry in entries {
        match entry {
            Entry::User { .. } => {}
            Entry::Assistant { text, question, .. } => {
                if !text.is_empty() {
                    let delta = text.clone();
                    events.push(Happened::Text { delta });
                }
                asked = question.clone().or(asked);
            }
            Entry::Tool { call_id, name, .. } => {
                let Some(outcome) = results.get(call_id.as_str()).copied() else {
                    continue;
                };
                let is_silent = outcome
                    .as_ref()
                    .is_err_and(|error| NOT_TOLD.contains(&error.code.as_str()));
                if name == ASK || is_silent || told.contains(&call_id.as_str()) {
                    continue;
                }
                told.push(call_id);
                let id = call_id.clone();
                events.push(Happened::ToolStarted {
                    id: id.clone(),
                    name: name.clone(),
                    arguments: Value::Null,
                });
                events.push(Happened::ToolFinished {
                    id,
                    outcome: outcome.clone(),
                });
                if let Ok(result) = outcome {
                    let receipts = Receipt::from_result(name, result);
                    events.extend(receipts.into_iter().map(Happened::Receipt));
                }
            }
        }
    }
    (events, asked)
}
