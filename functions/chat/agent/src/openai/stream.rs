//! The bytes of an answer: framing, bounds on time and size.

use std::time::Duration;

use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use tokio::time::{Instant, timeout, timeout_at};

use crate::model::ModelError;

/// How many bytes of one answer are read.
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// The pieces of a body, each within its time: the first by `first`, the next within `idle`, all by `end`.
pub(super) fn pieces(
    response: reqwest::Response,
    first: Instant,
    idle: Duration,
    end: Instant,
) -> impl Stream<Item = Result<Bytes, ModelError>> + Send {
    let state = (Some(response), first, 0_usize);
    stream::unfold(state, move |(response, deadline, read)| async move {
        let mut response = response?;
        let piece = match timeout_at(deadline.min(end), response.chunk()).await {
            Err(_) => Err(ModelError::TimedOut(if read == 0 {
                "first byte"
            } else {
                "next byte"
            })),
            Ok(Err(_)) => Err(ModelError::Truncated),
            Ok(Ok(None)) => return None,
            Ok(Ok(Some(piece))) => Ok(piece),
        };
        let read = read.saturating_add(piece.as_ref().map_or(0, Bytes::len));
        let piece = piece.and_then(|piece| {
            if read > MAX_BYTES {
                Err(ModelError::Malformed("the answer is too long"))
            } else {
                Ok(piece)
            }
        });
        let rest = piece.is_ok().then_some(response);
        Some((piece, (rest, Instant::now() + idle, read)))
    })
}

/// A whole body.
pub(super) async fn whole(
    pieces: impl Stream<Item = Result<Bytes, ModelError>> + Send,
) -> Result<Vec<u8>, ModelError> {
    let mut pieces = std::pin::pin!(pieces);
    let mut body = Vec::new();
    while let Some(piece) = pieces.next().await {
        body.extend_from_slice(&piece?);
    }
    Ok(body)
}

/// As much of an error's body as comes within a second, for its message.
pub(super) async fn error_body(mut response: reqwest::Response) -> Vec<u8> {
    const MAX_ERROR_BYTES: usize = 64 * 1024;
    let mut body = Vec::new();
    let end = Instant::now() + Duration::from_secs(1);
    while body.len() < MAX_ERROR_BYTES {
        let left = end.saturating_duration_since(Instant::now());
        match timeout(left, response.chunk()).await {
            Ok(Ok(Some(piece))) => body.extend_from_slice(&piece),
            _ => break,
        }
    }
    body.truncate(MAX_ERROR_BYTES);
    body
}

/// How long a line of a stream of events may be: the longest reply fits in one.
const MAX_LINE: usize = 1024 * 1024;

/// Makes an event of bare JSON in the middle of a stream (an overloaded endpoint's error), so that one parser sees
/// everything. It passes whole lines on: the parser reads a line from its beginning with each piece (FR-354).
#[derive(Debug)]
pub(super) struct Framing {
    line_start: bool,
    bare: bool,
    /// The line that has begun.
    line: Vec<u8>,
}

impl Default for Framing {
    fn default() -> Self {
        Self {
            line_start: true,
            bare: false,
            line: Vec::new(),
        }
    }
}

impl Framing {
    /// The lines that end with this piece, with the event fields that bare JSON lacks.
    ///
    /// # Errors
    /// When a line is longer than it may be.
    pub(super) fn push(&mut self, piece: &[u8]) -> Result<Vec<u8>, ModelError> {
        let mut lines = Vec::new();
        for byte in piece {
            let ends = matches!(byte, b'\n' | b'\r');
            if self.line_start && !ends {
                if !self.bare && matches!(byte, b'{' | b'[') {
                    self.bare = true;
                    self.line.extend_from_slice(b"\n\n");
                }
                if self.bare {
                    self.line.extend_from_slice(b"data: ");
                }
            }
            self.line.push(*byte);
            self.line_start = ends;
            if ends {
                lines.append(&mut self.line);
            } else if self.line.len() > MAX_LINE {
                return Err(ModelError::Malformed("a line is too long"));
            }
        }
        Ok(lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_json_becomes_an_event() {
        let mut framing = Framing::default();
        let mut framed = framing.push(b"data: {}\n").unwrap();
        framed.extend(framing.push(b"[{\n \"error\"").unwrap());
        assert!(framed.ends_with(b"[{\n"), "lines are passed on whole");
        framed.extend(framing.push(b": {}}]\n").unwrap());
        assert_eq!(framed, b"data: {}\n\n\ndata: [{\ndata:  \"error\": {}}]\n");
    }

    /// FR-354: lines are bounded, streams of them are not.
    #[test]
    fn a_line_has_at_most_a_mebibyte() {
        let half = vec![b'x'; MAX_LINE / 2];
        let mut framing = Framing::default();
        for _ in 0..8 {
            assert!(framing.push(&half).is_ok());
            assert!(framing.push(&half).is_ok());
            assert!(framing.push(b"\n").is_ok());
        }
        assert!(framing.push(&half).is_ok());
        assert!(framing.push(&half).is_ok());
        assert!(framing.push(b"x").is_err());
    }
}
