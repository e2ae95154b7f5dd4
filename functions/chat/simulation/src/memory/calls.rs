//! Calls at mcp: a kept answer first, then the lease, which holds until the commit (FR-283 to FR-285).

use std::time::Duration;

use agent::{Lease, TURN_OVER, ToolCall, ToolError};
use serde_json::Value;
use uuid::Uuid;

use super::{Fault, Memory, Outcome};

/// What a call did.
#[derive(Debug, Clone)]
pub struct Effect {
    /// The call, under our own id.
    pub call: ToolCall,
    /// The turn it belongs to.
    pub turn: Uuid,
    /// The attempt that made it.
    pub attempt: u32,
    /// When its lease was checked: it counts as of then.
    pub checked: Duration,
    /// What it gave.
    pub result: Outcome,
}

#[derive(Debug)]
pub(super) struct Kept {
    request: (String, Value),
    result: Outcome,
}

/// A call between its check and its commit.
#[derive(Debug)]
pub(super) struct UnderWay {
    key: String,
    lease: Lease,
    call: ToolCall,
    checked: Duration,
}

/// How a call begins.
#[derive(Debug)]
pub enum Started {
    /// It has its answer.
    Answered(Outcome),
    /// It passed, and is to commit.
    Passed(Ran),
    /// The person's other call is under way; it waits for that one.
    Waits,
}

/// A call that passed the check; a person's calls do so one after the other.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub struct Ran(());

impl Memory {
    /// A call comes to mcp under its key.
    pub fn call(&mut self, key: &str, lease: &Lease, call: &ToolCall, now: Duration) -> Started {
        if call.name == "list_tasks" {
            return Started::Answered(self.list.run(&call.name, &call.arguments));
        }
        let over = || {
            let words = "This turn was stopped or is answered elsewhere; nothing was done.";
            Started::Answered(Err(ToolError::new(TURN_OVER, words)))
        };
        let may_act = self.has(Fault::NoFence) || self.may_act(lease, now);
        if self.has(Fault::LeaseFirst) && !may_act {
            return over();
        }
        let key = format!("{} {key}", call.name);
        if let Some(kept) = self.kept.get(&key) {
            let is_same = kept.request.0 == call.name && kept.request.1 == call.arguments;
            return Started::Answered(if is_same {
                kept.result.clone()
            } else {
                let words = "The idempotency key was used for another request.";
                Err(ToolError::new("idempotency_key_reused", words))
            });
        }
        if let Some(other) = &self.under_way {
            if other.key != key {
                return Started::Waits;
            }
            let words = "A request with this idempotency key is under way. Try again in a moment.";
            return Started::Answered(Err(ToolError::new("request_in_flight", words)));
        }
        if !may_act {
            return over();
        }
        self.under_way = Some(UnderWay {
            key,
            lease: *lease,
            call: call.clone(),
            checked: now,
        });
        Started::Passed(Ran(()))
    }

    /// The call takes effect, and its answer is kept.
    pub fn commit(&mut self, _: Ran) -> Option<Outcome> {
        let UnderWay {
            key,
            lease,
            call,
            checked,
        } = self.under_way.take()?;
        let result = self.list.run(&call.name, &call.arguments);
        self.kept.insert(
            key,
            Kept {
                request: (call.name.clone(), call.arguments.clone()),
                result: result.clone(),
            },
        );
        self.effects.push(Effect {
            call,
            turn: lease.turn,
            attempt: lease.attempt,
            checked,
            result: result.clone(),
        });
        Some(result)
    }

    /// The call comes to nothing.
    pub fn roll_back(&mut self, _: Ran) {
        self.under_way = None;
    }

    /// Whether an effect of a turn is between its check and its commit.
    #[must_use]
    pub fn acts(&self, turn: Uuid) -> bool {
        let under_way = self.under_way.as_ref();
        under_way.is_some_and(|under_way| under_way.lease.turn == turn)
    }
}
