//! Logs: JSON lines on standard output (FR-413).

use tracing_subscriber::{
    EnvFilter, fmt::format::FmtSpan, layer::SubscriberExt, util::SubscriberInitExt,
};

/// Starts logging at `filter`. A second call in one process changes nothing.
pub fn start(filter: EnvFilter) {
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_span_events(FmtSpan::NONE);
    let second_start = tracing_subscriber::registry()
        .with(filter)
        .with(lines)
        .try_init();
    drop(second_start);
}
