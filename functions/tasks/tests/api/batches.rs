//! Many operations in one request.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::{Answer, Function};

async fn batch(function: &Function, atomic: bool, operations: Value) -> Answer {
    let body = json!({"operations": operations, "atomic": atomic});
    function.call("ann", "POST", "/api/batch", Some(body)).await
}

async fn titles(function: &Function) -> Vec<Value> {
    let list = function.call("ann", "GET", "/api/tasks", None).await.json();
    let tasks = list["tasks"].as_array().unwrap();
    tasks.iter().map(|task| task["title"].clone()).collect()
}

/// Each kind once, and each refusal.
fn mixed() -> Value {
    json!([
        {"create": {"title": "One"}},
        {"create": {"title": "Two", "parent_id": 9}},
        {"update": {"id": 1, "patch": {"title": "1"}}},
        {"update": {"id": 1, "patch": {"title": "2"}, "if_match": "\"1\""}},
        {"complete": {"id": 1}},
        {"reopen": {"id": 1}},
        {"delete": {"id": 1}},
        {"restore": {"id": 1}},
        {"delete": {"id": 7}},
    ])
}

/// FR-117.
#[tokio::test]
async fn operations_are_carried_out_in_order_and_fail_alone() {
    let function = Function::start().await;
    let answer = batch(&function, false, mixed()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
    let results = answer.json()["results"].as_array().unwrap().clone();
    let statuses: Vec<_> = results
        .iter()
        .map(|result| result["status"].as_i64().unwrap())
        .collect();
    assert_eq!(statuses, [201, 409, 200, 412, 200, 200, 204, 200, 404]);
    assert_eq!(
        results[1]["problem"]["errors"][0]["pointer"],
        "/operations/1/parent_id"
    );
    assert_eq!(
        results[8]["problem"]["errors"][0]["pointer"],
        "/operations/8"
    );
    assert_eq!(
        (
            &results[4]["task"]["completed"],
            &results[7]["task"]["title"]
        ),
        (&json!(true), &json!("1"))
    );
    assert_eq!(titles(&function).await, [json!("1")]);
}

/// FR-117, FR-618.
#[tokio::test]
async fn an_atomic_batch_is_all_or_nothing_and_one_change() {
    let function = Function::start().await;
    let refused = batch(&function, true, mixed()).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(
        refused.json()["errors"][0]["pointer"],
        "/operations/1/parent_id"
    );
    assert_eq!(titles(&function).await, Vec::<Value>::new());
    let missing = batch(
        &function,
        true,
        json!([{"create": {"title": "One"}}, {"delete": {"id": 7}}]),
    )
    .await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(missing.json()["errors"][0]["pointer"], "/operations/1");
    let both = json!([{"create": {"title": "One"}}, {"create": {"title": "Two", "parent_id": 1}}]);
    assert_eq!(batch(&function, true, both).await.status, StatusCode::OK);
    assert_eq!(titles(&function).await.len(), 2);
    let undone = function
        .call("ann", "POST", "/api/undo", Some(json!({})))
        .await;
    assert_eq!(undone.json(), json!({"tasks": [], "deleted": [1, 2]}));
}

/// FR-117: an operation that breaks a rule has the problem that it would have had alone.
#[tokio::test]
async fn a_malformed_operation_fails_alone() {
    let function = Function::start().await;
    let operations = json!([
        {"create": {"title": " "}},
        {"create": {"title": "x"}},
        {"complete": {"id": 1, "user": "eve"}},
        {"undo": {}},
    ]);
    let answer = batch(&function, false, operations.clone()).await;
    assert_eq!(answer.status, StatusCode::OK);
    let results = answer.json()["results"].clone();
    for (place, status, pointer) in [
        (0, 422, json!("/operations/0/create/title")),
        (1, 201, Value::Null),
        (2, 422, json!("/operations/2/complete/user")),
        (3, 422, json!("/operations/3")),
    ] {
        let result = &results[place];
        assert_eq!(result["status"], status, "{result}");
        assert_eq!(result["problem"]["errors"][0]["pointer"], pointer);
    }
    assert_eq!(titles(&function).await, [json!("x")]);
    let refused = batch(&function, true, operations).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(titles(&function).await.len(), 1);
}

/// FR-117: what is wrong beside the operations is the whole batch's.
#[tokio::test]
async fn a_batch_is_an_object_with_two_fields() {
    let function = Function::start().await;
    let operations = json!([{"create": {"title": "x"}}]);
    for (body, pointer) in [
        (json!({"operations": operations, "atomic": "no"}), "/atomic"),
        (json!({"operations": operations, "user": "eve"}), "/user"),
        (json!({"operations": []}), "/operations"),
        (
            json!({"operations": vec![&operations[0]; 101]}),
            "/operations",
        ),
        (json!({"operations": {}}), "/operations"),
        (json!({}), "/operations"),
    ] {
        let refused = function.call("ann", "POST", "/api/batch", Some(body)).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{pointer}"
        );
        assert_eq!(refused.json()["errors"][0]["pointer"], pointer);
    }
    assert_eq!(titles(&function).await, Vec::<Value>::new());
}

/// FR-117: the pointer names the field of the operation.
#[tokio::test]
async fn a_malformed_batch_is_refused_as_a_whole() {
    let function = Function::start().await;
    let many = vec![json!({"create": {"title": "x"}}); 101];
    for (operations, pointer) in [
        (json!([]), "/operations"),
        (json!(many), "/operations"),
        (
            json!([{"create": {"title": "x"}}, {"create": {"title": " "}}]),
            "/operations/1/create/title",
        ),
        (
            json!([{"update": {"id": 0, "patch": {}}}]),
            "/operations/0/update/id",
        ),
        (
            json!([{"complete": {"id": 1, "user": "eve"}}]),
            "/operations/0/complete/user",
        ),
        (json!([{"undo": {}}]), "/operations/0"),
    ] {
        let refused = batch(&function, true, operations).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{pointer}"
        );
        assert_eq!(refused.json()["errors"][0]["pointer"], pointer);
    }
    assert_eq!(titles(&function).await, Vec::<Value>::new());
}
