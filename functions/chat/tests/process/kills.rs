//! Killed and frozen at several points, a turn does each thing once, and tells it truly (FR-344, FR-345, FR-347).

use serde_json::{Value, json};

use crate::stage::{Stage, eventually};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Victim {
    Chat,
    Mcp,
    Postgres,
}

/// Points in a turn: at the n-th event of this name.
const POINTS: [(&str, usize); 5] = [
    ("turn", 1),
    ("tool_started", 1),
    ("tool_finished", 1),
    ("tool_started", 2),
    ("tool_finished", 3),
];

async fn kills(victim: Victim) {
    let stage = Stage::start().await;
    for (number, (event, nth)) in POINTS.into_iter().enumerate() {
        let (user, key) = (format!("ann{number}"), format!("key{number}"));
        let body = json!({"message": "add a and b, then complete a"});
        let mut chat = stage.chat().await;
        let mut events = stage.stream(&chat, &user, &key, &body).await;
        events.until(event, nth).await;
        match victim {
            Victim::Chat => {
                chat.signal("KILL");
                drop(events);
                chat = stage.chat().await;
            }
            Victim::Mcp => stage.restart_mcp().await,
            Victim::Postgres => stage.end_sessions().await,
        }
        let answer = stage.say(&chat, &user, &key, &body).await;
        let conversation = answer["conversation_id"].as_str().unwrap();
        stage.is_told_truly(&chat, &user, conversation).await;
        if victim == Victim::Chat {
            assert_eq!(stage.tasks(&user).await, ["a ✓", "b"], "{event} {nth}");
            assert_eq!(answer["receipts"].as_array().unwrap().len(), 3, "{answer}");
            assert_eq!(
                answer["response"],
                "I will.\n\nBoth are there.\n\nAll done."
            );
        }
        let again = stage.say(&chat, &user, &key, &body).await;
        assert_eq!(again, answer, "word for word");
        let read = stage.read(&chat, &user, conversation).await;
        let messages = read["messages"].as_array().unwrap();
        assert_eq!(messages.len(), 2, "{read}");
        assert_eq!(messages[1]["text"], answer["response"]);
    }
}

/// FR-344.
#[tokio::test]
async fn a_killed_chat_is_taken_over() {
    kills(Victim::Chat).await;
}

/// FR-344.
#[tokio::test]
async fn a_killed_mcp_loses_and_doubles_nothing() {
    kills(Victim::Mcp).await;
}

/// FR-344.
#[tokio::test]
async fn ended_sessions_of_postgres_lose_and_double_nothing() {
    kills(Victim::Postgres).await;
}

/// FR-344: a process that was frozen while another one took its turn over changes nothing when it thaws, and says so.
#[tokio::test]
async fn a_frozen_chat_changes_nothing_later() {
    let stage = Stage::start().await;
    let (frozen, other) = (stage.chat().await, stage.chat().await);
    let body = json!({"message": "add a and b, then complete a"});
    stage.model.hold_at(2);
    let mut events = stage.stream(&frozen, "ann", "k", &body).await;
    events.until("tool_finished", 2).await;
    eventually("the model is silent", async || {
        stage.model.silent.load(std::sync::atomic::Ordering::SeqCst) == 1
    })
    .await;
    frozen.signal("STOP");
    // The one that is frozen has been answered by then, and would call.
    stage.model.release();
    let answer = stage.say(&other, "ann", "k", &body).await;
    assert_eq!(stage.tasks("ann").await, ["a ✓", "b"]);
    frozen.signal("CONT");
    let rest = events.rest().await;
    let (name, data) = rest.last().unwrap();
    assert_eq!(
        (name.as_str(), &data["code"]),
        ("error", &json!("replaced")),
        "{rest:?}"
    );
    assert_eq!(data["retryable"], json!(false));
    assert!(
        rest.iter()
            .all(|(name, _)| name != "tool_finished" && name != "done")
    );
    let conversation = answer["conversation_id"].as_str().unwrap();
    stage.is_told_truly(&other, "ann", conversation).await;
}

/// FR-345: another message of the conversation is refused while the process lives, and answered soon after its death.
#[tokio::test]
async fn a_dead_process_sets_its_conversation_free() {
    let stage = Stage::start().await;
    let (first, other) = (stage.chat().await, stage.chat().await);
    let said = stage
        .say(&other, "ann", "k0", &json!({"message": "hello"}))
        .await;
    let id = &said["conversation_id"];
    stage.model.hold_at(0);
    let body = json!({"conversation_id": id, "message": "add a and b"});
    let mut events = stage.stream(&first, "ann", "k1", &body).await;
    events.until("text", 1).await;
    let hello = json!({"conversation_id": id, "message": "hello"});
    for _ in 0..40 {
        // Longer than a process may be silent.
        let refused = stage
            .message(&other, "ann", "k2", &hello)
            .send()
            .await
            .unwrap();
        let status = refused.status();
        let problem: Value = refused.json().await.unwrap();
        assert_eq!(
            (status.as_u16(), &problem["type"]),
            (409, &json!("urn:todo-app:problem:turn-in-progress"))
        );
        tokio::time::sleep(std::time::Duration::from_millis(80)).await;
    }
    first.signal("KILL");
    let answer = stage.say(&other, "ann", "k2", &hello).await;
    assert_eq!(answer["response"], "Hello.");
    stage.model.release();
    // Whoever said it may still want its answer.
    let late = stage.say(&other, "ann", "k1", &body).await;
    assert_eq!(late["receipts"].as_array().unwrap().len(), 3, "{late}");
    stage
        .is_told_truly(&other, "ann", id.as_str().unwrap())
        .await;
}

/// FR-347: what a call did whose process died is told when the conversation is read, without anybody going on with the turn.
#[tokio::test]
async fn what_a_lost_call_did_is_told_when_the_conversation_is_read() {
    let stage = Stage::start().await;
    for round in 0..3 {
        let user = format!("ann{round}");
        let chat = stage.chat().await;
        let body = json!({"message": "add a and b"});
        let mut events = stage.stream(&chat, &user, "k", &body).await;
        let turn = events.until("turn", 1).await;
        events.until("tool_started", 1 + round % 2).await;
        chat.signal("KILL");
        let other = stage.chat().await;
        let conversation = turn["conversation_id"].as_str().unwrap();
        // It is over when it was dead for long enough; then nothing that is late happens any more.
        eventually("the turn is over", async || {
            stage.read(&other, &user, conversation).await;
            let sql = "select state from todo.turn where user_id = $1";
            let owner = stage.test.owner().await;
            owner
                .query_one(sql, &[&user])
                .await
                .unwrap()
                .get::<_, &str>(0)
                == "broken"
        })
        .await;
        stage.is_told_truly(&other, &user, conversation).await;
    }
}
