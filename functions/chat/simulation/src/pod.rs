//! Processes of chat: they run turns, beat, freeze and die.

use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, Waker},
    time::Duration,
};

use agent::{Lease, StopHandle, StopReason};
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use crate::{memory::Over, network::Network};

/// From one heartbeat to the next.
const BEAT: Duration = Duration::from_millis(950);
/// A heartbeat this young need not be waited for.
const YOUNG: Duration = Duration::from_millis(1_500);
/// How long a turn waits for the first heartbeat of its process.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Life {
    Runs,
    Frozen,
    Dead,
}

/// A process.
#[derive(Clone)]
pub(crate) struct Pod(Arc<Inner>);

struct Inner {
    id: Uuid,
    network: Network,
    life: Mutex<(Life, Vec<Waker>)>,
    places: Mutex<BTreeMap<u64, Occupant>>,
    next: AtomicU64,
    beating: tokio::sync::Mutex<()>,
    last_beat: Mutex<Option<Instant>>,
}

struct Occupant {
    turn: Option<Uuid>,
    attempt: Option<u32>,
    stop: StopHandle,
}

/// A request's place among the turns of its process, until it is dropped.
pub(crate) struct Place {
    pod: Pod,
    number: u64,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Pod {
    /// A process that begins to live.
    pub(crate) fn start(id: Uuid, network: Network) -> Self {
        let pod = Self(Arc::new(Inner {
            id,
            network,
            life: Mutex::new((Life::Runs, Vec::new())),
            places: Mutex::default(),
            next: AtomicU64::new(0),
            beating: tokio::sync::Mutex::default(),
            last_beat: Mutex::default(),
        }));
        let beats = pod.clone();
        pod.run(async move { beats.beat().await });
        pod
    }

    pub(crate) fn id(&self) -> Uuid {
        self.0.id
    }

    /// Runs work as this process does: not while it is frozen, and no more once it is dead.
    pub(crate) fn run(&self, work: impl Future<Output = ()> + Send + 'static) {
        tokio::spawn(Living {
            pod: self.clone(),
            work: Some(Box::pin(work)),
        });
    }

    pub(crate) fn kill(&self) {
        self.becomes(Life::Dead);
    }

    pub(crate) fn freeze(&self) {
        self.becomes(Life::Frozen);
    }

    pub(crate) fn thaw(&self) {
        self.becomes(Life::Runs);
    }

    fn becomes(&self, life: Life) {
        let mut state = locked(&self.0.life);
        if state.0 != Life::Dead {
            state.0 = life;
        }
        for waker in state.1.drain(..) {
            waker.wake();
        }
    }

    /// Shows once a beat that the process lives, where it runs turns.
    async fn beat(self) {
        loop {
            if locked(&self.0.places).values().any(|it| it.turn.is_some()) {
                self.beat_once().await;
            }
            sleep(BEAT).await;
        }
    }

    async fn beat_once(&self) {
        let _alone = self.0.beating.lock().await;
        let (mut begun, mut beginning) = (Vec::new(), Vec::new());
        for place in locked(&self.0.places).values() {
            match (place.turn, place.attempt) {
                (Some(turn), Some(attempt)) => begun.push((turn, attempt)),
                (Some(turn), None) => beginning.push(turn),
                (None, _) => {}
            }
        }
        let (id, sent) = (self.0.id, Instant::now());
        let beat = self
            .0
            .network
            .ask(move |memory, now| memory.beat(id, &begun, &beginning, now));
        let Ok(over) = beat.await else { return };
        *locked(&self.0.last_beat) = Some(sent);
        for (turn, attempt, over) in over {
            let reason = match over {
                Over::Stopped => StopReason::Stopped,
                Over::Replaced | Over::Gone => StopReason::Replaced,
            };
            for place in locked(&self.0.places).values() {
                if place.turn == Some(turn) && place.attempt == Some(attempt) {
                    place.stop.stop(reason);
                }
            }
        }
    }

    /// Waits until the process has shown that it lives; whether it has.
    pub(crate) async fn shows_life(&self) -> bool {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            let last = *locked(&self.0.last_beat);
            if last.is_some_and(|beat| Instant::now() < beat + YOUNG) {
                return true;
            }
            self.beat_once().await;
        }
        false
    }

    /// Ends this turn here, if this process runs it.
    pub(crate) fn stop(&self, turn: Uuid) {
        for place in locked(&self.0.places).values() {
            if place.turn == Some(turn) {
                place.stop.stop(StopReason::Stopped);
            }
        }
    }

    /// A place for a request that this ends.
    pub(crate) fn enter(&self, stop: StopHandle) -> Place {
        let number = self.0.next.fetch_add(1, Ordering::Relaxed);
        let occupant = Occupant {
            turn: None,
            attempt: None,
            stop,
        };
        locked(&self.0.places).insert(number, occupant);
        Place {
            pod: self.clone(),
            number,
        }
    }
}

impl Place {
    pub(crate) fn pod(&self) -> &Pod {
        &self.pod
    }

    /// The turn that is about to begin here; a heartbeat that is under way does not name it, so its end is waited for.
    pub(crate) async fn begins(&self, turn: Uuid) {
        if let Some(place) = locked(&self.pod.0.places).get_mut(&self.number) {
            place.turn = Some(turn);
        }
        drop(self.pod.0.beating.lock().await);
    }

    /// The turn has begun; older attempts at it here are told.
    pub(crate) fn begun(&self, lease: &Lease) {
        for (number, place) in &mut *locked(&self.pod.0.places) {
            if *number == self.number {
                place.turn = Some(lease.turn);
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
        locked(&self.pod.0.places).remove(&self.number);
    }
}

/// Work of a process.
struct Living {
    pod: Pod,
    work: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl Future for Living {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let life = {
            let mut state = locked(&self.pod.0.life);
            if !state.1.iter().any(|waker| waker.will_wake(context.waker())) {
                state.1.push(context.waker().clone());
            }
            state.0
        };
        match life {
            Life::Frozen => Poll::Pending,
            Life::Runs => match &mut self.work {
                Some(work) => work.as_mut().poll(context),
                None => Poll::Ready(()),
            },
            Life::Dead => {
                self.work = None;
                Poll::Ready(())
            }
        }
    }
}
