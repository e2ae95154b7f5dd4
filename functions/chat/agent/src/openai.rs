//! A model behind any OpenAI-compatible endpoint (FR-310).

mod accumulate;
mod config;
mod echo;
mod failure;
mod form;
mod history;
mod lines;
mod quota;
mod reading;
mod request;
mod retry;
mod schema;
mod speech;
mod stream;

use std::sync::Arc;

use async_trait::async_trait;
use clock::{Clock, Ids};
use reqwest::header;
use serde_json::Value;
use tokio::time::{Instant, timeout_at};

use crate::model::{Detail, Model, ModelError, ModelRequest, Reply, TextSink};
use form::Form;
use quota::Quota;
use reading::Words;

pub use config::{ApiKey, OpenAiConfig, Timeouts};
pub use schema::sanitize_schema;

/// A model behind an OpenAI-compatible endpoint.
pub struct OpenAi {
    config: OpenAiConfig,
    http: reqwest::Client,
    name: String,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    quota: Quota,
}

impl OpenAi {
    /// The endpoint over the given client, which must bound connecting.
    #[must_use]
    pub fn new(
        config: OpenAiConfig,
        http: reqwest::Client,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Self {
        let name = config.author();
        Self {
            config,
            http,
            name,
            clock,
            ids,
            quota: Quota::default(),
        }
    }
}

#[async_trait]
impl Model for OpenAi {
    fn name(&self) -> &str {
        &self.name
    }

    async fn respond(
        &self,
        request: ModelRequest<'_>,
        text: &mut dyn TextSink,
    ) -> Result<Reply, ModelError> {
        self.quota.check(self.clock.now())?;
        let mut form = Form::remembered(request.history, &self.name);
        let mut words = Words::new(text, request);
        let (mut repeated, mut reshaped) = (false, false);
        loop {
            let body = request::body(&self.config, &self.name, &form, request);
            let error = match self.attempt(&body, &mut words).await {
                Ok(reply) => return Ok(form.mark(reply)),
                Err(error) => self.told(error),
            };
            // What was said cannot be unsaid: a second reply would say it twice.
            if words.said() {
                return Err(error);
            }
            let other = form.after(&error, &body);
            // What is not said about the conversation may come before what is.
            let other =
                other.filter(|other| !reshaped || other.without_usage != form.without_usage);
            if let Some(other) = other {
                tracing::info!(model = self.name, %error, "sending the conversation in another form");
                reshaped |= other.without_usage == form.without_usage;
                form = other;
            } else if let Some(pause) = retry::pause(&error).filter(|_| !repeated) {
                tracing::info!(model = self.name, %error, "asking the endpoint once more");
                repeated = true;
                tokio::time::sleep(pause).await;
            } else {
                return Err(error);
            }
            words.again();
        }
    }
}

impl OpenAi {
    /// The error without the key; a used-up quota is remembered.
    fn told(&self, error: ModelError) -> ModelError {
        self.quota.remember(&error, self.clock.now());
        match &self.config.api_key {
            Some(key) => error.hiding(key.expose()),
            None => error,
        }
    }

    async fn attempt(&self, body: &Value, words: &mut Words<'_>) -> Result<Reply, ModelError> {
        let timeouts = self.config.timeouts;
        let start = Instant::now();
        let (first, end) = (start + timeouts.first_byte, start + timeouts.whole);
        let request = self
            .http
            .post(self.config.address())
            .header(header::ACCEPT, "text/event-stream, application/json")
            .json(body);
        let response = timeout_at(first, self.config.authorize(request).send())
            .await
            .map_err(|_| ModelError::TimedOut("first byte"))?
            .map_err(|error| {
                ModelError::Unavailable(Detail::words(error.without_url().to_string()))
            })?;
        let status = response.status();
        if !status.is_success() {
            let now = self.clock.now();
            let after = retry::after(response.headers(), now);
            let body = stream::error_body(response).await;
            return Err(failure::classify(status.as_u16(), after, &body, now));
        }
        let pieces = stream::pieces(response, first, timeouts.idle, end);
        reading::read(pieces, words, &*self.clock, &*self.ids).await
    }
}
