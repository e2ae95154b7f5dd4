//! A language model for measurements: the first step calls a tool, the second one says that it did. It answers at once, or
//! thinks until it is released, and then says words.

use std::{
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use serde_json::json;

use crate::failure::{Failure, Outcome};

/// The model's name.
pub const NAME: &str = "bench";

/// What a message says that is answered with a line of [`LINE`] bytes first.
pub const LONG: &str = "Say it at length";
/// How long that line is.
const LINE: usize = 30_000_000;

/// A held answer sends a comment this often, as gateways do.
const KEEP_ALIVE: Duration = Duration::from_secs(5);

/// A running model; it ends with the process.
pub struct Model {
    port: u16,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    held: bool,
    asked: AtomicUsize,
    released: Mutex<bool>,
    release: Condvar,
}

impl Model {
    /// A model that calls a tool.
    ///
    /// # Errors
    /// When no port is free.
    pub fn start() -> Outcome<Self> {
        Self::serve(Shared::default())
    }

    /// A model that thinks until it is released.
    ///
    /// # Errors
    /// When no port is free.
    pub fn start_held() -> Outcome<Self> {
        Self::serve(Shared {
            held: true,
            ..Shared::default()
        })
    }

    fn serve(shared: Shared) -> Outcome<Self> {
        let told = |error: std::io::Error| Failure::Told(format!("the model: {error}"));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(told)?;
        let port = listener.local_addr().map_err(told)?.port();
        let shared = Arc::new(shared);
        let model = Self {
            port,
            shared: Arc::clone(&shared),
        };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    // A caller that goes away has its own error to show.
                    let _ = answers(stream, &shared);
                });
            }
        });
        Ok(model)
    }

    /// What `LLM_BASE_URL` is.
    pub fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}/v1", self.port)
    }

    /// How many requests came.
    pub fn asked(&self) -> usize {
        self.shared.asked.load(Ordering::SeqCst)
    }

    /// Lets all held answers go on.
    pub fn release(&self) {
        *self
            .shared
            .released
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = true;
        self.shared.release.notify_all();
    }
}

/// Answers the requests of one connection.
fn answers(stream: TcpStream, shared: &Shared) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    while let Some(Request { body, last }) = request(&mut reader)? {
        shared.asked.fetch_add(1, Ordering::SeqCst);
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")?;
        if shared.held {
            hold(&mut stream, shared)?;
        }
        if body.contains(LONG) {
            let line = "x".repeat(LINE);
            write!(stream, "{:x}\r\ndata: {line}\n\n\r\n", LINE + 8)?;
        }
        let delta = if shared.held || body.contains(r#""role":"tool""#) {
            json!({"role": "assistant", "content": "I added it to your list."})
        } else {
            let arguments = json!({"tasks": [{"title": "Buy milk"}]}).to_string();
            json!({"role": "assistant", "content": null, "tool_calls": [
                {"index": 0, "id": "call_1", "type": "function", "function": {"name": "add_task", "arguments": arguments}}]})
        };
        let chunk = |delta: serde_json::Value, reason: serde_json::Value| {
            let chunk = json!({"id": "c", "object": "chat.completion.chunk", "created": 1, "model": NAME,
                "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]});
            format!("data: {chunk}\n\n")
        };
        let events = [
            chunk(delta, json!(null)),
            chunk(json!({}), json!("stop")),
            "data: [DONE]\n\n".to_owned(),
        ]
        .concat();
        write!(stream, "{:x}\r\n{events}\r\n0\r\n\r\n", events.len())?;
        if last {
            break;
        }
    }
    Ok(())
}

/// Waits for the release, with a comment now and then.
fn hold(stream: &mut TcpStream, shared: &Shared) -> std::io::Result<()> {
    let mut released = shared
        .released
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    while !*released {
        let waited = shared.release.wait_timeout(released, KEEP_ALIVE);
        let (again, late) = waited.unwrap_or_else(PoisonError::into_inner);
        released = again;
        if late.timed_out() {
            stream.write_all(b"3\r\n:\n\n\r\n")?;
        }
    }
    Ok(())
}

/// What is asked.
struct Request {
    body: String,
    /// Whether the caller wants the connection closed then.
    last: bool,
}

/// The next request; none when there is no more.
fn request(reader: &mut impl BufRead) -> std::io::Result<Option<Request>> {
    let mut length = 0;
    let mut last = false;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        last |= line.starts_with("connection:") && line.ends_with("close");
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or_default();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Some(Request {
        body: String::from_utf8_lossy(&body).into_owned(),
        last,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe;

    /// FR-371.
    #[test]
    fn a_call_comes_first_and_then_words() {
        let model = Model::start().unwrap();
        let asked = |body: &str| {
            probe::post(model.port, "/v1/chat/completions", &[], body)
                .unwrap()
                .1
        };
        assert!(asked(r#"{"messages":[{"role":"user","content":"x"}]}"#).contains("add_task"));
        assert!(asked(r#"{"messages":[{"role":"tool","content":"x"}]}"#).contains("I added it"));
        assert_eq!(model.asked(), 2);
    }
}
