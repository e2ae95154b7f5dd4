//! Whoever keeps a function waiting (FR-445, FR-446): slow callers, silent ones, and readers of logs that do not read.

use std::{
    process::{Command, Stdio},
    time::Duration,
};

use shared::testing::{Issuer, TestDatabase, environment, free_port};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::lifecycle::spawn;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_mins(1);

async fn connect(port: u16) -> TcpStream {
    TcpStream::connect(("127.0.0.1", port)).await.unwrap()
}

/// What comes until the other end closes the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    timeout(PATIENCE, stream.read_to_end(&mut bytes))
        .await
        .unwrap()
        .unwrap();
    String::from_utf8(bytes).unwrap()
}

/// An answer whose body has no line break at its end.
async fn answer(stream: &mut TcpStream) -> String {
    let mut bytes = vec![0; 4096];
    let length = timeout(PATIENCE, stream.read(&mut bytes)).await.unwrap();
    String::from_utf8_lossy(&bytes[..length.unwrap()]).into_owned()
}

const PROBE: &str = "GET /health/liveness HTTP/1.1\r\nhost: todo\r\n\r\n";

/// FR-446: a head that began and does not end is given up, one that nobody began may take longer, and so may the next one.
#[tokio::test]
async fn a_started_head_ends_soon_and_a_rest_may_be_longer() {
    let test = TestDatabase::new().await;
    let function = spawn(&environment(&test, &Issuer::default()))
        .listening()
        .await;
    let (mut began, mut silent, mut between) = (
        connect(function.port).await,
        connect(function.port).await,
        connect(function.port).await,
    );
    between.write_all(PROBE.as_bytes()).await.unwrap();
    assert!(answer(&mut between).await.ends_with("alive"));
    began.write_all(b"GET /health/live").await.unwrap();
    // It takes ten seconds. The others are as they were by then.
    assert_eq!(rest(&mut began).await, "");
    for stream in [&mut silent, &mut between] {
        stream.write_all(PROBE.as_bytes()).await.unwrap();
        assert!(answer(stream).await.ends_with("alive"));
    }
}

/// FR-446: the rest between requests has an end, which is a setting, and starts anew with each request.
#[tokio::test]
async fn a_rest_between_requests_has_an_end() {
    let test = TestDatabase::new().await;
    let mut variables = environment(&test, &Issuer::default());
    variables.push(("KEEP_ALIVE_SECONDS", "6".to_owned()));
    let function = spawn(&variables).listening().await;
    let mut stream = connect(function.port).await;
    for _ in 0..3 {
        tokio::time::sleep(Duration::from_secs(3)).await;
        stream.write_all(PROBE.as_bytes()).await.unwrap();
        assert!(answer(&mut stream).await.ends_with("alive"));
    }
    assert_eq!(rest(&mut stream).await, "");
    let mut silent = connect(function.port).await;
    assert_eq!(rest(&mut silent).await, "");
}

/// FR-446: a body of which nothing more comes is answered, and its connection closed.
#[tokio::test]
async fn a_body_without_progress_is_given_up() {
    let issuer = Issuer::default();
    let test = TestDatabase::new().await;
    let function = spawn(&environment(&test, &issuer)).listening().await;
    let token = issuer.session_token("ann");
    let mut stream = connect(function.port).await;
    let head = format!(
        "POST /api/tasks HTTP/1.1\r\nhost: todo\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{{\"title\""
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let refused = rest(&mut stream).await;
    assert!(refused.starts_with("HTTP/1.1 408"), "{refused}");
    assert!(
        refused.contains("urn:todo-app:problem:late-body"),
        "{refused}"
    );
}

/// FR-446: a request names its host once.
#[tokio::test]
async fn a_request_has_one_host() {
    let test = TestDatabase::new().await;
    let function = spawn(&environment(&test, &Issuer::default()))
        .listening()
        .await;
    for (version, hosts, status) in [
        ("1.1", "", 400),
        ("1.1", "host: a\r\nhost: b\r\n", 400),
        ("1.1", "host: a\r\nhost: a\r\n", 400),
        ("1.1", "host: a\r\n", 200),
        ("1.0", "", 200),
        ("1.0", "host: a\r\nhost: b\r\n", 400),
    ] {
        let mut stream = connect(function.port).await;
        let request = format!("GET /health/liveness HTTP/{version}\r\n{hosts}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let answered = answer(&mut stream).await;
        let start = format!("HTTP/{version} {status}");
        assert!(answered.starts_with(&start), "{request}{answered}");
    }
}

/// FR-445: a pipe holds 64 KiB, which these requests' lines are more than.
#[tokio::test]
async fn logs_that_nobody_reads_hold_nobody_up() {
    let issuer = Issuer::default();
    let test = TestDatabase::new().await;
    let port = free_port();
    let mut function = Command::new(env!("CARGO_BIN_EXE_tasks"))
        .env_clear()
        .env("PORT", port.to_string())
        .envs(environment(&test, &issuer))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stream = loop {
        match TcpStream::connect(("127.0.0.1", port)).await {
            Ok(stream) => break stream,
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    };
    for _ in 0..2000 {
        let request = "GET /api/nothing HTTP/1.1\r\nhost: todo\r\n\r\n";
        stream.write_all(request.as_bytes()).await.unwrap();
        assert!(answer(&mut stream).await.starts_with("HTTP/1.1 404"));
    }
    // Nor do they hold the end up.
    let status = Command::new("kill").arg(function.id().to_string()).status();
    assert!(status.unwrap().success());
    let ended = tokio::task::spawn_blocking(move || function.wait());
    let status = timeout(PATIENCE, ended).await.unwrap().unwrap().unwrap();
    assert_eq!(status.code(), Some(0));
}
