//! The issuer's signing keys: seeded by configuration, fetched when unknown, kept while the issuer is down (FR-402).

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
    time::{Duration, Instant},
};

use jsonwebtoken::{DecodingKey, jwk::JwkSet};
use reqwest::Url;

use super::key_set;
use crate::error::{Error, Result};

/// An unknown `kid` asks the issuer again at most this often.
const COOLDOWN: Duration = Duration::from_secs(10);
/// After a failed fetch the next one may follow sooner.
const RETRY: Duration = Duration::from_secs(1);
/// Keys older than this are fetched again, so that a withdrawn key ends.
const MAX_AGE: Duration = Duration::from_hours(1);
/// Nobody waits longer for an issuer that does not answer: the next one asks it again.
const FETCH_TIMEOUT: Duration = Duration::from_secs(3);
/// A key set is small; more is not a key set.
const MAX_BYTES: usize = 256 * 1024;

/// A cache of verification keys by `kid`.
pub(super) struct Keys {
    url: Option<Url>,
    client: reqwest::Client,
    known: RwLock<Known>,
    last_fetch: tokio::sync::Mutex<Option<Fetch>>,
}

#[derive(Default)]
struct Known {
    keys: HashMap<String, DecodingKey>,
    fetches: u64,
}

/// A key of the issuer's.
pub(super) struct Key {
    pub(super) key: DecodingKey,
    /// The same as long as no keys were fetched since.
    pub(super) fetches: u64,
}

#[derive(Clone, Copy)]
struct Fetch {
    at: Instant,
    succeeded: bool,
}

impl Keys {
    pub(super) fn new(url: Option<Url>, seed: Option<&JwkSet>, client: reqwest::Client) -> Self {
        let keys = seed.map(key_set::by_name).unwrap_or_default();
        Self {
            url,
            client,
            known: RwLock::new(Known { keys, fetches: 0 }),
            last_fetch: tokio::sync::Mutex::new(None),
        }
    }

    /// Fetches the keys unless some are known. A failure is the first caller's to find out.
    pub(super) async fn warm_up(&self) {
        let mut last = self.last_fetch.lock().await;
        let is_cold = self
            .known
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .keys
            .is_empty();
        let Some(url) = self.url.as_ref().filter(|_| is_cold) else {
            return;
        };
        if let Ok(keys) = self.fetch(url).await {
            *last = Some(Fetch {
                at: Instant::now(),
                succeeded: true,
            });
            self.replace(keys);
        }
    }

    /// The key named `kid`, or `None` when the issuer does not have it.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the key is unknown and the issuer cannot be asked.
    pub(super) async fn get(&self, kid: &str) -> Result<Option<Key>> {
        let key = self.cached(kid);
        let Some(url) = &self.url else { return Ok(key) };
        if key.is_some() && !self.is_old() {
            return Ok(key);
        }
        let mut last = self.last_fetch.lock().await;
        if let Some(key) = self
            .cached(kid)
            .filter(|_| last.is_none_or(|fetch| fetch.at.elapsed() < MAX_AGE))
        {
            return Ok(Some(key));
        }
        let resting = last.is_some_and(|fetch| {
            fetch.at.elapsed() < if fetch.succeeded { COOLDOWN } else { RETRY }
        });
        if !resting {
            let fetched = self.fetch(url).await;
            *last = Some(Fetch {
                at: Instant::now(),
                succeeded: fetched.is_ok(),
            });
            match fetched {
                Ok(keys) => self.replace(keys),
                Err(error) => tracing::warn!(error = %error, "signing keys could not be fetched"),
            }
        }
        match self.cached(kid) {
            None if last.is_some_and(|fetch| !fetch.succeeded) => Err(Error::Unavailable {
                what: "the sign-in service",
                source: "the signing keys cannot be fetched".into(),
            }),
            key => Ok(key),
        }
    }

    fn cached(&self, kid: &str) -> Option<Key> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.keys.get(kid).map(|key| Key {
            key: key.clone(),
            fetches: known.fetches,
        })
    }

    fn replace(&self, keys: HashMap<String, DecodingKey>) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.keys = keys;
        known.fetches += 1;
    }

    /// Whether keys that were fetched are due for another look; a fetch that is under way does not count.
    fn is_old(&self) -> bool {
        self.last_fetch
            .try_lock()
            .is_ok_and(|last| last.is_some_and(|fetch| fetch.at.elapsed() >= MAX_AGE))
    }

    async fn fetch(&self, url: &Url) -> std::result::Result<HashMap<String, DecodingKey>, String> {
        let request = self.client.get(url.clone()).timeout(FETCH_TIMEOUT);
        let mut response = request
            .send()
            .await
            .and_then(reqwest::Response::error_for_status)
            .map_err(|error| error.to_string())?;
        // However long it says that it is, and if it says nothing: no more than this is read.
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| error.to_string())? {
            if body.len() + chunk.len() > MAX_BYTES {
                return Err(format!("the key set is larger than {MAX_BYTES} bytes"));
            }
            body.extend_from_slice(&chunk);
        }
        // A set without keys is an error as well: those that are known are better than none.
        key_set::parse(&body).map(|set| key_set::by_name(&set))
    }
}
