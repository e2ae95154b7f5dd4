//! Turns on an endpoint whose every byte is scripted.

use serde_json::{Value, json};

use crate::support::{Endpoint, Script, Talk, chunk, sse};

fn finish(reason: &str) -> Vec<u8> {
    sse(&json!({"choices": [{"delta": {}, "finish_reason": reason}], "usage": {"total_tokens": 3}}))
}

fn done() -> Vec<u8> {
    b"data: [DONE]\n\n".to_vec()
}

fn words(text: &str) -> Script {
    Script::events(vec![
        chunk(&json!({"role": "assistant", "content": text})),
        finish("stop"),
        done(),
    ])
}

/// All bytes on their own, so that every character and every line is cut.
fn bytewise(pieces: &[Vec<u8>]) -> Vec<Vec<u8>> {
    pieces.concat().chunks(7).map(<[u8]>::to_vec).collect()
}

fn add(title: &str) -> Value {
    json!({"name": "add_task", "arguments": json!({"tasks": [{"title": title}]}).to_string()})
}

async fn talk(scripts: Vec<Script>) -> (Talk, impl Fn() -> Vec<(String, Value)>) {
    let endpoint = Endpoint::start(scripts).await;
    let requests = endpoint.requests;
    (Talk::new(endpoint.agent, &[]), move || {
        requests.lock().unwrap().clone()
    })
}

#[tokio::test]
async fn fr_310_words_stream_through_whatever_the_framing() {
    let pieces = vec![
        b": OPENROUTER PROCESSING\r\n\r\n".to_vec(),
        sse(&json!({"choices": []})),
        chunk(&json!({"role": "assistant", "content": null, "reasoning": "hidden"})),
        b"data:{\"choices\":[{\"delta\":{\"content\":\"Gr\xc3\xbc\xc3\x9fe \"}}]}\r\n\r\n".to_vec(),
        b"event: message\nid: 4\ndata: {\"choices\":\ndata: [{\"delta\":{\"content\":\"\xf0\x9f\xa6\x80!\"}}]}\n\n".to_vec(),
        // The last event lacks its blank line, and there is no [DONE].
        b"data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n".to_vec(),
    ];
    let (mut talk, requests) = talk(vec![Script::events(bytewise(&pieces))]).await;
    let outcome = talk.say("hello").await;
    assert_eq!(outcome.response, "Grüße 🦀!");
    let (head, body) = requests()[0].clone();
    let head = head.to_lowercase();
    assert!(
        head.starts_with("post /v1/chat/completions http/1.1"),
        "{head}"
    );
    assert!(head.contains("authorization: bearer secret"));
    assert_eq!(body["model"], json!("test-model"));
    let tools = body["tools"].as_array().unwrap();
    assert_eq!(tools.len(), 7, "those of mcp, and the agent's own question");
    assert!(!body["tools"].to_string().contains("outputSchema"));
}

#[tokio::test]
async fn fr_310_gemini_calls_without_an_index_run_and_their_signature_goes_back_unchanged() {
    let signature = "CiQBjz1rX+/w==";
    let signed = json!({"tool_calls": [{"id": "function-call-1", "type": "function", "function": add("Buy milk"),
        "extra_content": {"google": {"thought_signature": signature}}}]});
    let second =
        json!({"tool_calls": [{"id": "", "type": "function", "function": add("Buy bread")}]});
    let calls = Script::events(bytewise(&[
        chunk(&signed),
        chunk(&second),
        finish("stop"),
        done(),
    ]));
    let (mut talk, requests) = talk(vec![calls, words("Added both."), words("Bye.")]).await;
    let outcome = talk.say("add milk and bread").await;
    assert_eq!(talk.tasks(), ["Buy milk", "Buy bread"]);
    assert_eq!(outcome.response, "Added both.");
    talk.say("bye").await;
    for (_, body) in &requests()[1..] {
        let messages = body["messages"].as_array().unwrap();
        let sent = &messages[2]["tool_calls"];
        assert_eq!(
            sent[0]["extra_content"]["google"]["thought_signature"],
            json!(signature)
        );
        assert_eq!(sent[0]["id"], json!("function-call-1"));
        assert_eq!(messages[3]["tool_call_id"], json!("function-call-1"));
        assert_eq!(messages[4]["tool_call_id"], sent[1]["id"]);
        assert_ne!(sent[1]["id"], json!(""));
    }
}

#[tokio::test]
async fn fr_310_index_zero_twice_makes_two_calls() {
    let call = |id: &str, title: &str| {
        chunk(&json!({"tool_calls": [{"index": 0, "id": id, "function": add(title)}]}))
    };
    let calls = Script::events(vec![
        call("a", "One"),
        call("b", "Two"),
        finish("tool_calls"),
        done(),
    ]);
    let (mut talk, _) = talk(vec![calls, words("Done.")]).await;
    talk.say("add one and two").await;
    assert_eq!(talk.tasks(), ["One", "Two"]);
}

#[tokio::test]
async fn fr_310_an_endpoint_that_ignores_stream_is_understood() {
    let call = json!({"choices": [{"finish_reason": "tool_calls", "message": {"role": "assistant", "content": "On it.",
        "tool_calls": [{"id": "a", "type": "function", "function": {"name": "add_task",
            "arguments": {"tasks": [{"title": "Buy milk"}]}}}]}}]});
    let text = json!({"choices": [{"finish_reason": "stop", "message": {"content": "<think>hm</think>Done."}}]});
    let (mut talk, _) = talk(vec![
        Script::json(200, &call.to_string()),
        Script::json(200, &text.to_string()),
    ])
    .await;
    assert_eq!(talk.say("add milk").await.response, "On it.\n\nDone.");
    assert_eq!(talk.tasks(), ["Buy milk"]);
}

#[tokio::test]
async fn fr_310_a_short_rate_limit_is_waited_for() {
    let limited = Script {
        headers: "retry-after: 0\r\n",
        ..Script::json(429, r#"{"error":{"message":"slow down"}}"#)
    };
    let (mut talk, requests) = talk(vec![limited, words("Hello.")]).await;
    assert_eq!(talk.say("hi").await.response, "Hello.");
    assert_eq!(requests().len(), 2);
}
