//! What people say to the built-in model, with the real tools behind it (FR-312 to FR-315).

use serde_json::{Value, json};

use crate::support::{Chat, Platform};

/// FR-312: the sentences of the specification, each in several spellings.
#[tokio::test]
async fn the_main_sentences_do_what_they_say() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    let added = chat.say("ann", None, "Add a task to buy groceries").await;
    assert_eq!(added["tool_calls"][0]["name"], "add_task");
    assert_eq!(
        platform.tasks("ann").await,
        [(1, "Buy groceries".to_owned(), false)]
    );
    chat.say("ann", None, "I NEED TO REMEMBER TO PAY BILLS")
        .await;
    chat.say("ann", None, "please add a task to plan the team meeting.")
        .await;
    assert_eq!(platform.tasks("ann").await[1].1.to_lowercase(), "pay bills");

    chat.say("ann", None, "Change task 1 to 'Call mom tonight'")
        .await;
    assert_eq!(platform.tasks("ann").await[0].1, "Call mom tonight");
    chat.say("ann", None, "change Task #1 to “Call mom tomorrow”")
        .await;
    assert_eq!(platform.tasks("ann").await[0].1, "Call mom tomorrow");

    let done = chat.say("ann", None, "mark task 2 as complete").await;
    assert_eq!(
        (
            &done["receipts"][0]["operation"],
            &done["receipts"][0]["task"]["id"]
        ),
        (&json!("completed"), &json!(2))
    );
    let all = chat.say("ann", None, "Show me all my tasks").await["response"]
        .as_str()
        .unwrap()
        .to_lowercase();
    for title in ["call mom tomorrow", "pay bills", "plan the team meeting"] {
        assert!(all.contains(title), "{all}");
    }
    let pending = chat.say("ann", None, "what's pending?").await["response"]
        .as_str()
        .unwrap()
        .to_lowercase();
    assert!(
        pending.contains("call mom") && !pending.contains("pay bills"),
        "{pending}"
    );
    let completed = chat.say("ann", None, "What have I completed?").await["response"]
        .as_str()
        .unwrap()
        .to_lowercase();
    assert!(
        completed.contains("pay bills") && !completed.contains("call mom"),
        "{completed}"
    );

    let deleted = chat.say("ann", None, "Delete the meeting task").await;
    let names: Vec<_> = calls(&deleted);
    let (last, before) = names.split_last().unwrap();
    assert_eq!(*last, "delete_task");
    assert!(!before.is_empty(), "lists first");
    assert!(before.iter().all(|name| *name == "list_tasks"), "{names:?}");
    assert_eq!(platform.tasks("ann").await.len(), 2);
    let nothing = chat.say("ann", None, "Mark task 99 as complete").await;
    assert_eq!(nothing["receipts"], json!([]));
    assert!(nothing["response"].as_str().unwrap().contains("99"));
}

/// FR-313: two match, nothing happens, the person chooses, in each of the ways that people answer.
#[tokio::test]
async fn two_matches_are_asked_about() {
    for answer in ["option", "number", "words"] {
        let platform = Platform::start().await;
        platform
            .add("ann", &["Team meeting", "Buy milk", "Meeting with Sam"])
            .await;
        let chat = platform.chat(None);
        let asked = chat.say("ann", None, "Delete the meeting task").await;
        let question = &asked["question"];
        assert_eq!(platform.tasks("ann").await.len(), 3, "nothing is changed");
        let values: Vec<_> = question["options"]
            .as_array()
            .unwrap()
            .iter()
            .map(|option| option["value"].clone())
            .collect();
        assert_eq!(values, ["1", "3"]);
        let id = &asked["conversation_id"];
        let chat = platform.chat(None);
        let done = match answer {
            "option" => by_option(&chat, id, question, "3").await,
            "number" => chat.say("ann", Some(id), "3").await,
            _ => chat.say("ann", Some(id), "the one with Sam").await,
        };
        assert_eq!(
            done["receipts"][0]["operation"], "deleted",
            "{answer}: {done}"
        );
        let left: Vec<_> = platform
            .tasks("ann")
            .await
            .into_iter()
            .map(|task| task.0)
            .collect();
        assert_eq!(left, [1, 2], "{answer}");
    }
}

async fn by_option(chat: &Chat<'_>, conversation: &Value, question: &Value, value: &str) -> Value {
    let body = json!({"conversation_id": conversation, "answer": {"id": question["id"], "values": [value]}});
    chat.call("ann", "POST", "/api/chat", Some(body))
        .await
        .json()
}

/// FR-314, FR-315: no tool, no claim.
#[tokio::test]
async fn what_is_not_understood_is_said_and_changes_nothing() {
    let platform = Platform::start().await;
    platform.add("ann", &["Team meeting"]).await;
    let chat = platform.chat(None);
    for words in [
        "What is the capital of France?",
        "asdf qwer",
        "😀",
        "delete the dentist task",
        "'; drop table task; --",
    ] {
        let answer = chat.say("ann", None, words).await;
        assert_eq!(answer["receipts"], json!([]), "{words}");
        let response = answer["response"].as_str().unwrap().to_lowercase();
        assert!(!response.is_empty());
        for claim in ["deleted ", "added task", "is done"] {
            assert!(!response.contains(claim), "{words}: {response}");
        }
    }
    assert_eq!(platform.tasks("ann").await.len(), 1);
}

/// FR-407: the agent of one user meets nothing of another's.
#[tokio::test]
async fn the_agent_sees_only_its_users_tasks() {
    let platform = Platform::start().await;
    platform.add("ann", &["Ann's secret meeting"]).await;
    let chat = platform.chat(None);
    for words in [
        "Show me all my tasks",
        "Delete the meeting task",
        "Mark task 1 as complete",
        "Change task 1 to 'Mine'",
    ] {
        let answer = chat.say("bob", None, words).await;
        assert!(!answer.to_string().contains("secret"), "{words}");
        assert_eq!(answer["receipts"], json!([]), "{words}");
    }
    assert_eq!(
        platform.tasks("ann").await,
        [(1, "Ann's secret meeting".to_owned(), false)]
    );
}

fn calls(answer: &Value) -> Vec<&str> {
    answer["tool_calls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|call| call["name"].as_str().unwrap())
        .collect()
}
