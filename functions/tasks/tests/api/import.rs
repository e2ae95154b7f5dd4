//! Files that come in: all of them or nothing.

use std::num::NonZeroU32;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::{Answer, Function, Limits};

fn file(tasks: &Value) -> Value {
    json!({"format": "todo-app", "version": 1, "tasks": tasks})
}

async fn import(function: &Function, query: &str, tasks: Value) -> Answer {
    let body = file(&tasks);
    let path = format!("/api/import{query}");
    function
        .upload("ann", &path, "application/json", body.to_string())
        .await
}

async fn titles(function: &Function) -> Vec<String> {
    let list = function
        .call("ann", "GET", "/api/tasks?limit=100", None)
        .await;
    let list = list.json();
    let tasks = list["tasks"].as_array().unwrap();
    tasks
        .iter()
        .map(|task| task["title"].as_str().unwrap().to_owned())
        .collect()
}

/// What the errors of an answer name.
fn pointers(errors: &Value) -> Vec<&str> {
    let errors = errors.as_array().unwrap().iter();
    errors
        .map(|error| error["pointer"].as_str().unwrap())
        .collect()
}

/// Each kind of bad row, among good ones.
fn mixed() -> Value {
    json!([
        {"id": 7, "title": "Good"},
        {"id": 8, "title": ""},
        {"id": 7, "title": "Twice"},
        {"title": "Orphan", "parent_id": 99},
        {"id": 10, "title": "Circle", "parent_id": 11},
        {"id": 11, "title": "Circle", "parent_id": 10},
        {"title": "Unknown", "owner": "bob"},
        {"title": "Below a bad one", "parent_id": 8},
        {"title": "Done never", "completed": false, "completed_at": "2026-01-01T00:00:00Z"},
        {"title": "No such day", "due": "2026-02-30"},
        {"title": "No series", "series": {"first_id": 1, "start": "2026-01-01", "scheduled": "2026-01-01"}},
        {"title": "Long ago", "created_at": "-000001-01-01T00:00:00Z"},
        {"notes": "no title"},
        "no task",
        {"title": "Below a good one", "parent_id": 7},
    ])
}

const BAD: [&str; 13] = [
    "/tasks/1/title",
    "/tasks/2/id",
    "/tasks/3/parent_id",
    "/tasks/4/parent_id",
    "/tasks/5/parent_id",
    "/tasks/6/owner",
    "/tasks/7/parent_id",
    "/tasks/8/completed_at",
    "/tasks/9/due",
    "/tasks/10/series",
    "/tasks/11/created_at",
    "/tasks/12/title",
    "/tasks/13",
];

/// FR-903, FR-904: one bad row is enough for nothing to be written, and each is named.
#[tokio::test]
async fn a_bad_row_in_the_middle_writes_nothing() {
    let function = Function::start().await;
    let answer = import(&function, "", mixed()).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem = answer.json();
    assert_eq!(pointers(&problem["errors"]), BAD, "{problem:#}");
    assert!(titles(&function).await.is_empty());
    assert_eq!(function.create("ann", "The first").await, 1);
}

/// FR-906: a dry run shows what would become of each row, and writes nothing.
#[tokio::test]
async fn a_dry_run_tells_of_each_row_and_writes_nothing() {
    let function = Function::start().await;
    function.create("ann", "There").await;
    let answer = import(&function, "?dry_run=true", mixed()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
    let body = answer.json();
    assert_eq!(body["dry_run"], true);
    let results = body["results"].as_array().unwrap();
    assert_eq!(results.len(), 15);
    assert!(
        (1..=15)
            .zip(results)
            .all(|(row, result)| result["row"] == row)
    );
    let bad: Vec<&str> = results
        .iter()
        .filter(|result| result["errors"].is_array())
        .flat_map(|result| pointers(&result["errors"]))
        .collect();
    assert_eq!(bad, BAD);
    assert_eq!(
        (&results[0]["task"]["id"], &results[14]["task"]["parent_id"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(titles(&function).await, ["There"]);
    let changes = function.call("ann", "GET", "/api/changes", None).await;
    assert_eq!(changes.json()["next"], "1");
    assert_eq!(function.create("ann", "The second").await, 2);
}

/// FR-903, FR-618: what came together goes together, whatever the order of parents and subtasks in the file.
#[tokio::test]
async fn undo_takes_a_whole_import_back() {
    let function = Function::start().await;
    function.create("ann", "There").await;
    let tasks = json!([
        {"id": 1, "title": "Leaf", "parent_id": 2, "completed": true},
        {"id": 2, "title": "Branch", "parent_id": 3},
        {"id": 3, "title": "Root", "due": "2026-11-27", "recurrence": "FREQ=DAILY"},
    ]);
    let answer = import(&function, "", tasks).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
    let results = answer.json();
    assert_eq!(results["results"][0]["task"]["parent_id"], 3);
    assert_eq!(results["results"][1]["task"]["parent_id"], 4);
    assert!(results["results"][0]["task"]["completed_at"].is_string());
    assert_eq!(titles(&function).await.len(), 4);
    let found = function
        .call("ann", "GET", "/api/tasks?search=bran", None)
        .await;
    assert_eq!(found.json()["tasks"][0]["id"], 3);
    let next = function
        .call("ann", "POST", "/api/tasks/4/complete", None)
        .await;
    assert_eq!(next.status, StatusCode::OK);
    for expected in [StatusCode::OK; 2] {
        let undone = function
            .call("ann", "POST", "/api/undo", Some(json!({})))
            .await;
        assert_eq!(undone.status, expected, "{}", undone.json());
    }
    assert_eq!(titles(&function).await, ["There"]);
    let history = function
        .call("ann", "GET", "/api/history?task_id=3", None)
        .await;
    assert_eq!(history.json()["events"].as_array().unwrap().len(), 4);
}

/// FR-903, FR-618: an import is taken back by what it answered, though something else was done since.
#[tokio::test]
async fn an_import_that_is_not_the_newest_change_is_taken_back() {
    let function = Function::start().await;
    let tasks = json!([{"id": 1, "title": "Part", "parent_id": 2}, {"id": 2, "title": "Whole"}]);
    let tried = import(&function, "?dry_run=true", tasks.clone()).await;
    assert_eq!(tried.json().get("sequence"), None);
    let answer = import(&function, "", tasks).await.json();
    function.create("ann", "Since").await;
    let body = json!({ "sequence": answer["sequence"] });
    let undone = function.call("ann", "POST", "/api/undo", Some(body)).await;
    assert_eq!(undone.json(), json!({"tasks": [], "deleted": [1, 2]}));
    assert_eq!(titles(&function).await, ["Since"]);
    let empty = import(&function, "", json!([])).await.json();
    assert_eq!(empty, json!({"dry_run": false, "results": []}));
}

/// FR-903, FR-116: a second try with the same key has no second effect.
#[tokio::test]
async fn an_import_can_be_tried_again() {
    let function = Function::start().await;
    let body = file(&json!([{"title": "Once"}])).to_string();
    for replayed in ["", "true"] {
        let request = Function::request("POST", "/api/import")
            .header(
                "authorization",
                format!("Bearer {}", function.issuer.session_token("ann")),
            )
            .header("content-type", "application/json")
            .header("idempotency-key", "k");
        let answer = function
            .send(request.body(body.clone().into()).unwrap())
            .await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.json()["results"][0]["task"]["id"], 1);
        let header = answer.headers.get("idempotency-replayed");
        assert_eq!(header.map_or("", |value| value.to_str().unwrap()), replayed);
    }
    assert_eq!(titles(&function).await, ["Once"]);
}

/// FR-903: bodies have their own bound here, and only here; what is no file of ours is refused as a whole.
#[tokio::test]
async fn files_are_bounded_and_named() {
    let function = Function::start().await;
    let status = async |path: &str, media_type: &str, body: Vec<u8>| {
        let answer = function.upload("ann", path, media_type, body).await;
        (answer.status.as_u16(), answer.json())
    };
    let json = "application/json";
    let large = format!(
        "{{\"title\": \"x\", \"notes\": \"{}\"}}",
        "x".repeat(70_000)
    );
    assert_eq!(status("/api/tasks", json, large.into_bytes()).await.0, 413);
    let (too_large, problem) = status("/api/import", json, vec![b' '; 5 * 1024 * 1024 + 1]).await;
    assert_eq!(too_large, 413);
    assert_eq!(problem["detail"], "A body has at most 5242880 bytes.");
    let many: Vec<Value> = (0..=5000).map(|_| json!({"title": "x"})).collect();
    let (too_many, problem) =
        status("/api/import", json, file(&many.into()).to_string().into()).await;
    assert_eq!(
        (too_many, &problem["errors"][0]["pointer"]),
        (422, &json!("/tasks"))
    );
    for media_type in ["text/csv", "text/plain", ""] {
        assert_eq!(
            status("/api/import", media_type, b"{}".to_vec()).await.0,
            415,
            "{media_type}"
        );
    }
    for media_type in [json, "text/csv; charset=utf-16", "application/vnd.ms-excel"] {
        assert_eq!(
            status(
                "/api/import?format=todoist",
                media_type,
                b"TYPE,CONTENT\r\n".to_vec()
            )
            .await
            .0,
            415
        );
    }
    assert_eq!(status("/api/import", json, b"\xff".to_vec()).await.0, 400);
    assert_eq!(
        status("/api/import?format=yaml", json, b"{}".to_vec())
            .await
            .0,
        400
    );
    assert_eq!(
        status("/api/import?owner=bob", json, b"{}".to_vec())
            .await
            .0,
        400
    );
    for (body, pointer) in [
        (json!({"format": "todo-app", "tasks": []}), "/version"),
        (
            json!({"format": "todo-app", "version": 2, "tasks": []}),
            "/version",
        ),
        (
            json!({"format": "other", "version": 1, "tasks": []}),
            "/format",
        ),
        (json!({"format": "todo-app", "version": 1}), "/tasks"),
        (
            json!({"format": "todo-app", "version": 1, "tasks": [], "owner": 1}),
            "/owner",
        ),
    ] {
        let (refused, problem) = status("/api/import", json, body.to_string().into()).await;
        assert_eq!(
            (refused, &problem["errors"][0]["pointer"]),
            (422, &json!(pointer)),
            "{body}"
        );
    }
    assert!(titles(&function).await.is_empty());
    let (empty, body) = status("/api/import", json, file(&json!([])).to_string().into()).await;
    assert_eq!(
        (empty, body),
        (200, json!({"dry_run": false, "results": []}))
    );
}

/// FR-903, FR-118: fifty tasks of a file are one write; too many are refused, and nothing is written.
#[tokio::test]
async fn files_count_as_writes() {
    let limits = Limits {
        requests: NonZeroU32::new(1000).unwrap(),
        writes: NonZeroU32::new(3).unwrap(),
    };
    let function = Function::with_limits(limits).await;
    let tasks = |number: usize| Value::from(vec![json!({"title": "x"}); number]);
    let refused = import(&function, "", tasks(151)).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(titles(&function).await.is_empty());
    let looked = import(&function, "?dry_run=true", tasks(150)).await;
    assert_eq!(looked.status, StatusCode::OK);
    let done = import(&function, "", tasks(150)).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.json());
}

/// FR-903: the largest file there can be, in and out again and taken back.
#[tokio::test]
async fn the_largest_file_goes_in_and_is_taken_back() {
    let function = Function::start().await;
    let tasks: Vec<Value> = (1..=5000)
        .map(|id| match id % 10 {
            1 => json!({"id": id, "title": format!("Parent {id}"), "tags": ["home"], "due": "2026-11-27"}),
            _ => json!({"id": id, "title": format!("Part {id}"), "parent_id": id - id % 10 + 1, "notes": "Some words to find it by"}),
        })
        .filter(|task| task["parent_id"] != 5001)
        .collect();
    let answer = import(&function, "", tasks.into()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json()["errors"]);
    let undone = function
        .call("ann", "POST", "/api/undo", Some(json!({})))
        .await;
    assert_eq!(undone.status, StatusCode::OK);
    assert!(titles(&function).await.is_empty());
}
