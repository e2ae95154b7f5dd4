//! The list of all metrics, which documents, alerts and dashboard are compared with.

/// What kind of number a metric is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It only grows; its samples end with `_total`.
    Counter,
    /// It goes up and down.
    Gauge,
    /// It sorts what it counts; its samples end with `_bucket`, `_sum` and `_count`.
    Histogram,
}

impl Kind {
    /// As Prometheus writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

/// A metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Description {
    /// Its name as it is scraped, without what its kind puts behind it.
    pub name: &'static str,
    /// What kind of number it is.
    pub kind: Kind,
    /// Its labels.
    pub labels: &'static [&'static str],
    /// What it says.
    pub help: &'static str,
}

macro_rules! metrics {
    ($($constant:ident: $kind:ident $name:literal [$($label:literal),*] $help:literal;)+) => {
        $(pub(super) const $constant: Description = Description {
            name: $name, kind: Kind::$kind, labels: &[$($label),*], help: $help,
        };)+

        /// Every metric of every function. One that a function has no use for is not in its text.
        pub const ALL: &[Description] = &[$($constant),+];
    };
}

metrics! {
    REQUESTS: Counter "todo_requests" ["method", "route", "status"]
        "Answered requests, by the route's template.";
    REQUEST_SECONDS: Histogram "todo_request_seconds" ["method", "route"]
        "Time from a request's head to its answer's, probes left out.";
    CONNECTIONS: Gauge "todo_database_connections" ["state"]
        "Connections to the database: in use or idle.";
    CONNECTIONS_MOST: Gauge "todo_database_connections_most" []
        "Connections that this process may have.";
    CONNECTIONS_WAITING: Gauge "todo_database_connections_waiting" []
        "Requests that wait for a connection.";
    DATABASE_WAIT: Histogram "todo_database_wait_seconds" ["wait"]
        "Waits for the database: for a connection, or for an answer.";
    START: Gauge "todo_start_seconds" ["phase"]
        "Time from the start of the process to a part of its start.";
    MODEL_STEPS: Counter "todo_model_steps" ["model", "outcome"]
        "Replies that models were asked for, by the model's place.";
    MODEL_TOKENS: Counter "todo_model_tokens" ["model", "direction"]
        "Tokens that endpoints report, read (input) and written (output).";
    TOOL_CALLS: Counter "todo_tool_calls" ["tool", "outcome"]
        "Calls of tools.";
    TAKEOVERS: Counter "todo_failovers" ["of"]
        "Times that the next model, or another connection to the database, took over.";
    REFUSED: Counter "todo_limit_refusals" ["limit"]
        "Requests, calls and tasks that a limit refused.";
}

/// The list as JSON, a metric to a line, for what compares documents, alerts and dashboard with it.
#[must_use]
pub fn contract() -> String {
    let lines = ALL.iter().map(|metric| {
        let line = serde_json::json!({
            "name": metric.name, "kind": metric.kind.as_str(), "labels": metric.labels, "help": metric.help,
        });
        format!("  {line}")
    });
    format!("[\n{}\n]", lines.collect::<Vec<_>>().join(",\n"))
}
