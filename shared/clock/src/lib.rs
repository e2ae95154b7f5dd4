//! What a function takes from its machine and no argument says: the time of day, and new ids and secrets.
//!
//! Both come from the state of a function, never from the call (ADR 0040): so a test sets them, and a simulation runs the
//! same turns again. Waits and their ends are not here: they go by `tokio::time`, whose clock is the runtime's, and a test
//! pauses that one.

mod ids;
#[cfg(feature = "testing")]
pub mod testing;

pub use ids::{Ids, SystemIds};

use jiff::Timestamp;

/// Where the time of day comes from. A process reads the machine's clock; a test sets its own.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one reader of the machine's clock"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
