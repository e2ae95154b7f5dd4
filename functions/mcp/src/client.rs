//! What a client calls itself (FR-271).

use http::{HeaderMap, header};
use rmcp::model::RequestMetaObject;
use shared::{auth::Identity, task::ClientName};

/// The name in the message, as since 2026-07-28. Older clients say it once, to a process that may be gone: of them it is
/// what they are registered as or what their token is called, or else the product that their HTTP library names.
pub(crate) fn name(
    identity: &Identity,
    meta: &RequestMetaObject,
    headers: &HeaderMap,
) -> Option<ClientName> {
    if let Some(client) = meta.client_info() {
        return ClientName::of(client.title.as_ref().unwrap_or(&client.name));
    }
    if let Some(name) = identity.client_name() {
        return Some(name.clone());
    }
    let agent = headers.get(header::USER_AGENT)?.to_str().ok()?;
    ClientName::of(agent.split(['/', ' ']).next()?)
}
