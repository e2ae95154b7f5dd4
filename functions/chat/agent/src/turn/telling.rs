//! What a turn tells of what happens, and what that comes to.

use super::voice::Voice;
use crate::{
    entry::Entry,
    event::{Event, EventSink, FinishedCall, TurnOutcome},
    receipt::Receipt,
    tools::{ToolCall, ToolResult},
    wish,
};

/// Tells of what happens, and keeps the sum of it.
pub(super) struct Telling<'a> {
    pub(super) voice: Voice<'a>,
    pub(super) outcome: TurnOutcome,
}

impl<'a> Telling<'a> {
    pub(super) fn new(events: &'a mut dyn EventSink, heard: bool, history: &[Entry]) -> Self {
        Self {
            voice: Voice::new(events, heard, history),
            outcome: TurnOutcome::default(),
        }
    }

    pub(super) async fn tell(&mut self, event: Event) {
        self.voice.tell(event).await;
    }

    /// Notes who replied last; words of the code's own have no author.
    pub(super) fn spoke(&mut self, model: Option<&str>) {
        if let Some(model) = model {
            self.outcome.model = Some(model.to_owned());
        }
    }

    pub(super) async fn started(&mut self, call: &ToolCall) {
        self.tell(Event::ToolStarted {
            id: call.id.clone(),
            name: call.name.clone(),
            arguments: call.arguments.clone(),
        })
        .await;
    }

    pub(super) async fn finished(&mut self, call: ToolCall, outcome: ToolResult) {
        self.tell(Event::ToolFinished {
            id: call.id.clone(),
            outcome: outcome.clone(),
        })
        .await;
        if let Ok(result) = &outcome {
            self.voice.keep(result);
            for receipt in Receipt::from_result(&call.name, result) {
                self.tell(Event::Receipt(receipt.clone())).await;
                self.outcome.receipts.push(receipt);
            }
        }
        self.left(call, outcome);
    }

    /// A call that counts among those of the turn, whether or not it ran.
    pub(super) fn left(&mut self, call: ToolCall, outcome: ToolResult) {
        self.outcome.tool_calls.push(FinishedCall {
            id: call.id,
            name: call.name,
            arguments: call.arguments,
            outcome,
        });
    }

    /// A call that has ended before, as if it did so now.
    pub(super) async fn recall(&mut self, call: ToolCall, outcome: ToolResult) {
        self.started(&call).await;
        self.finished(call, outcome).await;
    }

    /// What it comes to, at the end of this history.
    pub(super) fn into_outcome(self, history: &[Entry], cancelled: bool) -> TurnOutcome {
        TurnOutcome {
            response: self.voice.into_response(),
            changes: self.outcome.receipts.len(),
            unchanged: !cancelled && wish::unfulfilled(history, &self.outcome),
            cancelled,
            ..self.outcome
        }
    }
}
