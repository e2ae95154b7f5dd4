//! One message over HTTP, and what comes back, as lines.

use std::time::Duration;

use eventsource_stream::Eventsource;
use futures::StreamExt;
use http::header;
use reqwest::{Client, Response, Url};
use serde_json::{Value, json};
use shared::{config::Secret, http_client};
use tokio::{
    sync::{Semaphore, mpsc::Sender},
    time::timeout,
};

use super::{config::BridgeConfig, failure::Failure, handshake::Handshake, message::Message};

/// So many requests are under way at once; the others wait.
const AT_ONCE: usize = 16;
/// The endpoint may have to start from zero; a stream says at least this often that it is still there.
const PATIENCE: Duration = Duration::from_mins(1);

/// The endpoint and who asks it.
pub(super) struct Endpoint {
    client: Client,
    url: Url,
    token: Secret,
    handshake: Handshake,
    places: Semaphore,
}

impl Endpoint {
    pub(super) fn new(config: BridgeConfig) -> Result<Self, String> {
        // No proxy can reach this machine's own addresses.
        let client = if config.url.scheme() == "https" {
            http_client::build_with_proxies(&config.trust)?
        } else {
            http_client::build(&config.trust)?
        };
        Ok(Self {
            client,
            url: config.url,
            token: config.token,
            handshake: Handshake::default(),
            places: Semaphore::new(AT_ONCE),
        })
    }

    /// Carries a message there and what comes back to `output`. A request is answered in any case.
    pub(super) async fn carry(&self, message: Message, output: Sender<Vec<u8>>) {
        // The semaphore is never closed.
        let _place = self.places.acquire().await;
        let mut answer = Answer {
            message: &message,
            handshake: &self.handshake,
            output: &output,
            is_there: false,
        };
        if let Err(failure) = self.exchange(&message, &mut answer).await {
            failure.log();
            if let Some(id) = message.id().filter(|_| !answer.is_there) {
                answer.send(failure.line(id)).await;
            }
        }
    }

    async fn exchange(&self, message: &Message, answer: &mut Answer<'_>) -> Result<(), Failure> {
        let request = self
            .client
            .post(self.url.clone())
            .bearer_auth(self.token.expose())
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/json, text/event-stream")
            .headers(message.headers(&self.handshake))
            .body(message.line.clone());
        let response = in_time(request.send()).await?;
        if is_stream(&response) {
            stream(response, answer).await?;
        } else {
            whole(response, answer).await?;
        }
        if message.id().is_some() && !answer.is_there {
            return Err(Failure::unanswered());
        }
        Ok(())
    }
}

/// An answer of one JSON document, or none.
async fn whole(response: Response, answer: &mut Answer<'_>) -> Result<(), Failure> {
    let (status, headers) = (response.status(), response.headers().clone());
    let body = in_time(response.bytes()).await?;
    if !answer.pass_on(&body).await && !status.is_success() {
        return Err(Failure::refused(status, &headers, &body));
    }
    Ok(())
}

/// An answer of several messages, of which the last is the result.
async fn stream(response: Response, answer: &mut Answer<'_>) -> Result<(), Failure> {
    let mut events = response.bytes_stream().eventsource();
    while !answer.is_there {
        let event = timeout(PATIENCE, events.next()).await;
        match event.map_err(|_| Failure::late())? {
            None => break,
            Some(Ok(event)) => _ = answer.pass_on(event.data.as_bytes()).await,
            Some(Err(error)) => return Err(Failure::broken_stream(&error)),
        }
    }
    Ok(())
}

fn is_stream(response: &Response) -> bool {
    let media_type = response.headers().get(header::CONTENT_TYPE);
    let media_type = media_type.and_then(|value| value.to_str().ok());
    response.status().is_success()
        && media_type.is_some_and(|value| value.starts_with("text/event-stream"))
}

async fn in_time<T>(step: impl Future<Output = reqwest::Result<T>>) -> Result<T, Failure> {
    match timeout(PATIENCE, step).await {
        Ok(outcome) => outcome.map_err(|error| Failure::broken(&error)),
        Err(_) => Err(Failure::late()),
    }
}

/// What comes back for one message.
struct Answer<'a> {
    message: &'a Message,
    handshake: &'a Handshake,
    output: &'a Sender<Vec<u8>>,
    /// Whether the message's request has been answered.
    is_there: bool,
}

impl Answer<'_> {
    /// Gives the client a message of the endpoint's, and says whether it is one.
    async fn pass_on(&mut self, message: &[u8]) -> bool {
        let Ok(value) = serde_json::from_slice::<Value>(message) else {
            return false;
        };
        if value["jsonrpc"] != "2.0" {
            return false;
        }
        if self.message.is_notification() {
            // Nothing answers a notification.
            tracing::warn!(error = %value["error"], "a notification was refused");
            return true;
        }
        let id = self.message.id();
        let is_answer = value.get("method").is_none();
        if is_answer && let (Some(id), true) = (id, value["id"].is_null()) {
            // The endpoint did not get as far as the id; the client waits under it.
            let error = json!({"jsonrpc": "2.0", "id": id, "error": value["error"]});
            self.is_there = true;
            self.send(error.to_string().into_bytes()).await;
            return true;
        }
        if is_answer && id == Some(&value["id"]) {
            self.is_there = true;
            if self.message.initializes() {
                self.handshake.answered(&value["result"]);
            }
        }
        // In JSON an end of line stands between two tokens or nowhere.
        let line = message.iter().map(|byte| match byte {
            b'\n' | b'\r' => b' ',
            byte => *byte,
        });
        self.send(line.collect()).await;
        true
    }

    /// Without a writer the bridge ends.
    async fn send(&self, line: Vec<u8>) {
        _ = self.output.send(line).await;
    }
}
