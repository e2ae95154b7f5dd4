//! The way to Postgres and to mcp: requests arrive late or not at all, and so do their answers.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::oneshot,
    time::{Instant, sleep},
};

use crate::{chance::Chance, figures::Counts, memory::Memory};

/// How bad things are, in cases of a thousand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weather {
    /// Requests that are lost on their way, answers that are lost on theirs.
    pub(crate) loses: u64,
    /// Messages that take long.
    pub(crate) delays: u64,
    /// Calls that arrive twice.
    pub(crate) doubles: u64,
    /// Calls that pass their check and come to nothing.
    pub(crate) rolls_back: u64,
    /// Models that fail or fall silent.
    pub(crate) models: u64,
}

impl Weather {
    /// Nothing goes wrong.
    pub(crate) const CALM: Self = Self {
        loses: 0,
        delays: 0,
        doubles: 0,
        rolls_back: 0,
        models: 0,
    };
}

/// What the processes of one world share.
#[derive(Clone)]
pub(crate) struct Network {
    pub(crate) chance: Chance,
    memory: Arc<Mutex<Memory>>,
    weather: Arc<Mutex<Weather>>,
    begin: Instant,
    pub(crate) counts: Counts,
}

/// The answer did not come; whether the request arrived, nobody can tell.
#[derive(Debug)]
pub(crate) struct Lost;

impl Network {
    pub(crate) fn new(chance: Chance, memory: Memory, weather: Weather) -> Self {
        Self {
            chance,
            memory: Arc::new(Mutex::new(memory)),
            weather: Arc::new(Mutex::new(weather)),
            begin: Instant::now(),
            counts: Counts::default(),
        }
    }

    /// The time since the world began.
    pub(crate) fn now(&self) -> Duration {
        Instant::now().duration_since(self.begin)
    }

    pub(crate) fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn weather(&self) -> Weather {
        *self.weather.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on nothing goes wrong.
    pub(crate) fn clear_up(&self) {
        *self.weather.lock().unwrap_or_else(PoisonError::into_inner) = Weather::CALM;
    }

    /// How long a message is on its way.
    pub(crate) fn way(&self) -> Duration {
        if self.chance.happens(self.weather().delays) {
            self.counts.count(|counts| &counts.delays);
            self.chance.time(12_000)
        } else {
            self.chance.time(4)
        }
    }

    /// Whether a message is lost.
    pub(crate) fn loses(&self) -> bool {
        let lost = self.chance.happens(self.weather().loses);
        if lost {
            self.counts.count(|counts| &counts.losses);
        }
        lost
    }

    /// One request that is carried out at one moment. It goes on by itself: whoever asked may be dead when it arrives.
    ///
    /// # Errors
    /// When the request or its answer is lost.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory, Duration) -> T + Send + 'static,
    ) -> Result<T, Lost> {
        let (answer, answered) = oneshot::channel();
        let network = self.clone();
        tokio::spawn(async move {
            pass(network.way()).await;
            if network.loses() {
                return;
            }
            let done = work(&mut network.memory(), network.now());
            if network.loses() {
                return;
            }
            pass(network.way()).await;
            // Nobody waits for it where the process died.
            drop(answer.send(done));
        });
        answered.await.map_err(|_| Lost)
    }
}

/// Waits, also not at all.
pub(crate) async fn pass(time: Duration) {
    if time.is_zero() {
        tokio::task::yield_now().await;
    } else {
        sleep(time).await;
    }
}
