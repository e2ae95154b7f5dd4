//! What the chat function needs from the environment.

use std::time::Duration;

use agent::ApiKey;
use reqwest::Url;
use shared::config::{self, AuthConfig, DatabaseConfig, Environment, ModelConfig, TrustConfig};

/// The chat function's configuration.
#[derive(Debug)]
pub struct ChatConfig {
    /// Where conversations are.
    pub database: DatabaseConfig,
    /// Whose tokens are accepted.
    pub auth: AuthConfig,
    /// The mcp function's endpoint (`MCP_URL`).
    pub mcp_url: Url,
    /// The OpenAI-compatible endpoints, in the order in which they are asked; without one the built-in model answers.
    pub models: Vec<agent::OpenAiConfig>,
    /// How much a turn may take (`CHAT_TURN_SECONDS`, `CHAT_TURN_OUTPUT_TOKENS`).
    pub bounds: agent::Bounds,
    /// Trust for TLS to models and to mcp.
    pub trust: TrustConfig,
}

impl ChatConfig {
    /// Reads `DATABASE_URL`, `AUTH_…`, `MCP_URL`, `LLM_…`, `CHAT_TURN_…` and `EXTRA_CA_FILE`.
    pub fn read(environment: &mut Environment) -> Option<Self> {
        let database = DatabaseConfig::read(environment);
        let auth = AuthConfig::read(environment);
        let service = config::service_url(environment);
        let mcp_url = environment.required(
            "MCP_URL",
            "the mcp function's endpoint, such as http://127.0.0.1:8082/mcp",
            service,
        );
        let models = models(environment);
        let bounds = bounds(environment);
        let trust = TrustConfig::read(environment);
        Some(Self {
            database: database?,
            auth: auth?,
            mcp_url: mcp_url?,
            models,
            bounds,
            trust,
        })
    }
}

/// Reads `CHAT_TURN_SECONDS` (5 to 600, 90 by default) and `CHAT_TURN_OUTPUT_TOKENS` (256 to 1,000,000, 8,192 by default).
fn bounds(environment: &mut Environment) -> agent::Bounds {
    let default = agent::Bounds::default();
    let seconds = environment.optional("CHAT_TURN_SECONDS", |value| number(value, 5, 600));
    let output_tokens = environment.optional("CHAT_TURN_OUTPUT_TOKENS", |value| {
        number(value, 256, 1_000_000)
    });
    agent::Bounds {
        time: seconds.map_or(default.time, |seconds| Duration::from_secs(seconds.into())),
        output_tokens: output_tokens.unwrap_or(default.output_tokens),
    }
}

fn number(value: &str, least: u32, most: u32) -> Result<u32, String> {
    let number = value.parse().ok();
    number
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| format!("{value:?} is not a number from {least} to {most}"))
}

/// Reads `LLM_…` and `LLM_FALLBACK_…`.
pub fn models(environment: &mut Environment) -> Vec<agent::OpenAiConfig> {
    ModelConfig::read_all(environment)
        .into_iter()
        .map(|model| {
            agent::OpenAiConfig::new(
                model.base_url,
                model.model,
                model.api_key.map(|key| ApiKey::new(key.expose())),
                model.context_tokens.get(),
            )
        })
        .collect()
}
