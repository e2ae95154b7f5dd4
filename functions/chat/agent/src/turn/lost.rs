//! What became of calls of earlier turns whose answers were lost (FR-347).

use std::collections::HashSet;

use uuid::Uuid;

use super::{calls::result, past};
use crate::{
    entry::Entry,
    guard,
    questions::{self, Settled},
    store::{Lease, Store},
    tools::{BROKEN_OFF, INTERRUPTED, TURN_OVER, ToolCall, ToolError, ToolResult, Tools},
};

/// What is recorded of a call that did nothing.
const NOT_RUN: &str = "The turn broke off before this call ran; nothing was done.";

/// Whether there are calls of which it is not known what became of them, and which may have changed something.
#[must_use]
pub fn has_lost(history: &[Entry]) -> bool {
    !lost(history).is_empty()
}

/// Asks what became of the calls of other turns than this one that have no result, and stores it in their turns. Gives what
/// is known now, with its turns; of what is not, nothing.
pub async fn settle_lost(
    lease: &Lease,
    history: &[Entry],
    store: &dyn Store,
    tools: &dyn Tools,
) -> Vec<(Uuid, Entry)> {
    let mut results = Vec::new();
    for (turn, call) in lost(history) {
        if turn == lease.turn {
            continue;
        }
        let over = Lease::over(lease.conversation, turn);
        let Some(outcome) = told(tools.call(&over, &call).await) else {
            continue;
        };
        let entry = result(&call, outcome);
        if let Err(error) = store.settle(lease.conversation, turn, &entry).await {
            tracing::warn!(%error, "what became of a call is not stored yet");
        }
        results.push((turn, entry));
    }
    results
}

/// Puts an entry behind the others of its turn.
pub(crate) fn put(history: &mut Vec<Entry>, turn: Uuid, entry: Entry) {
    let begins =
        |entry: &Entry| matches!(entry, Entry::User { turn_id, .. } if *turn_id == Some(turn));
    let Some(begun) = history.iter().position(begins) else {
        return;
    };
    let behind = history
        .iter()
        .skip(begun + 1)
        .position(|entry| matches!(entry, Entry::User { .. }));
    let at = behind.map_or(history.len(), |behind| begun + 1 + behind);
    history.insert(at, entry);
}

/// What an answer says of a call of a turn that is over, if it says something for good.
fn told(outcome: ToolResult) -> Option<ToolResult> {
    const PASSING: [&str; 7] = [
        BROKEN_OFF,
        "unreachable",
        "unavailable",
        "busy",
        "internal",
        "too_many_requests",
        "request_in_flight",
    ];
    match outcome {
        Err(error) if PASSING.contains(&error.code.as_str()) => None,
        Err(error) if error.code == TURN_OVER => Some(Err(ToolError::new(INTERRUPTED, NOT_RUN))),
        outcome => Some(outcome),
    }
}

/// The calls that may have changed something, and of which it is not known, with the turns that ran them: the one that asked
/// for them, or the one in which the person agreed to them.
fn lost(history: &[Entry]) -> Vec<(Uuid, ToolCall)> {
    let known: HashSet<&str> = history
        .iter()
        .filter_map(|entry| match entry {
            Entry::Tool {
                call_id, outcome, ..
            } => {
                let unknown = outcome
                    .as_ref()
                    .is_err_and(|error| error.code == BROKEN_OFF);
                (!unknown).then_some(call_id.as_str())
            }
            _ => None,
        })
        .collect();
    let mut lost = Vec::new();
    let mut turn = None;
    for (at, entry) in history.iter().enumerate() {
        let calls: Vec<ToolCall> = match entry {
            Entry::User { turn_id, .. } => {
                turn = *turn_id;
                let open = history.get(..=at).and_then(questions::open);
                let open = open.as_ref();
                let calls = open.into_iter().flat_map(|open| {
                    let calls = open.calls.iter();
                    calls.filter(|call| open.settle(call) == Settled::Run)
                });
                calls.cloned().collect()
            }
            Entry::Assistant {
                tool_calls,
                question,
                ..
            } => past::runs(tool_calls, question.as_ref()).cloned().collect(),
            Entry::Tool { .. } => Vec::new(),
        };
        let calls = calls.into_iter().filter(|call| {
            // Calls of older versions have other ids, and nobody to ask.
            guard::writes(&call.name) && call.id.contains('/') && !known.contains(call.id.as_str())
        });
        lost.extend(
            turn.into_iter()
                .flat_map(|turn| calls.clone().map(move |call| (turn, call))),
        );
    }
    lost
}
