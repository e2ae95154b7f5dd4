//! The same binary under AWS Lambda, driven through its Runtime API (FR-411).

use std::{collections::VecDeque, sync::Arc};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};
use shared::testing::{Issuer, TestDatabase};
use tokio::sync::{Mutex, mpsc};

use crate::support::{Process, environment, url};

/// What the function posted for an invocation.
struct Posted {
    headers: HeaderMap,
    body: Bytes,
}

/// The part of the Runtime API that a function uses: `next` hands out events, `response` takes answers.
#[derive(Clone)]
struct RuntimeApi {
    events: Arc<Mutex<VecDeque<Value>>>,
    answers: mpsc::Sender<Posted>,
}

async fn next(State(api): State<RuntimeApi>) -> Response {
    let Some(event) = api.events.lock().await.pop_front() else {
        std::future::pending().await
    };
    let headers = [
        ("lambda-runtime-aws-request-id", "invocation-1"),
        ("lambda-runtime-deadline-ms", "4102444800000"),
        (
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:eu-central-1:123456789012:function:todo-tasks",
        ),
    ];
    (headers, event.to_string()).into_response()
}

async fn answered(State(api): State<RuntimeApi>, headers: HeaderMap, body: Bytes) -> StatusCode {
    api.answers.send(Posted { headers, body }).await.unwrap();
    StatusCode::ACCEPTED
}

/// An API Gateway HTTP API event, payload format 2.0.
fn event(method: &str, path: &str, token: &str, body: Option<&Value>) -> Value {
    json!({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "",
        "headers": {"authorization": format!("Bearer {token}"), "content-type": "application/json", "host": "api.test"},
        "requestContext": {
            "accountId": "123456789012", "apiId": "api", "domainName": "api.test", "domainPrefix": "api",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "test"},
            "requestId": "request-1", "routeKey": "$default", "stage": "$default",
            "time": "23/Nov/2026:00:00:00 +0000", "timeEpoch": 1_795_392_000_000_u64
        },
        "body": body.map(Value::to_string), "isBase64Encoded": false
    })
}

/// FR-411: a task is created and listed through two invocations, answered in Lambda's streaming form: a JSON prelude,
/// eight NUL bytes, the body.
#[tokio::test]
async fn the_same_binary_answers_lambda_invocations() {
    let issuer = Issuer::default();
    let test = TestDatabase::new().await;
    let token = issuer.session_token("ann");
    let events = VecDeque::from([
        event(
            "POST",
            "/api/tasks",
            &token,
            Some(&json!({"title": "From Lambda"})),
        ),
        event("GET", "/api/tasks", &token, None),
        event("GET", "/api/tasks", "wrong", None),
    ]);
    let (answers, mut posted) = mpsc::channel(8);
    let api = RuntimeApi {
        events: Arc::new(Mutex::new(events)),
        answers,
    };
    let routes = Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route(
            "/2018-06-01/runtime/invocation/{id}/response",
            post(answered),
        )
        .with_state(api);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(axum::serve(listener, routes).into_future());

    let mut variables = environment(&url(&test), &issuer);
    variables.extend([
        ("AWS_LAMBDA_RUNTIME_API", address),
        ("AWS_LAMBDA_FUNCTION_NAME", "todo-tasks".to_owned()),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128".to_owned()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "1".to_owned()),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "stream".to_owned()),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "group".to_owned()),
    ]);
    let _function = Process::spawn(&variables);
    for (status, expected) in [
        (201, "From Lambda"),
        (200, "From Lambda"),
        (401, "unauthenticated"),
    ] {
        let answer = tokio::time::timeout(std::time::Duration::from_secs(20), posted.recv())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            answer.headers["lambda-runtime-function-response-mode"],
            "streaming"
        );
        let split = answer
            .body
            .windows(8)
            .position(|window| window == [0; 8])
            .expect("a prelude");
        let prelude: Value = serde_json::from_slice(&answer.body[..split]).unwrap();
        assert_eq!(prelude["statusCode"], status, "{prelude}");
        let body = String::from_utf8_lossy(&answer.body[split + 8..]).into_owned();
        assert!(body.contains(expected), "{body}");
    }
}
