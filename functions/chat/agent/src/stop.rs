//! How a running turn learns that it has to end, and by when it has to.

use std::{future::pending, time::Duration};

use tokio::{sync::watch, time::Instant};

/// Why a turn has to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopReason {
    /// The person stopped it, or its caller went away.
    Stopped,
    /// Another attempt has it, or it is gone.
    Replaced,
}

/// Ends one running turn.
#[derive(Debug, Clone)]
pub struct StopHandle(watch::Sender<Option<StopReason>>);

/// What a running turn looks at.
#[derive(Debug, Clone)]
pub struct StopSignal(watch::Receiver<Option<StopReason>>);

/// A handle and what it tells.
#[must_use]
pub fn stop_channel() -> (StopHandle, StopSignal) {
    let (sender, receiver) = watch::channel(None);
    (StopHandle(sender), StopSignal(receiver))
}

impl StopHandle {
    /// Has the turn end. The first reason counts, but one that was replaced records nothing more.
    pub fn stop(&self, reason: StopReason) {
        self.0.send_if_modified(|known| {
            let news = known.is_none() || reason == StopReason::Replaced;
            if news {
                *known = Some(reason);
            }
            news
        });
    }
}

impl StopSignal {
    /// Why the turn has to end, if it has to.
    #[must_use]
    pub fn reason(&self) -> Option<StopReason> {
        *self.0.borrow()
    }

    /// Waits until the turn has to end.
    pub async fn wait(&self) -> StopReason {
        let mut signal = self.0.clone();
        let stopped = signal.wait_for(Option::is_some).await.map(|reason| *reason);
        match stopped {
            Ok(Some(reason)) => reason,
            // Nobody is left who could say so.
            _ => pending().await,
        }
    }
}

/// How much a turn may take (FR-351).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// From its beginning to its end.
    pub time: Duration,
    /// What models may write in it.
    pub output_tokens: u32,
}

impl Default for Bounds {
    /// 90 seconds, 8,192 tokens.
    fn default() -> Self {
        Self {
            time: Duration::from_secs(90),
            output_tokens: 8_192,
        }
    }
}

/// Why a turn ends before it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Halt {
    /// The person stopped it, or its caller went away.
    Stopped,
    /// Another attempt has it.
    Replaced,
    /// Its time is over.
    Late,
    /// Models have written too much.
    Long,
    /// A tool gave no answer.
    Silent,
}

/// By what a running turn is bounded.
pub(crate) struct Limits {
    signal: StopSignal,
    until: Instant,
    pub(crate) bounds: Bounds,
}

impl Limits {
    /// The limits of a turn that begins now.
    pub(crate) fn new(signal: StopSignal, bounds: Bounds) -> Self {
        Self {
            signal,
            until: Instant::now() + bounds.time,
            bounds,
        }
    }

    /// Why the turn has to end, if it has to.
    pub(crate) fn halt(&self) -> Option<Halt> {
        match self.signal.reason() {
            Some(reason) => Some(reason.into()),
            None => (Instant::now() >= self.until).then_some(Halt::Late),
        }
    }

    /// Waits until the turn has to end.
    pub(crate) async fn halted(&self) -> Halt {
        tokio::select! {
            biased;
            reason = self.signal.wait() => reason.into(),
            () = tokio::time::sleep_until(self.until) => Halt::Late,
        }
    }

    /// What comes of the work, unless the turn has to end before.
    pub(crate) async fn bounded<T>(&self, work: impl Future<Output = T>) -> Result<T, Halt> {
        tokio::select! {
            biased;
            halt = self.halted() => Err(halt),
            done = work => Ok(done),
        }
    }
}

impl From<StopReason> for Halt {
    fn from(reason: StopReason) -> Self {
        match reason {
            StopReason::Stopped => Self::Stopped,
            StopReason::Replaced => Self::Replaced,
        }
    }
}
