//! Conversations live in Postgres and belong to their owner (FR-302, FR-303).

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::Platform;

/// FR-302: each request meets a function that has never seen the conversation.
#[tokio::test]
async fn any_process_can_go_on_with_a_conversation() {
    let platform = Platform::start().await;
    let first = platform
        .chat(None)
        .say("ann", None, "Add a task to buy groceries")
        .await;
    let id = &first["conversation_id"];
    let second = platform
        .chat(None)
        .say("ann", Some(id), "mark it as complete")
        .await;
    assert_eq!(&second["conversation_id"], id);
    assert_eq!(
        platform.tasks("ann").await,
        [(1, "Buy groceries".to_owned(), true)]
    );
    let shown = platform
        .chat(None)
        .call(
            "ann",
            "GET",
            &format!("/api/conversations/{}", id.as_str().unwrap()),
            None,
        )
        .await
        .json();
    let roles: Vec<_> = shown["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| message["role"].clone())
        .collect();
    assert_eq!(roles, ["user", "assistant", "user", "assistant"]);
    assert_eq!(shown["messages"][1]["text"], first["response"]);
    assert_eq!(shown["messages"][1]["receipts"], first["receipts"]);
    assert_eq!(shown["messages"][1]["tool_calls"], first["tool_calls"]);
    assert_eq!(shown["title"], "Add a task to buy groceries");
}

/// FR-303, FR-407: somebody else's conversation is not there, in every operation.
#[tokio::test]
async fn a_strangers_conversation_is_not_there() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    let said = chat.say("ann", None, "Add a task to buy groceries").await;
    let id = said["conversation_id"].as_str().unwrap();
    let path = format!("/api/conversations/{id}");
    let export = format!("{path}/export");
    let reply = json!({"conversation_id": id, "message": "Show me all my tasks"});
    for (method, path, body) in [
        ("GET", path.as_str(), None),
        ("GET", export.as_str(), None),
        ("PATCH", path.as_str(), Some(json!({"title": "Mine"}))),
        ("DELETE", path.as_str(), None),
        ("POST", "/api/chat", Some(reply)),
    ] {
        let answer = chat.call("bob", method, path, body).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} {path}");
    }
    assert_eq!(
        chat.call("bob", "GET", "/api/conversations", None)
            .await
            .json(),
        json!({"conversations": []})
    );
    assert_eq!(
        chat.call("ann", "GET", &path, None).await.status,
        StatusCode::OK
    );
    assert_eq!(
        chat.call("ann", "DELETE", &path, None).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        chat.call("ann", "GET", &path, None).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(platform.tasks("ann").await.len(), 1, "the tasks stay");
}

/// FR-303: pages hold each conversation once, last used first.
#[tokio::test]
async fn conversations_are_listed_last_used_first() {
    let platform = Platform::start().await;
    let owner = platform.test_database.owner().await;
    owner
        .batch_execute(
            "insert into todo.conversation (user_id, id, title, updated_at)
             select 'ann', gen_random_uuid(), 'c' || n, now() - (n / 2) * interval '1 second' from generate_series(1, 120) n",
        )
        .await
        .unwrap();
    let chat = platform.chat(None);
    let mut seen: Vec<Value> = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = chat
            .call("ann", "GET", &format!("/api/conversations{cursor}"), None)
            .await
            .json();
        seen.extend(page["conversations"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next_cursor"].as_str() else {
            break;
        };
        cursor = format!("?cursor={next}");
    }
    assert_eq!(seen.len(), 120);
    let mut ids: Vec<_> = seen
        .iter()
        .map(|conversation| conversation["id"].to_string())
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 120, "each once");
    assert!(
        seen.windows(2)
            .all(|pair| pair[0]["updated_at"].as_str() >= pair[1]["updated_at"].as_str())
    );
}
