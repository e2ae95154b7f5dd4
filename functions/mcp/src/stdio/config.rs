//! What the bridge needs to know.

use reqwest::Url;
use shared::{
    auth::TokenSecret,
    config::{Environment, Secret, TrustConfig, log_filter, safe_url, url},
    telemetry::Targets,
};

/// Where the endpoint is, and for whom it is asked.
pub(super) struct BridgeConfig {
    /// The endpoint with its path (`MCP_URL`): HTTPS, or HTTP on a loopback address, since the token travels there.
    pub(super) url: Url,
    /// The personal access token (`TODO_TOKEN`).
    pub(super) token: Secret,
    /// Trust for TLS connections (`EXTRA_CA_FILE`).
    pub(super) trust: TrustConfig,
    /// What is logged (`LOG_LEVEL`).
    pub(super) log_filter: Targets,
}

impl BridgeConfig {
    pub(super) fn read(environment: &mut Environment) -> Option<Self> {
        let url = environment.required(
            "MCP_URL",
            "the address of the MCP endpoint, with its path",
            address,
        );
        let token = environment.required(
            "TODO_TOKEN",
            "a personal access token; the page Connections makes them",
            token,
        );
        let trust = TrustConfig::read(environment);
        let log_filter = log_filter(environment);
        Some(Self {
            url: url?,
            token: token?,
            trust,
            log_filter,
        })
    }
}

fn address(value: &str) -> Result<Url, String> {
    let address = url(value)?;
    if !address.username().is_empty() || address.password().is_some() {
        return Err("it holds a user name or a password".to_owned());
    }
    safe_url(value)
}

/// What is wrong with a token is told without the token.
fn token(value: &str) -> Result<Secret, &'static str> {
    TokenSecret::parse(value)
        .map(|token| Secret::from(token.expose()))
        .ok_or("not a personal access token (todo_pat_ and 43 characters); the page Connections makes them")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "todo_pat_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    fn problems(pairs: &[(&str, &str)]) -> Option<String> {
        let mut environment = Environment::from_pairs(pairs.iter().copied());
        let config = BridgeConfig::read(&mut environment);
        environment
            .finish(config)
            .err()
            .map(|problems| problems.to_string())
    }

    /// FR-255: what is missing or wrong is named all at once, without the secrets in it.
    #[test]
    fn mistakes_are_named_all_at_once() {
        let nothing = problems(&[]).unwrap();
        let wrong = problems(&[
            ("MCP_URL", "http://ann:secret@todo.example.com/mcp"),
            ("TODO_TOKEN", "secret"),
            ("LOG_LEVEL", "=loud="),
        ])
        .unwrap();
        for name in ["MCP_URL", "TODO_TOKEN"] {
            assert!(nothing.contains(name), "{nothing}");
            assert!(wrong.contains(name), "{wrong}");
        }
        assert!(wrong.contains("LOG_LEVEL"), "{wrong}");
        assert!(!wrong.contains("secret"), "{wrong}");
    }

    /// FR-255: a token travels over TLS, or stays on the machine.
    #[test]
    fn the_endpoint_is_https_or_on_a_loopback_address() {
        for good in [
            "https://mcp.example.com/mcp",
            "http://127.0.0.1:8082/mcp",
            "http://localhost:8082/mcp",
        ] {
            assert_eq!(problems(&[("MCP_URL", good), ("TODO_TOKEN", TOKEN)]), None);
        }
        for bad in ["http://mcp.example.com/mcp", "mcp.example.com", "ftp://a/"] {
            let problems = problems(&[("MCP_URL", bad), ("TODO_TOKEN", TOKEN)]).unwrap();
            assert!(problems.contains("MCP_URL"), "{problems}");
        }
    }
}
