//! Stop means stop (FR-348 to FR-350).

use clock::{Ids, SystemIds};
use std::sync::atomic::Ordering;

use serde_json::{Value, json};
use shared::testing::Process;

use crate::stage::{Events, Stage, eventually};

/// A turn whose model is silent after both tasks were added; its stream, and what names it.
async fn silent(stage: &Stage, chat: &Process, user: &str) -> (Events, String, String) {
    stage.model.hold_at(2);
    let body = json!({"message": "add a and b, then complete a"});
    let mut events = stage.stream(chat, user, "k", &body).await;
    let turn = events.until("turn", 1).await;
    let name = |field: &str| turn[field].as_str().unwrap().to_owned();
    // The words of the step that is never recorded otherwise.
    while events.until("text", 1).await["delta"] != "\n\nHm. " {}
    (events, name("conversation_id"), name("turn_id"))
}

async fn hangs_up(stage: &Stage) {
    eventually("the model's connection is closed", async || {
        stage.model.silent.load(Ordering::SeqCst) == 0
    })
    .await;
}

/// FR-349, FR-350: at another process, while the model is silent.
#[tokio::test]
async fn a_stop_elsewhere_ends_the_turn() {
    let stage = Stage::start().await;
    let (here, there) = (stage.chat().await, stage.chat().await);
    let (events, conversation, turn) = silent(&stage, &here, "ann").await;
    let strange = stage.stop(&there, "bob", &conversation, None).await;
    assert_eq!(strange, 404);
    let other = SystemIds.next().to_string();
    assert_eq!(
        stage.stop(&there, "ann", &conversation, Some(&other)).await,
        204
    );
    assert_eq!(
        stage.model.silent.load(Ordering::SeqCst),
        1,
        "another turn's stop stops nothing"
    );
    assert_eq!(
        stage.stop(&there, "ann", &conversation, Some(&turn)).await,
        204
    );
    // It is free at once.
    let hello = json!({"conversation_id": conversation, "message": "hello"});
    let next = stage
        .message(&there, "ann", "k2", &hello)
        .send()
        .await
        .unwrap();
    assert_eq!(next.status(), 200);
    hangs_up(&stage).await;
    let rest = events.rest().await;
    let (name, done) = rest.last().unwrap();
    assert_eq!(
        (name.as_str(), &done["stopped"]),
        ("done", &json!(true)),
        "{rest:?}"
    );
    let words = "I will.\n\nHm. ";
    assert_eq!(done["response"], words);
    assert_eq!(done["receipts"].as_array().unwrap().len(), 2);
    assert!(rest.iter().all(|(name, _)| name != "tool_started"));

    let read = stage.read(&there, "ann", &conversation).await;
    let message = &read["messages"][1];
    assert_eq!(
        (&message["text"], &message["stopped"]),
        (&json!(words), &json!(true)),
        "{read}"
    );
    assert_eq!(
        message["usage"],
        json!({"input_tokens": 7, "output_tokens": 5})
    );
    stage.is_told_truly(&there, "ann", &conversation).await;
    let asked = stage.model.last_asked();
    assert!(asked.contains("stopped by the person"), "{asked}");
    // Nobody revives it.
    stage.model.release();
    let body = json!({"message": "add a and b, then complete a"});
    let replayed = stage.say(&here, "ann", "k", &body).await;
    assert_eq!(replayed, *done);
    assert_eq!(stage.tasks("ann").await, ["a", "b"]);
    assert_eq!(stage.stop(&there, "ann", &conversation, None).await, 204);
}

/// FR-348: whoever closes the stream stops the turn; the key goes on with it.
#[tokio::test]
async fn closing_the_stream_ends_the_turn() {
    let stage = Stage::start().await;
    let chat = stage.chat().await;
    let (events, conversation, _) = silent(&stage, &chat, "ann").await;
    drop(events);
    hangs_up(&stage).await;
    let hello = json!({"conversation_id": conversation, "message": "hello"});
    stage.say(&chat, "ann", "k2", &hello).await;
    eventually("what was said is kept", async || {
        let read = stage.read(&chat, "ann", &conversation).await;
        read["messages"][1]["text"] == "I will.\n\nHm. " && read["messages"][1]["stopped"] == true
    })
    .await;
    assert_eq!(stage.tasks("ann").await, ["a", "b"]);
    stage.model.release();
    let body = json!({"message": "add a and b, then complete a"});
    let answer = stage.say(&chat, "ann", "k", &body).await;
    assert_eq!(stage.tasks("ann").await, ["a ✓", "b"], "{answer}");
    assert_eq!(
        answer["response"],
        "I will.\n\nBoth are there.\n\nAll done."
    );
    stage.is_told_truly(&chat, "ann", &conversation).await;
}

/// FR-348: a caller of JSON that goes away does the same.
#[tokio::test]
async fn closing_a_json_request_ends_the_turn() {
    let stage = Stage::start().await;
    let chat = stage.chat().await;
    stage.model.hold_at(0);
    let body = json!({"message": "add a and b"});
    let request = stage.message(&chat, "ann", "k", &body).send();
    tokio::select! {
        answer = request => panic!("{answer:?}"),
        () = eventually("the model is asked", async || stage.model.silent.load(Ordering::SeqCst) == 1) => {}
    }
    hangs_up(&stage).await;
    eventually("the turn is over", async || {
        let sql = "select state from todo.turn";
        let owner = stage.test.owner().await;
        owner.query_one(sql, &[]).await.unwrap().get::<_, &str>(0) == "left"
    })
    .await;
    assert_eq!(stage.tasks("ann").await, [""; 0]);
}

/// FR-348: closed at any moment, no call starts afterwards, each effect is told once, and the conversation is free.
#[tokio::test]
async fn closed_at_any_moment_nothing_starts_afterwards() {
    let stage = Stage::start().await;
    let chat = stage.chat().await;
    let mut left: Vec<(String, String, Vec<String>)> = Vec::new();
    for round in 0..20_u64 {
        let user = format!("ann{round}");
        let body = json!({"message": "add a and b, then complete a"});
        let mut events = stage.stream(&chat, &user, "k", &body).await;
        let turn = events.until("turn", 1).await;
        for _ in 0..round % 10 {
            events.next().await;
        }
        // Moments between the events, too; which ones does not matter.
        tokio::time::sleep(std::time::Duration::from_millis(round * 7 % 13)).await;
        drop(events);
        let conversation = turn["conversation_id"].as_str().unwrap().to_owned();
        let hello = json!({"conversation_id": conversation, "message": "hello"});
        let answer: Value = stage.say(&chat, &user, "k2", &hello).await;
        assert_eq!(answer["response"], "Hello.");
        let tasks = stage.tasks(&user).await;
        left.push((user, conversation, tasks));
    }
    for (user, conversation, tasks) in left {
        assert_eq!(
            stage.tasks(&user).await,
            tasks,
            "{user}: nothing more was done"
        );
        eventually("the last result is recorded", async || {
            let calls = "select count(*) from todo.turn where user_id = $1 and state = 'running'";
            let owner = stage.test.owner().await;
            owner
                .query_one(calls, &[&user])
                .await
                .unwrap()
                .get::<_, i64>(0)
                == 0
        })
        .await;
        stage.is_told_truly(&chat, &user, &conversation).await;
    }
}

/// FR-352: an mcp that hangs is asked once more, and the turn ends honestly.
#[tokio::test]
async fn an_mcp_that_hangs_ends_the_turn_honestly() {
    let stage = Stage::start().await;
    let chat = stage.chat().await;
    let body = json!({"message": "add a and b"});
    stage.model.hold_at(0);
    let mut events = stage.stream(&chat, "ann", "k", &body).await;
    events.until("text", 1).await;
    stage.signal_mcp("STOP");
    stage.model.release();
    let rest = events.rest().await;
    let (name, done) = rest.last().unwrap();
    assert_eq!(name, "done", "{rest:?}");
    assert_eq!(done["receipts"], json!([]), "{done}");
    stage.signal_mcp("CONT");
    let conversation = done["conversation_id"].as_str().unwrap();
    eventually("what is done is told", async || {
        let read = stage.read(&chat, "ann", conversation).await;
        let receipts = read["messages"][1]["receipts"]
            .as_array()
            .map_or(0, Vec::len);
        receipts == stage.tasks("ann").await.len()
    })
    .await;
    stage.is_told_truly(&chat, "ann", conversation).await;
}

/// FR-351: a turn has its time.
#[tokio::test]
async fn a_turn_ends_in_its_time() {
    let stage = Stage::start().await;
    let chat = stage.chat_with(&[("CHAT_TURN_SECONDS", "5")]).await;
    stage.model.hold_at(0);
    let answer = stage
        .say(&chat, "ann", "k", &json!({"message": "add a and b"}))
        .await;
    let words = "Hm. \n\nI stopped after 5 seconds without finishing. Nothing was changed.";
    assert_eq!(answer["response"], words);
    hangs_up(&stage).await;
}
