//! Retry and edit never do their work twice (FR-1230 to FR-1236).

use serde_json::{Value, json};

use super::{done, events, input, request, types};
use crate::{
    endpoint::{Endpoint, call},
    support::{Chat, Platform},
};

async fn titles(platform: &Platform) -> Vec<String> {
    let tasks = platform.tasks("ann").await;
    tasks.into_iter().map(|task| task.1).collect()
}

async fn retry(chat: &Chat<'_>, thread: &str, item: &Value) -> Vec<Value> {
    let params = json!({"thread_id": thread, "item_id": item});
    events(&chat.kit("ann", "threads.retry_after_item", params).await)
}

fn edit(thread: &str, item: &Value, text: &str) -> Value {
    json!({"type": "threads.add_user_message", "metadata": {"replaces": item},
        "params": {"thread_id": thread, "input": input(text)}})
}

/// FR-1230, FR-1231: "add milk", retry → one milk; the message keeps its name, and what it replaced is stored and hidden.
#[tokio::test]
async fn a_retry_leaves_one_milk() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    let (thread, first) = chat.create("ann", "add milk").await;
    let said = done(&first)[0].clone();
    for _ in 0..3 {
        let told = retry(&chat, &thread, &said["id"]).await;
        assert_eq!(
            types(&told)[..2],
            ["stream_options", "client_effect"],
            "{told:?}"
        );
        assert!(!types(&told).contains(&"thread.item.removed"));
        assert_eq!(titles(&platform).await, ["Milk"]);
        let items = chat.items("ann", &thread).await;
        assert_eq!(
            types(&items),
            ["user_message", "workflow", "assistant_message", "widget"]
        );
        assert_eq!(items[0]["id"], said["id"]);
        assert_eq!(items[1..], done(&told)[..]);
    }
    let path = format!("/api/conversations/{thread}");
    let shown = chat.call("ann", "GET", &path, None).await.json();
    assert_eq!(shown["messages"].as_array().unwrap().len(), 2);
    let export = chat
        .call("ann", "GET", &format!("{path}/export"), None)
        .await
        .json();
    assert_eq!(
        export["messages"].as_array().unwrap().len(),
        8,
        "replaced turns stay stored"
    );
    assert!(
        export["messages"][1]["receipts"].as_array().unwrap().len() >= 2,
        "with what was taken back"
    );
}

/// FR-1230, FR-1231: all that came behind the message goes with it.
#[tokio::test]
async fn a_retry_takes_back_what_came_behind() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    let (thread, first) = chat.create("ann", "add milk").await;
    chat.add("ann", &thread, "rename task 1 to oat milk").await;
    chat.add("ann", &thread, "add eggs").await;
    retry(&chat, &thread, &done(&first)[0]["id"]).await;
    assert_eq!(titles(&platform).await, ["Milk"]);
    assert_eq!(chat.items("ann", &thread).await.len(), 4);
}

/// FR-1232: edited to "add oat milk" → one task; the client is told what is gone.
#[tokio::test]
async fn an_edit_leaves_one_task() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    let (thread, first) = chat.create("ann", "add milk").await;
    let before = done(&first);
    let body = edit(&thread, &before[0]["id"], "add oat milk");
    let told = events(&chat.keyed("ann", "edit", body.clone()).await);
    assert_eq!(titles(&platform).await, ["Oat milk"]);
    let gone: Vec<&Value> = told
        .iter()
        .filter(|event| event["type"] == "thread.item.removed")
        .map(|event| &event["item_id"])
        .collect();
    let expected: Vec<&Value> = before.iter().map(|item| &item["id"]).collect();
    assert_eq!(gone, expected);
    assert_eq!(chat.items("ann", &thread).await, done(&told));
    // The same request again is the same turn.
    let again = events(&chat.keyed("ann", "edit", body).await);
    assert_eq!(done(&again), done(&told));
    assert_eq!(titles(&platform).await, ["Oat milk"]);
    // Where the client says nothing of it, it is another message.
    chat.add("ann", &thread, "add eggs").await;
    assert_eq!(titles(&platform).await, ["Oat milk", "Eggs"]);
}

/// The calls of a model that adds three tasks.
fn adds_three(endpoint: &Endpoint) {
    let three = json!({"tasks": [{"title": "Milk"}, {"title": "Bread"}, {"title": "Eggs"}]});
    endpoint.will_say(vec![call("add_task", &three)]);
    endpoint.will_say(vec![json!({"content": "They are on your list."})]);
}

/// A thread whose first turn cannot be undone whole: something newer builds on a part of it.
async fn built_upon(platform: &Platform, chat: &Chat<'_>, endpoint: &Endpoint) -> (String, Value) {
    adds_three(endpoint);
    let (thread, first) = chat.create("ann", "add milk, bread and eggs").await;
    let other = platform.chat(None);
    other.say("ann", None, "rename task 1 to oat milk").await;
    assert_eq!(titles(platform).await, ["Oat milk", "Bread", "Eggs"]);
    (thread, done(&first)[0].clone())
}

fn choose(thread: &str, question: &Value, option: usize) -> Value {
    let id = question["inputs"][0]["id"].as_str().unwrap();
    let value = &question["inputs"][0]["options"][option]["value"];
    json!({"thread_id": thread, "item_id": question["id"], "input": {"answers": {id: {"values": [value]}}}})
}

/// FR-1233, FR-1234: where undo is refused the person is asked, and nothing is done before they answered. Kept, all is as it was.
#[tokio::test]
async fn what_something_newer_builds_on_is_asked_about_and_kept() {
    let platform = Platform::start().await;
    let endpoint = Endpoint::default();
    let chat = platform.chat(Some(endpoint.start().await));
    let (thread, said) = built_upon(&platform, &chat, &endpoint).await;
    let before = titles(&platform).await;
    let shown = chat.items("ann", &thread).await;
    let asked = retry(&chat, &thread, &said["id"]).await;
    let question = done(&asked).last().unwrap().clone();
    assert_eq!(question["type"], "structured_input", "{asked:#?}");
    assert_eq!(titles(&platform).await, before);
    let params = choose(&thread, &question, 0);
    let told = events(
        &chat
            .kit("ann", "threads.add_structured_input", params)
            .await,
    );
    assert_eq!(titles(&platform).await, before);
    assert_eq!(chat.items("ann", &thread).await, shown, "{told:#?}");
    assert_eq!(done(&told), shown[1..]);
}

/// FR-1234: undone as far as possible, what is left stays, and the message is answered again.
#[tokio::test]
async fn what_can_be_undone_is_undone_when_the_person_says_so() {
    let platform = Platform::start().await;
    let endpoint = Endpoint::default();
    let chat = platform.chat(Some(endpoint.start().await));
    let (thread, said) = built_upon(&platform, &chat, &endpoint).await;
    let asked = retry(&chat, &thread, &said["id"]).await;
    let question = done(&asked).last().unwrap().clone();
    adds_three(&endpoint);
    let params = choose(&thread, &question, 1);
    let told = events(
        &chat
            .kit("ann", "threads.add_structured_input", params)
            .await,
    );
    let after = titles(&platform).await;
    assert_eq!(after, ["Oat milk", "Milk", "Bread", "Eggs"], "{told:#?}");
    let items = chat.items("ann", &thread).await;
    assert_eq!(items[0]["id"], said["id"]);
    assert!(!types(&items).contains(&"structured_input"));
}

/// FR-1235: only what a person said is answered again, and only where it is shown.
#[tokio::test]
async fn what_is_no_message_is_not_answered_again() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    let (thread, first) = chat.create("ann", "add milk").await;
    let items = done(&first);
    let (other, _) = chat.create("ann", "add eggs").await;
    for (thread, item, status) in [
        (&thread, items[1]["id"].clone(), 422),
        (&thread, items[3]["id"].clone(), 422),
        (&thread, json!("msg_x"), 404),
        (&thread, json!(format!("msg_{}", "0".repeat(32))), 404),
        (&other, items[0]["id"].clone(), 404),
    ] {
        let params = json!({"thread_id": thread, "item_id": item});
        let answer = chat.kit("ann", "threads.retry_after_item", params).await;
        assert_eq!(answer.status.as_u16(), status, "{item}: {}", answer.json());
    }
    assert_eq!(titles(&platform).await, ["Milk", "Eggs"]);
    let body = request(
        "threads.retry_after_item",
        json!({"thread_id": thread, "item_id": items[0]["id"]}),
    );
    let one = events(&chat.keyed("ann", "r", body.clone()).await);
    let two = events(&chat.keyed("ann", "r", body).await);
    assert_eq!(done(&one), done(&two));
    assert_eq!(titles(&platform).await, ["Eggs", "Milk"]);
}
