//! A call with a key is carried out once, wherever and however often it comes (FR-270).

use clock::{Ids, SystemIds};
use futures::future::join_all;
use serde_json::{Value, json};
use shared::{
    auth::UserId,
    db::{Kind, Role, idempotency},
};

use crate::support::{Function, assert_refused};

const KEY: &str = "todo/idempotency_key";

async fn call(function: &Function, user: &str, tool: &str, arguments: Value, meta: Value) -> Value {
    let params = json!({"name": tool, "arguments": arguments, "_meta": meta});
    function.result(user, "tools/call", params).await
}

fn code(result: &Value) -> &str {
    let code = &result["structuredContent"]["error"]["code"];
    code.as_str().unwrap_or_default()
}

/// FR-270: the first answer again, from the other process, whatever happened in between.
#[tokio::test]
async fn each_tool_that_writes_does_it_once() {
    let function = Function::start().await;
    for (tool, arguments) in [
        (
            "add_task",
            json!({"tasks": [{"title": "a"}, {"title": "b"}, {"title": "c", "parent_id": 9}]}),
        ),
        ("update_task", json!({"tasks": [{"id": 1, "title": "A"}]})),
        ("complete_task", json!({"ids": [1]})),
        ("delete_task", json!({"ids": [2]})),
        ("undo", json!({})),
    ] {
        let meta = json!({KEY: "same"});
        let first = call(&function, "ann", tool, arguments.clone(), meta.clone()).await;
        let tasks = function.tasks("ann").await;
        assert_eq!(first["isError"], false, "{first}");
        let again = call(&function, "ann", tool, arguments, meta).await;
        assert_eq!(again, first);
        assert_eq!(function.tasks("ann").await, tasks);
    }
}

/// FR-270: ten at once, at two processes, have one effect; who comes too early is told so and nothing else.
#[tokio::test]
async fn calls_at_the_same_time_have_one_effect() {
    let function = Function::start().await;
    let tasks = json!({"tasks": [{"title": "a"}]});
    let calls = (0..10).map(|_| {
        call(
            &function,
            "ann",
            "add_task",
            tasks.clone(),
            json!({KEY: "k"}),
        )
    });
    let results = join_all(calls).await;
    let (done, early): (Vec<_>, Vec<_>) = results
        .iter()
        .partition(|result| result["isError"] == false);
    assert!(!done.is_empty());
    assert!(done.iter().all(|result| *result == done[0]), "{done:?}");
    assert!(
        early
            .iter()
            .all(|result| code(result) == "request_in_flight"),
        "{early:?}"
    );
    assert_eq!(function.tasks("ann").await.as_array().unwrap().len(), 1);
}

/// FR-270: a key belongs to a person, a tool and what was asked.
#[tokio::test]
async fn another_call_with_the_key_is_another_call_or_refused() {
    let function = Function::start().await;
    let add = |user, title| {
        let tasks = json!({"tasks": [{"title": title}]});
        call(&function, user, "add_task", tasks, json!({KEY: "k"}))
    };
    assert_eq!(add("ann", "a").await["isError"], false);
    let other = add("ann", "b").await;
    assert_eq!(code(&other), "idempotency_key_reused", "{other}");
    assert_eq!(add("bob", "b").await["isError"], false);
    let ids = json!({"ids": [1]});
    let completed = call(&function, "ann", "complete_task", ids, json!({KEY: "k"})).await;
    assert_eq!(completed["isError"], false, "{completed}");
    assert_eq!(function.tasks("ann").await[0]["completed"], true);
}

/// FR-270: a call that was refused as a whole may be corrected under its key; a key that is none is refused.
#[tokio::test]
async fn what_was_refused_is_not_kept() {
    let function = Function::start().await;
    let add = |title, key| {
        let tasks = json!({"tasks": [{"title": title}]});
        call(&function, "ann", "add_task", tasks, json!({KEY: key}))
    };
    assert_eq!(add(json!(""), json!("k")).await["isError"], true);
    assert_eq!(add(json!("a"), json!("k")).await["isError"], false);
    for key in [
        json!(""),
        json!("a b"),
        json!("ä"),
        json!(7),
        json!("k".repeat(256)),
    ] {
        assert_refused(
            &add(json!("b"), key).await,
            &format!("_meta.{KEY}"),
            "1 to 255",
        );
    }
    let undone = call(&function, "bob", "undo", json!({}), json!({KEY: "k"})).await;
    assert_eq!(code(&undone), "nothing_to_undo");
    function.add("bob", &["a"]).await;
    let undone = call(&function, "bob", "undo", json!({}), json!({KEY: "k"})).await;
    assert_eq!(undone["isError"], false, "{undone}");
}

/// FR-270: a client's key holds for a day, our agent's with its turn.
#[tokio::test]
async fn keys_are_forgotten_in_their_time() {
    let function = Function::start().await;
    let add = |meta| {
        call(
            &function,
            "ann",
            "add_task",
            json!({"tasks": [{"title": "a"}]}),
            meta,
        )
    };
    let agent = json!({KEY: "turn/call", "todo/turn": SystemIds.next()});
    add(json!({KEY: "k"})).await;
    add(agent.clone()).await;
    let owner = function.test_database.owner().await;
    let age = "update todo.idempotency_key set created_at = created_at - interval '25 hours'";
    owner.execute(age, &[]).await.unwrap();
    add(agent).await;
    assert_eq!(function.tasks("ann").await.as_array().unwrap().len(), 2);
    add(json!({KEY: "k"})).await;
    assert_eq!(function.tasks("ann").await.as_array().unwrap().len(), 3);
    let kept = owner
        .query_one("select count(*) from todo.idempotency_key", &[])
        .await;
    assert_eq!(kept.unwrap().get::<_, i64>(0), 2);
}

/// FR-270: while a first call is under way, the same one waits for nobody.
#[tokio::test]
async fn a_call_in_flight_is_said_to_be() {
    let function = Function::start().await;
    let arguments = json!({"tasks": [{"title": "a"}]});
    let key = idempotency::Key::parse("k").unwrap();
    let request =
        idempotency::Request::new("add_task", key, &[&serde_json::to_vec(&arguments).unwrap()]);
    let user = UserId::for_test("ann");
    let database = function.test_database.database(Role::Mcp);
    let mut first = database.write(&user, Kind::Request, 0).await.unwrap();
    assert_eq!(
        idempotency::before(&mut first, &user, &request)
            .await
            .unwrap(),
        None
    );
    let early = call(
        &function,
        "ann",
        "add_task",
        arguments.clone(),
        json!({KEY: "k"}),
    )
    .await;
    assert_eq!(code(&early), "request_in_flight", "{early}");
    first.rollback().await.unwrap();
    let done = call(&function, "ann", "add_task", arguments, json!({KEY: "k"})).await;
    assert_eq!(done["isError"], false, "{done}");
}
