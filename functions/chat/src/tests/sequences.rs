//! Generated sequences of what can happen to a conversation, carried out in the simulation's memory and by the real store and
//! the real mcp over Postgres: after each step both have given and hold the same (FR-390; ADR 0058).

mod generate;
mod platform;
mod real;
mod remembered;

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use agent::{Entry, StopReason};
use simulation::Fault;
use uuid::Uuid;

use generate::Generator;
use platform::Platform;
use real::Real;
use remembered::Remembered;

/// How many sequences agree.
const SEQUENCES: u64 = 2_000;
/// How many steps one has.
const STEPS: usize = 9;
/// How many run at the same time.
const AT_ONCE: usize = 6;

/// One thing that happens. Attempts are numbered in the order in which they began.
#[derive(Debug, Clone)]
enum Step {
    /// A message comes to a process.
    Begin {
        process: usize,
        key: Option<&'static str>,
        conversation: Option<Uuid>,
        text: &'static str,
        /// What the turn and the conversation are named if they are new.
        ids: (Uuid, Uuid),
    },
    /// An attempt records.
    Append { attempt: usize, entry: Entry },
    /// An attempt ends its turn.
    End { attempt: usize, last: Option<Entry> },
    /// An attempt's caller went away.
    Leave { attempt: usize },
    /// A person stops the conversation's turn, or one of them, at a process.
    Stop {
        process: usize,
        conversation: Uuid,
        turn: Option<Uuid>,
    },
    /// What became of a call is recorded later.
    Settle {
        conversation: Uuid,
        turn: Uuid,
        result: Entry,
    },
    /// A reader finds the conversation's turn dead.
    Bury { conversation: Uuid },
    /// A process shows that it lives.
    Beat { process: usize },
    /// A process has not done so for a while.
    Age { process: usize, silent: Silent },
    /// An attempt's request is over, however.
    Forget { attempt: usize },
    /// An attempt calls a tool.
    Call {
        attempt: usize,
        call: agent::ToolCall,
    },
}

/// For how long a process has shown no sign of life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Silent {
    /// Not at all.
    Not,
    /// So long that it is dead to others, and may still act.
    Dead,
    /// So long that it may not act.
    Gone,
}

/// Where steps are carried out.
trait Side {
    /// What the step gave.
    fn step(&mut self, step: &Step) -> impl Future<Output = String> + Send;

    /// Why each attempt was told to end, in the order in which they began.
    fn told(&self) -> Vec<Option<StopReason>>;

    /// All that is kept.
    fn state(&mut self) -> impl Future<Output = State> + Send;
}

/// All that is kept of one person, as text that can be compared.
#[derive(PartialEq, Eq)]
struct State(Vec<String>);

impl fmt::Debug for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|line| write!(formatter, "\n    {line}"))
    }
}

/// Carries a seed's sequence out on both sides; the first step after which they differ.
async fn run(platform: &Platform, seed: u64, fault: Option<Fault>) -> Result<(), String> {
    let mut real = Real::new(platform).await;
    let mut remembered = Remembered::new(fault);
    let mut generator = Generator::new(seed);
    let mut steps = Vec::new();
    for _ in 0..STEPS {
        let step = generator.next(&remembered.memory, remembered.leases());
        let gave = [remembered.step(&step).await, real.step(&step).await];
        let told = [remembered.told(), real.told()];
        let holds = [remembered.state().await, real.state().await];
        steps.push(step);
        if gave[0] != gave[1] || told[0] != told[1] || holds[0] != holds[1] {
            return Err(format!(
                "seed {seed}: {steps:#?}\ngave {gave:#?}\ntold {told:?}\nholds, in memory and in Postgres, {holds:#?}"
            ));
        }
    }
    Ok(())
}

/// The sequences of all seeds until two sides differ: how many agreed, and that difference.
async fn until_they_differ(
    platform: &Arc<Platform>,
    fault: Option<Fault>,
) -> (u64, Option<String>) {
    let next = Arc::new(AtomicU64::new(0));
    let differs = Arc::new(AtomicBool::new(false));
    let workers = (0..AT_ONCE).map(|_| {
        let (platform, next, differs) = (platform.clone(), next.clone(), differs.clone());
        tokio::spawn(async move {
            let mut agreed = 0;
            while !differs.load(Ordering::Relaxed) {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= SEQUENCES {
                    break;
                }
                if let Err(difference) = run(&platform, seed, fault).await {
                    differs.store(true, Ordering::Relaxed);
                    return (agreed, Some(difference));
                }
                agreed += 1;
            }
            (agreed, None)
        })
    });
    let ended: Vec<_> = workers.collect();
    let mut sum = (0, None);
    for worker in ended {
        let (agreed, difference) = worker.await.unwrap();
        sum.0 += agreed;
        sum.1 = sum.1.or(difference);
    }
    sum
}

/// FR-390, FR-394.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn memory_and_postgres_agree_step_by_step() {
    let platform = Arc::new(Platform::start().await);
    let (agreed, difference) = until_they_differ(&platform, None).await;
    if let Some(difference) = difference {
        panic!("{difference}");
    }
    assert_eq!(agreed, SEQUENCES);
}

/// FR-391: a memory in which a rule is broken disagrees.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_memory_with_another_rule_disagrees() {
    let platform = Arc::new(Platform::start().await);
    for fault in [Fault::NoFence, Fault::LooseAppend, Fault::LeaseFirst] {
        let (_, difference) = until_they_differ(&platform, Some(fault)).await;
        assert!(difference.is_some(), "{fault:?} makes no difference");
    }
}
