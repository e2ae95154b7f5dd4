//! A process's start, part by part (FR-496): what the first caller of a function at zero waited for.

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::time::Instant;

use crate::metrics;

/// A part of a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Connections are taken.
    Listening,
    /// The first connection to the database is open and warm.
    Database,
    /// The signing keys were fetched.
    Keys,
    /// The first request was there.
    Request,
    /// Its answer was.
    Answer,
}

impl Phase {
    /// Every phase.
    pub const ALL: [Self; 5] = [
        Self::Listening,
        Self::Database,
        Self::Keys,
        Self::Request,
        Self::Answer,
    ];

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Listening => "listening",
            Self::Database => "database",
            Self::Keys => "keys",
            Self::Request => "request",
            Self::Answer => "answer",
        }
    }
}

struct Start {
    began: Instant,
    reached: [OnceLock<Duration>; Phase::ALL.len()],
    told: AtomicBool,
}

static START: OnceLock<Start> = OnceLock::new();

/// Remembers when the process began.
pub(crate) fn begin(began: Instant) {
    START.get_or_init(|| Start {
        began,
        reached: Default::default(),
        told: AtomicBool::new(false),
    });
}

/// Remembers that a part of the start is done, the first time. The answer to the first request ends it, with a line in the log.
pub(crate) fn reached(phase: Phase) {
    // What comes after the start is none of it.
    let Some(start) = START
        .get()
        .filter(|start| !start.told.load(Ordering::Relaxed))
    else {
        return;
    };
    let after = Instant::now() - start.began;
    if start.reached[phase as usize].set(after).is_ok() {
        metrics::reached(phase, after);
    }
    if phase == Phase::Answer && !start.told.swap(true, Ordering::Relaxed) {
        start.tell();
    }
}

impl Start {
    /// Parts that were not needed, or are not done yet, are left out.
    fn tell(&self) {
        let after = |phase: Phase| {
            let after = self.reached[phase as usize].get()?;
            Some(u64::try_from(after.as_micros()).unwrap_or(u64::MAX))
        };
        tracing::info!(
            listening_us = after(Phase::Listening),
            database_us = after(Phase::Database),
            keys_us = after(Phase::Keys),
            request_us = after(Phase::Request),
            answer_us = after(Phase::Answer),
            "cold start"
        );
    }
}
