//! What happens when the endpoint fails.

use agent::FALLBACK_NOTE;
use serde_json::json;

use crate::support::{Endpoint, Script, Talk, chunk, sse};

async fn say(scripts: Vec<Script>, sentence: &str) -> (String, Vec<String>, usize) {
    let endpoint = Endpoint::start(scripts).await;
    let mut talk = Talk::new(endpoint.agent, &["Buy milk"]);
    let outcome = talk.say(sentence).await;
    let asked = endpoint.requests.lock().unwrap().len();
    (outcome.response, talk.tasks(), asked)
}

fn cut_call() -> Script {
    let call = json!({"tool_calls": [{"index": 0, "id": "a", "function": {"name": "delete_task", "arguments": "{\"ids\":[1]}"}}]});
    Script::events(vec![chunk(&call)])
}

/// FR-335: and says why.
#[tokio::test]
async fn fr_311_the_built_in_model_takes_over_and_says_so() {
    let quota = r#"[{"error":{"code":429,"message":"Quota exceeded, limit: 0","status":"RESOURCE_EXHAUSTED"}}]"#;
    let down = || {
        Script::json(
            503,
            r#"[{"error":{"code":503,"message":"The model is overloaded."}}]"#,
        )
    };
    let hung = || Script {
        hangs: true,
        ..Script::events(Vec::new())
    };
    let in_stream = Script::events(vec![
        b"data: {\"error\":{\"message\":\"no key\",\"code\":401}}\n\n".to_vec(),
    ]);
    let bare = || {
        Script::events(vec![
            b": ping\n\n[{\n  \"error\": {\"code\": 503,\n \"message\": \"overloaded\"}}]\n"
                .to_vec(),
        ])
    };
    let html = || Script {
        content_type: "text/html",
        ..Script::json(502, "<html>Bad gateway</html>")
    };
    let empty = || {
        Script::events(vec![sse(
            &json!({"choices": [{"delta": {}, "finish_reason": "MALFORMED_FUNCTION_CALL"}]}),
        )])
    };
    let note =
        |why: &str| format!("The language model{why}, so I am using my built-in understanding.");
    let wrongly = note(" is not set up correctly (please tell the operator)");
    let used_up = note("'s quota is used up until Saturday, 28 November, 09:00");
    let away = FALLBACK_NOTE.to_owned();
    let busy = || Script::json(429, r#"{"error":"Please retry in 28.5s."}"#);
    let filtered = Script::json(400, r#"{"error":{"code":"content_filter","message":"no"}}"#);
    let page = Script {
        content_type: "text/html",
        ..Script::json(200, "<!doctype html><title>Sign in</title>")
    };
    for (name, scripts, asked, note) in [
        ("quota", vec![Script::json(429, quota)], 1, used_up),
        ("busy", vec![busy()], 1, note(" is busy right now")),
        (
            "filter",
            vec![filtered],
            1,
            note("'s provider refused this content"),
        ),
        ("a web page", vec![page], 1, wrongly.clone()),
        ("down", vec![down(), down()], 2, away.clone()),
        (
            "key",
            vec![Script::json(401, r#"{"error":"Incorrect API key"}"#)],
            1,
            wrongly.clone(),
        ),
        ("hung", vec![hung()], 1, away.clone()),
        ("error in the stream", vec![in_stream], 1, wrongly),
        (
            "bare error in the stream",
            vec![bare(), bare()],
            2,
            away.clone(),
        ),
        ("html", vec![html(), html()], 2, away.clone()),
        ("empty", vec![empty(), empty()], 2, away.clone()),
        ("cut", vec![cut_call(), cut_call()], 2, away.clone()),
    ] {
        let (response, tasks, requests) = say(scripts, "add a task to call mom").await;
        assert_eq!(
            response,
            format!("{note}\n\nAdded “Call mom” (task 2)."),
            "{name}"
        );
        assert_eq!(tasks, ["Buy milk", "Call mom"], "{name}");
        assert_eq!(requests, asked, "{name}");
    }
}

#[tokio::test]
async fn fr_311_words_of_a_broken_reply_stay_said_and_its_calls_never_run() {
    let words = chunk(&json!({"content": "I will delete "}));
    let mut script = cut_call();
    script.pieces.insert(0, words);
    let (response, tasks, requests) = say(vec![script], "what is pending?").await;
    assert_eq!(
        response,
        format!("I will delete \n\n{FALLBACK_NOTE}\n\nYou have 1 pending task:\n☐ 1: Buy milk")
    );
    assert_eq!(tasks, ["Buy milk"]);
    assert_eq!(requests, 1, "what was said is not said twice");
}

#[tokio::test]
async fn fr_311_after_a_tool_ran_the_built_in_model_reports_and_runs_nothing_twice() {
    let call = json!({"tool_calls": [{"index": 0, "id": "a", "function": {"name": "add_task",
        "arguments": "{\"tasks\":[{\"title\":\"Call mom\"}]}"}}]});
    let first = Script::events(vec![chunk(&call), b"data: [DONE]\n\n".to_vec()]);
    let gone = Script::json(400, r#"{"error":{"message":"thought signature"}}"#);
    let (response, tasks, _) = say(vec![first, gone], "add a task to call mom").await;
    assert_eq!(
        response,
        format!("{FALLBACK_NOTE}\n\nAdded “Call mom” (task 2).")
    );
    assert_eq!(tasks, ["Buy milk", "Call mom"]);
}
