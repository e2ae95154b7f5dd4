use super::*;
use crate::{
    entry::{Question, QuestionOption},
    tools::ToolError,
};

const AUTHOR: &str = "host/model";

fn call(id: &str) -> ToolCall {
    ToolCall {
        id: id.to_owned(),
        name: "list_tasks".to_owned(),
        arguments: json!({}),
    }
}

fn assistant_entry(text: &str, calls: &[&str], raw: Option<Value>, model: &str) -> Entry {
    Entry::Assistant {
        text: text.to_owned(),
        tool_calls: calls.iter().map(|id| call(id)).collect(),
        question: None,
        raw,
        model: Some(model.to_owned()),
    }
}

fn result(id: &str, result: Value) -> Entry {
    Entry::Tool {
        call_id: id.to_owned(),
        name: "list_tasks".to_owned(),
        outcome: Ok(result),
    }
}

fn roles(messages: &[Value]) -> Vec<&str> {
    messages
        .iter()
        .map(|message| message["role"].as_str().unwrap())
        .collect()
}

#[test]
fn fr_310_missing_results_are_filled_in_and_orphans_dropped() {
    let history = [
        result("lost", json!({})),
        Entry::user("one"),
        assistant_entry("", &["a", "b"], None, AUTHOR),
        result("b", json!({"tasks": []})),
        result("nobody", json!({})),
        assistant_entry("  ", &[], None, AUTHOR),
        Entry::user("two"),
    ];
    let messages = messages(&history, AUTHOR);
    assert_eq!(
        roles(&messages),
        ["user", "assistant", "tool", "tool", "user"]
    );
    assert_eq!(messages[2]["content"], json!(r#"{"error":"interrupted"}"#));
    assert_eq!(messages[3]["content"], json!(r#"{"tasks":[]}"#));
    for (at, index) in [(2, 0), (3, 1)] {
        let id = messages[at]["tool_call_id"].as_str().unwrap();
        assert_eq!(messages[1]["tool_calls"][index]["id"], json!(id));
        assert!(id.len() == 9 && id.chars().all(|letter| letter.is_ascii_alphanumeric()));
    }
}

#[test]
fn fr_310_a_raw_message_goes_back_to_its_own_model_only() {
    let raw = json!({"role": "assistant", "content": null, "tool_calls": [{"id": "x1", "type": "function",
        "function": {"name": "list_tasks", "arguments": "{}"},
        "extra_content": {"google": {"thought_signature": "c2ln"}}}]});
    let history = [
        Entry::user("one"),
        assistant_entry("", &["ours"], Some(raw.clone()), AUTHOR),
        result("ours", json!({})),
    ];
    let own = messages(&history, AUTHOR);
    assert_eq!(own[1], raw);
    assert_eq!(own[2]["tool_call_id"], json!("x1"));
    let other = messages(&history, "host/other");
    assert!(!other[1].to_string().contains("thought_signature"));
    assert_eq!(other[2]["tool_call_id"], other[1]["tool_calls"][0]["id"]);
}

#[test]
fn long_conversations_lose_whole_turns_and_long_results_their_end() {
    let mut history = Vec::new();
    for _ in 0..10 {
        history.push(Entry::user("é".repeat(1_000)));
        history.push(assistant_entry("", &["a"], None, AUTHOR));
        history.push(result("a", json!("ü".repeat(3_000))));
    }
    let bounded = messages(&history, AUTHOR);
    assert!(chars(&bounded) <= MAX_CHARS);
    assert_eq!(roles(&bounded)[..3], ["user", "assistant", "tool"]);

    let mut huge = vec![Entry::user("x")];
    for _ in 0..8 {
        huge.push(assistant_entry("", &["a"], None, AUTHOR));
        huge.push(result("a", json!("ü".repeat(50_000))));
    }
    let bounded = messages(&huge, AUTHOR);
    assert_eq!(bounded.len(), 17);
    assert!(chars(&bounded) < MAX_CHARS);
    assert!(
        bounded[2]["content"]
            .as_str()
            .unwrap()
            .contains("characters left out")
    );
}

#[test]
fn an_answer_by_option_is_told_in_words_and_the_persons_messages_are_joined() {
    let question = Question {
        id: "q".to_owned(),
        text: "Which?".to_owned(),
        options: vec![QuestionOption {
            value: "3".to_owned(),
            label: "3: Team meeting".to_owned(),
        }],
    };
    let history = [
        Entry::user("first"),
        Entry::user("delete the meeting"),
        Entry::Assistant {
            text: "Which?".to_owned(),
            tool_calls: Vec::new(),
            question: Some(question),
            raw: None,
            model: None,
        },
        Entry::User {
            text: String::new(),
            turn_id: None,
            answer: Some(Answer {
                id: "q".to_owned(),
                values: vec!["3".to_owned(), "9".to_owned()],
            }),
        },
    ];
    let messages = messages(&history, AUTHOR);
    assert_eq!(messages[0]["content"], json!("first\n\ndelete the meeting"));
    assert_eq!(messages[2]["content"], json!("3: Team meeting, 9"));
}

#[test]
fn a_tool_error_is_told_to_the_model() {
    let history = [
        Entry::user("one"),
        assistant_entry("", &["a"], None, AUTHOR),
        Entry::Tool {
            call_id: "a".to_owned(),
            name: "list_tasks".to_owned(),
            outcome: Err(ToolError::new("unknown_tool", "There is no such tool.")),
        },
    ];
    let messages = messages(&history, AUTHOR);
    assert!(
        messages[2]["content"]
            .as_str()
            .unwrap()
            .contains("There is no such tool.")
    );
}
