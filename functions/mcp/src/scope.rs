//! What a caller was allowed, before the MCP library sees the message: a client learns from HTTP what it has to ask the
//! person for (FR-213).

use std::borrow::Cow;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use shared::{
    Error,
    auth::{Identity, Scope},
    http::Problem,
};

use crate::{
    resource::{self, ProtectedResource},
    tools,
};

/// What anybody may ask who has a token at all: what there is, not what is in it.
const DISCOVERY: [&str; 8] = [
    "initialize",
    "ping",
    "prompts/get",
    "prompts/list",
    "resources/list",
    "resources/templates/list",
    "server/discover",
    "tools/list",
];

/// As much of a message as says what it needs.
#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    method: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    params: Option<Params<'a>>,
}

#[derive(Deserialize)]
struct Params<'a> {
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
}

/// A call that a client was not given the scope for.
pub(crate) struct Missing<'a> {
    scope: Scope,
    what: Cow<'a, str>,
}

/// What this message lacks. What cannot be read here is the library's to refuse, and a tool asks once more.
pub(crate) fn missing<'a>(identity: &Identity, body: &'a [u8]) -> Option<Missing<'a>> {
    if matches!(identity, Identity::Session(_)) {
        return None;
    }
    let Message { method, params } = serde_json::from_slice(body).ok()?;
    let method = method?;
    let (scope, what) = if method == "tools/call" {
        let tool = params?.name?;
        (tools::scope(&tool)?, tool)
    } else if method.starts_with("notifications/") || DISCOVERY.contains(&&*method) {
        return None;
    } else {
        (Scope::Read, method)
    };
    (!identity.has(scope)).then_some(Missing { scope, what })
}

impl Missing<'_> {
    /// 403, with what to ask for: what the client has, and what it lacks (RFC 6750, section 3.1).
    pub(crate) fn answer(
        &self,
        identity: &Identity,
        resource: Option<&ProtectedResource>,
    ) -> Response {
        let scopes: Vec<Scope> = Scope::OAUTH
            .into_iter()
            .filter(|scope| *scope == self.scope || identity.has(*scope))
            .collect();
        let asked = resource.map_or_else(
            || resource::scope(&scopes),
            |resource| resource.challenge(&scopes),
        );
        let description = format!("this needs the scope {}", self.scope);
        let challenge = format!(
            r#"Bearer error="insufficient_scope", error_description="{description}", {asked}"#
        );
        let Ok(challenge) = HeaderValue::try_from(challenge) else {
            return Error::internal("a challenge is no header").into_response();
        };
        tracing::info!(needed = self.scope.as_str(), "a scope is missing");
        Problem::new(
            StatusCode::FORBIDDEN,
            "insufficient-scope",
            "Not allowed",
            refusal(self.scope, &self.what),
        )
        .with_header(header::WWW_AUTHENTICATE, challenge)
        .into_response()
    }
}

/// What a person is told of a scope that is missing.
pub(crate) fn refusal(scope: Scope, what: &str) -> String {
    format!(
        "This client was not given the scope {scope}, which {what} needs. Ask the user to connect it again and allow that, or to make a token with it."
    )
}
