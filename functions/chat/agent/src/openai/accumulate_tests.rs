use clock::SystemIds;

use super::*;

fn reply(deltas: &[Value]) -> Result<Reply, ModelError> {
    let mut accumulator = Accumulator::default();
    for delta in deltas {
        let text = accumulator.push(&json!({"choices": [{"delta": delta}]}))?;
        accumulator.shown(&text.unwrap_or_default());
    }
    accumulator.done();
    accumulator.finish(&SystemIds)
}

fn calls(deltas: &[Value]) -> Vec<(String, Value)> {
    reply(deltas)
        .unwrap()
        .calls
        .into_iter()
        .map(|call| (call.name, call.arguments))
        .collect()
}

fn piece(value: &Value) -> Value {
    json!({ "tool_calls": [value] })
}

#[test]
fn fr_310_calls_without_an_index_open_a_slot_each() {
    let whole =
        |name: &str| piece(&json!({"id": "", "function": {"name": name, "arguments": "{}"}}));
    let names: Vec<String> = calls(&[whole("a"), whole("b"), whole("a")])
        .into_iter()
        .map(|call| call.0)
        .collect();
    assert_eq!(names, ["a", "b", "a"]);
    let split = [
        piece(&json!({"index": null, "id": "x", "function": {"name": "a", "arguments": "{\"n\""}})),
        piece(&json!({"function": {"name": "", "arguments": ":1}"}})),
        piece(&json!({"id": "y", "function": {"name": "b"}})),
    ];
    assert_eq!(
        calls(&split),
        [("a".into(), json!({"n": 1})), ("b".into(), json!({}))]
    );
}

#[test]
fn fr_310_index_zero_for_every_call_does_not_mix_them() {
    let with_ids = [
        piece(&json!({"index": 0, "id": "x", "function": {"name": "a", "arguments": "{\"n\":1}"}})),
        piece(&json!({"index": 0, "id": "y", "function": {"name": "a", "arguments": "{\"n\":2}"}})),
    ];
    let without = [
        piece(&json!({"index": 0, "function": {"name": "a", "arguments": "{\"n\":1}"}})),
        piece(&json!({"index": 0, "function": {"name": "a", "arguments": "{\"n\":2}"}})),
    ];
    let both = [
        ("a".to_owned(), json!({"n": 1})),
        ("a".to_owned(), json!({"n": 2})),
    ];
    assert_eq!(calls(&with_ids), both);
    assert_eq!(calls(&without), both);
}

#[test]
fn fr_310_interleaved_and_repeated_pieces_find_their_call() {
    let deltas = [
        piece(
            &json!({"index": 0, "id": "x", "type": "", "function": {"name": "a", "arguments": "{\"t\":"}}),
        ),
        piece(&json!({"index": 1, "id": "y", "function": {"name": "b", "arguments": "{\"u\":"}})),
        piece(&json!({"index": 0, "id": "x", "function": {"name": "a", "arguments": "\"é\"}"}})),
        piece(&json!({"index": 1, "function": {"arguments": "2}"}})),
    ];
    assert_eq!(
        calls(&deltas),
        [
            ("a".into(), json!({"t": "é"})),
            ("b".into(), json!({"u": 2}))
        ]
    );
}

#[test]
fn fr_310_arguments_are_normalised() {
    for (sent, expected) in [
        (json!(""), json!({})),
        (json!("null"), json!({})),
        (json!({"n": 1}), json!({"n": 1})),
        (json!("\"{\\\"n\\\":1}\""), json!({"n": 1})),
        (json!("{\"n\":"), json!("{\"n\":")),
        (json!("[1]"), json!("[1]")),
    ] {
        let delta = piece(&json!({"function": {"name": "a", "arguments": sent}}));
        assert_eq!(calls(std::slice::from_ref(&delta))[0].1, expected, "{sent}");
        let raw = reply(&[delta]).unwrap().raw.unwrap();
        let replayed = raw["tool_calls"][0]["function"]["arguments"]
            .as_str()
            .unwrap();
        assert!(
            serde_json::from_str::<Map<String, Value>>(replayed).is_ok(),
            "{replayed}"
        );
    }
}

#[test]
fn fr_310_unknown_fields_are_kept_even_in_a_delta_of_their_own() {
    let raw = reply(&[
        json!({"role": "assistant", "reasoning": "hidden", "content": null}),
        piece(&json!({"index": 0, "id": "x", "function": {"name": "a", "arguments": "{}"}})),
        piece(&json!({"index": 0, "extra_content": {"google": {"thought_signature": "AbC+/=="}}})),
        json!({"extra_content": {"google": {"other": 1}}}),
    ])
    .unwrap()
    .raw
    .unwrap();
    assert_eq!(
        raw,
        json!({"role": "assistant", "content": null, "reasoning": "hidden", "extra_content": {"google": {"other": 1}},
            "tool_calls": [{"id": "x", "type": "function", "function": {"name": "a", "arguments": "{}"},
                "extra_content": {"google": {"thought_signature": "AbC+/=="}}}]})
    );
}

#[test]
fn fr_310_missing_and_repeated_ids_are_made_unique() {
    let call = |id: &str| json!({"id": id, "function": {"name": "a", "arguments": "{}"}});
    let message = json!({"tool_calls": [call(""), call("x"), call("y")]});
    let raw = reply(&[message]).unwrap().raw.unwrap();
    let ids: std::collections::HashSet<&str> = (0..3)
        .map(|at| raw["tool_calls"][at]["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), 3);
    assert!(ids.iter().all(|id| !id.is_empty() && id.len() <= 40));
}

#[test]
fn fr_311_replies_that_are_cut_or_empty_are_errors() {
    let call = json!({"tool_calls": [{"function": {"name": "a", "arguments": "{}"}}]});
    let finished = |delta: &Value, reason: Value| {
        let mut accumulator = Accumulator::default();
        let text = accumulator
            .push(&json!({"choices": [{"delta": delta, "finish_reason": reason}]}))
            .unwrap();
        accumulator.shown(&text.unwrap_or_default());
        accumulator.finish(&SystemIds)
    };
    assert_eq!(finished(&call, json!(null)), Err(ModelError::Truncated));
    assert_eq!(finished(&call, json!("length")), Err(ModelError::TooLong));
    assert!(finished(&call, json!("stop")).is_ok());
    assert!(finished(&json!({"content": "hi"}), json!("length")).is_ok());
    assert!(matches!(
        finished(&json!({"content": " "}), json!("stop")),
        Err(ModelError::Malformed(_))
    ));
    assert!(matches!(
        finished(&json!({}), json!("tool_calls")),
        Err(ModelError::Malformed(_))
    ));
    assert_eq!(
        finished(&json!({}), json!("content_filter")),
        Err(ModelError::ContentFiltered)
    );
}

#[test]
fn chunks_may_lack_everything() {
    let mut accumulator = Accumulator::default();
    for chunk in [
        json!({"choices": []}),
        json!({"usage": {}}),
        json!({"choices": [{}]}),
        json!({"choices": [{"delta": null}]}),
        json!({"choices": [{"delta": {"tool_calls": null, "content": null}}]}),
        json!({"choices": [{"delta": {"tool_calls": [null, 1, {"function": null}]}}]}),
        json!([]),
    ] {
        assert_eq!(accumulator.push(&chunk).unwrap(), None, "{chunk}");
    }
    let endless = json!({"choices": [{"delta": {"content": "x".repeat(MAX_BYTES + 1)}}]});
    assert!(accumulator.push(&endless).is_err());
}

/// FR-370.
#[test]
fn a_reply_says_why_it_ended_and_what_it_used() {
    for (chunks, finish, usage) in [
        (
            vec![
                json!({"choices": [{"delta": {"content": "hi"}}], "usage": {"prompt_tokens": 5, "completion_tokens": 1}}),
                json!({"choices": [{"delta": {}, "finish_reason": "length"}], "usage": {"prompt_tokens": 5, "completion_tokens": 9}}),
            ],
            Finish::Length,
            Some((5, 9)),
        ),
        (
            vec![
                json!({"choices": [{"delta": {"content": "hi"}, "finish_reason": "stop"}]}),
                json!({"choices": [], "x_groq": {"usage": {"prompt_tokens": 7, "completion_tokens": 2}}}),
            ],
            Finish::Complete,
            Some((7, 2)),
        ),
        (
            vec![
                json!({"choices": [{"delta": {"content": "hi"}, "finish_reason": "content_filter"}], "usage": null}),
            ],
            Finish::Filtered,
            None,
        ),
        (
            vec![
                json!({"choices": [{"delta": {"content": "hi", "refusal": "No."}, "finish_reason": "stop"}]}),
            ],
            Finish::Refused,
            None,
        ),
    ] {
        let mut accumulator = Accumulator::default();
        for chunk in &chunks {
            let text = accumulator.push(chunk).unwrap();
            accumulator.shown(&text.unwrap_or_default());
        }
        let reply = accumulator.finish(&clock::SystemIds).unwrap();
        let used = reply
            .usage
            .map(|usage| (usage.input_tokens, usage.output_tokens));
        assert_eq!((reply.finish, used), (finish, usage), "{chunks:?}");
    }
}
