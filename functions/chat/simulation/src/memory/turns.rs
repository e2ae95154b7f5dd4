//! How turns begin, are taken over and found over.

use std::time::Duration;

use agent::{BROKEN_OFF, Begun, Ended, Entry, INTERRUPTED, Lease, Said, StoreError, TURN_OVER};
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::{Conversation, Memory, Message, State, Turn};

/// A process that begins a turn, and the ids that it would give to a new one.
#[derive(Debug, Clone, Copy)]
pub struct Beginning {
    /// The process.
    pub process: Uuid,
    /// The turn's id, if it is a new one.
    pub turn: Uuid,
    /// The conversation's, if it is a new one.
    pub conversation: Uuid,
}

impl Memory {
    /// Begins a turn, takes one over, or finds it over (FR-343).
    ///
    /// # Errors
    /// As [`agent::Store::begin`].
    pub fn begin(
        &mut self,
        said: &Said,
        as_new: Beginning,
        now: Duration,
    ) -> Result<Begun, StoreError> {
        let entry = stored(&said.entry);
        let known = self
            .turns
            .iter()
            .find(|turn| turn.key.is_some() && turn.key == said.key);
        if known.is_some_and(|known| known.request != (said.conversation, entry.clone())) {
            return Err(StoreError::KeyReused);
        }
        let held = match (known, said.conversation) {
            (Some(known), _) => known.conversation,
            (None, Some(id)) if !self.conversations.contains_key(&id) => {
                return Err(StoreError::NotFound);
            }
            (None, Some(id)) => id,
            (None, None) => as_new.conversation,
        };
        let known = known.map(|known| (known.id, known.state, known.attempt));
        if let Some((id, state @ (State::Finished | State::Stopped), attempt)) = known {
            return Ok(Begun::Over {
                lease: Lease {
                    conversation: held,
                    turn: id,
                    attempt,
                },
                history: self.history(held, Some(id)),
                stopped: state == State::Stopped,
            });
        }
        let current = self.holder(held);
        let lives = current
            .and_then(|id| self.turn(id))
            .is_some_and(|turn| turn.state == State::Running && self.lives(turn.process, now));
        if lives && known.map(|(id, ..)| id) != current {
            return Err(StoreError::TurnInProgress);
        }
        let id = match known {
            Some((id, ..)) => id,
            None => as_new.turn,
        };
        if current != Some(id) {
            self.break_off(current, now);
        }
        let attempt = if known.is_some() {
            self.take_over(held, id, as_new.process, now)
        } else {
            self.start(said, entry, held, as_new);
            1
        };
        let conversation = self.conversations.entry(held).or_default();
        conversation.turn = Some(id);
        Ok(Begun::Attempt {
            lease: Lease {
                conversation: held,
                turn: id,
                attempt,
            },
            history: self.history(held, Some(id)),
            zone: TimeZone::UTC,
        })
    }

    fn start(&mut self, said: &Said, entry: Entry, held: Uuid, as_new: Beginning) {
        self.turns.push(Turn {
            id: as_new.turn,
            conversation: held,
            key: said.key.clone(),
            request: (said.conversation, entry.clone()),
            attempt: 1,
            process: as_new.process,
            state: State::Running,
            over: Vec::new(),
        });
        let Conversation { messages, .. } = self.conversations.entry(held).or_default();
        messages.push(Message {
            turn: as_new.turn,
            attempt: Some(1),
            entry,
        });
    }

    /// Words of a reply that broke off are forgotten, and that calls did not run.
    fn take_over(&mut self, held: Uuid, id: Uuid, process: Uuid, now: Duration) -> u32 {
        if let Some(conversation) = self.conversations.get_mut(&held) {
            let goes_on = |message: &Message| message.turn == id && goes_on(&message.entry);
            let calls = conversation.messages.iter().rposition(goes_on);
            let from = calls.map_or(0, |calls| calls + 1);
            let mut at = 0;
            conversation.messages.retain(|message| {
                at += 1;
                let is_reply = matches!(message.entry, Entry::Assistant { .. });
                message.turn != id || !did_not_run(&message.entry) && (at <= from || !is_reply)
            });
        }
        self.turn_mut(id).map_or(0, |turn| {
            turn.over.push((turn.attempt, now));
            turn.attempt += 1;
            turn.process = process;
            turn.state = State::Running;
            turn.attempt
        })
    }

    /// The entries of a conversation, turn by turn in the order in which they began, up to `last`.
    #[must_use]
    pub fn history(&self, conversation: Uuid, last: Option<Uuid>) -> Vec<Entry> {
        let mut order: Vec<Uuid> = Vec::new();
        let messages = self.conversations.get(&conversation);
        let messages = messages.map_or(&[] as &[_], |conversation| &conversation.messages);
        for message in messages {
            if Some(message.turn) == last {
                break;
            }
            if !order.contains(&message.turn) {
                order.push(message.turn);
            }
        }
        order.extend(last);
        let mut entries = Vec::with_capacity(messages.len());
        for id in order {
            let how = match self.turn(id).map(|turn| turn.state) {
                Some(State::Stopped) => Ended::Stopped,
                Some(State::Left) => Ended::Left,
                _ => Ended::Itself,
            };
            for message in messages.iter().filter(|message| message.turn == id) {
                let mut entry = message.entry.clone();
                if let Entry::User { turn_id, ended, .. } = &mut entry {
                    *turn_id = Some(id);
                    *ended = how;
                }
                entries.push(entry);
            }
        }
        entries
    }
}

/// Whether a reply has something behind it that belongs to it.
fn goes_on(entry: &Entry) -> bool {
    match entry {
        Entry::Assistant {
            tool_calls,
            question,
            ..
        } => !tool_calls.is_empty() || question.is_some(),
        _ => false,
    }
}

/// Whether this says that a call did not run, or that nobody knows.
fn did_not_run(entry: &Entry) -> bool {
    let Entry::Tool { outcome, .. } = entry else {
        return false;
    };
    let error = outcome.as_ref().err();
    error.is_some_and(|error| [BROKEN_OFF, INTERRUPTED, TURN_OVER].contains(&error.code.as_str()))
}

/// An entry as it comes out of the database.
pub(super) fn stored(entry: &Entry) -> Entry {
    let through = serde_json::to_value(entry).and_then(serde_json::from_value);
    through.unwrap_or_else(|_| entry.clone())
}
