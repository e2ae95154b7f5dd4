//! What was recorded of a turn: of one that is over it is all there is to say, and whoever takes one over begins with it
//! (FR-343, FR-344; ADR 0043).

use std::collections::HashMap;

use super::{Ending, Pending, Running, telling::Telling, written};
use crate::{
    entry::{Entry, Question},
    event::{Event, EventSink, TurnOutcome},
    questions::{self, Settled},
    tools::{BROKEN_OFF, INTERRUPTED, ToolCall, ToolResult},
    usage::Usage,
};

/// Where the conversation's last turn begins: at the person's last entry.
fn start(history: &[Entry]) -> usize {
    let last = history
        .iter()
        .rposition(|entry| matches!(entry, Entry::User { .. }));
    last.unwrap_or(history.len())
}

/// The entries of the conversation's last turn.
pub(super) struct Past<'a> {
    before: &'a [Entry],
    pub(super) replies: Vec<PastReply<'a>>,
    results: HashMap<&'a str, &'a ToolResult>,
}

/// A model's reply that was recorded.
pub(super) struct PastReply<'a> {
    text: &'a str,
    calls: &'a [ToolCall],
    question: Option<&'a Question>,
    model: Option<&'a str>,
    usage: Option<Usage>,
}

impl<'a> Past<'a> {
    pub(super) fn of(history: &'a [Entry]) -> Self {
        let (before, own) = history.split_at((start(history) + 1).min(history.len()));
        let mut past = Self {
            before,
            replies: Vec::new(),
            results: HashMap::new(),
        };
        for entry in own {
            match entry {
                Entry::User { .. } => {}
                Entry::Assistant {
                    text,
                    tool_calls,
                    question,
                    model,
                    usage,
                    ..
                } => past.replies.push(PastReply {
                    text,
                    calls: tool_calls,
                    question: question.as_ref(),
                    model: model.as_deref(),
                    usage: *usage,
                }),
                // Of several the last one counts: what was not known of a call is, in the end.
                Entry::Tool {
                    call_id, outcome, ..
                } => {
                    past.results.insert(call_id, outcome);
                }
            }
        }
        past
    }

    /// The conversation up to the person's entry.
    pub(super) fn before(&self) -> &'a [Entry] {
        self.before
    }

    /// What a call gave, once; nothing when it did not run, or nobody can tell.
    pub(super) fn take(&mut self, call: &ToolCall) -> Option<ToolResult> {
        let outcome = self.results.remove(call.id.as_str())?;
        let is_unknown = |code: &str| code == BROKEN_OFF || code == INTERRUPTED;
        let unknown = outcome.as_ref().is_err_and(|error| is_unknown(&error.code));
        (!unknown).then(|| outcome.clone())
    }
}

/// The calls of a reply that its turn runs itself: none while they wait for the person, and never a question.
pub(super) fn runs<'a>(
    calls: &'a [ToolCall],
    question: Option<&Question>,
) -> impl Iterator<Item = &'a ToolCall> {
    let asks = question.is_some_and(|question| questions::is_asked(calls, question));
    let waits = question.is_some() && !asks;
    let calls = calls.iter().filter(move |_| !waits);
    calls.filter(move |call| !(asks && call.name == questions::TOOL))
}

impl PastReply<'_> {
    /// The calls that the turn runs itself, with their places.
    fn runs(&self) -> impl Iterator<Item = (usize, ToolCall)> {
        runs(self.calls, self.question).cloned().enumerate()
    }
}

/// Tells a turn that is over once more, and gives what it came to.
pub(crate) async fn replay(history: &[Entry], events: &mut dyn EventSink) -> TurnOutcome {
    let mut past = Past::of(history);
    let mut telling = Telling::new(events, true, history);
    let open = questions::open(past.before());
    for call in open.iter().flat_map(|open| &open.calls) {
        let runs = open
            .as_ref()
            .is_some_and(|open| open.settle(call) == Settled::Run);
        if let Some(outcome) = past.take(call).filter(|_| runs) {
            telling.recall(call.clone(), outcome).await;
        }
    }
    for reply in std::mem::take(&mut past.replies) {
        telling.spoke(reply.model);
        telling.voice.recall(reply.text).await;
        for (_, call) in reply.runs() {
            if let Some(outcome) = past.take(&call) {
                telling.recall(call, outcome).await;
            }
        }
        if let Some(question) = reply.question {
            telling.tell(Event::Question(question.clone())).await;
            telling.outcome.question = Some(question.clone());
        }
    }
    telling.into_outcome(history, false)
}

impl Running<'_> {
    /// Tells what earlier attempts recorded, and runs the calls of the last reply that have no result. `Some` when the turn is
    /// done with that, with the question that it ends with.
    pub(super) async fn recall(
        &mut self,
        past: &mut Past<'_>,
    ) -> Result<Option<Option<Question>>, Ending> {
        let mut done = None;
        for reply in std::mem::take(&mut past.replies) {
            self.steps += 1;
            self.written += written(reply.usage, reply.text, reply.calls);
            self.told |= reply.model == Some(self.turn.fallback.name());
            self.telling.spoke(reply.model);
            self.telling.voice.recall(reply.text).await;
            let known = self.known();
            self.pending = Pending {
                calls: reply.runs().map(|(_, call)| call).collect(),
                may_have_run: true,
            };
            for (index, call) in reply.runs() {
                match past.take(&call) {
                    Some(outcome) => {
                        // What it refuses now it refused then.
                        drop(self.guard.admit(&call, false));
                        self.pending.done(&call.id);
                        self.telling.recall(call, outcome).await;
                    }
                    None => self.run_at(&known, index, call).await?,
                }
            }
            let ends = reply.calls.is_empty() || reply.question.is_some();
            done = ends.then(|| reply.question.cloned());
        }
        Ok(done)
    }
}
