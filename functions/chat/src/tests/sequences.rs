//! Generated sequences of what can happen to a conversation, carried out in the simulation's memory and by the real store and
//! the real mcp over Postgres: after each step both have given and hold the same (FR-390; ADR 0058).

mod generate;
mod real;
mod remembered;

use std::{
    fmt,
    sync::atomic::{AtomicU64, Ordering},
};

use agent::{Entry, StopReason};
use futures::{StreamExt, stream};
use simulation::Fault;
use uuid::Uuid;

use generate::Generator;
use real::{Platform, Real};
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
    async fn step(&mut self, step: &Step) -> String;

    /// Why each attempt was told to end, in the order in which they began.
    fn told(&self) -> Vec<Option<StopReason>>;

    /// All that is kept.
    async fn state(&mut self) -> State;
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

/// FR-390.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn memory_and_postgres_agree_step_by_step() {
    let platform = Platform::start().await;
    let runs = stream::iter(0..SEQUENCES).map(|seed| run(&platform, seed, None));
    let differences = runs
        .buffer_unordered(AT_ONCE)
        .filter_map(async |run| run.err());
    let mut differences = std::pin::pin!(differences);
    if let Some(difference) = differences.next().await {
        panic!("{difference}");
    }
}

/// FR-391: a memory in which a rule is broken disagrees.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_memory_with_another_rule_disagrees() {
    let platform = Platform::start().await;
    for fault in [Fault::NoFence, Fault::LooseAppend, Fault::LeaseFirst] {
        let agreed = AtomicU64::new(0);
        let runs = stream::iter(0..SEQUENCES).map(|seed| run(&platform, seed, Some(fault)));
        let mut runs = runs.buffer_unordered(AT_ONCE);
        while let Some(Ok(())) = runs.next().await {
            agreed.fetch_add(1, Ordering::Relaxed);
        }
        let agreed = agreed.into_inner();
        assert!(agreed < SEQUENCES, "{fault:?} makes no difference");
    }
}
