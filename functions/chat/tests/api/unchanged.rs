//! How an answer tells how much was changed (FR-362).

use serde_json::json;

use crate::support::Platform;

/// FR-362: in the answer itself, and when the conversation is opened again.
#[tokio::test]
async fn an_answer_tells_that_nothing_was_changed_where_a_change_was_asked_for() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    for (said, changes, unchanged) in [
        ("Add a task to buy milk", 1, false),
        ("Delete the flight to Rome", 0, true),
        ("What's pending?", 0, false),
    ] {
        let done = chat.say("ann", None, said).await;
        assert_eq!(
            (&done["changes"], &done["unchanged"]),
            (&json!(changes), &json!(unchanged)),
            "{said}: {done}"
        );
        assert!(done["turn_id"].is_string());
        let id = done["conversation_id"].as_str().unwrap();
        let path = format!("/api/conversations/{id}");
        let opened = chat.call("ann", "GET", &path, None).await.json();
        let answer = &opened["messages"][1];
        let told = answer["unchanged"].as_bool().unwrap_or_default();
        assert_eq!(told, unchanged, "{said}: {answer}");
    }
}
