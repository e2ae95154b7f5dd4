//! Telling handlers that wait for something that the process is about to end (FR-411).

use axum::{Router, extract::FromRequestParts, http::request::Parts};
use tokio::sync::watch;

/// Whether the process stops. Where nobody can say so, it never does.
#[derive(Clone)]
pub struct Stopping(Option<watch::Receiver<bool>>);

impl Stopping {
    /// Waits until the process stops.
    pub async fn begun(&mut self) {
        if let Some(stopping) = &mut self.0
            && stopping.wait_for(|stopping| *stopping).await.is_ok()
        {
            return;
        }
        std::future::pending::<()>().await;
    }

    /// The router whose handlers can ask, and what tells them.
    pub(super) fn around(router: Router) -> (Router, watch::Sender<bool>) {
        let (stop, stopping) = watch::channel(false);
        let layer = axum::Extension(Self(Some(stopping)));
        (router.layer(layer), stop)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Stopping {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let known = parts.extensions.get().cloned();
        Ok(known.unwrap_or(Self(None)))
    }
}
