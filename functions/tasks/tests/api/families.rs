//! Parents and subtasks, and the next task of a series, over REST.

use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use crate::support::{Answer, Function};

async fn change(function: &Function, id: i64, patch: Value) -> Answer {
    let task = format!("/api/tasks/{id}");
    function.call("ann", "PATCH", &task, Some(patch)).await
}

async fn add(function: &Function, body: Value) -> Value {
    let created = function.call("ann", "POST", "/api/tasks", Some(body)).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.json());
    created.json()
}

/// Three tasks, each a part of the one before.
async fn chain(function: &Function) {
    add(function, json!({"title": "Move house"})).await;
    add(function, json!({"title": "Pack", "parent_id": 1})).await;
    add(function, json!({"title": "Buy boxes", "parent_id": 2})).await;
}

async fn completed(function: &Function) -> Vec<i64> {
    let list = function
        .call("ann", "GET", "/api/tasks?status=completed", None)
        .await;
    let tasks = list.json()["tasks"].as_array().unwrap().clone();
    tasks
        .iter()
        .map(|task| task["id"].as_i64().unwrap())
        .collect()
}

/// FR-613.
#[tokio::test]
async fn subtasks_are_completed_and_deleted_with_their_parent() {
    let function = Function::start().await;
    chain(&function).await;
    function.create("ann", "Something else").await;
    function
        .call("ann", "POST", "/api/tasks/1/complete", None)
        .await;
    assert_eq!(completed(&function).await, [1, 2, 3]);
    function
        .call("ann", "POST", "/api/tasks/1/reopen", None)
        .await;
    assert_eq!(completed(&function).await, [2, 3]);
    let owner = function.test_database.owner().await;
    let events = "select task_id, operation from todo.task_event where operation <> 'create' order by sequence";
    let rows = owner.query(events, &[]).await.unwrap();
    let events: Vec<(i32, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let done = |id| (id, "complete".to_owned());
    assert_eq!(
        events,
        [done(1), done(2), done(3), (1, "reopen".to_owned())]
    );
    let deleted = function.call("ann", "DELETE", "/api/tasks/2", None).await;
    assert_eq!(deleted.status, StatusCode::NO_CONTENT);
    let left = function.call("ann", "GET", "/api/tasks", None).await.json();
    let left: Vec<_> = left["tasks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|task| task["id"].clone())
        .collect();
    assert_eq!(left, [json!(1), json!(4)]);
}

/// FR-613.
#[tokio::test]
async fn nothing_becomes_a_part_of_itself() {
    let function = Function::start().await;
    chain(&function).await;
    for (id, parent) in [(1, 1), (1, 2), (1, 3), (2, 3)] {
        let refused = change(&function, id, json!({"parent_id": parent, "title": "Lost"})).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{id} below {parent}");
        assert_eq!(refused.json()["errors"][0]["pointer"], "/parent_id");
    }
    let moved = change(&function, 3, json!({"parent_id": 1})).await;
    assert_eq!(
        (moved.status, &moved.json()["parent_id"]),
        (StatusCode::OK, &json!(1))
    );
    let root = function
        .call("ann", "GET", "/api/tasks/1", None)
        .await
        .json();
    assert_eq!(
        (&root["title"], root.get("parent_id")),
        (&json!("Move house"), None)
    );
}

/// FR-613: of two writers who would close a circle together, one is refused.
#[tokio::test]
async fn two_writers_make_no_circle() {
    let function = Function::start().await;
    for round in 0..10 {
        let one = function.create("ann", "One").await;
        let other = function.create("ann", "Other").await;
        let (first, second) = tokio::join!(
            change(&function, one, json!({"parent_id": other})),
            change(&function, other, json!({"parent_id": one})),
        );
        let refused = [first.status, second.status]
            .iter()
            .filter(|status| **status == StatusCode::CONFLICT)
            .count();
        assert_eq!(refused, 1, "round {round}");
    }
}

/// FR-614: the answer names the task that follows.
#[tokio::test]
async fn completing_a_task_that_repeats_creates_the_next() {
    let function = Function::start().await;
    let body = json!({"title": "Rent", "due": "2031-01-31", "recurrence": "FREQ=MONTHLY;BYMONTHDAY=-1", "tags": ["home"]});
    add(&function, body).await;
    add(
        &function,
        json!({"title": "Check the account", "parent_id": 1, "due": "2031-01-30"}),
    )
    .await;
    let done = function
        .call("ann", "POST", "/api/tasks/1/complete", None)
        .await;
    assert_eq!(
        (&done.json()["completed"], &done.json()["due"]),
        (&json!(true), &json!("2031-01-31"))
    );
    assert_eq!(done.header(header::LINK), r#"</api/tasks/3>; rel="next""#);
    let next = function
        .call("ann", "GET", "/api/tasks/3", None)
        .await
        .json();
    assert_eq!(
        (
            &next["title"],
            &next["due"],
            &next["completed"],
            &next["tags"]
        ),
        (
            &json!("Rent"),
            &json!("2031-02-28"),
            &json!(false),
            &json!(["home"])
        )
    );
    let copy = function
        .call("ann", "GET", "/api/tasks/4", None)
        .await
        .json();
    assert_eq!(
        (
            &copy["title"],
            &copy["due"],
            &copy["parent_id"],
            &copy["completed"]
        ),
        (
            &json!("Check the account"),
            &json!("2031-02-27"),
            &json!(3),
            &json!(false)
        )
    );
    change(&function, 4, json!({"title": "Ask the bank"})).await;
    function
        .call("ann", "POST", "/api/tasks/1/reopen", None)
        .await;
    let again = function
        .call("ann", "POST", "/api/tasks/1/complete", None)
        .await;
    assert_eq!(
        again.header(header::LINK),
        "",
        "the series has its next task already"
    );
}

async fn pending(function: &Function) -> Vec<i64> {
    let list = function
        .call("ann", "GET", "/api/tasks?status=pending", None)
        .await
        .json();
    let tasks = list["tasks"].as_array().unwrap();
    tasks
        .iter()
        .map(|task| task["id"].as_i64().unwrap())
        .collect()
}

/// FR-630: the next task goes with the copies of its subtasks unless one of them was touched, and undo brings all back.
#[tokio::test]
async fn a_next_task_that_was_touched_anywhere_stays() {
    let function = Function::start().await;
    let rent =
        json!({"title": "Rent", "due": "2031-01-31", "recurrence": "FREQ=MONTHLY;BYMONTHDAY=-1"});
    add(&function, rent).await;
    add(&function, json!({"title": "Part", "parent_id": 1})).await;
    add(&function, json!({"title": "Part of it", "parent_id": 2})).await;
    let undo = async || {
        let undone = function
            .call("ann", "POST", "/api/undo", Some(json!({})))
            .await;
        assert_eq!(undone.status, StatusCode::OK, "{}", undone.json());
    };
    let reopen = async || {
        let done = function
            .call("ann", "POST", "/api/tasks/1/reopen", None)
            .await;
        assert_eq!(done.status, StatusCode::OK);
    };
    complete(&function, 1).await;
    assert_eq!(pending(&function).await, [4, 5, 6]);
    reopen().await;
    assert_eq!(pending(&function).await, [1]);
    undo().await;
    assert_eq!(pending(&function).await, [4, 5, 6], "undone");
    // Brought back, it is not as the completion made it.
    reopen().await;
    assert_eq!(pending(&function).await, [1, 4, 5, 6]);
    for id in [4, 1] {
        function
            .call("ann", "DELETE", &format!("/api/tasks/{id}"), None)
            .await;
    }
    let touches: [(&str, &str, Option<Value>); 6] = [
        ("PATCH", "{next}", Some(json!({"title": "Changed"}))),
        ("PATCH", "{part}", Some(json!({"notes": "Changed"}))),
        ("DELETE", "{last}", None),
        ("DELETE", "{part}", None),
        (
            "POST",
            "",
            Some(json!({"title": "Added", "parent_id": "{last}"})),
        ),
        ("POST", "{part}/complete", None),
    ];
    for (method, path, body) in touches {
        let first = add(
            &function,
            json!({"title": "Rent", "due": "2031-01-31", "recurrence": "FREQ=MONTHLY"}),
        )
        .await;
        let first = first["id"].as_i64().unwrap();
        add(&function, json!({"title": "Part", "parent_id": first})).await;
        add(
            &function,
            json!({"title": "Part of it", "parent_id": first + 1}),
        )
        .await;
        complete(&function, first).await;
        let ids = [
            ("{next}", first + 3),
            ("{part}", first + 4),
            ("{last}", first + 5),
        ];
        let named = |text: &str| {
            ids.iter().fold(text.to_owned(), |text, (name, id)| {
                text.replace(name, &id.to_string())
            })
        };
        let body = body.map(|body| {
            let text = named(&body.to_string())
                .replace(&format!("\"{}\"", first + 5), &(first + 5).to_string());
            serde_json::from_str(&text).unwrap()
        });
        let path = format!("/api/tasks/{}", named(path));
        let answer = function
            .call("ann", method, path.trim_end_matches('/'), body)
            .await;
        assert!(answer.status.is_success(), "{}", answer.json());
        function
            .call("ann", "POST", &format!("/api/tasks/{first}/reopen"), None)
            .await;
        assert_eq!(
            get(&function, first + 3).await["id"],
            json!(first + 3),
            "{method} {path}"
        );
    }
}

/// FR-630: in a batch a result tells what went, also of what the batch itself completed.
#[tokio::test]
async fn a_batch_tells_which_next_task_went() {
    let function = Function::start().await;
    for title in ["One", "Two", "Three"] {
        add(&function, json!({"title": title, "due": "2031-01-06", "recurrence": "FREQ=WEEKLY", "recurrence_from": "completion"})).await;
    }
    let run = async |operations: Value| {
        let body = json!({"operations": operations});
        let done = function.call("ann", "POST", "/api/batch", Some(body)).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.json());
        done.json()["results"].clone()
    };
    run(json!([{"complete": {"id": 1}}, {"complete": {"id": 2}}])).await;
    let results = run(json!([
        {"update": {"id": 5, "patch": {"title": "Touched"}}},
        {"reopen": {"id": 1}},
        {"reopen": {"id": 2}},
        {"complete": {"id": 3}},
        {"reopen": {"id": 3}},
    ]))
    .await;
    assert_eq!(results[1]["gone"]["id"], json!(4));
    assert_eq!(results[1]["gone"]["recurrence_from"], "completion");
    assert_eq!(results[2].get("gone"), None, "{results:#}");
    assert_eq!(results[4]["gone"]["id"], results[3]["next"]["id"]);
    assert_eq!(pending(&function).await, [1, 2, 3, 5]);
}

async fn get(function: &Function, id: i64) -> Value {
    let path = format!("/api/tasks/{id}");
    function.call("ann", "GET", &path, None).await.json()
}

async fn complete(function: &Function, id: i64) -> Answer {
    let path = format!("/api/tasks/{id}/complete");
    let done = function.call("ann", "POST", &path, None).await;
    assert_eq!(done.status, StatusCode::OK);
    done
}

/// FR-614: a subtask that repeats has one open copy below the next task, however often it was completed.
#[tokio::test]
async fn a_series_among_the_subtasks_goes_on_once() {
    let function = Function::start().await;
    let weekly = json!({"title": "Week", "due": "2031-01-06", "recurrence": "FREQ=WEEKLY"});
    add(&function, weekly).await;
    let daily =
        json!({"title": "Day", "due": "2031-01-06", "recurrence": "FREQ=DAILY", "parent_id": 1});
    add(&function, daily).await;
    add(
        &function,
        json!({"title": "Part of the first day", "parent_id": 2}),
    )
    .await;
    add(&function, json!({"title": "Once", "parent_id": 1})).await;
    complete(&function, 4).await;
    complete(&function, 2).await;
    let done = complete(&function, 1).await;
    let next = done.header(header::LINK).to_owned();
    let next: i64 = next
        .trim_start_matches("</api/tasks/")
        .split('>')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let list = function
        .call("ann", "GET", "/api/tasks?status=pending", None)
        .await
        .json();
    let tasks = list["tasks"].as_array().unwrap().clone();
    let mut titles: Vec<_> = tasks
        .iter()
        .map(|task| task["title"].as_str().unwrap())
        .collect();
    titles.sort_unstable();
    assert_eq!(titles, ["Day", "Once", "Part of the first day", "Week"]);
    let below = tasks
        .iter()
        .filter(|task| task["parent_id"] == json!(next))
        .count();
    assert_eq!(below, 2);
    let day = tasks.iter().find(|task| task["title"] == "Day").unwrap();
    assert_eq!(day["due"], "2031-01-14");
}

/// FR-614: what is changed with the completion holds for the next task as well.
#[tokio::test]
async fn a_change_with_the_completion_reaches_the_next() {
    let function = Function::start().await;
    let rent = json!({"title": "Rent", "due": "2031-01-31", "recurrence": "FREQ=MONTHLY", "tags": ["home"]});
    add(&function, rent).await;
    let both =
        json!({"completed": true, "title": "Pay", "recurrence": "FREQ=WEEKLY", "priority": "p1"});
    assert_eq!(change(&function, 1, both).await.status, StatusCode::OK);
    let next = get(&function, 2).await;
    assert_eq!(
        [
            &next["title"],
            &next["due"],
            &next["recurrence"],
            &next["priority"],
            &next["completed"]
        ],
        [
            &json!("Pay"),
            &json!("2031-02-07"),
            &json!("FREQ=WEEKLY"),
            &json!("p1"),
            &json!(false)
        ]
    );
}

/// FR-614: a new rule begins a series, whatever the old one's other tasks are due.
#[tokio::test]
async fn a_new_rule_goes_on_before_the_old_ones_days() {
    let function = Function::start().await;
    let monthly =
        json!({"title": "Report", "due": "2031-12-31", "recurrence": "FREQ=MONTHLY;BYMONTHDAY=-1"});
    add(&function, monthly).await;
    complete(&function, 1).await;
    let weekly = json!({"due": "2031-11-30", "recurrence": "FREQ=WEEKLY"});
    assert_eq!(change(&function, 2, weekly).await.status, StatusCode::OK);
    complete(&function, 2).await;
    let next = get(&function, 3).await;
    assert_eq!(next["due"], "2031-12-07");
}

/// FR-613, FR-614: moving one occurrence does not move what belongs to the next.
#[tokio::test]
async fn subtasks_keep_their_distance_from_the_rules_day() {
    let function = Function::start().await;
    let monday = json!({"title": "Meeting", "due": "2031-01-06", "recurrence": "FREQ=WEEKLY"});
    add(&function, monday).await;
    let wednesday = json!({"title": "Minutes", "due": "2031-01-08", "parent_id": 1});
    add(&function, wednesday).await;
    change(&function, 1, json!({"due": "2031-01-07"})).await;
    complete(&function, 1).await;
    assert_eq!(get(&function, 3).await["due"], "2031-01-13");
    assert_eq!(get(&function, 4).await["due"], "2031-01-15");
}

/// FR-614: the due of a task that repeats cannot be emptied alone.
#[tokio::test]
async fn a_rule_needs_a_due() {
    let function = Function::start().await;
    add(
        &function,
        json!({"title": "Rent", "due": "2031-01-31", "recurrence": "FREQ=MONTHLY"}),
    )
    .await;
    let refused = change(&function, 1, json!({"due": null})).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(refused.json()["errors"][0]["pointer"], "/due");
    let begun = change(
        &function,
        1,
        json!({"due": null, "recurrence": "FREQ=DAILY"}),
    )
    .await;
    assert_eq!(
        begun.status,
        StatusCode::OK,
        "a new rule finds its first day"
    );
    let both = change(&function, 1, json!({"due": null, "recurrence": null})).await;
    assert_eq!(both.status, StatusCode::OK);
}
