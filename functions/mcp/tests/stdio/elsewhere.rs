//! An endpoint that does on demand what ours does seldom: streams, long waits, gateways in front of it.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpListener,
};

use crate::support::{Bridge, request, strange_token};

/// How many requests were hung up on.
type HungUp = Arc<AtomicUsize>;

/// Counts when it goes without an answer.
struct Waiting(HungUp);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// Answers with what the method's name says.
async fn answer(body: Bytes, hung_up: HungUp) -> Response {
    let message: Value = serde_json::from_slice(&body).unwrap();
    let id = &message["id"];
    let result = json!({"jsonrpc": "2.0", "id": id, "result": {"text": "two\nlines"}});
    let stream = |events: String| ([("content-type", "text/event-stream")], events).into_response();
    let method = message["method"].as_str().unwrap();
    match method {
        "stream" => {
            let progress = json!({"jsonrpc": "2.0", "method": "notifications/progress"});
            let spread = serde_json::to_string_pretty(&result).unwrap();
            let spread = spread.replace('\n', "\ndata: ");
            stream(format!(
                "id: 1\nretry: 100\ndata:\n\n: still here\n\ndata: {progress}\n\nevent: message\ndata: {progress}\n\ndata: {spread}\n\n"
            ))
        }
        "broken-stream" => stream("data: {\"jsonrpc\": \"2.0\", \"method\": \"a\"}\n\n".to_owned()),
        "broken" => {
            let parts: [Result<&str, Infallible>; 0] = [];
            let body = Body::from_stream(futures::stream::iter(parts));
            (
                [
                    ("content-length", "100"),
                    ("content-type", "application/json"),
                ],
                body,
            )
                .into_response()
        }
        "spread" => {
            let text = serde_json::to_string_pretty(&result).unwrap();
            ([("content-type", "application/json")], text).into_response()
        }
        "nothing" => StatusCode::ACCEPTED.into_response(),
        "no-id" => {
            let error =
                json!({"jsonrpc": "2.0", "id": null, "error": {"code": -32600, "message": "No."}});
            (StatusCode::BAD_REQUEST, axum::Json(error)).into_response()
        }
        "slow" => {
            let _waiting = Waiting(hung_up);
            tokio::time::sleep(Duration::from_mins(1)).await;
            axum::Json(result).into_response()
        }
        "moved" => (StatusCode::FOUND, [("location", "/sign-in")]).into_response(),
        "busy" => (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "7")]).into_response(),
        status => {
            let status = StatusCode::from_bytes(status.as_bytes()).unwrap();
            (status, "<html>A gateway's page</html>").into_response()
        }
    }
}

async fn start() -> (Bridge, HungUp) {
    let hung_up = HungUp::default();
    let counter = Arc::clone(&hung_up);
    let router = Router::new().route("/mcp", post(move |body| answer(body, counter)));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/mcp", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (Bridge::start(&url, &strange_token()), hung_up)
}

/// FR-256: each event of a stream is a line, and so is a document that has several.
#[tokio::test(flavor = "multi_thread")]
async fn streams_become_lines() {
    let (mut bridge, _) = start().await;
    bridge.send(&request(&json!(1), "stream", json!({})));
    for _ in 0..2 {
        assert_eq!(bridge.next()["method"], "notifications/progress");
    }
    let result = bridge.next();
    assert_eq!(
        (&result["id"], &result["result"]["text"]),
        (&json!(1), &json!("two\nlines"))
    );
    let result = bridge.ask("a", "spread", json!({}));
    assert_eq!(result["result"]["text"], "two\nlines");
    bridge.stays_silent();
}

/// FR-257: a request that is called off is hung up on and not answered; its id can be used again.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_can_be_called_off() {
    let (mut bridge, hung_up) = start().await;
    let cancel = |id: Value| json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": id}});
    bridge.send(&request(&json!(1), "slow", json!({})));
    bridge.send(&request(&json!("1"), "slow", json!({})));
    let again = bridge.ask(1, "slow", json!({}));
    assert_eq!(again["error"]["code"], -32600, "{again}");
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(hung_up.load(Ordering::Relaxed), 0);
    bridge.send(&cancel(json!(1)));
    bridge.send(&cancel(json!(99)));
    bridge.send(&cancel(Value::Null));
    bridge.stays_silent();
    assert_eq!(hung_up.load(Ordering::Relaxed), 1);
    let after = bridge.ask(1, "spread", json!({}));
    assert!(after["result"].is_object(), "{after}");
    bridge.send(&cancel(json!("1")));
    bridge.close();
    let (status, left, _) = bridge.finish();
    assert_eq!((status.code(), left.len()), (Some(0), 0));
}

/// FR-257: whatever comes back, the request is answered, and what is unclear is called so.
#[tokio::test(flavor = "multi_thread")]
async fn every_request_is_answered() {
    let (mut bridge, _) = start().await;
    let cases = [
        ("broken", None, "look before you try again"),
        ("nothing", None, "look before you try again"),
        ("413", Some(413), "too large"),
        ("busy", Some(429), "in 7 seconds"),
        ("429", Some(429), "later"),
        ("400", Some(400), "refused"),
        ("405", Some(405), "path"),
        ("moved", Some(302), "path"),
        ("403", Some(403), "Connections"),
        ("500", Some(500), "look before you try again"),
        ("502", Some(502), "look before you try again"),
        ("503", Some(503), "not available"),
    ];
    for (id, (method, status, words)) in cases.into_iter().enumerate() {
        let answer = bridge.ask(id, method, json!({}));
        let error = &answer["error"];
        assert_eq!(error["code"], -32603, "{method}: {answer}");
        assert_eq!(error["data"]["status"], json!(status), "{method}: {answer}");
        let text = error["message"].as_str().unwrap();
        assert!(
            text.contains(words) && !text.contains("html"),
            "{method}: {text}"
        );
    }
    bridge.send(&request(&json!("stream"), "broken-stream", json!({})));
    assert_eq!(bridge.next()["method"], "a");
    let answer = bridge.next();
    assert_eq!(
        (&answer["id"], &answer["error"]["code"]),
        (&json!("stream"), &json!(-32603))
    );
    let answer = bridge.ask("mine", "no-id", json!({}));
    assert_eq!(answer["error"], json!({"code": -32600, "message": "No."}));
}

/// FR-255: an endpoint elsewhere is called through the machine's proxy, one on the machine is not.
#[tokio::test]
async fn proxies_of_the_machine_are_used() {
    let proxy = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", proxy.local_addr().unwrap());
    let through = [("HTTPS_PROXY", &*address), ("HTTP_PROXY", &*address)];
    let (url, token) = ("https://mcp.example.com/mcp", strange_token());
    let mut bridge = Bridge::start_with(url, &token, &through);
    bridge.send(&request(&json!(1), "tools/list", json!({})));
    let (connection, _) = proxy.accept().await.unwrap();
    let asked = BufReader::new(connection).lines().next_line().await;
    let asked = asked.unwrap().unwrap();
    assert!(asked.starts_with("CONNECT mcp.example.com:443 "), "{asked}");
    assert_eq!(bridge.next()["id"], 1);

    // Nothing listens at this address, and the proxy is not asked.
    let mut bridge = Bridge::start_with("http://127.0.0.1:9/mcp", &token, &through);
    bridge.send(&request(&json!(1), "tools/list", json!({})));
    let message = bridge.next()["error"]["message"].to_string();
    assert!(message.contains("reached"), "{message}");
    let asked = tokio::time::timeout(Duration::from_millis(100), proxy.accept()).await;
    assert!(asked.is_err());
}
