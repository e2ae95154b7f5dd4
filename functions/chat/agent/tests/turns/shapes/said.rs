//! Words.

use serde_json::json;

use super::{DONE, delta, end, event, raw, says};
use crate::support::Script;

/// FR-370: the same words, whatever is around them.
#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "a table, a line or two for each shape"
)]
async fn fr_370_words_are_said_once_and_whole() {
    let hello = delta(&json!({"content": "Hello."}));
    let stop = end(&json!("stop"));
    let finish = format!("{stop}{DONE}");
    let no_space = |text: &str| text.replace("data: ", "data:");
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let cr = |text: &str| text.replace('\n', "\r");
    let cases: Vec<(&str, String)> = vec![
        ("plain", format!("{hello}{finish}")),
        ("CRLF", crlf(&format!("{hello}{finish}"))),
        ("CR", cr(&format!("{hello}{finish}"))),
        (
            "no space behind data:",
            no_space(&format!("{hello}{finish}")),
        ),
        ("a byte order mark", format!("\u{feff}{hello}{finish}")),
        (
            "comments and an event's name",
            format!(": ping\n\nevent: message\nid: 1\nretry: 10\n{hello}: x\n\n{finish}"),
        ),
        ("no DONE", format!("{hello}{stop}")),
        ("no finish reason", format!("{hello}{DONE}")),
        (
            "DONE without a blank line",
            format!("{hello}{stop}data: [DONE]"),
        ),
        (
            "DONE in another case",
            format!("{hello}{stop}data: [done]\n\n"),
        ),
        (
            "role in each delta",
            format!(
                "{}{}{finish}",
                delta(&json!({"role": "assistant", "content": "Hel"})),
                delta(&json!({"role": "assistant", "content": "lo."}))
            ),
        ),
        (
            "data over several lines",
            "data: {\"choices\": [{\"index\": 0,\ndata: \"delta\": {\"content\": \"Hello.\"}}]}\n\n"
                .to_owned() + &finish,
        ),
        (
            "keep-alives of every kind",
            format!(
                "\n\n:\n\n: keep-alive\n\ndata:\n\nevent: ping\ndata: {{\"type\":\"ping\"}}\n\ndata: {{}}\n\n{hello}data: null\n\n{finish}"
            ),
        ),
        (
            "content as parts",
            format!(
                "{}{finish}",
                delta(&json!({"content": [{"type": "text", "text": "Hello."}]}))
            ),
        ),
        (
            "content as parts of strings",
            format!("{}{finish}", delta(&json!({"content": ["Hel", "lo."]}))),
        ),
        (
            "content as an object",
            format!(
                "{}{finish}",
                delta(&json!({"content": {"type": "text", "text": "Hello."}}))
            ),
        ),
        (
            "text of the older kind",
            format!("{}{finish}", event(&json!({"index": 0, "text": "Hello."}))),
        ),
        (
            "usage in every chunk",
            format!(
                "data: {}\n\n{finish}",
                json!({"choices": [{"index": 0, "delta": {"content": "Hello."}}], "usage": {"prompt_tokens": 2, "completion_tokens": 1}})
            ),
        ),
        (
            "null usage",
            format!(
                "data: {}\n\n{finish}",
                json!({"choices": [{"index": 0, "delta": {"content": "Hello."}}], "usage": null})
            ),
        ),
        (
            "two choices",
            format!(
                "{}{}{finish}",
                event(&json!({"index": 1, "delta": {"content": "Bye."}})),
                hello
            ),
        ),
        (
            "choice without a delta",
            format!(
                "{}{hello}{finish}",
                event(&json!({"index": 0, "finish_reason": null}))
            ),
        ),
        (
            "delta null",
            format!(
                "{}{hello}{finish}",
                event(&json!({"index": 0, "delta": null}))
            ),
        ),
        (
            "tool_calls null and empty",
            format!(
                "{}{finish}",
                delta(&json!({"content": "Hello.", "tool_calls": [], "function_call": null}))
            ),
        ),
        (
            "a call without a name",
            format!(
                "{}{finish}",
                delta(
                    &json!({"content": "Hello.", "tool_calls": [{"index": 0, "id": "", "function": {"name": "", "arguments": ""}}]})
                )
            ),
        ),
        (
            "thoughts in fields",
            format!(
                "{}{}{hello}{finish}",
                delta(&json!({"reasoning": "hm"})),
                delta(
                    &json!({"reasoning_content": "hm", "reasoning_details": [{"type": "reasoning.text", "text": "hm"}]})
                )
            ),
        ),
        (
            "thoughts as a part",
            format!(
                "{}{hello}{finish}",
                delta(
                    &json!({"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}]})
                )
            ),
        ),
        (
            "thoughts between tags",
            format!(
                "{}{}{finish}",
                delta(&json!({"content": "<think>hm"})),
                delta(&json!({"content": "</think>Hello."}))
            ),
        ),
        (
            "annotations and audio",
            format!(
                "{}{finish}",
                delta(&json!({"content": "Hello.", "annotations": [], "audio": null}))
            ),
        ),
        (
            "error null",
            format!(
                "data: {}\n\n{finish}",
                json!({"error": null, "choices": [{"index": 0, "delta": {"content": "Hello."}}]})
            ),
        ),
        (
            "refusal null",
            format!(
                "{}{finish}",
                delta(&json!({"content": "Hello.", "refusal": null}))
            ),
        ),
        (
            "the message again at the end",
            format!(
                "{hello}{}{DONE}",
                event(
                    &json!({"index": 0, "delta": {}, "message": {"content": "Hello."}, "finish_reason": "stop"})
                )
            ),
        ),
        (
            "end of turn marks",
            format!("{}{finish}", delta(&json!({"content": "Hello.<|im_end|>"}))),
        ),
        (
            "what follows DONE",
            format!("{hello}{finish}data: {{\"cost\": 1}}\n\nnonsense"),
        ),
        (
            "one stream in another's data",
            format!("{hello}data: {}\n\n{DONE}", end(&json!("stop")).trim()),
        ),
    ];
    let mut wrong = Vec::new();
    for (name, stream) in cases {
        let said = says(raw(&stream)).await;
        if said != "Hello." {
            wrong.push((name, said));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// FR-370: letters of several bytes, and escapes, cut anywhere.
#[tokio::test]
async fn fr_370_bytes_are_cut_anywhere() {
    let text = "Grüße 👋🏽 日本語";
    for stream in [
        format!(
            "{}{}{DONE}",
            delta(&json!({"content": text})),
            end(&json!("stop"))
        ),
        format!(
            "{}{}{DONE}",
            delta(&json!({"content": text})).replace('👋', "\\ud83d\\udc4b"),
            end(&json!("stop"))
        ),
    ] {
        for size in [1, 2, 3, 5, 7] {
            let pieces = stream
                .as_bytes()
                .chunks(size * 8 + 1)
                .map(<[u8]>::to_vec)
                .collect();
            assert_eq!(says(Script::events(pieces)).await, text, "{size}");
        }
    }
}

/// FR-370: words of endpoints that do not stream.
#[tokio::test]
async fn fr_370_whole_words() {
    for (name, body) in [
        (
            "a message",
            json!({"choices": [{"message": {"content": "Hello."}, "finish_reason": "stop"}]}),
        ),
        (
            "parts",
            json!({"choices": [{"message": {"content": [{"type": "text", "text": "Hello."}]}, "finish_reason": "stop"}]}),
        ),
        (
            "Ollama's own form",
            json!({"message": {"role": "assistant", "content": "Hello."}, "done": true, "done_reason": "stop"}),
        ),
        (
            "thoughts that nothing opened",
            json!({"choices": [{"message": {"content": "They greet.</think>\n\nHello."}, "finish_reason": "stop"}]}),
        ),
    ] {
        assert_eq!(
            says(Script::json(200, &body.to_string())).await,
            "Hello.",
            "{name}"
        );
    }
}
