//! Errors that a model can act on: what it may have meant, what was understood, and all that is wrong at once.

use serde_json::{Value, json};

use crate::support::Function;

/// The error of the first entry, or of the call.
async fn error(function: &Function, user: &str, tool: &str, arguments: Value) -> Value {
    let result = function.call(user, tool, arguments).await;
    let content = &result["structuredContent"];
    let entry = content.pointer("/results/0/error");
    entry.unwrap_or(&content["error"]).clone()
}

/// FR-260.
#[tokio::test]
async fn a_task_that_is_not_there_comes_with_the_closest() {
    let function = Function::start().await;
    let no_tasks = error(&function, "ann", "complete_task", json!({"ids": [12]})).await;
    assert_eq!(
        no_tasks["message"],
        "There is no task 12. There are no tasks."
    );
    let long = "Read \"War and Peace\" to the very end of the epilogue";
    function
        .add("ann", &["Buy milk", "Call Eve", long, "Gone", "Last"])
        .await;
    function
        .call("ann", "delete_task", json!({"ids": [4]}))
        .await;
    let third = "3 \"Read 'War and Peace' to the very end of …\"";
    let close = format!(
        "There is no task 4. The closest are {third}, 5 \"Last\", 2 \"Call Eve\". Call list_tasks to see the tasks."
    );
    for (tool, arguments) in [
        ("complete_task", json!({"ids": [4]})),
        ("delete_task", json!({"ids": [4]})),
        ("update_task", json!({"tasks": [{"id": 4, "title": "x"}]})),
    ] {
        let missing = error(&function, "ann", tool, arguments).await;
        assert_eq!(
            missing,
            json!({"code": "not_found", "message": close, "id": 4}),
            "{tool}"
        );
    }
    for (tool, task) in [
        ("add_task", json!({"title": "x", "parent_id": 4})),
        ("update_task", json!({"id": 1, "parent_id": 4})),
    ] {
        let missing = error(&function, "ann", tool, json!({"tasks": [task]})).await;
        let expected = json!({"code": "clashing_value", "message": close, "path": "parent_id"});
        assert_eq!(missing, expected, "{tool}");
    }
}

/// FR-260: each of several has its own, and the largest id there can be does no harm.
#[tokio::test]
async fn several_that_are_not_there_are_looked_for_at_once() {
    let function = Function::start().await;
    let titles = ["a", "b", "c", "d", "e", "f"];
    function.add("ann", &titles).await;
    let ids = json!({"ids": [2, 3, i32::MAX, 1]});
    function.call("ann", "delete_task", ids.clone()).await;
    let result = function.call("ann", "complete_task", ids).await;
    let messages: Vec<_> = (0..4)
        .map(|entry| {
            let error = &result["structuredContent"]["results"][entry]["error"];
            let message = error["message"].as_str().unwrap();
            let (_, closest) = message.split_once(". ").unwrap();
            closest.split_once(". ").unwrap().0.to_owned()
        })
        .collect();
    let lowest = r#"The closest are 4 "d", 5 "e", 6 "f""#;
    let highest = r#"The closest are 6 "f", 5 "e", 4 "d""#;
    assert_eq!(messages, [lowest, lowest, highest, lowest]);
}

/// FR-260, FR-205: somebody else's task looks like none, and is never among the closest.
#[tokio::test]
async fn the_closest_are_the_callers_own() {
    let function = Function::start().await;
    function.add("ann", &["ann's", "ann's", "ann's"]).await;
    function.add("bob", &["bob's"]).await;
    for id in [2, 9] {
        let error = error(&function, "bob", "complete_task", json!({"ids": [id]})).await;
        let message = format!(
            "There is no task {id}. The closest is 1 \"bob's\". Call list_tasks to see the tasks."
        );
        assert_eq!(error["message"], message);
    }
    let part = json!({"tasks": [{"title": "x", "parent_id": 3}]});
    let error = error(&function, "bob", "add_task", part).await;
    assert!(!error.to_string().contains("ann"), "{error}");
}

/// FR-261, FR-262: what was understood, and which day it is where the call or the account says the person is.
#[tokio::test]
async fn a_wrong_date_is_answered_with_today() {
    let function = Function::at("2026-11-27T23:30:00Z").await;
    let call = |due: &str, meta: Value| {
        let arguments = json!({"tasks": [{"title": "x", "due": due}]});
        let params = json!({"name": "add_task", "arguments": arguments, "_meta": meta});
        function.result("ann", "tools/call", params)
    };
    let berlin = json!({"todo/time_zone": "Europe/Berlin"});
    for (due, understood) in [
        (
            "2026-02-30",
            "February 2026 ends on Saturday the 28th. Nothing was done",
        ),
        ("someday", "\"someday\" is not a date here"),
        ("2026-11-27T25:00", "Friday, 2026-11-27, is a day"),
    ] {
        for (meta, day) in [
            (json!({}), "Friday, 2026-11-27, in UTC."),
            (berlin.clone(), "Saturday, 2026-11-28, in Europe/Berlin."),
        ] {
            let refused = call(due, meta).await;
            let error = &refused["structuredContent"]["error"];
            let message = error["message"].as_str().unwrap();
            assert_eq!(error["path"], "tasks[0].due");
            assert!(message.contains(understood), "{message}");
            let (_, today) = message.split_once("today is ").unwrap();
            assert_eq!(today, day, "{message}");
        }
    }
    // A zone that is none is the first thing to mend.
    let refused = call("someday", json!({"todo/time_zone": "Mars/Base"})).await;
    let message = &refused["structuredContent"]["error"]["message"];
    assert!(!message.to_string().contains("today is"), "{message}");
}

/// FR-263: three bad fields in two entries are three problems, and nothing was done.
#[tokio::test]
async fn all_problems_are_told_at_once() {
    let function = Function::start().await;
    let tasks = json!([
        {"title": "a", "due": "soon", "priority": "high"},
        {"title": "b"},
        {"title": "c", "notes": 7},
    ]);
    let result = function
        .call("ann", "add_task", json!({"tasks": tasks}))
        .await;
    assert_eq!(result["isError"], true);
    let error = &result["structuredContent"]["error"];
    let problems = error["problems"].as_array().unwrap();
    let paths: Vec<_> = problems.iter().map(|problem| &problem["path"]).collect();
    assert_eq!(
        paths,
        ["tasks[0].due", "tasks[0].priority", "tasks[2].notes"]
    );
    assert_eq!(error["path"], "tasks[0].due");
    let message = error["message"].as_str().unwrap();
    let lines: Vec<_> = message.lines().collect();
    assert_eq!(lines.len(), 4, "{message}");
    for (line, problem) in lines.iter().zip(problems) {
        let path = problem["path"].as_str().unwrap();
        let rule = problem["message"].as_str().unwrap();
        assert_eq!(*line, format!("{path}: {rule}."));
    }
    assert!(lines[3].starts_with("Nothing was done; correct these and call add_task again."));
    assert!(lines[3].contains("today is"), "{message}");
    assert_eq!(function.tasks("ann").await, json!([]));

    let alone = function.call("ann", "add_task", json!({})).await;
    assert_eq!(alone["structuredContent"]["error"].get("problems"), None);
}
