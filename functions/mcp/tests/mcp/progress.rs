//! Telling how far a call is (FR-252).

use serde_json::{Value, json};

use crate::support::{Function, message};

async fn add(function: &Function, titles: &[&str], meta: Value) -> (String, Vec<Value>) {
    let tasks: Vec<Value> = titles.iter().map(|title| json!({"title": title})).collect();
    let params = json!({"name": "add_task", "arguments": {"tasks": tasks}, "_meta": meta});
    let body = message("tools/call", params).to_string();
    let answer = function.send(function.post_as("ann"), body).await;
    let media_type = answer.header("content-type").to_owned();
    let text = String::from_utf8(answer.body).unwrap();
    let messages = if media_type == "application/json" {
        vec![serde_json::from_str(&text).unwrap()]
    } else {
        let data = text.lines().filter_map(|line| line.strip_prefix("data:"));
        let data = data.map(str::trim).filter(|data| !data.is_empty());
        data.map(|data| serde_json::from_str(data).unwrap())
            .collect()
    };
    (media_type, messages)
}

/// FR-252: a client that gives a token is told after each of several entries, and then gets the result.
#[tokio::test]
async fn who_asks_is_told_after_each_entry() {
    let function = Function::start().await;
    let (media_type, messages) =
        add(&function, &["a", "b", ""], json!({"progressToken": "t"})).await;
    assert_eq!(
        (&*media_type, messages.len()),
        ("application/json", 1),
        "{messages:?}"
    );
    let (media_type, messages) =
        add(&function, &["a", "b", "c"], json!({"progressToken": "t"})).await;
    assert_eq!(media_type, "text/event-stream", "{messages:?}");
    let (result, told) = messages.split_last().unwrap();
    assert_eq!(result["result"]["isError"], false, "{result}");
    let told: Vec<_> = told
        .iter()
        .map(|message| (&message["method"], &message["params"]))
        .collect();
    let expected =
        [1.0, 2.0, 3.0].map(|done| json!({"progressToken": "t", "progress": done, "total": 3.0}));
    let method = json!("notifications/progress");
    assert_eq!(
        told,
        expected
            .iter()
            .map(|params| (&method, params))
            .collect::<Vec<_>>()
    );
}

/// FR-252: nobody else is: the answer is one document.
#[tokio::test]
async fn who_does_not_ask_gets_one_document() {
    let function = Function::start().await;
    for (titles, meta) in [
        (&["a", "b"][..], json!({})),
        (&["a"], json!({"progressToken": 1})),
    ] {
        let (media_type, messages) = add(&function, titles, meta).await;
        assert_eq!(media_type, "application/json");
        assert_eq!(messages[0]["result"]["isError"], false);
    }
}
