//! Running calls: under our own ids, refused before they run where they cannot, recorded as they end.

use serde_json::Value;
use tokio::time::timeout;

use super::{Ending, MAX_CALLS_PER_STEP, Pending, Running, name, past::Past};
use crate::{
    entry::Entry,
    model::RequestedCall,
    questions::{self, Settled},
    stop::Halt,
    tools::{BROKEN_OFF, Tool, ToolCall, ToolError, ToolResult},
    undo,
};

/// How long a turn that was stopped waits for the call that is under way.
const LAST_CALL: std::time::Duration = std::time::Duration::from_secs(10);

impl Running<'_> {
    /// Goes on with the calls that waited for the person's answer (FR-327).
    pub(super) async fn resume(
        &mut self,
        open: &questions::Open,
        past: &mut Past<'_>,
    ) -> Result<(), Ending> {
        let known = self.turn.tools.list();
        self.guard.confirm(&open.calls);
        for (index, call) in open.calls.iter().cloned().enumerate() {
            let before = past.take(&call);
            match (open.settle(&call), before) {
                (Settled::Ended(outcome), before) => {
                    self.resumed |= outcome.is_ok();
                    if before.is_none() {
                        self.append(result(&call, outcome)).await?;
                    }
                }
                (Settled::Run, Some(outcome)) => {
                    self.resumed = true;
                    // What it refuses now it refused then.
                    drop(self.guard.admit(&call, true));
                    self.telling.recall(call, outcome).await;
                }
                (Settled::Run, None) => {
                    self.resumed = true;
                    let refused = check(&known, index, &call).and_then(|()| undo::check(&call));
                    let refused = refused.and_then(|()| self.guard.admit(&call, true));
                    self.run_call(call, refused).await?;
                }
            }
        }
        Ok(())
    }

    /// Gives the calls our ids, which follow from turn, step and index alone, and the tools that they name.
    pub(super) fn identify(&self, known: &[Tool], calls: Vec<RequestedCall>) -> Vec<ToolCall> {
        let (turn, step) = (self.turn.lease.turn, self.steps);
        calls
            .into_iter()
            .enumerate()
            .map(|(index, call)| ToolCall {
                id: format!("{turn}/{step}/{index}"),
                name: name::of_call(known, call.name),
                arguments: call.arguments,
            })
            .collect()
    }

    /// In a conversation `undo` takes back what the conversation did, whatever model calls it (FR-325).
    pub(super) fn fence_undo(&self, mut calls: Vec<ToolCall>) -> Vec<ToolCall> {
        for call in calls.iter_mut().filter(|call| call.name == undo::TOOL) {
            if let Value::Object(arguments) = &mut call.arguments {
                match undo::newest_change(&self.turn.history) {
                    Some(turn) => arguments.insert("turn_id".to_owned(), turn.to_string().into()),
                    None => arguments.remove("turn_id"),
                };
            }
        }
        calls
    }

    pub(super) async fn run_calls(
        &mut self,
        known: &[Tool],
        calls: Vec<ToolCall>,
    ) -> Result<(), Ending> {
        self.pending = Pending::of(calls.clone());
        for (index, call) in calls.into_iter().enumerate() {
            self.run_at(known, index, call).await?;
        }
        Ok(())
    }

    /// Runs the call at this place of a reply.
    pub(super) async fn run_at(
        &mut self,
        known: &[Tool],
        index: usize,
        call: ToolCall,
    ) -> Result<(), Ending> {
        let mut refused = check(known, index, &call).and_then(|()| undo::check(&call));
        if call.name == questions::TOOL {
            refused = refused
                .and(questions::parse(&call).map(drop))
                .and(Err(ToolError::new(
                    "one_question",
                    "Put one question at a time.",
                )));
        }
        if self.guarded() {
            refused = refused.and_then(|()| self.guard.admit(&call, false));
        }
        self.run_call(call, refused).await
    }

    /// Runs one call unless it is refused, and records what became of it. When the turn is stopped meanwhile, it waits for the
    /// call's answer, which may be an effect; the conversation is free by then.
    async fn run_call(
        &mut self,
        call: ToolCall,
        refused: Result<(), ToolError>,
    ) -> Result<(), Ending> {
        self.may_act()?;
        self.telling.started(&call).await;
        // Nothing begins that nobody heard of.
        self.may_act()?;
        let mut halted = None;
        let outcome = if let Err(error) = refused {
            Err(error)
        } else {
            let turn = &self.turn;
            let mut running = turn.tools.call(&turn.lease, &call);
            tokio::select! {
                biased;
                outcome = &mut running => outcome,
                halt = turn.limits.halted() => {
                    halted = Some(halt);
                    if halt == Halt::Stopped {
                        turn.store.leave(&turn.lease).await?;
                        timeout(LAST_CALL, running).await.unwrap_or_else(|_| Err(unknown()))
                    } else {
                        Err(unknown())
                    }
                }
            }
        };
        if halted.is_none()
            && outcome
                .as_ref()
                .is_err_and(|error| error.code == BROKEN_OFF)
        {
            halted = Some(Halt::Silent);
        }
        self.append(result(&call, outcome.clone())).await?;
        self.pending.done(&call.id);
        self.telling.finished(call, outcome).await;
        halted.map_or(Ok(()), |halt| Err(halt.into()))
    }
}

/// The entry of what a call gave.
pub(super) fn result(call: &ToolCall, outcome: ToolResult) -> Entry {
    Entry::Tool {
        call_id: call.id.clone(),
        name: call.name.clone(),
        outcome,
    }
}

pub(super) fn unknown() -> ToolError {
    ToolError::new(
        BROKEN_OFF,
        "The turn ended before the tool's answer came. Whether it did its work is not known.",
    )
}

fn is_known(known: &[Tool], name: &str) -> bool {
    known.iter().any(|tool| tool.name == name)
}

/// What the loop itself refuses, before the tool sees it (FR-307).
fn check(known: &[Tool], index: usize, call: &ToolCall) -> Result<(), ToolError> {
    if index >= MAX_CALLS_PER_STEP {
        return Err(ToolError::new(
            "too_many_calls",
            format!(
                "One reply may hold {MAX_CALLS_PER_STEP} calls. Call this one in the next reply."
            ),
        ));
    }
    if !is_known(known, &call.name) {
        let names: Vec<&str> = known.iter().map(|tool| tool.name.as_str()).collect();
        return Err(ToolError::new(
            "unknown_tool",
            format!(
                "There is no such tool. The tools are: {}.",
                names.join(", ")
            ),
        ));
    }
    if matches!(call.arguments, Value::Object(_)) {
        Ok(())
    } else {
        Err(ToolError::new(
            "invalid_arguments",
            "The arguments must be one JSON object that fits the tool's schema. Call the tool again.",
        ))
    }
}
