//! Parameters are strict, and a refusal says what to do.

use serde_json::{Value, json};

use crate::support::{Function, assert_refused};

/// Each call is refused at its place, by its rule, in words of no programming language.
async fn assert_each_refused<const N: usize>(tool: &str, calls: [(Value, &str, &str); N]) {
    let function = Function::start().await;
    for (arguments, path, rule) in calls {
        let result = function.call("ann", tool, arguments).await;
        assert_refused(&result, path, rule);
        let message = result["structuredContent"]["error"]["message"].to_string();
        assert!(message.contains(tool), "{message}");
        for jargon in ["i32", "u32", "struct", "sequence", "line 1"] {
            assert!(!message.contains(jargon), "{message}");
        }
    }
}

/// FR-206.
#[tokio::test]
async fn add_task_names_what_is_wrong() {
    let tasks = vec![json!({"title": "x"}); 26];
    let long = "x".repeat(201);
    let one = |task: Value| json!({"tasks": [task]});
    let calls = [
        (json!({}), "tasks", "missing field"),
        (json!({"tasks": []}), "tasks", "at least one"),
        (json!({"tasks": tasks}), "tasks", "at most 25"),
        (
            json!({"tasks": {"title": "x"}}),
            "tasks",
            "expected an array",
        ),
        (json!({"title": "x"}), "title", "unknown field"),
        (
            json!({"tasks": [{"title": "x"}, {}]}),
            "tasks[1].title",
            "missing field",
        ),
        (one(json!("x")), "tasks[0]", "expected an object"),
        (one(json!(["x"])), "tasks[0]", "expected an object"),
        (one(json!({"title": " "})), "tasks[0].title", "visible"),
        (one(json!({"title": long})), "tasks[0].title", "at most 200"),
        (
            one(json!({"title": 3})),
            "tasks[0].title",
            "expected a string",
        ),
        (
            one(json!({"title": null})),
            "tasks[0].title",
            "leave the field out",
        ),
        (
            one(json!({"title": "x", "owner": "eve"})),
            "tasks[0].owner",
            "unknown field",
        ),
        (
            one(json!({"title": "x", "priority": "p5"})),
            "tasks[0].priority",
            "p1, p2",
        ),
        (
            one(json!({"title": "x", "due": "someday"})),
            "tasks[0].due",
            "a due is a day",
        ),
        (
            one(json!({"title": "x", "due": "2026-02-30"})),
            "tasks[0].due",
            "2026-02-30 is no day",
        ),
    ];
    assert_each_refused("add_task", calls).await;
}

/// FR-206.
#[tokio::test]
async fn list_tasks_names_what_is_wrong() {
    let calls = [
        (json!({"status": "open"}), "status", "`pending`"),
        (json!({"limit": 0}), "limit", "1 to 100"),
        (json!({"limit": 101}), "limit", "1 to 100"),
        (json!({"limit": "many"}), "limit", "an integer"),
        (json!({"limit": 10.5}), "limit", "an integer"),
        (json!({"limit": 0.0}), "limit", "an integer"),
        (json!({"limit": -10.0}), "limit", "an integer"),
        (json!({"cursor": "42"}), "cursor", "start again"),
        (json!({"user": "eve"}), "user", "unknown field"),
    ];
    assert_each_refused("list_tasks", calls).await;
}

/// FR-206: null is neither a value nor a way to empty a field.
#[tokio::test]
async fn update_task_names_what_is_wrong() {
    let one = |task: Value| json!({"tasks": [task]});
    let calls = [
        (one(json!({"title": "x"})), "tasks[0].id", "missing field"),
        (one(json!([1, "x"])), "tasks[0]", "expected an object"),
        (
            one(json!({"id": "1", "title": "x"})),
            "tasks[0].id",
            "an integer",
        ),
        (
            one(json!({"id": 1, "title": null})),
            "tasks[0].title",
            "leave the field out",
        ),
        (
            one(json!({"id": 1, "due": null})),
            "tasks[0].due",
            "name it in clear",
        ),
        (
            one(json!({"id": 1, "clear": ["title"]})),
            "tasks[0].clear[0]",
            "`notes`",
        ),
        (
            one(json!({"id": 1, "owner": "eve"})),
            "tasks[0].owner",
            "unknown field",
        ),
    ];
    assert_each_refused("update_task", calls).await;
}

/// FR-206.
#[tokio::test]
async fn lists_of_ids_name_what_is_wrong() {
    let many: Vec<i32> = (1..=26).collect();
    let calls = [
        (json!({"ids": []}), "ids", "at least one"),
        (json!({"ids": many}), "ids", "at most 25"),
        (json!({"ids": 1}), "ids", "expected an array"),
        (json!({"ids": [1, 0]}), "ids[1]", "positive"),
        (json!({"ids": [1.5]}), "ids[0]", "an integer"),
        (json!({"ids": [5_000_000_000_i64]}), "ids[0]", "an integer"),
        (json!({"id": 1}), "id", "unknown field"),
    ];
    for tool in ["complete_task", "delete_task"] {
        assert_each_refused(tool, calls.clone()).await;
    }
}

/// FR-206: one wrong entry, and nothing of the call is written.
#[tokio::test]
async fn nothing_of_a_refused_call_is_written() {
    let function = Function::start().await;
    function.add("ann", &["a"]).await;
    for (tool, arguments) in [
        (
            "add_task",
            json!({"tasks": [{"title": "b"}, {"title": ""}]}),
        ),
        (
            "update_task",
            json!({"tasks": [{"id": 1, "title": "b"}, {"id": 1, "title": ""}]}),
        ),
        ("complete_task", json!({"ids": [1, -1]})),
        ("delete_task", json!({"ids": [1, "x"]})),
    ] {
        let result = function.call("ann", tool, arguments).await;
        assert_eq!(result["isError"], true, "{tool}");
    }
    let owner = function.test_database.owner().await;
    let events = owner
        .query("select from todo.task_event", &[])
        .await
        .unwrap();
    assert_eq!(events.len(), 1);
}

/// FR-281: what is optional may be null, which says nothing; whole numbers may be written as doubles.
#[tokio::test]
async fn null_says_nothing_and_whole_numbers_have_any_spelling() {
    let function = Function::start().await;
    let optional = [
        "notes",
        "priority",
        "tags",
        "project",
        "due",
        "recurrence",
        "parent_id",
        "position",
    ];
    let mut all = json!({"title": "all"});
    for field in optional {
        all[field] = Value::Null;
        let alone = json!({"tasks": [{"title": field, field: null}]});
        let added = function.call("ann", "add_task", alone).await;
        assert_eq!(added["isError"], false, "{field}: {added}");
    }
    let added = function
        .call("ann", "add_task", json!({"tasks": [all]}))
        .await;
    let task = &added["structuredContent"]["results"][0]["task"];
    assert_eq!(
        (&task["priority"], &task["project"]),
        (&json!("p4"), &json!("Inbox"))
    );
    let optional = [
        "status", "filter", "search", "sort", "order", "limit", "cursor",
    ];
    let mut all = json!({});
    for field in optional {
        all[field] = Value::Null;
        let listed = function
            .call("ann", "list_tasks", json!({field: null}))
            .await;
        assert_eq!(listed["isError"], false, "{field}: {listed}");
    }
    let listed = function.call("ann", "list_tasks", all).await;
    let tasks = listed["structuredContent"]["tasks"].as_array().unwrap();
    assert_eq!(tasks.len(), 9);
    for limit in [json!(3), json!(3.0), json!(3e0)] {
        let listed = function
            .call("ann", "list_tasks", json!({"limit": limit}))
            .await;
        let tasks = listed["structuredContent"]["tasks"].as_array().unwrap();
        assert_eq!(tasks.len(), 3, "{limit}");
    }
    let completed = json!({"ids": [1.0, 2.0]});
    let completed = function.call("ann", "complete_task", completed).await;
    assert_eq!(completed["isError"], false, "{completed}");
}
