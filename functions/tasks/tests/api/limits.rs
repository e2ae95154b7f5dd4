//! How much a person may do in a minute (FR-118).

use std::num::NonZeroU32;

use axum::http::{HeaderName, StatusCode, header};
use serde_json::{Value, json};

use crate::support::{Answer, Function, Limits};

fn header_of(answer: &Answer, name: &'static str) -> String {
    answer.header(HeaderName::from_static(name)).to_owned()
}

fn limits(requests: u32, writes: u32) -> Limits {
    Limits {
        requests: NonZeroU32::new(requests).unwrap(),
        writes: NonZeroU32::new(writes).unwrap(),
    }
}

fn creations(count: usize) -> Value {
    let create = json!({"create": {"title": "Task"}});
    json!({"atomic": true, "operations": vec![create; count]})
}

/// Within a while, as part of which comes back before the answer does.
fn assert_too_many(answer: &Answer, longest: u64) {
    assert_eq!(
        (answer.status, answer.json()["type"].as_str()),
        (
            StatusCode::TOO_MANY_REQUESTS,
            Some("urn:todo-app:problem:too-many-requests")
        )
    );
    let retry_after: u64 = answer.header(header::RETRY_AFTER).parse().unwrap();
    assert!((1..=longest).contains(&retry_after), "{retry_after}");
}

/// FR-118.
#[tokio::test]
async fn answers_tell_what_is_left() {
    let function = Function::with_limits(limits(1_200, 600)).await;
    let listed = function.call("ann", "GET", "/api/tasks", None).await;
    assert_eq!(
        header_of(&listed, "ratelimit-policy"),
        r#""requests";q=1200;w=60"#
    );
    assert_eq!(header_of(&listed, "ratelimit"), r#""requests";r=1199;t=1"#);
    let created = function
        .call("ann", "POST", "/api/tasks", Some(json!({"title": "Rent"})))
        .await;
    assert_eq!(
        header_of(&created, "ratelimit-policy"),
        r#""requests";q=1200;w=60, "writes";q=600;w=60"#
    );
    let told = header_of(&created, "ratelimit");
    assert!(told.ends_with(r#", "writes";r=599;t=1"#), "{told}");
    let stranger = function
        .send(
            Function::request("GET", "/api/tasks")
                .body("".into())
                .unwrap(),
        )
        .await;
    assert_eq!(header_of(&stranger, "ratelimit"), "");
}

/// FR-118: a batch counts all that it does, what was refused wrote nothing, and reading goes on.
#[tokio::test]
async fn too_many_writes_are_refused_and_write_nothing() {
    let function = Function::with_limits(limits(1_000_000, 150)).await;
    let first = function
        .call("ann", "POST", "/api/batch", Some(creations(100)))
        .await;
    assert_eq!(first.status, StatusCode::OK);
    for atomic in [true, false] {
        let mut batch = creations(100);
        batch["atomic"] = json!(atomic);
        let refused = function
            .call("ann", "POST", "/api/batch", Some(batch))
            .await;
        assert_too_many(&refused, 20);
        assert_eq!(refused.json().get("errors"), None);
        let told = header_of(&refused, "ratelimit");
        let (_, full) = told.split_once(r#""writes";r=0;t="#).expect(&told);
        assert!((61..=80).contains(&full.parse::<u32>().unwrap()), "{told}");
    }
    let bob = function
        .call("bob", "POST", "/api/tasks", Some(json!({"title": "Bob's"})))
        .await;
    assert_eq!(bob.status, StatusCode::CREATED);
    let changes = function
        .call("ann", "GET", "/api/changes", None)
        .await
        .json();
    assert_eq!(changes["tasks"].as_array().map(Vec::len), Some(100));
    let smaller = function
        .call("ann", "POST", "/api/batch", Some(creations(45)))
        .await;
    assert_eq!(smaller.status, StatusCode::OK, "what fits is done");
}

/// FR-118: another process, which knows nothing of the first, counts on where that one stopped.
#[tokio::test]
async fn writes_are_counted_across_processes() {
    let function = Function::with_limits(limits(1_000_000, 3)).await;
    let first = function
        .call("ann", "POST", "/api/batch", Some(creations(3)))
        .await;
    assert_eq!(first.status, StatusCode::OK);
    let other = function.another();
    let refused = other
        .call("ann", "POST", "/api/tasks", Some(json!({"title": "More"})))
        .await;
    assert_too_many(&refused, 20);
    // Twenty seconds later, by the clock that counts.
    let owner = function.test_database.owner().await;
    let later = "update todo.user_counter set writes_until = writes_until - interval '20 seconds'";
    owner.execute(later, &[]).await.unwrap();
    other.create("ann", "One has come back").await;
}

/// FR-118.
#[tokio::test]
async fn too_many_requests_are_refused() {
    let function = Function::with_limits(limits(3, 600)).await;
    for _ in 0..3 {
        let answer = function.call("ann", "GET", "/api/tasks/1", None).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    let refused = function.call("ann", "GET", "/api/tasks", None).await;
    assert_too_many(&refused, 20);
    let bob = function.call("bob", "GET", "/api/tasks", None).await;
    assert_eq!(bob.status, StatusCode::OK);
}

/// FR-132: alone, in a batch and in a file; what there is room for, and what was there before, fits.
#[tokio::test]
async fn a_person_has_so_many_tasks_and_no_more() {
    let function =
        Function::with_database(|config| config.tasks_per_person = NonZeroU32::new(3).unwrap())
            .await;
    let file = |tasks: usize| json!({"format": "todo-app", "version": 1, "tasks": vec![json!({"title": "Task"}); tasks]});
    let ask = async |method: &str, path: &str, body: Value| {
        function.call("ann", method, path, Some(body)).await
    };
    assert!(
        ask("POST", "/api/import", file(4))
            .await
            .status
            .is_client_error()
    );
    for _ in 0..3 {
        function.create("ann", "Task").await;
    }
    let refused = [
        ask("POST", "/api/tasks", json!({"title": "Task"})).await,
        ask("POST", "/api/batch", creations(1)).await,
        ask("POST", "/api/import", file(1)).await,
    ];
    for answer in refused {
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            answer.json()
        );
        assert_eq!(answer.json()["type"], "urn:todo-app:problem:too-many-tasks");
        assert!(
            answer.json()["detail"]
                .as_str()
                .unwrap()
                .contains("more than 3 tasks")
        );
    }
    // Numbers of tasks go on; their number is what counts.
    ask("DELETE", "/api/tasks/1", json!({})).await;
    assert_eq!(
        ask("POST", "/api/batch", creations(1)).await.status,
        StatusCode::OK
    );
    assert_eq!(
        ask("POST", "/api/tasks", json!({"title": "Task"}))
            .await
            .status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        ask("POST", "/api/tasks/1/restore", json!({})).await.status,
        StatusCode::OK
    );
    let list = function.call("ann", "GET", "/api/tasks", None).await.json();
    assert_eq!(list["tasks"].as_array().unwrap().len(), 4);
    function.create("bob", "Task").await;
}
