//! When the bridge ends, and what it leaves behind.

use serde_json::{Value, json};

use crate::support::{Bridge, Function, call, meta, request, strange_token};

/// FR-257: what was asked before the end of standard input is answered; only messages are on standard output, and the
/// log, even at its finest, is beside it and without the token and what a person wrote.
#[tokio::test]
async fn what_was_asked_is_answered_before_the_end() {
    let function = Function::start().await;
    let token = function.token(&["tasks:read", "tasks:write"]).await;
    let mut bridge = Bridge::start(&function.process.url("/mcp"), &token);
    for number in 0..40 {
        let arguments = json!({"tasks": [{"title": format!("Hidden {number}")}]});
        bridge.send(&request(
            &json!(number),
            "tools/call",
            call("add_task", arguments),
        ));
    }
    bridge.close();
    let (status, lines, log) = bridge.finish();
    assert_eq!(status.code(), Some(0), "{log}");
    let mut ids: Vec<i64> = lines
        .iter()
        .map(|line| serde_json::from_str::<Value>(line).expect(line))
        .map(|message| message["id"].as_i64().unwrap())
        .collect();
    ids.sort_unstable();
    assert_eq!(ids, (0..40).collect::<Vec<i64>>());
    assert!(!log.is_empty());
    for secret in [token.as_str(), "Hidden"] {
        assert!(!log.contains(secret), "{log}");
    }
}

/// FR-257: told to stop, it does not wait for standard input, nor for an answer that does not come.
#[tokio::test]
async fn a_signal_ends_it() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/mcp", silent.local_addr().unwrap());
    for signal in ["TERM", "INT"] {
        let mut bridge = Bridge::start(&url, &strange_token());
        bridge.send(&request(&json!(1), "tools/list", json!({"_meta": meta()})));
        let (_connection, _) = silent.accept().unwrap();
        bridge.signal(signal);
        let (status, lines, _) = bridge.finish();
        assert_eq!((status.code(), lines.len()), (Some(0), 0), "{signal}");
    }
}
