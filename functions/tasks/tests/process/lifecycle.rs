//! Start, health, protocols, logs, end (FR-410, FR-412, FR-413, FR-414).

use std::time::Duration;

use serde_json::Value;
use shared::testing::{Issuer, Process, TestDatabase, environment, eventually, free_port};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Starts the function.
pub fn spawn(variables: &[(&'static str, String)]) -> Process {
    Process::spawn(env!("CARGO_BIN_EXE_tasks"), variables)
}

pub fn client() -> reqwest::Client {
    shared::http_client::build(&shared::config::TrustConfig::default()).unwrap()
}

/// FR-412: the process ends at once and names every variable.
#[tokio::test]
async fn an_empty_environment_is_named_variable_by_variable() {
    let (status, output, errors) = spawn(&[("LOG_LEVEL", "info".to_owned())]).finish();
    assert_eq!(status.code(), Some(1));
    assert_eq!(output, "");
    for name in [
        "DATABASE_URL",
        "AUTH_JWKS_URL or AUTH_JWKS",
        "AUTH_ISSUER",
        "AUTH_AUDIENCE",
    ] {
        assert!(errors.contains(name), "{name} in {errors}");
    }
}

/// FR-410, FR-414: alive and ready without a database; what needs one says 503 and when to come back.
#[tokio::test]
async fn health_does_not_ask_the_database() {
    let issuer = Issuer::default();
    let test = TestDatabase::new().await;
    let mut variables = environment(&test, &issuer);
    let port = free_port();
    variables[0].1 = format!("postgres://todo:not-there@127.0.0.1:{port}/todo?sslmode=disable");
    let function = spawn(&variables).listening().await;
    for path in ["/health/liveness", "/health/readiness"] {
        assert_eq!(
            client()
                .get(function.url(path))
                .send()
                .await
                .unwrap()
                .status(),
            200
        );
    }
    let token = issuer.session_token("ann");
    let answer = client()
        .get(function.url("/api/tasks"))
        .bearer_auth(token)
        .send()
        .await
        .unwrap();
    assert_eq!(
        (
            answer.status().as_u16(),
            answer.headers()["retry-after"].to_str().unwrap()
        ),
        (503, "5")
    );
    let body = answer.text().await.unwrap();
    assert!(
        body.contains("urn:todo-app:problem:unavailable") && !body.contains("127.0.0.1"),
        "{body}"
    );
}

/// FR-417: the first connection is there before the first request.
#[tokio::test]
async fn the_first_connection_is_opened_in_the_background() {
    let test = TestDatabase::new().await;
    let _function = spawn(&environment(&test, &Issuer::default()))
        .listening()
        .await;
    let owner = test.owner().await;
    let warmed = "select from pg_stat_activity
        where datname = current_database() and usename = 'todo_app_test' and state = 'idle' and query <> ''";
    eventually(async || owner.query_opt(warmed, &[]).await.unwrap().is_some()).await;
}

/// FR-410, FR-621: who waits for changes is answered at once when the process is told to stop.
#[tokio::test]
async fn stopping_does_not_wait_for_those_who_wait() {
    let issuer = Issuer::default();
    let test = TestDatabase::new().await;
    let variables = environment(&test, &issuer);
    let other = spawn(&variables).listening().await;
    let function = spawn(&variables).listening().await;
    let wait = |function: &Process| {
        let waiting = client()
            .get(function.url("/api/changes?since=0"))
            .header("prefer", "wait=25")
            .bearer_auth(issuer.session_token("ann"))
            .send();
        tokio::spawn(waiting)
    };
    // Who began to wait before, where nobody stops, waits on.
    let before = wait(&other);
    let waiting = wait(&function);
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(!waiting.is_finished());
    function.signal("TERM");
    assert_eq!(waiting.await.unwrap().unwrap().status(), 200);
    assert!(!before.is_finished());
    let (status, _, _) = function.finish();
    assert_eq!(status.code(), Some(0));
}

/// FR-410: HTTP/1.1 and h2c on one port.
#[tokio::test]
async fn both_protocols_are_spoken_on_one_port() {
    let issuer = Issuer::default();
    let test = TestDatabase::new().await;
    let function = spawn(&environment(&test, &issuer)).listening().await;
    #[expect(
        clippy::disallowed_methods,
        reason = "a client that speaks HTTP/2 without TLS, which ours never does"
    )]
    let h2c = reqwest::Client::builder()
        .tls_backend_preconfigured(
            shared::http_client::tls(&shared::config::TrustConfig::default()).unwrap(),
        )
        .http2_prior_knowledge()
        .build()
        .unwrap();
    for (client, version) in [
        (client(), reqwest::Version::HTTP_11),
        (h2c, reqwest::Version::HTTP_2),
    ] {
        let request = client
            .get(function.url("/api/tasks"))
            .bearer_auth(issuer.session_token("ann"));
        let answer = request.send().await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.version()), (200, version));
    }
}

/// FR-410: after SIGTERM a request that began is answered, a new connection is not taken, the exit code is 0.
#[tokio::test]
async fn a_request_that_began_is_answered_after_sigterm() {
    let issuer = Issuer::default();
    let test = TestDatabase::new().await;
    let function = spawn(&environment(&test, &issuer)).listening().await;
    let body = r#"{"title":"Finish what runs"}"#;
    let head = format!(
        "POST /api/tasks HTTP/1.1\r\nhost: todo\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\nexpect: 100-continue\r\ncontent-length: {}\r\n\r\n",
        issuer.session_token("ann"),
        body.len()
    );
    let mut stream = TcpStream::connect(("127.0.0.1", function.port))
        .await
        .unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    // The function waits for the body now.
    let mut asked = *b"HTTP/1.1 100 Continue\r\n\r\n";
    stream.read_exact(&mut asked).await.unwrap();
    assert!(asked.starts_with(b"HTTP/1.1 100"));
    function.signal("TERM");
    eventually(async || {
        let connection = TcpStream::connect(("127.0.0.1", function.port)).await;
        connection.is_err()
    })
    .await;
    stream.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    let (status, _, errors) = function.finish();
    assert_eq!((status.code(), errors.as_str()), (Some(0), ""));
}

/// FR-413: each line is JSON, the start has its length, requests have their id, and no line holds a token or what a person wrote.
#[tokio::test]
async fn logs_are_json_lines_without_secrets() {
    let issuer = Issuer::default();
    let test = TestDatabase::new().await;
    let function = spawn(&environment(&test, &issuer)).listening().await;
    let token = issuer.session_token("ann");
    let request = client()
        .post(function.url("/api/tasks"))
        .bearer_auth(&token)
        .header("x-request-id", "trace-me-1");
    let answer = request
        .json(&serde_json::json!({"title": "Very private"}))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 201);
    client()
        .get(function.url("/api/tasks"))
        .bearer_auth("wrong")
        .send()
        .await
        .unwrap();
    // FR-908: nor the address of a feed.
    let feed = client().post(function.url("/api/feed")).bearer_auth(&token);
    let feed: Value = feed.send().await.unwrap().json().await.unwrap();
    let path = feed["path"].as_str().unwrap();
    let calendar = client().get(function.url(path)).send().await.unwrap();
    assert_eq!(calendar.status(), 200);
    function.signal("TERM");
    let (_, output, _) = function.finish();
    let lines: Vec<Value> = output
        .lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect();
    assert!(
        lines
            .iter()
            .any(|line| line["span"]["request_id"] == "trace-me-1" && line["status"] == 201),
        "{output}"
    );
    // From the start of `main`; a probe or a request comes later.
    let start = lines.iter().find(|line| line["message"] == "listening");
    let microseconds = start.and_then(|line| line["microseconds"].as_u64());
    assert!(microseconds.is_some_and(|took| took > 0), "{output}");
    let secret = path.trim_start_matches("/api/feed/");
    for secret in [
        secret,
        token.as_str(),
        "Very private",
        "only-for-this-test-run",
    ] {
        assert!(!output.contains(secret), "{secret}");
    }
}
