//! A key names a turn (FR-343, FR-344).

use serde_json::json;

use crate::stage::Stage;

/// FR-343: a finished turn is given again word for word, whole and streamed, at any process; another message under the key is
/// refused.
#[tokio::test]
async fn a_finished_turn_is_given_again() {
    let stage = Stage::start().await;
    let (one, two) = (stage.chat().await, stage.chat().await);
    let body = json!({"message": "add a and b, then complete a"});
    let first = stage.stream(&one, "ann", "k", &body).await.rest().await;
    let again = stage.stream(&two, "ann", "k", &body).await.rest().await;
    let (name, done) = first.last().unwrap();
    assert_eq!(name, "done");
    assert_eq!(again.last(), first.last());
    assert_eq!(stage.say(&two, "ann", "k", &body).await, *done);
    let joined = |events: &[(String, serde_json::Value)]| -> String {
        let texts = events.iter().filter(|(name, _)| name == "text");
        texts
            .map(|(_, data)| data["delta"].as_str().unwrap())
            .collect()
    };
    assert_eq!(joined(&again), joined(&first));
    let others = |events: &[(String, serde_json::Value)]| {
        let others = events.iter().filter(|(name, _)| name != "text");
        others.cloned().collect::<Vec<_>>()
    };
    assert_eq!(others(&again), others(&first));
    let (name, turn) = &first[0];
    assert_eq!(name, "turn");
    assert_eq!(
        (&turn["conversation_id"], &turn["turn_id"], &turn["attempt"]),
        (&done["conversation_id"], &done["turn_id"], &json!(1))
    );
    assert_eq!(stage.tasks("ann").await, ["a ✓", "b"]);

    let other = json!({"message": "something else"});
    let refused = stage
        .message(&one, "ann", "k", &other)
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), 422);
    let bad = stage
        .message(&one, "ann", "a b", &body)
        .send()
        .await
        .unwrap();
    assert_eq!(bad.status(), 400);
    // Another person's key is another key.
    stage.say(&one, "bob", "k", &body).await;
    assert_eq!(stage.tasks("bob").await, ["a ✓", "b"]);
}

/// FR-343: the same message twice at once, at two processes, and a third time while it runs: one turn, whose newest attempt is
/// answered.
#[tokio::test]
async fn a_key_that_is_sent_twice_at_once_is_one_turn() {
    let stage = Stage::start().await;
    let (one, two) = (stage.chat().await, stage.chat().await);
    for round in 0..4 {
        let user = format!("ann{round}");
        let body = json!({"message": "add a and b, then complete a"});
        let (first, second) = tokio::join!(
            async { stage.stream(&one, &user, "k", &body).await.rest().await },
            async { stage.stream(&two, &user, "k", &body).await.rest().await },
        );
        let ends = [&first, &second].map(|events| {
            let (name, data) = events.last().unwrap();
            (name.as_str(), data["code"].as_str())
        });
        assert!(ends.contains(&("done", None)), "{ends:?}");
        for end in ends {
            assert!(
                matches!(end, ("done", None) | ("error", Some("replaced"))),
                "{ends:?}"
            );
        }
        let answer = stage.say(&one, &user, "k", &body).await;
        assert_eq!(stage.tasks(&user).await, ["a ✓", "b"]);
        let conversation = answer["conversation_id"].as_str().unwrap();
        stage.is_told_truly(&two, &user, conversation).await;
        let conversations = "select count(*) from todo.conversation where user_id = $1";
        let owner = stage.test.owner().await;
        let conversations: i64 = owner
            .query_one(conversations, &[&user])
            .await
            .unwrap()
            .get(0);
        assert_eq!(conversations, 1);
    }
}

/// FR-343: a turn that runs is taken over at once, in the same process too; the older stream ends with `replaced`.
#[tokio::test]
async fn a_running_turn_is_taken_over_at_once() {
    let stage = Stage::start().await;
    let chat = stage.chat().await;
    let body = json!({"message": "add a and b, then complete a"});
    stage.model.hold_at(2);
    let mut older = stage.stream(&chat, "ann", "k", &body).await;
    older.until("tool_finished", 2).await;
    let mut newer = stage.stream(&chat, "ann", "k", &body).await;
    assert_eq!(newer.until("turn", 1).await["attempt"], 2);
    let rest = older.rest().await;
    let (name, data) = rest.last().unwrap();
    assert_eq!(
        (name.as_str(), &data["code"]),
        ("error", &json!("replaced")),
        "{rest:?}"
    );
    stage.model.release();
    let rest = newer.rest().await;
    assert_eq!(rest.last().unwrap().0, "done");
    assert_eq!(stage.tasks("ann").await, ["a ✓", "b"]);
    assert_eq!(
        rest.last().unwrap().1["receipts"].as_array().unwrap().len(),
        3
    );
}
