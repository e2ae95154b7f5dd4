//! Standard input and output as lines. Each has a thread, which may wait for as long as the other side does: reading
//! cannot be called off, and writing must not keep the process from being told to stop.

use std::io::{self, BufRead, Read, Write};

use serde::Deserialize;
use serde_json::Value;
use shared::http::MAX_BODY_BYTES;
use tokio::sync::{mpsc, oneshot};

/// As much of a line that is too long is looked through for its id.
const MAX_LOOKED_THROUGH: u64 = 16 * 1024 * 1024;
/// So many lines wait for the other side.
const WAITING: usize = 16;

/// What came in.
#[derive(Debug, PartialEq)]
pub(super) enum Line {
    /// A line, without its end.
    Whole(Vec<u8>),
    /// A line that no endpoint of ours takes, of which the request's id is known, or null.
    TooLong(Value),
}

/// The lines of standard input, until its end.
pub(super) fn read() -> mpsc::Receiver<Line> {
    let (lines, received) = mpsc::channel(WAITING);
    std::thread::spawn(move || {
        let mut input = io::stdin().lock();
        loop {
            match next(&mut input) {
                Ok(Some(line)) => {
                    if lines.blocking_send(line).is_err() {
                        return;
                    }
                }
                Ok(None) => return,
                Err(error) => return tracing::error!(%error, "standard input cannot be read"),
            }
        }
    });
    received
}

/// Where lines for standard output go, one writer for all; and its end, when nobody can send any more or writing failed.
pub(super) fn write() -> (mpsc::Sender<Vec<u8>>, oneshot::Receiver<io::Result<()>>) {
    let (lines, mut received) = mpsc::channel::<Vec<u8>>(WAITING);
    let (ended, end) = oneshot::channel();
    std::thread::spawn(move || {
        let mut output = io::stdout().lock();
        let mut outcome = Ok(());
        while let (Ok(()), Some(mut line)) = (&outcome, received.blocking_recv()) {
            line.push(b'\n');
            outcome = output.write_all(&line).and_then(|()| output.flush());
        }
        // Whoever does not listen any more has ended by itself.
        let _ = ended.send(outcome);
    });
    (lines, end)
}

fn next(input: &mut impl BufRead) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let limit = MAX_BODY_BYTES as u64 + 1;
    let read = input.by_ref().take(limit).read_until(b'\n', &mut line)?;
    if read == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    }
    if line.len() <= MAX_BODY_BYTES {
        return Ok(Some(Line::Whole(line)));
    }
    let mut rest = RestOfLine {
        input,
        ended: false,
    };
    let id = id(line.chain(&mut rest).take(MAX_LOOKED_THROUGH));
    io::copy(&mut rest, &mut io::sink())?;
    Ok(Some(Line::TooLong(id)))
}

/// The id of a message, without keeping the message.
fn id(message: impl Read) -> Value {
    #[derive(Deserialize)]
    struct Identified {
        id: Value,
    }
    let mut deserializer = serde_json::Deserializer::from_reader(message);
    Identified::deserialize(&mut deserializer)
        .ok()
        .map(|message| message.id)
        .filter(|id| id.is_string() || id.is_number())
        .unwrap_or_default()
}

/// What is left of a line; its end is read and not given.
struct RestOfLine<'a, R> {
    input: &'a mut R,
    ended: bool,
}

impl<R: BufRead> Read for RestOfLine<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ended {
            return Ok(0);
        }
        let available = self.input.fill_buf()?;
        let fitting = &available[..available.len().min(buffer.len())];
        let end = fitting.iter().position(|byte| *byte == b'\n');
        let length = end.unwrap_or(fitting.len());
        buffer[..length].copy_from_slice(&fitting[..length]);
        self.input.consume(length + usize::from(end.is_some()));
        self.ended = end.is_some();
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// FR-257: a line as long as a body may be is whole; of a longer one the id is found, wherever it stands.
    #[test]
    fn lines_are_as_long_as_bodies() {
        let longest = "a".repeat(MAX_BODY_BYTES);
        let long = "b".repeat(MAX_BODY_BYTES * 3);
        let cases = [
            ("{}".to_owned(), Line::Whole(b"{}".to_vec())),
            (String::new(), Line::Whole(Vec::new())),
            (longest.clone(), Line::Whole(longest.into_bytes())),
            (long.clone(), Line::TooLong(Value::Null)),
            (
                format!(r#"{{"params":{{"id":1,"text":"{long}"}},"id":"seven"}}"#),
                Line::TooLong(json!("seven")),
            ),
            (
                format!(r#"{{"id":7,"params":"{long}"}}"#),
                Line::TooLong(json!(7)),
            ),
            (
                format!(r#"{{"id":[7],"params":"{long}"}}"#),
                Line::TooLong(Value::Null),
            ),
            ("last".to_owned(), Line::Whole(b"last".to_vec())),
        ];
        let text: Vec<&str> = cases.iter().map(|(line, _)| line.as_str()).collect();
        let text = text.join("\n");
        let mut input = io::BufReader::with_capacity(100, text.as_bytes());
        for (_, expected) in cases {
            assert!(next(&mut input).unwrap() == Some(expected));
        }
        assert_eq!(next(&mut input).unwrap(), None);
    }
}
