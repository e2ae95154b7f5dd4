//! Turns of the ChatKit protocol that are killed, left and stopped (FR-1236, FR-1240 to FR-1245).

use std::sync::atomic::Ordering;

use futures::StreamExt;
use serde_json::{Value, json};
use shared::testing::Process;

use crate::stage::{Stage, eventually};

const WORDS: &str = "add a and b, then complete a";

fn request(kind: &str, mut params: Value, text: Option<&str>) -> Value {
    if let Some(text) = text {
        params["input"] = json!({"content": [{"type": "input_text", "text": text}], "attachments": [], "inference_options": {}});
    }
    let mut body = json!({ "type": kind });
    body["params"] = params;
    body
}

/// The events of a whole stream, once the platform gives one.
async fn whole(stage: &Stage, chat: &Process, key: Option<&str>, body: &Value) -> Vec<Value> {
    let mut events = Vec::new();
    eventually("an answer", async || {
        let answer = stage.kit(chat, "ann", key, body).send().await.unwrap();
        let is_there = answer.status() == 200;
        let text = answer.text().await.unwrap();
        if is_there {
            let frames = text.split_terminator("\n\n");
            events = frames
                .map(|frame| serde_json::from_str(frame.strip_prefix("data: ").unwrap()).unwrap())
                .collect();
        }
        is_there
    })
    .await;
    events
}

/// Begins a turn, and leaves it when the model is silent.
async fn left(stage: &Stage, chat: &Process, key: Option<&str>) -> String {
    stage.model.hold_at(2);
    let body = request("threads.create", json!({}), Some(WORDS));
    let answer = stage.kit(chat, "ann", key, &body).send().await.unwrap();
    let mut pieces = answer.bytes_stream();
    let first = String::from_utf8(pieces.next().await.unwrap().unwrap().to_vec()).unwrap();
    let created: Value = serde_json::from_str(
        first
            .lines()
            .next()
            .unwrap()
            .strip_prefix("data: ")
            .unwrap(),
    )
    .unwrap();
    eventually("the model is silent", async || {
        stage.model.silent.load(Ordering::SeqCst) == 1
    })
    .await;
    drop(pieces);
    eventually("its connection is closed", async || {
        stage.model.silent.load(Ordering::SeqCst) == 0
    })
    .await;
    created["thread"]["id"].as_str().unwrap().to_owned()
}

async fn state(stage: &Stage) -> String {
    let sql = "select state from todo.turn order by created_at limit 1";
    stage
        .test
        .owner()
        .await
        .query_one(sql, &[])
        .await
        .unwrap()
        .get(0)
}

/// FR-1236: killed between taking back and answering, a retry leaves what it would have left alone.
#[tokio::test]
async fn a_retry_that_is_killed_after_taking_back_does_its_work_once() {
    let stage = Stage::start().await;
    let chat = stage.chat().await;
    let body = request("threads.create", json!({}), Some(WORDS));
    let first = whole(&stage, &chat, Some("k"), &body).await;
    assert_eq!(stage.tasks("ann").await, ["a ✓", "b"]);
    let (thread, said) = (&first[0]["thread"]["id"], &first[1]["item"]["id"]);
    stage.model.hold_at(0);
    let retry = request(
        "threads.retry_after_item",
        json!({"thread_id": thread, "item_id": said}),
        None,
    );
    let answer = stage
        .kit(&chat, "ann", Some("r"), &retry)
        .send()
        .await
        .unwrap();
    eventually("the model is asked again", async || {
        stage.model.silent.load(Ordering::SeqCst) == 1
    })
    .await;
    assert!(stage.tasks("ann").await.is_empty(), "taken back first");
    chat.signal("KILL");
    drop(answer);
    stage.model.release();
    let chat = stage.chat().await;
    let told = whole(&stage, &chat, Some("r"), &retry).await;
    assert_eq!(stage.tasks("ann").await, ["a", "b"]);
    let again = whole(&stage, &chat, Some("r"), &retry).await;
    assert_eq!(again.last(), told.last());
    assert_eq!(stage.tasks("ann").await, ["a", "b"]);
    let undone = "select count(*) from todo.task_event where undoes is not null";
    let undone: i64 = stage
        .test
        .owner()
        .await
        .query_one(undone, &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(undone, 3, "each change taken back once");
}

/// FR-1240, FR-1241, FR-1242, FR-1245: a named turn is parked by a closed stream and goes on under its key, for 10 minutes.
#[tokio::test]
async fn a_named_turn_is_parked_for_ten_minutes() {
    let stage = Stage::start().await;
    let chat = stage.chat().await;
    let thread = left(&stage, &chat, Some("k")).await;
    eventually("it is parked", async || state(&stage).await == "left").await;
    // The next turn is told.
    let hello = request(
        "threads.add_user_message",
        json!({"thread_id": thread}),
        Some("hello"),
    );
    whole(&stage, &chat, None, &hello).await;
    let asked = stage.model.last_asked();
    assert!(asked.contains("the connection was lost here"), "{asked}");
    assert_eq!(stage.tasks("ann").await, ["a", "b"]);
    let owner = stage.test.owner().await;
    let age = |minutes: u32| {
        format!(
            "update todo.turn set ended_at = now() - interval '{minutes} minutes' where state = 'left'"
        )
    };
    owner.batch_execute(&age(11)).await.unwrap();
    stage.model.release();
    let body = request("threads.create", json!({}), Some(WORDS));
    whole(&stage, &chat, Some("k"), &body).await;
    assert_eq!(stage.tasks("ann").await, ["a", "b"], "too late");
    owner.batch_execute(&age(9)).await.unwrap();
    let told = whole(&stage, &chat, Some("k"), &body).await;
    assert_eq!(told[0]["thread"]["id"], json!(thread));
    assert_eq!(stage.tasks("ann").await, ["a ✓", "b"]);
    // The same turn at the other door.
    let answer = stage
        .say(&chat, "ann", "k", &json!({"message": WORDS}))
        .await;
    assert_eq!(
        (
            &answer["conversation_id"],
            &answer["receipts"].as_array().unwrap().len()
        ),
        (&json!(thread), &3)
    );
}

/// FR-1240, FR-1242: for a client that cannot name its turn, a closed stream is Stop.
#[tokio::test]
async fn an_unnamed_turn_is_stopped_by_a_closed_stream() {
    let stage = Stage::start().await;
    let chat = stage.chat().await;
    let thread = left(&stage, &chat, None).await;
    eventually("it is stopped", async || state(&stage).await == "stopped").await;
    stage.model.release();
    let hello = request(
        "threads.add_user_message",
        json!({"thread_id": thread}),
        Some("hello"),
    );
    whole(&stage, &chat, None, &hello).await;
    assert_eq!(stage.tasks("ann").await, ["a", "b"]);
    let asked = stage.model.last_asked();
    assert!(asked.contains("stopped by the person"), "{asked}");
}
