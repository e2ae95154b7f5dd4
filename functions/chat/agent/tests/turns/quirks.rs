//! What endpoints really send, a case for each quirk that was seen (FR-331, FR-332, FR-334, FR-338).

use serde_json::{Value, json};

use crate::support::{Endpoint, Script, Talk, add, chunk, done, finish, reply, sse, words};

/// A delta with one piece of a call.
fn piece(call: &Value) -> Value {
    json!({ "tool_calls": [call] })
}

/// The whole call that adds Milk, in JSON.
fn arguments() -> String {
    json!({"tasks": [{"title": "Milk"}]}).to_string()
}

/// What comes of a reply, and the tasks that it made.
async fn tasks_of(name: &str, script: Script) -> Vec<String> {
    let endpoint = Endpoint::start(vec![script, words("Done.")]).await;
    let mut talk = Talk::new(endpoint.agent, &[]);
    let said = talk.say("add milk").await;
    assert_eq!(said.response, "Done.", "{name}");
    talk.tasks()
}

fn whole(index: Option<u64>, id: &str, arguments: &Value) -> Value {
    let mut call = json!({"id": id, "type": "function", "function": {"name": "add_task", "arguments": arguments}});
    if let Some(index) = index {
        call["index"] = json!(index);
    }
    piece(&call)
}

/// Pieces of one call, each of them with another id.
fn with_changing_ids(named: bool) -> Vec<Value> {
    let text = arguments();
    let (head, tail) = text.split_at(9);
    let mut deltas = vec![whole(Some(0), "id-0", &json!(""))];
    for (number, part) in [head, tail].into_iter().enumerate() {
        let mut function = json!({ "arguments": part });
        if named {
            function["name"] = json!("add_task");
        }
        let id = format!("id-{}", number + 1);
        deltas.push(piece(&json!({"index": 0, "id": id, "function": function})));
    }
    deltas
}

/// More arguments of the first call.
fn again(arguments: &str) -> Value {
    piece(&json!({"index": 0, "function": {"arguments": arguments}}))
}

/// FR-331.
#[tokio::test]
async fn one_call_comes_of_every_form_of_its_arguments() {
    let text = arguments();
    let (head, _) = text.split_at(9);
    let object: Value = serde_json::from_str(&text).unwrap();
    let twice = format!("{text}{text}");
    let encoded = json!(text).to_string();
    let encoded_twice = json!(encoded).to_string();
    let cases = [
        ("in one piece", vec![whole(Some(0), "a", &json!(text))]),
        ("no index, no id", vec![whole(None, "", &json!(text))]),
        ("an object", vec![whole(Some(0), "a", &object)]),
        ("another id in each delta", with_changing_ids(false)),
        (
            "another id and the name in each delta",
            with_changing_ids(true),
        ),
        (
            "repeated",
            vec![whole(Some(0), "a", &json!(text)), again(&text)],
        ),
        (
            "repeated with id and name",
            vec![
                whole(Some(0), "a", &json!(text)),
                whole(Some(0), "a", &json!(text)),
            ],
        ),
        (
            "repeated with the name",
            vec![
                whole(Some(0), "", &json!(text)),
                whole(Some(0), "", &json!(text)),
            ],
        ),
        (
            "repeated in one text",
            vec![whole(Some(0), "a", &json!(twice))],
        ),
        (
            "empty first",
            vec![whole(Some(0), "a", &json!("{}")), again(&text)],
        ),
        (
            "an empty object first",
            vec![
                whole(Some(0), "a", &json!({})),
                whole(Some(0), "a", &object),
            ],
        ),
        (
            "empty last",
            vec![whole(Some(0), "a", &json!(text)), again("{}")],
        ),
        (
            "all so far in each delta",
            vec![whole(Some(0), "a", &json!(head)), again(&text)],
        ),
        (
            "fenced",
            vec![whole(Some(0), "a", &json!(format!("```json\n{text}\n```")))],
        ),
        ("encoded twice", vec![whole(Some(0), "a", &json!(encoded))]),
        (
            "encoded three times",
            vec![whole(Some(0), "a", &json!(encoded_twice))],
        ),
    ];
    for (name, deltas) in cases {
        assert_eq!(tasks_of(name, reply(&deltas)).await, ["Milk"], "{name}");
    }
}

/// FR-331.
#[tokio::test]
async fn one_call_is_found_whatever_stands_around_it() {
    let text = arguments();
    let (head, tail) = text.split_at(9);
    let cases = [
        (
            "the form before tool_calls",
            vec![
                json!({"function_call": {"name": "add_task", "arguments": head}}),
                json!({"function_call": {"arguments": tail}}),
            ],
        ),
        (
            "one call, not in a list",
            vec![
                json!({"tool_calls": {"id": "a", "function": {"name": "add_task", "arguments": text}}}),
            ],
        ),
        (
            "an index as text, an id as a number",
            vec![
                piece(
                    &json!({"index": "0", "id": 7, "function": {"name": "add_task", "arguments": head}}),
                ),
                piece(&json!({"index": "0", "function": {"arguments": tail}})),
            ],
        ),
        (
            "a name in pieces",
            vec![
                piece(&json!({"index": 0, "id": "a", "function": {"name": "add_"}})),
                piece(&json!({"index": 0, "function": {"name": "task", "arguments": ""}})),
                again(&text),
            ],
        ),
        (
            "an index that counts deltas",
            vec![
                whole(Some(0), "a", &json!(head)),
                piece(&json!({"index": 1, "id": "a", "function": {"arguments": tail}})),
            ],
        ),
        (
            "a call without a type, its name empty later",
            vec![
                piece(
                    &json!({"id": "a", "type": "", "function": {"name": "add_task", "arguments": head}}),
                ),
                piece(&json!({"function": {"name": "", "arguments": tail}})),
            ],
        ),
    ];
    for (name, deltas) in cases {
        assert_eq!(tasks_of(name, reply(&deltas)).await, ["Milk"], "{name}");
    }
}

/// FR-331: what makes one call of repetitions does not make one of two.
#[tokio::test]
async fn two_calls_stay_two() {
    let call = |index: Option<u64>, id: &str, title: &str| {
        let mut call = json!({"id": id, "function": add(title)});
        if let Some(index) = index {
            call["index"] = json!(index);
        }
        piece(&call)
    };
    for (name, deltas) in [
        (
            "numbered",
            vec![call(Some(0), "a", "One"), call(Some(1), "b", "Two")],
        ),
        (
            "zero twice",
            vec![call(Some(0), "a", "One"), call(Some(0), "b", "Two")],
        ),
        (
            "zero twice, no id",
            vec![call(Some(0), "", "One"), call(Some(0), "", "Two")],
        ),
        (
            "no index",
            vec![call(None, "a", "One"), call(None, "b", "Two")],
        ),
        (
            "nothing",
            vec![call(None, "", "One"), call(None, "", "Two")],
        ),
        (
            "zero and one id",
            vec![call(Some(0), "a", "One"), call(Some(0), "a", "Two")],
        ),
        (
            "no index, one id",
            vec![call(None, "a", "One"), call(None, "a", "Two")],
        ),
        (
            "one id",
            vec![call(Some(0), "a", "One"), call(Some(1), "a", "Two")],
        ),
    ] {
        let tasks = tasks_of(name, reply(&deltas)).await;
        assert_eq!(tasks, ["One", "Two"], "{name}");
    }
}

/// FR-331: the first letter tells what an answer is, whatever its label says.
#[tokio::test]
async fn labels_of_answers_are_not_believed() {
    let message = json!({"choices": [{"finish_reason": "tool_calls", "message": {"content": null,
        "tool_calls": [{"id": "a", "type": "function", "function": add("Milk")}]}}]});
    let events = reply(&[whole(Some(0), "a", &json!(arguments()))]);
    let as_json = Script {
        content_type: "application/json",
        ..events
    };
    let as_events = Script::events(vec![format!("\n {message}").into_bytes()]);
    let as_text = Script {
        content_type: "text/plain",
        ..Script::json(200, &message.to_string())
    };
    for (name, script) in [
        ("events as JSON", as_json),
        ("JSON as events", as_events),
        ("JSON as text", as_text),
    ] {
        assert_eq!(tasks_of(name, script).await, ["Milk"], "{name}");
    }
}

/// FR-331: what keeps a connection alive, and a message that is told again at the end, change nothing.
#[tokio::test]
async fn what_adds_nothing_is_passed_over() {
    let hello = json!({"choices": [{"finish_reason": "stop", "message": {"content": "Hello.", "tool_calls": []}}]});
    let parts = json!({"content": [{"type": "thinking", "text": "hm", "thinking": [{"type": "text", "text": "hm"}]},
        {"type": "text", "text": "Hello."}]});
    for (name, pieces) in [
        (
            "pings",
            vec![
                b"data:\n\n".to_vec(),
                b"event: ping\ndata: {}\n\n".to_vec(),
                b"data: keep-alive\n\n".to_vec(),
                chunk(&json!({"content": "Hello."})),
                finish("stop"),
                done(),
            ],
        ),
        (
            "the message again",
            vec![
                chunk(&json!({"role": "assistant"})),
                chunk(&json!({"content": "Hello."})),
                sse(&hello),
                done(),
            ],
        ),
        (
            "the message after its role",
            vec![chunk(&json!({"role": "assistant"})), sse(&hello), done()],
        ),
        (
            "thoughts as a part",
            vec![chunk(&parts), finish("stop"), done()],
        ),
        (
            "thoughts between tags",
            vec![
                chunk(&json!({"content": "<thought>hm</thought>Hello."})),
                finish("stop"),
                done(),
            ],
        ),
    ] {
        let endpoint = Endpoint::start(vec![Script::events(pieces)]).await;
        let said = Talk::new(endpoint.agent, &[]).say("hi").await;
        assert_eq!(said.response, "Hello.", "{name}");
    }
}

/// FR-331: what ends a reply is told by what is in it.
#[tokio::test]
async fn every_reason_to_finish_runs_a_whole_call() {
    for reason in [
        "stop",
        "tool_calls",
        "tool_call",
        "function_call",
        "end_turn",
        "STOP",
    ] {
        let call = chunk(&whole(Some(0), "a", &json!(arguments())));
        let script = Script::events(vec![call, finish(reason), done()]);
        assert_eq!(tasks_of(reason, script).await, ["Milk"], "{reason}");
    }
}

/// FR-334: an error that a second try mends is not seen by the person, in whatever shape it comes.
#[tokio::test]
async fn what_may_pass_is_tried_once_more() {
    let failed = json!({"error": {"message": "Failed to call a function. See 'failed_generation'.",
        "type": "invalid_request_error", "code": "tool_use_failed", "failed_generation": "<function=add_task>"}});
    let limited = |headers: &'static str| Script {
        headers,
        ..Script::json(429, r#"{"error":{"message":"slow down"}}"#)
    };
    let overloaded = json!([{"error": {"code": 503, "message": "The model is overloaded."}}]);
    let google = json!([{"error": {"code": 429, "message": "Please retry in 0.01s.", "status": "RESOURCE_EXHAUSTED"}}]);
    for (name, script) in [
        ("tool_use_failed", Script::json(400, &failed.to_string())),
        (
            "tool_use_failed in a stream",
            Script::events(vec![sse(&failed)]),
        ),
        ("retry-after", limited("retry-after: 0\r\n")),
        (
            "retry-after with decimals",
            limited("retry-after: 0.02\r\n"),
        ),
        (
            "retry-after-ms",
            limited("retry-after-ms: 20\r\nretry-after: 3600\r\n"),
        ),
        ("Google's words", Script::json(429, &google.to_string())),
        ("503", Script::json(503, &overloaded.to_string())),
        ("503 as 200", Script::json(200, &overloaded.to_string())),
        (
            "an error event",
            Script::events(vec![
                b"event: error\ndata: {\"error\":{\"message\":\"upstream\",\"code\":502}}\n\n"
                    .to_vec(),
            ]),
        ),
        (
            "an error object",
            Script::events(vec![sse(
                &json!({"object": "error", "message": "engine", "code": 500}),
            )]),
        ),
        (
            "MALFORMED_FUNCTION_CALL",
            Script::events(vec![finish("MALFORMED_FUNCTION_CALL"), done()]),
        ),
        (
            "calls announced, none there",
            Script::events(vec![finish("tool_calls"), done()]),
        ),
        (
            "cut by length",
            Script::events(vec![
                chunk(&whole(Some(0), "a", &json!("{\"tasks\":["))),
                finish("length"),
                done(),
            ]),
        ),
        (
            "cut off",
            Script::events(vec![chunk(&whole(Some(0), "a", &json!(arguments())))]),
        ),
    ] {
        let endpoint = Endpoint::start(vec![script, words("Hello.")]).await;
        let requests = endpoint.requests.clone();
        let mut talk = Talk::new(endpoint.agent, &[]);
        assert_eq!(talk.say("hi").await.response, "Hello.", "{name}");
        assert_eq!(requests.lock().unwrap().len(), 2, "{name}");
        assert!(talk.tasks().is_empty(), "{name}");
    }
}

/// FR-332: reasoning goes back, joined, with the calls it led to, and to nobody else.
#[tokio::test]
async fn reasoning_goes_back_to_the_same_host_and_model_only() {
    let detail = |text: &str, signature: Value| json!({"type": "reasoning.text", "index": 0, "text": text, "signature": signature});
    let calls = || {
        reply(&[
            json!({"reasoning_content": "They want ", "reasoning_details": [detail("They ", json!(null))]}),
            json!({"reasoning_content": "milk.", "reasoning_details": [detail("want milk.", json!("s1g"))]}),
            json!({"reasoning_details": [{"type": "reasoning.encrypted", "index": 1, "data": "b3BhcXVl"}]}),
            whole(Some(0), "a", &json!(arguments())),
        ])
    };
    let first = Endpoint::start(vec![calls(), words("Added."), words("Bye.")]).await;
    let mut talk = Talk::new(first.before(&first), &[]);
    let said = talk.say("add milk").await;
    assert_eq!(said.response, "Added.", "nobody reads thoughts");
    talk.say("bye").await;
    for body in &first.bodies()[1..] {
        let message = &body["messages"][2];
        assert_eq!(message["reasoning_content"], json!("They want milk."));
        assert_eq!(
            message["reasoning_details"],
            json!([detail("They want milk.", json!("s1g")),
                {"type": "reasoning.encrypted", "index": 1, "data": "b3BhcXVl"}])
        );
    }
    let other = Endpoint::start(vec![words("Hello.")]).await;
    let bodies = other.requests.clone();
    talk.agent = other.agent;
    talk.say("and you?").await;
    let sent = bodies.lock().unwrap()[0].1.to_string();
    assert!(
        !sent.contains("reasoning") && !sent.contains("s1g"),
        "{sent}"
    );
    assert!(sent.contains("add_task"), "the call itself is told");
}

/// FR-332: a reply of words needs no reasoning, and some endpoints refuse it there.
#[tokio::test]
async fn reasoning_of_words_alone_stays_out() {
    let thoughts = json!({"reasoning_content": "hm", "content": "Hello."});
    let endpoint = Endpoint::start(vec![reply(&[thoughts]), words("Bye.")]).await;
    let bodies = endpoint.requests.clone();
    let mut talk = Talk::new(endpoint.agent, &[]);
    talk.say("hi").await;
    talk.say("bye").await;
    let sent = bodies.lock().unwrap()[1].1["messages"].clone();
    assert_eq!(sent[2], json!({"role": "assistant", "content": "Hello."}));
}

/// FR-338.
#[tokio::test]
async fn azure_gets_its_version_and_its_header() {
    let path = "/openai/deployments/small/?api-version=2026-10-21";
    let endpoint = Endpoint::start_at(path, vec![words("Hello.")]).await;
    let requests = endpoint.requests.clone();
    Talk::new(endpoint.agent, &[]).say("hi").await;
    let head = requests.lock().unwrap()[0].0.to_lowercase();
    let line = "post /openai/deployments/small/chat/completions?api-version=2026-10-21 http/1.1";
    assert!(head.starts_with(line), "{head}");
    assert!(head.contains("api-key: secret"), "{head}");
    assert!(!head.contains("authorization"), "{head}");
}
