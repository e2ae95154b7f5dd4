//! Parameters are strict, and a refusal says what to do.

use serde_json::{Value, json};

use crate::support::{Function, assert_refused};

/// FR-206: the place, the rule and what to do next, for unknown fields, wrong types and values out of range.
#[tokio::test]
async fn wrong_parameters_are_named() {
    let function = Function::start().await;
    let many: Vec<i32> = (1..=26).collect();
    let tasks: Vec<Value> = many.iter().map(|_| json!({"title": "x"})).collect();
    let long = "x".repeat(201);
    for (tool, arguments, path, rule) in [
        ("add_task", json!({}), "tasks", "missing field"),
        ("add_task", json!({"tasks": []}), "tasks", "at least one"),
        ("add_task", json!({"tasks": tasks}), "tasks", "at most 25"),
        (
            "add_task",
            json!({"tasks": {"title": "x"}}),
            "tasks",
            "expected an array",
        ),
        (
            "add_task",
            json!({"tasks": ["x"]}),
            "tasks[0]",
            "expected an object",
        ),
        ("add_task", json!({"title": "x"}), "title", "unknown field"),
        (
            "add_task",
            json!({"tasks": [{"title": "x"}, {}]}),
            "tasks[1].title",
            "missing field",
        ),
        (
            "add_task",
            json!({"tasks": [{"title": " "}]}),
            "tasks[0].title",
            "visible",
        ),
        (
            "add_task",
            json!({"tasks": [{"title": long}]}),
            "tasks[0].title",
            "at most 200",
        ),
        (
            "add_task",
            json!({"tasks": [{"title": 3}]}),
            "tasks[0].title",
            "expected a string",
        ),
        (
            "add_task",
            json!({"tasks": [{"title": "x", "owner": "eve"}]}),
            "tasks[0].owner",
            "unknown field",
        ),
        (
            "add_task",
            json!({"tasks": [{"title": "x", "priority": "p5"}]}),
            "tasks[0].priority",
            "`p1`",
        ),
        (
            "add_task",
            json!({"tasks": [{"title": "x", "due": "tomorrow"}]}),
            "tasks[0].due",
            "YYYY-MM-DD",
        ),
        (
            "list_tasks",
            json!({"status": "open"}),
            "status",
            "`pending`",
        ),
        ("list_tasks", json!({"limit": 0}), "limit", "1 to 100"),
        ("list_tasks", json!({"limit": 101}), "limit", "1 to 100"),
        (
            "list_tasks",
            json!({"limit": "many"}),
            "limit",
            "an integer",
        ),
        (
            "list_tasks",
            json!({"cursor": "42"}),
            "cursor",
            "start again",
        ),
        (
            "list_tasks",
            json!({"user": "eve"}),
            "user",
            "unknown field",
        ),
        (
            "update_task",
            json!({"tasks": [{"title": "x"}]}),
            "tasks[0].id",
            "missing field",
        ),
        (
            "update_task",
            json!({"tasks": [{"id": 1, "title": null}]}),
            "tasks[0].title",
            "leave",
        ),
        (
            "update_task",
            json!({"tasks": [{"id": 1, "due": null}]}),
            "tasks[0].due",
            "clear",
        ),
        (
            "update_task",
            json!({"tasks": [{"id": 1, "clear": ["title"]}]}),
            "tasks[0].clear[0]",
            "`notes`",
        ),
        (
            "update_task",
            json!({"tasks": [{"id": "1", "title": "x"}]}),
            "tasks[0].id",
            "an integer",
        ),
        (
            "complete_task",
            json!({"ids": [1, 0]}),
            "ids[1]",
            "positive",
        ),
        (
            "complete_task",
            json!({"ids": 1}),
            "ids",
            "expected an array",
        ),
        (
            "complete_task",
            json!({"ids": [1.5]}),
            "ids[0]",
            "an integer",
        ),
        ("complete_task", json!({"id": 1}), "id", "unknown field"),
        ("delete_task", json!({"ids": many}), "ids", "at most 25"),
        (
            "delete_task",
            json!({"ids": [5_000_000_000_i64]}),
            "ids[0]",
            "an integer",
        ),
    ] {
        let result = function.call("ann", tool, arguments).await;
        assert_refused(&result, path, rule);
        let message = result["structuredContent"]["error"]["message"].to_string();
        assert!(message.contains(tool), "{message}");
        for jargon in ["i32", "u32", "struct", "sequence", "line 1"] {
            assert!(!message.contains(jargon), "{message}");
        }
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
