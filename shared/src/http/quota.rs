//! Telling callers where they stand, and refusing those that ask too often (FR-118).

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    extract::{Request, State},
    http::{Extensions, HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};

use crate::{
    auth::UserId,
    error::{Error, Result},
    quota::{Quota, Requests, WINDOW},
};

/// draft-ietf-httpapi-ratelimit-headers-10, section 4.
pub(super) const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// The same, section 3.
pub(super) const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// What this request's answer tells of its caller's quotas.
#[derive(Clone)]
pub struct Quotas {
    requests: Arc<Requests>,
    told: Arc<Mutex<Vec<Quota>>>,
}

impl Quotas {
    /// Those of the request that has these extensions; none for a router that nothing was put around.
    #[must_use]
    pub fn of(extensions: &Extensions) -> Option<Self> {
        extensions.get().cloned()
    }

    /// Counts a request of this person.
    ///
    /// # Errors
    /// [`Error::TooMany`].
    pub fn count(&self, user: &UserId) -> Result<()> {
        let quota = self.requests.count(user);
        self.tell(quota);
        quota.granted().map(drop)
    }

    /// Has the answer tell this.
    pub fn tell(&self, quota: Quota) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.push(quota);
    }

    /// Has the answer tell what was too much, if that is what went wrong.
    pub fn tell_of(&self, error: &Error) {
        if let Error::TooMany(quota) = error {
            self.tell(*quota);
        }
    }
}

/// The layer: lets handlers count, and writes the headers.
pub(super) async fn layer(
    State(requests): State<Arc<Requests>>,
    mut request: Request,
    next: Next,
) -> Response {
    let told = Arc::default();
    request.extensions_mut().insert(Quotas {
        requests,
        told: Arc::clone(&told),
    });
    let mut response = next.run(request).await;
    let told = told.lock().unwrap_or_else(PoisonError::into_inner);
    let mut write = |name, each: fn(&Quota) -> String| {
        let value = told.iter().map(each).collect::<Vec<_>>().join(", ");
        if let (false, Ok(value)) = (value.is_empty(), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    };
    write(RATE_LIMIT_POLICY, |quota| {
        let name = quota.counted.as_str();
        format!("\"{name}\";q={};w={}", quota.limit, WINDOW.as_secs())
    });
    write(RATE_LIMIT, |quota| {
        let name = quota.counted.as_str();
        let reset = seconds(quota.full_in);
        format!("\"{name}\";r={};t={reset}", quota.remaining)
    });
    response
}

/// Whole seconds, so that whoever waits for them has waited long enough.
pub(super) fn seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}
