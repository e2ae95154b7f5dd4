//! What a client with a handshake agreed on once, and every request to an endpoint without sessions has to say again.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

/// The version of the protocol; none until there was a handshake, and clients since 2026-07-28 have none.
#[derive(Debug, Default)]
pub(super) struct Handshake(Mutex<Option<String>>);

impl Handshake {
    /// Takes down what was agreed on.
    pub(super) fn answered(&self, result: &Value) {
        if let Some(version) = result["protocolVersion"].as_str() {
            *self.agreed() = Some(version.to_owned());
        }
    }

    pub(super) fn version(&self) -> Option<String> {
        self.agreed().clone()
    }

    fn agreed(&self) -> MutexGuard<'_, Option<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
