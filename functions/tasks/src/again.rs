//! Carrying a request out once more: one that was lost with the database on its way, if it has a key, under which nothing happens
//! twice (FR-462), and one of which nothing was done: it was rolled back in favour of another (FR-449), or its statements were
//! outdated (FR-471). Nothing was sent to the caller before.

use std::sync::{Arc, OnceLock};

use axum::{body::Bytes, extract::Request, http::Method, middleware::Next, response::Response};
use shared::http::{Quotas, Unfinished};
use tokio::time::Instant;

use crate::write::IDEMPOTENCY_KEY;

/// What a request that may come again leaves for that.
#[derive(Clone, Default)]
pub(crate) struct Again {
    read: Arc<OnceLock<(Instant, Bytes)>>,
}

impl Again {
    /// Keeps the body of the request, whose caller is known by now.
    pub(crate) fn keep(&self, body: &Bytes) {
        self.read.get_or_init(|| (Instant::now(), body.clone()));
    }

    /// When the body was read first.
    pub(crate) fn since(&self) -> Instant {
        self.read
            .get()
            .map_or_else(Instant::now, |(since, _)| *since)
    }
}

/// The layer. The second time has as much time as the first one left, and counts as no other request.
pub(crate) async fn layer(request: Request, next: Next) -> Response {
    let has_key = request.headers().contains_key(IDEMPOTENCY_KEY);
    let (mut parts, body) = request.into_parts();
    let again = Again::default();
    if parts.method == Method::GET {
        again.keep(&Bytes::new());
    }
    parts.extensions.insert(again.clone());
    let mut second = parts.clone();
    let response = next.clone().run(Request::from_parts(parts, body)).await;
    let is_right = match response.extensions().get::<Unfinished>() {
        Some(Unfinished::RolledBack) => true,
        Some(Unfinished::Lost) => has_key,
        None => false,
    };
    let body = match again.read.get() {
        Some((_, body)) => body.clone(),
        None if second.method == Method::GET => Bytes::new(),
        None => return response,
    };
    if !is_right {
        return response;
    }
    tracing::warn!("trying once more");
    second.extensions.remove::<Quotas>();
    next.run(Request::from_parts(second, body.into())).await
}
