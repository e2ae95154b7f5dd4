//! What the tools do.

use serde_json::{Value, json};
use shared::{
    config::{DatabaseConfig, Environment},
    db::{Database, Role},
};

use crate::{
    schema::assert_satisfies,
    support::{Function, assert_refused, contract},
};

/// Calls a tool and checks what holds for every result (FR-208).
async fn call(function: &Function, tool: &str, arguments: Value) -> Value {
    let result = function.call("ann", tool, arguments).await;
    let text = result["content"][0]["text"].as_str().unwrap();
    let structured = result["structuredContent"].clone();
    assert_eq!(serde_json::from_str::<Value>(text).unwrap(), structured);
    assert_eq!(result["content"][0]["type"], "text");
    let contract = contract();
    let tools = contract["tools"].as_array().unwrap();
    let schema = |tool| {
        let tool = tools.iter().find(|one| one["name"] == tool).unwrap();
        &tool["outputSchema"]
    };
    assert_satisfies(&structured, schema(tool), "result");
    // What tasks and errors look like is said once, where tasks are listed.
    let listed = &schema("list_tasks")["properties"];
    let (of_task, of_error) = (&listed["tasks"]["items"], &listed["error"]);
    let entries = structured["results"].as_array().into_iter().flatten();
    let fields = ["task", "before", "next"];
    let of_entries =
        entries.flat_map(|entry| fields.into_iter().filter_map(|name| entry.get(name)));
    for task in of_entries {
        assert_satisfies(task, of_task, "task");
    }
    let entries = structured["results"].as_array().into_iter().flatten();
    for error in entries
        .chain([&structured])
        .filter_map(|one| one.get("error"))
    {
        assert_satisfies(error, of_error, "error");
    }
    result
}

/// FR-201, FR-202, FR-208: each tool once, results in the order of the request.
#[tokio::test]
async fn the_five_tools_work() {
    let function = Function::start().await;
    let tasks = json!([
        {"title": "Buy milk", "notes": "2 bottles", "priority": "p1", "due": "2026-11-27"},
        {"title": "Call Eve"},
    ]);
    let added = call(&function, "add_task", json!({"tasks": tasks})).await;
    assert_eq!(added["isError"], false);
    let results = &added["structuredContent"]["results"];
    assert_eq!(
        (&results[0]["task"]["id"], &results[1]["task"]["id"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(results[0]["task"]["due"], "2026-11-27");
    assert_eq!(results[1]["task"]["priority"], "p4");
    assert_eq!(results[0].get("before"), None);

    let changes = json!([
        {"id": 2, "title": "Call Adam", "priority": "p2"},
        {"id": 1, "clear": ["notes", "due"]},
    ]);
    let updated = call(&function, "update_task", json!({"tasks": changes})).await;
    let results = &updated["structuredContent"]["results"];
    assert_eq!(results[0]["task"]["title"], "Call Adam");
    assert_eq!(results[0]["before"]["title"], "Call Eve");
    assert_eq!(
        (
            results[1]["task"].get("notes"),
            results[1]["task"].get("due")
        ),
        (None, None)
    );
    assert_eq!(results[1]["before"]["notes"], "2 bottles");

    let completed = call(&function, "complete_task", json!({"ids": [2]})).await;
    let result = &completed["structuredContent"]["results"][0];
    assert_eq!(
        (&result["task"]["completed"], &result["before"]["completed"]),
        (&json!(true), &json!(false))
    );
    let again = call(&function, "complete_task", json!({"ids": [2]})).await;
    let again = &again["structuredContent"]["results"][0];
    assert_eq!(again["task"], again["before"]);
    assert_eq!(again["task"], result["task"]);

    let deleted = call(&function, "delete_task", json!({"ids": [1]})).await;
    let result = &deleted["structuredContent"]["results"][0];
    assert_eq!(
        (result["before"]["title"].as_str(), result.get("task")),
        (Some("Buy milk"), None)
    );

    let listed = call(&function, "list_tasks", json!({})).await;
    let tasks = listed["structuredContent"]["tasks"].as_array().unwrap();
    assert_eq!((tasks.len(), &tasks[0]["title"]), (1, &json!("Call Adam")));
}

/// FR-215: all that one call did is taken back at once, then what the call before did.
#[tokio::test]
async fn undo_takes_calls_back_from_the_newest_on() {
    let function = Function::start().await;
    function.add("ann", &["a", "b"]).await;
    call(&function, "complete_task", json!({"ids": [1]})).await;
    call(&function, "delete_task", json!({"ids": [1, 2]})).await;
    assert_eq!(function.tasks("ann").await, json!([]));

    let restored = call(&function, "undo", json!({})).await;
    let results = &restored["structuredContent"]["results"];
    assert_eq!(
        (&results[0]["task"]["id"], &results[1]["task"]["id"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(
        (
            &results[0]["task"]["completed"],
            &results[1]["task"]["completed"]
        ),
        (&json!(true), &json!(false))
    );
    assert_eq!(results[0].get("before"), None);

    let reopened = call(&function, "undo", json!({})).await;
    let result = &reopened["structuredContent"]["results"][0];
    assert_eq!(
        (&result["task"]["completed"], &result["before"]["completed"]),
        (&json!(false), &json!(true))
    );
    let gone = call(&function, "undo", json!({})).await;
    let results = gone["structuredContent"]["results"].as_array().unwrap();
    let titles: Vec<_> = results
        .iter()
        .map(|entry| &entry["before"]["title"])
        .collect();
    assert_eq!(titles, ["a", "b"]);
    assert!(results.iter().all(|entry| entry.get("task").is_none()));

    let nothing = call(&function, "undo", json!({})).await;
    assert_eq!(nothing["isError"], true);
    assert_eq!(
        nothing["structuredContent"]["error"]["code"],
        "nothing_to_undo"
    );
}

/// FR-215: a change of somebody else's is not taken back, and an argument is refused.
#[tokio::test]
async fn undo_is_the_callers_alone() {
    let function = Function::start().await;
    function.add("bob", &["bob's"]).await;
    let nothing = call(&function, "undo", json!({})).await;
    assert_eq!(
        nothing["structuredContent"]["error"]["code"],
        "nothing_to_undo"
    );
    let refused = call(&function, "undo", json!({"user_id": "bob"})).await;
    assert_refused(&refused, "user_id", "unknown field");
    assert_eq!(function.tasks("bob").await.as_array().unwrap().len(), 1);
}

/// FR-201: pages and filters.
#[tokio::test]
async fn lists_are_paged_and_filtered() {
    let function = Function::start().await;
    function.add("ann", &["a", "b", "c"]).await;
    call(&function, "complete_task", json!({"ids": [2]})).await;
    for (status, expected) in [
        ("all", vec![1, 2, 3]),
        ("pending", vec![1, 3]),
        ("completed", vec![2]),
    ] {
        let mut cursor = json!({"status": status, "limit": 1});
        let mut seen = Vec::new();
        loop {
            let page =
                call(&function, "list_tasks", cursor.clone()).await["structuredContent"].clone();
            seen.extend(
                page["tasks"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|task| task["id"].as_i64().unwrap()),
            );
            match page.get("next_cursor") {
                Some(next) => cursor["cursor"] = next.clone(),
                None => break,
            }
        }
        assert_eq!(seen, expected, "{status}");
    }
    let without = function
        .result("ann", "tools/call", json!({"name": "list_tasks"}))
        .await;
    assert_eq!(
        without["structuredContent"]["tasks"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
}

/// FR-202: each entry succeeds or fails alone.
#[tokio::test]
async fn entries_fail_alone() {
    let function = Function::start().await;
    function.add("ann", &["a", "b"]).await;
    let result = call(&function, "complete_task", json!({"ids": [12, 1]})).await;
    assert_eq!(result["isError"], false);
    let results = &result["structuredContent"]["results"];
    let missing = json!({"code": "not_found", "message": "There is no task 12. The closest are 2 \"b\", 1 \"a\". Call list_tasks to see the tasks.", "id": 12});
    assert_eq!(results[0], json!({"error": missing}));
    assert_eq!(results[1]["task"]["completed"], true);

    let changes = json!([
        {"id": 1, "notes": "x", "clear": ["notes"]},
        {"id": 2},
        {"id": 2, "due": "2026-12-24"},
        {"id": 2, "completed": true},
    ]);
    let result = call(&function, "update_task", json!({"tasks": changes})).await;
    let results = &result["structuredContent"]["results"];
    assert_eq!(results[0]["error"]["code"], "conflicting_change");
    assert_eq!(
        (&results[0]["error"]["path"], &results[0]["error"]["id"]),
        (&json!("notes"), &json!(1))
    );
    assert_eq!(results[1]["error"]["code"], "nothing_to_change");
    assert_eq!(results[2]["task"]["due"], "2026-12-24");
    assert_eq!(results[3]["task"]["completed"], true);
    assert_eq!(results[3]["before"], results[2]["task"]);
}

/// FR-202, FR-206: a call of which nothing succeeded is an error, with its entries.
#[tokio::test]
async fn a_call_that_did_nothing_is_an_error() {
    let function = Function::start().await;
    for (tool, arguments) in [
        ("complete_task", json!({"ids": [1, 2]})),
        ("delete_task", json!({"ids": [1, 1]})),
        (
            "update_task",
            json!({"tasks": [{"id": 1, "title": "x"}, {"id": 2}]}),
        ),
    ] {
        let result = call(&function, tool, arguments).await;
        assert_eq!(result["isError"], true, "{tool}");
        let results = result["structuredContent"]["results"].as_array().unwrap();
        assert_eq!(results.len(), 2);
        assert!(
            results
                .iter()
                .all(|entry| entry["error"]["code"].is_string())
        );
    }
}

/// FR-202: an id that is named twice is done once.
#[tokio::test]
async fn ids_named_twice_are_done_once() {
    let function = Function::start().await;
    function.add("ann", &["a", "b"]).await;
    for tool in ["complete_task", "delete_task"] {
        let result = call(&function, tool, json!({"ids": [1, 2, 1]})).await;
        let results = &result["structuredContent"]["results"];
        assert_eq!(results[0]["before"]["id"], 1);
        assert_eq!(results[1]["before"]["id"], 2);
        assert_eq!(
            (&results[2]["error"]["code"], &results[2]["error"]["id"]),
            (&json!("duplicate"), &json!(1))
        );
    }
}

/// FR-202: all entries are one transaction, so 25 writers of 25 tasks number them without a gap.
#[tokio::test]
async fn calls_at_the_same_time_do_not_mix() {
    let function = Function::start().await;
    let titles = vec!["task"; 25];
    let calls = (0..8).map(|_| function.add("ann", &titles));
    let mut ids = futures::future::join_all(calls).await;
    ids.sort();
    for (call, ids) in ids.iter().enumerate() {
        let first = i64::try_from(call).unwrap() * 25 + 1;
        assert_eq!(*ids, (first..first + 25).collect::<Vec<_>>());
    }
}

/// FR-206, FR-414: a database that is away is said in words that a model can act on, without internal detail.
#[tokio::test]
async fn a_database_that_is_away_is_said() {
    let function = Function::over(|_| {
        let url = "postgres://nobody:pass@127.0.0.1:1/none?sslmode=disable";
        let mut environment = Environment::from_pairs([("DATABASE_URL", url)]);
        let config = DatabaseConfig::read(&mut environment).unwrap();
        Database::new(&config, Role::Mcp).unwrap()
    })
    .await;
    for (tool, arguments) in [
        ("list_tasks", json!({})),
        ("complete_task", json!({"ids": [1]})),
    ] {
        let result = call(&function, tool, arguments).await;
        assert_eq!(result["isError"], true);
        let error = &result["structuredContent"]["error"];
        assert_eq!(error["code"], "unavailable");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("Try again"), "{message}");
        assert!(!message.contains("127.0.0.1"), "{message}");
    }
}

/// FR-118: each entry is counted, whichever process serves the call, and what is too much writes nothing.
#[tokio::test]
async fn too_many_writes_are_refused_until_later() {
    let function = Function::over(|test_database| {
        let mut config = test_database.config();
        config.writes_per_minute = std::num::NonZeroU32::new(100).unwrap();
        Database::new(&config, Role::Mcp).unwrap()
    })
    .await;
    let tasks = json!({"tasks": vec![json!({"title": "Task"}); 25]});
    for _ in 0..4 {
        let added = function.call("ann", "add_task", tasks.clone()).await;
        assert_eq!(added["isError"], false, "{added}");
    }
    let ids: Vec<_> = (1..=25).collect();
    for (tool, arguments) in [
        ("add_task", tasks),
        ("complete_task", json!({ "ids": ids })),
        ("delete_task", json!({ "ids": ids })),
    ] {
        let refused = function.call("ann", tool, arguments).await;
        assert_eq!(refused["isError"], true, "{refused}");
        let error = &refused["structuredContent"]["error"];
        assert_eq!(error["code"], "too_many_requests");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("try again in 1"), "{message}");
    }
    let listed = function
        .call(
            "ann",
            "list_tasks",
            json!({"limit": 100, "status": "pending"}),
        )
        .await;
    let listed = listed["structuredContent"]["tasks"].as_array().unwrap();
    assert_eq!(listed.len(), 100);
}
