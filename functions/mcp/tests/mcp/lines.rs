//! The line for people behind each answer's JSON.

use serde_json::{Value, json};

use crate::support::Function;

/// The line of a call, which is the second of two blocks.
async fn line(function: &Function, tool: &str, arguments: Value) -> String {
    let result = function.call("ann", tool, arguments).await;
    let blocks = result["content"].as_array().unwrap();
    assert_eq!(blocks.len(), 2, "{result}");
    let json: Value = serde_json::from_str(blocks[0]["text"].as_str().unwrap()).unwrap();
    assert_eq!(json, result["structuredContent"]);
    assert_eq!(blocks[1]["type"], "text");
    blocks[1]["text"].as_str().unwrap().to_owned()
}

/// FR-265: what was done, with the weekday of the due.
#[tokio::test]
async fn each_answer_has_a_line_for_people() {
    let function = Function::start().await;
    let tasks = json!([{"title": "Pay \"the\" rent", "due": "2031-11-27"}]);
    let weekly =
        json!([{"title": "Water plants", "due": "2031-05-05", "recurrence": "FREQ=WEEKLY"}]);
    let rest = json!([{"title": "a"}, {"title": "b".repeat(50)}, {"title": "c"}, {"title": "d"}, {"title": "e"}]);
    let timed = json!([{"id": 1, "due": "2031-11-28T17:00[Europe/Berlin]"}]);
    let long = format!("{}…", "b".repeat(40));
    for (tool, arguments, expected) in [
        ("list_tasks", json!({}), "No tasks.".to_owned()),
        (
            "add_task",
            json!({ "tasks": tasks }),
            "Added 1 \"Pay 'the' rent\", due Thursday, November 27, 2031.".to_owned(),
        ),
        (
            "add_task",
            json!({ "tasks": weekly }),
            "Added 2 \"Water plants\", due Monday, May 5, 2031.".to_owned(),
        ),
        (
            "complete_task",
            json!({"ids": [2]}),
            "Completed 2 \"Water plants\", next one on Monday, May 12, 2031.".to_owned(),
        ),
        (
            "complete_task",
            json!({"ids": [2]}),
            "Nothing changed.".to_owned(),
        ),
        (
            "add_task",
            json!({ "tasks": rest }),
            format!("Added 5 tasks: 4 \"a\"; 5 \"{long}\"; 6 \"c\" and 2 more."),
        ),
        (
            "update_task",
            json!({ "tasks": timed }),
            "Changed 1 \"Pay 'the' rent\", due Friday, November 28, 2031, 17:00.".to_owned(),
        ),
        (
            "list_tasks",
            json!({"limit": 2}),
            "2 tasks; more with next_cursor.".to_owned(),
        ),
        (
            "delete_task",
            json!({"ids": [4, 6]}),
            "Deleted 2 tasks: 4 \"a\"; 6 \"c\".".to_owned(),
        ),
        (
            "undo",
            json!({}),
            "Took back the change of 2 tasks: 4 \"a\"; 6 \"c\".".to_owned(),
        ),
        (
            "complete_task",
            json!({"ids": [4, 99, 4]}),
            "Completed 1 of 3 tasks: 4 \"a\".".to_owned(),
        ),
    ] {
        assert_eq!(line(&function, tool, arguments).await, expected);
    }
}

/// FR-265: what was not done is said too, and a day of this year needs no year.
#[tokio::test]
async fn a_line_says_what_failed_and_leaves_this_year_out() {
    let function = Function::at("2026-12-31T23:59:59Z").await;
    let due = json!({"tasks": [{"title": "x", "due": "2026-12-31"}]});
    let said = line(&function, "add_task", due).await;
    assert_eq!(said, "Added 1 \"x\", due Thursday, December 31.");
    let next_year = json!({"tasks": [{"id": 1, "due": "2027-01-01"}]});
    let said = line(&function, "update_task", next_year).await;
    assert_eq!(said, "Changed 1 \"x\", due Friday, January 1, 2027.");

    let missing = line(&function, "complete_task", json!({"ids": [9]})).await;
    assert!(
        missing.starts_with("Nothing changed: There is no task 9."),
        "{missing}"
    );
    let refused = line(&function, "add_task", json!({"tasks": [{"title": 1}]})).await;
    assert!(refused.starts_with("tasks[0].title: "), "{refused}");
}
