//! Logs: JSON lines on standard output (FR-413).

mod lines;
mod start;
pub mod traces;

use std::io;

use opentelemetry_sdk::trace::SdkTracer;
use tracing::{Level, Metadata};
pub use tracing_subscriber::filter::Targets;
use tracing_subscriber::{
    Layer, Registry,
    filter::filter_fn,
    fmt::{
        self,
        format::{FmtSpan, Format, Json, JsonFields},
        writer::BoxMakeWriter,
    },
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use crate::config::TracesConfig;
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

/// Starts logging at `filter`, and tracing where that is wanted, in a thread of its own: a server's answers wait for no reader of its logs (FR-445). A second
/// call in one process changes nothing.
///
/// # Errors
/// When there is no thread to be had, or no way to the collector of traces.
pub fn start(filter: Targets, collector: Option<&TracesConfig>) -> Result<Logs, String> {
    let lines = Lines::to(io::stdout()).map_err(|error| format!("no thread for logs: {error}"))?;
    let writer = lines.clone();
    let tracer = collector.map(traces::start).transpose()?;
    write_to(BoxMakeWriter::new(move || writer.clone()), filter, tracer);
    Ok(Logs(lines))
}

/// Starts logging where the process stands still between requests, so that no line is left behind: each is written at once.
///
/// # Errors
/// When there is no way to the collector of traces.
pub fn start_at_once(filter: Targets, collector: Option<&TracesConfig>) -> Result<(), String> {
    let tracer = collector.map(traces::start).transpose()?;
    write_to(BoxMakeWriter::new(io::stdout), filter, tracer);
    Ok(())
}

/// The same on standard error, for a program whose standard output is not for people.
pub fn start_on_standard_error(filter: Targets) {
    write_to(BoxMakeWriter::new(io::stderr), filter, None);
}

/// Writes lines, and keeps spans for a collector where there is one.
fn write_to(writer: BoxMakeWriter, filter: Targets, tracer: Option<SdkTracer>) {
    let lines = lines(writer);
    let second_start = match tracer {
        // For all layers at once, a span that nobody wants costs a look at a flag.
        None => tracing_subscriber::registry()
            .with(lines)
            .with(filter)
            .with(filter_fn(is_for_the_log))
            .try_init(),
        Some(tracer) => {
            let lines = lines
                .with_filter(filter)
                .with_filter(filter_fn(is_for_the_log));
            let spans = tracing_opentelemetry::layer()
                .with_tracer(tracer)
                .with_location(false)
                .with_target(false)
                .with_threads(false)
                .with_tracked_inactivity(false)
                .with_filter(filter_fn(is_for_traces));
            tracing_subscriber::registry()
                .with(lines)
                .with(spans)
                .try_init()
        }
    };
    drop(second_start);
}

/// The layer that writes a line for each event, with the request that it belongs to. One type of writer, below all else, so
/// that a binary holds the whole of it once.
fn lines(writer: BoxMakeWriter) -> fmt::Layer<Registry, JsonFields, Format<Json>, BoxMakeWriter> {
    fmt::layer()
        .with_writer(writer)
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_span_events(FmtSpan::NONE)
}

/// Below this level the MCP library logs whole messages, with the texts of tasks in them.
fn is_for_the_log(metadata: &Metadata<'_>) -> bool {
    let target = metadata.target();
    target != traces::TARGET && (!target.starts_with("rmcp") || *metadata.level() <= Level::WARN)
}

/// Requests, and what happens in them.
fn is_for_traces(metadata: &Metadata<'_>) -> bool {
    metadata.is_span()
        && (metadata.target() == traces::TARGET || metadata.name() == crate::http::REQUEST_SPAN)
}
