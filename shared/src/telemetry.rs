//! Logs: JSON lines on standard output (FR-413).

mod lines;
mod start;

use std::io;

use tracing::Level;
pub use tracing_subscriber::filter::Targets;
use tracing_subscriber::{
    filter::filter_fn,
    fmt::{format::FmtSpan, writer::BoxMakeWriter},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use lines::Lines;
pub use start::Phase;
pub(crate) use start::{begin, reached};

/// Writes the last lines when it is dropped.
#[must_use]
pub struct Logs(Lines);

impl Drop for Logs {
    fn drop(&mut self) {
        self.0.flush();
    }
}

/// Starts logging at `filter`, in a thread of its own: a server's answers wait for no reader of its logs (FR-445). A second
/// call in one process changes nothing.
///
/// # Errors
/// When there is no thread to be had.
pub fn start(filter: Targets) -> Result<Logs, String> {
    let lines = Lines::to(io::stdout()).map_err(|error| format!("no thread for logs: {error}"))?;
    let writer = lines.clone();
    write_to(BoxMakeWriter::new(move || writer.clone()), filter);
    Ok(Logs(lines))
}

/// Starts logging where the process stands still between requests, so that no line is left behind: each is written at once.
pub fn start_at_once(filter: Targets) {
    write_to(BoxMakeWriter::new(io::stdout), filter);
}

/// The same on standard error, for a program whose standard output is not for people.
pub fn start_on_standard_error(filter: Targets) {
    write_to(BoxMakeWriter::new(io::stderr), filter);
}

/// One type of writer for all, so that a binary holds the whole of it once.
fn write_to(writer: BoxMakeWriter, filter: Targets) {
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
