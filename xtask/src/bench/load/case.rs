//! One kind of request: what the clients send, what pgbench runs beside it, and a round of both.

use std::time::Duration;

use serde::{Serialize, Serializer};

use super::{CLIENTS, client, pgbench::Pgbench, wal};
use crate::{bench::cpu, child::Group, failure::Outcome, signals};

/// How long the machine rests between two measurements.
const REST: Duration = Duration::from_millis(200);

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A page of tasks, in a small table.
    List,
    /// The same in a large one.
    ListOfMany,
    /// A new task.
    Create,
    /// A page of tasks, by the tool.
    CallList,
    /// A new task, by the tool.
    CallAdd,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::List,
        Self::ListOfMany,
        Self::Create,
        Self::CallList,
        Self::CallAdd,
    ];

    /// Its name in figures.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "list 50 of 1,000",
            Self::ListOfMany => "list 50 of 1,000,000",
            Self::Create => "create",
            Self::CallList => "call list_tasks, 50",
            Self::CallAdd => "call add_task",
        }
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A kind of request on one database.
pub struct Case<'a> {
    /// The database, with which no other compared kind works.
    pub database: &'static str,
    /// The function that is asked.
    pub function: &'a Group,
    /// Its port.
    pub port: u16,
    /// What each connection sends.
    pub requests: Vec<String>,
    /// The status of its answers.
    pub status: u16,
    /// Whether they write.
    pub writes: bool,
    /// The same for pgbench, if it is compared.
    pub script: Option<String>,
}

/// What one round came to.
#[derive(Debug, Clone, Copy)]
pub struct Round {
    /// Requests per second.
    pub requests_per_s: f64,
    /// pgbench's transactions per second, if it ran.
    pub pgbench_tps: Option<f64>,
    /// The middle latency.
    pub p50_us: f64,
    /// The latency that one of a hundred exceeds.
    pub p99_us: f64,
    /// User and system time of the function's process per request.
    pub cpu_us: Option<f64>,
    /// The same of Postgres' processes.
    pub postgres_cpu_us: Option<f64>,
    /// What a request wrote to Postgres' write-ahead log, if it writes.
    pub wal_bytes: Option<f64>,
}

impl Case<'_> {
    /// Measures the function, then pgbench where it is compared.
    ///
    /// # Errors
    /// When either fails.
    pub fn round(&self, pgbench: &Pgbench, lasting: Duration) -> Outcome<Round> {
        signals::pause(REST)?;
        let wal = || self.writes.then(|| wal::written(pgbench)).transpose();
        let used = || {
            let function = cpu::of_process(self.function.id());
            (function, cpu::of_server(pgbench.server()))
        };
        let wal_before = wal()?;
        let before = used();
        let load = client::run(self.port, &self.requests, self.status, lasting)?;
        let after = used();
        let wal_after = wal()?;
        let beside = self.script.as_ref().map(|script| {
            signals::pause(REST)?;
            pgbench.measure(self.database, script, CLIENTS, lasting)
        });
        let microseconds = |duration: Duration| duration.as_secs_f64() * 1_000_000.0;
        let count = count(load.latencies.len());
        let spent = |before: Option<Duration>, after: Option<Duration>| {
            Some(microseconds(after?.saturating_sub(before?)) / count)
        };
        let written = wal_before.zip(wal_after);
        Ok(Round {
            requests_per_s: count / load.took.as_secs_f64(),
            pgbench_tps: beside.transpose()?,
            p50_us: microseconds(load.percentile(50)),
            p99_us: microseconds(load.percentile(99)),
            cpu_us: spent(before.0, after.0),
            postgres_cpu_us: spent(before.1, after.1),
            wal_bytes: written.map(|(before, after)| bytes(after.saturating_sub(before)) / count),
        })
    }
}

fn count(requests: usize) -> f64 {
    u32::try_from(requests).map_or(f64::INFINITY, f64::from)
}

fn bytes(written: u64) -> f64 {
    u32::try_from(written).map_or(f64::INFINITY, f64::from)
}
