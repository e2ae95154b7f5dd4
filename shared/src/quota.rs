//! How much a person may do in a while (FR-118): requests and calls, counted in each process, and writes, counted in the
//! database.

use std::{
    hash::Hash,
    num::NonZeroU32,
    time::{Duration, Instant},
};

use governor::{
    Quota as Rate, RateLimiter, clock::Clock, middleware::StateInformationMiddleware,
    state::keyed::DefaultKeyedStateStore,
};

use crate::{
    auth::UserId,
    error::{Error, Result},
    metrics,
};

/// Limits hold for this long; what was used comes back evenly over it.
pub const WINDOW: Duration = Duration::from_mins(1);
/// So many are remembered before those who did nothing for a while are looked for.
const REMEMBERED: usize = 10_000;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Requests of any kind.
    Requests,
    /// Calls of one tool.
    Calls,
    /// Tasks and settings that are written.
    Writes,
}

impl Counted {
    /// The name that callers see.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Calls => "calls",
            Self::Writes => "writes",
        }
    }
}

/// Where a person stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Of what.
    pub counted: Counted,
    /// How many there are in a [`WINDOW`].
    pub limit: NonZeroU32,
    /// How many are left.
    pub remaining: u32,
    /// When all of them are there again.
    pub full_in: Duration,
    /// When what was asked for is there; zero when it was given.
    pub retry_in: Duration,
}

impl Quota {
    /// Of `limit` in a [`WINDOW`], as much was used as takes until `full_in` to come back, the last request included.
    #[must_use]
    pub fn used(counted: Counted, limit: NonZeroU32, full_in: Duration) -> Self {
        let left = WINDOW.saturating_sub(full_in);
        let whole = left.as_micros() * u128::from(limit.get()) / WINDOW.as_micros();
        Self {
            counted,
            limit,
            remaining: u32::try_from(whole).unwrap_or(u32::MAX),
            full_in,
            retry_in: full_in.saturating_sub(WINDOW),
        }
    }

    /// The quota, unless more was asked for than there is.
    ///
    /// # Errors
    /// [`Error::TooMany`].
    pub fn granted(self) -> Result<Self> {
        if self.retry_in.is_zero() {
            Ok(self)
        } else {
            metrics::refused(self.counted.into());
            Err(Error::TooMany(self))
        }
    }
}

/// The clock of the runtime, which goes on with waits alone where a test pauses it.
#[derive(Clone)]
struct RuntimeClock;

impl Clock for RuntimeClock {
    type Instant = Instant;

    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }
}

/// Counts what this process does for each `K`.
pub struct Meter<K: Hash + Eq + Clone> {
    counted: Counted,
    limit: NonZeroU32,
    counts: RateLimiter<K, DefaultKeyedStateStore<K>, RuntimeClock, StateInformationMiddleware>,
}

/// Counts the requests of each person.
pub type Requests = Meter<UserId>;
/// Counts the calls of each tool by each person (FR-272).
pub type Calls = Meter<(UserId, &'static str)>;

impl<K: Hash + Eq + Clone> Meter<K> {
    /// Nothing was asked for yet.
    #[must_use]
    pub fn new(counted: Counted, limit: NonZeroU32) -> Self {
        Self {
            counted,
            limit,
            counts: RateLimiter::<_, _, _>::new(
                Rate::per_minute(limit),
                DefaultKeyedStateStore::default(),
                RuntimeClock,
            )
            .with_middleware(),
        }
    }

    /// Counts one more.
    #[must_use]
    pub fn count(&self, of: &K) -> Quota {
        if self.counts.len() > REMEMBERED {
            self.counts.retain_recent();
        }
        let each = WINDOW / self.limit.get();
        let full_in = match self.counts.check_key(of) {
            Ok(snapshot) => each * (self.limit.get() - snapshot.remaining_burst_capacity()),
            Err(not_until) => WINDOW + not_until.wait_time_from(RuntimeClock.now()),
        };
        Quota::used(self.counted, self.limit, full_in)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(limit: u32) -> NonZeroU32 {
        NonZeroU32::new(limit).unwrap()
    }

    /// FR-118.
    #[test]
    fn what_was_used_comes_back_evenly() {
        let quota = |seconds| {
            Quota::used(
                Counted::Writes,
                limit(120),
                Duration::from_secs_f64(seconds),
            )
        };
        let shown = |quota: Quota| (quota.remaining, quota.retry_in, quota.granted().is_ok());
        assert_eq!(shown(quota(0.5)), (119, Duration::ZERO, true));
        assert_eq!(shown(quota(60.0)), (0, Duration::ZERO, true));
        assert_eq!(shown(quota(62.5)), (0, Duration::from_millis(2500), false));
    }

    /// FR-118.
    #[test]
    fn requests_are_counted_for_each_person_alone() {
        let requests = Requests::new(Counted::Requests, limit(3));
        let (ann, bob) = (UserId::for_test("ann"), UserId::for_test("bob"));
        let remaining: Vec<_> = (0..3).map(|_| requests.count(&ann).remaining).collect();
        assert_eq!(remaining, [2, 1, 0]);
        let refused = requests.count(&ann);
        assert!(refused.granted().is_err());
        assert_eq!(requests.count(&bob).remaining, 2);
    }

    /// FR-118, FR-491: what was used comes back as the runtime's clock goes on.
    #[tokio::test(start_paused = true)]
    async fn requests_come_back_with_time() {
        let requests = Requests::new(Counted::Requests, limit(3));
        let ann = UserId::for_test("ann");
        let used: Vec<_> = (0..3).map(|_| requests.count(&ann).remaining).collect();
        assert_eq!(used, [2, 1, 0]);
        let refused = requests.count(&ann);
        assert_eq!(refused.retry_in, Duration::from_secs(20));
        tokio::time::sleep(Duration::from_secs(19)).await;
        assert!(requests.count(&ann).granted().is_err());
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert!(requests.count(&ann).granted().is_ok());
        tokio::time::sleep(WINDOW).await;
        assert_eq!(requests.count(&ann).remaining, 2);
    }
}
