//! Threads and items in pages, and whose they are (FR-1206 to FR-1208, FR-1246).

use serde_json::{Value, json};

use super::{input, request};
use crate::support::Platform;

const NOWHERE: &str = "01890000-0000-7000-8000-000000000000";

/// FR-1208: a stranger's thread and one that is not there look the same in every request that names one.
#[tokio::test]
async fn a_strangers_thread_is_not_there() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    let (thread, _) = chat.create("ann", "add buy milk").await;
    let items = chat.items("ann", &thread).await;
    let (said, widget) = (&items[0]["id"], &items[3]["id"]);
    let mut bodies = Vec::new();
    for id in [thread.as_str(), NOWHERE, "thr_1", &thread.to_uppercase()] {
        let mut answers = Vec::new();
        for (kind, params) in [
            (
                "threads.add_user_message",
                json!({"thread_id": id, "input": input("add call mom")}),
            ),
            (
                "threads.add_client_tool_output",
                json!({"thread_id": id, "result": 1}),
            ),
            (
                "threads.add_structured_input",
                json!({"thread_id": id, "item_id": "ask_1", "input": {}}),
            ),
            (
                "threads.retry_after_item",
                json!({"thread_id": id, "item_id": said}),
            ),
            (
                "threads.custom_action",
                json!({"thread_id": id, "item_id": widget, "action": {"type": "todo.add", "payload": {"title": "x"}}}),
            ),
            (
                "threads.sync_custom_action",
                json!({"thread_id": id, "action": {"type": "todo.add", "payload": {"title": "x"}}}),
            ),
            ("threads.get_by_id", json!({"thread_id": id})),
            ("threads.list", json!({"after": id})),
            ("items.list", json!({"thread_id": id})),
            (
                "items.feedback",
                json!({"thread_id": id, "item_ids": [said], "kind": "positive"}),
            ),
            ("threads.update", json!({"thread_id": id, "title": "Mine"})),
            ("threads.delete", json!({"thread_id": id})),
        ] {
            let answer = chat.kit("bob", kind, params).await;
            assert_eq!(
                answer.status.as_u16(),
                404,
                "{kind} {id}: {}",
                answer.json()
            );
            answers.push(answer.json()["type"].clone());
        }
        bodies.push(answers);
    }
    assert!(bodies.iter().all(|answers| *answers == bodies[0]));
    assert_eq!(platform.tasks("bob").await, []);
    assert_eq!(chat.items("ann", &thread).await, items);
    let replaces = json!({"type": "threads.add_user_message", "metadata": {"replaces": said},
        "params": {"thread_id": thread, "input": input("add call mom")}});
    let answer = chat
        .call("bob", "POST", "/api/chatkit", Some(replaces))
        .await;
    assert_eq!(answer.status.as_u16(), 404);
}

/// FR-1206: items are paged in both directions without a gap, and a thread comes with its first page.
#[tokio::test]
async fn items_are_paged_in_both_directions() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    let (thread, _) = chat.create("ann", "add task 0").await;
    for number in 1..13 {
        chat.add("ann", &thread, &format!("add task {number}"))
            .await;
    }
    let all = chat.items("ann", &thread).await;
    assert_eq!(all.len(), 13 * 4);
    for order in ["asc", "desc"] {
        let (mut paged, mut after) = (Vec::new(), Value::Null);
        loop {
            let params = json!({"thread_id": thread, "limit": 7, "order": order, "after": after});
            let page = chat.kit("ann", "items.list", params).await.json();
            paged.extend(page["data"].as_array().unwrap().clone());
            after = page["after"].clone();
            if page["has_more"] == false {
                break;
            }
        }
        if order == "desc" {
            paged.reverse();
        }
        assert_eq!(paged, all, "{order}");
    }
    let whole = chat
        .kit("ann", "threads.get_by_id", json!({"thread_id": thread}))
        .await
        .json();
    assert_eq!(whole["items"]["data"].as_array().unwrap()[..], all[..20]);
    assert_eq!(
        (&whole["items"]["has_more"], &whole["status"]),
        (&json!(true), &json!({"type": "active"}))
    );
    let unknown = json!({"thread_id": thread, "after": format!("msg_{}", "0".repeat(32))});
    assert_eq!(
        chat.kit("ann", "items.list", unknown).await.status.as_u16(),
        404
    );
}

/// FR-1206, FR-1207, FR-1246: threads are listed, searched, renamed, judged and deleted.
#[tokio::test]
async fn threads_are_listed_searched_renamed_and_deleted() {
    let platform = Platform::start().await;
    let chat = platform.chat(None);
    let (first, _) = chat.create("ann", "add buy milk").await;
    let (second, _) = chat.create("ann", "add call mom").await;
    let ids = |page: &Value| -> Vec<String> {
        let data = page["data"].as_array().unwrap().iter();
        data.map(|thread| thread["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let page = chat
        .kit("ann", "threads.list", json!({"limit": 1}))
        .await
        .json();
    assert_eq!(
        (ids(&page), &page["has_more"]),
        (vec![second.clone()], &json!(true))
    );
    let page = chat
        .kit(
            "ann",
            "threads.list",
            json!({"limit": 1, "after": page["after"]}),
        )
        .await
        .json();
    assert_eq!(
        (ids(&page), &page["has_more"]),
        (vec![first.clone()], &json!(false))
    );
    let page = chat
        .kit("ann", "threads.list", json!({"order": "asc"}))
        .await
        .json();
    assert_eq!(ids(&page), [first.clone(), second.clone()]);
    let query = json!({"type": "threads.list", "params": {}, "metadata": {"query": "milk"}});
    let found = chat
        .call("ann", "POST", "/api/chatkit", Some(query))
        .await
        .json();
    assert_eq!(ids(&found), std::slice::from_ref(&first));

    let renamed = chat
        .kit(
            "ann",
            "threads.update",
            json!({"thread_id": first, "title": "Shopping"}),
        )
        .await;
    assert_eq!(renamed.json()["title"], "Shopping");
    let item = chat.items("ann", &first).await[2]["id"].clone();
    for kind in ["positive", "negative"] {
        let params = json!({"thread_id": first, "item_ids": [item], "kind": kind});
        assert_eq!(
            chat.kit("ann", "items.feedback", params).await.json(),
            json!({})
        );
    }
    let owner = platform.test_database.owner().await;
    let sql = "select id, feedback from todo.chat_item";
    let row = owner.query_one(sql, &[]).await.unwrap();
    assert_eq!(
        (row.get::<_, String>(0), row.get::<_, String>(1)),
        (item.as_str().unwrap().to_owned(), "negative".to_owned())
    );
    assert_eq!(
        chat.kit("ann", "threads.delete", json!({"thread_id": first}))
            .await
            .json(),
        json!({})
    );
    let gone = chat
        .kit("ann", "threads.get_by_id", json!({"thread_id": first}))
        .await;
    assert_eq!(gone.status.as_u16(), 404);
    assert_eq!(
        chat.call(
            "ann",
            "POST",
            "/api/chatkit",
            Some(request("threads.list", json!({})))
        )
        .await
        .json()["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}
