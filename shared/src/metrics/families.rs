//! The metrics themselves.

use std::{fmt::Write, sync::atomic::AtomicU64, time::Duration};

use axum::http::StatusCode;
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{
        counter::Counter,
        family::{Family, MetricConstructor},
        gauge::Gauge,
        histogram::Histogram,
    },
    registry::{Metric, Registry},
};

use super::{
    Limit, ModelStep, Place, PoolState, Takeover, ToolOutcome, Wait,
    description::{self, Description},
};
use crate::telemetry::Phase;

/// From a warm list to a turn with a slow model, in seconds.
const ANSWERS: [f64; 14] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0,
];
/// From one round trip within a node to the bound of a request.
const WAITS: [f64; 10] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 5.0,
];

type One = [(&'static str, &'static str); 1];
type Two = [(&'static str, &'static str); 2];
type Seconds = Gauge<f64, AtomicU64>;

/// How histograms with these buckets are made.
#[derive(Clone)]
struct Buckets(&'static [f64]);

impl MetricConstructor<Histogram> for Buckets {
    fn new_metric(&self) -> Histogram {
        Histogram::new(self.0.iter().copied())
    }
}

/// A route and what was asked of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    method: &'static str,
    route: String,
}

/// The same with what was answered.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

pub(super) struct Families {
    registry: Registry,
    requests: Family<Answered, Counter>,
    request_seconds: Family<Asked, Histogram, Buckets>,
    connections: Family<One, Gauge>,
    connections_most: Gauge,
    connections_waiting: Gauge,
    database_wait: Family<One, Histogram, Buckets>,
    start: Family<One, Seconds>,
    model_steps: Family<Two, Counter>,
    model_tokens: Family<Two, Counter>,
    tool_calls: Family<Two, Counter>,
    takeovers: Family<One, Counter>,
    refused: Family<One, Counter>,
}

impl Default for Families {
    fn default() -> Self {
        let mut registry = Registry::default();
        let families = Self {
            requests: put(&mut registry, &description::REQUESTS, Family::default()),
            request_seconds: put(
                &mut registry,
                &description::REQUEST_SECONDS,
                Family::new_with_constructor(Buckets(&ANSWERS)),
            ),
            connections: put(&mut registry, &description::CONNECTIONS, Family::default()),
            connections_most: put(
                &mut registry,
                &description::CONNECTIONS_MOST,
                Gauge::default(),
            ),
            connections_waiting: put(
                &mut registry,
                &description::CONNECTIONS_WAITING,
                Gauge::default(),
            ),
            database_wait: put(
                &mut registry,
                &description::DATABASE_WAIT,
                Family::new_with_constructor(Buckets(&WAITS)),
            ),
            start: put(&mut registry, &description::START, Family::default()),
            model_steps: put(&mut registry, &description::MODEL_STEPS, Family::default()),
            model_tokens: put(&mut registry, &description::MODEL_TOKENS, Family::default()),
            tool_calls: put(&mut registry, &description::TOOL_CALLS, Family::default()),
            takeovers: put(&mut registry, &description::TAKEOVERS, Family::default()),
            refused: put(&mut registry, &description::REFUSED, Family::default()),
            registry: Registry::default(),
        };
        Self {
            registry,
            ..families
        }
    }
}

/// The metric, known to the registry under its description.
fn put<M: Metric + Clone>(registry: &mut Registry, description: &Description, metric: M) -> M {
    // The library ends the help itself.
    let help = description.help.trim_end_matches('.');
    registry.register(description.name, help, metric.clone());
    metric
}

impl Families {
    pub(super) fn text(&self, pools: PoolState) -> String {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        for (state, count) in [("in_use", pools.in_use), ("idle", pools.idle)] {
            let gauge = self.connections.get_or_create(&[("state", state)]);
            gauge.set(number(count));
        }
        self.connections_most.set(number(pools.most));
        self.connections_waiting.set(number(pools.waiting));
        let mut text = String::new();
        if let Err(error) = encode(&mut text, &self.registry) {
            // A String takes everything.
            tracing::error!(%error, "the metrics cannot be written");
            text.clear();
            text.write_str("# EOF\n").ok();
        }
        text
    }

    pub(super) fn answered(
        &self,
        method: &'static str,
        route: &str,
        status: StatusCode,
        took: Duration,
    ) {
        let route = route.to_owned();
        let asked = Asked {
            method,
            route: route.clone(),
        };
        let answered = Answered {
            method,
            route,
            status: status.as_u16(),
        };
        self.requests.get_or_create(&answered).inc();
        let seconds = self.request_seconds.get_or_create(&asked);
        seconds.observe(took.as_secs_f64());
    }

    pub(super) fn waited(&self, wait: Wait, took: Duration) {
        let seconds = self.database_wait.get_or_create(&[("wait", wait.as_str())]);
        seconds.observe(took.as_secs_f64());
    }

    pub(super) fn reached(&self, phase: Phase, after: Duration) {
        let seconds = self.start.get_or_create(&[("phase", phase.as_str())]);
        seconds.set(after.as_secs_f64());
    }

    pub(super) fn model_step(&self, place: Place, step: ModelStep, tokens: Option<(u64, u64)>) {
        let model = ("model", place.as_str());
        let steps = &self.model_steps;
        steps
            .get_or_create(&[model, ("outcome", step.as_str())])
            .inc();
        if let Some((input, output)) = tokens {
            for (direction, count) in [("input", input), ("output", output)] {
                let labels = [model, ("direction", direction)];
                self.model_tokens.get_or_create(&labels).inc_by(count);
            }
        }
    }

    pub(super) fn tool_called(&self, tool: &'static str, outcome: ToolOutcome) {
        let labels = [("tool", tool), ("outcome", outcome.as_str())];
        self.tool_calls.get_or_create(&labels).inc();
    }

    pub(super) fn taken_over(&self, takeover: Takeover) {
        self.takeovers
            .get_or_create(&[("of", takeover.as_str())])
            .inc();
    }

    pub(super) fn refused(&self, limit: Limit) {
        self.refused
            .get_or_create(&[("limit", limit.as_str())])
            .inc();
    }
}
