//! The chat binary as a process: streams under Lambda and under SIGTERM (FR-410, FR-411), turns that are killed, frozen,
//! stopped and sent twice.
#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

mod keys;
mod kills;
mod kit;
mod stage;
mod stops;
mod traces;

use std::{convert::Infallible, sync::Arc};

use axum::{Router, body::Body, routing::post};
use futures::{StreamExt, stream};
use serde_json::{Value, json};
use shared::testing::{
    Issuer, Process, RuntimeApi, TestDatabase, environment, free_port, lambda_event,
};
use tokio::sync::Notify;

/// A model that says one word, and the next one when it is told to go on.
async fn slow_model(go_on: Arc<Notify>) -> String {
    let answer = async move || {
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
        let paced = stream::iter(frames.into_iter().enumerate()).then(move |(index, frame)| {
            let go_on = go_on.clone();
            async move {
                if index == 1 {
                    go_on.notified().await;
                }
                Ok::<_, Infallible>(frame)
            }
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

async fn variables(
    test: &TestDatabase,
    issuer: &Issuer,
    go_on: &Arc<Notify>,
) -> Vec<(&'static str, String)> {
    let mut variables = environment(test, issuer);
    variables.extend([
        ("MCP_URL", format!("http://127.0.0.1:{}/mcp", free_port())),
        ("LLM_BASE_URL", slow_model(go_on.clone()).await),
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
    let go_on = Arc::new(Notify::new());
    let variables = [variables(&test, &issuer, &go_on).await, api.environment()].concat();
    let _function = Process::spawn(env!("CARGO_BIN_EXE_chat"), &variables);
    api.hears("Slowly").await;
    go_on.notify_one();
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
}

/// FR-410: SIGTERM in the middle of a turn lets its stream end, and the exit code is 0.
#[tokio::test]
async fn a_stream_that_runs_ends_after_sigterm() {
    let (issuer, test) = (Issuer::default(), TestDatabase::new().await);
    let go_on = Arc::new(Notify::new());
    let variables = variables(&test, &issuer, &go_on).await;
    let function = Process::spawn(env!("CARGO_BIN_EXE_chat"), &variables)
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
    go_on.notify_one();
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
