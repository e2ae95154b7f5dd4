//! The header by which a caller names a request that must not be carried out twice (FR-116, FR-343).

use axum::{extract::FromRequestParts, http::HeaderMap, http::request::Parts};

use super::Problem;
use crate::db::idempotency::Key;

/// The header with the caller's key.
const NAME: &str = "idempotency-key";

/// The caller's key, if there is one.
#[derive(Debug, Clone)]
pub struct IdempotencyKey(pub Option<Key>);

impl IdempotencyKey {
    /// The key in these headers, in quotes or without (draft-ietf-httpapi-idempotency-key-header).
    ///
    /// # Errors
    /// 400 for several keys, and for one that is none.
    pub fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let mut values = headers.get_all(NAME).iter();
        let Some(value) = values.next() else {
            return Ok(Self(None));
        };
        let invalid = |rule: &str| {
            Problem::invalid_parameter(rule).at_parameter("Idempotency-Key".to_owned())
        };
        if values.next().is_some() {
            return Err(invalid("There are several. A request has one key."));
        }
        let text = value.to_str().unwrap_or_default().trim();
        let bare = text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'))
            .unwrap_or(text);
        let key = Key::parse(bare);
        let key = key.ok_or_else(|| invalid("A key has 1 to 255 visible ASCII characters."))?;
        Ok(Self(Some(key)))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        Self::of(&parts.headers)
    }
}
