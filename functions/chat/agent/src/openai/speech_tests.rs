use serde_json::{Value, json};

use super::*;

fn tools() -> Vec<Tool> {
    ["add_task", "list_tasks", "delete_task"]
        .map(|name| Tool {
            name: name.to_owned(),
            description: String::new(),
            input_schema: json!({}),
        })
        .to_vec()
}

fn filter(pieces: &[String]) -> (String, Vec<Written>) {
    let mut speech = Speech::new(&tools());
    let mut shown: String = pieces.iter().map(|piece| speech.push(piece)).collect();
    shown.push_str(&speech.finish());
    (shown, speech.calls().0)
}

/// Whole, and letter by letter.
fn both(text: &str) -> (String, Vec<Written>) {
    let whole = filter(&[text.to_owned()]);
    let letters: Vec<String> = text.chars().map(String::from).collect();
    let (shown, calls) = filter(&letters);
    assert_eq!((shown.trim(), &calls), (whole.0.trim(), &whole.1), "{text}");
    (shown, calls)
}

/// FR-365.
#[test]
fn thoughts_are_hidden_however_they_are_cut() {
    for (text, shown) in [
        ("<think>secret</think>\n\nHello you", "Hello you"),
        ("<THINK>secret</Think>Hello", "Hello"),
        ("<thought>se</think>cret</thought>Hello", "Hello"),
        ("Well.\n<thinking>secret</thinking>Hello", "Well.\nHello"),
        ("Well <think>secret</think>then", "Well then"),
        ("\n<think>never ends", ""),
        ("a <think> b", "a <think> b"),
        ("<3 you", "<3 you"),
        ("<thi", "<thi"),
        ("[THINK]secret[/THINK]Hello", "Hello"),
        ("◁think▷secret◁/think▷Hello", "Hello"),
        (
            "<|channel|>analysis<|message|>secret<|end|><|start|>assistant<|channel|>final<|message|>Hello<|return|>",
            "Hello",
        ),
        (
            "<|START_THINKING|>secret<|END_THINKING|><|START_RESPONSE|>Hello<|END_RESPONSE|>",
            "Hello",
        ),
        ("Hello<|im_end|>", "Hello"),
        ("Hello</s>", "Hello"),
        ("éü [x] done [link](a)", "éü [x] done [link](a)"),
    ] {
        assert_eq!(both(text).0.trim(), shown, "{text}");
    }
    // Nothing opened them: what was not yet said is not said.
    assert_eq!(
        filter(&["They want milk.</think>Hello".to_owned()]).0,
        "Hello"
    );
}

/// FR-365.
#[test]
fn calls_written_as_words_are_found_and_hidden() {
    let milk = json!({"tasks": [{"title": "Milk"}]});
    let call = json!({"name": "add_task", "arguments": milk});
    let nested = json!({"tool_calls": [{"type": "function", "function": {"name": "add_task", "arguments": milk.to_string()}}]});
    for text in [
        call.to_string(),
        json!([call]).to_string(),
        nested.to_string(),
        json!({"tool": "add_task", "parameters": milk}).to_string(),
        json!({"function": "add_task", "args": milk}).to_string(),
        json!({"action": "add_task", "action_input": milk}).to_string(),
        json!({"add_task": milk}).to_string(),
        format!("```json\n{call}\n```"),
        "```tool_code\nprint(default_api.add_task(tasks=[{\"title\": \"Milk\"}]))\n```".to_owned(),
        format!("<tool_call>\n{call}\n</tool_call>"),
        format!("<tools>\n<tool_call>{call}</tool_call>").replace("<tools>\n", ""),
        format!("<function=add_task>{milk}</function>"),
        "<function=add_task>\n<parameter=tasks>\n[{\"title\": \"Milk\"}]\n</parameter>\n</function>".to_owned(),
        "<tool_call>\n<function=add_task>\n<parameter=tasks>\n[{\"title\": \"Milk\"}]\n</parameter>\n</function>\n</tool_call>".to_owned(),
        "<function_calls><invoke name=\"add_task\"><parameter name=\"tasks\">[{\"title\": \"Milk\"}]</parameter></invoke></function_calls>".to_owned(),
        format!("[TOOL_CALLS][{call}]"),
        format!("[TOOL_CALLS]add_task{milk}"),
        format!("<|python_tag|>{call}"),
        format!("<|tool_call|>[{call}]"),
        format!("<|tool_calls_section_begin|><|tool_call_begin|>functions.add_task:0<|tool_call_argument_begin|>{milk}<|tool_call_end|><|tool_calls_section_end|>"),
        format!("<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>add_task\n```json\n{milk}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>"),
        format!("<|channel|>commentary to=functions.add_task <|constrain|>json<|message|>{milk}<|call|>"),
        "add_task(tasks=[{\"title\": \"Milk\"}])".to_owned(),
        "[add_task(tasks=[{\"title\": \"Milk\"}])]".to_owned(),
        format!("<add_task>{milk}</add_task>"),
        format!("<think>hm</think>\n{call}"),
    ] {
        let (shown, calls) = both(&text);
        assert_eq!(shown.trim(), "", "{text}");
        let found: Vec<(&str, &Value)> = calls
            .iter()
            .map(|written| (written.call.name.as_str(), &written.call.arguments))
            .collect();
        assert_eq!(found, [("add_task", &milk)], "{text}");
    }
}

/// FR-365.
#[test]
fn words_in_the_form_of_calls_stay_words() {
    for text in [
        "{\"title\": \"Milk\"}",
        "```\nlet x = 1;\n```",
        "Use add_task(…) for that.",
        "[ ] Milk\n[x] Bread",
        "{not json}",
        "Here is JSON:\n[{\"id\": 1, \"title\": \"Milk\"}]\nThat is all.",
        "- {a}\n- b",
        "1 < 2 and <b>",
    ] {
        let (shown, calls) = both(text);
        assert_eq!((shown.as_str(), calls.len()), (text, 0), "{text}");
    }
}

/// FR-365: what breaks off in a call is not shown either.
#[test]
fn a_call_that_breaks_off_is_hidden() {
    for text in [
        "{\"name\": \"add_task\", \"arguments\": {\"tasks\": [",
        "```json\n{\"name\": \"add_task\", \"arguments\": {",
        "<tool_call>{\"name\": \"add",
    ] {
        let (shown, calls) = both(text);
        assert_eq!((shown.as_str(), calls.len()), ("", 0), "{text}");
    }
}
