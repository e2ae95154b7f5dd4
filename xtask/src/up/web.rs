//! The web app as a process: what its environment is.

use std::{net::Ipv4Addr, path::PathBuf};

use super::service::{AUDIENCE, Service};
use crate::env;

/// Where the web app is, and what it works with.
pub struct WebApp {
    /// The folder with its `server.js`.
    pub folder: PathBuf,
    /// The one address that it listens on.
    pub address: Ipv4Addr,
    /// Its TCP port.
    pub port: u16,
    /// What it is called by, and the issuer of its tokens.
    pub origin: String,
    /// The connection string of its own login.
    pub database_url: String,
    /// `BETTER_AUTH_SECRET`.
    pub auth_secret: String,
    /// The tasks function's origin.
    pub tasks_url: String,
    /// The chat function's origin.
    pub chat_url: String,
    /// The mcp function's endpoint as the web app reaches it.
    pub mcp_url: String,
    /// The address of the MCP endpoint, if clients can sign in for it.
    pub mcp_resource: Option<String>,
}

impl WebApp {
    /// How it is started.
    #[must_use]
    pub fn service(self) -> Service {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut environment = vec![
            pair("NODE_ENV", "production"),
            pair("NEXT_TELEMETRY_DISABLED", "1"),
            pair("PORT", &self.port.to_string()),
            pair("HOSTNAME", &self.address.to_string()),
            pair("DATABASE_URL", &self.database_url),
            pair("BETTER_AUTH_URL", &self.origin),
            pair("BETTER_AUTH_SECRET", &self.auth_secret),
            pair("AUTH_ISSUER", &self.origin),
            pair("AUTH_AUDIENCE", AUDIENCE),
            pair("TASKS_URL", &self.tasks_url),
            pair("CHAT_URL", &self.chat_url),
            pair("MCP_URL", &self.mcp_url),
        ];
        if let Some(resource) = &self.mcp_resource {
            environment.push(pair("MCP_RESOURCE", resource));
        }
        // On a laptop everybody comes from one address, test suites included; what the caller sets comes later and wins.
        environment.push(pair("AUTH_RATE_LIMIT", "1000"));
        environment.extend(env::variables(&[
            "AUTH_RATE_LIMIT",
            "AUTH_PASSWORD_GUESSES",
            "AUTH_IP_HEADER",
            "AUTH_TRUSTED_PROXIES",
        ]));
        Service {
            name: "web",
            address: self.address,
            port: self.port,
            ready_path: "/api/auth/jwks",
            program: env::program("node").unwrap_or_else(|| PathBuf::from("node")),
            arguments: vec!["server.js".to_owned()],
            folder: self.folder,
            environment,
        }
    }
}
