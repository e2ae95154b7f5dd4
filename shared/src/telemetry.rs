//! Logs: JSON lines on standard output (FR-413).

use std::io::{self, Stderr, Stdout};

use tracing::Level;
pub use tracing_subscriber::filter::Targets;
use tracing_subscriber::{
    filter::filter_fn,
    fmt::{format::FmtSpan, writer::EitherWriter},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

/// Starts logging at `filter`. A second call in one process changes nothing.
pub fn start(filter: Targets) {
    write_to(|| EitherWriter::A(io::stdout()), filter);
}

/// The same on standard error, for a program whose standard output is not for people.
pub fn start_on_standard_error(filter: Targets) {
    write_to(|| EitherWriter::B(io::stderr()), filter);
}

/// One type for both, so that a binary holds the whole of it once.
fn write_to(writer: fn() -> EitherWriter<Stdout, Stderr>, filter: Targets) {
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(writer)
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
