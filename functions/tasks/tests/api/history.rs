//! History, undo, restore and changes over REST.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::{Answer, Function};

async fn undo(function: &Function) -> Answer {
    function
        .call("ann", "POST", "/api/undo", Some(json!({})))
        .await
}

async fn task(function: &Function, id: i64) -> Value {
    function
        .call("ann", "GET", &format!("/api/tasks/{id}"), None)
        .await
        .json()
}

async fn patch(function: &Function, id: i64, patch: Value) {
    let changed = function
        .call("ann", "PATCH", &format!("/api/tasks/{id}"), Some(patch))
        .await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.json());
}

fn assert_refused(answer: &Answer, code: &str) {
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.json());
    assert_eq!(
        answer.json()["type"],
        format!("urn:todo-app:problem:{code}")
    );
}

/// FR-617.
#[tokio::test]
async fn a_history_tells_every_change() {
    let function = Function::start().await;
    function.create("ann", "One").await;
    patch(&function, 1, json!({"title": "Two"})).await;
    function.call("ann", "DELETE", "/api/tasks/1", None).await;
    undo(&function).await;
    let history = function
        .call("ann", "GET", "/api/tasks/1/history", None)
        .await
        .json();
    let events = history["events"].as_array().unwrap();
    let told: Vec<_> = events
        .iter()
        .map(|event| {
            let title = |state: &str| event[state]["title"].as_str().unwrap_or("-").to_owned();
            (
                event["operation"].as_str().unwrap(),
                title("before"),
                title("after"),
                event.get("undoes").is_some(),
            )
        })
        .collect();
    let is = |operation, before: &str, after: &str, undoes| {
        (operation, before.to_owned(), after.to_owned(), undoes)
    };
    assert_eq!(
        told,
        [
            is("restore", "-", "Two", true),
            is("delete", "Two", "-", false),
            is("update", "One", "Two", false),
            is("create", "-", "One", false),
        ]
    );
    assert_eq!(
        (&events[0]["undoes"], &events[0]["source"]),
        (&events[1]["sequence"], &json!("api"))
    );
    let none = function
        .call("ann", "GET", "/api/tasks/2/history", None)
        .await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

/// FR-617: what happened to a deleted task is told with all that happened, or by its number.
#[tokio::test]
async fn deleted_tasks_are_in_the_history_of_all() {
    let function = Function::start().await;
    function.create("ann", "One").await;
    function.create("ann", "Two").await;
    function.call("ann", "DELETE", "/api/tasks/1", None).await;
    let told = async |path: &str| -> Vec<Value> {
        let history = function.call("ann", "GET", path, None).await.json();
        let events = history["events"].as_array().unwrap();
        events
            .iter()
            .map(|event| event["operation"].clone())
            .collect()
    };
    assert_eq!(told("/api/history").await, ["delete", "create", "create"]);
    assert_eq!(told("/api/history?task_id=1").await, ["delete", "create"]);
    assert_eq!(told("/api/history?before=2").await, ["create"]);
    for path in ["/api/tasks/1/history", "/api/tasks/9/history"] {
        let gone = function.call("ann", "GET", path, None).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/api/history?before=0", "/api/tasks/2/history?before=-1"] {
        let refused = function.call("ann", "GET", path, None).await;
        assert_eq!(refused.json()["errors"][0]["parameter"], "before", "{path}");
    }
}

/// FR-617.
#[tokio::test]
async fn a_long_history_has_pages() {
    let function = Function::start().await;
    function.create("ann", "0").await;
    for number in 1..120 {
        patch(&function, 1, json!({"title": number.to_string()})).await;
    }
    let first = function
        .call("ann", "GET", "/api/tasks/1/history", None)
        .await
        .json();
    assert_eq!(first["events"].as_array().unwrap().len(), 100);
    let path = format!("/api/tasks/1/history?before={}", first["next_before"]);
    let rest = function.call("ann", "GET", &path, None).await.json();
    let rest_events = rest["events"].as_array().unwrap();
    assert_eq!((rest_events.len(), rest.get("next_before")), (20, None));
    assert_eq!(rest_events[19]["operation"], "create");
}

/// FR-618: a request at a time, to the beginning.
#[tokio::test]
async fn changes_are_taken_back_one_by_one() {
    let function = Function::start().await;
    let body = json!({"title": "Rent", "due": "2031-01-31", "recurrence": "FREQ=MONTHLY", "tags": ["home"]});
    function.call("ann", "POST", "/api/tasks", Some(body)).await;
    let created = task(&function, 1).await;
    patch(&function, 1, json!({"title": "Pay the rent", "tags": null})).await;
    let patched = task(&function, 1).await;
    function
        .call("ann", "POST", "/api/tasks/1/complete", None)
        .await;
    let completed = undo(&function).await;
    assert_eq!(
        completed.json(),
        json!({"tasks": [patched], "deleted": [2]})
    );
    assert_eq!(
        undo(&function).await.json(),
        json!({"tasks": [created], "deleted": []})
    );
    assert_eq!(
        undo(&function).await.json(),
        json!({"tasks": [], "deleted": [1]})
    );
    assert_refused(&undo(&function).await, "nothing-to-undo");
    assert_eq!(
        function.create("ann", "Next").await,
        3,
        "numbers are never given out again"
    );
}

/// FR-618.
#[tokio::test]
async fn a_turn_is_taken_back_unless_something_newer_builds_on_it() {
    let function = Function::start().await;
    for title in ["One", "Two"] {
        function.create("ann", title).await;
    }
    patch(&function, 1, json!({"title": "By the agent"})).await;
    patch(&function, 2, json!({"title": "By the agent"})).await;
    let turn = "018f0000-0000-7000-8000-000000000001";
    let owner = function.test_database.owner().await;
    let mark = format!(
        "update todo.task_event set source = 'agent', turn_id = '{turn}' where operation = 'update'"
    );
    owner.batch_execute(&mark).await.unwrap();
    let body = json!({ "turn_id": turn });
    patch(&function, 2, json!({"notes": "By me"})).await;
    let refused = function
        .call("ann", "POST", "/api/undo", Some(body.clone()))
        .await;
    assert_refused(&refused, "changed-since");
    assert_eq!(
        task(&function, 1).await["title"],
        "By the agent",
        "all or nothing"
    );
    undo(&function).await;
    let undone = function
        .call("ann", "POST", "/api/undo", Some(body.clone()))
        .await;
    assert_eq!(undone.status, StatusCode::OK, "{}", undone.json());
    assert_eq!(
        (
            &task(&function, 1).await["title"],
            &task(&function, 2).await["title"]
        ),
        (&json!("One"), &json!("Two"))
    );
    let again = function.call("ann", "POST", "/api/undo", Some(body)).await;
    assert_refused(&again, "nothing-to-undo");
    let unknown = json!({"turn_id": "018f0000-0000-7000-8000-000000000002"});
    let unknown = function
        .call("ann", "POST", "/api/undo", Some(unknown))
        .await;
    assert_refused(&unknown, "nothing-to-undo");
}

/// FR-618: what was done since to other tasks stays.
#[tokio::test]
async fn a_change_is_taken_back_by_one_of_its_events() {
    let function = Function::start().await;
    let undo = async |sequence: Value| {
        let body = json!({ "sequence": sequence });
        function.call("ann", "POST", "/api/undo", Some(body)).await
    };
    for title in ["One", "Two"] {
        function.create("ann", title).await;
    }
    patch(&function, 1, json!({"title": "Newer"})).await;
    assert_refused(&undo(json!(1)).await, "changed-since");
    let undone = undo(json!(2.0)).await;
    assert_eq!(undone.json(), json!({"tasks": [], "deleted": [2]}));
    assert_eq!(task(&function, 1).await["title"], "Newer");
    for gone in [2, 4, 5, 99] {
        assert_refused(&undo(json!(gone)).await, "nothing-to-undo");
    }
    let stranger = function
        .call("bob", "POST", "/api/undo", Some(json!({"sequence": 3})))
        .await;
    assert_refused(&stranger, "nothing-to-undo");
    assert_eq!(undo(json!(3)).await.json()["tasks"][0]["title"], "One");
    for none in [json!(0), json!(-1), json!(1.5), json!(1e300), json!("1")] {
        let refused = undo(none.clone()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{none}");
        assert_eq!(
            refused.json()["errors"][0]["pointer"],
            "/sequence",
            "{none}"
        );
    }
    let both = json!({"sequence": 1, "turn_id": "018f0000-0000-7000-8000-000000000001"});
    let both = function.call("ann", "POST", "/api/undo", Some(both)).await;
    assert_eq!(both.status, StatusCode::UNPROCESSABLE_ENTITY);
    let error = json!({"pointer": "", "detail": "name either a turn_id or a sequence"});
    assert_eq!(both.json()["errors"], json!([error]));
}

/// FR-618: a task that got subtasks since it was created is not deleted.
#[tokio::test]
async fn what_something_else_hangs_on_stays() {
    let function = Function::start().await;
    let turn = "018f0000-0000-7000-8000-000000000001";
    function.create("ann", "By the agent").await;
    let owner = function.test_database.owner().await;
    let mark = format!("update todo.task_event set source = 'agent', turn_id = '{turn}'");
    owner.batch_execute(&mark).await.unwrap();
    let child = json!({"title": "By me", "parent_id": 1});
    function
        .call("ann", "POST", "/api/tasks", Some(child))
        .await;
    let refused = function
        .call("ann", "POST", "/api/undo", Some(json!({ "turn_id": turn })))
        .await;
    assert_refused(&refused, "changed-since");
    assert_eq!(task(&function, 2).await["parent_id"], 1);
}

/// FR-619.
#[tokio::test]
async fn a_deleted_family_comes_back_together() {
    let function = Function::start().await;
    for (title, parent) in [
        ("House", None),
        ("Roof", Some(1)),
        ("Tiles", Some(2)),
        ("Cellar", Some(1)),
    ] {
        let mut body = json!({ "title": title });
        if let Some(parent) = parent {
            body["parent_id"] = json!(parent);
        }
        function.call("ann", "POST", "/api/tasks", Some(body)).await;
    }
    let tiles = task(&function, 3).await;
    function.call("ann", "DELETE", "/api/tasks/4", None).await;
    function.call("ann", "DELETE", "/api/tasks/1", None).await;
    let roof = function
        .call("ann", "POST", "/api/tasks/2/restore", None)
        .await;
    assert_eq!(
        (roof.status, roof.json().get("parent_id")),
        (StatusCode::OK, None),
        "its parent is gone"
    );
    assert_eq!(task(&function, 3).await, tiles);
    for gone in [1, 4] {
        assert_eq!(task(&function, gone).await["status"], 404);
    }
    let again = function
        .call("ann", "POST", "/api/tasks/2/restore", None)
        .await;
    assert_eq!(again.json(), roof.json());
    let found = function
        .call("ann", "GET", "/api/tasks?search=til", None)
        .await
        .json();
    assert_eq!(
        found["tasks"][0]["id"], 3,
        "what was deleted and restored is found"
    );
    let house = function
        .call("ann", "POST", "/api/tasks/1/restore", None)
        .await;
    assert_eq!(house.status, StatusCode::OK, "{}", house.json());
    assert_eq!(task(&function, 2).await, roof.json(), "it was back before");
    assert_eq!(task(&function, 3).await, tiles);
    let never = function
        .call("ann", "POST", "/api/tasks/9/restore", None)
        .await;
    assert_eq!(never.status, StatusCode::NOT_FOUND);
}
