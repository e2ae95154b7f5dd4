//! A gate before mcp that loses answers: the call is carried out, and the connection breaks.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    middleware::Next,
    response::Response,
};

/// Where it listens, and what it lost.
pub struct Gate {
    pub url: String,
    counts: Counts,
}

#[derive(Clone, Default)]
struct Counts {
    to_lose: Arc<AtomicUsize>,
    lost: Arc<AtomicUsize>,
    lists: Arc<AtomicUsize>,
}

impl Gate {
    /// Puts itself before these routes of mcp, and loses the answers of so many calls.
    pub fn before(routes: Router, listener: tokio::net::TcpListener, answers: usize) -> Self {
        let counts = Counts::default();
        counts.to_lose.store(answers, Ordering::Relaxed);
        let url = format!("http://{}/mcp", listener.local_addr().unwrap());
        let routes = routes.layer(axum::middleware::from_fn_with_state(counts.clone(), pass));
        tokio::spawn(axum::serve(listener, routes).into_future());
        Self { url, counts }
    }

    /// How often the list of tools was asked for so far.
    pub fn lists(&self) -> usize {
        self.counts.lists.load(Ordering::Relaxed)
    }

    /// How many answers were lost so far.
    pub fn lost(&self) -> usize {
        self.counts.lost.load(Ordering::Relaxed)
    }
}

async fn pass(State(counts): State<Counts>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let is_list = body.windows(12).any(|window| window == br#""tools/list""#);
    counts
        .lists
        .fetch_add(usize::from(is_list), Ordering::Relaxed);
    let is_call = body.windows(12).any(|window| window == br#""tools/call""#);
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    let take_one = |left: usize| left.checked_sub(1);
    let loses = is_call
        && counts
            .to_lose
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take_one)
            .is_ok();
    if !loses {
        return response;
    }
    counts.lost.fetch_add(1, Ordering::Relaxed);
    let broken = futures::stream::iter([Err::<Bytes, _>(std::io::Error::other("lost"))]);
    response.map(|_| Body::from_stream(broken))
}
