//! A language model that thinks for as long as it is told to, behind an OpenAI-compatible endpoint: what a person says
//! is the title of a task to add.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    failure::{Failure, Outcome},
    signals,
};

#[derive(Default)]
struct Mind {
    asked: AtomicUsize,
    think_ms: AtomicU64,
}

/// The running endpoint; it ends with the process.
pub struct Model {
    address: SocketAddr,
    mind: Arc<Mind>,
}

impl Model {
    /// Starts it on a free port.
    ///
    /// # Errors
    /// When there is none.
    pub fn start(address: Ipv4Addr) -> Outcome<Self> {
        let told = |error: std::io::Error| Failure::Told(format!("the model: {error}"));
        let listener = TcpListener::bind((address, 0)).map_err(told)?;
        let address = listener.local_addr().map_err(told)?;
        let mind = Arc::new(Mind::default());
        let shared = mind.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mind = shared.clone();
                // A caller that was killed reads no answer.
                thread::spawn(move || answer(stream, &mind));
            }
        });
        Ok(Self { address, mind })
    }

    /// Its TCP port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// How long it thinks before each answer from now on.
    pub fn think(&self, time: Duration) {
        let milliseconds = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.mind.think_ms.store(milliseconds, Ordering::SeqCst);
    }

    /// How often it was asked so far.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.mind.asked.load(Ordering::SeqCst)
    }

    /// Waits until it was asked so often: it thinks now.
    ///
    /// # Errors
    /// When nobody asks it in time.
    pub fn wait_for(&self, count: usize, patience: Duration) -> Outcome<()> {
        let started = Instant::now();
        while self.asked() < count {
            if started.elapsed() > patience {
                return Err("nobody asked the model".into());
            }
            signals::pause(Duration::from_millis(5))?;
        }
        Ok(())
    }
}

fn answer(stream: TcpStream, mind: &Mind) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let request: Value = serde_json::from_slice(&body)?;
    mind.asked.fetch_add(1, Ordering::SeqCst);
    thread::sleep(Duration::from_millis(mind.think_ms.load(Ordering::SeqCst)));
    let frame = |choice: Value| format!("data: {}\n\n", json!({"choices": [choice]}));
    let delta = frame(json!({"index": 0, "delta": reply(&request)}));
    let end = frame(json!({"index": 0, "delta": {}, "finish_reason": "stop"}));
    write!(
        reader.get_mut(),
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n{delta}{end}data: [DONE]\n\n"
    )
}

/// After a tool's result, and for a task that the conversation has already, words; else a call.
fn reply(request: &Value) -> Value {
    let messages = request["messages"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let last = messages.last().unwrap_or(&Value::Null);
    if last["role"] == "tool" {
        return json!({"content": "It is done."});
    }
    // What was said before and never answered stands in the same message.
    let said = last["content"].as_str().unwrap_or_default();
    let title = said.rsplit("\n\n").next().unwrap_or_default();
    let arguments = json!({"tasks": [{"title": title}]}).to_string();
    let called = |message: &Value| {
        let calls = message["tool_calls"].as_array();
        calls.is_some_and(|calls| {
            calls
                .iter()
                .any(|call| call["function"]["arguments"] == arguments)
        })
    };
    if messages.iter().any(called) {
        return json!({"content": "It was done before."});
    }
    let function = json!({"name": "add_task", "arguments": arguments});
    json!({"tool_calls": [{"index": 0, "id": "call", "type": "function", "function": function}]})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_819_the_model_calls_once_for_each_title() {
        let user = |text: &str| json!({"role": "user", "content": text});
        let first = reply(&json!({"messages": [user("One\n\nWater the plants")]}));
        let call = &first["tool_calls"][0]["function"];
        assert_eq!(
            call["arguments"],
            r#"{"tasks":[{"title":"Water the plants"}]}"#
        );
        let assistant = json!({"role": "assistant", "tool_calls": first["tool_calls"]});
        let result = json!({"role": "tool", "content": "{}"});
        let after = json!({"messages": [user("Water the plants"), assistant, result]});
        assert_eq!(reply(&after)["content"], "It is done.");
        let again = json!({"messages": [assistant, result, user("Water the plants")]});
        assert_eq!(reply(&again)["content"], "It was done before.");
    }
}
