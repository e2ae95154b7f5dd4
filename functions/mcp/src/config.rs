//! What the mcp function needs to know beside the database and the issuer.

use std::num::NonZeroU32;

use http::uri::Authority;
use shared::config::{Environment, origin, per_minute, url};

use crate::resource::{self, ProtectedResource};

/// More calls of one tool than people and their assistants need, and a part of all their requests.
const CALLS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(300).unwrap();

/// Who may ask, from where, how often, and for which OAuth resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct McpServerConfig {
    /// The endpoint's public address (`MCP_RESOURCE`), the audience of OAuth access tokens, and who gives them out
    /// (`AUTH_ISSUER`). Without it no OAuth client can sign in.
    pub resource: Option<ProtectedResource>,
    /// The accepted `Host` values (`MCP_ALLOWED_HOSTS`): a name for any port, or name and port. Loopback names by default.
    pub hosts: Vec<String>,
    /// The accepted `Origin` values (`MCP_ALLOWED_ORIGINS`), each with its port. None by default: browsers are refused,
    /// callers without an `Origin` are not.
    pub origins: Vec<String>,
    /// How often one person may call one tool of this process in a minute (`RATE_LIMIT_CALLS_PER_MINUTE`, FR-272).
    pub calls_per_minute: NonZeroU32,
}

impl Default for McpServerConfig {
    fn default() -> Self {
        Self {
            resource: None,
            hosts: ["localhost", "127.0.0.1", "::1"]
                .map(str::to_owned)
                .to_vec(),
            origins: Vec::new(),
            calls_per_minute: CALLS_PER_MINUTE,
        }
    }
}

impl McpServerConfig {
    /// Reads `MCP_RESOURCE`, `MCP_ALLOWED_HOSTS`, `MCP_ALLOWED_ORIGINS` and `RATE_LIMIT_CALLS_PER_MINUTE`; the lists are
    /// separated by commas.
    pub fn read(environment: &mut Environment) -> Option<Self> {
        let defaults = Self::default();
        Some(Self {
            resource: environment
                .optional("MCP_RESOURCE", resource::identifier)
                .and_then(|identifier| {
                    environment.optional("AUTH_ISSUER", |issuer| {
                        ProtectedResource::new(&identifier, issuer)
                    })
                }),
            hosts: environment
                .optional("MCP_ALLOWED_HOSTS", |value| each(value, host))
                .unwrap_or(defaults.hosts),
            origins: environment
                .optional("MCP_ALLOWED_ORIGINS", |value| each(value, origin_with_port))
                .unwrap_or(defaults.origins),
            calls_per_minute: per_minute(
                environment,
                "RATE_LIMIT_CALLS_PER_MINUTE",
                defaults.calls_per_minute,
            ),
        })
    }
}

/// The parsed entries of a comma-separated list, which has at least one.
fn each(
    value: &str,
    parse: impl Fn(&str) -> Result<String, String>,
) -> Result<Vec<String>, String> {
    let entries: Vec<String> = value
        .split(',')
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
        .map(parse)
        .collect::<Result<_, _>>()?;
    if entries.is_empty() {
        return Err("the list is empty".to_owned());
    }
    Ok(entries)
}

fn host(entry: &str) -> Result<String, String> {
    match entry.parse::<Authority>() {
        Ok(authority) if !entry.contains('@') && !authority.host().is_empty() => {
            Ok(entry.to_owned())
        }
        _ => Err("not a host name with or without a port".to_owned()),
    }
}

/// The MCP library takes an entry without a port for any port, so the port is always written out.
fn origin_with_port(entry: &str) -> Result<String, String> {
    let origin = origin(entry)?;
    let parsed = url(&origin)?;
    match (parsed.port(), parsed.port_or_known_default()) {
        (None, Some(port)) => Ok(format!("{origin}:{port}")),
        _ => Ok(origin),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<McpServerConfig, String> {
        let mut environment = Environment::from_pairs(pairs.iter().copied());
        let config = McpServerConfig::read(&mut environment);
        environment
            .finish(config)
            .map_err(|problems| problems.to_string())
    }

    /// FR-210.
    #[test]
    fn lists_are_parsed_and_default_to_loopback() {
        assert_eq!(read(&[]), Ok(McpServerConfig::default()));
        let config = read(&[
            ("MCP_RESOURCE", "https://todo.example.com/mcp"),
            ("AUTH_ISSUER", "https://todo.example.com"),
            (
                "MCP_ALLOWED_HOSTS",
                "todo.example.com, todo-mcp:8080, [::1]:80",
            ),
            (
                "MCP_ALLOWED_ORIGINS",
                "https://todo.example.com,http://localhost:3000",
            ),
        ])
        .unwrap();
        assert_eq!(
            config.resource.as_ref().map(ProtectedResource::identifier),
            Some("https://todo.example.com/mcp")
        );
        assert_eq!(
            config.hosts,
            ["todo.example.com", "todo-mcp:8080", "[::1]:80"]
        );
        assert_eq!(
            config.origins,
            ["https://todo.example.com:443", "http://localhost:3000"]
        );
    }

    /// FR-833: the list that the chart's tests read as well.
    #[test]
    fn mcp_takes_what_the_chart_takes_and_nothing_else() {
        let list = include_str!("../../../specs/008-kubernetes-deployment/contracts/settings.json");
        let rules: Vec<serde_json::Value> = serde_json::from_str(list).unwrap();
        let as_read = |value: &serde_json::Value| match value {
            serde_json::Value::Array(entries) => entries
                .iter()
                .filter_map(serde_json::Value::as_str)
                .collect::<Vec<_>>()
                .join(","),
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let mine = rules.iter().filter(|rule| rule["reader"] == "mcp");
        let mut seen = 0;
        for rule in mine {
            let name = rule["variable"].as_str().unwrap();
            let with = |value| {
                read(&[
                    ("AUTH_ISSUER", "https://todo.example.com"),
                    (name, as_read(value).as_str()),
                ])
            };
            for value in rule["good"].as_array().unwrap() {
                assert!(with(value).is_ok(), "{name}={value}: {:?}", with(value));
            }
            for value in rule["bad"].as_array().unwrap() {
                let problems = with(value).expect_err(&format!("{name}={value}"));
                assert!(problems.contains(name), "{problems}");
                seen += 1;
            }
        }
        assert!(seen > 10, "{seen}");
    }

    /// FR-412.
    #[test]
    fn mistakes_are_named_all_at_once() {
        let problems = read(&[
            ("MCP_RESOURCE", "todo"),
            ("MCP_ALLOWED_HOSTS", "http://todo.example.com/"),
            ("MCP_ALLOWED_ORIGINS", "https://todo.example.com/path"),
        ])
        .unwrap_err();
        for name in ["MCP_RESOURCE", "MCP_ALLOWED_HOSTS", "MCP_ALLOWED_ORIGINS"] {
            assert!(problems.contains(name), "{problems}");
        }
    }

    /// FR-448.
    #[test]
    fn a_broken_value_is_not_repeated() {
        for key in [
            "sk-live key",
            "http://ann:sk-live@",
            "sk-live://x?sk-live",
            "https://x/sk-live?#",
        ] {
            let problems = read(&[
                ("MCP_RESOURCE", key),
                ("AUTH_ISSUER", key),
                ("MCP_ALLOWED_HOSTS", key),
                ("MCP_ALLOWED_ORIGINS", key),
                ("RATE_LIMIT_CALLS_PER_MINUTE", key),
            ])
            .unwrap_err();
            assert!(!problems.contains("sk-live"), "{problems}");
        }
    }

    /// FR-227: an address that no token is given out for, or no client can sign in for, is told at start.
    #[test]
    fn the_resource_is_https_or_on_a_loopback_address() {
        let with = |resource, issuer| read(&[("MCP_RESOURCE", resource), ("AUTH_ISSUER", issuer)]);
        for good in [
            "https://mcp.example.com/mcp",
            "https://mcp.example.com",
            "http://127.0.0.1:8082/mcp",
            "http://localhost:8082/mcp",
            "http://[::1]:8082/mcp",
        ] {
            let config = with(good, "http://localhost:3000").unwrap();
            assert_eq!(config.resource.unwrap().identifier(), good);
        }
        for (bad, why) in [
            ("http://mcp.example.com/mcp", "HTTPS"),
            ("http://192.168.0.7/mcp", "HTTPS"),
            ("http://127.0.0.1.example.com/mcp", "HTTPS"),
            ("https://mcp.example.com/mcp?a=b", "query"),
            ("https://mcp.example.com/mcp#a", "fragment"),
            ("https://ann:secret@mcp.example.com/mcp", "password"),
            ("https://MCP.example.com/secret", "small letters"),
            ("https://secret.example.com:443/mcp", "usual port"),
            ("mcp", "URL"),
        ] {
            let problems = with(bad, "https://todo.example.com").unwrap_err();
            assert!(problems.contains("MCP_RESOURCE"), "{problems}");
            assert!(problems.contains(why), "{problems}");
            assert!(!problems.contains("secret"), "{problems}");
        }
        for issuer in ["http://todo.example.com", "todo-app"] {
            let problems = with("https://mcp.example.com/mcp", issuer).unwrap_err();
            assert!(problems.contains("AUTH_ISSUER"), "{problems}");
        }
    }
}
