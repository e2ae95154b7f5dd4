//! What a seed chooses.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// Chance, the same again for the same seed. Clones draw from one source.
#[derive(Debug, Clone)]
pub(crate) struct Chance(Arc<Mutex<fastrand::Rng>>);

impl Chance {
    pub(crate) fn of(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(fastrand::Rng::with_seed(seed))))
    }

    fn draw<T>(&self, draw: impl FnOnce(&mut fastrand::Rng) -> T) -> T {
        draw(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A number below this one, which is not 0.
    pub(crate) fn below(&self, end: u64) -> u64 {
        self.draw(|rng| rng.u64(..end.max(1)))
    }

    /// Whether something happens that does so in so many of a thousand cases.
    pub(crate) fn happens(&self, per_mille: u64) -> bool {
        self.below(1_000) < per_mille
    }

    /// One of these.
    pub(crate) fn one<T: Copy>(&self, of: &[T], otherwise: T) -> T {
        let at = usize::try_from(self.below(of.len() as u64)).unwrap_or_default();
        of.get(at).copied().unwrap_or(otherwise)
    }

    /// A time below so many milliseconds; short ones are the more likely, the longer the end is.
    pub(crate) fn time(&self, end: u64) -> Duration {
        let end = self.below(end) + 1;
        Duration::from_millis(self.below(end))
    }
}
