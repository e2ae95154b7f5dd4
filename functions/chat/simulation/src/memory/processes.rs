//! Processes of chat: what they show of themselves, and which turns they have lost.

use std::time::Duration;

use agent::Lease;
use uuid::Uuid;

use super::{Memory, State};

/// Why an attempt may not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// The person stopped the turn, or it is over otherwise.
    Stopped,
    /// Another attempt has the turn.
    Replaced,
    /// There is no such turn any more.
    Gone,
}

impl Memory {
    /// `todo.beat`: shows that a process lives and which attempts it runs; gives those that may not go on.
    pub fn beat(
        &mut self,
        process: Uuid,
        begun: &[(Uuid, u32)],
        beginning: &[Uuid],
        now: Duration,
    ) -> Vec<(Uuid, u32, Over)> {
        self.beats.insert(process, now);
        let runs = |turn: Uuid| beginning.contains(&turn) || begun.iter().any(|it| it.0 == turn);
        for turn in &mut self.turns {
            if turn.process == process && turn.state == State::Running && !runs(turn.id) {
                turn.end(State::Broken, now);
            }
        }
        let over = begun.iter().filter_map(|(id, attempt)| {
            let over = match self.turn(*id) {
                None => Over::Gone,
                Some(turn) if turn.attempt != *attempt || turn.process != process => Over::Replaced,
                Some(turn) if turn.state != State::Running => Over::Stopped,
                Some(_) => return None,
            };
            Some((*id, *attempt, over))
        });
        over.collect()
    }

    /// Has a process have beaten last so long ago.
    pub fn age(&mut self, process: Uuid, ago: Duration, now: Duration) {
        self.beats.insert(process, now.saturating_sub(ago));
    }

    /// `bury`: ends the conversation's turn if its process is dead.
    pub fn bury(&mut self, conversation: Uuid, now: Duration) {
        let Some(id) = self.holder(conversation) else {
            return;
        };
        let dead = self
            .turn(id)
            .is_some_and(|turn| turn.state == State::Running && !self.lives(turn.process, now));
        if dead {
            self.break_off(Some(id), now);
            self.free(conversation);
        }
    }

    /// Breaks a turn that seems to run.
    pub(super) fn break_off(&mut self, turn: Option<Uuid>, now: Duration) {
        let turn = turn.and_then(|id| self.turn_mut(id));
        if let Some(turn) = turn.filter(|turn| turn.state == State::Running) {
            turn.end(State::Broken, now);
        }
    }

    pub(super) fn free(&mut self, conversation: Uuid) {
        if let Some(conversation) = self.conversations.get_mut(&conversation) {
            conversation.turn = None;
        }
    }

    /// The attempt that has a conversation now, whoever began it.
    #[must_use]
    pub fn attempt_at(&self, conversation: Uuid) -> Option<Lease> {
        let turn = self.turn(self.holder(conversation)?)?;
        (turn.state == State::Running).then_some(Lease {
            conversation,
            turn: turn.id,
            attempt: turn.attempt,
        })
    }
}
