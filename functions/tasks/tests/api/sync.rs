//! Following what changes (FR-620, FR-621).

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::{Answer, Function};

/// Asks what changed, and would wait for it.
async fn wait(function: &Function, since: &str, preference: &str) -> (Answer, Duration) {
    let started = Instant::now();
    let token = function.issuer.session_token("ann");
    let request = Function::request("GET", &format!("/api/changes?since={since}"))
        .header("authorization", format!("Bearer {token}"))
        .header("prefer", preference);
    let answer = function.send(request.body("".into()).unwrap()).await;
    (answer, started.elapsed())
}

/// FR-621: a page starts to follow without reading everything first.
#[tokio::test]
async fn the_latest_token_is_had_without_the_tasks() {
    let function = Function::start().await;
    let latest = async || {
        let path = "/api/changes?since=latest";
        function.call("ann", "GET", path, None).await.json()
    };
    let none = json!({"tasks": [], "deleted": [], "next": "0", "more": false});
    assert_eq!(latest().await, none);
    function.create("ann", "One").await;
    let now = latest().await;
    assert_eq!((&now["next"], &now["tasks"]), (&json!("1"), &json!([])));
}

/// FR-621: an answer waits for a change, also for one that another process makes, and no longer than it was asked to.
#[tokio::test]
async fn an_answer_waits_for_a_change() {
    let function = Function::start().await;
    let other = function.another();
    function.create("ann", "One").await;
    let (there, took) = wait(&function, "0", "wait=20").await;
    assert_eq!(there.json()["next"], "1");
    assert!(took < Duration::from_secs(2), "{took:?}");

    let (nothing, took) = wait(&function, "1", "respond-async, Wait = 1").await;
    assert_eq!(nothing.json()["tasks"], json!([]));
    assert_eq!(nothing.headers["preference-applied"], "wait=1");
    assert!((1.0..3.0).contains(&took.as_secs_f64()), "{took:?}");

    let (changed, ()) = tokio::join!(wait(&function, "1", "wait=20"), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        other.create("bob", "Not ann's").await;
        other.create("ann", "Two").await;
    });
    let (changed, took) = changed;
    assert_eq!(changed.json()["tasks"][0]["title"], "Two");
    assert!(took < Duration::from_secs(5), "{took:?}");
}

/// FR-621: a preference that makes no sense is none; none waits longer than gateways do.
#[tokio::test]
async fn senseless_preferences_are_left_alone() {
    let function = Function::start().await;
    for preference in ["wait", "wait=soon", "wait=-1", "waiting=9", ""] {
        let (answer, took) = wait(&function, "0", preference).await;
        assert_eq!(answer.headers.get("preference-applied"), None);
        assert!(took < Duration::from_secs(1), "{preference}: {took:?}");
    }
    function.create("ann", "One").await;
    let (answer, _) = wait(&function, "0", "wait=86400").await;
    assert_eq!(answer.headers["preference-applied"], "wait=25");
}

/// FR-620.
#[tokio::test]
async fn changes_since_a_token_are_told_with_deletions() {
    let function = Function::start().await;
    for title in ["One", "Two", "Three"] {
        function.create("ann", title).await;
    }
    function.call("ann", "DELETE", "/api/tasks/1", None).await;
    let first = function
        .call("ann", "GET", "/api/changes", None)
        .await
        .json();
    let ids = |changes: &Value| -> Vec<Value> {
        changes["tasks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|task| task["id"].clone())
            .collect()
    };
    assert_eq!(
        (ids(&first), &first["deleted"], &first["more"]),
        (vec![json!(2), json!(3)], &json!([]), &json!(false))
    );
    let since =
        |changes: &Value| format!("/api/changes?since={}", changes["next"].as_str().unwrap());
    function
        .call("ann", "PATCH", "/api/tasks/3", Some(json!({"title": "3"})))
        .await;
    function.call("ann", "DELETE", "/api/tasks/2", None).await;
    // The first page went to the newest task that is there; a deletion is told once more than needed, never once less.
    let second = function
        .call("ann", "GET", &since(&first), None)
        .await
        .json();
    assert_eq!(
        (ids(&second), &second["deleted"]),
        (vec![json!(3)], &json!([1, 2]))
    );
    let third = function
        .call("ann", "GET", &since(&second), None)
        .await
        .json();
    assert_eq!(
        third,
        json!({"tasks": [], "deleted": [], "next": second["next"], "more": false})
    );
    function
        .call("ann", "POST", "/api/tasks/2/restore", None)
        .await;
    let fourth = function
        .call("ann", "GET", &since(&second), None)
        .await
        .json();
    assert_eq!(
        (ids(&fourth), &fourth["deleted"]),
        (vec![json!(2)], &json!([]))
    );
    let path = "/api/changes?since=999";
    let unknown = function.call("ann", "GET", path, None).await;
    assert_eq!(
        (unknown.status, &unknown.json()["type"]),
        (
            StatusCode::CONFLICT,
            &json!("urn:todo-app:problem:unknown-token")
        )
    );
    for token in ["x", "-1", ""] {
        let path = format!("/api/changes?since={token}");
        let refused = function.call("ann", "GET", &path, None).await;
        assert_eq!(refused.json()["errors"][0]["parameter"], "since", "{token}");
    }
}
