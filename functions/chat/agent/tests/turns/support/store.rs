//! The store of FR-358 in memory, for one conversation. Turns are numbered; nothing of it waits.

use std::sync::{Mutex, MutexGuard};

use agent::{Begun, Entry, Lease, Said, Store, StoreError};
use async_trait::async_trait;
use jiff::tz::TimeZone;
use uuid::Uuid;

/// How a turn stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Running,
    Finished,
    Stopped,
    Left,
}

/// A turn.
#[derive(Debug, Clone)]
pub struct Kept {
    pub id: Uuid,
    pub key: Option<String>,
    pub attempt: u32,
    pub state: State,
    pub entries: Vec<Entry>,
}

#[derive(Default)]
struct Inner {
    turns: Vec<Kept>,
    /// From which record on nothing is recorded any more.
    broken_at: Option<usize>,
    records: usize,
}

/// The turns of a conversation; can refuse to record.
#[derive(Default)]
pub struct Shelf(Mutex<Inner>);

/// The one conversation.
const CONVERSATION: Uuid = Uuid::from_u128(0xc);

impl Shelf {
    /// One that records so many entries and then no more.
    pub fn broken_at(records: usize) -> Self {
        Self(Mutex::new(Inner {
            broken_at: Some(records),
            ..Inner::default()
        }))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap()
    }

    /// Puts a turn that is over behind the others.
    pub fn put(&self, entries: &[Entry]) {
        let mut inner = self.inner();
        let number = inner.turns.len() as u128 + 1;
        inner.turns.push(Kept {
            id: Uuid::from_u128(number),
            key: None,
            attempt: 1,
            state: State::Finished,
            entries: entries.iter().map(stored).collect(),
        });
    }

    /// It records so many more entries and then no more.
    pub fn break_after(&self, records: usize) {
        let mut inner = self.inner();
        inner.broken_at = Some(inner.records + records);
    }

    /// It records again.
    pub fn mend(&self) {
        self.inner().broken_at = None;
    }

    /// The conversation, once there is something in it.
    pub fn conversation(&self) -> Option<Uuid> {
        (!self.inner().turns.is_empty()).then_some(CONVERSATION)
    }

    pub fn turns(&self) -> Vec<Kept> {
        self.inner().turns.clone()
    }

    /// All entries, turn by turn.
    pub fn history(&self) -> Vec<Entry> {
        self.inner().turns.iter().flat_map(told).collect()
    }
}

/// A turn's entries, as the store gives them.
fn told(turn: &Kept) -> Vec<Entry> {
    let mut entries = turn.entries.clone();
    if let Some(Entry::User { turn_id, ended, .. }) = entries.first_mut() {
        *turn_id = Some(turn.id);
        *ended = match turn.state {
            State::Stopped => agent::Ended::Stopped,
            State::Left => agent::Ended::Left,
            _ => agent::Ended::Itself,
        };
    }
    entries
}

/// Through JSON, as the database does.
fn stored(entry: &Entry) -> Entry {
    serde_json::from_str(&serde_json::to_string(entry).unwrap()).unwrap()
}

impl Inner {
    fn record(&mut self, lease: &Lease, begins: bool) -> Result<&mut Kept, StoreError> {
        if self.broken_at.is_some_and(|at| self.records >= at) {
            return Err(StoreError::Failed("the store is away".into()));
        }
        let turn = self.turns.iter_mut().find(|turn| turn.id == lease.turn);
        let turn = turn.ok_or(StoreError::Replaced)?;
        if turn.attempt != lease.attempt {
            return Err(StoreError::Replaced);
        }
        match turn.state {
            State::Running => {}
            State::Stopped | State::Left if !begins => {}
            _ => return Err(StoreError::Stopped),
        }
        self.records += 1;
        Ok(turn)
    }
}

#[async_trait]
impl Store for Shelf {
    async fn begin(&self, said: &Said) -> Result<Begun, StoreError> {
        let mut inner = self.inner();
        let named = |turn: &Kept| turn.key.is_some() && turn.key == said.key;
        let known = inner.turns.iter().position(named);
        let busy = inner
            .turns
            .iter()
            .enumerate()
            .any(|(at, turn)| turn.state == State::Running && Some(at) != known);
        let at = match known {
            Some(at) if inner.turns[at].entries[0] != stored(&said.entry) => {
                return Err(StoreError::KeyReused);
            }
            Some(at) => at,
            None => {
                if busy {
                    return Err(StoreError::TurnInProgress);
                }
                let at = inner.turns.len();
                inner.turns.push(Kept {
                    id: Uuid::from_u128(at as u128 + 1),
                    key: said.key.clone(),
                    attempt: 0,
                    state: State::Left,
                    entries: vec![stored(&said.entry)],
                });
                at
            }
        };
        let before = inner.turns.iter().take(at);
        let mut history: Vec<Entry> = before.flat_map(told).collect();
        let turn = &mut inner.turns[at];
        let over = matches!(turn.state, State::Finished | State::Stopped);
        if !over {
            if busy {
                return Err(StoreError::TurnInProgress);
            }
            turn.attempt += 1;
            // Words of a reply that broke off: the last one is recorded with its end.
            let goes_on = |entry: &Entry| matches!(entry, Entry::Assistant { tool_calls, question, .. } if !tool_calls.is_empty() || question.is_some());
            let from = turn
                .entries
                .iter()
                .rposition(goes_on)
                .map_or(0, |at| at + 1);
            let mut at = 0;
            turn.entries.retain(|entry| {
                at += 1;
                let did_not_run = matches!(entry, Entry::Tool { outcome: Err(error), .. } if ["interrupted", "turn_over", "broken_off"].contains(&error.code.as_str()));
                !did_not_run && (at <= from || !matches!(entry, Entry::Assistant { .. }))
            });
            turn.state = State::Running;
        }
        history.extend(told(turn));
        let lease = Lease {
            conversation: CONVERSATION,
            turn: turn.id,
            attempt: turn.attempt,
        };
        Ok(if over {
            Begun::Over {
                lease,
                history,
                stopped: turn.state == State::Stopped,
            }
        } else {
            Begun::Attempt {
                lease,
                history,
                zone: TimeZone::get("Europe/Berlin").unwrap(),
            }
        })
    }

    async fn append(&self, lease: &Lease, entry: &Entry) -> Result<(), StoreError> {
        let begins = matches!(entry, Entry::Assistant { tool_calls, .. } if !tool_calls.is_empty());
        let mut inner = self.inner();
        let turn = inner.record(lease, begins)?;
        turn.entries.push(stored(entry));
        Ok(())
    }

    async fn end(&self, lease: &Lease, last: Option<&Entry>) -> Result<(), StoreError> {
        let mut inner = self.inner();
        let turn = inner.record(lease, false)?;
        turn.entries.extend(last.map(stored));
        if turn.state == State::Running {
            turn.state = State::Finished;
        }
        Ok(())
    }

    async fn leave(&self, lease: &Lease) -> Result<(), StoreError> {
        let mut inner = self.inner();
        let turn = inner.record(lease, false)?;
        if turn.state == State::Running {
            turn.state = State::Left;
        }
        Ok(())
    }

    async fn stop(&self, _: Uuid, turn: Option<Uuid>) -> Result<(), StoreError> {
        for kept in &mut self.inner().turns {
            if turn == Some(kept.id) || turn.is_none() && kept.state == State::Running {
                kept.state = State::Stopped;
            }
        }
        Ok(())
    }

    async fn settle(&self, _: Uuid, turn: Uuid, result: &Entry) -> Result<(), StoreError> {
        let mut inner = self.inner();
        let kept = inner.turns.iter_mut().find(|kept| kept.id == turn);
        if let Some(kept) = kept.filter(|kept| kept.state != State::Running) {
            kept.entries.push(stored(result));
        }
        Ok(())
    }
}
