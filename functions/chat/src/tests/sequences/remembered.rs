//! A sequence in the simulation's memory.

use std::time::Duration;

use agent::{
    Begun, Entry, Lease, Said, StopHandle, StopReason, StopSignal, StoreError, stop_channel,
};
use simulation::{
    Fault,
    memory::{Beginning, Memory, Over, Started},
};
use uuid::Uuid;

use super::{Side, Silent, State, Step, generate::PROCESSES};

/// The moment of all that happens.
const NOW: Duration = Duration::from_hours(1);

struct Attempt {
    lease: Lease,
    process: usize,
    stop: (StopHandle, StopSignal),
    is_open: bool,
}

pub(super) struct Remembered {
    pub(super) memory: Memory,
    attempts: Vec<Attempt>,
    leases: Vec<Lease>,
}

/// What names a process.
fn process(number: usize) -> Uuid {
    Uuid::from_u128(number as u128 + 1)
}

impl Remembered {
    pub(super) fn new(fault: Option<Fault>) -> Self {
        let mut memory = Memory::with(fault);
        for number in 0..PROCESSES {
            memory.age(process(number), Duration::ZERO, NOW);
        }
        Self {
            memory,
            attempts: Vec::new(),
            leases: Vec::new(),
        }
    }

    /// The attempts that began.
    pub(super) fn leases(&self) -> &[Lease] {
        &self.leases
    }

    fn begin(&mut self, number: usize, said: &Said, ids: (Uuid, Uuid)) -> String {
        let as_new = Beginning {
            process: process(number),
            turn: ids.0,
            conversation: ids.1,
        };
        let begun = self.memory.begin(said, as_new, NOW);
        let told = begun_text(&begun);
        if let Ok(Begun::Attempt { lease, .. }) = begun {
            for other in &self.attempts {
                let is_older = other.lease.turn == lease.turn;
                if other.is_open && other.process == number && is_older {
                    other.stop.0.stop(StopReason::Replaced);
                }
            }
            self.leases.push(lease);
            self.attempts.push(Attempt {
                lease,
                process: number,
                stop: stop_channel(),
                is_open: true,
            });
        }
        told
    }

    fn beat(&mut self, number: usize) {
        let open = self.attempts.iter();
        let open = open.filter(|attempt| attempt.is_open && attempt.process == number);
        let begun: Vec<_> = open
            .map(|attempt| (attempt.lease.turn, attempt.lease.attempt))
            .collect();
        for (turn, attempt, over) in self.memory.beat(process(number), &begun, &[], NOW) {
            let reason = match over {
                Over::Stopped => StopReason::Stopped,
                Over::Replaced | Over::Gone => StopReason::Replaced,
            };
            for own in &self.attempts {
                let is_it = own.lease.turn == turn && own.lease.attempt == attempt;
                if own.is_open && own.process == number && is_it {
                    own.stop.0.stop(reason);
                }
            }
        }
    }

    fn call(&mut self, lease: &Lease, call: &agent::ToolCall) -> String {
        let result = match self.memory.call(&call.id, lease, call, NOW) {
            Started::Answered(result) => Some(result),
            Started::Passed(ran) => self.memory.commit(ran),
            Started::Waits => None,
        };
        result.map_or_else(String::new, |result| result_text(&result))
    }
}

impl Side for Remembered {
    async fn step(&mut self, step: &Step) -> String {
        let lease = |attempt: &usize| self.leases[*attempt];
        match step {
            Step::Begin {
                process,
                key,
                conversation,
                text,
                ids,
            } => self.begin(*process, &said(*key, *conversation, text), *ids),
            Step::Append { attempt, entry } => {
                let lease = lease(attempt);
                done(&self.memory.append(&lease, entry, NOW))
            }
            Step::End { attempt, last } => {
                let lease = lease(attempt);
                done(&self.memory.end(&lease, last.as_ref(), NOW))
            }
            Step::Leave { attempt } => {
                let lease = lease(attempt);
                done(&self.memory.leave(&lease, NOW))
            }
            Step::Stop {
                process,
                conversation,
                turn,
            } => {
                let stopped = self.memory.stop(*conversation, *turn, NOW);
                if let Ok(Some(turn)) = stopped {
                    for attempt in &self.attempts {
                        let is_it = attempt.lease.turn == turn && attempt.process == *process;
                        if attempt.is_open && is_it {
                            attempt.stop.0.stop(StopReason::Stopped);
                        }
                    }
                }
                done(&stopped.map(drop))
            }
            Step::Settle {
                conversation,
                turn,
                result,
            } => {
                self.memory.settle(*conversation, *turn, result);
                done(&Ok(()))
            }
            Step::Bury { conversation } => {
                self.memory.bury(*conversation, NOW);
                done(&Ok(()))
            }
            Step::Beat { process } => {
                self.beat(*process);
                done(&Ok(()))
            }
            Step::Age {
                process: it,
                silent,
            } => {
                self.memory.age(process(*it), silent.time(), NOW);
                done(&Ok(()))
            }
            Step::Forget { attempt } => {
                self.attempts[*attempt].is_open = false;
                done(&Ok(()))
            }
            Step::Call { attempt, call } => {
                let lease = lease(attempt);
                self.call(&lease, call)
            }
        }
    }

    fn told(&self) -> Vec<Option<StopReason>> {
        let attempts = self.attempts.iter();
        attempts.map(|attempt| attempt.stop.1.reason()).collect()
    }

    async fn state(&mut self) -> State {
        let memory = &self.memory;
        let mut lines: Vec<String> = memory
            .turns()
            .iter()
            .map(|turn| format!("turn {} {} {}", turn.id, turn.attempt, turn.state.name()))
            .collect();
        for id in memory.conversations() {
            let holder = memory.holder(id).map(|turn| turn.to_string());
            lines.push(format!("conversation {id} {}", holder.unwrap_or_default()));
        }
        for turn in memory.turns() {
            for message in memory.messages(turn.id) {
                let entry = serde_json::to_value(&message.entry).unwrap();
                lines.push(format!("message {} {entry}", turn.id));
            }
        }
        for (id, title, completed) in memory.tasks() {
            lines.push(format!("task {id} {title} {completed}"));
        }
        State::sorted(lines)
    }
}

impl Silent {
    pub(super) fn time(self) -> Duration {
        match self {
            Self::Not => Duration::ZERO,
            Self::Dead => Duration::from_secs(5),
            Self::Gone => Duration::from_secs(20),
        }
    }
}

impl State {
    /// Turns and conversations in no order; messages of a turn stay in theirs.
    pub(super) fn sorted(mut lines: Vec<String>) -> Self {
        let place = |line: &String| {
            let mut words = line.splitn(3, ' ').map(str::to_owned);
            (words.next(), words.next())
        };
        lines.sort_by_key(place);
        Self(lines)
    }
}

/// What a person says.
pub(super) fn said(key: Option<&str>, conversation: Option<Uuid>, text: &str) -> Said {
    Said {
        conversation,
        key: key.map(str::to_owned),
        entry: Entry::user(text),
    }
}

pub(super) fn begun_text(begun: &Result<Begun, StoreError>) -> String {
    match begun {
        Ok(Begun::Attempt { lease, history, .. }) => format!("{lease:?} {history:?}"),
        Ok(Begun::Over {
            lease,
            history,
            stopped,
        }) => format!("over {stopped} {lease:?} {history:?}"),
        Err(error) => error.to_string(),
    }
}

pub(super) fn done(done: &Result<(), StoreError>) -> String {
    match done {
        Ok(()) => "done".to_owned(),
        Err(error) => error.to_string(),
    }
}

/// What a call gave, without what only the real tasks have.
pub(super) fn result_text(result: &agent::ToolResult) -> String {
    let task = |task: &serde_json::Value| {
        let field = |name: &str| task[name].to_string();
        ["id", "title", "completed"].map(field).join(" ")
    };
    match result {
        Err(error) => error.code.clone(),
        Ok(result) => {
            let entries = result["results"].as_array().into_iter().flatten();
            let entries = entries.map(|entry| {
                let error = &entry["error"]["code"];
                format!(
                    "{error} {} -> {}",
                    task(&entry["before"]),
                    task(&entry["task"])
                )
            });
            entries.collect::<Vec<_>>().join(", ")
        }
    }
}
