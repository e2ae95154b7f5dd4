//! Clocks and ids for tests and simulations: the same ones each time.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use jiff::Timestamp;
use tokio::time::Instant;
use uuid::{Builder, Uuid};

use crate::{Clock, Ids};

/// A clock that stands still until a test sets it.
#[derive(Debug)]
pub struct HandClock(Mutex<Timestamp>);

impl HandClock {
    /// A clock that stands at this moment.
    #[must_use]
    pub fn at(moment: Timestamp) -> Self {
        Self(Mutex::new(moment))
    }

    /// Sets the clock, forwards or back.
    pub fn set(&self, moment: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = moment;
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A clock that goes as the runtime's does: where that one is paused, what sleeps an hour sees an hour pass, at once.
#[derive(Debug, Clone, Copy)]
pub struct RuntimeClock {
    begin: Timestamp,
    begun: Instant,
}

impl RuntimeClock {
    /// A clock that shows this moment now.
    #[must_use]
    pub fn from(begin: Timestamp) -> Self {
        Self {
            begin,
            begun: Instant::now(),
        }
    }
}

impl Clock for RuntimeClock {
    /// The last moment there is, for one beyond it.
    fn now(&self) -> Timestamp {
        self.begin
            .checked_add(Instant::now().duration_since(self.begun))
            .unwrap_or(Timestamp::MAX)
    }
}

/// Ids and secrets that count: the same ones in each run.
pub struct CountedIds {
    clock: Arc<dyn Clock>,
    count: AtomicU64,
}

impl CountedIds {
    /// Ids that tell the time of this clock.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            count: AtomicU64::new(0),
        }
    }

    /// Ten bytes that were not there before.
    fn bytes(&self) -> [u8; 10] {
        let count = self.count.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        let mut bytes = [0; 10];
        let (_, end) = bytes.split_at_mut(2);
        end.copy_from_slice(&count);
        bytes
    }
}

impl Ids for CountedIds {
    fn next(&self) -> Uuid {
        let milliseconds = u64::try_from(self.clock.now().as_millisecond()).unwrap_or_default();
        Builder::from_unix_timestamp_millis(milliseconds, &self.bytes()).into_uuid()
    }

    fn fill(&self, secret: &mut [u8]) -> Result<(), getrandom::Error> {
        for piece in secret.chunks_mut(10) {
            let bytes = self.bytes();
            let (begin, _) = bytes.split_at(piece.len());
            piece.copy_from_slice(begin);
        }
        Ok(())
    }
}
