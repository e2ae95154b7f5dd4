//! An endpoint that refuses the conversation, has no quota left, or says more than it should (FR-333, FR-334, FR-336,
//! FR-337).

use std::{
    io,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};

use crate::support::{Endpoint, KEY, Script, Talk, add, reply, words};

fn refusal(status: u16, message: &str) -> Script {
    let body = json!({"error": {"message": message, "type": "invalid_request_error"}});
    Script::json(status, &body.to_string())
}

fn calls() -> Script {
    reply(&[
        json!({"reasoning_content": "Milk, then.", "tool_calls": [{"index": 0, "id": "x1", "function": add("Milk"),
            "extra_content": {"google": {"thought_signature": "c2ln"}}}]}),
    ])
}

fn roles(body: &Value) -> Vec<String> {
    let messages = body["messages"].as_array().unwrap();
    messages
        .iter()
        .map(|message| message["role"].as_str().unwrap().to_owned())
        .collect()
}

/// FR-333: one retry in words, remembered for the conversation, also by another process.
#[tokio::test]
async fn refused_tool_messages_are_told_in_words_from_then_on() {
    for (status, message) in [
        (
            400,
            "Function call is missing a thought_signature in functionCall parts.",
        ),
        (400, "Corrupted thought signature."),
        (400, "Messages with role 'tool' must follow tool_calls"),
        (422, "tool message without its tool_call_id"),
        (
            400,
            "The `reasoning_content` in the thinking mode must be passed back to the API.",
        ),
        (400, "Request contains an invalid argument."),
    ] {
        let endpoint = Endpoint::start(vec![
            calls(),
            refusal(status, message),
            words("Added milk."),
            words("Bye."),
        ])
        .await;
        let mut talk = Talk::new(endpoint.before(&endpoint), &[]);
        let said = talk.say("add milk").await;
        assert_eq!(said.response, "Added milk.", "{message}");
        assert_eq!(talk.tasks(), ["Milk"], "{message}");
        // Another process.
        talk.agent = endpoint.before(&endpoint);
        assert_eq!(talk.say("bye").await.response, "Bye.", "{message}");
        let bodies = endpoint.bodies();
        assert_eq!(bodies.len(), 4, "{message}: refused once");
        assert!(roles(&bodies[1]).contains(&"tool".to_owned()), "{message}");
        for body in &bodies[2..] {
            assert!(!roles(body).contains(&"tool".to_owned()), "{message}");
            let sent = body["messages"].to_string();
            assert!(sent.contains("add_task") && sent.contains("Milk"), "{sent}");
            for hidden in ["c2ln", "Milk, then.", "todo_form", "tool_calls"] {
                assert!(!sent.contains(hidden), "{message}: {hidden} in {sent}");
            }
        }
    }
}

/// FR-333: a field with reasoning that the endpoint does not know is left out, and nothing else.
#[tokio::test]
async fn refused_reasoning_is_left_out_from_then_on() {
    let message = "'messages.2' : property 'reasoning_content' is unsupported";
    let endpoint = Endpoint::start(vec![
        calls(),
        refusal(400, message),
        words("Added."),
        words("Bye."),
    ])
    .await;
    let mut talk = Talk::new(endpoint.before(&endpoint), &[]);
    assert_eq!(talk.say("add milk").await.response, "Added.");
    talk.say("bye").await;
    let bodies = endpoint.bodies();
    assert_eq!(bodies.len(), 4);
    for body in &bodies[2..] {
        let sent = body["messages"].to_string();
        assert!(!sent.contains("reasoning_content"), "{sent}");
        assert!(sent.contains("c2ln"), "the signature stays: {sent}");
    }
}

/// FR-396: what a reply took is asked for, and no more where that is refused, also beside another refusal.
#[tokio::test]
async fn usage_is_asked_for_unless_that_is_refused() {
    let usage = "Unrecognized request argument supplied: stream_options";
    let endpoint = Endpoint::start(vec![
        refusal(400, usage),
        calls(),
        refusal(400, "Corrupted thought signature."),
        words("Added."),
        words("Bye."),
    ])
    .await;
    let mut talk = Talk::new(endpoint.before(&endpoint), &[]);
    assert_eq!(talk.say("add milk").await.response, "Added.");
    assert_eq!(talk.say("bye").await.response, "Bye.");
    let asks: Vec<bool> = endpoint
        .bodies()
        .iter()
        .map(|body| body["stream_options"]["include_usage"] == json!(true))
        .collect();
    assert_eq!(asks, [true, false, false, false, false]);

    let endpoint = Endpoint::start(vec![
        calls(),
        refusal(400, "Corrupted thought signature."),
        refusal(422, "body.stream_options: Extra inputs are not permitted"),
        words("Added."),
    ])
    .await;
    let mut talk = Talk::new(endpoint.before(&endpoint), &[]);
    assert_eq!(talk.say("add milk").await.response, "Added.");
}

/// FR-333: half of what was too long is sent, and never more in this conversation.
#[tokio::test]
async fn a_history_that_is_too_long_is_halved_from_then_on() {
    for (status, message) in [
        (400, "This model's maximum context length is 4096 tokens."),
        (
            400,
            "The input token count (9000) exceeds the maximum number of tokens allowed.",
        ),
        (413, "Request too large."),
    ] {
        let mut scripts: Vec<Script> = (0..6).map(|_| words(&"w".repeat(900))).collect();
        scripts.extend([refusal(status, message), words("Short."), words("Bye.")]);
        let endpoint = Endpoint::start(scripts).await;
        let mut talk = Talk::new(endpoint.before(&endpoint), &[]);
        for _ in 0..6 {
            talk.say("tell me").await;
        }
        assert_eq!(talk.say("and now?").await.response, "Short.", "{message}");
        assert_eq!(talk.say("bye").await.response, "Bye.", "{message}");
        let bodies = endpoint.bodies();
        let length = |at: usize| bodies[at]["messages"].to_string().len();
        let prompt = bodies[0]["messages"][0].to_string().len();
        assert_eq!(bodies.len(), 9, "{message}");
        assert!(
            (length(7) - prompt) * 2 <= length(6) - prompt + 100,
            "{message}"
        );
        assert!(length(8) <= length(7) + 200, "{message}");
        assert!(bodies[7]["messages"].to_string().contains("and now?"));
    }
}

/// FR-333: what is refused in every form ends with the built-in model, in this turn and the next one.
#[tokio::test]
async fn a_conversation_is_never_stuck() {
    let refused = || refusal(400, "Corrupted thought signature.");
    let endpoint = Endpoint::start(vec![
        calls(),
        refused(),
        refused(),
        refused(),
        refused(),
        words("Hi."),
    ])
    .await;
    let requests = endpoint.requests.clone();
    let mut talk = Talk::new(endpoint.agent, &[]);
    let said = talk.say("add a task to get milk").await;
    assert!(
        said.response.contains("built-in understanding"),
        "{}",
        said.response
    );
    assert_eq!(talk.tasks(), ["Milk"]);
    assert_eq!(requests.lock().unwrap().len(), 3);
    talk.say("what is pending?").await;
    assert_eq!(requests.lock().unwrap().len(), 5);
    assert_eq!(talk.say("hello").await.response, "Hi.");
}

/// FR-334, FR-335: a quota that is used up is told with its end, and not asked for again before.
#[tokio::test]
async fn a_used_up_quota_is_remembered_until_its_time() {
    let quota = json!([{"error": {"code": 429, "message": "Quota exceeded", "status": "RESOURCE_EXHAUSTED", "details": [
        {"violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]}]}}]);
    let endpoint =
        Endpoint::start(vec![Script::json(429, &quota.to_string()), words("Back.")]).await;
    let requests = endpoint.requests.clone();
    let mut talk = Talk::new(endpoint.agent, &["Milk"]);
    let note = "The language model's quota is used up until Saturday, 28 November, 09:00, so I am using my built-in \
                understanding.";
    for _ in 0..2 {
        let said = talk.say("what is pending?").await.response;
        assert!(said.starts_with(note), "{said}");
    }
    endpoint.clock.set("2026-11-28T07:59:59Z".parse().unwrap());
    talk.say("what is pending?").await;
    assert_eq!(requests.lock().unwrap().len(), 1);
    endpoint.clock.set("2026-11-28T08:00:00Z".parse().unwrap());
    assert_eq!(talk.say("hello").await.response, "Back.");
}

/// FR-336: the second endpoint answers where the first fails, for the rest of the turn; then the built-in model.
#[tokio::test]
async fn the_second_endpoint_answers_before_the_built_in_model() {
    let unpaid = || refusal(402, "no credit");
    let first = Endpoint::start(vec![unpaid()]).await;
    let second = Endpoint::start(vec![calls(), words("Added."), refusal(401, "no")]).await;
    let mut talk = Talk::new(first.before(&second), &[]);
    assert_eq!(talk.say("add milk").await.response, "Added.");
    assert_eq!(talk.tasks(), ["Milk"]);
    assert_eq!((first.bodies().len(), second.bodies().len()), (1, 2));
    let said = talk.say("what is pending?").await.response;
    let note = "The language model's quota is used up, so I am using my built-in understanding.";
    assert!(said.starts_with(note), "{said}");
}

/// Takes what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// FR-337: an endpoint that repeats key and message brings neither into the log nor before the person.
#[tokio::test]
async fn no_key_and_no_words_reach_the_log() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let echo = format!("{KEY} sent: what is pending? Milk signature");
    for status in [400, 401, 402, 403, 404, 413, 422, 429, 500, 503] {
        let scripts = (0..3).map(|_| refusal(status, &echo)).collect();
        let endpoint = Endpoint::start(scripts).await;
        let mut talk = Talk::new(endpoint.agent, &["Milk"]);
        let said = talk.say("what is pending?").await.response;
        assert!(!said.contains(KEY), "{said}");
    }
    let event = Script::events(vec![
        format!("data: {{\"error\":\"{echo}\"}}\n\n").into_bytes(),
    ]);
    let odd = reply(&[json!({"content": ""})]);
    let endpoint = Endpoint::start(vec![event, odd]).await;
    Talk::new(endpoint.agent, &["Milk"])
        .say("what is pending?")
        .await;
    drop(guard);
    let ours: Vec<String> = String::from_utf8(log.0.lock().unwrap().clone())
        .unwrap()
        .lines()
        .filter(|line| line.contains("agent::"))
        .map(str::to_owned)
        .collect();
    assert!(ours.len() >= 11, "failures are logged: {ours:?}");
    for line in ours {
        for hidden in [KEY, "pending", "Milk", "signature"] {
            assert!(!line.contains(hidden), "{line}");
        }
    }
}
