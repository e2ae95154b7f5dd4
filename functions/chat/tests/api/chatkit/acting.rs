//! Widgets whose boxes, dates and buttons work (FR-1213 to FR-1216).

use serde_json::{Value, json};

use super::{done, events, request, types};
use crate::support::{Chat, Platform};

/// The widget that the thread ends with.
async fn widget(chat: &Chat<'_>, thread: &str) -> Value {
    let items = chat.items("ann", thread).await;
    let last = items.last().unwrap().clone();
    assert_eq!(last["type"], "widget");
    last
}

/// The action of the node with this type in the row of this task.
fn action(widget: &Value, row: usize, node: &str, handler: &str) -> Value {
    let row = &widget["widget"]["children"][row]["children"];
    let node = row
        .as_array()
        .unwrap()
        .iter()
        .find(|part| part["type"] == node);
    node.unwrap()[handler].clone()
}

async fn act(chat: &Chat<'_>, thread: &str, item: &Value, action: &Value) -> Vec<Value> {
    let params = json!({"thread_id": thread, "item_id": item["id"], "action": action});
    events(&chat.kit("ann", "threads.custom_action", params).await)
}

/// FR-1213, FR-1214: a box ticks the task that it stands for, the widget shows it, and stays so for whoever reads it next.
#[tokio::test]
async fn boxes_dates_and_buttons_work_and_stay() {
    let platform = Platform::start().await;
    platform.add("ann", &["Buy milk", "Call mom"]).await;
    let chat = platform.chat(None);
    let (thread, told) = chat.create("ann", "what's pending?").await;
    let shown = widget(&chat, &thread).await;
    assert_eq!(done(&told).last(), Some(&shown));
    assert_eq!(shown["widget"]["key"], "todo.tasks");
    let tick = action(&shown, 0, "Checkbox", "onChangeAction");
    assert_eq!(
        (&tick["payload"]["id"], &tick["payload"]["completed"]),
        (&json!(1), &json!(true))
    );
    let told = act(&chat, &thread, &shown, &tick).await;
    assert_eq!(
        types(&told),
        ["stream_options", "thread.item.replaced", "client_effect"],
        "{told:?}"
    );
    assert_eq!(told[2]["name"], "tasks.changed");
    let after = widget(&chat, &thread).await;
    assert_eq!(after, told[1]["item"]);
    assert_eq!(
        after["widget"]["children"][0]["children"][0]["defaultChecked"],
        true
    );
    assert_eq!(
        platform.tasks("ann").await,
        [
            (1, "Buy milk".to_owned(), true),
            (2, "Call mom".to_owned(), false)
        ]
    );

    let button = action(&after, 1, "Button", "onClickAction");
    let told = act(&chat, &thread, &after, &button).await;
    let row = &told[1]["item"]["widget"]["children"][1]["children"];
    assert!(
        row.as_array()
            .unwrap()
            .iter()
            .any(|part| part["type"] == "Badge"),
        "{row}"
    );
    let moved = widget(&chat, &thread).await;
    let mut date = action(&moved, 1, "DatePicker", "onChangeAction");
    date["payload"]["due"] = json!("2031-02-03T00:00:00.000Z");
    let told = act(&chat, &thread, &moved, &date).await;
    assert!(told[1].to_string().contains("2031-02-03"), "{}", told[1]);
    let owner = platform.test_database.owner().await;
    let sql = "select distinct source from todo.task_event where operation <> 'create'";
    let sources: Vec<String> = owner
        .query(sql, &[])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert_eq!(sources, ["web"]);
}

/// FR-1214: who saw another version changes nothing, is told, and sees how it stands; what is so already is no conflict.
#[tokio::test]
async fn a_version_that_is_gone_changes_nothing() {
    let platform = Platform::start().await;
    platform.add("ann", &["Buy milk"]).await;
    let chat = platform.chat(None);
    let (thread, _) = chat.create("ann", "what's pending?").await;
    let shown = widget(&chat, &thread).await;
    chat.say("ann", None, "rename task 1 to buy oats").await;
    let tick = action(&shown, 0, "Checkbox", "onChangeAction");
    let told = act(&chat, &thread, &shown, &tick).await;
    assert_eq!(
        types(&told),
        ["stream_options", "thread.item.replaced", "notice"],
        "{told:?}"
    );
    assert_eq!(told[2]["level"], "warning");
    assert!(told[1].to_string().to_lowercase().contains("buy oats"));
    assert!(!platform.tasks("ann").await[0].2);

    let shown = widget(&chat, &thread).await;
    let tick = action(&shown, 0, "Checkbox", "onChangeAction");
    act(&chat, &thread, &shown, &tick).await;
    let again = act(&chat, &thread, &shown, &tick).await;
    assert_eq!(
        types(&again),
        ["stream_options", "thread.item.replaced", "client_effect"],
        "{again:?}"
    );
    assert!(platform.tasks("ann").await[0].2);
}

/// FR-1214: under one key an action happens once; while a turn runs it happens, too.
#[tokio::test]
async fn an_action_happens_once_also_while_a_turn_runs() {
    let platform = Platform::start().await;
    platform.add("ann", &["Buy milk"]).await;
    let chat = platform.chat(None);
    let (thread, _) = chat.create("ann", "what's pending?").await;
    let owner = platform.test_database.owner().await;
    let running = format!(
        "insert into todo.chat_process (id, beat_at) values ('{thread}', now() + interval '1 hour');
         insert into todo.turn (user_id, id, conversation_id, process_id) values ('ann', '{thread}', '{thread}', '{thread}');
         update todo.conversation set turn_id = '{thread}'"
    );
    owner.batch_execute(&running).await.unwrap();
    let busy = json!({"thread_id": thread, "input": super::input("add call mom")});
    assert_eq!(
        chat.kit("ann", "threads.add_user_message", busy)
            .await
            .status
            .as_u16(),
        409
    );
    let item = widget(&chat, &thread).await["id"].clone();
    let add = json!({"thread_id": thread, "item_id": item, "action": {"type": "todo.add", "payload": {"title": "Eggs"}}});
    for _ in 0..2 {
        let told = events(
            &chat
                .keyed("ann", "once", request("threads.custom_action", add.clone()))
                .await,
        );
        assert_eq!(
            types(&told),
            ["stream_options", "thread.item.replaced", "client_effect"]
        );
        assert_eq!(
            told[1]["item"]["widget"]["children"]
                .as_array()
                .unwrap()
                .len(),
            2
        );
    }
    assert_eq!(platform.tasks("ann").await.len(), 2);
    let body = request("threads.sync_custom_action", add);
    let answer = chat.keyed("ann", "other", body).await;
    assert_eq!(answer.json()["updated_item"]["id"], item);
    assert_eq!(platform.tasks("ann").await.len(), 3);
}

/// FR-1215: *Undo this* takes back what the turn did, and is shown as done; also a second time.
#[tokio::test]
async fn a_turn_is_undone_from_its_receipts() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    let (thread, _) = chat.create("ann", "add buy milk").await;
    let shown = widget(&chat, &thread).await;
    assert_eq!(shown["widget"]["key"], "todo.receipts");
    let rows = shown["widget"]["children"].as_array().unwrap();
    let undo = &rows.last().unwrap()["children"][0]["onClickAction"];
    for _ in 0..2 {
        let told = act(&chat, &thread, &shown, undo).await;
        assert_eq!(
            types(&told),
            ["stream_options", "thread.item.replaced", "client_effect"],
            "{told:?}"
        );
        assert_eq!(platform.tasks("ann").await, []);
    }
    let after = widget(&chat, &thread).await;
    assert!(!after.to_string().contains("todo.undo"), "{after}");
    assert_eq!(
        after["widget"]["children"][0]["children"][0]["lineThrough"],
        true
    );
    // A turn of another thread is none of this one's.
    let (other, _) = chat.create("ann", "add call mom").await;
    let foreign = widget(&chat, &other).await;
    let rows = foreign["widget"]["children"].as_array().unwrap();
    let undo = &rows.last().unwrap()["children"][0]["onClickAction"];
    let params = json!({"thread_id": thread, "item_id": shown["id"], "action": undo});
    assert_eq!(
        chat.kit("ann", "threads.custom_action", params)
            .await
            .status
            .as_u16(),
        404
    );
    assert_eq!(platform.tasks("ann").await.len(), 1);
}

/// FR-1216: actions come from widgets, and say what is wanted.
#[tokio::test]
async fn what_is_no_action_is_refused() {
    let platform = Platform::start().await;
    platform.add("ann", &["Buy milk"]).await;
    let chat = platform.chat(None);
    let (thread, _) = chat.create("ann", "what's pending?").await;
    let said = chat.items("ann", &thread).await[0].clone();
    let tick =
        json!({"type": "todo.complete", "payload": {"id": 1, "completed": true, "etag": "x"}});
    let told = act(&chat, &thread, &said, &tick).await;
    assert_eq!(
        told,
        [json!({"type": "error", "code": "stream.error", "allow_retry": false})]
    );
    let shown = widget(&chat, &thread).await;
    for payload in [
        json!({"id": 1, "etag": "x"}),
        json!({"id": 1, "completed": "yes", "etag": "x"}),
        json!({"id": 1, "completed": true}),
        json!([]),
        Value::Null,
    ] {
        let action = json!({"type": "todo.complete", "payload": payload});
        let params = json!({"thread_id": thread, "item_id": shown["id"], "action": action});
        let answer = chat.kit("ann", "threads.custom_action", params).await;
        assert_eq!(answer.status.as_u16(), 422, "{payload}");
    }
    let params = json!({"thread_id": thread, "item_id": "tasks_0", "action": tick});
    assert_eq!(
        chat.kit("ann", "threads.custom_action", params)
            .await
            .status
            .as_u16(),
        404
    );
    assert!(!platform.tasks("ann").await[0].2);
}
