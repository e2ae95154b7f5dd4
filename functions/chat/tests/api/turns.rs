//! How a turn runs: its forms, its lock, its end (FR-301, FR-306 to FR-309).

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::Platform;

/// FR-301: the streamed events add up to the answer, and `done` is that answer.
#[tokio::test]
async fn the_stream_adds_up_to_the_answer() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    let body = json!({"message": "Add a task to buy groceries"});
    let answer = chat
        .send(chat.request("ann", "POST", "/api/chat", Some(body), "text/event-stream"))
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(
        answer.headers["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/event-stream")
    );
    let events = answer.events();
    let (last, done) = events.last().unwrap();
    assert_eq!(last, "done");
    let of = |wanted: &str| {
        events
            .iter()
            .filter(|(name, _)| name == wanted)
            .map(|(_, data)| data.clone())
            .collect::<Vec<_>>()
    };
    let text: String = of("text")
        .iter()
        .map(|data| data["delta"].as_str().unwrap())
        .collect();
    assert_eq!(done["response"], text);
    assert_eq!(done["receipts"], Value::from(of("receipt")));
    let started = &of("tool_started")[0];
    assert_eq!(
        (&started["name"], &started["id"]),
        (&json!("add_task"), &done["tool_calls"][0]["id"])
    );
    let finished = &of("tool_finished")[0];
    assert_eq!(
        (&finished["id"], &finished["result"]),
        (&started["id"], &done["tool_calls"][0]["result"])
    );
    assert_eq!(done["receipts"][0]["operation"], "created");
    assert_eq!(done["receipts"][0]["task"]["title"], "Buy groceries");
    assert!(done["conversation_id"].is_string());
}

/// FR-301: the first byte leaves before the database is asked, which here is away.
#[tokio::test]
async fn the_first_byte_waits_for_nothing() {
    let platform = Platform::start().await;
    let mut database = platform.test_database.config();
    database.postgres = "postgres://todo@127.0.0.1:1/todo?sslmode=disable"
        .parse()
        .unwrap();
    let chat = platform.chat_with(&platform.mcp_url, database, None);
    let request = chat.request(
        "ann",
        "POST",
        "/api/chat",
        Some(json!({"message": "hello"})),
        "text/event-stream",
    );
    let answer = chat.send(request).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.starts_with(b": open"));
    let events = answer.events();
    assert_eq!(events.len(), 1);
    assert_eq!(
        (
            events[0].0.as_str(),
            &events[0].1["code"],
            &events[0].1["retryable"]
        ),
        ("error", &json!("unavailable"), &json!(true))
    );
    let whole = chat
        .call(
            "ann",
            "POST",
            "/api/chat",
            Some(json!({"message": "hello"})),
        )
        .await;
    assert_eq!(whole.status, StatusCode::SERVICE_UNAVAILABLE);
}

/// FR-306: replies stand before the results of their tools, and each turn's entries in order.
#[tokio::test]
async fn replies_are_stored_before_results() {
    let platform = Platform::start().await;
    platform
        .chat(None)
        .say("ann", None, "Add a task to buy groceries")
        .await;
    let owner = platform.test_database.owner().await;
    let rows = owner
        .query(
            "select entry ->> 'role' from todo.message order by position",
            &[],
        )
        .await
        .unwrap();
    let roles: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(roles, ["user", "assistant", "tool", "assistant"]);
}

/// FR-307: an mcp function that cannot be reached is told to the person, not a 500.
#[tokio::test]
async fn an_unreachable_mcp_is_said_plainly() {
    let platform = Platform::start().await;
    let chat = platform.chat_with(
        "http://127.0.0.1:1/mcp",
        platform.test_database.config(),
        None,
    );
    let answer = chat.say("ann", None, "Add a task to buy groceries").await;
    assert_eq!(answer["tool_calls"][0]["error"]["code"], "unreachable");
    assert_eq!(answer["receipts"], json!([]));
    assert!(!answer["response"].as_str().unwrap().is_empty());
    assert_eq!(platform.tasks("ann").await, []);
}

/// FR-270: a tool's answer that is lost is asked for again, and the task is there once.
#[tokio::test]
async fn a_lost_answer_of_a_tool_comes_again() {
    let platform = Platform::start().await;
    let gate = platform.losing(2).await;
    let chat = platform.chat_with(&gate.url, platform.test_database.config(), None);
    let answer = chat.say("ann", None, "Add a task to buy groceries").await;
    assert_eq!(
        answer["receipts"][0]["task"]["title"], "Buy groceries",
        "{answer}"
    );
    assert_eq!(gate.lost(), 2);
    let expected = (1, "Buy groceries".to_owned(), false);
    assert_eq!(platform.tasks("ann").await, [expected]);
}

/// FR-308: a second message meets 409 while the first is answered; a turn that died is taken over after 10 s.
#[tokio::test]
async fn one_turn_at_a_time_and_a_dead_one_is_taken_over() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    let said = chat.say("ann", None, "Add a task to buy groceries").await;
    let id = &said["conversation_id"];
    let owner = platform.test_database.owner().await;
    let hold = "update todo.conversation set turn_id = gen_random_uuid(), turn_heartbeat_at = now() - $1::text::interval";
    owner.execute(hold, &[&"9 seconds"]).await.unwrap();
    let body = json!({"conversation_id": id, "message": "Show me all my tasks"});
    let refused = chat
        .call("ann", "POST", "/api/chat", Some(body.clone()))
        .await;
    assert_eq!(
        (refused.status, &refused.json()["type"]),
        (
            StatusCode::CONFLICT,
            &json!("urn:todo-app:problem:turn-in-progress")
        )
    );
    assert!(refused.headers.contains_key("retry-after"));
    owner.execute(hold, &[&"11 seconds"]).await.unwrap();
    assert_eq!(
        chat.call("ann", "POST", "/api/chat", Some(body))
            .await
            .status,
        StatusCode::OK
    );
    let messages = "select count(*) from todo.message where entry ->> 'role' = 'user'";
    assert_eq!(
        owner
            .query_one(messages, &[])
            .await
            .unwrap()
            .get::<_, i64>(0),
        2,
        "the refused message is not stored"
    );
}

/// FR-309: a reader that goes away leaves a conversation that is whole and free.
#[tokio::test]
async fn a_reader_that_goes_away_leaves_a_free_conversation() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    let body = json!({"message": "Add a task to buy groceries"});
    let request = chat.request("ann", "POST", "/api/chat", Some(body), "text/event-stream");
    let frames = chat.send_and_leave(request, 1).await;
    assert!(frames[0].starts_with(": open"));
    let owner = platform.test_database.owner().await;
    let free = "select count(*) from todo.conversation where turn_id is null";
    let mut attempts = 0;
    while owner.query_one(free, &[]).await.unwrap().get::<_, i64>(0) == 0 {
        attempts += 1;
        assert!(attempts < 100, "the conversation is free soon");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let results = "select count(*) from todo.message where entry ->> 'role' = 'tool'";
    let results: i64 = owner.query_one(results, &[]).await.unwrap().get(0);
    assert_eq!(
        usize::try_from(results).unwrap(),
        platform.tasks("ann").await.len(),
        "what was done is recorded"
    );
}
