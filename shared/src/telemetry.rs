//! Logs: JSON lines on standard output (FR-413).

use tracing::Level;
use tracing_subscriber::{
    EnvFilter, filter::filter_fn, fmt::format::FmtSpan, layer::SubscriberExt,
    util::SubscriberInitExt,
};

/// Starts logging at `filter`. A second call in one process changes nothing.
pub fn start(filter: EnvFilter) {
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_span_events(FmtSpan::NONE);
    // Below this level the MCP library logs whole messages, with the texts of tasks in them.
    let without_messages = filter_fn(|metadata| {
        !metadata.target().starts_with("rmcp") || *metadata.level() <= Level::WARN
    });
    let second_start = tracing_subscriber::registry()
        .with(filter)
        .with(without_messages)
        .with(lines)
        .try_init();
    drop(second_start);
}
