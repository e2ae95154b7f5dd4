//! The bridge's loop: which messages are under way, and when it ends.

use std::{collections::HashMap, io, pin::pin, sync::Arc};

use serde_json::Value;
use shared::{http::MAX_BODY_BYTES, telemetry};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::{mpsc::Sender, oneshot},
    task::{AbortHandle, Id, JoinSet},
};

use super::{
    config::BridgeConfig,
    endpoint::Endpoint,
    lines::{self, Line},
    message::{self, INVALID_REQUEST, Message},
};

/// With so many messages under way no more are read.
const UNDER_WAY: usize = 256;

/// Carries messages until standard input ends and all is answered, or until the process is told to stop.
///
/// # Errors
/// When the bridge cannot be set up, or nobody reads what it writes.
pub(super) async fn run(config: BridgeConfig) -> Result<(), String> {
    telemetry::start_on_standard_error(config.log_filter.clone());
    let mut stop = pin!(stop()?);
    let endpoint = Arc::new(Endpoint::new(config)?);
    let (output, mut written) = lines::write();
    let mut input = lines::read();
    let mut is_open = true;
    let mut bridge = Bridge {
        endpoint,
        output,
        under_way: JoinSet::new(),
        requests: HashMap::new(),
    };
    while is_open || !bridge.under_way.is_empty() {
        tokio::select! {
            biased;
            () = &mut stop => return Ok(()),
            outcome = &mut written => return end(outcome),
            Some(ended) = bridge.under_way.join_next_with_id() => {
                bridge.ended(ended.map_or_else(|error| error.id(), |(id, ())| id));
            }
            line = input.recv(), if is_open && bridge.under_way.len() < UNDER_WAY => match line {
                Some(line) => bridge.take(line),
                None => is_open = false,
            },
        }
    }
    drop(bridge);
    tokio::select! {
        () = stop => Ok(()),
        outcome = written => end(outcome),
    }
}

/// Waits until the process is told to stop.
fn stop() -> Result<impl Future<Output = ()>, String> {
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| error.to_string())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// The end of standard output.
fn end(outcome: Result<io::Result<()>, oneshot::error::RecvError>) -> Result<(), String> {
    outcome
        .map_err(io::Error::other)
        .flatten()
        .map_err(|error| format!("standard output cannot be written: {error}"))
}

struct Bridge {
    endpoint: Arc<Endpoint>,
    output: Sender<Vec<u8>>,
    under_way: JoinSet<()>,
    /// The requests under way, by their ids as JSON, which tells `1` from `"1"`.
    requests: HashMap<String, AbortHandle>,
}

impl Bridge {
    fn take(&mut self, line: Line) {
        let line = match line {
            Line::Whole(line) => line,
            Line::TooLong(id) => return self.refuse(&id, &too_long()),
        };
        if line.trim_ascii().is_empty() {
            return;
        }
        let message = match Message::parse(line) {
            Ok(message) => message,
            Err(refusal) => return self.answer(refusal),
        };
        if let Some(id) = message.cancelled() {
            // Over HTTP, who does not want an answer any more hangs up.
            if let Some(request) = self.requests.remove(&id.to_string()) {
                request.abort();
            }
            return;
        }
        let id = message.id().cloned();
        if let Some(id) = &id
            && self.requests.contains_key(&id.to_string())
        {
            let text = "Invalid request: another request of this id is under way.";
            return self.refuse(id, text);
        }
        let (endpoint, output) = (Arc::clone(&self.endpoint), self.output.clone());
        let carried = async move { endpoint.carry(message, output).await };
        let task = self.under_way.spawn(carried);
        if let Some(id) = id {
            self.requests.insert(id.to_string(), task);
        }
    }

    fn ended(&mut self, task: Id) {
        self.requests.retain(|_, request| request.id() != task);
    }

    fn refuse(&mut self, id: &Value, text: &str) {
        self.answer(message::error(id, INVALID_REQUEST, text, None));
    }

    /// Answers without waiting for whoever reads.
    fn answer(&mut self, line: Vec<u8>) {
        let output = self.output.clone();
        self.under_way
            .spawn(async move { _ = output.send(line).await });
    }
}

fn too_long() -> String {
    format!(
        "Invalid request: a message has at most {MAX_BODY_BYTES} bytes. Nothing was done. Send less at once."
    )
}
