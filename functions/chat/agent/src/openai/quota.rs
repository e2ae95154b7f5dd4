//! What a process remembers of an endpoint: until when its quota is used up (FR-334).

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::Timestamp;

use crate::model::ModelError;

/// How long an endpoint is left alone that does not say when its quota begins anew.
const UNKNOWN: Duration = Duration::from_hours(1);

/// A used-up quota. Another process, or one that starts again, asks the endpoint once and knows it too.
#[derive(Debug, Default)]
pub(super) struct Quota(Mutex<Option<UsedUp>>);

#[derive(Debug, Clone, Copy)]
struct UsedUp {
    /// Until when nothing is asked.
    until: Timestamp,
    /// What is told.
    told: Option<Timestamp>,
}

impl Quota {
    /// Whether there may be some.
    ///
    /// # Errors
    /// [`ModelError::QuotaExhausted`] when there is none before the time that the endpoint told.
    pub(super) fn check(&self, now: Timestamp) -> Result<(), ModelError> {
        let mut used_up = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match *used_up {
            Some(known) if now < known.until => {
                Err(ModelError::QuotaExhausted { until: known.told })
            }
            _ => {
                *used_up = None;
                Ok(())
            }
        }
    }

    /// Remembers an error that says so.
    pub(super) fn remember(&self, error: &ModelError, now: Timestamp) {
        if let ModelError::QuotaExhausted { until: told } = *error
            && let Some(until) = told.or_else(|| now.checked_add(UNKNOWN).ok())
        {
            let mut used_up = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            *used_up = Some(UsedUp { until, told });
        }
    }
}
