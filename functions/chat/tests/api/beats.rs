//! What turns cost at the database and at mcp (FR-346, FR-355, FR-356), and bounds of an
//! endpoint's lines (FR-354).

use std::time::Duration;

use axum::http::StatusCode;
use futures::{StreamExt, stream, stream::FuturesUnordered};
use serde_json::json;
use shared::testing::Wire;

use crate::support::Platform;

/// An endpoint that is silent for ever, or sends these pieces again and again.
async fn endpoint(piece: Option<&'static str>) -> agent::OpenAiConfig {
    let answer = move || async move {
        let pieces = stream::iter([Ok::<_, std::convert::Infallible>("data: ")]);
        let more = match piece {
            Some(piece) => stream::repeat(Ok(piece)).left_stream(),
            None => stream::pending().right_stream(),
        };
        axum::body::Body::from_stream(pieces.chain(more))
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
    let routes = axum::Router::new().route("/v1/chat/completions", axum::routing::post(answer));
    tokio::spawn(axum::serve(listener, routes).into_future());
    let mut config = agent::OpenAiConfig::new(base_url, "silent", None, 16_384);
    let long = Duration::from_mins(10);
    config.timeouts = agent::Timeouts {
        first_byte: long,
        idle: long,
        whole: long,
    };
    config
}

/// FR-346: while models are silent a process sends one statement a beat, for one turn as for twelve.
#[tokio::test]
async fn heartbeats_cost_one_statement_however_many_turns_run() {
    for turns in [1, 12] {
        let platform = Platform::start().await;
        let wire = Wire::to(&platform.test_database).await;
        let config = endpoint(None).await;
        let mut database = wire.config(&platform.test_database);
        // The machine may be busy.
        database.bounds.request = Duration::from_mins(2);
        let chat = platform.chat_with(&platform.mcp_url, database, Some(config));
        let owner = platform.test_database.owner().await;
        let begun = async || {
            let sql = "select count(*) from todo.turn where state = 'running'";
            owner.query_one(sql, &[]).await.unwrap().get::<_, i64>(0)
        };
        let beat = async || {
            let sql = "select beat_at::text from todo.chat_process";
            owner.query_one(sql, &[]).await.unwrap().get::<_, String>(0)
        };
        let mut said = FuturesUnordered::new();
        for number in 0..turns {
            let body = json!({"message": "Tell me something"});
            let user = format!("ann{number}");
            let request = chat.request(&user, "POST", "/api/chat", Some(body), "text/event-stream");
            said.push(chat.send(request));
            // One after the other: the machine may be busy.
            let has_begun = async {
                while begun().await <= number {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            };
            tokio::select! {
                () = has_begun => {}
                ended = said.next() => panic!("{:?}", ended.map(|answer| answer.events())),
            }
        }
        let counted = async {
            let mut last = beat().await;
            let mut beats = 0;
            let _before = wire.traffic();
            while beats < 4 {
                tokio::time::sleep(Duration::from_millis(5)).await;
                let now = beat().await;
                beats += usize::from(now != last);
                last = now;
            }
            wire.traffic()
        };
        let traffic = tokio::select! {
            traffic = counted => traffic,
            ended = said.next() => panic!("{:?}", ended.map(|answer| answer.events())),
        };
        // One may be under way at either end.
        assert!((3..=5).contains(&traffic.questions), "{turns}: {traffic:?}");
        assert!(traffic.waits <= traffic.questions, "{turns}: {traffic:?}");
    }
}

/// FR-356: two waits to begin, one for a reply, one for a result, one for the end; a commit is never one of its own.
#[tokio::test]
async fn a_turn_waits_for_the_database_five_times() {
    let platform = Platform::start().await;
    let wire = Wire::to(&platform.test_database).await;
    let database = wire.config(&platform.test_database);
    let chat = platform.chat_with(&platform.mcp_url, database, None);
    let mut least = usize::MAX;
    for number in 0..8 {
        let message = format!("Add a task to buy {number} apples");
        let _before = wire.traffic();
        chat.say("ann", None, &message).await;
        least = least.min(wire.traffic().waits);
    }
    // With the heartbeat that a turn begins with, and no more when nothing else comes in between.
    assert!((5..=6).contains(&least), "{least}");
}

/// FR-354: a line without an end ends the answer, and others are answered meanwhile.
#[tokio::test]
async fn a_line_without_an_end_ends_the_answer() {
    let platform = Platform::start().await;
    let config = endpoint(Some(
        "xxxxxxxxxxxxxxxx xxxxxxxxxxxxxxx xxxxxxxxxxxxxxxx xxxxxxxxxxxxxxx ",
    ))
    .await;
    let chat = platform.chat(Some(config));
    let body = json!({"message": "Add a task to buy groceries"});
    let (said, listed) = tokio::join!(
        chat.call("ann", "POST", "/api/chat", Some(body)),
        chat.call("bob", "GET", "/api/conversations", None),
    );
    assert_eq!(
        (said.status, listed.status),
        (StatusCode::OK, StatusCode::OK)
    );
    let response = said.json()["response"].as_str().unwrap().to_owned();
    assert!(response.starts_with(agent::FALLBACK_NOTE), "{response}");
}

/// FR-354: while a line of 30 MB is being read, another person's turn begins and ends.
#[tokio::test]
async fn a_turn_passes_a_long_line() {
    let platform = Platform::start().await;
    let go_on = std::sync::Arc::new(tokio::sync::Notify::new());
    let waits = go_on.clone();
    let answer = move |axum::Json(request): axum::Json<serde_json::Value>| {
        let waits = waits.clone();
        async move {
            let messages = request["messages"].as_array().unwrap();
            let is_long = messages.last().unwrap()["content"] == json!("At length");
            let line = |text: String| Ok::<_, std::convert::Infallible>(text);
            let quick = json!({"choices": [{"index": 0, "delta": {"content": "Hello."}, "finish_reason": "stop"}]});
            let quick = stream::iter([line(format!("data: {quick}\n\ndata: [DONE]\n\n"))]);
            let begun = stream::iter([line(format!("data: {}", "x".repeat(500_000)))]);
            let rest = stream::once(async move {
                waits.notified().await;
                line("x".repeat(29_500_000))
            });
            let body = if is_long {
                axum::body::Body::from_stream(begun.chain(rest))
            } else {
                axum::body::Body::from_stream(quick)
            };
            ([("content-type", "text/event-stream")], body)
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
    let routes = axum::Router::new().route("/v1/chat/completions", axum::routing::post(answer));
    tokio::spawn(axum::serve(listener, routes).into_future());
    let config = agent::OpenAiConfig::new(base_url, "long", None, 16_384);
    let chat = platform.chat(Some(config));
    let long = async {
        let said = chat.say("ann", None, "At length").await;
        said["response"].as_str().unwrap().to_owned()
    };
    let quick = async {
        let said = chat.say("bob", None, "Hello").await;
        assert_eq!(said["response"], "Hello.");
        go_on.notify_one();
    };
    let (response, ()) = tokio::join!(long, quick);
    assert!(response.starts_with(agent::FALLBACK_NOTE), "{response}");
}

/// FR-355: the list of tools, which mcp says may be kept for minutes, is asked for once by a process.
#[tokio::test]
async fn the_list_of_tools_is_kept() {
    let platform = Platform::start().await;
    let gate = platform.losing(0).await;
    let chat = platform.chat_with(&gate.url, platform.test_database.config(), None);
    for number in 0..4 {
        let message = format!("Add a task to buy {number} apples");
        chat.say("ann", None, &message).await;
    }
    assert_eq!(gate.lists(), 1);
    let other = platform.chat_with(&gate.url, platform.test_database.config(), None);
    other.say("bob", None, "Add a task to buy milk").await;
    assert_eq!(gate.lists(), 2, "another process asks for itself");
}
