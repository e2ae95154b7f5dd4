//! An answer, from its bytes to a reply.

use bytes::Bytes;
use clock::{Clock, Ids};
use eventsource_stream::{EventStreamError, Eventsource};
use futures::{Stream, StreamExt, TryStreamExt, future::ready, stream as streams};
use serde_json::Value;

use super::{accumulate::Accumulator, echo::Echo, failure, speech::Speech, stream};
use crate::{
    model::{Detail, ModelError, ModelRequest, Reply, TextSink},
    usage,
};

/// So many bytes of JSON are parsed where they come.
const SHORT: usize = 64 * 1024;
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Passes content on, without what is not for the person.
pub(super) struct Words<'a> {
    to: &'a mut dyn TextSink,
    request: ModelRequest<'a>,
    speech: Speech,
    echo: Echo,
    said: bool,
    /// How many tokens a reply may have.
    most: u64,
}

impl<'a> Words<'a> {
    pub(super) fn new(to: &'a mut dyn TextSink, request: ModelRequest<'a>) -> Self {
        Self {
            to,
            request,
            speech: Speech::new(request.tools),
            echo: Echo::new(request.history),
            said: false,
            most: request.output_tokens,
        }
    }

    /// Whether a person has heard something.
    pub(super) fn said(&self) -> bool {
        self.said
    }

    /// Begins another reply.
    pub(super) fn again(&mut self) {
        self.speech = Speech::new(self.request.tools);
        self.echo = Echo::new(self.request.history);
    }

    async fn hear(&mut self, text: &str, reply: &mut Accumulator) -> Result<(), ModelError> {
        let said = self.speech.push(text);
        let said = self.echo.push(&said);
        self.say(&said, reply).await
    }

    async fn end(&mut self, reply: &mut Accumulator) -> Result<(), ModelError> {
        let held = self.speech.finish();
        let said = self.echo.push(&held) + &self.echo.finish();
        self.say(&said, reply).await?;
        let (calls, hid) = self.speech.calls();
        reply.written(calls, hid, self.request.tools);
        Ok(())
    }

    async fn say(&mut self, text: &str, reply: &mut Accumulator) -> Result<(), ModelError> {
        if text.is_empty() {
            return Ok(());
        }
        reply.shown(text);
        self.said |= !text.trim().is_empty();
        if self.to.text(text).await {
            Ok(())
        } else {
            Err(ModelError::Cancelled)
        }
    }
}

/// Reads a reply: a stream of events, or one JSON value from an endpoint that ignores `stream`. Its first letter tells
/// which, since endpoints label either as the other.
pub(super) async fn read(
    pieces: impl Stream<Item = Result<Bytes, ModelError>> + Send,
    words: &mut Words<'_>,
    clock: &dyn Clock,
    ids: &dyn Ids,
) -> Result<Reply, ModelError> {
    let mut pieces = std::pin::pin!(pieces.fuse());
    let mut begun = Vec::new();
    let first = loop {
        match pieces.next().await {
            Some(piece) => begun.extend_from_slice(&piece?),
            None => break None,
        }
        // A mark of the order of bytes says nothing, and the reader of events does not take it.
        while begun.starts_with(BYTE_ORDER_MARK) {
            begun.drain(..BYTE_ORDER_MARK.len());
        }
        if BYTE_ORDER_MARK.starts_with(&begun) {
            continue;
        }
        let first = begun.iter().find(|byte| !byte.is_ascii_whitespace());
        if first.is_some() {
            break first.copied();
        }
    };
    let pieces = streams::iter([Ok(Bytes::from(begun))]).chain(pieces);
    match first {
        Some(b'{' | b'[' | b'"') => {
            read_whole(&stream::whole(pieces).await?, words, clock, ids).await
        }
        Some(b'<') => Err(ModelError::BadRequest(Detail::words(
            "the answer is a web page",
        ))),
        _ => read_events(pieces, words, clock, ids).await,
    }
}

async fn read_whole(
    body: &[u8],
    words: &mut Words<'_>,
    clock: &dyn Clock,
    ids: &dyn Ids,
) -> Result<Reply, ModelError> {
    let value = parse(body)
        .await
        .map_err(|()| ModelError::Malformed("the answer is not JSON"))?;
    let mut reply = Accumulator::default();
    // Some gateways put the one answer into a list.
    let answers = value
        .as_array()
        .map_or(std::slice::from_ref(&value), Vec::as_slice);
    if let Some(error) = failure::in_value(&value, || clock.now()) {
        return Err(error);
    }
    for answer in answers {
        push(&mut reply, answer, words, clock).await?;
    }
    reply.done();
    end(reply, words, ids).await
}

async fn read_events(
    pieces: impl Stream<Item = Result<Bytes, ModelError>> + Send,
    words: &mut Words<'_>,
    clock: &dyn Clock,
    ids: &dyn Ids,
) -> Result<Reply, ModelError> {
    let mut framing = stream::Framing::default();
    let framed = pieces
        // The last event may lack its blank line.
        .chain(streams::iter([Ok(Bytes::from_static(b"\n\n"))]))
        .map(move |piece| piece.and_then(|piece| framing.push(&piece)))
        .try_filter(|lines| ready(!lines.is_empty()));
    let mut events = std::pin::pin!(framed.eventsource());
    let mut reply = Accumulator::default();
    while let Some(event) = events.next().await {
        let event = event.map_err(|error| match error {
            EventStreamError::Transport(error) => error,
            _ => ModelError::Malformed("the stream is not valid"),
        })?;
        if event.data.trim().eq_ignore_ascii_case("[done]") {
            reply.done();
            break;
        }
        // Others keep the connection alive with a word, or with nothing.
        if !event.data.trim_start().starts_with(['{', '[', '"']) {
            continue;
        }
        let Ok(value) = parse(event.data.as_bytes()).await else {
            return Err(ModelError::Truncated);
        };
        push(&mut reply, &value, words, clock).await?;
    }
    end(reply, words, ids).await
}

/// JSON as a value. What is long is parsed on a thread of its own: this one serves others (FR-354).
async fn parse(text: &[u8]) -> Result<Value, ()> {
    if text.len() <= SHORT {
        return serde_json::from_slice(text).map_err(drop);
    }
    let text = text.to_vec();
    let parsed = tokio::task::spawn_blocking(move || serde_json::from_slice(&text));
    parsed.await.map_err(drop)?.map_err(drop)
}

async fn push(
    reply: &mut Accumulator,
    value: &Value,
    words: &mut Words<'_>,
    clock: &dyn Clock,
) -> Result<(), ModelError> {
    if let Some(error) = failure::in_value(value, || clock.now()) {
        return Err(error);
    }
    if let Some(text) = reply.push(value)? {
        words.hear(&text, reply).await?;
    }
    if usage::tokens(reply.bytes()) > words.most {
        return Err(ModelError::OutOfTokens);
    }
    Ok(())
}

async fn end(
    mut reply: Accumulator,
    words: &mut Words<'_>,
    ids: &dyn Ids,
) -> Result<Reply, ModelError> {
    words.end(&mut reply).await?;
    reply.finish(ids)
}
