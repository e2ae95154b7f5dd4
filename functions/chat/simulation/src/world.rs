//! One world of one seed, from its first message until all is quiet and judged.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use agent::{Agent, Around, Bounds, Said, StopReason, Store, stop_channel};
use clock::{
    Clock, Ids,
    testing::{CountedIds, RuntimeClock},
};
use jiff::Timestamp;
use tokio::{sync::oneshot, time::sleep};

use crate::{
    chance::Chance,
    figures::Figures,
    memory::{Fault, Memory},
    model::Chosen,
    network::{Network, Weather},
    oracle, person,
    pod::Pod,
    store::PodStore,
    streams::{End, Stream},
    tools::PodTools,
};

/// Longer than anything is under way: the longest turn, and what a network may still hold then.
const QUIET: Duration = Duration::from_mins(3);
/// How many messages a device sends at most.
const MESSAGES: u64 = 5;

/// A world that held what it promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// What happened.
    pub figures: Figures,
    /// Tells one story from another: the same seed has the same.
    pub digest: u64,
}

/// A promise that was broken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Violation {
    /// The world.
    pub seed: u64,
    /// What was broken, in it.
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, what } = self;
        write!(
            formatter,
            "seed {seed}: {what}\nagain: cargo xtask simulate --seed {seed} --turns 1"
        )
    }
}

/// What the parts of a world share.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) network: Network,
    agent: Arc<Agent>,
    ids: Arc<dyn Ids>,
    fault: Option<Fault>,
    pods: Arc<Mutex<[Pod; 2]>>,
    streams: Arc<Mutex<Vec<Stream>>>,
}

/// Plays the world of a seed, in which this rule is broken, and judges it.
///
/// # Errors
/// The first promise that was broken.
pub fn play(seed: u64, fault: Option<Fault>) -> Result<Story, Violation> {
    let violation = |what: String| Violation { seed, what };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .map_err(|error| violation(error.to_string()))?;
    runtime.block_on(live(seed, fault)).map_err(violation)
}

async fn live(seed: u64, fault: Option<Fault>) -> Result<Story, String> {
    let world = World::new(seed, fault);
    let chance = &world.network.chance;
    let devices = 1 + chance.below(2);
    let conversation = person::Conversation::default();
    let people: Vec<_> = (0..devices)
        .map(|device| {
            let messages = 1 + chance.below(MESSAGES);
            let talk = person::talk(world.clone(), conversation.clone(), device, messages);
            tokio::spawn(talk)
        })
        .collect();
    let harm = chance.one(&[0, 1, 3], 0);
    let trouble = tokio::spawn(person::trouble(world.clone(), harm));
    for person in people {
        person.await.map_err(|error| error.to_string())?;
    }
    trouble.abort();
    world.network.clear_up();
    world.pods().iter().for_each(Pod::thaw);
    sleep(QUIET).await;
    oracle::judge(&world).await
}

impl World {
    fn new(seed: u64, fault: Option<Fault>) -> Self {
        let chance = Chance::of(seed);
        let weather = match chance.below(4) {
            0 => Weather::CALM,
            _ => Weather {
                loses: chance.one(&[0, 5, 40], 0),
                delays: chance.one(&[0, 10, 60], 0),
                doubles: chance.one(&[0, 20, 200], 0),
                rolls_back: chance.one(&[0, 10, 50], 0),
                models: chance.one(&[0, 10, 50], 0),
            },
        };
        let network = Network::new(chance, Memory::with(fault), weather);
        let clock: Arc<dyn Clock> = Arc::new(RuntimeClock::from(Timestamp::UNIX_EPOCH));
        let ids: Arc<dyn Ids> = Arc::new(CountedIds::new(Arc::clone(&clock)));
        let model = Arc::new(Chosen::new(network.clone()));
        let agent = Agent::from_model(Some(model), &clock, Bounds::default());
        let pod = || Pod::start(ids.next(), network.clone());
        Self {
            agent: Arc::new(agent.with_ids(Arc::clone(&ids))),
            fault,
            pods: Arc::new(Mutex::new([pod(), pod()])),
            streams: Arc::default(),
            network,
            ids,
        }
    }

    fn pods(&self) -> MutexGuard<'_, [Pod; 2]> {
        self.pods.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One of the processes.
    pub(crate) fn pod(&self) -> Pod {
        let [first, other] = &*self.pods();
        let first = if self.network.chance.happens(500) {
            first
        } else {
            other
        };
        first.clone()
    }

    /// A process that nothing has happened to.
    pub(crate) fn fresh_pod(&self) -> Pod {
        Pod::start(self.ids.next(), self.network.clone())
    }

    /// Kills a process; another one comes in its place.
    pub(crate) fn replace(&self, dead: &Pod) {
        dead.kill();
        let new = self.fresh_pod();
        for pod in self.pods().iter_mut().filter(|pod| pod.id() == dead.id()) {
            *pod = new.clone();
        }
    }

    /// All streams so far.
    pub(crate) fn streams(&self) -> Vec<Stream> {
        let streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        streams.clone()
    }

    /// Sends a message to a process: its stream, and what ends with it.
    pub(crate) fn send(&self, pod: &Pod, said: Said) -> (Stream, oneshot::Receiver<()>) {
        let stream = Stream::open();
        let (ended, end) = oneshot::channel();
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        streams.push(stream.clone());
        let (world, its, own) = (self.clone(), stream.clone(), pod.clone());
        pod.run(async move {
            world.answer(&own, &said, its).await;
            // Where the device waits no more, nobody hears it.
            ended.send(()).ok();
        });
        (stream, end)
    }

    async fn answer(&self, pod: &Pod, said: &Said, stream: Stream) {
        let (handle, stop) = stop_channel();
        let ids = (self.ids.next(), self.ids.next());
        let store = PodStore::new(self.network.clone(), pod.enter(handle.clone()), ids);
        let tools = self.tools();
        let mut events = stream.clone();
        let around = Around {
            store: &store,
            tools: &tools,
            events: &mut events,
            stop,
        };
        let mut answering = std::pin::pin!(self.agent.answer(said, around));
        let answered = tokio::select! {
            biased;
            answered = &mut answering => answered,
            () = stream.closed() => {
                handle.stop(StopReason::Stopped);
                answering.await
            }
        };
        stream.end(End::of(answered));
    }

    /// Asks a process to stop a turn.
    pub(crate) fn stop(
        &self,
        pod: &Pod,
        lease: agent::Lease,
        named: bool,
    ) -> oneshot::Receiver<()> {
        self.network.counts.count(|counts| &counts.stops);
        let store = self.store(pod);
        let (ended, end) = oneshot::channel();
        pod.run(async move {
            let turn = named.then_some(lease.turn);
            // What is not stopped now may be stopped again.
            drop(store.stop(lease.conversation, turn).await);
            ended.send(()).ok();
        });
        end
    }

    /// The store of a request that is no turn.
    pub(crate) fn store(&self, pod: &Pod) -> PodStore {
        let (unused, _) = stop_channel();
        let ids = (self.ids.next(), self.ids.next());
        PodStore::new(self.network.clone(), pod.enter(unused), ids)
    }

    pub(crate) fn tools(&self) -> PodTools {
        PodTools {
            network: self.network.clone(),
            fault: self.fault,
        }
    }

    /// What was counted.
    pub(crate) fn figures(&self) -> Figures {
        let memory = self.network.memory();
        Figures {
            worlds: 1,
            turns: memory.turns().len() as u64,
            effects: memory.effects().len() as u64,
            ..self.network.counts.figures()
        }
    }
}
