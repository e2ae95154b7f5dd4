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

/// Makes an event of bare JSON in the middle of a stream (an overloaded endpoint's error), so that one parser sees
/// everything.
#[derive(Debug)]
pub(super) struct Framing {
    line_start: bool,
    bare: bool,
}

impl Default for Framing {
    fn default() -> Self {
        Self {
            line_start: true,
            bare: false,
        }
    }
}

impl Framing {
    /// The piece with the event fields that bare JSON lacks.
    pub(super) fn push(&mut self, piece: &[u8]) -> Vec<u8> {
        let mut framed = Vec::with_capacity(piece.len());
        for byte in piece {
            if self.line_start && !matches!(byte, b'\n' | b'\r') {
                if !self.bare && matches!(byte, b'{' | b'[') {
                    self.bare = true;
                    framed.extend_from_slice(b"\n\n");
                }
                if self.bare {
                    framed.extend_from_slice(b"data: ");
                }
            }
            self.line_start = matches!(byte, b'\n' | b'\r');
            framed.push(*byte);
        }
        framed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_json_becomes_an_event() {
        let mut framing = Framing::default();
        let mut framed = framing.push(b"data: {}\n");
        framed.extend(framing.push(b"[{\n \"error\""));
        framed.extend(framing.push(b": {}}]\n"));
        assert_eq!(framed, b"data: {}\n\n\ndata: [{\ndata:  \"error\": {}}]\n");
    }
}
