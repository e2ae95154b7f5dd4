use super::*;
use crate::{
    entry::{Answer, Question, QuestionOption},
    tools::{ToolCall, ToolError},
};

const AUTHOR: &str = "host/model";

/// Room as with a small local context.
const CHARS: usize = 16_000;

fn told_within(history: &[Entry], author: &str, chars: usize) -> Vec<Value> {
    let reader = Reader {
        author,
        form: &Form::default(),
        zone: &TimeZone::UTC,
        chars,
    };
    messages(history, reader)
}

fn told(history: &[Entry], author: &str) -> Vec<Value> {
    told_within(history, author, CHARS)
}

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
        usage: None,
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
    let messages = told(&history, AUTHOR);
    assert_eq!(
        roles(&messages),
        ["user", "assistant", "tool", "tool", "user"]
    );
    assert_eq!(messages[2]["content"], json!(r#"{"error":"interrupted"}"#));
    assert_eq!(messages[3]["content"], json!("no tasks"));
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
    let own = told(&history, AUTHOR);
    assert_eq!(own[1], raw);
    assert_eq!(own[2]["tool_call_id"], json!("x1"));
    let other = told(&history, "host/other");
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
    let bounded = told(&history, AUTHOR);
    assert!(chars(&bounded) <= CHARS);
    assert_eq!(roles(&bounded)[..3], ["user", "assistant", "tool"]);

    let mut huge = vec![Entry::user("x")];
    for _ in 0..8 {
        huge.push(assistant_entry("", &["a"], None, AUTHOR));
        huge.push(result("a", json!("ü".repeat(50_000))));
    }
    let bounded = told(&huge, AUTHOR);
    assert_eq!(bounded.len(), 17);
    assert!(chars(&bounded) < CHARS);
    assert!(
        bounded[2]["content"]
            .as_str()
            .unwrap()
            .contains("more characters")
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
            usage: None,
        },
        Entry::User {
            text: String::new(),
            turn_id: None,
            answer: Some(Answer {
                id: "q".to_owned(),
                values: vec!["3".to_owned(), "9".to_owned()],
            }),
            ended: crate::entry::Ended::Itself,
        },
    ];
    let messages = told(&history, AUTHOR);
    assert_eq!(messages[0]["content"], json!("first\n\ndelete the meeting"));
    assert_eq!(messages[2]["content"], json!("3: Team meeting, 9"));
}

fn tasks(ids: std::ops::RangeInclusive<u32>, cursor: Option<&str>) -> Value {
    let tasks: Vec<Value> = ids
        .map(|id| {
            json!({"id": id, "title": format!("{id:03} {}", "a title of forty characters in all…"),
                "priority": "p4", "project": "Inbox", "position": f64::from(id), "completed": false,
                "created_at": "2026-11-01T08:00:00Z", "updated_at": "2026-11-01T08:00:00Z"})
        })
        .collect();
    let mut page = json!({ "tasks": tasks });
    if let Some(cursor) = cursor {
        page["next_cursor"] = json!(cursor);
    }
    page
}

/// FR-340, FR-341.
#[test]
fn two_hundred_tasks_of_two_pages_are_seen_within_one_turn() {
    let history = [
        Entry::user("what is there?"),
        assistant_entry("", &["a"], None, AUTHOR),
        result("a", tasks(1..=100, Some("c100"))),
        assistant_entry("", &["b"], None, AUTHOR),
        result("b", tasks(101..=200, None)),
    ];
    let messages = told(&history, AUTHOR);
    let sent: String = messages.iter().map(ToString::to_string).collect();
    for id in 1..=200 {
        assert!(sent.contains(&format!("{id:03} a title")), "{id}");
    }
    assert!(sent.contains("next_cursor: c100"));
    assert!(chars(&messages) <= 14_000, "{}", chars(&messages));
}

/// FR-341: with less room fewer tasks are told, none in part, and every page keeps its cursor.
#[test]
fn less_room_tells_fewer_tasks_and_how_to_go_on() {
    let history = [
        Entry::user("what is there?"),
        assistant_entry("", &["a"], None, AUTHOR),
        result("a", tasks(1..=100, Some("c100"))),
        assistant_entry("", &["b"], None, AUTHOR),
        result("b", tasks(101..=200, Some("c200"))),
    ];
    for room in [3_000, 4_000, 8_000, 12_000] {
        let messages = told_within(&history, AUTHOR, room);
        assert!(chars(&messages) <= room, "{room}: {}", chars(&messages));
        for (at, cursor) in [(2, "c100"), (4, "c200")] {
            let content = messages[at]["content"].as_str().unwrap();
            assert!(
                content.ends_with(&format!("next_cursor: {cursor}")),
                "{content}"
            );
            let shown = content
                .lines()
                .filter(|line| line.ends_with("in all…\""))
                .count();
            assert!(shown > 0, "{content}");
            if shown < 100 {
                let left = format!("({} more of this page", 100 - shown);
                assert!(content.contains(&left), "{content}");
                assert!(content.contains(&format!("limit {shown}")), "{content}");
            }
        }
    }
}

/// FR-341: after a question the result stands in a later turn; the model sees it with its call.
#[test]
fn a_result_of_a_later_turn_stands_behind_its_call() {
    let question = || Question {
        id: "q".to_owned(),
        text: "Delete both?".to_owned(),
        options: Vec::new(),
    };
    let asked = |ids: &[&str]| Entry::Assistant {
        text: "Delete both?".to_owned(),
        tool_calls: ids.iter().map(|id| call(id)).collect(),
        question: Some(question()),
        raw: None,
        model: Some(AUTHOR.to_owned()),
        usage: None,
    };
    let history = [
        Entry::user("delete them"),
        asked(&["a", "b"]),
        Entry::user("yes"),
        result(
            "a",
            json!({"results": [{"before": {"id": 3, "title": "Milk"}}]}),
        ),
        assistant_entry("Gone.", &[], None, AUTHOR),
        Entry::user("and the other"),
        asked(&["c"]),
        Entry::user("no"),
        assistant_entry("", &["d"], None, AUTHOR),
    ];
    let messages = told(&history, AUTHOR);
    assert_eq!(
        roles(&messages),
        [
            "user",
            "assistant",
            "tool",
            "tool",
            "user",
            "assistant",
            "user",
            "assistant",
            "tool",
            "user",
            "assistant",
            "tool"
        ]
    );
    let content = |at: usize| messages[at]["content"].as_str().unwrap();
    assert!(content(2).contains("gone: 3 \"Milk\""), "{}", content(2));
    let refused = "not confirmed: the person was asked and did not agree";
    assert_eq!((content(3), content(8)), (refused, refused));
    assert_eq!(content(11), r#"{"error":"interrupted"}"#);
}

/// FR-341: whatever is left out, no result is without its call and no call without its result.
#[test]
fn no_orphans_at_any_length() {
    let mut history = Vec::new();
    for turn in 0..12_u32 {
        history.push(Entry::user(format!("{turn}")));
        let id = format!("a{turn}");
        history.push(assistant_entry("", &[&id], None, AUTHOR));
        history.push(result(&id, tasks(1..=turn + 1, None)));
    }
    for room in (200..20_000).step_by(700) {
        let messages = told_within(&history, AUTHOR, room);
        assert_eq!(messages[0]["role"], "user");
        for three in messages.chunks(3) {
            assert_eq!(roles(three), ["user", "assistant", "tool"], "{room}");
            assert_eq!(three[2]["tool_call_id"], three[1]["tool_calls"][0]["id"]);
        }
        assert_eq!(messages[messages.len() - 3]["content"], json!("11"));
    }
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
    let messages = told(&history, AUTHOR);
    assert!(
        messages[2]["content"]
            .as_str()
            .unwrap()
            .contains("There is no such tool.")
    );
}
