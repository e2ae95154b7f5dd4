//! Tokens that were found good a moment ago (ADR 0022). Losing them costs a verification each and nothing else.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::Identity;

/// So many are remembered.
const CAPACITY: usize = 1024;

/// A token's SHA-256: the token itself is not kept.
pub(super) type Hash = [u8; 32];

/// What was found out about a token.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Whom it names.
    pub(super) identity: Identity,
    /// The name of the key that it is signed with.
    pub(super) kid: String,
    /// How often keys had been fetched by then.
    pub(super) fetches: u64,
    /// When it expires.
    pub(super) until: Timestamp,
}

/// The tokens that were found good.
#[derive(Default)]
pub(super) struct Verified(Mutex<HashMap<Hash, Entry>>);

impl Verified {
    /// What is known of a token, unless it has expired.
    pub(super) fn get(&self, hash: &Hash, now: Timestamp) -> Option<Entry> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.get(hash).filter(|entry| now < entry.until).cloned()
    }

    /// Remembers a token. What has expired makes room, or else everything does.
    pub(super) fn keep(&self, hash: Hash, entry: Entry, now: Timestamp) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= CAPACITY {
            entries.retain(|_, entry| now < entry.until);
        }
        if entries.len() >= CAPACITY {
            entries.clear();
        }
        entries.insert(hash, entry);
    }
}

/// What stands for a token.
pub(super) fn hash(token: &str) -> Hash {
    Sha256::digest(token).into()
}

/// The moment that `exp` names, in seconds of the epoch. One that no clock shows is in the past: such a token is
/// verified each time.
pub(super) fn end(exp: f64) -> Timestamp {
    SignedDuration::try_from_secs_f64(exp)
        .ok()
        .filter(SignedDuration::is_positive)
        .and_then(|seconds| Timestamp::UNIX_EPOCH.checked_add(seconds).ok())
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::UserId;

    fn entry(until: Timestamp) -> Entry {
        Entry {
            identity: Identity::Session(UserId::for_test("ann")),
            kid: "key-1".to_owned(),
            fetches: 0,
            until,
        }
    }

    /// FR-418.
    #[test]
    fn a_token_is_known_until_it_expires() {
        let (verified, until) = (Verified::default(), end(1_800_000_000.0));
        verified.keep(hash("a"), entry(until), Timestamp::UNIX_EPOCH);
        let second = SignedDuration::from_secs(1);
        assert!(verified.get(&hash("a"), until - second).is_some());
        assert!(verified.get(&hash("a"), until).is_none());
        assert!(verified.get(&hash("b"), until - second).is_none());
        assert_eq!(end(f64::INFINITY), Timestamp::UNIX_EPOCH);
        assert_eq!(end(-1.0), Timestamp::UNIX_EPOCH);
    }

    /// FR-418.
    #[test]
    fn as_many_are_remembered_as_there_is_room_for() {
        let verified = Verified::default();
        let count = || verified.0.lock().unwrap().len();
        let (now, later) = (end(1.0), end(2.0));
        for number in 0..CAPACITY {
            let until = if number < 10 { now } else { later };
            verified.keep(hash(&number.to_string()), entry(until), now);
        }
        assert_eq!(count(), CAPACITY);
        verified.keep(hash("new"), entry(later), now);
        assert_eq!(count(), CAPACITY - 9);
        for number in 0..CAPACITY {
            verified.keep(hash(&format!("{number} again")), entry(later), now);
        }
        assert!(count() <= CAPACITY);
    }
}
