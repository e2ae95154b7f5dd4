//! Streams as providers, gateways and local servers are known to send them: each comes to the call or the words that it
//! means (FR-370).

mod calls;
mod errors;
mod said;

use serde_json::{Value, json};

use crate::support::{Endpoint, Script, Talk, words};

/// The events of raw lines.
fn raw(text: &str) -> Script {
    Script::events(vec![text.as_bytes().to_vec()])
}

/// One event of a choice.
fn event(choice: &Value) -> String {
    format!(
        "data: {}\n\n",
        json!({"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]})
    )
}

/// An event with this delta.
fn delta(delta: &Value) -> String {
    event(&json!({"index": 0, "delta": delta}))
}

/// The event that ends with this reason.
fn end(reason: &Value) -> String {
    event(&json!({"index": 0, "delta": {}, "finish_reason": reason}))
}

const DONE: &str = "data: [DONE]\n\n";

/// The arguments that add these tasks.
fn arguments(titles: &[&str]) -> Value {
    json!({"tasks": titles.iter().map(|title| json!({"title": title})).collect::<Vec<_>>()})
}

/// A delta with pieces of calls.
fn pieces(calls: &[Value]) -> String {
    delta(&json!({ "tool_calls": calls }))
}

/// What the answer adds, when it is asked to add milk; the next answer says that it is done.
async fn adds(name: &str, script: Script) -> Vec<String> {
    let endpoint = Endpoint::start(vec![script, words("Done.")]).await;
    let mut talk = Talk::new(endpoint.agent, &[]);
    let said = talk.say("add milk").await;
    let mut tasks = talk.tasks();
    if !said.response.ends_with("Done.") {
        tasks.push(format!("{name}: {}", said.response));
    }
    tasks
}

/// What the answer says to a greeting.
async fn says(script: Script) -> String {
    let endpoint = Endpoint::start(vec![script]).await;
    Talk::new(endpoint.agent, &[]).say("hi").await.response
}
