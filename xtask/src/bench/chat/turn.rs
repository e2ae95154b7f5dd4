//! One turn, as a page asks for it.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpStream},
    time::{Duration, Instant},
};

use crate::failure::{Failure, Outcome};

/// How long a turn may be silent.
const PATIENCE: Duration = Duration::from_mins(2);

/// What a turn came to.
pub struct Turn {
    /// From the last byte of the request to the first of the answer's body.
    pub first_byte: Duration,
    /// From the last byte of the request to the last of the answer.
    pub whole: Duration,
    /// Whether it ended well.
    pub done: bool,
    /// Whether a tool ran in it.
    pub called: bool,
    answer: String,
}

impl Turn {
    /// What was wrong, with the answer.
    pub fn failure(&self, what: &str) -> Failure {
        Failure::Told(format!("the turn: {what}: {}", self.answer))
    }
}

/// What is said where nothing else is.
pub const MESSAGE: &str = "Add a task to buy milk";

/// Says something in a new conversation, over a new connection, and reads the answer's events.
///
/// # Errors
/// When there is no answer.
pub fn run(port: u16, token: &str, message: &str) -> Outcome<Turn> {
    let body = serde_json::json!({ "message": message }).to_string();
    let told = |error: std::io::Error| Failure::Told(format!("the turn: {error}"));
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map_err(told)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(told)?;
    let request = format!(
        "POST /api/chat HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Accept: text/event-stream\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).map_err(told)?;
    let sent = Instant::now();
    let mut answer = Vec::new();
    let mut first_byte = None;
    let mut chunk = [0; 8 * 1024];
    loop {
        let read = stream.read(&mut chunk).map_err(told)?;
        if read == 0 {
            break;
        }
        answer.extend_from_slice(chunk.get(..read).unwrap_or_default());
        if first_byte.is_none() && body_begins(&answer) {
            first_byte = Some(sent.elapsed());
        }
    }
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let first_byte = first_byte.ok_or_else(|| Failure::Told(format!("the turn: {answer}")))?;
    Ok(Turn {
        first_byte,
        whole: sent.elapsed(),
        done: answer.starts_with("HTTP/1.1 200") && answer.contains("event: done"),
        called: answer.contains("event: receipt"),
        answer,
    })
}

fn body_begins(answer: &[u8]) -> bool {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    end.is_some_and(|end| answer.len() > end + 4)
}
