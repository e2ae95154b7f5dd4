//! Taking back what a conversation did, with the real tools behind it (FR-322, FR-325).

use serde_json::{Value, json};

use crate::support::Platform;

/// Everything about a user's tasks but the numbers of their last events, as text.
async fn export(platform: &Platform, user: &str) -> String {
    let owner = platform.test_database.owner().await;
    let sql = "select coalesce(jsonb_agg(to_jsonb(task) - 'sequence' - 'fold_sequence' order by id), '[]')::text from todo.task where user_id = $1";
    owner.query_one(sql, &[&user]).await.unwrap().get(0)
}

/// FR-322, FR-325: a bulk of 600 asks with its number, does all of it, says that it can be undone, and undone leaves
/// every byte as it was.
#[tokio::test]
async fn a_bulk_of_600_is_asked_about_done_and_taken_back() {
    let platform = Platform::start().await;
    let titles: Vec<String> = (1..=600)
        .map(|number| format!("Task number {number}"))
        .collect();
    platform
        .add(
            "ann",
            &titles.iter().map(String::as_str).collect::<Vec<_>>(),
        )
        .await;
    let before = export(&platform, "ann").await;
    for (sentence, question, done) in [
        (
            "complete all my tasks",
            "complete 600 pending tasks?",
            "Completed 600 tasks.",
        ),
        (
            "delete everything",
            "delete 600 tasks?",
            "Deleted 600 tasks.",
        ),
    ] {
        let asked = platform.chat(None).say("ann", None, sentence).await;
        assert!(
            asked["response"].as_str().unwrap().contains(question),
            "{}",
            asked["response"]
        );
        assert!(
            export(&platform, "ann").await == before,
            "{sentence}: asked, and done"
        );
        let id = &asked["conversation_id"];
        let answer = platform.chat(None).say("ann", Some(id), "yes").await;
        let response = answer["response"].as_str().unwrap();
        assert!(response.contains(done), "{response}");
        assert!(response.contains("undo"), "{response}");
        assert_eq!(answer["receipts"].as_array().unwrap().len(), 600);
        let undone = platform.chat(None).say("ann", Some(id), "undo").await;
        assert_eq!(
            undone["receipts"].as_array().unwrap().len(),
            600,
            "{}",
            undone["response"]
        );
        assert!(
            export(&platform, "ann").await == before,
            "{sentence}: not as it was"
        );
        platform.forget_writes("ann").await;
    }
}

/// FR-325: never what was done elsewhere; where something newer builds on it, it says what.
#[tokio::test]
async fn undo_takes_back_what_this_conversation_did() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    let done = chat.say("ann", None, "add buy milk").await;
    let id = &done["conversation_id"];
    // Elsewhere: another conversation, and the page.
    chat.say("ann", None, "add call mom").await;
    platform.add("ann", &["Pay rent"]).await;
    chat.say("ann", Some(id), "what's pending?").await;
    let undone = chat.say("ann", Some(id), "undo that").await;
    assert_eq!(undone["receipts"][0]["operation"], "deleted", "{undone}");
    assert_eq!(undone["receipts"][0]["task"]["title"], "Buy milk");
    let nothing = chat.say("ann", Some(id), "undo").await;
    assert_eq!(nothing["receipts"], json!([]));
    let titles: Vec<String> = platform
        .tasks("ann")
        .await
        .into_iter()
        .map(|task| task.1)
        .collect();
    assert_eq!(titles, ["Call mom", "Pay rent"]);

    let renamed = chat.say("ann", None, "rename task 2 to call dad").await;
    let id = &renamed["conversation_id"];
    chat.say("ann", None, "rename task 2 to call grandma").await;
    let refused = chat.say("ann", Some(id), "undo").await;
    assert_eq!(refused["receipts"], json!([]));
    let response = refused["response"].as_str().unwrap();
    assert!(
        response.contains("Task 2 was changed after that"),
        "{response}"
    );
}

/// FR-325: every answer and every message names its turn, by which all that the turn did can be taken back.
#[tokio::test]
async fn every_answer_carries_its_turn() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    let first = chat.say("ann", None, "add buy milk").await;
    let id = first["conversation_id"].as_str().unwrap();
    let second = chat
        .say("ann", Some(&first["conversation_id"]), "hello")
        .await;
    let request = chat.request(
        "ann",
        "POST",
        "/api/chat",
        Some(json!({"message": "add call mom"})),
        "text/event-stream",
    );
    let streamed = String::from_utf8(chat.send(request).await.body).unwrap();
    let done = streamed.rsplit("event: done\ndata: ").next().unwrap();
    let done: Value = serde_json::from_str(done.lines().next().unwrap()).unwrap();
    let owner = platform.test_database.owner().await;
    let sql = "select turn_id::text from todo.task_event order by sequence";
    let recorded: Vec<String> = owner
        .query(sql, &[])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert_eq!(
        recorded,
        [
            first["turn_id"].as_str().unwrap(),
            done["turn_id"].as_str().unwrap()
        ]
    );

    let path = format!("/api/conversations/{id}");
    let stored = chat.call("ann", "GET", &path, None).await.json();
    let turns: Vec<&Value> = stored["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| &message["turn_id"])
        .collect();
    let (one, two) = (&first["turn_id"], &second["turn_id"]);
    assert_eq!(turns, [one, one, two, two]);
}
