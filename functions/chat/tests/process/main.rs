//! The chat binary as a process: streams under Lambda and under SIGTERM (FR-410, FR-411), turns that are killed, frozen,
//! stopped and sent twice.
#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

mod keys;
mod kills;
mod stage;
mod stops;

use std::{convert::Infallible, time::Duration};

use axum::{Router, body::Body, routing::post};
use futures::{StreamExt, stream};
use serde_json::{Value, json};
use shared::testing::{
    Issuer, Process, RuntimeApi, TestDatabase, environment, free_port, lambda_event,
};

/// How long the model rests between its two words.
const PAUSE: Duration = Duration::from_millis(700);

/// A model that says two words with a rest between them.
async fn slow_model() -> String {
    let answer = || async {
        let frame = |delta: Value| {
            format!(
                "data: {}\n\n",
                json!({"choices": [{"index": 0, "delta": delta}]})
            )
        };
        let frames = [
            frame(json!({"content": "Slowly "})),
            frame(json!({"content": "spoken."})),
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n".to_owned(),
        ];
        let paced =
            stream::iter(frames.into_iter().enumerate()).then(|(index, frame)| async move {
                if index == 1 {
                    tokio::time::sleep(PAUSE).await;
                }
                Ok::<_, Infallible>(frame)
            });
        (
            [("content-type", "text/event-stream")],
            Body::from_stream(paced),
        )
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
    let routes = Router::new().route("/v1/chat/completions", post(answer));
    tokio::spawn(axum::serve(listener, routes).into_future());
    base_url
}

async fn variables(test: &TestDatabase, issuer: &Issuer) -> Vec<(&'static str, String)> {
    let mut variables = environment(test, issuer);
    variables.extend([
        ("MCP_URL", format!("http://127.0.0.1:{}/mcp", free_port())),
        ("LLM_BASE_URL", slow_model().await),
        ("LLM_MODEL", "slow".to_owned()),
    ]);
    variables
}

/// FR-411: under Lambda the first words leave while the model still thinks.
#[tokio::test]
async fn a_turn_streams_under_lambda() {
    let (issuer, test) = (Issuer::default(), TestDatabase::new().await);
    let token = issuer.session_token("ann");
    let message = json!({"message": "Tell me something"});
    let mut api = RuntimeApi::start([lambda_event(
        "POST",
        "/api/chat",
        &token,
        "text/event-stream",
        Some(&message),
    )])
    .await;
    let variables = [variables(&test, &issuer).await, api.environment()].concat();
    let _function = Process::spawn(env!("CARGO_BIN_EXE_chat"), &variables);
    let answer = api.answer().await;
    assert_eq!(answer.prelude["statusCode"], 200);
    assert_eq!(
        answer.prelude["headers"]["content-type"],
        "text/event-stream"
    );
    assert!(
        answer.body.starts_with(": open") && answer.body.contains("event: done"),
        "{}",
        answer.body
    );
    let (first, last) = (answer.arrivals[0], *answer.arrivals.last().unwrap());
    assert!(
        last.saturating_sub(first) > PAUSE / 2,
        "in pieces: {:?}",
        answer.arrivals
    );
}

/// FR-410: SIGTERM in the middle of a turn lets its stream end, and the exit code is 0.
#[tokio::test]
async fn a_stream_that_runs_ends_after_sigterm() {
    let (issuer, test) = (Issuer::default(), TestDatabase::new().await);
    let function = Process::spawn(env!("CARGO_BIN_EXE_chat"), &variables(&test, &issuer).await)
        .listening()
        .await;
    let client = shared::http_client::build(&shared::config::TrustConfig::default()).unwrap();
    let request = client
        .post(function.url("/api/chat"))
        .bearer_auth(issuer.session_token("ann"));
    let request = request
        .header("accept", "text/event-stream")
        .json(&json!({"message": "Tell me something"}));
    let mut pieces = request.send().await.unwrap().bytes_stream();
    let mut streamed = String::new();
    while !streamed.contains("Slowly") {
        streamed += std::str::from_utf8(&pieces.next().await.unwrap().unwrap()).unwrap();
    }
    function.signal("TERM");
    while let Some(piece) = pieces.next().await {
        streamed += std::str::from_utf8(&piece.unwrap()).unwrap();
    }
    assert!(
        streamed.contains("event: done") && streamed.contains("Slowly spoken."),
        "{streamed}"
    );
    drop(client);
    let (status, _, errors) = function.finish();
    assert_eq!((status.code(), errors.as_str()), (Some(0), ""));
}
