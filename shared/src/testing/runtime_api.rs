//! The part of AWS Lambda's Runtime API that a function uses: `next` hands out events, `response` takes answers, which
//! stream (FR-411).

use std::{collections::VecDeque, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use futures::StreamExt;
use serde_json::{Value, json};
use tokio::sync::{Mutex, Notify, mpsc, watch};

/// What a function answered to one invocation.
pub struct Invocation {
    /// The headers of its post.
    pub headers: HeaderMap,
    /// The JSON before the body: status and headers.
    pub prelude: Value,
    /// The body.
    pub body: String,
}

/// A Runtime API on a loopback port.
pub struct RuntimeApi {
    events: Arc<Events>,
    address: String,
    answers: mpsc::Receiver<Invocation>,
    heard: watch::Receiver<Vec<u8>>,
}

/// What was not handed out yet, and word of what comes.
struct Events {
    waiting: Mutex<VecDeque<Value>>,
    came: Notify,
}

impl Events {
    async fn next(&self) -> Value {
        loop {
            if let Some(event) = self.waiting.lock().await.pop_front() {
                return event;
            }
            self.came.notified().await;
        }
    }
}

#[derive(Clone)]
struct Server {
    events: Arc<Events>,
    answers: mpsc::Sender<Invocation>,
    heard: watch::Sender<Vec<u8>>,
}

async fn next(State(server): State<Server>) -> Response {
    let event = server.events.next().await;
    let headers = [
        ("lambda-runtime-aws-request-id", "invocation-1"),
        ("lambda-runtime-deadline-ms", "4102444800000"),
        (
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:eu-central-1:123456789012:function:todo",
        ),
    ];
    (headers, event.to_string()).into_response()
}

async fn answered(State(server): State<Server>, headers: HeaderMap, body: Body) -> StatusCode {
    server.heard.send_modify(Vec::clear);
    let mut pieces = body.into_data_stream();
    while let Some(Ok(piece)) = pieces.next().await {
        server
            .heard
            .send_modify(|heard| heard.extend_from_slice(&piece));
    }
    let bytes = server.heard.borrow().clone();
    let split = bytes
        .windows(8)
        .position(|window| window == [0; 8])
        .expect("eight NUL bytes end the prelude");
    let prelude = serde_json::from_slice(&bytes[..split]).expect("the prelude is JSON");
    let body = String::from_utf8_lossy(&bytes[split + 8..]).into_owned();
    server
        .answers
        .send(Invocation {
            headers,
            prelude,
            body,
        })
        .await
        .expect("the test listens");
    StatusCode::ACCEPTED
}

impl RuntimeApi {
    /// Hands these events out, one after the other.
    ///
    /// # Panics
    /// When no port can be had.
    pub async fn start(events: impl IntoIterator<Item = Value>) -> Self {
        let (sender, answers) = mpsc::channel(8);
        let (hearing, heard) = watch::channel(Vec::new());
        let events = Arc::new(Events {
            waiting: Mutex::new(events.into_iter().collect()),
            came: Notify::new(),
        });
        let server = Server {
            events: events.clone(),
            answers: sender,
            heard: hearing,
        };
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route(
                "/2018-06-01/runtime/invocation/{id}/response",
                post(answered),
            )
            .with_state(server);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        tokio::spawn(axum::serve(listener, routes).into_future());
        Self {
            events,
            address,
            answers,
            heard,
        }
    }

    /// Hands one more event out, and waits for its answer.
    ///
    /// # Panics
    /// When there is none within a minute.
    pub async fn invoke(&mut self, event: Value) -> Invocation {
        self.events.waiting.lock().await.push_back(event);
        self.events.came.notify_one();
        self.answer().await
    }

    /// The variables that Lambda sets.
    #[must_use]
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("AWS_LAMBDA_RUNTIME_API", self.address.clone()),
            ("AWS_LAMBDA_FUNCTION_NAME", "todo".to_owned()),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128".to_owned()),
            ("AWS_LAMBDA_FUNCTION_VERSION", "1".to_owned()),
            ("AWS_LAMBDA_LOG_STREAM_NAME", "stream".to_owned()),
            ("AWS_LAMBDA_LOG_GROUP_NAME", "group".to_owned()),
        ]
    }

    /// Waits until this text is in what has come of an answer, which may go on.
    ///
    /// # Panics
    /// When it does not come within a minute.
    pub async fn hears(&mut self, text: &str) {
        let is_there = |heard: &Vec<u8>| String::from_utf8_lossy(heard).contains(text);
        let heard = self.heard.wait_for(is_there);
        let heard = tokio::time::timeout(Duration::from_mins(1), heard).await;
        drop(heard.expect("a part of the answer").expect("an answer"));
    }

    /// The function's next answer.
    ///
    /// # Panics
    /// When there is none within a minute.
    pub async fn answer(&mut self) -> Invocation {
        let answer = tokio::time::timeout(Duration::from_mins(1), self.answers.recv()).await;
        answer
            .expect("an answer in time")
            .expect("a running function")
    }
}

/// An event of an API Gateway HTTP API, payload format 2.0.
#[must_use]
pub fn lambda_event(
    method: &str,
    path: &str,
    token: &str,
    accept: &str,
    body: Option<&Value>,
) -> Value {
    json!({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "",
        "headers": {
            "authorization": format!("Bearer {token}"), "content-type": "application/json", "accept": accept, "host": "api.test"
        },
        "requestContext": {
            "accountId": "123456789012", "apiId": "api", "domainName": "api.test", "domainPrefix": "api",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "test"},
            "requestId": "request-1", "routeKey": "$default", "stage": "$default",
            "time": "23/Nov/2026:00:00:00 +0000", "timeEpoch": 1_795_392_000_000_u64
        },
        "body": body.map(Value::to_string), "isBase64Encoded": false
    })
}
