//! A model behind any OpenAI-compatible endpoint (FR-310).

mod schema;

use std::{fmt, time::Duration};

use async_trait::async_trait;

use crate::model::{Model, ModelError, ModelRequest, Reply, TextSink};

pub use schema::sanitize_schema;

/// A secret that shows itself to nobody but the endpoint.
#[derive(Clone)]
pub struct ApiKey(String);

impl ApiKey {
    /// Keeps a key.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ApiKey(…)")
    }
}

/// How long to wait for an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// From the request to the first byte of the answer.
    pub first_byte: Duration,
    /// Between two pieces of the answer.
    pub idle: Duration,
}

impl Default for Timeouts {
    /// 30 seconds each: thinking models are silent for long, and a person does not wait longer.
    fn default() -> Self {
        Self {
            first_byte: Duration::from_secs(30),
            idle: Duration::from_secs(30),
        }
    }
}

/// Which endpoint answers: `LLM_BASE_URL`, `LLM_MODEL`, `LLM_API_KEY`.
#[derive(Debug, Clone)]
pub struct OpenAiConfig {
    /// The part before `/chat/completions`, with or without a slash at its end.
    pub base_url: String,
    /// The model's name.
    pub model: String,
    /// The bearer key; local endpoints need none.
    pub api_key: Option<ApiKey>,
    /// How long to wait.
    pub timeouts: Timeouts,
}

impl OpenAiConfig {
    /// A configuration with the default timeouts.
    pub fn new(
        base_url: impl Into<String>,
        model: impl Into<String>,
        api_key: Option<ApiKey>,
    ) -> Self {
        Self {
            base_url: base_url.into(),
            model: model.into(),
            api_key,
            timeouts: Timeouts::default(),
        }
    }
}

/// A model behind an OpenAI-compatible endpoint.
pub struct OpenAi {
    config: OpenAiConfig,
    http: reqwest::Client,
    name: String,
}

impl OpenAi {
    /// The endpoint over the given client, which must bound connecting.
    #[must_use]
    pub fn new(config: OpenAiConfig, http: reqwest::Client) -> Self {
        let host = reqwest::Url::parse(&config.base_url)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
            .unwrap_or_default();
        let name = format!("{host}/{}", config.model);
        Self { config, http, name }
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
        let _ = (
            request,
            text,
            &self.http,
            self.config.api_key.as_ref().map(ApiKey::expose),
        );
        Err(ModelError::Unavailable(String::new()))
    }
}
