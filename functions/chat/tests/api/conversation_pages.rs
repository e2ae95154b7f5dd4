//! Conversations in pages: what was said, what is found, and what a person does with them (FR-380 to FR-386).

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use serde_json::{Value, json};

use crate::support::{Answer, Chat, Platform};

const ID: &str = "01890000-0000-7000-8000-000000000001";

/// A conversation of so many turns, each a message, a call with a result of so many bytes, and an answer.
async fn conversation(platform: &Platform, turns: i32, bytes: i32) {
    let owner = platform.test_database.owner().await;
    let statement = "with new as (
          insert into todo.conversation (user_id, id, title) values ('ann', $1::text::uuid, 'Groceries') returning id
        )
        insert into todo.message (user_id, conversation_id, position, turn_id, entry)
        select 'ann', new.id, turn * 4 + step, ('01890000-0000-7000-9000-' || lpad(turn::text, 12, '0'))::uuid,
          case step
            when 1 then jsonb_build_object('role', 'user', 'text', 'Question ' || turn)
            when 2 then jsonb_build_object('role', 'assistant', 'tool_calls', jsonb_build_array(
              jsonb_build_object('id', 'c' || turn, 'name', 'list_tasks', 'arguments', '{}'::jsonb)))
            when 3 then jsonb_build_object('role', 'tool', 'call_id', 'c' || turn, 'name', 'list_tasks',
              'result', jsonb_build_object('text', repeat('x', $3)))
            else jsonb_build_object('role', 'assistant', 'text', 'Answer ' || turn)
          end
        from new, generate_series(0, $2 - 1) as turn, generate_series(1, 4) as step";
    owner
        .execute(statement, &[&ID, &turns, &bytes])
        .await
        .unwrap();
}

async fn get(chat: &Chat<'_>, path: &str) -> Value {
    let answer = chat.call("ann", "GET", path, None).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.json());
    answer.json()
}

fn texts(page: &Value) -> Vec<String> {
    let messages = page["messages"].as_array().unwrap();
    let text = |message: &Value| message["text"].as_str().unwrap().to_owned();
    messages.iter().map(text).collect()
}

async fn send(
    platform: &Platform,
    chat: &Chat<'_>,
    method: &str,
    header: (&str, &str),
    body: Value,
) -> Answer {
    let token = platform.issuer.session_token("ann");
    let request = Request::builder()
        .method(method)
        .uri(format!("/api/conversations/{ID}"))
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json")
        .header(header.0, header.1);
    let body = if body.is_null() {
        Body::empty()
    } else {
        Body::from(body.to_string())
    };
    chat.send(request.body(body).unwrap()).await
}

/// FR-381: pages in a row hold each message once, in whole turns.
#[tokio::test]
async fn messages_come_in_pages_of_whole_turns() {
    let platform = Platform::start().await;
    conversation(&platform, 130, 10).await;
    let chat = platform.chat(None);
    let path = format!("/api/conversations/{ID}");
    let first = get(&chat, &path).await;
    assert_eq!(first["title"], "Groceries");
    let said = texts(&first);
    assert_eq!(
        (said.len(), said[0].as_str(), said[39].as_str()),
        (40, "Question 110", "Answer 129")
    );
    for limit in [7, 50] {
        let mut seen = Vec::new();
        let mut before = String::new();
        loop {
            let page = get(&chat, &format!("{path}?limit={limit}{before}")).await;
            let said = texts(&page);
            assert!(said[0].starts_with("Question") && said.len() <= 2 * limit);
            seen.splice(0..0, said);
            let Some(previous) = page["previous_cursor"].as_str() else {
                break;
            };
            before = format!("&before={previous}");
        }
        let all: Vec<String> = (0..130)
            .flat_map(|turn| [format!("Question {turn}"), format!("Answer {turn}")])
            .collect();
        assert_eq!(seen, all, "{limit}");
    }
    for (query, parameter) in [
        ("limit=0", "limit"),
        ("limit=51", "limit"),
        ("before=x", "before"),
        ("before=-1", "before"),
    ] {
        let answer = chat
            .call("ann", "GET", &format!("{path}?{query}"), None)
            .await;
        let problem = answer.json();
        assert_eq!(
            (answer.status, &problem["errors"][0]["parameter"]),
            (StatusCode::BAD_REQUEST, &json!(parameter))
        );
    }
}

/// FR-381: a turn that is longer than what is read for a page is shown in pieces, and nothing of it is lost.
#[tokio::test]
async fn a_very_long_turn_is_shown_in_pieces() {
    let platform = Platform::start().await;
    conversation(&platform, 1, 10).await;
    let owner = platform.test_database.owner().await;
    owner
        .batch_execute(
            "insert into todo.message (user_id, conversation_id, position, turn_id, entry)
             select user_id, conversation_id, 4 + n, turn_id, jsonb_build_object('role', 'assistant', 'text', n || ';')
             from todo.message, generate_series(1, 900) as n where position = 1",
        )
        .await
        .unwrap();
    let chat = platform.chat(None);
    let mut all = String::new();
    let mut before = String::new();
    for _ in 0..5 {
        let page = get(&chat, &format!("/api/conversations/{ID}{before}")).await;
        all.insert_str(0, &texts(&page).concat());
        let Some(previous) = page["previous_cursor"].as_str() else {
            break;
        };
        before = format!("?before={previous}");
    }
    let steps: Vec<String> = (1..=900).map(|n| format!("{n};")).collect();
    assert_eq!(all, format!("Question 0Answer 0{}", steps.concat()));
}

/// FR-382, FR-385: a page has no long results and a size; the export has all of them.
#[tokio::test]
async fn long_results_are_in_the_export() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    for (bytes, kept) in [(10_000, 25), (100_000, 0)] {
        conversation(&platform, 40, bytes).await;
        let path = format!("/api/conversations/{ID}");
        let answer = chat
            .call("ann", "GET", &format!("{path}?limit=50"), None)
            .await;
        assert!(answer.body.len() < 400_000, "{}", answer.body.len());
        let page = answer.json();
        let calls: Vec<&Value> = page["messages"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|message| message["tool_calls"].as_array().into_iter().flatten())
            .collect();
        assert_eq!(calls.len(), 40);
        let with = calls
            .iter()
            .filter(|call| call.get("result").is_some())
            .count();
        assert!(with.abs_diff(kept) < 2, "{with}");
        let size = json!(
            format!(
                "{{\"text\":\"{}\"}}",
                "x".repeat(usize::try_from(bytes).unwrap())
            )
            .len()
        );
        assert_eq!(calls[0]["result_bytes"], size);
        let export = chat
            .call("ann", "GET", &format!("{path}/export"), None)
            .await;
        assert_eq!(export.status, StatusCode::OK);
        let disposition = export.headers[header::CONTENT_DISPOSITION]
            .to_str()
            .unwrap();
        assert!(
            disposition.starts_with("attachment; filename=\"todo-app-conversation-"),
            "{disposition}"
        );
        let file = export.json();
        assert_eq!(
            (&file["title"], &file["version"]),
            (&json!("Groceries"), &json!(1))
        );
        let said = texts(&file);
        assert_eq!((said.len(), said[79].as_str()), (80, "Answer 39"));
        let result =
            |place: usize| file["messages"][place]["tool_calls"][0]["result"]["text"].as_str();
        assert!(
            (0..40).all(|turn| result(2 * turn + 1).map(str::len) == usize::try_from(bytes).ok())
        );
        assert_eq!(
            chat.call("ann", "DELETE", &path, None).await.status,
            StatusCode::NO_CONTENT
        );
    }
    let owner = platform.test_database.owner().await;
    let empty = "insert into todo.conversation (user_id, id, title) values ('ann', $1::text::uuid, 'Empty')";
    owner.execute(empty, &[&ID]).await.unwrap();
    let file = get(&chat, &format!("/api/conversations/{ID}/export")).await;
    assert_eq!(file["messages"], json!([]));
}

/// FR-383, FR-384.
#[tokio::test]
async fn a_conversation_is_renamed_as_it_was_seen() {
    let platform = Platform::start().await;
    conversation(&platform, 1, 10).await;
    let chat = platform.chat(None);
    let tag = async || {
        let answer = chat
            .call("ann", "GET", &format!("/api/conversations/{ID}"), None)
            .await;
        answer.headers[header::ETAG].to_str().unwrap().to_owned()
    };
    let first = tag().await;
    let same = send(
        &platform,
        &chat,
        "GET",
        ("if-none-match", &first),
        Value::Null,
    )
    .await;
    assert_eq!(
        (same.status, same.body.len()),
        (StatusCode::NOT_MODIFIED, 0)
    );
    let moving = json!({"title": " Moving house "});
    let renamed = send(
        &platform,
        &chat,
        "PATCH",
        ("if-match", &first),
        moving.clone(),
    )
    .await;
    assert_eq!(
        (renamed.status, &renamed.json()["title"]),
        (StatusCode::OK, &json!("Moving house"))
    );
    let second = tag().await;
    assert_ne!(first, second);
    assert_eq!(renamed.headers[header::ETAG], second.as_str());
    for (method, body) in [("PATCH", moving), ("DELETE", Value::Null)] {
        let stale = send(&platform, &chat, method, ("if-match", &first), body).await;
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED, "{method}");
        assert_eq!(stale.headers[header::ETAG], second.as_str());
    }
    for (body, pointer) in [
        (json!({}), "/title"),
        (json!({"title": null}), "/title"),
        (json!({"title": " "}), "/title"),
        (json!({"title": "x".repeat(201)}), "/title"),
        (json!({"title": "a", "user_id": "bob"}), "/user_id"),
    ] {
        let refused = send(&platform, &chat, "PATCH", ("if-match", "*"), body.clone()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{body}");
    }
    chat.say("ann", Some(&json!(ID)), "Show me all my tasks")
        .await;
    assert_ne!(tag().await, second, "a message is another state");
    let gone = send(
        &platform,
        &chat,
        "DELETE",
        ("if-match", &tag().await),
        Value::Null,
    )
    .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
}

/// FR-380, FR-386: titles and texts are searched as tasks are, in bounded steps that miss nothing.
#[tokio::test]
async fn conversations_are_found_by_what_was_said() {
    let platform = Platform::start().await;
    let owner = platform.test_database.owner().await;
    owner
        .batch_execute(
            "insert into todo.conversation (user_id, id, title, updated_at)
             select 'ann', gen_random_uuid(), 'Talk ' || n, now() - n * interval '1 minute' from generate_series(1, 250) n;
             insert into todo.message (user_id, conversation_id, position, turn_id, entry)
             select user_id, id, 1, gen_random_uuid(), jsonb_build_object('role', 'user', 'text', 'Please WATER the plants, ' || title)
             from todo.conversation where title in ('Talk 3', 'Talk 130', 'Talk 249');
             insert into todo.conversation (user_id, id, title) values ('bob', gen_random_uuid(), 'Water')",
        )
        .await
        .unwrap();
    let chat = platform.chat(None);
    for (search, limit, expected) in [
        ("wat%20plant", 50, vec!["Talk 3", "Talk 130", "Talk 249"]),
        ("wat%20plant", 1, vec!["Talk 3", "Talk 130", "Talk 249"]),
        ("talk%20249", 50, vec!["Talk 249"]),
        ("ater", 50, vec![]),
    ] {
        let mut found = Vec::new();
        let mut cursor = String::new();
        let mut requests = 0;
        loop {
            requests += 1;
            let page = get(
                &chat,
                &format!("/api/conversations?search={search}&limit={limit}{cursor}"),
            )
            .await;
            let page_found = page["conversations"].as_array().unwrap();
            assert!(page_found.len() <= limit);
            found.extend(
                page_found
                    .iter()
                    .map(|one| one["title"].as_str().unwrap().to_owned()),
            );
            let Some(next) = page["next_cursor"].as_str() else {
                break;
            };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(found, expected, "{search}");
        assert!(requests >= 3, "a request looks into 100 of 250");
    }
    let page = get(&chat, "/api/conversations?limit=2").await;
    assert_eq!(page["conversations"].as_array().unwrap().len(), 2);
    for (query, parameter) in [
        ("limit=0", "limit"),
        ("limit=51", "limit"),
        ("search=%21", "search"),
    ] {
        let answer = chat
            .call("ann", "GET", &format!("/api/conversations?{query}"), None)
            .await;
        let problem = answer.json();
        assert_eq!(
            (answer.status, &problem["errors"][0]["parameter"]),
            (StatusCode::BAD_REQUEST, &json!(parameter))
        );
    }
}
