//! Two users over every operation of the document.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::Function;

/// FR-111, FR-407: to a stranger each operation on a task answers as if the task did not exist, and changes nothing.
/// An operation that is added to the document without a case here fails.
#[tokio::test]
async fn a_stranger_meets_nothing_in_every_operation() {
    let function = Function::start().await;
    function.create("ann", "Ann's secret").await;
    let zone = json!({"time_zone": "Europe/Berlin"});
    function
        .call("ann", "PUT", "/api/settings", Some(zone))
        .await;
    let document: Value = serde_json::from_str(include_str!(
        "../../../../specs/001-tasks-api/contracts/openapi.json"
    ))
    .unwrap();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let operation = operation["operationId"].as_str().unwrap();
            if meets_only_their_own(&function, operation).await {
                continue;
            }
            let body = match operation {
                "update_task" => Some(json!({"title": "Taken over"})),
                "get_task" | "delete_task" | "complete_task" | "reopen_task"
                | "get_task_history" | "restore_task" => None,
                other => panic!("operation {other} needs a case here"),
            };
            let method = method.to_uppercase();
            let foreign = function
                .call("bob", &method, &path.replace("{id}", "1"), body.clone())
                .await;
            assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{method} {path}");
            let absent = function
                .call("bob", &method, &path.replace("{id}", "2"), body)
                .await;
            let same_but_for_the_id = String::from_utf8(absent.body)
                .unwrap()
                .replace("task 2", "task 1");
            assert_eq!(
                String::from_utf8(foreign.body).unwrap(),
                same_but_for_the_id
            );
        }
    }
    let task = function
        .call("ann", "GET", "/api/tasks/1", None)
        .await
        .json();
    assert_eq!(
        (&task["title"], &task["completed"]),
        (&json!("Ann's secret"), &json!(false))
    );
}

/// The operations on no task in particular: a stranger meets the stranger's own. Whether this is one of them.
async fn meets_only_their_own(function: &Function, operation: &str) -> bool {
    match operation {
        "list_tasks" => {
            let page = function.call("bob", "GET", "/api/tasks", None).await;
            assert_eq!(page.json(), json!({"tasks": []}));
            for found in ["search=secret", "filter=search:%20secret%20%7C%20all"] {
                let path = format!("/api/tasks?{found}");
                let page = function.call("bob", "GET", &path, None).await;
                assert_eq!(page.json(), json!({"tasks": []}), "{found}");
                let page = function.call("ann", "GET", &path, None).await;
                assert_eq!(page.json()["tasks"][0]["id"], 1, "{found}");
            }
        }
        "create_task" => {
            let created = function
                .call(
                    "eve",
                    "POST",
                    "/api/tasks",
                    Some(json!({"title": "Eve's own"})),
                )
                .await;
            assert_eq!(created.json()["id"], 1);
        }
        "get_settings" => {
            let settings = function.call("bob", "GET", "/api/settings", None).await;
            assert_eq!(settings.json(), json!({"time_zone": "UTC"}));
        }
        "set_settings" => {
            let zone = json!({"time_zone": "Asia/Tokyo"});
            function
                .call("eve", "PUT", "/api/settings", Some(zone))
                .await;
            let settings = function.call("ann", "GET", "/api/settings", None).await;
            assert_eq!(settings.json(), json!({"time_zone": "Europe/Berlin"}));
        }
        "run_batch" => {
            let on = |operation: &str| json!({ operation: {"id": 1} });
            let mut operations: Vec<Value> =
                ["complete", "reopen", "delete", "restore"].map(on).to_vec();
            operations.push(json!({"update": {"id": 1, "patch": {"title": "Taken over"}}}));
            let body = json!({ "operations": operations });
            let answer = function.call("bob", "POST", "/api/batch", Some(body)).await;
            for result in answer.json()["results"].as_array().unwrap() {
                assert_eq!(result["status"], 404, "{result}");
            }
        }
        "undo" => {
            let undone = function
                .call("bob", "POST", "/api/undo", Some(json!({})))
                .await;
            assert_eq!(undone.status, StatusCode::CONFLICT);
        }
        "list_history" => {
            for path in ["/api/history", "/api/history?task_id=1"] {
                let history = function.call("bob", "GET", path, None).await;
                assert_eq!(history.json(), json!({"events": []}));
            }
        }
        "list_changes" => {
            let changes = function.call("bob", "GET", "/api/changes", None).await;
            assert_eq!(
                changes.json(),
                json!({"tasks": [], "deleted": [], "next": "0", "more": false})
            );
        }
        _ => return meets_only_their_own_files(function, operation).await,
    }
    true
}

/// The same for what goes out and in as files.
async fn meets_only_their_own_files(function: &Function, operation: &str) -> bool {
    match operation {
        "export_tasks" => {
            for path in ["/api/export", "/api/export?format=csv"] {
                let file = function.call("bob", "GET", path, None).await;
                assert_eq!(file.status, StatusCode::OK);
                let text = String::from_utf8(file.body).unwrap();
                assert!(
                    !text.contains("secret") && !text.contains("Berlin"),
                    "{text}"
                );
            }
        }
        "import_tasks" => {
            let task = json!({"title": "Eve's own", "id": 1});
            let file = json!({"format": "todo-app", "version": 1, "tasks": [task]});
            let answer = function
                .call("dan", "POST", "/api/import", Some(file.clone()))
                .await;
            assert_eq!(answer.json()["results"][0]["task"]["id"], 1);
            // A parent is one of the file's tasks and nobody else's.
            let below = json!({"format": "todo-app", "version": 1, "tasks": [{"title": "Below", "parent_id": 1}]});
            let answer = function
                .call("bob", "POST", "/api/import", Some(below))
                .await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        "get_feed" | "create_feed" | "delete_feed" => {
            let hers = function.call("ann", "POST", "/api/feed", None).await.json();
            for method in ["GET", "DELETE"] {
                let foreign = function.call("bob", method, "/api/feed", None).await;
                assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{method}");
            }
            let his = function.call("eve", "POST", "/api/feed", None).await.json();
            assert_ne!(hers["path"], his["path"]);
            let still = function.call("ann", "GET", "/api/feed", None).await;
            assert_eq!(still.json()["created_at"], hers["created_at"]);
        }
        "read_feed" => {
            let due = json!({"title": "Ann's due", "due": "2026-11-27"});
            function.call("fay", "POST", "/api/tasks", Some(due)).await;
            for (user, shows) in [("fay", true), ("bob", false)] {
                let made = function.call(user, "POST", "/api/feed", None).await.json();
                let path = made["path"].as_str().unwrap();
                // The address decides, whoever's token comes with it.
                for reader in ["fay", "bob"] {
                    let feed = function.call(reader, "GET", path, None).await;
                    let text = String::from_utf8(feed.body).unwrap();
                    assert_eq!(text.contains("Ann's due"), shows, "{text}");
                }
                function.call(user, "DELETE", "/api/feed", None).await;
            }
        }
        "list_tokens" | "create_token" | "delete_token" => {
            let new =
                json!({"name": "Ann's secret", "scopes": ["tasks:read"], "expires_in_days": 1});
            let hers = function
                .call("ann", "POST", "/api/tokens", Some(new))
                .await
                .json();
            let his = function.call("bob", "GET", "/api/tokens", None).await;
            assert_eq!(his.json(), json!({"tokens": []}));
            let mut refusals = Vec::new();
            let absent = json!("019ab000-0000-7000-8000-000000000000");
            for id in [&hers["id"], &absent] {
                let path = format!("/api/tokens/{}", id.as_str().unwrap());
                let refused = function.call("bob", "DELETE", &path, None).await;
                assert_eq!(refused.status, StatusCode::NOT_FOUND);
                refusals.push(refused.json());
            }
            assert_eq!(refusals[0], refusals[1]);
            let still = function.call("ann", "GET", "/api/tokens", None).await;
            assert_eq!(still.json()["tokens"][0]["id"], hers["id"]);
        }
        _ => return false,
    }
    true
}
