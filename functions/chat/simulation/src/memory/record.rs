//! What an attempt at a turn records, if it still may.

use std::time::Duration;

use agent::{Entry, Lease, StoreError};
use uuid::Uuid;

use super::{Fault, Memory, Message, State, turns::stored};

impl Memory {
    /// Records an entry.
    ///
    /// # Errors
    /// As [`agent::Store::append`].
    pub fn append(
        &mut self,
        lease: &Lease,
        entry: &Entry,
        now: Duration,
    ) -> Result<(), StoreError> {
        let begins = matches!(entry, Entry::Assistant { tool_calls, .. } if !tool_calls.is_empty());
        self.record(lease, Some(entry), begins, None, now)
    }

    /// Ends a turn, with its last entry.
    ///
    /// # Errors
    /// As [`agent::Store::end`].
    pub fn end(
        &mut self,
        lease: &Lease,
        last: Option<&Entry>,
        now: Duration,
    ) -> Result<(), StoreError> {
        self.record(lease, last, false, Some(State::Finished), now)
    }

    /// Stops a turn whose caller went away.
    ///
    /// # Errors
    /// As [`agent::Store::leave`].
    pub fn leave(&mut self, lease: &Lease, now: Duration) -> Result<(), StoreError> {
        self.record(lease, None, false, Some(State::Left), now)
    }

    fn record(
        &mut self,
        lease: &Lease,
        entry: Option<&Entry>,
        begins: bool,
        ends: Option<State>,
        now: Duration,
    ) -> Result<(), StoreError> {
        let is_loose = self.has(Fault::LooseAppend);
        let holder = self.holder(lease.conversation);
        let Some(turn) = self.turn(lease.turn) else {
            return Err(StoreError::Replaced);
        };
        let runs = turn.state == State::Running && holder == Some(turn.id);
        let is_newest = turn.attempt == lease.attempt;
        let may_say = runs || matches!(turn.state, State::Stopped | State::Left) && !begins;
        let may_record = is_loose || is_newest && may_say;
        if !may_record {
            let stopped = is_newest && turn.state != State::Running;
            return Err(if stopped {
                StoreError::Stopped
            } else {
                StoreError::Replaced
            });
        }
        // What a call of a turn that is over did may be known by then.
        let entry = entry.filter(|entry| runs || !self.knows(lease.turn, entry));
        if let Some(conversation) = self.conversations.get_mut(&lease.conversation) {
            conversation.messages.extend(entry.map(|entry| Message {
                turn: lease.turn,
                attempt: Some(lease.attempt),
                entry: stored(entry),
            }));
        }
        if let (true, Some(state)) = (runs, ends) {
            if let Some(turn) = self.turn_mut(lease.turn) {
                turn.end(state, now);
            }
            self.free(lease.conversation);
        }
        Ok(())
    }

    /// Stops the conversation's running turn, or this one, and gives the one that was stopped.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn stop(
        &mut self,
        conversation: Uuid,
        turn: Option<Uuid>,
        now: Duration,
    ) -> Result<Option<Uuid>, StoreError> {
        let Some(its) = self.conversations.get(&conversation) else {
            return Err(StoreError::NotFound);
        };
        let holder = its.turn;
        let Some(id) = turn.or(holder) else {
            return Ok(None);
        };
        let is_named = turn.is_some();
        let stops = self.turn(id).is_some_and(|turn| {
            turn.conversation == conversation
                && match turn.state {
                    State::Running => true,
                    State::Left | State::Broken => is_named,
                    State::Finished | State::Stopped => false,
                }
        });
        if !stops {
            return Ok(None);
        }
        if let Some(turn) = self.turn_mut(id) {
            turn.end(State::Stopped, now);
        }
        if holder == Some(id) {
            self.free(conversation);
        }
        Ok(Some(id))
    }

    /// Records what became of a call of a turn that is over, unless that is recorded.
    pub fn settle(&mut self, conversation: Uuid, turn: Uuid, result: &Entry) {
        let is_over = self
            .turn(turn)
            .is_some_and(|turn| turn.conversation == conversation && turn.state != State::Running);
        let is_known = self.knows(turn, result);
        if is_over
            && !is_known
            && let Some(its) = self.conversations.get_mut(&conversation)
        {
            its.messages.push(Message {
                turn,
                attempt: None,
                entry: stored(result),
            });
        }
    }

    /// Whether it is recorded what became of the call that this is a result of.
    fn knows(&self, turn: Uuid, result: &Entry) -> bool {
        let Entry::Tool { call_id, .. } = result else {
            return false;
        };
        self.messages(turn).any(|message| match &message.entry {
            Entry::Tool {
                call_id: known,
                outcome,
                ..
            } => {
                let code = outcome.as_ref().err().map(|error| error.code.as_str());
                known == call_id && code != Some(agent::BROKEN_OFF)
            }
            _ => false,
        })
    }
}
