//! Traces over OTLP/HTTP (FR-497; ADR 0071): what ended is kept until an answer ends, and sent before it does, since nothing
//! runs between two requests.

use std::{
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use axum::http::{self, HeaderMap, HeaderValue};
use bytes::Bytes;
use opentelemetry::{
    propagation::TextMapPropagator,
    trace::{TraceContextExt, TracerProvider},
};
use opentelemetry_http::{HeaderExtractor, HeaderInjector, HttpClient, HttpError};
use opentelemetry_otlp::{WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    propagation::TraceContextPropagator,
    trace::{SdkTracer, SdkTracerProvider, SpanData, SpanExporter, SpanProcessor},
};
use tokio::time::{Instant, timeout};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::{config::TracesConfig, http_client};

/// The target of spans that are for traces alone, and not for the log.
pub const TARGET: &str = "trace";

/// An answer waits for the collector no longer than this.
const PATIENCE: Duration = Duration::from_secs(1);
/// A collector that did not answer is left alone for so long.
const PAUSE: Duration = Duration::from_secs(30);
/// So many spans wait to be sent; a turn has some dozens.
const WAITING: usize = 4_096;

/// Where this process sends its traces, if it does.
static TRACES: OnceLock<Traces> = OnceLock::new();

struct Traces {
    ended: Ended,
    /// One batch at a time.
    exporter: tokio::sync::Mutex<Exporter>,
    /// Ends open spans with the process.
    _provider: SdkTracerProvider,
}

struct Exporter {
    exporter: opentelemetry_otlp::SpanExporter,
    /// Until when the collector is left alone.
    paused: Option<Instant>,
}

/// Spans that have ended and were not sent yet.
#[derive(Debug, Clone, Default)]
struct Ended(Arc<Mutex<Vec<SpanData>>>);

impl Ended {
    fn take(&self) -> Vec<SpanData> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl SpanProcessor for Ended {
    fn on_start(&self, _: &mut opentelemetry_sdk::trace::Span, _: &opentelemetry::Context) {}

    fn on_end(&self, span: SpanData) {
        let mut ended = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if span.span_context.is_sampled() && ended.len() < WAITING {
            ended.push(span);
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}

/// The one kind of HTTP client that there is.
#[derive(Debug)]
struct Client(reqwest::Client);

#[async_trait]
impl HttpClient for Client {
    async fn send_bytes(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, HttpError> {
        let answer = self.0.execute(request.try_into()?).await?;
        let mut response = http::Response::new(Bytes::new());
        *response.status_mut() = answer.status();
        // The connection is good for the next batch then.
        answer.bytes().await?;
        Ok(response)
    }
}

/// Starts to keep spans for a collector.
///
/// # Errors
/// A message for the operator when TLS cannot be set up.
pub(super) fn start(config: &TracesConfig) -> Result<SdkTracer, String> {
    let client = http_client::build(&config.trust)?;
    let mut exporter = opentelemetry_otlp::SpanExporter::builder()
        .with_http()
        .with_http_client(Client(client))
        .with_endpoint(config.address.as_str())
        .with_timeout(PATIENCE)
        .build()
        .map_err(|error| format!("OTEL_EXPORTER_OTLP_ENDPOINT: {error}"))?;
    let resource = Resource::builder_empty()
        .with_service_name(config.service.clone())
        .build();
    exporter.set_resource(&resource);
    let ended = Ended::default();
    let provider = SdkTracerProvider::builder()
        .with_resource(resource)
        .with_span_processor(ended.clone())
        .build();
    let tracer = provider.tracer("todo-app");
    TRACES.get_or_init(|| Traces {
        ended,
        exporter: tokio::sync::Mutex::new(Exporter {
            exporter,
            paused: None,
        }),
        _provider: provider,
    });
    Ok(tracer)
}

/// Whether there are traces at all.
#[must_use]
pub fn are_on() -> bool {
    TRACES.get().is_some()
}

/// Sends what has ended, and waits until it is there, for a second at most. What cannot be sent is lost.
pub async fn flush() {
    let Some(traces) = TRACES.get() else { return };
    // What hands the end of an answer over may still hold its span.
    tokio::task::yield_now().await;
    let mut exporter = traces.exporter.lock().await;
    let ended = traces.ended.take();
    let rests = exporter.paused.is_some_and(|until| Instant::now() < until);
    if ended.is_empty() || rests {
        return;
    }
    let sent = timeout(PATIENCE, exporter.exporter.export(ended)).await;
    let failure = match sent {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(error.to_string()),
        Err(late) => Some(late.to_string()),
    };
    exporter.paused = failure.map(|error| {
        tracing::warn!(error, "traces cannot be sent, and are lost for a while");
        Instant::now() + PAUSE
    });
}

/// Has a request's span go on with the trace that came with it, and tells the log which one that is.
pub(crate) fn go_on(span: &Span, headers: &HeaderMap) {
    let came = TraceContextPropagator::new().extract(&HeaderExtractor(headers));
    if is_whole(headers) && came.span().span_context().is_valid() {
        // It fails for a span that is filtered out, which is in no trace.
        span.set_parent(came).ok();
    }
    let context = span.context();
    let trace = context.span().span_context().trace_id();
    span.record("trace_id", tracing::field::display(trace));
}

/// Whether the header's parts are as long as they have to be: the library takes shorter numbers.
fn is_whole(headers: &HeaderMap) -> bool {
    let value = headers.get("traceparent").map(HeaderValue::as_bytes);
    let parts = value.unwrap_or_default().split(|byte| *byte == b'-');
    parts.map(<[u8]>::len).take(4).eq([2, 32, 16, 2])
}

/// Says what came of a request.
pub(crate) fn answered(span: &Span, method: &str, route: &str, status: u16) {
    span.context()
        .span()
        .update_name(format!("{method} {route}"));
    span.set_attribute("http.request.method", method.to_owned());
    span.set_attribute("http.route", route.to_owned());
    span.set_attribute("http.response.status_code", i64::from(status));
    if status >= 500 {
        span.set_status(opentelemetry::trace::Status::error(""));
    }
}

/// The header that has another server of ours go on with the trace of the present span.
#[must_use]
pub fn traceparent() -> Option<HeaderValue> {
    TRACES.get()?;
    let mut headers = HeaderMap::new();
    let context = Span::current().context();
    TraceContextPropagator::new().inject_context(&context, &mut HeaderInjector(&mut headers));
    headers.remove("traceparent")
}
