//! What a client with a handshake said once, and every request to an endpoint without sessions has to say again.

use std::sync::{Mutex, MutexGuard, PoisonError};

use http::HeaderValue;
use serde_json::Value;

/// Empty until there was one; clients since 2026-07-28 have none.
#[derive(Debug, Default)]
pub(super) struct Handshake(Mutex<Agreed>);

#[derive(Debug, Default)]
struct Agreed {
    version: Option<String>,
    client: Option<HeaderValue>,
}

impl Handshake {
    /// Takes down what the client calls itself, in the form of a `User-Agent`: the endpoint tells it in the history
    /// (FR-271).
    pub(super) fn asked(&self, client: &Value) {
        let product = |text: &str| -> String {
            let kept =
                |character: char| character.is_ascii_alphanumeric() || ".-_".contains(character);
            text.chars()
                .map(|character| if kept(character) { character } else { '-' })
                .collect()
        };
        let agent = client["name"].as_str().map(|name| {
            let version = client["version"].as_str().unwrap_or("0");
            format!("{}/{}", product(name), product(version))
        });
        self.agreed().client = agent.and_then(|agent| HeaderValue::try_from(agent).ok());
    }

    /// Takes down what was agreed on.
    pub(super) fn answered(&self, result: &Value) {
        if let Some(version) = result["protocolVersion"].as_str() {
            self.agreed().version = Some(version.to_owned());
        }
    }

    pub(super) fn version(&self) -> Option<String> {
        self.agreed().version.clone()
    }

    pub(super) fn client(&self) -> Option<HeaderValue> {
        self.agreed().client.clone()
    }

    fn agreed(&self) -> MutexGuard<'_, Agreed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
