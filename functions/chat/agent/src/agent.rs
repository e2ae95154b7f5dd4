//! The agent: which model answers, and what happens when it cannot.

use std::sync::Arc;

use clock::{Clock, Ids, SystemIds};
use jiff::Zoned;

use crate::{
    builtin::BuiltIn,
    entry::{Entry, Transcript},
    event::{EventSink, TurnOutcome},
    model::Model,
    openai::{OpenAi, OpenAiConfig},
    tools::Tools,
    turn::{AgentError, Turn},
};

/// Answers people with tools. It keeps nothing between turns but which endpoint is out of quota until when.
pub struct Agent {
    pub(crate) endpoints: Vec<Arc<dyn Model>>,
    pub(crate) fallback: Arc<dyn Model>,
    pub(crate) ids: Arc<dyn Ids>,
}

impl Agent {
    /// An agent on OpenAI-compatible endpoints, asked in this order (FR-310, FR-336), or on the built-in model alone.
    #[must_use]
    pub fn new(
        endpoints: impl IntoIterator<Item = OpenAiConfig>,
        http: &reqwest::Client,
        clock: &Arc<dyn Clock>,
        ids: &Arc<dyn Ids>,
    ) -> Self {
        let endpoints = endpoints.into_iter().map(|config| {
            let model = OpenAi::new(config, http.clone(), Arc::clone(clock), Arc::clone(ids));
            Arc::new(model) as Arc<dyn Model>
        });
        Self {
            endpoints: endpoints.collect(),
            fallback: Arc::new(BuiltIn),
            ids: Arc::clone(ids),
        }
    }

    /// An agent on any model, with the built-in one to fall back on.
    #[must_use]
    pub fn from_model(primary: Option<Arc<dyn Model>>) -> Self {
        Self {
            endpoints: primary.into_iter().collect(),
            fallback: Arc::new(BuiltIn),
            ids: Arc::new(SystemIds),
        }
    }

    /// The same agent, which takes the ids of calls and questions from there.
    #[must_use]
    pub fn with_ids(self, ids: Arc<dyn Ids>) -> Self {
        Self { ids, ..self }
    }

    /// Runs one turn, for a person whose clock shows `now`. `history` ends with the person's new entry. Replies are
    /// recorded before their tools run, results as they come (FR-306); a turn takes at most [`MAX_STEPS`] model steps
    /// (FR-307).
    ///
    /// # Errors
    /// When an entry could not be recorded. What a model or a tool does wrong is never an error here.
    pub async fn run(
        &self,
        now: Zoned,
        history: Vec<Entry>,
        tools: &dyn Tools,
        transcript: &mut dyn Transcript,
        events: &mut dyn EventSink,
    ) -> Result<TurnOutcome, AgentError> {
        Turn::new(self, now, history, tools, transcript, events)
            .run()
            .await
    }
}
