//! Order of events, deltas, names, refusals (FR-1201 to FR-1205, FR-1211, FR-1212).

use axum::{body::Body, http::Request};
use serde_json::{Value, json};

use super::{done, events, input, request, types};
use crate::{
    endpoint::{Endpoint, call},
    support::Platform,
};

/// FR-1203, FR-1204: a turn's events have the reference's order, its deltas add up, and what was streamed is what is listed.
#[tokio::test]
async fn a_turn_streams_in_order_and_is_listed_as_it_was_streamed() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    let (thread, told) = chat.create("ann", "add buy milk").await;
    assert_eq!(told[0]["thread"]["title"], "add buy milk");
    let mut order = types(&told);
    order.dedup();
    assert_eq!(
        order,
        [
            "thread.created",
            "thread.item.done",
            "stream_options",
            "thread.item.added",
            "thread.item.updated",
            "thread.item.done",
            "thread.item.added",
            "thread.item.updated",
            "thread.item.done",
            "client_effect",
        ],
        "{told:#?}"
    );
    let items = done(&told);
    assert_eq!(
        types(&items),
        ["user_message", "workflow", "assistant_message", "widget"]
    );
    assert_eq!(items[1]["workflow"]["summary"]["title"], "Added a task");
    assert!(!Value::from(told.clone()).to_string().contains("add_task"));
    let deltas: String = told
        .iter()
        .filter_map(|event| event["update"]["delta"].as_str())
        .collect();
    assert_eq!(items[2]["content"][0]["text"], deltas);
    let link = &items[2]["content"][0]["annotations"][0]["source"];
    assert_eq!(
        (&link["type"], &link["data"]["id"]),
        (&json!("entity"), &json!("1"))
    );
    assert!(!Value::from(told).to_string().contains("null"));
    assert_eq!(chat.items("ann", &thread).await, items);
    // Another process shows the same.
    assert_eq!(platform.chat(None).items("ann", &thread).await, items);
}

/// FR-1203, FR-1204: with words between calls, from a language model.
#[tokio::test]
async fn words_between_calls_are_items_of_their_own() {
    let platform = Platform::start().await;
    let endpoint = Endpoint::default();
    let config = endpoint.start().await;
    endpoint.will_say(vec![
        json!({"content": "Let me "}),
        json!({"content": "look."}),
        call("list_tasks", &json!({})),
    ]);
    endpoint.will_say(vec![
        json!({"content": "Now I add it."}),
        call("add_task", &json!({"tasks": [{"title": "Oats"}]})),
    ]);
    endpoint.will_say(vec![json!({"content": "Oats is on your list."})]);
    let chat = platform.chat(Some(config));
    let (thread, told) = chat.create("ann", "Note oats please").await;
    let items = done(&told);
    assert_eq!(
        types(&items),
        [
            "user_message",
            "assistant_message",
            "workflow",
            "assistant_message",
            "workflow",
            "assistant_message",
            "widget"
        ]
    );
    assert_eq!(items[3]["content"][0]["text"], "Now I add it.");
    assert_eq!(
        items[2]["workflow"]["summary"]["title"],
        "Looked through your list"
    );
    assert_eq!(chat.items("ann", &thread).await, items);
}

/// FR-1202: what `/api/chat` said is in the thread, and the other way round.
#[tokio::test]
async fn threads_are_conversations() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    let said = chat.say("ann", None, "add buy milk").await;
    let thread = said["conversation_id"].as_str().unwrap();
    chat.add("ann", thread, "what's pending?").await;
    let items = chat.items("ann", thread).await;
    let users: Vec<&Value> = items
        .iter()
        .filter(|item| item["type"] == "user_message")
        .map(|item| &item["content"][0]["text"])
        .collect();
    assert_eq!(users, ["add buy milk", "what's pending?"]);
    let path = format!("/api/conversations/{thread}");
    let shown = chat.call("ann", "GET", &path, None).await.json();
    assert_eq!(shown["messages"].as_array().unwrap().len(), 4);
}

/// FR-1201, FR-1210: what is not done here is refused clearly, and leaves nothing.
#[tokio::test]
async fn what_is_not_done_here_is_refused() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    let mut with_file = input("add buy milk");
    with_file["attachments"] = json!(["atc_1"]);
    for (kind, params, code) in [
        (
            "threads.create",
            json!({"input": with_file}),
            "no-attachments",
        ),
        (
            "attachments.create",
            json!({"name": "a", "size": 1, "mime_type": "text/plain"}),
            "no-attachments",
        ),
        (
            "attachments.delete",
            json!({"attachment_id": "atc_1"}),
            "no-attachments",
        ),
        (
            "input.transcribe",
            json!({"audio_base64": "", "mime_type": "audio/webm"}),
            "no-dictation",
        ),
        (
            "threads.create",
            json!({"input": input(" ")}),
            "invalid-value",
        ),
        (
            "threads.create",
            json!({"input": input(&"x".repeat(4001))}),
            "invalid-value",
        ),
        ("threads.create", json!({}), "invalid-value"),
        ("threads.fork", json!({}), "invalid-value"),
    ] {
        let answer = chat.kit("ann", kind, params).await;
        assert_eq!(answer.status.as_u16(), 422, "{kind}: {}", answer.json());
        assert_eq!(
            answer.json()["type"],
            format!("urn:todo-app:problem:{code}"),
            "{kind}"
        );
    }
    let threads = chat.kit("ann", "threads.list", json!({})).await.json();
    assert_eq!(threads["data"], json!([]));
    let long = request(
        "threads.create",
        json!({"input": input(&"x".repeat(70_000))}),
    );
    assert_eq!(
        chat.call("ann", "POST", "/api/chatkit", Some(long))
            .await
            .status
            .as_u16(),
        413
    );
}

/// FR-1211: 401 comes before the first byte, and before the body is read.
#[tokio::test]
async fn nobody_gets_a_stream_without_a_token() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    let request = Request::post("/api/chatkit")
        .header("content-type", "application/json")
        .body(Body::from("{"));
    let answer = chat.send(request.unwrap()).await;
    assert_eq!(answer.status.as_u16(), 401);
    assert_eq!(answer.headers["content-type"], "application/problem+json");
}

/// FR-1212: `Accept-Language` chooses the language of what the items say.
#[tokio::test]
async fn the_browsers_language_is_spoken() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    for (language, word) in [
        ("en", "Added a task"),
        ("de-AT", "Eine Aufgabe hinzugefügt"),
        ("es", "Una tarea añadida"),
        ("fr-FR", "Une tâche ajoutée"),
        ("it", "Un’attività aggiunta"),
        ("pt-BR", "Uma tarefa adicionada"),
        ("nl", "Eén taak toegevoegd"),
        ("ja", "Added a task"),
    ] {
        let body = request("threads.create", json!({"input": input("add buy milk")}));
        let mut request = chat.request(
            "ann",
            "POST",
            "/api/chatkit",
            Some(body),
            "text/event-stream",
        );
        request
            .headers_mut()
            .insert("accept-language", language.parse().unwrap());
        let items = done(&events(&chat.send(request).await));
        assert_eq!(items[1]["workflow"]["summary"]["title"], word, "{language}");
    }
}

/// FR-1217: a person is told when another model answers than before.
#[tokio::test]
async fn another_model_is_named() {
    let platform = Platform::start().await;
    let endpoint = Endpoint::default();
    let config = endpoint.start().await;
    endpoint.will_say(vec![json!({"content": "Hello."})]);
    let (thread, told) = platform.chat(Some(config)).create("ann", "hello").await;
    assert!(!types(&told).contains(&"notice"));
    let told = platform
        .chat(None)
        .add("ann", &thread, "what's pending?")
        .await;
    let notice = told.iter().find(|event| event["type"] == "notice").unwrap();
    assert_eq!(notice["level"], "info");
    assert_eq!(
        notice["message"],
        "This answer is from the built-in assistant."
    );
    let again = platform
        .chat(None)
        .add("ann", &thread, "what's pending?")
        .await;
    assert!(!types(&again).contains(&"notice"));
}
