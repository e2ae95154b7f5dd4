//! The functions and the web app: how each is started and what its environment is.

use std::{net::Ipv4Addr, path::PathBuf};

use super::{
    build::Programs,
    database::Database,
    service::{AUDIENCE, Service},
    web::WebApp,
};
use crate::{
    env,
    failure::{Failure, Outcome},
    ports::Ports,
};

/// The ports of a run.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// The web app's port, unless it runs without.
    pub web: Option<u16>,
    /// The tasks function's port.
    pub tasks: u16,
    /// The mcp function's port.
    pub mcp: u16,
    /// The chat function's port.
    pub chat: u16,
}

impl Layout {
    /// Chooses the ports.
    ///
    /// # Errors
    /// When one that was asked for is in use.
    pub fn choose(ports: &mut Ports, with_web: bool) -> Outcome<Self> {
        Ok(Self {
            web: if with_web {
                Some(ports.choose("WEB_PORT", Some(3000))?)
            } else {
                None
            },
            tasks: ports.choose("TASKS_PORT", Some(8081))?,
            mcp: ports.choose("MCP_PORT", Some(8082))?,
            chat: ports.choose("CHAT_PORT", Some(8083))?,
        })
    }

    /// The web app's origin.
    #[must_use]
    pub fn web_origin(&self) -> Option<String> {
        self.web.map(|port| format!("http://localhost:{port}"))
    }

    /// A function's origin.
    #[must_use]
    pub fn origin(port: u16) -> String {
        format!("http://127.0.0.1:{port}")
    }

    /// The MCP endpoint.
    #[must_use]
    pub fn mcp_url(&self) -> String {
        format!("{}/mcp", Self::origin(self.mcp))
    }
}

/// Who signs the tokens: the web app of this run, or what the caller's environment says (`--no-web`).
///
/// # Errors
/// The variables that are missing.
pub fn identity(layout: &Layout) -> Outcome<Vec<(String, String)>> {
    let pair = |name: &str, value: String| (name.to_owned(), value);
    if let (Some(port), Some(origin)) = (layout.web, layout.web_origin()) {
        let keys = format!("{}/api/auth/jwks", Layout::origin(port));
        return Ok(vec![
            pair("AUTH_JWKS_URL", keys),
            pair("AUTH_ISSUER", origin.clone()),
            pair("AUTH_AUDIENCE", AUDIENCE.to_owned()),
            pair("CORS_ALLOWED_ORIGINS", origin),
        ]);
    }
    let mut given = env::variables(&[
        "AUTH_JWKS_URL",
        "AUTH_JWKS",
        "AUTH_ISSUER",
        "AUTH_AUDIENCE",
        "CORS_ALLOWED_ORIGINS",
    ]);
    let has = |name: &str| given.iter().any(|(given, _)| given == name);
    let mut missing = Vec::new();
    if !has("AUTH_ISSUER") {
        missing.push("AUTH_ISSUER");
    }
    if !has("AUTH_JWKS_URL") && !has("AUTH_JWKS") {
        missing.push("AUTH_JWKS_URL or AUTH_JWKS");
    }
    if !missing.is_empty() {
        return Err(Failure::Told(format!(
            "--no-web: without the web app nobody here signs tokens; set {}",
            missing.join(" and ")
        )));
    }
    if !has("AUTH_AUDIENCE") {
        given.push(pair("AUTH_AUDIENCE", AUDIENCE.to_owned()));
    }
    Ok(given)
}

/// All services, the web app first: it takes longest to start, and functions do not wait for it.
#[must_use]
pub fn all(
    programs: &Programs,
    database: &Database,
    layout: &Layout,
    identity: &[(String, String)],
) -> Vec<Service> {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut common = identity.to_vec();
    common.push(pair("DATABASE_URL", &database.functions_url()));
    if database.keeps_statements() {
        common.push(pair("DATABASE_STATEMENTS", "cached"));
    }
    common.push(pair(
        "LOG_LEVEL",
        &env::variable("LOG_LEVEL").unwrap_or_else(|| "info".to_owned()),
    ));
    common.extend(env::variables(&[
        "DATABASE_POOL_SIZE",
        "DATABASE_STATEMENTS",
        "DATABASE_REQUEST_SECONDS",
        "DATABASE_BULK_SECONDS",
        "DATABASE_EXPORT_SECONDS",
        "KEEP_ALIVE_SECONDS",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "RATE_LIMIT_REQUESTS_PER_MINUTE",
        "RATE_LIMIT_WRITES_PER_MINUTE",
        "RATE_LIMIT_CALLS_PER_MINUTE",
        "TASKS_PER_PERSON",
    ]));
    let function = |name: &'static str, port: u16, own: Vec<(String, String)>| Service {
        name,
        address: Ipv4Addr::LOCALHOST,
        port,
        ready_path: "/health/readiness",
        program: programs.function(name),
        arguments: Vec::new(),
        folder: PathBuf::from("/"),
        environment: [
            common.clone(),
            vec![
                pair("PORT", &port.to_string()),
                pair("OTEL_SERVICE_NAME", name),
            ],
            own,
        ]
        .concat(),
    };
    let hosts = format!("127.0.0.1:{0},localhost:{0}", layout.mcp);
    let mut chat = vec![pair("MCP_URL", &layout.mcp_url())];
    chat.extend(env::variables(&[
        "CHAT_TURN_SECONDS",
        "CHAT_TURN_OUTPUT_TOKENS",
        "LLM_BASE_URL",
        "LLM_MODEL",
        "LLM_API_KEY",
        "LLM_CONTEXT_TOKENS",
        "LLM_FALLBACK_BASE_URL",
        "LLM_FALLBACK_MODEL",
        "LLM_FALLBACK_API_KEY",
        "LLM_FALLBACK_CONTEXT_TOKENS",
    ]));
    let functions = [
        function("tasks", layout.tasks, Vec::new()),
        function(
            "mcp",
            layout.mcp,
            vec![
                pair("MCP_RESOURCE", &layout.mcp_url()),
                pair("MCP_ALLOWED_HOSTS", &hosts),
            ],
        ),
        function("chat", layout.chat, chat),
    ];
    web(programs, database, layout)
        .into_iter()
        .chain(functions)
        .collect()
}

fn web(programs: &Programs, database: &Database, layout: &Layout) -> Option<Service> {
    let web = WebApp {
        folder: programs.web.clone()?,
        address: Ipv4Addr::LOCALHOST,
        port: layout.web?,
        origin: layout.web_origin()?,
        database_url: database.web_url.clone(),
        auth_secret: database.auth_secret.clone(),
        tasks_url: Layout::origin(layout.tasks),
        chat_url: Layout::origin(layout.chat),
        mcp_url: layout.mcp_url(),
        mcp_resource: Some(layout.mcp_url()),
    };
    Some(web.service())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_510_the_web_app_of_the_run_is_the_issuer() {
        let layout = Layout {
            web: Some(3000),
            tasks: 1,
            mcp: 2,
            chat: 3,
        };
        let identity = identity(&layout).unwrap();
        let value = |name: &str| {
            let found = identity.iter().find(|(given, _)| given == name);
            found.map(|(_, value)| value.as_str())
        };
        assert_eq!(value("AUTH_ISSUER"), Some("http://localhost:3000"));
        assert_eq!(
            value("AUTH_JWKS_URL"),
            Some("http://127.0.0.1:3000/api/auth/jwks")
        );
        assert_eq!(value("AUTH_AUDIENCE"), Some("todo-app"));
    }

    #[test]
    fn fr_510_without_web_the_caller_names_the_issuer() {
        let layout = Layout {
            web: None,
            tasks: 1,
            mcp: 2,
            chat: 3,
        };
        let refusal = identity(&layout).unwrap_err().to_string();
        assert!(refusal.contains("AUTH_ISSUER and AUTH_JWKS_URL or AUTH_JWKS"));
    }
}
