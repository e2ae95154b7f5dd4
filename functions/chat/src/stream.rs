//! A turn as server-sent events. The first byte leaves at once (FR-301); comments keep proxies from closing the stream
//! while a model thinks.

use std::{convert::Infallible, time::Duration};

use axum::http::header;
use axum::response::{
    IntoResponse, Response, Sse,
    sse::{self, KeepAlive},
};
use futures::{Stream, StreamExt, stream};
use serde_json::{Value, json};
use shared::http::Problem;

use crate::turn::{Step, Turn};

/// How long a stream may be silent.
const KEEP_ALIVE: Duration = Duration::from_secs(10);

/// The turn's events as they come.
pub(crate) fn response(turn: Turn) -> Response {
    let headers = [
        (header::CACHE_CONTROL, "no-store, no-transform"),
        (header::HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE).text("thinking");
    (headers, Sse::new(events(turn)).keep_alive(keep_alive)).into_response()
}

fn events(turn: Turn) -> impl Stream<Item = Result<sse::Event, Infallible>> {
    let opening = stream::iter([sse::Event::default().comment("open")]);
    let steps = stream::unfold(turn, |mut turn| async move {
        turn.next().await.map(|step| (event(step), turn))
    });
    opening.chain(steps).map(Ok)
}

fn event(step: Step) -> sse::Event {
    let (name, data) = match step {
        Step::Happened(event) => (
            event.name(),
            serde_json::to_value(event).unwrap_or(Value::Null),
        ),
        Step::Finished(Ok(response)) => (
            "done",
            serde_json::to_value(response).unwrap_or(Value::Null),
        ),
        Step::Finished(Err(error)) => {
            let problem = Problem::from(error);
            let code = problem.kind.rsplit(':').next().unwrap_or_default();
            // What is answered elsewhere need not be sent a third time.
            let retryable = matches!(problem.status, 409 | 429 | 500..) && code != "replaced";
            (
                "error",
                json!({"code": code, "message": problem.detail, "retryable": retryable}),
            )
        }
    };
    sse::Event::default().event(name).data(data.to_string())
}
