//! The agent: which model answers, and what happens when it cannot.

use std::sync::Arc;

use crate::{
    builtin::BuiltIn,
    entry::{Entry, Transcript},
    event::{EventSink, TurnOutcome},
    model::Model,
    openai::{OpenAi, OpenAiConfig},
    tools::Tools,
    turn::{AgentError, Turn},
};

/// Answers people with tools. It keeps nothing between turns.
pub struct Agent {
    primary: Option<Arc<dyn Model>>,
    fallback: Arc<dyn Model>,
}

impl Agent {
    /// An agent on an OpenAI-compatible endpoint, or on the built-in model alone (FR-310).
    #[must_use]
    pub fn new(model: Option<OpenAiConfig>, http: reqwest::Client) -> Self {
        Self::from_model(model.map(|config| Arc::new(OpenAi::new(config, http)) as Arc<dyn Model>))
    }

    /// An agent on any model, with the built-in one to fall back on.
    #[must_use]
    pub fn from_model(primary: Option<Arc<dyn Model>>) -> Self {
        Self {
            primary,
            fallback: Arc::new(BuiltIn),
        }
    }

    /// Runs one turn. `history` ends with the person's new entry. Replies are recorded before their tools run, results
    /// as they come (FR-306); a turn takes at most [`MAX_STEPS`] model steps (FR-307).
    ///
    /// # Errors
    /// When an entry could not be recorded. What a model or a tool does wrong is never an error here.
    pub async fn run(
        &self,
        history: Vec<Entry>,
        tools: &dyn Tools,
        transcript: &mut dyn Transcript,
        events: &mut dyn EventSink,
    ) -> Result<TurnOutcome, AgentError> {
        Turn::new(
            self.primary.as_deref(),
            &*self.fallback,
            history,
            tools,
            transcript,
            events,
        )
        .run()
        .await
    }
}
