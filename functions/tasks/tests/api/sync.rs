//! Following what changes (FR-620, FR-621).

use std::{pin::Pin, time::Duration};

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::{Answer, Function};

/// Asks what changed, and would wait for it.
async fn wait(function: &Function, user: &str, since: &str, preference: &str) -> Answer {
    let token = function.issuer.session_token(user);
    let request = Function::request("GET", &format!("/api/changes?since={since}"))
        .header("authorization", format!("Bearer {token}"))
        .header("prefer", preference);
    function.send(request.body("".into()).unwrap()).await
}

/// What comes while the other still waits.
async fn meanwhile<T>(
    other: &mut Pin<&mut impl Future<Output = Answer>>,
    work: impl Future<Output = T>,
) -> T {
    tokio::select! {
        biased;
        _ = other => panic!("the other waited no longer"),
        done = work => done,
    }
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
    // Who began to wait before all others, as long as one may, and for whom nothing changes.
    let mut cem = std::pin::pin!(wait(&function, "cem", "0", "wait=25"));

    let there = meanwhile(&mut cem, wait(&function, "ann", "0", "wait=25")).await;
    assert_eq!(there.json()["next"], "1");

    let mut long = std::pin::pin!(wait(&function, "ann", "1", "wait=25"));
    let short = wait(&function, "ann", "1", "respond-async, Wait = 1");
    let nothing = meanwhile(&mut cem, meanwhile(&mut long, short)).await;
    assert_eq!(nothing.json()["tasks"], json!([]));
    assert_eq!(nothing.headers["preference-applied"], "wait=1");

    let change = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        other.create("bob", "Not ann's").await;
        other.create("ann", "Two").await;
    };
    let changed = async { tokio::join!(long, change).0 };
    let changed = meanwhile(&mut cem, changed).await;
    assert_eq!(changed.json()["tasks"][0]["title"], "Two");
}

/// FR-621: a preference that makes no sense is none; none waits longer than gateways do.
#[tokio::test]
async fn senseless_preferences_are_left_alone() {
    let function = Function::start().await;
    for preference in ["wait", "wait=soon", "wait=-1", "waiting=9", ""] {
        let answer = wait(&function, "ann", "0", preference).await;
        assert_eq!(
            answer.headers.get("preference-applied"),
            None,
            "{preference}"
        );
    }
    function.create("ann", "One").await;
    let answer = wait(&function, "ann", "0", "wait=86400").await;
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
