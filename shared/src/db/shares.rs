//! What one person may hold of what all share, so that who waits for themselves keeps nobody else waiting (FR-461).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::bounds::Bound;
use crate::{
    auth::UserId,
    error::{Error, Result},
    metrics::{self, Limit},
};

/// So many people are remembered before those who hold nothing are looked for.
const REMEMBERED: usize = 1_000;

/// So many permits for each person.
#[derive(Clone)]
pub(super) struct Shares {
    of_each: usize,
    people: Arc<Mutex<HashMap<UserId, Arc<Semaphore>>>>,
}

impl Shares {
    pub(super) fn new(of_each: usize) -> Self {
        Self {
            of_each,
            people: Arc::default(),
        }
    }

    /// One of the person's permits, as soon as there is one.
    ///
    /// # Errors
    /// [`Error::Busy`] when there is none in time.
    pub(super) async fn take(&self, user: &UserId, bound: &Bound) -> Result<OwnedSemaphorePermit> {
        take(self.of(user), bound).await
    }

    fn of(&self, user: &UserId) -> Arc<Semaphore> {
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        if people.len() > REMEMBERED {
            // Whoever holds or awaits a permit has another reference.
            people.retain(|_, permits| Arc::strong_count(permits) > 1);
        }
        let permits = people.entry(user.clone());
        permits
            .or_insert_with(|| Arc::new(Semaphore::new(self.of_each)))
            .clone()
    }
}

/// A permit of those that all share.
///
/// # Errors
/// [`Error::Busy`] when there is none in time.
pub(super) async fn take(permits: Arc<Semaphore>, bound: &Bound) -> Result<OwnedSemaphorePermit> {
    let permit = bound.wait(permits.acquire_owned()).await;
    let permit = permit.inspect_err(|_| metrics::refused(Limit::Connections));
    permit.map_err(Error::busy)?.map_err(Error::busy)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-461: nobody is remembered for ever.
    #[test]
    fn people_who_hold_nothing_are_forgotten() {
        let shares = Shares::new(2);
        let ann = shares.of(&UserId::for_test("ann"));
        let held = ann.clone().try_acquire_owned();
        drop(ann);
        for number in 0..=REMEMBERED {
            shares.of(&UserId::for_test(&number.to_string()));
        }
        assert!(held.is_ok());
        assert_eq!(shares.of(&UserId::for_test("ann")).available_permits(), 1);
        let remembered = shares.people.lock().map(|people| people.len());
        assert!(remembered.is_ok_and(|remembered| remembered < REMEMBERED));
    }
}
