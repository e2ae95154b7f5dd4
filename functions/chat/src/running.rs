//! The turns that this process runs, and how it shows that it does (FR-346).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use agent::{StopHandle, StopReason};
use shared::{
    Error, Result,
    db::{
        Database,
        leases::{self, Lease, Over},
    },
};
use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior, interval, timeout},
};
use uuid::Uuid;

/// From one heartbeat to the next: a stop that came elsewhere is heard of within a second.
const BEAT: Duration = Duration::from_millis(950);
/// A heartbeat this young need not be waited for.
const YOUNG: Duration = Duration::from_millis(1_500);

/// The turns of this process.
#[derive(Clone)]
pub(crate) struct Turns(Arc<Inner>);

struct Inner {
    /// A way to the database that no queue of turns can fill.
    database: Database,
    /// How long a turn waits for the first heartbeat of its process.
    patience: Duration,
    process: Uuid,
    state: Mutex<State>,
    /// Held while a heartbeat is under way.
    beating: tokio::sync::Mutex<()>,
    /// When the last heartbeat was sent that the database answered.
    last_beat: watch::Sender<Option<Instant>>,
}

#[derive(Default)]
struct State {
    next: u64,
    beats: bool,
    places: HashMap<u64, Occupant>,
}

struct Occupant {
    /// The turn, once it is known.
    turn: Option<Uuid>,
    /// The attempt at it, once there is one.
    attempt: Option<u32>,
    stop: StopHandle,
}

/// A request's place among the turns of this process, until it is dropped.
pub(crate) struct Place {
    turns: Turns,
    number: u64,
}

impl Turns {
    /// A process that runs no turns yet, over a database that nobody else waits for, which is given so long to answer.
    pub(crate) fn new(process: Uuid, database: Database, patience: Duration) -> Self {
        Self(Arc::new(Inner {
            database,
            patience,
            process,
            state: Mutex::default(),
            beating: tokio::sync::Mutex::default(),
            last_beat: watch::Sender::new(None),
        }))
    }

    /// A process that shows that it lives when a test says so, and seems to have done so at any time.
    #[cfg(test)]
    pub(crate) fn silent(process: Uuid, database: Database) -> Self {
        let turns = Self::new(process, database, Duration::ZERO);
        turns.seem_alive();
        turns.state().beats = true;
        turns
    }

    /// Seems to have shown at any time that it lives.
    #[cfg(test)]
    pub(crate) fn seem_alive(&self) {
        let late = Instant::now() + Duration::from_hours(1);
        self.0.last_beat.send_replace(Some(late));
    }

    /// What names this process to the others.
    pub(crate) fn process(&self) -> Uuid {
        self.0.process
    }

    /// A place for a request that this ends.
    pub(crate) fn enter(&self, stop: StopHandle) -> Place {
        let mut state = self.state();
        state.next += 1;
        let number = state.next;
        let occupant = Occupant {
            turn: None,
            attempt: None,
            stop,
        };
        state.places.insert(number, occupant);
        Place {
            turns: self.clone(),
            number,
        }
    }

    /// Ends this turn here, if this process runs it.
    pub(crate) fn stop(&self, turn: Uuid) {
        let state = self.state();
        for place in state
            .places
            .values()
            .filter(|place| place.turn == Some(turn))
        {
            place.stop.stop(StopReason::Stopped);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows once a beat that the process lives, as long as it runs turns, and once more.
    async fn beat(self) {
        let mut beats = interval(BEAT);
        beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            beats.tick().await;
            let is_idle = self.beat_once().await;
            let mut state = self.state();
            if is_idle && state.places.values().all(|place| place.turn.is_none()) {
                state.beats = false;
                return;
            }
        }
    }

    /// One heartbeat; whether it named no turn.
    pub(crate) async fn beat_once(&self) -> bool {
        let _alone = self.0.beating.lock().await;
        let (begun, beginning) = self.named();
        let sent = Instant::now();
        match leases::beat(&self.0.database, self.0.process, &begun, &beginning).await {
            Ok(over) => {
                self.0.last_beat.send_replace(Some(sent));
                for (lease, over) in over {
                    self.end(lease, over);
                }
            }
            Err(error) => tracing::warn!(%error, "no heartbeat"),
        }
        begun.is_empty() && beginning.is_empty()
    }

    fn named(&self) -> (Vec<Lease>, Vec<Uuid>) {
        let state = self.state();
        let (mut begun, mut beginning) = (Vec::new(), Vec::new());
        for place in state.places.values() {
            match (place.turn, place.attempt) {
                (Some(turn), Some(attempt)) => begun.push(Lease { turn, attempt }),
                (Some(turn), None) => beginning.push(turn),
                (None, _) => {}
            }
        }
        (begun, beginning)
    }

    fn end(&self, lease: Lease, over: Over) {
        let reason = match over {
            Over::Stopped => StopReason::Stopped,
            Over::Replaced | Over::Gone => StopReason::Replaced,
        };
        let state = self.state();
        let is_it = |place: &&Occupant| {
            place.turn == Some(lease.turn) && place.attempt == Some(lease.attempt)
        };
        for place in state.places.values().filter(is_it) {
            place.stop.stop(reason);
        }
    }

    /// Waits until the process has shown that it lives: a turn that begins before would be taken for a dead one.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it cannot.
    pub(crate) async fn show_life(&self) -> Result<()> {
        let is_young =
            |beat: &Option<Instant>| beat.is_some_and(|beat| Instant::now() < beat + YOUNG);
        let mut beats = self.0.last_beat.subscribe();
        let beat = timeout(self.0.patience, beats.wait_for(is_young)).await;
        beat.map_err(Error::database_is_away)?
            .map(drop)
            .map_err(Error::internal)
    }
}

impl Place {
    /// The turn that is about to begin here. The process beats from now on. A heartbeat that is under way does not name the turn,
    /// and would break it if it came behind its beginning: so its end is waited for.
    pub(crate) async fn begins(&self, turn: Uuid) {
        self.name(turn);
        drop(self.turns.0.beating.lock().await);
    }

    fn name(&self, turn: Uuid) {
        let mut state = self.turns.state();
        if let Some(place) = state.places.get_mut(&self.number) {
            place.turn = Some(turn);
        }
        if !std::mem::replace(&mut state.beats, true) {
            tokio::spawn(self.turns.clone().beat());
        }
    }

    /// The turn has begun; older attempts at it here are told.
    pub(crate) fn begun(&self, lease: Lease) {
        let mut state = self.turns.state();
        for (number, place) in &mut state.places {
            if *number == self.number {
                place.attempt = Some(lease.attempt);
            } else if place.turn == Some(lease.turn)
                && place.attempt.is_some_and(|attempt| attempt < lease.attempt)
            {
                place.stop.stop(StopReason::Replaced);
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.turns.state().places.remove(&self.number);
    }
}
