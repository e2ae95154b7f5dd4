//! Stored questions as structured input (FR-1209).

use serde_json::{Value, json};

use super::{done, events, request, types};
use crate::support::{Chat, Platform};

/// A thread in which the agent asks which of two tasks is meant.
async fn asked(chat: &Chat<'_>, platform: &Platform) -> (String, Value) {
    platform
        .add("ann", &["Meeting with Bob", "Meeting with Eve"])
        .await;
    let (thread, told) = chat.create("ann", "delete the meeting task").await;
    let items = done(&told);
    let question = items.last().unwrap().clone();
    assert_eq!(question["type"], "structured_input", "{items:#?}");
    assert_eq!(question["status"], "pending");
    assert_eq!(chat.items("ann", &thread).await, items);
    (thread, question)
}

fn answer(thread: &str, question: &Value, value: &Value) -> Value {
    let id = question["inputs"][0]["id"].as_str().unwrap();
    json!({"thread_id": thread, "item_id": question["id"],
        "input": {"status": "answered", "answers": {id: {"values": [value]}}}})
}

/// FR-1209: what is chosen is done, exactly where the turn was left, and the question shows it.
#[tokio::test]
async fn a_question_is_answered_by_its_options() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    let (thread, question) = asked(&chat, &platform).await;
    let option = &question["inputs"][0]["options"][1]["value"];
    let params = answer(&thread, &question, option);
    let told = events(
        &chat
            .kit("ann", "threads.add_structured_input", params.clone())
            .await,
    );
    assert_eq!(
        types(&told)[..2],
        ["stream_options", "thread.item.replaced"]
    );
    assert_eq!(told[1]["item"]["status"], "answered");
    assert_eq!(
        told[1]["item"]["inputs"][0]["answer"]["values"],
        json!([option])
    );
    let items = chat.items("ann", &thread).await;
    assert!(items.contains(&told[1]["item"]), "{items:#?}");
    // No message of the person stands for it.
    let said = items.iter().filter(|item| item["type"] == "user_message");
    assert_eq!(said.count(), 1);
    let again = chat
        .kit("ann", "threads.add_structured_input", params)
        .await;
    assert_eq!(again.status.as_u16(), 409);
    assert_eq!(again.json()["type"], "urn:todo-app:problem:not-pending");
}

/// FR-1209: skipped, nothing is done.
#[tokio::test]
async fn a_question_that_is_skipped_changes_nothing() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    let (thread, question) = asked(&chat, &platform).await;
    let params =
        json!({"thread_id": thread, "item_id": question["id"], "input": {"status": "skipped"}});
    let told = events(
        &chat
            .kit("ann", "threads.add_structured_input", params)
            .await,
    );
    assert_eq!(told[1]["item"]["status"], "skipped");
    assert_eq!(platform.tasks("ann").await.len(), 2);
    assert!(chat.items("ann", &thread).await.contains(&told[1]["item"]));
}

/// FR-1209: the same answer under its key goes on, or is told again; words of one's own are a message.
#[tokio::test]
async fn an_answer_comes_once_and_words_are_a_message() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    let (thread, question) = asked(&chat, &platform).await;
    let params = answer(
        &thread,
        &question,
        &question["inputs"][0]["options"][0]["value"],
    );
    let body = request("threads.add_structured_input", params);
    let first = done(&events(&chat.keyed("ann", "k", body.clone()).await));
    let second = done(&events(&chat.keyed("ann", "k", body).await));
    assert_eq!(first, second);

    let (thread, told) = chat.create("ann", "delete the meeting task").await;
    if let Some(question) = done(&told)
        .last()
        .filter(|item| item["type"] == "structured_input")
    {
        let params = answer(&thread, question, &json!("what's pending?"));
        let told = events(
            &chat
                .kit("ann", "threads.add_structured_input", params)
                .await,
        );
        assert_eq!(types(&told)[0], "thread.item.done", "{told:?}");
        assert_eq!(
            chat.items("ann", &thread)
                .await
                .iter()
                .filter(|item| item["type"] == "user_message")
                .count(),
            2
        );
    }
}
