//! What a process counts of itself, read at `/metrics` on a port of its own (FR-494; ADR 0070).
//!
//! Where no port is configured nothing is counted: every function here is then one look at an empty cell. Labels are of
//! closed sets, and nothing that a person wrote, is or has is among them (FR-495).

mod description;
mod families;
mod labels;
mod page;

use std::{
    sync::{Mutex, OnceLock, PoisonError},
    time::Duration,
};

use axum::http::{Method, StatusCode};
use tokio::time::Instant;

pub use description::{ALL, Description, Kind, contract};
use families::Families;
pub use labels::{Limit, ModelStep, Place, Takeover, ToolOutcome, Wait};
pub(crate) use page::listen;

use crate::telemetry::Phase;

/// What this process counts, once somebody wants to know.
static COUNTED: OnceLock<Counted> = OnceLock::new();

/// How a pool of connections stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PoolState {
    /// Connections that a request has.
    pub in_use: usize,
    /// Connections that rest.
    pub idle: usize,
    /// How many there may be.
    pub most: usize,
    /// Requests that wait for one.
    pub waiting: usize,
}

type Pool = Box<dyn Fn() -> PoolState + Send + Sync>;

struct Counted {
    families: Families,
    pools: Mutex<Vec<Pool>>,
}

/// Starts counting, from now until the end of the process.
pub fn start() {
    COUNTED.get_or_init(|| Counted {
        families: Families::default(),
        pools: Mutex::default(),
    });
}

fn families() -> Option<&'static Families> {
    COUNTED.get().map(|counted| &counted.families)
}

/// Has this pool looked at whenever somebody reads the metrics.
pub fn watch_pool(state: impl Fn() -> PoolState + Send + Sync + 'static) {
    if let Some(counted) = COUNTED.get() {
        let mut pools = counted.pools.lock().unwrap_or_else(PoisonError::into_inner);
        pools.push(Box::new(state));
    }
}

/// Everything as text, in the format of `OpenMetrics` 1.0; nothing when nothing is counted.
#[must_use]
pub fn text() -> String {
    let Some(counted) = COUNTED.get() else {
        return String::new();
    };
    let pools = counted.pools.lock().unwrap_or_else(PoisonError::into_inner);
    let sum = pools.iter().map(|state| state());
    let sum = sum.fold(PoolState::default(), |sum, state| PoolState {
        in_use: sum.in_use + state.in_use,
        idle: sum.idle + state.idle,
        most: sum.most + state.most,
        waiting: sum.waiting + state.waiting,
    });
    counted.families.text(sum)
}

/// The present moment, where it is wanted later.
#[must_use]
pub fn timer() -> Option<Instant> {
    COUNTED.get().map(|_| Instant::now())
}

/// Counts an answer: its route as a template, and how long it took until its head was there.
pub fn answered(method: &Method, route: &str, status: StatusCode, took: Duration) {
    if let Some(families) = families() {
        families.answered(labels::method(method), route, status, took);
    }
}

/// Counts a wait for the database that began at `since`.
pub fn waited(wait: Wait, since: Option<Instant>) {
    if let (Some(families), Some(since)) = (families(), since) {
        families.waited(wait, Instant::now() - since);
    }
}

/// Notes when the process came to a part of its start.
pub(crate) fn reached(phase: Phase, after: Duration) {
    if let Some(families) = families() {
        families.reached(phase, after);
    }
}

/// Counts a step of a model, with what it read and wrote if that is known.
pub fn model_step(place: Place, step: ModelStep, tokens: Option<(u64, u64)>) {
    if let Some(families) = families() {
        families.model_step(place, step, tokens);
    }
}

/// Counts a call of a tool.
pub fn tool_called(tool: &'static str, outcome: ToolOutcome) {
    if let Some(families) = families() {
        families.tool_called(tool, outcome);
    }
}

/// Counts that something else took the place of what failed.
pub fn taken_over(takeover: Takeover) {
    if let Some(families) = families() {
        families.taken_over(takeover);
    }
}

/// Counts that a limit refused something.
pub fn refused(limit: Limit) {
    if let Some(families) = families() {
        families.refused(limit);
    }
}

#[cfg(test)]
mod tests;
