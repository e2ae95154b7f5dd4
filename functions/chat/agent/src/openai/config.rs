//! Which endpoint answers, and how it is reached.

use std::{fmt, time::Duration};

use reqwest::{RequestBuilder, Url, header::HeaderValue};

/// A secret that shows itself to nobody but the endpoint.
#[derive(Clone)]
pub struct ApiKey(String);

impl ApiKey {
    /// Keeps a key.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    pub(super) fn expose(&self) -> &str {
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

/// Which endpoint answers: `LLM_BASE_URL`, `LLM_MODEL`, `LLM_API_KEY`, `LLM_CONTEXT_TOKENS`.
#[derive(Debug, Clone)]
pub struct OpenAiConfig {
    /// The part before `/chat/completions`, with or without a slash at its end; a query string is kept.
    pub base_url: String,
    /// The model's name.
    pub model: String,
    /// The key; local endpoints need none.
    pub api_key: Option<ApiKey>,
    /// How many tokens a request and its answer may have together.
    pub context_tokens: u32,
    /// How long to wait.
    pub timeouts: Timeouts,
}

impl OpenAiConfig {
    /// A configuration with the default timeouts.
    pub fn new(
        base_url: impl Into<String>,
        model: impl Into<String>,
        api_key: Option<ApiKey>,
        context_tokens: u32,
    ) -> Self {
        Self {
            base_url: base_url.into(),
            model: model.into(),
            api_key,
            context_tokens,
            timeouts: Timeouts::default(),
        }
    }

    /// Who answers: host, port if it is not the scheme's own, and model.
    pub(super) fn author(&self) -> String {
        let host = Url::parse(&self.base_url)
            .ok()
            .and_then(|url| {
                let host = url.host_str()?.to_owned();
                Some(match url.port() {
                    Some(port) => format!("{host}:{port}"),
                    None => host,
                })
            })
            .unwrap_or_default();
        format!("{host}/{}", self.model)
    }

    /// Where requests go: the query string of the base URL, if any, stays behind the path.
    pub(super) fn address(&self) -> String {
        let (base, query) = match self.base_url.split_once('?') {
            Some((base, query)) => (base, format!("?{query}")),
            None => (self.base_url.as_str(), String::new()),
        };
        format!("{}/chat/completions{query}", base.trim_end_matches('/'))
    }

    /// The request with its key: a bearer token, or what Azure and gateways like it take, which a version in the query
    /// string tells as well as the host does.
    pub(super) fn authorize(&self, request: RequestBuilder) -> RequestBuilder {
        let Some(key) = &self.api_key else {
            return request;
        };
        let azure = Url::parse(&self.base_url).is_ok_and(|url| {
            url.host_str()
                .is_some_and(|host| host.ends_with(".azure.com"))
                || url.query_pairs().any(|(name, _)| name == "api-version")
        });
        match HeaderValue::from_str(key.expose()) {
            Ok(mut value) if azure => {
                value.set_sensitive(true);
                request.header("api-key", value)
            }
            _ => request.bearer_auth(key.expose()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-338.
    #[test]
    fn the_address_keeps_the_query_string() {
        for (base, address) in [
            ("https://h/v1", "https://h/v1/chat/completions"),
            ("https://h/v1/", "https://h/v1/chat/completions"),
            (
                "https://h/openai/deployments/d?api-version=1",
                "https://h/openai/deployments/d/chat/completions?api-version=1",
            ),
            ("https://h/v1/?a=b", "https://h/v1/chat/completions?a=b"),
        ] {
            let config = OpenAiConfig::new(base, "m", None, 16_384);
            assert_eq!(config.address(), address);
        }
    }

    #[test]
    fn an_author_is_host_port_and_model() {
        let author = |base: &str| OpenAiConfig::new(base, "m", None, 16_384).author();
        assert_eq!(author("https://example.com/v1"), "example.com/m");
        assert_eq!(author("http://127.0.0.1:11434/v1"), "127.0.0.1:11434/m");
    }
}
