//! How long a request may be busy with the database (FR-460). Each kind of request has one bound; what waits on its way, here
//! and in Postgres, has a part of it, so that Postgres' own word comes first and one more try fits in.

use std::time::Duration;

use tokio::time::{Instant, error::Elapsed, timeout_at};

use crate::metrics::{self, Wait};

/// How many times as long as a request a turn may wait: many may begin at once, over a few connections.
const TURN_WAITS: u32 = 4;

/// The bounds, by kind of request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Of most requests (`DATABASE_REQUEST_SECONDS`).
    pub request: Duration,
    /// Of a request that writes many things (`DATABASE_BULK_SECONDS`).
    pub bulk: Duration,
    /// Of an export, which may wait for a slow reader (`DATABASE_EXPORT_SECONDS`).
    pub export: Duration,
}

impl Bounds {
    /// Five seconds, half a minute, five minutes.
    pub const DEFAULT: Self = Self {
        request: Duration::from_secs(5),
        bulk: Duration::from_secs(30),
        export: Duration::from_mins(5),
    };

    /// The bound of a request that has begun then.
    pub(super) fn of(&self, kind: Kind, since: Instant) -> Bound {
        let (whole, statements) = match kind {
            Kind::Request => (self.request, self.request),
            Kind::Bulk => (self.bulk, self.bulk),
            Kind::Export => (self.export, self.request),
            Kind::Turn => (self.request * TURN_WAITS, self.request),
        };
        let idle = match kind {
            Kind::Request | Kind::Bulk => whole / 2,
            // It holds no lock that others wait for.
            Kind::Export => whole,
            Kind::Turn => self.request / 2,
        };
        Bound {
            until: since + whole,
            answer: statements * 3 / 5,
            statement: statements / 2,
            idle,
        }
    }
}

/// What a request does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It reads a page, or writes a few things.
    Request,
    /// It writes many things.
    Bulk,
    /// It reads everything.
    Export,
    /// It is a turn of a conversation, whose answer has begun: it waits longer until there is a connection.
    Turn,
}

impl Kind {
    /// That of a request which writes so many things.
    #[must_use]
    pub fn writing(things: u32) -> Self {
        if things > 1 {
            Self::Bulk
        } else {
            Self::Request
        }
    }
}

/// The bound of one request, which has begun.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bound {
    /// When all of it must be over.
    until: Instant,
    /// How long Postgres may be silent.
    answer: Duration,
    /// How long a statement may take, and wait for a lock.
    statement: Duration,
    /// How long Postgres waits for the next statement, before it takes the transaction back.
    idle: Duration,
}

impl Bound {
    /// Awaits what may take until the request has to be over.
    pub(super) async fn wait<T>(&self, future: impl Future<Output = T>) -> Result<T, Elapsed> {
        timeout_at(self.until, future).await
    }

    /// Awaits an answer of Postgres.
    pub(super) async fn answer<T>(&self, answer: impl Future<Output = T>) -> Result<T, Elapsed> {
        let since = metrics::timer();
        let answer = timeout_at(self.until.min(Instant::now() + self.answer), answer).await;
        metrics::waited(Wait::Answer, since);
        answer
    }

    /// What is left.
    pub(super) fn left(&self) -> Duration {
        self.until.saturating_duration_since(Instant::now())
    }

    /// The settings of a transaction that begins now, in milliseconds. None is 0, which would mean no bound.
    pub(super) fn settings(&self) -> [(&'static str, u128); 3] {
        let statement = self.statement.min(self.left() * 4 / 5);
        [
            ("lock_timeout", statement),
            ("statement_timeout", statement),
            ("idle_in_transaction_session_timeout", self.idle),
        ]
        .map(|(name, bound)| (name, bound.as_millis().max(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-460, FR-395: a turn waits longer for its place, and no longer for Postgres.
    #[tokio::test(start_paused = true)]
    async fn a_turn_is_patient_with_the_pool_alone() {
        let bounds = Bounds::DEFAULT;
        let now = Instant::now();
        let [request, turn] = [Kind::Request, Kind::Turn].map(|kind| bounds.of(kind, now));
        assert_eq!(turn.left(), Duration::from_secs(20));
        assert_eq!(request.left(), Duration::from_secs(5));
        assert_eq!(turn.settings(), request.settings());
        assert_eq!(turn.answer, request.answer);
    }
}
