//! Trying an endpoint for its operator (FR-339).

use std::sync::Arc;

use agent::{OpenAi, probe};
use clock::SystemIds;
use serde_json::{Value, json};

use crate::support::{Endpoint, KEY, Script, client, finish, now, reply, words};

fn call(arguments: &Value) -> Script {
    let function = json!({"name": "echo", "arguments": arguments.to_string()});
    reply(&[json!({"tool_calls": [{"id": "e1", "type": "function", "function": function}]})])
}

async fn tried(scripts: Vec<Script>) -> (Result<String, String>, Vec<Value>) {
    let endpoint = Endpoint::start(scripts).await;
    let model = OpenAi::new(
        endpoint.config.clone(),
        client(),
        endpoint.clock.clone(),
        Arc::new(SystemIds),
    );
    let found = probe(&model, &now()).await;
    (found, endpoint.bodies())
}

/// FR-339: one call and its result, as in a turn.
#[tokio::test]
async fn a_good_endpoint_calls_a_tool_and_takes_its_result() {
    let (found, asked) = tried(vec![call(&json!({"word": "ready"})), words("It answered.")]).await;
    assert_eq!(found, Ok("it called a tool and took the result".to_owned()));
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[1]["messages"][3]["role"], json!("tool"));
    assert_eq!(asked[1]["messages"][3]["tool_call_id"], json!("e1"));
}

/// FR-339: each failure says what to mend; the key is nowhere.
#[tokio::test]
async fn each_failure_says_what_to_mend() {
    let refused = |status: u16, message: &str| {
        Script::json(status, &json!({"error": {"message": message}}).to_string())
    };
    let key = format!("Incorrect API key provided: {KEY}");
    let down = || refused(503, "overloaded");
    let odd = || Script::events(vec![finish("tool_calls")]);
    for (scripts, part) in [
        (vec![refused(401, &key)], "refused the key"),
        (
            vec![refused(401, &key)],
            "It said: Incorrect API key provided: …",
        ),
        (
            vec![refused(404, "no such model")],
            "knows no such model or path",
        ),
        (
            vec![refused(400, "m does not support tools")],
            "--enable-auto-tool-choice",
        ),
        (vec![refused(402, "no credit")], "quota is used up"),
        (
            vec![refused(400, "bad")],
            "check the base URL and the model's name (status 400)",
        ),
        (vec![down(), down()], "down or overloaded"),
        (vec![odd(), odd()], "made for tools"),
        (vec![words("ready")], "answered in words"),
        (vec![call(&json!({"word": "no"}))], "other arguments"),
        (vec![Script::json(200, "<html>")], "web page"),
        (Vec::new(), "cannot be reached"),
    ] {
        let (found, _) = tried(scripts).await;
        let found = found.unwrap_err();
        assert!(found.contains(part), "{part}: {found}");
        assert!(!found.contains(KEY), "{found}");
    }
}
