//! How long a connection may keep a server waiting (FR-446). hyper's own bound on a head counts the rest between two requests
//! as well, and a proxy in front that keeps connections longer than we do sends requests into ones that are just closing.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{body::Body, response::Response};
use http_body_util::BodyExt;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep_until},
};

/// A head that began is there in this time.
const HEAD: Duration = Duration::from_secs(10);
/// How HTTP/2 begins. The rest of such a connection is frames, of which nobody outside can tell the head of a request.
const HTTP_2: &[u8] = b"PRI ";

/// The requests of a connection that are under way.
#[derive(Clone, Default)]
pub(super) struct Running(Arc<AtomicUsize>);

/// One request, under way until this is dropped.
pub(super) struct UnderWay(Running);

impl Running {
    /// A request begins.
    pub(super) fn begin(&self) -> UnderWay {
        self.0.fetch_add(1, Ordering::Relaxed);
        UnderWay(self.clone())
    }

    fn is_idle(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }
}

impl UnderWay {
    /// The answer, with which the request ends: when its body was sent, or nobody wants it any more.
    pub(super) fn until_sent(self, answer: Response) -> Response {
        answer.map(|body| {
            Body::new(body.map_frame(move |frame| {
                let _under_way = &self;
                frame
            }))
        })
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What is being waited for while no request is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// The first byte of a request.
    Rest,
    /// The rest of a head.
    Head,
    /// A request is under way, or was when last looked.
    Busy,
}

/// A connection that is given up when its other end is silent for too long.
pub(super) struct Patient<S> {
    stream: S,
    running: Running,
    idle: Duration,
    phase: Phase,
    /// By when something is to come.
    deadline: Instant,
    is_http_2: bool,
    /// Rings at a deadline; made when somebody first waits for one.
    alarm: Option<Pin<Box<Sleep>>>,
}

impl<S> Patient<S> {
    /// A new connection, which may rest for `idle`.
    pub(super) fn new(stream: S, running: Running, idle: Duration) -> Self {
        Self {
            stream,
            running,
            idle,
            phase: Phase::Rest,
            deadline: Instant::now() + idle,
            is_http_2: false,
            alarm: None,
        }
    }

    /// Something came.
    fn received(&mut self, bytes: &[u8]) {
        if !self.running.is_idle() {
            self.phase = Phase::Busy;
        } else if self.is_http_2 || bytes.starts_with(HTTP_2) {
            self.is_http_2 = true;
            self.rest();
        } else if self.phase != Phase::Head {
            self.phase = Phase::Head;
            self.deadline = Instant::now() + HEAD;
        }
    }

    fn rest(&mut self) {
        self.phase = Phase::Rest;
        self.deadline = Instant::now() + self.idle;
    }

    /// Whether it was silent for too long; otherwise the task is woken when it will have been.
    fn is_over(&mut self, context: &mut Context<'_>) -> bool {
        if !self.running.is_idle() {
            self.phase = Phase::Busy;
            return false;
        }
        if self.phase == Phase::Busy {
            self.rest();
        }
        let deadline = self.deadline;
        let alarm = self
            .alarm
            .get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        if alarm.deadline() != deadline {
            alarm.as_mut().reset(deadline);
        }
        alarm.as_mut().poll(context).is_ready()
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        match read {
            Poll::Ready(Ok(())) => {
                if let Some(bytes) = buffer.filled().get(before..).filter(|new| !new.is_empty()) {
                    self.received(bytes);
                }
                read
            }
            Poll::Pending if self.is_over(context) => {
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
            Poll::Pending | Poll::Ready(Err(_)) => read,
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
