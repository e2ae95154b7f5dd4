//! What a client calls itself (FR-271).

use http::{HeaderMap, header};
use rmcp::model::RequestMetaObject;
use shared::task::ClientName;

/// The name in the message, as since 2026-07-28; of older clients, which say it once to a process that may be gone, the
/// product that their HTTP library names.
pub(crate) fn name(meta: &RequestMetaObject, headers: &HeaderMap) -> Option<ClientName> {
    if let Some(client) = meta.client_info() {
        return ClientName::of(client.title.as_ref().unwrap_or(&client.name));
    }
    let agent = headers.get(header::USER_AGENT)?.to_str().ok()?;
    ClientName::of(agent.split(['/', ' ']).next()?)
}
