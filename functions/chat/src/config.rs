//! What the chat function needs from the environment.

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
    /// Trust for TLS to models and to mcp.
    pub trust: TrustConfig,
}

impl ChatConfig {
    /// Reads `DATABASE_URL`, `AUTH_…`, `MCP_URL`, `LLM_…` and `EXTRA_CA_FILE`.
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
        let trust = TrustConfig::read(environment);
        Some(Self {
            database: database?,
            auth: auth?,
            mcp_url: mcp_url?,
            models,
            trust,
        })
    }
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
