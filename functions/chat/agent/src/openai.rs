//! A model behind any OpenAI-compatible endpoint (FR-310).

mod accumulate;
mod failure;
mod history;
mod prompt;
mod request;
mod schema;
mod stream;
mod think;

use std::{fmt, time::Duration};

use async_trait::async_trait;
use eventsource_stream::{EventStreamError, Eventsource};
use futures::{StreamExt, stream as streams};
use reqwest::header;
use serde_json::Value;
use tokio::time::{Instant, timeout_at};

use crate::model::{Model, ModelError, ModelRequest, Reply, TextSink};
use accumulate::Accumulator;
use think::ThinkFilter;

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
    /// Between two pieces of the answer; a comment that keeps the connection alive counts.
    pub idle: Duration,
    /// For the whole answer.
    pub whole: Duration,
}

impl Default for Timeouts {
    /// 30 seconds of silence: thinking models are silent for long, and a person does not wait longer. 2 minutes in all.
    fn default() -> Self {
        Self {
            first_byte: Duration::from_secs(30),
            idle: Duration::from_secs(30),
            whole: Duration::from_mins(2),
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
        let body = request::body(&self.config.model, &self.name, request);
        let mut words = Words {
            to: text,
            filter: ThinkFilter::default(),
            said: false,
        };
        let error = match self.attempt(&body, &mut words).await {
            Err(error) => error,
            reply => return reply,
        };
        // What was said cannot be unsaid: a second reply would say it twice.
        let Some(pause) = pause_before_retry(&error).filter(|_| !words.said) else {
            return Err(error);
        };
        tracing::info!(model = self.name, %error, "asking the endpoint once more");
        tokio::time::sleep(pause).await;
        words.filter = ThinkFilter::default();
        self.attempt(&body, &mut words).await
    }
}

/// How long to wait before the one retry; none when another try cannot help or would take too long.
fn pause_before_retry(error: &ModelError) -> Option<Duration> {
    const LONGEST: Duration = Duration::from_secs(10);
    match error {
        ModelError::RateLimited { after } => {
            Some(after.unwrap_or(Duration::from_secs(1))).filter(|pause| *pause <= LONGEST)
        }
        ModelError::Unavailable(_) => Some(Duration::from_millis(500)),
        ModelError::Malformed(_) | ModelError::Truncated => Some(Duration::ZERO),
        _ => None,
    }
}

/// Passes content on, without thoughts.
struct Words<'a> {
    to: &'a mut dyn TextSink,
    filter: ThinkFilter,
    said: bool,
}

impl Words<'_> {
    async fn say(&mut self, text: &str, reply: &mut Accumulator) -> Result<(), ModelError> {
        if text.is_empty() {
            return Ok(());
        }
        reply.shown(text);
        self.said |= !text.trim().is_empty();
        if self.to.text(text).await {
            Ok(())
        } else {
            Err(ModelError::Cancelled)
        }
    }
}

impl OpenAi {
    async fn attempt(&self, body: &Value, words: &mut Words<'_>) -> Result<Reply, ModelError> {
        let timeouts = self.config.timeouts;
        let start = Instant::now();
        let (first, end) = (start + timeouts.first_byte, start + timeouts.whole);
        let base = self.config.base_url.trim_end_matches('/');
        let mut request = self
            .http
            .post(format!("{base}/chat/completions"))
            .header(header::ACCEPT, "text/event-stream, application/json")
            .json(body);
        if let Some(key) = &self.config.api_key {
            request = request.bearer_auth(key.expose());
        }
        let response = timeout_at(first, request.send())
            .await
            .map_err(|_| ModelError::TimedOut("first byte"))?
            .map_err(|error| ModelError::Unavailable(error.without_url().to_string()))?;
        let status = response.status();
        if !status.is_success() {
            let after = retry_after(response.headers());
            let body = stream::error_body(response).await;
            return Err(failure::classify(status.as_u16(), after, &body));
        }
        let json = content_type(response.headers()).contains("json");
        let pieces = stream::pieces(response, first, timeouts.idle, end);
        if json {
            read_whole(&stream::whole(pieces).await?, words).await
        } else {
            read_events(pieces, words).await
        }
    }
}

/// A server that ignores `stream`.
async fn read_whole(body: &[u8], words: &mut Words<'_>) -> Result<Reply, ModelError> {
    let value: Value = serde_json::from_slice(body)
        .map_err(|_| ModelError::Malformed("the answer is not JSON".to_owned()))?;
    let mut reply = Accumulator::default();
    push(&mut reply, &value, words).await?;
    reply.done();
    end(reply, words).await
}

async fn read_events(
    pieces: impl futures::Stream<Item = Result<bytes::Bytes, ModelError>> + Send,
    words: &mut Words<'_>,
) -> Result<Reply, ModelError> {
    let mut framing = stream::Framing::default();
    let framed = pieces
        .map(move |piece| piece.map(|piece| framing.push(&piece)))
        // The last event may lack its blank line.
        .chain(streams::iter([Ok(b"\n\n".to_vec())]));
    let mut events = std::pin::pin!(framed.eventsource());
    let mut reply = Accumulator::default();
    while let Some(event) = events.next().await {
        let event = event.map_err(|error| match error {
            EventStreamError::Transport(error) => error,
            _ => ModelError::Malformed("the stream is not valid".to_owned()),
        })?;
        if event.data.trim() == "[DONE]" {
            reply.done();
            break;
        }
        let Ok(value) = serde_json::from_str::<Value>(&event.data) else {
            return Err(ModelError::Truncated);
        };
        push(&mut reply, &value, words).await?;
    }
    end(reply, words).await
}

async fn push(
    reply: &mut Accumulator,
    value: &Value,
    words: &mut Words<'_>,
) -> Result<(), ModelError> {
    if let Some(error) = failure::in_value(value) {
        return Err(error);
    }
    if let Some(text) = reply.push(value)? {
        let shown = words.filter.push(&text);
        words.say(&shown, reply).await?;
    }
    Ok(())
}

async fn end(mut reply: Accumulator, words: &mut Words<'_>) -> Result<Reply, ModelError> {
    let held = words.filter.finish();
    words.say(&held, &mut reply).await?;
    reply.finish()
}

fn content_type(headers: &header::HeaderMap) -> &str {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

fn retry_after(headers: &header::HeaderMap) -> Option<Duration> {
    let seconds = headers.get(header::RETRY_AFTER)?.to_str().ok()?;
    seconds.trim().parse().ok().map(Duration::from_secs)
}
