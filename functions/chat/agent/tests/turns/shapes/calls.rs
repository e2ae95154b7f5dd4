//! Calls.

use serde_json::json;

use super::{DONE, adds, arguments, delta, end, event, pieces, raw};
use crate::support::Script;

/// FR-370: one call that adds Milk, in the form of this provider or that.
#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "a table, a line or two for each shape"
)]
async fn fr_370_one_call_is_one_call() {
    let object = arguments(&["Milk"]);
    let text = object.to_string();
    let (head, tail) = text.split_at(11);
    let named = |name: &str| json!({"index": 0, "id": "call_1", "type": "function", "function": {"name": name, "arguments": text}});
    let whole = named("add_task");
    let call_end = end(&json!("tool_calls"));
    let typed = |kind: &str| json!({"index": 0, "id": "c", "type": kind, "function": {"name": "add_task", "arguments": text}});
    let cases: Vec<(&str, String)> = vec![
        (
            "OpenAI",
            [
                delta(&json!({"role": "assistant", "content": null, "tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": {"name": "add_task", "arguments": ""}}], "refusal": null})),
                pieces(&[json!({"index": 0, "function": {"arguments": head}})]),
                pieces(&[json!({"index": 0, "function": {"arguments": tail}})]),
                call_end.clone(),
                "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3}}\n\n".to_owned(),
                DONE.to_owned(),
            ]
            .concat(),
        ),
        (
            "Azure: a filter's chunk without choices first, filter results beside the delta",
            [
                "data: {\"choices\":[],\"prompt_filter_results\":[{\"prompt_index\":0,\"content_filter_results\":{}}]}\n\n".to_owned(),
                event(&json!({"index": 0, "content_filter_results": {}, "delta": {"tool_calls": [whole]}, "finish_reason": null})),
                call_end.clone(),
                DONE.to_owned(),
            ]
            .concat(),
        ),
        (
            "Gemini: no index, no DONE, stop, a signature, usage in every chunk",
            [
                format!(
                    "data: {}\r\n\r\n",
                    json!({"choices": [{"index": 0, "delta": {"role": "assistant", "tool_calls": [{"id": "function-call-1", "type": "function", "extra_content": {"google": {"thought_signature": "c2ln"}}, "function": {"name": "add_task", "arguments": text}}]}}], "usage": {"prompt_tokens": 1, "completion_tokens": 1}})
                ),
                end(&json!("stop")),
            ]
            .concat(),
        ),
        (
            "Groq: x_groq and the whole call at once",
            [pieces(std::slice::from_ref(&whole)), format!("data: {}\n\n", json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}], "x_groq": {"usage": {"prompt_tokens": 5, "completion_tokens": 2}}})), DONE.to_owned()].concat(),
        ),
        (
            "Mistral: id of nine letters, type missing, end with the call",
            [event(&json!({"index": 0, "delta": {"content": "", "tool_calls": [{"id": "D681PevKs", "function": {"name": "add_task", "arguments": text}, "index": 0}]}, "finish_reason": "tool_calls"})), DONE.to_owned()].concat(),
        ),
        (
            "OpenRouter: comments, native_finish_reason, provider, role in each delta",
            [
                ": OPENROUTER PROCESSING\n\n".to_owned(),
                delta(&json!({"role": "assistant", "content": "", "tool_calls": [{"index": 0, "id": "t", "type": "function", "function": {"name": "add_task", "arguments": ""}}]})),
                ": OPENROUTER PROCESSING\n\n".to_owned(),
                delta(&json!({"role": "assistant", "content": null, "tool_calls": [{"index": 0, "id": null, "type": "function", "function": {"name": null, "arguments": text}}]})),
                event(&json!({"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": "tool_calls", "native_finish_reason": "tool_use"})),
                DONE.to_owned(),
            ]
            .concat(),
        ),
        (
            "DeepSeek: reasoning first, empty content beside it",
            [
                delta(&json!({"role": "assistant", "content": null, "reasoning_content": ""})),
                delta(&json!({"content": null, "reasoning_content": "Milk."})),
                pieces(&[json!({"index": 0, "id": "call_00", "type": "function", "function": {"name": "add_task", "arguments": ""}})]),
                pieces(&[json!({"index": 0, "function": {"arguments": head}})]),
                pieces(&[json!({"index": 0, "function": {"arguments": tail}})]),
                call_end.clone(),
                DONE.to_owned(),
            ]
            .concat(),
        ),
        (
            "Ollama: the call whole, stop, content empty",
            [delta(&json!({"role": "assistant", "content": "", "tool_calls": [whole]})), end(&json!("stop")), DONE.to_owned()].concat(),
        ),
        (
            "vLLM: the name, then pieces with an empty name",
            [
                pieces(&[json!({"index": 0, "id": "chatcmpl-tool-1", "type": "function", "function": {"name": "add_task"}})]),
                pieces(&[json!({"index": 0, "function": {"name": "", "arguments": head}})]),
                pieces(&[json!({"index": 0, "function": {"name": "", "arguments": tail}})]),
                end(&json!("tool_calls")),
                DONE.to_owned(),
            ]
            .concat(),
        ),
        (
            "llama.cpp: type and id again in each piece",
            [
                pieces(&[json!({"index": 0, "id": "aa", "type": "function", "function": {"name": "add_task", "arguments": "{"}})]),
                pieces(&[json!({"index": 0, "function": {"arguments": text.get(1..).unwrap()}})]),
                call_end.clone(),
                DONE.to_owned(),
            ]
            .concat(),
        ),
        (
            "Bedrock's gateway: an empty piece first, stop reason of another kind",
            [
                pieces(&[json!({"index": 1, "id": "tooluse_1", "type": "function", "function": {"name": "add_task", "arguments": ""}})]),
                pieces(&[json!({"index": 1, "function": {"arguments": text}})]),
                end(&json!("tool_use")),
                DONE.to_owned(),
            ]
            .concat(),
        ),
        (
            "LiteLLM: the index of the block, text before",
            [
                delta(&json!({"role": "assistant", "content": "I will add it."})),
                pieces(&[json!({"index": 1, "id": "toolu_1", "type": "function", "function": {"name": "add_task", "arguments": ""}})]),
                pieces(&[json!({"index": 1, "id": null, "type": "function", "function": {"name": null, "arguments": text}})]),
                call_end.clone(),
                DONE.to_owned(),
            ]
            .concat(),
        ),
        ("prefix functions.", [pieces(&[named("functions.add_task")]), call_end.clone(), DONE.to_owned()].concat()),
        ("prefix default_api.", [pieces(&[named("default_api.add_task")]), call_end.clone(), DONE.to_owned()].concat()),
        ("prefix default_api:", [pieces(&[named("default_api:add_task")]), call_end.clone(), DONE.to_owned()].concat()),
        ("prefix of a server", [pieces(&[named("mcp__todo__add_task")]), call_end.clone(), DONE.to_owned()].concat()),
        ("suffix of a number", [pieces(&[named("functions.add_task:0")]), call_end.clone(), DONE.to_owned()].concat()),
        ("suffix of a template", [pieces(&[named("add_task<|channel|>commentary")]), call_end.clone(), DONE.to_owned()].concat()),
        ("suffix of arguments", [pieces(&[named("add_task()")]), call_end.clone(), DONE.to_owned()].concat()),
        ("space around the name", [pieces(&[named(" add_task\n")]), call_end.clone(), DONE.to_owned()].concat()),
        ("another case and hyphens", [pieces(&[named("Add-Task")]), call_end.clone(), DONE.to_owned()].concat()),
        ("camel case", [pieces(&[named("addTask")]), call_end.clone(), DONE.to_owned()].concat()),
        ("type null", [pieces(&[json!({"index": 0, "id": "c", "type": null, "function": {"name": "add_task", "arguments": text}})]), call_end.clone(), DONE.to_owned()].concat()),
        ("type tool", [pieces(&[typed("tool")]), call_end.clone(), DONE.to_owned()].concat()),
        ("no finish reason, DONE", [pieces(std::slice::from_ref(&whole)), DONE.to_owned()].concat()),
        ("finish reason null, DONE", [pieces(std::slice::from_ref(&whole)), end(&json!(null)), DONE.to_owned()].concat()),
        ("finish reason of two words", [pieces(std::slice::from_ref(&whole)), end(&json!("tool calls")), DONE.to_owned()].concat()),
        ("finish reason first, then the call", [end(&json!("tool_calls")), pieces(std::slice::from_ref(&whole)), DONE.to_owned()].concat()),
        ("finish reason twice", [pieces(std::slice::from_ref(&whole)), call_end.clone(), end(&json!("stop")), DONE.to_owned()].concat()),
        ("usage behind DONE", [pieces(std::slice::from_ref(&whole)), call_end.clone(), DONE.to_owned(), "data: {\"usage\":{\"prompt_tokens\":1}}\n\n".to_owned()].concat()),
        ("the call in a message, not a delta", [event(&json!({"index": 0, "message": {"role": "assistant", "content": null, "tool_calls": [whole]}, "finish_reason": "tool_calls"})), DONE.to_owned()].concat()),
        ("the call without a function around name and arguments", [pieces(&[json!({"index": 0, "id": "c", "name": "add_task", "arguments": text})]), call_end.clone(), DONE.to_owned()].concat()),
        ("arguments as input", [pieces(&[json!({"index": 0, "id": "c", "function": {"name": "add_task", "parameters": object}})]), call_end.clone(), DONE.to_owned()].concat()),
        ("garbage behind the arguments", [pieces(&[json!({"index": 0, "id": "c", "function": {"name": "add_task", "arguments": format!("{text}</tool_call>")}})]), call_end.clone(), DONE.to_owned()].concat()),
        ("words before the arguments", [pieces(&[json!({"index": 0, "id": "c", "function": {"name": "add_task", "arguments": format!("Arguments: {text}")}})]), call_end.clone(), DONE.to_owned()].concat()),
        ("one bracket too many", [pieces(&[json!({"index": 0, "id": "c", "function": {"name": "add_task", "arguments": format!("{text}}}")}})]), call_end.clone(), DONE.to_owned()].concat()),
        ("arguments within arguments", [pieces(&[json!({"index": 0, "id": "c", "function": {"name": "add_task", "arguments": json!({"name": "add_task", "arguments": object}).to_string()}})]), call_end.clone(), DONE.to_owned()].concat()),
        ("a list with the arguments", [pieces(&[json!({"index": 0, "id": "c", "function": {"name": "add_task", "arguments": json!([object]).to_string()}})]), call_end.clone(), DONE.to_owned()].concat()),
        ("arguments null, then whole", [pieces(&[json!({"index": 0, "id": "c", "function": {"name": "add_task", "arguments": null}})]), pieces(&[json!({"index": 0, "function": {"arguments": text}})]), call_end.clone(), DONE.to_owned()].concat()),
        ("an index below zero", [pieces(&[json!({"index": -1, "id": "c", "function": {"name": "add_task", "arguments": text}})]), call_end.clone(), DONE.to_owned()].concat()),
        ("choices as one object", [format!("data: {}\n\n", json!({"choices": {"index": 0, "delta": {"tool_calls": [whole]}, "finish_reason": "tool_calls"}})), DONE.to_owned()].concat()),
        ("the second of two choices first", [
            format!("data: {}\n\n", json!({"choices": [{"index": 1, "delta": {"content": "no"}}, {"index": 0, "delta": {"tool_calls": [whole]}, "finish_reason": "tool_calls"}]})), DONE.to_owned()].concat()),
        ("another choice in chunks of its own", [
            event(&json!({"index": 1, "delta": {"tool_calls": [named("list_tasks")]}})),
            pieces(std::slice::from_ref(&whole)),
            event(&json!({"index": 1, "delta": {}, "finish_reason": "length"})),
            call_end.clone(), DONE.to_owned()].concat()),
    ];
    let mut wrong = Vec::new();
    for (name, stream) in cases {
        let tasks = adds(name, raw(&stream)).await;
        if tasks != ["Milk"] {
            wrong.push((name, tasks));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// FR-370: two calls are two, in order.
#[tokio::test]
async fn fr_370_two_calls_are_two() {
    let one = arguments(&["One"]).to_string();
    let two = arguments(&["Two"]).to_string();
    let call = |index: u64, id: &str, text: &str| json!({"index": index, "id": id, "type": "function", "function": {"name": "add_task", "arguments": text}});
    let more = |index: u64, text: &str| json!({"index": index, "function": {"arguments": text}});
    let (one_head, one_tail) = one.split_at(8);
    let (two_head, two_tail) = two.split_at(8);
    let finish = [end(&json!("tool_calls")), DONE.to_owned()].concat();
    for (name, stream) in [
        (
            "in one delta",
            pieces(&[call(0, "a", &one), call(1, "b", &two)]),
        ),
        (
            "interleaved",
            [
                pieces(&[call(0, "a", one_head), call(1, "b", two_head)]),
                pieces(&[more(1, two_tail), more(0, one_tail)]),
            ]
            .concat(),
        ),
        (
            "the index begins with one",
            [pieces(&[call(1, "a", &one)]), pieces(&[call(2, "b", &two)])].concat(),
        ),
        (
            "indexes with a gap",
            [pieces(&[call(0, "a", &one)]), pieces(&[call(5, "b", &two)])].concat(),
        ),
        (
            "each in a chunk, zero and zero",
            [
                pieces(&[call(0, "a", one_head)]),
                pieces(&[more(0, one_tail)]),
                pieces(&[call(0, "b", two_head)]),
                pieces(&[more(0, two_tail)]),
            ]
            .concat(),
        ),
        (
            "two objects in one text",
            pieces(&[
                json!({"index": 0, "id": "a", "function": {"name": "add_task", "arguments": format!("{one}{two}")}}),
            ]),
        ),
    ] {
        let tasks = adds(name, raw(&(stream + &finish))).await;
        assert_eq!(tasks, ["One", "Two"], "{name}");
    }
}

/// FR-370: whole answers of endpoints that do not stream.
#[tokio::test]
async fn fr_370_whole_answers() {
    let text = arguments(&["Milk"]).to_string();
    let call =
        json!({"id": "c", "type": "function", "function": {"name": "add_task", "arguments": text}});
    let whole = |message: serde_json::Value| json!({"id": "x", "object": "chat.completion", "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}], "usage": {"prompt_tokens": 1, "completion_tokens": 1}});
    for (name, body) in [
        (
            "a message",
            whole(json!({"role": "assistant", "content": null, "tool_calls": [call]})).to_string(),
        ),
        (
            "a byte order mark",
            format!("\u{feff}{}", whole(json!({"tool_calls": [call]}))),
        ),
        (
            "within a list",
            json!([whole(json!({"tool_calls": [call]}))]).to_string(),
        ),
        (
            "the form before tool_calls",
            whole(
                json!({"content": null, "function_call": {"name": "add_task", "arguments": text}}),
            )
            .to_string(),
        ),
        (
            "thoughts before",
            whole(json!({"content": "They want milk.</think>", "tool_calls": [call]})).to_string(),
        ),
        (
            "no finish reason",
            json!({"choices": [{"message": {"tool_calls": [call]}}]}).to_string(),
        ),
    ] {
        assert_eq!(
            adds(name, Script::json(200, &body)).await,
            ["Milk"],
            "{name}"
        );
    }
}
