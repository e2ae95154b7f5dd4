//! The issuer's signing keys: seeded by configuration, fetched when unknown or old, kept while the issuer is down (FR-402).

mod schedule;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
    time::Duration,
};

use jsonwebtoken::{DecodingKey, jwk::JwkSet};
use reqwest::Url;
use tokio::time::Instant;

use super::key_set;
use crate::{
    error::{Error, Result},
    telemetry::{self, Phase},
};
use schedule::{Advice, Schedule};

/// Nobody waits longer for an issuer that does not answer: the next one asks it again.
const FETCH_TIMEOUT: Duration = Duration::from_secs(3);
/// A key set is small; more is not a key set.
const MAX_BYTES: usize = 256 * 1024;

/// A cache of verification keys by `kid`.
pub(super) struct Keys {
    source: Option<Arc<Source>>,
    known: Arc<RwLock<Known>>,
}

/// Where keys are fetched.
struct Source {
    url: Url,
    client: reqwest::Client,
    schedule: Mutex<Schedule>,
    /// One fetch at a time.
    fetching: tokio::sync::Mutex<()>,
    known: Arc<RwLock<Known>>,
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

impl Keys {
    pub(super) fn new(url: Option<Url>, seed: Option<&JwkSet>, client: reqwest::Client) -> Self {
        let keys = seed.map(key_set::by_name).unwrap_or_default();
        let known = Arc::new(RwLock::new(Known { keys, fetches: 0 }));
        let source = url.map(|url| {
            Arc::new(Source {
                url,
                client,
                schedule: Mutex::new(Schedule::new(Instant::now())),
                fetching: tokio::sync::Mutex::new(()),
                known: known.clone(),
            })
        });
        Self { source, known }
    }

    /// Fetches the keys unless some are known. A failure is the first caller's to find out.
    pub(super) async fn warm_up(&self) {
        let Some(source) = &self.source else { return };
        let _one = source.fetching.lock().await;
        if !read(&self.known).keys.is_empty() {
            return;
        }
        if let Ok(keys) = source.fetch().await {
            source.replace(keys);
            telemetry::reached(Phase::Keys);
        }
    }

    /// The key named `kid`, or `None` when the issuer does not have it.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the key is unknown and the issuer cannot be asked.
    pub(super) async fn get(&self, kid: &str) -> Result<Option<Key>> {
        let key = cached(&self.known, kid);
        let Some(source) = &self.source else {
            return Ok(key);
        };
        match source.advice(key.is_some()) {
            Advice::Keep => {}
            Advice::Refresh => {
                let source = source.clone();
                tokio::spawn(async move { source.refresh().await });
                return Ok(key);
            }
            Advice::Wait => source.look(kid).await,
        }
        match cached(&self.known, kid) {
            None if source.schedule().has_failed() => Err(Error::Unavailable {
                what: "the sign-in service",
                source: "the signing keys cannot be fetched".into(),
            }),
            key => Ok(key),
        }
    }
}

fn read(known: &RwLock<Known>) -> std::sync::RwLockReadGuard<'_, Known> {
    known.read().unwrap_or_else(PoisonError::into_inner)
}

fn cached(known: &RwLock<Known>, kid: &str) -> Option<Key> {
    let known = read(known);
    known.keys.get(kid).map(|key| Key {
        key: key.clone(),
        fetches: known.fetches,
    })
}

impl Source {
    fn schedule(&self) -> MutexGuard<'_, Schedule> {
        self.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn advice(&self, is_known: bool) -> Advice {
        self.schedule().advice(Instant::now(), is_known)
    }

    /// Fetches the keys for a request that waits for one, unless another request has, meanwhile.
    async fn look(&self, kid: &str) {
        let _one = self.fetching.lock().await;
        if self.advice(cached(&self.known, kid).is_some()) == Advice::Wait {
            self.fetch_all().await;
        }
    }

    /// Fetches the keys behind the requests, unless that is under way.
    async fn refresh(&self) {
        if let Ok(_one) = self.fetching.try_lock()
            && self.advice(true) != Advice::Keep
        {
            self.fetch_all().await;
        }
    }

    async fn fetch_all(&self) {
        match self.fetch().await {
            Ok(keys) => self.replace(keys),
            Err(error) => {
                tracing::warn!(error = %error, "signing keys could not be fetched");
                self.schedule().failed(Instant::now());
            }
        }
    }

    fn replace(&self, keys: HashMap<String, DecodingKey>) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.keys = keys;
        known.fetches += 1;
        self.schedule().fetched(Instant::now());
    }

    async fn fetch(&self) -> std::result::Result<HashMap<String, DecodingKey>, String> {
        let request = self.client.get(self.url.clone()).timeout(FETCH_TIMEOUT);
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
