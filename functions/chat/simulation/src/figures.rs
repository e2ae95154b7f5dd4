//! What happened in worlds, in numbers.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// What is counted while a world runs.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) take_overs: AtomicU64,
    pub(crate) stops: AtomicU64,
    pub(crate) closes: AtomicU64,
    pub(crate) freezes: AtomicU64,
    pub(crate) kills: AtomicU64,
    pub(crate) losses: AtomicU64,
    pub(crate) delays: AtomicU64,
    pub(crate) doubles: AtomicU64,
    pub(crate) roll_backs: AtomicU64,
    pub(crate) models: AtomicU64,
}

/// The counters of a world.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts(Arc<Counters>);

impl Counts {
    /// What was counted.
    pub(crate) fn figures(&self) -> Figures {
        let Self(counters) = self;
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Figures {
            take_overs: read(&counters.take_overs),
            stops: read(&counters.stops),
            closes: read(&counters.closes),
            freezes: read(&counters.freezes),
            kills: read(&counters.kills),
            losses: read(&counters.losses),
            delays: read(&counters.delays),
            doubles: read(&counters.doubles),
            roll_backs: read(&counters.roll_backs),
            models: read(&counters.models),
            ..Figures::default()
        }
    }

    pub(crate) fn count(&self, which: impl Fn(&Counters) -> &AtomicU64) {
        which(&self.0).fetch_add(1, Ordering::Relaxed);
    }
}

/// What happened, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Worlds.
    pub worlds: u64,
    /// Turns that began.
    pub turns: u64,
    /// Calls that took effect.
    pub effects: u64,
    /// Attempts at turns that had begun before.
    pub take_overs: u64,
    /// Stops that were asked for.
    pub stops: u64,
    /// Streams that a device closed.
    pub closes: u64,
    /// Processes that froze.
    pub freezes: u64,
    /// Processes that died.
    pub kills: u64,
    /// Requests and answers that were lost.
    pub losses: u64,
    /// Messages that took long.
    pub delays: u64,
    /// Calls that arrived twice.
    pub doubles: u64,
    /// Calls that had passed their check and came to nothing.
    pub roll_backs: u64,
    /// Models that failed, or said no more.
    pub models: u64,
}

impl Figures {
    /// Each with its name.
    #[must_use]
    pub fn named(&self) -> [(&'static str, u64); 13] {
        [
            ("worlds", self.worlds),
            ("turns", self.turns),
            ("effects", self.effects),
            ("take-overs", self.take_overs),
            ("stops", self.stops),
            ("closed streams", self.closes),
            ("frozen processes", self.freezes),
            ("killed processes", self.kills),
            ("lost messages", self.losses),
            ("late messages", self.delays),
            ("doubled calls", self.doubles),
            ("rolled back calls", self.roll_backs),
            ("failing models", self.models),
        ]
    }

    /// Adds what another world came to.
    pub fn add(&mut self, other: &Self) {
        self.worlds += other.worlds;
        self.turns += other.turns;
        self.effects += other.effects;
        self.take_overs += other.take_overs;
        self.stops += other.stops;
        self.closes += other.closes;
        self.freezes += other.freezes;
        self.kills += other.kills;
        self.losses += other.losses;
        self.delays += other.delays;
        self.doubles += other.doubles;
        self.roll_backs += other.roll_backs;
        self.models += other.models;
    }
}
