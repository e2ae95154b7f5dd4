//! A collector of traces, as OTLP over HTTP asks for one (FR-497).

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    common::v1::{AnyValue, KeyValue, any_value::Value},
    trace::v1::Span,
};
use prost::Message;

/// A collector on a loopback port.
pub struct Collector {
    address: String,
    state: Arc<Received>,
}

#[derive(Default)]
struct Received {
    spans: Mutex<Vec<Collected>>,
    bytes: Mutex<Vec<u8>>,
    refuses: AtomicBool,
}

/// A span that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collected {
    /// What the process is called.
    pub service: String,
    /// Its name.
    pub name: String,
    /// The trace, in hexadecimal.
    pub trace: String,
    /// Its own id.
    pub id: String,
    /// That of the span around it; empty for none.
    pub parent: String,
    /// What it says, a name and a value to each.
    pub attributes: Vec<(String, String)>,
}

impl Collector {
    /// One that has nothing yet.
    ///
    /// # Panics
    /// When no port can be had.
    pub async fn start() -> Self {
        let state = Arc::<Received>::default();
        let routes = Router::new()
            .route("/v1/traces", post(receive))
            .with_state(state.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(axum::serve(listener, routes).into_future());
        Self {
            address: format!("http://{address}"),
            state,
        }
    }

    /// The variables that have a function send traces here, under this name.
    #[must_use]
    pub fn environment(&self, service: &str) -> Vec<(&'static str, String)> {
        vec![
            ("OTEL_EXPORTER_OTLP_ENDPOINT", self.address.clone()),
            ("OTEL_SERVICE_NAME", service.to_owned()),
        ]
    }

    /// Has it refuse everything from now on.
    pub fn refuse(&self) {
        self.state.refuses.store(true, Ordering::SeqCst);
    }

    /// What has arrived so far.
    #[must_use]
    pub fn spans(&self) -> Vec<Collected> {
        let spans = self.state.spans.lock();
        spans.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether these letters were in anything that arrived.
    #[must_use]
    pub fn saw(&self, text: &str) -> bool {
        let bytes = self.state.bytes.lock();
        let bytes = bytes.unwrap_or_else(PoisonError::into_inner);
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    }
}

async fn receive(
    State(state): State<Arc<Received>>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    if state.refuses.load(Ordering::SeqCst) {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    assert_eq!(headers["content-type"], "application/x-protobuf");
    let mut bytes = state.bytes.lock().unwrap_or_else(PoisonError::into_inner);
    bytes.extend_from_slice(&body);
    let request = ExportTraceServiceRequest::decode(body).expect("an OTLP request");
    let mut spans = state.spans.lock().unwrap_or_else(PoisonError::into_inner);
    for resource in request.resource_spans {
        let about = resource.resource.map(|about| about.attributes);
        let about = pairs(about.unwrap_or_default());
        let service = about.into_iter().find(|(name, _)| name == "service.name");
        let service = service.map(|(_, name)| name).unwrap_or_default();
        let scopes = resource.scope_spans.into_iter();
        let all = scopes.flat_map(|scope| scope.spans);
        spans.extend(all.map(|span| collected(&service, span)));
    }
    StatusCode::OK
}

fn collected(service: &str, span: Span) -> Collected {
    Collected {
        service: service.to_owned(),
        name: span.name,
        trace: hexadecimal(&span.trace_id),
        id: hexadecimal(&span.span_id),
        parent: hexadecimal(&span.parent_span_id),
        attributes: pairs(span.attributes),
    }
}

fn pairs(attributes: Vec<KeyValue>) -> Vec<(String, String)> {
    let text = |value: Option<AnyValue>| match value.and_then(|value| value.value) {
        Some(Value::StringValue(text)) => text,
        Some(Value::IntValue(number)) => number.to_string(),
        Some(Value::BoolValue(is_so)) => is_so.to_string(),
        other => format!("{other:?}"),
    };
    let pairs = attributes.into_iter();
    pairs.map(|pair| (pair.key, text(pair.value))).collect()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}
