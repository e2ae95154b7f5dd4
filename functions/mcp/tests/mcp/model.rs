//! The whole data model through the tools (FR-611 to FR-615).

use serde_json::{Value, json};

use crate::support::Function;

async fn results(function: &Function, tool: &str, arguments: Value) -> Vec<Value> {
    let result = function.call("ann", tool, arguments).await;
    let results = result["structuredContent"]["results"].as_array();
    results.unwrap_or_else(|| panic!("{result}")).clone()
}

/// FR-611.
#[tokio::test]
async fn every_field_can_be_set_and_emptied() {
    let function = Function::start().await;
    let tasks = json!([
        {"title": "Garden"},
        {"title": "Water", "tags": ["Home"], "project": "House", "due": "2031-05-04", "recurrence": "FREQ=WEEKLY", "parent_id": 1, "position": 0.5},
    ]);
    let added = results(&function, "add_task", json!({"tasks": tasks})).await;
    let task = &added[1]["task"];
    assert_eq!(
        (
            &task["tags"],
            &task["project"],
            &task["recurrence"],
            &task["parent_id"],
            &task["position"]
        ),
        (
            &json!(["Home"]),
            &json!("House"),
            &json!("FREQ=WEEKLY"),
            &json!(1),
            &json!(0.5)
        )
    );
    let clear = json!(["tags", "project", "due", "recurrence", "parent_id"]);
    let updated = results(
        &function,
        "update_task",
        json!({"tasks": [{"id": 2, "clear": clear}]}),
    )
    .await;
    let task = &updated[0]["task"];
    assert_eq!(task["project"], "Inbox");
    for field in ["tags", "due", "recurrence", "parent_id"] {
        assert_eq!(task.get(field), None, "{field}");
    }
}

/// FR-206, FR-611: a rule that only the database or the calendar knows fails its entry and no other.
#[tokio::test]
async fn an_entry_that_breaks_a_rule_fails_alone() {
    let function = Function::start().await;
    let tasks = json!([
        {"title": "a", "parent_id": 9},
        {"title": "b", "recurrence": "FREQ=DAILY;UNTIL=20200101"},
        {"title": "c"},
    ]);
    let added = results(&function, "add_task", json!({"tasks": tasks})).await;
    for (entry, code, path) in [
        (0, "clashing_value", "parent_id"),
        (1, "invalid_value", "recurrence"),
    ] {
        let error = &added[entry]["error"];
        assert_eq!(
            (&error["code"], &error["path"]),
            (&json!(code), &json!(path))
        );
    }
    assert_eq!(added[2]["task"]["id"], 1);
    let changes = json!([{"id": 1, "parent_id": 1}, {"id": 1, "title": "d"}]);
    let updated = results(&function, "update_task", json!({"tasks": changes})).await;
    assert_eq!(updated[0]["error"]["path"], "parent_id");
    assert_eq!(updated[1]["task"]["title"], "d");
}

/// FR-612: a call may carry the person's zone.
#[tokio::test]
async fn a_call_may_say_where_the_person_is() {
    let function = Function::start().await;
    let call = |zone: Value| {
        let arguments = json!({"tasks": [{"title": "Call", "due": "2031-01-15T08:00"}]});
        let params =
            json!({"name": "add_task", "arguments": arguments, "_meta": {"todo/time_zone": zone}});
        function.result("ann", "tools/call", params)
    };
    let added = call(json!("Asia/Tokyo")).await;
    let due = &added["structuredContent"]["results"][0]["task"]["due"];
    assert_eq!(due, "2031-01-15T08:00:00+09:00[Asia/Tokyo]");
    for none in [json!("Mars/Base"), json!(9)] {
        let refused = call(none).await;
        assert_eq!(
            refused["structuredContent"]["error"]["path"],
            "_meta.todo/time_zone"
        );
    }
}

/// FR-613, FR-614: what comes of completing and deleting is in the answer.
#[tokio::test]
async fn completing_and_deleting_take_subtasks_along() {
    let function = Function::start().await;
    let tasks = json!([
        {"title": "Rent", "due": "2031-01-31", "recurrence": "FREQ=MONTHLY;BYMONTHDAY=-1"},
        {"title": "Check", "parent_id": 1},
    ]);
    results(&function, "add_task", json!({"tasks": tasks})).await;
    let completed = results(&function, "complete_task", json!({"ids": [1, 2]})).await;
    let next = &completed[0]["next"];
    assert_eq!(
        (&next["id"], &next["due"]),
        (&json!(3), &json!("2031-02-28"))
    );
    assert_eq!(completed[1]["task"]["completed"], true);
    let deleted = results(&function, "delete_task", json!({"ids": [3, 4]})).await;
    assert_eq!(
        (&deleted[0]["before"]["id"], &deleted[1]["before"]["id"]),
        (&json!(3), &json!(4))
    );
}

/// FR-615.
#[tokio::test]
async fn tasks_are_found_and_sorted() {
    let function = Function::start().await;
    let tasks = json!([
        {"title": "Buy milk", "priority": "p2", "tags": ["errand"]},
        {"title": "Milk the cow", "priority": "p1"},
        {"title": "Write report", "priority": "p3", "project": "Work"},
    ]);
    results(&function, "add_task", json!({"tasks": tasks})).await;
    for (arguments, expected) in [
        (json!({"search": "mil", "sort": "priority"}), vec![2, 1]),
        (json!({"filter": "#work | @errand"}), vec![1, 3]),
        (json!({"sort": "title", "order": "desc"}), vec![3, 2, 1]),
    ] {
        let listed = function.call("ann", "list_tasks", arguments.clone()).await;
        let tasks = listed["structuredContent"]["tasks"].as_array().unwrap();
        let ids: Vec<_> = tasks
            .iter()
            .map(|task| task["id"].as_i64().unwrap())
            .collect();
        assert_eq!(ids, expected, "{arguments}");
    }
    let refused = function
        .call("ann", "list_tasks", json!({"filter": "today &"}))
        .await;
    let error = &refused["structuredContent"]["error"];
    assert_eq!(
        (&error["code"], &error["path"]),
        (&json!("invalid_parameters"), &json!("filter"))
    );
}
