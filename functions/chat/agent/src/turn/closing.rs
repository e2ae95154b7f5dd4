//! How a turn ends: claims that no tool reported, replies that broke off, what was left undone (FR-360, FR-363, FR-364).

use super::{MAX_STEPS, Running, telling::Telling};
use crate::{
    builtin::say,
    event::{FinishedCall, TurnOutcome},
    guard, honesty,
    model::Finish,
    receipt::Receipt,
};

/// The errors by which the loop refused a call that was asked for and could have run.
const NOT_RUN: [&str; 3] = ["too_many_calls", "too_many_changes", "interrupted"];

impl Running<'_> {
    /// Says why a reply ended when it was not the model's will.
    pub(super) async fn tell_ending(&mut self, finish: Finish) {
        let voice = &mut self.telling.voice;
        if let Some(line) = honesty::ending(voice.step(), finish) {
            voice.begin_paragraph();
            voice.say(line).await;
        }
    }

    /// Whether the answer may end: it claims nothing that no tool reported, or a line now says so. Before that line the
    /// model has one more step, if there is one, to do it or to take it back.
    pub(super) async fn settle_claims(&mut self, may_go_on: bool) -> bool {
        let Telling { voice, outcome } = &mut self.telling;
        let history = &self.turn.history;
        let Some(line) = honesty::correction(voice.said(), outcome, history) else {
            return true;
        };
        if self.challenged {
            let step = voice.step();
            if honesty::takes_back(step) && honesty::correction(step, outcome, history).is_none() {
                return true;
            }
        } else if may_go_on {
            self.challenged = true;
            return false;
        }
        voice.begin_paragraph();
        voice.say(&line).await;
        true
    }
}

/// That a turn ended by its bound on steps, what it did, and what it left.
pub(super) fn limit_message(outcome: &TurnOutcome) -> String {
    ended(
        format!("I stopped after {MAX_STEPS} steps without finishing."),
        outcome,
    )
}

/// A message that a turn ended before the model was done, with what it did and what it left.
pub(super) fn ended(message: String, outcome: &TurnOutcome) -> String {
    let mut message = with_receipts(message, &outcome.receipts);
    let left = left_undone(&outcome.tool_calls);
    if !left.is_empty() {
        message.push_str("\nThis was not done:");
        for line in left {
            message.push_str("\n- ");
            message.push_str(&line);
        }
    }
    message
}

/// The calls that were asked for and not carried out, as far as they did not come again.
fn left_undone(calls: &[FinishedCall]) -> Vec<String> {
    let ran = |call: &FinishedCall| {
        calls.iter().any(|other| {
            other.name == call.name && other.arguments == call.arguments && other.outcome.is_ok()
        })
    };
    let refused = |call: &&FinishedCall| {
        matches!(&call.outcome, Err(error) if NOT_RUN.contains(&error.code.as_str())) && !ran(call)
    };
    let mut lines: Vec<String> = calls
        .iter()
        .filter(refused)
        .flat_map(guard::lines_of)
        .collect();
    lines.dedup();
    lines
}

/// What a turn came to, from its calls alone.
pub(super) fn done_message(outcome: &TurnOutcome) -> String {
    let failures = outcome.tool_calls.iter().filter_map(|call| {
        let error = call.outcome.as_ref().err()?;
        Some(say::failure("That did not work", error))
    });
    let lines: Vec<String> = failures.collect();
    with_receipts(lines.join("\n"), &outcome.receipts)
        .trim()
        .to_owned()
}

fn with_receipts(mut message: String, receipts: &[Receipt]) -> String {
    if receipts.is_empty() {
        message.push_str(" Nothing was changed.");
    } else {
        message.push_str(" This was done:");
        for receipt in receipts {
            message.push('\n');
            message.push_str(&say::receipt(receipt));
        }
    }
    message
}
