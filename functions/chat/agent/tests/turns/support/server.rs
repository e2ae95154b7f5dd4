//! A scripted endpoint on the loopback, with every byte in the test's hands.

use std::{
    sync::{Arc, Mutex, Once},
    time::Duration,
};

use agent::{Agent, ApiKey, OpenAiConfig, Timeouts};
use clock::{Clock, Ids, SystemIds, testing::HandClock};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::now;

/// The key that every agent of these tests has.
pub const KEY: &str = "secret";

/// One answer: status, content type, more headers, the pieces of the body.
pub struct Script {
    pub status: u16,
    pub content_type: &'static str,
    pub headers: &'static str,
    pub pieces: Vec<Vec<u8>>,
    /// Keeps the connection open after the last piece.
    pub hangs: bool,
}

impl Script {
    pub fn events(pieces: Vec<Vec<u8>>) -> Self {
        Self {
            status: 200,
            content_type: "text/event-stream",
            headers: "",
            pieces,
            hangs: false,
        }
    }

    pub fn json(status: u16, body: &str) -> Self {
        Self {
            status,
            content_type: "application/json",
            headers: "",
            pieces: vec![body.into()],
            hangs: false,
        }
    }
}

/// One `data:` event.
pub fn sse(value: &Value) -> Vec<u8> {
    format!("data: {value}\n\n").into_bytes()
}

/// A chunk with a delta.
pub fn chunk(delta: &Value) -> Vec<u8> {
    sse(&json!({"choices": [{"index": 0, "delta": delta, "finish_reason": null}]}))
}

/// The chunk that ends a reply.
pub fn finish(reason: &str) -> Vec<u8> {
    sse(&json!({"choices": [{"delta": {}, "finish_reason": reason}], "usage": {"total_tokens": 3}}))
}

/// The event that ends a stream.
pub fn done() -> Vec<u8> {
    b"data: [DONE]\n\n".to_vec()
}

/// A reply of these deltas.
pub fn reply(deltas: &[Value]) -> Script {
    let mut pieces: Vec<Vec<u8>> = deltas.iter().map(chunk).collect();
    pieces.extend([finish("stop"), done()]);
    Script::events(pieces)
}

/// A reply of words.
pub fn words(text: &str) -> Script {
    reply(&[json!({"role": "assistant", "content": text})])
}

/// The function of a call that adds a task.
pub fn add(title: &str) -> Value {
    json!({"name": "add_task", "arguments": json!({"tasks": [{"title": title}]}).to_string()})
}

/// A running endpoint, and an agent on it.
pub struct Endpoint {
    pub agent: Agent,
    pub config: OpenAiConfig,
    pub clock: Arc<HandClock>,
    /// Head and body of each request.
    pub requests: Arc<Mutex<Vec<(String, Value)>>>,
}

impl Endpoint {
    /// An endpoint that gives the answers in order, then refuses, and an agent on it.
    pub async fn start(scripts: Vec<Script>) -> Self {
        Self::start_at("/v1/", scripts).await
    }

    /// The same, at another path.
    pub async fn start_at(path: &str, scripts: Vec<Script>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}{path}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        // Who is to wait in vain need not wait long, and nobody else is hurried.
        let patience = if scripts.iter().any(|script| script.hangs) {
            Duration::from_millis(400)
        } else {
            Duration::from_mins(1)
        };
        tokio::spawn(async move {
            for script in scripts {
                let (socket, _) = listener.accept().await.unwrap();
                answer(socket, script, &seen).await;
            }
        });
        let mut config = OpenAiConfig::new(base_url, "test-model", Some(ApiKey::new(KEY)), 16_384);
        config.timeouts = Timeouts {
            first_byte: patience,
            idle: patience,
            whole: 2 * patience,
        };
        let clock = Arc::new(HandClock::at(now().timestamp()));
        Self {
            agent: agent_on([config.clone()], &clock),
            config,
            clock,
            requests,
        }
    }

    /// An agent on this endpoint, then on the other.
    pub fn before(&self, other: &Self) -> Agent {
        agent_on([self.config.clone(), other.config.clone()], &self.clock)
    }

    /// The bodies of the requests so far.
    pub fn bodies(&self) -> Vec<Value> {
        let requests = self.requests.lock().unwrap();
        requests.iter().map(|(_, body)| body.clone()).collect()
    }
}

fn agent_on(endpoints: impl IntoIterator<Item = OpenAiConfig>, clock: &Arc<HandClock>) -> Agent {
    let clock: Arc<dyn Clock> = clock.clone();
    let ids: Arc<dyn Ids> = Arc::new(SystemIds);
    Agent::new(endpoints, &client(), &clock, &ids, agent::Bounds::default())
}

/// A client for the loopback.
pub fn client() -> reqwest::Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        rustls::crypto::aws_lc_rs::default_provider()
            .install_default()
            .unwrap();
    });
    #[expect(
        clippy::disallowed_methods,
        reason = "a client for the loopback; the product's comes from shared"
    )]
    reqwest::Client::builder().no_proxy().build().unwrap()
}

async fn answer(mut socket: TcpStream, script: Script, seen: &Mutex<Vec<(String, Value)>>) {
    let mut request = Vec::new();
    let (head, body) = loop {
        let mut piece = [0; 4096];
        let read = socket.read(&mut piece).await.unwrap();
        request.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n")
            && let Ok(body) = serde_json::from_str::<Value>(body)
        {
            break (head.to_owned(), body);
        }
        assert!(read > 0, "the request broke off");
    };
    seen.lock().unwrap().push((head, body));
    let head = format!(
        "HTTP/1.1 {} Scripted\r\ncontent-type: {}\r\nconnection: close\r\n{}\r\n",
        script.status, script.content_type, script.headers
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    for piece in script.pieces {
        if socket.write_all(&piece).await.is_err() {
            return;
        }
        socket.flush().await.unwrap();
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    if script.hangs {
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(10)).await;
            drop(socket);
        });
    }
}
