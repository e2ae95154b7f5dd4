//! Which steps a seed chooses: most often such as have something to do with what was before.

use agent::{BROKEN_OFF, Entry, Lease, ToolCall, ToolError};
use serde_json::{Value, json};
use simulation::memory::Memory;
use uuid::Uuid;

use super::{Silent, Step};

/// How many processes there are.
pub(super) const PROCESSES: usize = 2;

pub(super) struct Generator {
    rng: fastrand::Rng,
    seed: u64,
    count: u64,
}

impl Generator {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            rng: fastrand::Rng::with_seed(seed),
            seed,
            count: 0,
        }
    }

    /// An id that no other sequence has.
    fn id(&mut self) -> Uuid {
        self.count += 1;
        Uuid::from_u64_pair(self.seed, self.count << 32 | u64::from(self.rng.u32(..)))
    }

    pub(super) fn next(&mut self, memory: &Memory, leases: &[Lease]) -> Step {
        let process = self.rng.usize(..PROCESSES);
        if leases.is_empty() {
            return self.begin(process, memory);
        }
        let conversation = self.conversation(memory);
        let newest = leases.len() - 1;
        let attempt = if self.rng.u8(..4) == 0 {
            self.rng.usize(..=newest)
        } else {
            newest
        };
        match self.rng.u8(..40) {
            0..=8 => self.begin(process, memory),
            9..=13 => Step::Append {
                attempt,
                entry: self.entry(leases[attempt]),
            },
            14 => Step::End {
                attempt,
                last: None,
            },
            15 => Step::End {
                attempt,
                last: Some(words("The end.")),
            },
            16..=17 => Step::Leave { attempt },
            18..=20 => Step::Stop {
                process,
                conversation,
                turn: self.rng.bool().then(|| leases[attempt].turn),
            },
            21..=22 => Step::Settle {
                conversation,
                turn: leases[attempt].turn,
                result: self.result(leases[attempt]),
            },
            23 => Step::Bury { conversation },
            24..=26 => Step::Beat { process },
            27..=29 => Step::Age {
                process,
                silent: [Silent::Not, Silent::Dead, Silent::Gone][self.rng.usize(..3)],
            },
            30..=31 => Step::Forget { attempt },
            _ => Step::Call {
                attempt,
                call: self.call(leases[attempt]),
            },
        }
    }

    fn begin(&mut self, process: usize, memory: &Memory) -> Step {
        let known = self.conversation(memory);
        let key = [None, Some("k0"), Some("k1"), Some("k2")][self.rng.usize(..4)];
        // What a key was used with comes again, most often.
        let same = memory
            .turns()
            .iter()
            .find(|turn| key.is_some() && turn.key.as_deref() == key);
        let conversation = match same {
            Some(turn) if self.rng.u8(..5) > 0 => turn.said().conversation,
            _ => (self.rng.u8(..4) > 0 && !memory.turns().is_empty()).then_some(known),
        };
        Step::Begin {
            process,
            key,
            conversation,
            text: if self.rng.u8(..8) == 0 {
                "other"
            } else {
                "hello"
            },
            ids: (self.id(), self.id()),
        }
    }

    /// One that there is, most often.
    fn conversation(&mut self, memory: &Memory) -> Uuid {
        let known = memory.conversations();
        if known.is_empty() || self.rng.u8(..16) == 0 {
            return self.id();
        }
        known[self.rng.usize(..known.len())]
    }

    fn call_id(&mut self, lease: Lease) -> String {
        format!("{}/0/{}", lease.turn, self.rng.u8(..2))
    }

    /// What stands under an id is not always the same.
    fn call(&mut self, lease: Lease) -> ToolCall {
        let id = self.call_id(lease);
        let (name, arguments) = match (id.ends_with('0'), self.rng.u8(..8)) {
            (_, 0) => ("delete_task", json!({"ids": [1]})),
            (true, _) => (
                "add_task",
                json!({"tasks": [{"title": "one"}, {"title": "two"}]}),
            ),
            (false, _) => ("complete_task", json!({"ids": [1, 7]})),
        };
        ToolCall {
            id,
            name: name.to_owned(),
            arguments,
        }
    }

    fn entry(&mut self, lease: Lease) -> Entry {
        match self.rng.u8(..4) {
            0 => words("Well."),
            1 => Entry::Assistant {
                text: "I will.".to_owned(),
                tool_calls: vec![self.call(lease)],
                question: None,
                raw: Some(json!({"a": 1})),
                model: Some("m".to_owned()),
                usage: None,
            },
            _ => self.result(lease),
        }
    }

    fn result(&mut self, lease: Lease) -> Entry {
        let outcome: Result<Value, ToolError> = if self.rng.bool() {
            Ok(json!({"results": []}))
        } else {
            Err(ToolError::new(BROKEN_OFF, "lost"))
        };
        Entry::Tool {
            call_id: self.call_id(lease),
            name: "add_task".to_owned(),
            outcome,
        }
    }
}

fn words(text: &str) -> Entry {
    Entry::Assistant {
        text: text.to_owned(),
        tool_calls: Vec::new(),
        question: None,
        raw: None,
        model: None,
        usage: None,
    }
}
