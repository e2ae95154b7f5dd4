//! Which language models answer.

use std::num::NonZeroU32;

use reqwest::Url;

use super::{
    addresses::service_url,
    environment::Environment,
    parts::{Secret, text},
};

/// An OpenAI-compatible endpoint.
#[derive(Debug, Clone)]
pub struct ModelConfig {
    /// `LLM_BASE_URL`, for example `https://generativelanguage.googleapis.com/v1beta/openai/`.
    pub base_url: Url,
    /// `LLM_MODEL`.
    pub model: String,
    /// `LLM_API_KEY`; endpoints on the own machine need none.
    pub api_key: Option<Secret>,
    /// How many tokens a request and its answer may have together (`LLM_CONTEXT_TOKENS`).
    pub context_tokens: NonZeroU32,
}

/// The variables of one endpoint.
struct ModelNames {
    base_url: &'static str,
    model: &'static str,
    api_key: &'static str,
    context_tokens: &'static str,
}

const FIRST_MODEL: ModelNames = ModelNames {
    base_url: "LLM_BASE_URL",
    model: "LLM_MODEL",
    api_key: "LLM_API_KEY",
    context_tokens: "LLM_CONTEXT_TOKENS",
};

const SECOND_MODEL: ModelNames = ModelNames {
    base_url: "LLM_FALLBACK_BASE_URL",
    model: "LLM_FALLBACK_MODEL",
    api_key: "LLM_FALLBACK_API_KEY",
    context_tokens: "LLM_FALLBACK_CONTEXT_TOKENS",
};

impl ModelConfig {
    /// What prompt, tools, and 200 tasks need, with room for what was said.
    const CONTEXT_TOKENS: NonZeroU32 = NonZeroU32::new(16_384).unwrap();

    /// Reads the variables of the endpoints and `CLUSTER_DOMAIN`, the first one and the one to fall back on (FR-336). Without `LLM_BASE_URL`
    /// there is none and the built-in model answers (FR-310).
    pub fn read_all(environment: &mut Environment) -> Vec<Self> {
        let first = Self::read(environment, &FIRST_MODEL);
        let second = Self::read(environment, &SECOND_MODEL);
        if environment.is_set(SECOND_MODEL.base_url) && !environment.is_set(FIRST_MODEL.base_url) {
            environment.problem(
                "LLM_FALLBACK_BASE_URL: set, but LLM_BASE_URL is not; the fallback stands behind it",
            );
        }
        first.into_iter().chain(second).collect()
    }

    fn read(environment: &mut Environment, names: &ModelNames) -> Option<Self> {
        let has_endpoint = environment.is_set(names.base_url);
        let service = service_url(environment);
        let base_url = environment.optional(names.base_url, service);
        let model = if has_endpoint {
            let purpose = format!("the model's name at {}", names.base_url);
            environment.required(names.model, &purpose, text)
        } else {
            None
        };
        let api_key = environment.optional(names.api_key, text).map(Secret::from);
        let context_tokens = environment.optional(names.context_tokens, |value| {
            value
                .parse::<NonZeroU32>()
                .map_err(|_| "not a number of tokens")
        });
        if !has_endpoint
            && [names.model, names.api_key, names.context_tokens]
                .iter()
                .any(|name| environment.is_set(name))
        {
            environment.problem(format!(
                "{}: not set, but {}, {} or {} is; set it too, or none of them",
                names.base_url, names.model, names.api_key, names.context_tokens
            ));
        }
        Some(Self {
            base_url: base_url?,
            model: model?,
            api_key,
            context_tokens: context_tokens.unwrap_or(Self::CONTEXT_TOKENS),
        })
    }
}
