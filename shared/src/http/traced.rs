//! Answers that end when their spans were sent (FR-497).

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use axum::{body::Body, response::Response};
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tracing::Span;

use crate::telemetry::traces;

/// The answer, whose span ends and is sent before its last byte has gone out: where the length is known before its first, since
/// whoever reads it is done with the last byte; a stream before its end.
pub(super) async fn until_sent(response: Response, span: Span) -> Response {
    if response.body().size_hint().exact().is_some() {
        drop(span);
        traces::flush().await;
        return response;
    }
    response.map(|inner| {
        let state = State::Streams(Box::new(inner), span);
        Body::new(Streamed { state })
    })
}

type Flush = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A stream, then the sending of its spans.
struct Streamed {
    state: State,
}

enum State {
    Streams(Box<Body>, Span),
    Sends(Flush),
    Over,
}

impl HttpBody for Streamed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        loop {
            self.state = match &mut self.state {
                State::Streams(body, span) => {
                    let _entered = span.enter();
                    if let Some(frame) = ready!(Pin::new(body.as_mut()).poll_frame(context)) {
                        return Poll::Ready(Some(frame));
                    }
                    State::Sends(Box::pin(traces::flush()))
                }
                State::Sends(flush) => {
                    ready!(flush.as_mut().poll(context));
                    State::Over
                }
                State::Over => return Poll::Ready(None),
            };
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.state, State::Over)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::new()
    }
}
