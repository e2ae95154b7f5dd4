//! The mcp binary as a process, with the environment that a platform gives it.
#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

use serde_json::{Value, json};
use shared::testing::{Issuer, Process, TestDatabase, environment};

async fn start(test: &TestDatabase, issuer: &Issuer) -> Process {
    let mut variables = environment(test, issuer);
    variables.push(("LOG_LEVEL", "debug".to_owned()));
    Process::spawn(env!("CARGO_BIN_EXE_mcp"), &variables)
        .listening()
        .await
}

/// Calls a tool with this token.
async fn call(process: &Process, token: &str, tool: &str, arguments: Value) -> Value {
    let message = json!({
        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": tool, "arguments": arguments},
    });
    let client = shared::http_client::build(&shared::config::TrustConfig::default()).unwrap();
    let request = client
        .post(process.url("/mcp"))
        .bearer_auth(token)
        .header("accept", "application/json, text/event-stream")
        .header("x-request-id", "request-1")
        .json(&message);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

/// FR-203: what one process wrote is there after its end, for the next process.
#[tokio::test]
async fn a_process_may_die_between_two_requests() {
    let test = TestDatabase::new().await;
    let issuer = Issuer::default();
    let token = issuer.session_token("ann");
    for number in 1..=2 {
        let process = start(&test, &issuer).await;
        let arguments = json!({"tasks": [{"title": "Buy milk"}]});
        let added = call(&process, &token, "add_task", arguments).await;
        let result = &added["result"]["structuredContent"]["results"][0];
        assert_eq!(result["task"]["id"], number);
        process.signal("KILL");
        let (status, _, _) = process.finish();
        assert!(!status.success());
    }
}

/// FR-413: even at the level debug no line holds a token or the text of a task; a call's line has its request's id.
#[tokio::test]
async fn logs_name_the_tool_and_nothing_of_its_arguments() {
    let test = TestDatabase::new().await;
    let issuer = Issuer::default();
    let process = start(&test, &issuer).await;
    let token = issuer.session_token("ann");
    let arguments = json!({"tasks": [{"title": "Hidden title", "notes": "Hidden notes"}]});
    call(&process, &token, "add_task", arguments).await;
    let arguments = json!({"tasks": [{"title": "Hidden title", "due": "Hidden due"}]});
    call(&process, &token, "add_task", arguments).await;
    call(&process, &token, "list_tasks", json!({})).await;

    process.signal("TERM");
    let (status, output, errors) = process.finish();
    assert!(status.success(), "{errors}");
    let lines: Vec<Value> = output
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let log = format!("{output}{errors}");
    for secret in ["Hidden", token.rsplit('.').next().unwrap()] {
        assert!(!log.contains(secret), "{log}");
    }
    let calls: Vec<[&Value; 3]> = lines
        .iter()
        .filter(|line| line["message"] == "called a tool")
        .map(|line| [&line["tool"], &line["outcome"], &line["span"]["request_id"]])
        .collect();
    let expected = [
        ["add_task", "done", "request-1"],
        ["add_task", "invalid_parameters", "request-1"],
        ["list_tasks", "done", "request-1"],
    ];
    assert_eq!(json!(calls), json!(expected));
}
