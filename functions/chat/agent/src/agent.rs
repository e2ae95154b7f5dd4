//! The agent: which model answers, and what happens when it cannot.

use std::sync::Arc;

use clock::{Clock, Ids, SystemIds};
use uuid::Uuid;

use crate::{
    builtin::BuiltIn,
    event::{Event, EventSink, TurnOutcome},
    model::Model,
    observer::{Nobody, Observer},
    openai::{OpenAi, OpenAiConfig},
    stop::{Bounds, Limits, StopSignal},
    store::{Begun, Said, Store, StoreError},
    tools::Tools,
    turn::{self, Turn},
};

/// Answers people with tools. It keeps nothing between turns but which endpoint is out of quota until when.
pub struct Agent {
    endpoints: Vec<Arc<dyn Model>>,
    fallback: Arc<dyn Model>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    bounds: Bounds,
    observer: Arc<dyn Observer>,
}

/// What surrounds one turn.
pub struct Around<'a> {
    /// Where it is kept.
    pub store: &'a dyn Store,
    /// With what it acts.
    pub tools: &'a dyn Tools,
    /// Whom it tells.
    pub events: &'a mut dyn EventSink,
    /// How it learns that it has to end.
    pub stop: StopSignal,
}

/// What a turn came to, and which it is.
#[derive(Debug, Clone, PartialEq)]
pub struct TurnAnswer {
    /// The conversation.
    pub conversation: Uuid,
    /// The turn.
    pub turn: Uuid,
    /// What it came to.
    pub outcome: TurnOutcome,
}

/// Why a turn ended without an outcome.
#[derive(Debug, thiserror::Error)]
pub enum AgentError {
    /// It could not begin, or could not go on. Nothing more was run.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Agent {
    /// An agent on OpenAI-compatible endpoints, asked in this order (FR-310, FR-336), or on the built-in model alone.
    #[must_use]
    pub fn new(
        endpoints: impl IntoIterator<Item = OpenAiConfig>,
        http: &reqwest::Client,
        clock: &Arc<dyn Clock>,
        ids: &Arc<dyn Ids>,
        bounds: Bounds,
    ) -> Self {
        let endpoints = endpoints.into_iter().map(|config| {
            let model = OpenAi::new(config, http.clone(), Arc::clone(clock), Arc::clone(ids));
            Arc::new(model) as Arc<dyn Model>
        });
        Self {
            endpoints: endpoints.collect(),
            fallback: Arc::new(BuiltIn),
            clock: Arc::clone(clock),
            ids: Arc::clone(ids),
            bounds,
            observer: Arc::new(Nobody),
        }
    }

    /// An agent on any model, with the built-in one to fall back on.
    #[must_use]
    pub fn from_model(
        primary: Option<Arc<dyn Model>>,
        clock: &Arc<dyn Clock>,
        bounds: Bounds,
    ) -> Self {
        Self {
            endpoints: primary.into_iter().collect(),
            fallback: Arc::new(BuiltIn),
            clock: Arc::clone(clock),
            ids: Arc::new(SystemIds),
            bounds,
            observer: Arc::new(Nobody),
        }
    }

    /// The same agent, which takes the ids of questions from there.
    #[must_use]
    pub fn with_ids(self, ids: Arc<dyn Ids>) -> Self {
        Self { ids, ..self }
    }

    /// The same agent, which tells this observer how models do.
    #[must_use]
    pub fn with_observer(self, observer: Arc<dyn Observer>) -> Self {
        Self { observer, ..self }
    }

    /// Answers what a person said: in a new turn, in one that is taken over, or with what a turn that is over came to
    /// (FR-343). Replies are recorded before their tools run, results as they come (FR-306).
    ///
    /// # Errors
    /// When the turn could not begin, an entry could not be recorded, or another attempt took over. What a model or a tool does
    /// wrong is never an error here.
    pub async fn answer(&self, said: &Said, around: Around<'_>) -> Result<TurnAnswer, AgentError> {
        let limits = Limits::new(around.stop, self.bounds);
        let begun = around.store.begin(said).await?;
        let (Begun::Attempt { lease, .. } | Begun::Over { lease, .. }) = &begun;
        let lease = *lease;
        let first = Event::Turn {
            conversation_id: lease.conversation,
            turn_id: lease.turn,
            attempt: lease.attempt,
        };
        let heard = around.events.send(first).await;
        let outcome = match begun {
            Begun::Over {
                history, stopped, ..
            } => {
                let outcome = turn::replay(&history, around.events).await;
                TurnOutcome {
                    cancelled: stopped,
                    ..outcome
                }
            }
            Begun::Attempt {
                mut history, zone, ..
            } => {
                let settled = turn::settle_lost(&lease, &history, around.store, around.tools);
                // Whoever stops the turn waits for nobody's past.
                if let Ok(results) = limits.bounded(settled).await {
                    for (turn, entry) in results {
                        turn::put(&mut history, turn, entry);
                    }
                }
                let turn = Turn {
                    endpoints: &self.endpoints,
                    fallback: &*self.fallback,
                    ids: &*self.ids,
                    observer: &*self.observer,
                    now: self.clock.now().to_zoned(zone),
                    lease,
                    store: around.store,
                    tools: around.tools,
                    limits,
                    history,
                };
                turn.run(around.events, heard).await?
            }
        };
        Ok(TurnAnswer {
            conversation: lease.conversation,
            turn: lease.turn,
            outcome,
        })
    }
}
