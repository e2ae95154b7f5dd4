//! All that `update_task` does to a task (FR-264).

use serde_json::{Value, json};

use crate::support::Function;

/// The entry of one change, which succeeds.
async fn update(function: &Function, change: Value) -> Value {
    let arguments = json!({"tasks": [change]});
    let result = function.call("ann", "update_task", arguments).await;
    assert_eq!(result["isError"], false, "{result}");
    result["structuredContent"]["results"][0].clone()
}

/// FR-264: to another project, below another task and back out, and between two others.
#[tokio::test]
async fn a_task_is_moved() {
    let function = Function::start().await;
    function.add("ann", &["a", "b", "c"]).await;
    let moved = update(
        &function,
        json!({"id": 3, "project": "House", "parent_id": 1}),
    )
    .await;
    assert_eq!(
        (&moved["task"]["project"], &moved["task"]["parent_id"]),
        (&json!("House"), &json!(1))
    );
    let out = update(
        &function,
        json!({"id": 3, "clear": ["parent_id"], "position": 1.5}),
    )
    .await;
    assert_eq!(out["task"].get("parent_id"), None);
    assert_eq!(out["task"]["project"], "House");
    let listed = function
        .call("ann", "list_tasks", json!({"sort": "position"}))
        .await;
    let tasks = listed["structuredContent"]["tasks"].as_array().unwrap();
    let titles: Vec<_> = tasks.iter().map(|task| &task["title"]).collect();
    assert_eq!(titles, ["a", "c", "b"]);
}

/// FR-264: the rule stays, and the next occurrence is where it would have been.
#[tokio::test]
async fn one_occurrence_is_rescheduled() {
    let function = Function::start().await;
    let task = json!({"title": "Water", "due": "2031-05-05", "recurrence": "FREQ=WEEKLY;BYDAY=MO"});
    function
        .call("ann", "add_task", json!({"tasks": [task]}))
        .await;
    let moved = update(&function, json!({"id": 1, "due": "2031-05-07"})).await;
    assert_eq!(
        (&moved["task"]["due"], &moved["task"]["recurrence"]),
        (&json!("2031-05-07"), &json!("FREQ=WEEKLY;BYDAY=MO"))
    );
    let done = update(&function, json!({"id": 1, "completed": true})).await;
    assert_eq!(
        (&done["next"]["due"], &done["next"]["recurrence"]),
        (&json!("2031-05-12"), &json!("FREQ=WEEKLY;BYDAY=MO"))
    );
}

/// FR-630, FR-631: what repeats from completion, and the next one that goes when it is opened again.
#[tokio::test]
async fn a_task_repeats_from_its_completion() {
    let function = Function::start().await;
    let task = json!({"title": "Filter", "due": "2031-05-05", "recurrence": "FREQ=MONTHLY"});
    function
        .call("ann", "add_task", json!({"tasks": [task]}))
        .await;
    for (from, told) in [
        ("completion", Some("completion")),
        ("due", None),
        ("completion", Some("completion")),
    ] {
        let changed = update(&function, json!({"id": 1, "recurrence_from": from})).await;
        let now = changed["task"].get("recurrence_from");
        assert_eq!(now.and_then(|now| now.as_str()), told);
    }
    let done = update(&function, json!({"id": 1, "completed": true})).await;
    let next = &done["next"];
    assert_eq!(next["recurrence_from"], "completion");
    // A month from today, and not from 2031.
    assert!(next["due"].as_str().unwrap() < "2031", "{next}");
    let opened = function
        .call(
            "ann",
            "update_task",
            json!({"tasks": [{"id": 1, "completed": false}]}),
        )
        .await;
    assert_eq!(opened["structuredContent"]["results"][0]["gone"], *next);
    let line = opened["content"][1]["text"].as_str().unwrap();
    assert!(line.contains("its next one gone"), "{line}");
}

/// FR-264.
#[tokio::test]
async fn a_task_is_opened_again() {
    let function = Function::start().await;
    function.add("ann", &["a"]).await;
    function
        .call("ann", "complete_task", json!({"ids": [1]}))
        .await;
    let opened = update(&function, json!({"id": 1, "completed": false})).await;
    assert_eq!(
        (&opened["before"]["completed"], &opened["task"]["completed"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(opened["task"].get("completed_at"), None);
}

/// FR-264: each field that can be empty, by itself.
#[tokio::test]
async fn each_field_is_emptied() {
    let function = Function::start().await;
    let full = json!({
        "title": "Full", "notes": "n", "tags": ["t"], "project": "House", "due": "2031-05-05", "parent_id": 1,
    });
    let rule = json!({"title": "Rule", "due": "2031-05-05", "recurrence": "FREQ=DAILY"});
    let tasks = json!({"tasks": [{"title": "Parent"}, full, rule]});
    function.call("ann", "add_task", tasks).await;
    for (id, field) in [
        (2, "notes"),
        (2, "tags"),
        (2, "due"),
        (2, "parent_id"),
        (3, "recurrence"),
    ] {
        let emptied = update(&function, json!({"id": id, "clear": [field]})).await;
        assert!(emptied["before"].get(field).is_some(), "{field}");
        assert_eq!(emptied["task"].get(field), None, "{field}");
        let mut rest = emptied["before"].clone();
        rest.as_object_mut().unwrap().remove(field);
        rest["updated_at"] = emptied["task"]["updated_at"].clone();
        assert_eq!(emptied["task"], rest, "{field}");
    }
    let moved = update(&function, json!({"id": 2, "clear": ["project"]})).await;
    assert_eq!(moved["task"]["project"], "Inbox");
    let due =
        json!({"tasks": [{"id": 3, "recurrence": "FREQ=DAILY"}, {"id": 3, "clear": ["due"]}]});
    let result = function.call("ann", "update_task", due).await;
    let results = &result["structuredContent"]["results"];
    assert_eq!(results[1]["error"]["path"], "due", "a rule needs a due");
    assert_eq!(result["isError"], false, "the first entry succeeded");
}
