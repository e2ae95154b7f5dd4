//! What the person's devices are told: a stream per request.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use agent::{AgentError, Event, EventSink, StoreError, TurnAnswer};
use async_trait::async_trait;
use tokio::sync::watch;

/// How a stream ended.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum End {
    /// With an answer.
    Answered(Box<TurnAnswer>),
    /// Since another message is being answered.
    Busy,
    /// Since another attempt has the turn.
    Replaced,
    /// Otherwise: the store was away, or the key another message's.
    Failed,
}

impl End {
    pub(crate) fn of(answered: Result<TurnAnswer, AgentError>) -> Self {
        match answered {
            Ok(answer) => Self::Answered(Box::new(answer)),
            Err(AgentError::Store(StoreError::TurnInProgress)) => Self::Busy,
            Err(AgentError::Store(StoreError::Replaced)) => Self::Replaced,
            Err(AgentError::Store(_)) => Self::Failed,
        }
    }
}

/// What came of one request so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Told {
    pub(crate) events: Vec<Event>,
    pub(crate) end: Option<End>,
    /// Whether the device closed it.
    pub(crate) closed: bool,
}

impl Told {
    /// The turn, its conversation and the attempt.
    pub(crate) fn turn(&self) -> Option<agent::Lease> {
        self.events.iter().find_map(|event| match event {
            Event::Turn {
                conversation_id,
                turn_id,
                attempt,
            } => Some(agent::Lease {
                conversation: *conversation_id,
                turn: *turn_id,
                attempt: *attempt,
            }),
            _ => None,
        })
    }
}

/// One stream: what its process says and its device reads.
#[derive(Clone)]
pub(crate) struct Stream {
    told: Arc<Mutex<Told>>,
    closed: watch::Sender<bool>,
}

impl Stream {
    pub(crate) fn open() -> Self {
        Self {
            told: Arc::default(),
            closed: watch::Sender::new(false),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn told(&self) -> Told {
        self.lock().clone()
    }

    pub(crate) fn turn(&self) -> Option<agent::Lease> {
        self.lock().turn()
    }

    pub(crate) fn end(&self, end: End) {
        self.lock().end = Some(end);
    }

    /// The device reads no more.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.closed.send_replace(true);
    }

    /// Waits until the device reads no more.
    pub(crate) async fn closed(&self) {
        let mut closed = self.closed.subscribe();
        // This keeps a sender, so it ends by the value alone.
        drop(closed.wait_for(|closed| *closed).await);
    }
}

#[async_trait]
impl EventSink for Stream {
    async fn send(&mut self, event: Event) -> bool {
        let mut told = self.lock();
        if !told.closed {
            told.events.push(event);
        }
        !told.closed
    }
}
