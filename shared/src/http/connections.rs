//! Taking connections and answering what comes on them, HTTP/1.1 and HTTP/2 without TLS alike (FR-410, FR-446).

use std::{convert::Infallible, future::Future, io, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{HeaderMap, StatusCode, Version, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

use super::{
    Problem,
    patience::{Patient, Running},
};

/// How long nothing is taken when the process has no more file descriptors: soon one will be free.
const PAUSE: Duration = Duration::from_millis(200);

/// Serves until `stopped`, then finishes what is under way.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    idle: Duration,
    stopped: impl Future<Output = ()>,
) {
    let router = router.layer(middleware::from_fn(require_host));
    let mut builder = Builder::new(TokioExecutor::new());
    // Bounds on waiting are `Patient`'s.
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(None);
    builder.http2().timer(TokioTimer::new());
    let connections = GracefulShutdown::new();
    tokio::pin!(stopped);
    loop {
        let stream = tokio::select! {
            taken = listener.accept() => match taken {
                Ok((stream, _)) => stream,
                Err(error) => {
                    pause_unless_gone(&error).await;
                    continue;
                }
            },
            () = &mut stopped => break,
        };
        let running = Running::default();
        let stream = TokioIo::new(Patient::new(at_once(stream), running.clone(), idle));
        let router = router.clone();
        let answer = service_fn(move |request: hyper::Request<Incoming>| {
            let under_way = running.begin();
            let answered = router.clone().oneshot(request.map(Body::new));
            async move {
                let Ok(answer) = answered.await;
                Ok::<_, Infallible>(under_way.until_sent(answer))
            }
        });
        let connection = builder.serve_connection(stream, answer).into_owned();
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    connections.shutdown().await;
}

/// Small frames of a stream must not wait for the one before to be acknowledged.
fn at_once(stream: TcpStream) -> TcpStream {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY not set");
    }
    stream
}

/// A connection that ended while it waited to be taken is no trouble; anything else may be again at once.
async fn pause_unless_gone(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    ) {
        tracing::error!(%error, "no connection can be taken");
        tokio::time::sleep(PAUSE).await;
    }
}

/// Refuses a request that does not say which host it is for, or says several (RFC 9112, section 3.2).
async fn require_host(request: Request, next: Next) -> Response {
    if has_one_host(request.version(), request.headers()) {
        return next.run(request).await;
    }
    let detail = "A request names its host once, in Host.";
    Problem::new(StatusCode::BAD_REQUEST, "no-host", "Bad request", detail).into_response()
}

fn has_one_host(version: Version, headers: &HeaderMap) -> bool {
    match headers.get_all(header::HOST).iter().count() {
        0 => version != Version::HTTP_11,
        count => count == 1,
    }
}
