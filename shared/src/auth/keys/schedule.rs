//! When signing keys are fetched. It is told what time it is.

use std::time::Duration;

use tokio::time::Instant;

/// An unknown `kid` has the issuer asked again at most this often.
const COOLDOWN: Duration = Duration::from_secs(10);
/// Keys of this age are fetched again behind the requests.
const REFRESH: Duration = Duration::from_mins(5);
/// Keys of this age are waited for: one that was withdrawn is good for ten minutes at most.
const OLD: Duration = Duration::from_mins(10);
/// After a failure the next try follows so soon; after each further one twice as late.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// No pause is longer.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// What to do for a request that needs a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Advice {
    /// Take what is known.
    Keep,
    /// Take what is known, and fetch the keys behind it.
    Refresh,
    /// Fetch the keys first.
    Wait,
}

/// What was fetched when.
#[derive(Debug)]
pub(super) struct Schedule {
    /// Since when keys are known: seeded ones since the process began.
    since: Instant,
    fetched: Option<Instant>,
    failures: u32,
    failed: Option<Instant>,
}

impl Schedule {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            since: now,
            fetched: None,
            failures: 0,
            failed: None,
        }
    }

    /// What to do, for a key that is known or is not.
    pub(super) fn advice(&self, now: Instant, is_known: bool) -> Advice {
        let rests = |last: Option<Instant>, pause| {
            last.is_some_and(|last| now.duration_since(last) < pause)
        };
        if rests(self.failed, self.pause()) {
            return Advice::Keep;
        }
        if !is_known {
            return if self.failures == 0 && rests(self.fetched, COOLDOWN) {
                Advice::Keep
            } else {
                Advice::Wait
            };
        }
        match now.duration_since(self.since) {
            age if age < REFRESH => Advice::Keep,
            // Nobody waits for an issuer that has just been away.
            age if age < OLD || self.failures > 0 => Advice::Refresh,
            _ => Advice::Wait,
        }
    }

    pub(super) fn fetched(&mut self, now: Instant) {
        (self.since, self.fetched) = (now, Some(now));
        (self.failures, self.failed) = (0, None);
    }

    pub(super) fn failed(&mut self, now: Instant) {
        self.failures = self.failures.saturating_add(1);
        self.failed = Some(now);
    }

    /// Whether the last try failed.
    pub(super) fn has_failed(&self) -> bool {
        self.failures > 0
    }

    fn pause(&self) -> Duration {
        let doubled = 2_u32.saturating_pow(self.failures.saturating_sub(1));
        FIRST_PAUSE.saturating_mul(doubled).min(LONGEST_PAUSE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Advice for a known and an unknown key, so many seconds after the beginning.
    fn advice(schedule: &Schedule, begin: Instant, seconds: u64) -> [Advice; 2] {
        let now = begin + Duration::from_secs(seconds);
        [true, false].map(|is_known| schedule.advice(now, is_known))
    }

    /// FR-402: keys age, seeded or fetched, and are waited for at the end of ten minutes.
    #[test]
    fn keys_age() {
        use Advice::{Keep, Refresh, Wait};
        let begin = Instant::now();
        let mut schedule = Schedule::new(begin);
        assert_eq!(advice(&schedule, begin, 0), [Keep, Wait]);
        assert_eq!(advice(&schedule, begin, 299), [Keep, Wait]);
        assert_eq!(advice(&schedule, begin, 300), [Refresh, Wait]);
        assert_eq!(advice(&schedule, begin, 600), [Wait, Wait]);
        schedule.fetched(begin + Duration::from_mins(10));
        assert_eq!(advice(&schedule, begin, 609), [Keep, Keep]);
        assert_eq!(advice(&schedule, begin, 610), [Keep, Wait]);
        assert_eq!(advice(&schedule, begin, 899), [Keep, Wait]);
        assert_eq!(advice(&schedule, begin, 900), [Refresh, Wait]);
    }

    /// FR-402: after a failure the next try follows within seconds, then later and later, but within a minute.
    #[test]
    fn pauses_grow() {
        use Advice::{Keep, Refresh, Wait};
        let begin = Instant::now();
        let mut schedule = Schedule::new(begin);
        let mut at = 600;
        for pause in [1, 2, 4, 8, 16, 32, 60, 60] {
            schedule.failed(begin + Duration::from_secs(at));
            assert!(schedule.has_failed());
            assert_eq!(advice(&schedule, begin, at + pause - 1), [Keep, Keep]);
            at += pause;
            assert_eq!(
                advice(&schedule, begin, at),
                [Refresh, Wait],
                "after {pause} s"
            );
        }
        schedule.fetched(begin + Duration::from_secs(at));
        assert!(!schedule.has_failed());
        schedule.failed(begin + Duration::from_secs(at + 300));
        assert_eq!(advice(&schedule, begin, at + 301), [Refresh, Wait]);
    }
}
