//! Errors, each of which ends with the sentence of its kind.

use serde_json::json;

use super::{DONE, delta, end, raw};
use crate::support::{Endpoint, Script, Talk};

const BUSY: &str = "The language model is busy right now,";
const USED_UP: &str = "The language model's quota is used up";
const FILTERED: &str = "The language model's provider refused this content,";
const SET_UP: &str = "The language model is not set up correctly (please tell the operator),";
const AWAY: &str = "The language model is not available right now,";

/// An error by its name, the answer that tells it, and how the sentence about it begins.
type Case = (&'static str, Box<dyn Fn() -> Script>, &'static str);

/// FR-334, FR-335, FR-370.
#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "a table, a line or two for each shape"
)]
async fn fr_370_each_class_of_error_is_told_by_its_kind() {
    let status =
        |status: u16, body: serde_json::Value| move || Script::json(status, &body.to_string());
    let stream = |text: String| move || raw(&text);
    let hour = "{\"error\":{\"message\":\"Rate limit reached. Please try again in 59m\"}}";
    let cases: Vec<Case> = vec![
        (
            "OpenAI's quota",
            Box::new(status(
                429,
                json!({"error": {"message": "You exceeded your current quota", "type": "insufficient_quota", "code": "insufficient_quota"}}),
            )),
            USED_UP,
        ),
        (
            "a rate limit of an hour",
            Box::new(move || Script::json(429, hour)),
            USED_UP,
        ),
        (
            "payment",
            Box::new(status(
                402,
                json!({"error": {"message": "Insufficient credits", "code": 402}}),
            )),
            USED_UP,
        ),
        (
            "a long rate limit",
            Box::new(|| Script {
                headers: "retry-after: 30\r\n",
                ..Script::json(429, "{}")
            }),
            BUSY,
        ),
        (
            "overloaded, with a wait",
            Box::new(|| Script {
                headers: "retry-after: 20\r\n",
                ..Script::json(529, "{}")
            }),
            BUSY,
        ),
        (
            "a wrong key",
            Box::new(status(
                401,
                json!({"error": {"message": "Incorrect API key provided"}}),
            )),
            SET_UP,
        ),
        (
            "Gemini's wrong key",
            Box::new(status(
                400,
                json!([{"error": {"code": 400, "message": "API key not valid. Please pass a valid API key.", "status": "INVALID_ARGUMENT"}}]),
            )),
            SET_UP,
        ),
        (
            "no such model",
            Box::new(status(
                404,
                json!({"error": {"message": "The model `x` does not exist", "code": "model_not_found"}}),
            )),
            SET_UP,
        ),
        (
            "no tools",
            Box::new(status(
                400,
                json!({"error": {"message": "registry.ollama.ai/library/x does not support tools"}}),
            )),
            SET_UP,
        ),
        (
            "vLLM without tools",
            Box::new(status(
                400,
                json!({"object": "error", "message": "\"auto\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set", "code": 400}),
            )),
            SET_UP,
        ),
        (
            "Azure's filter",
            Box::new(status(
                400,
                json!({"error": {"code": "content_filter", "message": "The response was filtered", "innererror": {"code": "ResponsibleAIPolicyViolation"}}}),
            )),
            FILTERED,
        ),
        (
            "a filter in the stream",
            Box::new(stream(format!("{}{DONE}", end(&json!("content_filter"))))),
            FILTERED,
        ),
        (
            "Gemini's SAFETY",
            Box::new(stream(format!("{}{DONE}", end(&json!("SAFETY"))))),
            FILTERED,
        ),
        (
            "a refusal",
            Box::new(stream(format!(
                "{}{}{DONE}",
                delta(&json!({"refusal": "No."})),
                end(&json!("stop"))
            ))),
            FILTERED,
        ),
        (
            "503",
            Box::new(status(503, json!({"error": "overloaded"}))),
            AWAY,
        ),
        (
            "a proxy's page",
            Box::new(|| Script {
                content_type: "text/html",
                ..Script::json(502, "<html><body>Bad Gateway</body></html>")
            }),
            AWAY,
        ),
        (
            "a page as 200",
            Box::new(|| Script {
                content_type: "text/html",
                ..Script::json(200, "<!DOCTYPE html><html></html>")
            }),
            SET_UP,
        ),
        ("nothing", Box::new(|| Script::events(vec![])), AWAY),
        ("an empty body", Box::new(|| Script::json(200, "")), AWAY),
        ("DONE alone", Box::new(|| raw(DONE)), AWAY),
        ("not JSON", Box::new(|| Script::json(200, "OK")), AWAY),
        (
            "an error event",
            Box::new(stream(
                "event: error\ndata: {\"error\":{\"message\":\"boom\",\"code\":500}}\n\n"
                    .to_owned(),
            )),
            AWAY,
        ),
        (
            "an error as text",
            Box::new(stream("data: {\"error\":\"boom\"}\n\n".to_owned())),
            AWAY,
        ),
        (
            "bare JSON in the stream",
            Box::new(stream(
                "{\"error\":{\"code\":503,\"message\":\"overloaded\"}}\n".to_owned(),
            )),
            AWAY,
        ),
        (
            "SGLang's error",
            Box::new(stream(
                "data: {\"object\":\"error\",\"message\":\"boom\",\"code\":500}\n\n".to_owned(),
            )),
            AWAY,
        ),
        (
            "an error in a choice",
            Box::new(stream(format!(
                "data: {}\n\n{DONE}",
                json!({"choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": "error", "error": {"code": 502, "message": "upstream"}}]})
            ))),
            AWAY,
        ),
        (
            "a quota in the stream",
            Box::new(stream(
                "data: {\"error\":{\"code\":429,\"message\":\"Quota exceeded per day\"}}\n\n"
                    .to_owned(),
            )),
            USED_UP,
        ),
        (
            "an error in detail",
            Box::new(status(
                400,
                json!({"detail": [{"loc": ["body"], "msg": "field required"}]}),
            )),
            SET_UP,
        ),
        (
            "a call that broke off",
            Box::new(stream(delta(
                &json!({"tool_calls": [{"index": 0, "id": "a", "function": {"name": "add_task", "arguments": "{\"ta"}}]}),
            ))),
            AWAY,
        ),
        (
            "half an event",
            Box::new(stream(
                "data: {\"choices\": [{\"delta\": {\"content\": \"Hel".to_owned(),
            )),
            AWAY,
        ),
    ];
    let mut wrong = Vec::new();
    for (name, script, begin) in cases {
        let endpoint = Endpoint::start(vec![script(), script(), script()]).await;
        let mut talk = Talk::new(endpoint.agent, &["Milk"]);
        let said = talk.say("what is pending?").await.response;
        if !said.starts_with(begin) || !said.contains("Milk") {
            wrong.push((name, said));
        }
        assert_eq!(talk.tasks(), ["Milk"], "{name}");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// FR-370: what was said stays, and what breaks the stream is told behind it.
#[tokio::test]
async fn fr_370_an_error_behind_words_is_told() {
    for error in [
        "data: {\"error\":{\"code\":502,\"message\":\"upstream\"}}\n\n",
        "event: error\ndata: {\"message\":\"boom\"}\n\n",
        "{\"error\":{\"code\":503}}\n",
        "",
    ] {
        let endpoint = Endpoint::start(vec![raw(&format!(
            "{}{error}",
            delta(&json!({"content": "You have"}))
        ))])
        .await;
        let said = Talk::new(endpoint.agent, &["Milk"])
            .say("what is pending?")
            .await
            .response;
        assert!(
            said.starts_with("You have\n\nThe language model is not available"),
            "{error}: {said}"
        );
    }
}
