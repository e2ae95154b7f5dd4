//! Tasks out of one line, and dues in words.

use serde_json::{Value, json};

use crate::support::Function;

async fn call(function: &Function, tool: &str, tasks: Value) -> Value {
    let arguments = json!({ "tasks": tasks });
    function.call("ann", tool, arguments).await
}

/// The sentence for people behind the JSON.
fn line(result: &Value) -> &str {
    result["content"][1]["text"].as_str().unwrap_or_default()
}

/// FR-290: a line is a task, in English unless it names its language, and the answer says the weekday.
#[tokio::test]
async fn fr_290_a_line_is_a_task() {
    let function = Function::start().await;
    let text = "Pay rent 27 November 2031 9am every month p1 #Home @money // by transfer";
    let added = call(&function, "add_task", json!([{ "text": text }])).await;
    assert_eq!(added["isError"], false, "{added}");
    let task = &added["structuredContent"]["results"][0]["task"];
    assert_eq!(task["title"], "Pay rent");
    assert_eq!(task["due"], "2031-11-27T09:00:00+00:00[UTC]");
    assert_eq!(task["recurrence"], "FREQ=MONTHLY");
    assert_eq!(
        (
            &task["priority"],
            &task["project"],
            &task["tags"],
            &task["notes"]
        ),
        (
            &json!("p1"),
            &json!("Home"),
            &json!(["money"]),
            &json!("by transfer")
        )
    );
    let said = line(&added);
    assert!(
        said.contains("due Thursday, November 27, 2031, 09:00"),
        "{said}"
    );

    let both = json!([
        {"text": "Brot kaufen am 27. November 2031", "language": "de"},
        {"text": "Brot kaufen am 27. November 2031"},
        {"text": r"Watch \\tomorrow"},
        {"title": "Plain"},
    ]);
    let added = call(&function, "add_task", both).await;
    let titles: Vec<&Value> = added["structuredContent"]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| &entry["task"]["title"])
        .collect();
    assert_eq!(titles[0], "Brot kaufen");
    assert_ne!(titles[1], "Brot kaufen");
    assert_eq!(titles[3], "Plain");
}

/// FR-290: what is wrong with a line is its entry's failure, at the place; a line beside fields is neither.
#[tokio::test]
async fn fr_290_a_line_is_refused_with_the_place() {
    let function = Function::start().await;
    let lines = json!([{"text": "tomorrow"}, {"text": "Buy milk"}]);
    let added = call(&function, "add_task", lines).await;
    let results = &added["structuredContent"]["results"];
    assert_eq!(results[1]["task"]["title"], "Buy milk");
    let error = &results[0]["error"];
    assert!(
        error["message"].as_str().unwrap().contains("character 9"),
        "{error}"
    );
    assert!(error.to_string().contains("\"text\""), "{error}");
    for entry in [
        json!({"text": "Buy milk", "title": "Buy milk"}),
        json!({"text": "Buy milk", "typed_at": "2031-01-01T00:00:00Z"}),
        json!({"text": "Buy milk", "language": "tlh"}),
        json!({}),
    ] {
        let refused = call(&function, "add_task", json!([entry])).await;
        assert_eq!(refused["isError"], true, "{entry}: {refused}");
    }
}

/// FR-291: a due in English words, and where one stops being a date.
#[tokio::test]
async fn fr_291_a_due_is_read_in_words() {
    let function = Function::start().await;
    let added = call(
        &function,
        "add_task",
        json!([{"title": "Call", "due": "27 november 2031 at 5pm"}]),
    )
    .await;
    let task = &added["structuredContent"]["results"][0]["task"];
    assert_eq!(task["due"], "2031-11-27T17:00:00+00:00[UTC]");
    let moved = call(
        &function,
        "update_task",
        json!([{"id": 1, "due": "28 november 2031"}]),
    )
    .await;
    assert!(
        line(&moved).contains("due Friday, November 28, 2031"),
        "{moved}"
    );
    for (due, why) in [
        ("tomorrow xyzzy", "from character 10 on"),
        ("5/6", "5 June"),
        ("morgen", "morgen"),
    ] {
        let refused = call(&function, "update_task", json!([{"id": 1, "due": due}])).await;
        let text = refused.to_string();
        assert!(text.contains(why) && text.contains("due"), "{due}: {text}");
        assert!(!text.contains("\"before\""), "{text}");
    }
}
