//! Two users over every tool.

use serde_json::{Value, json};

use crate::support::{Function, contract};

/// A call of this tool for task 1, which is Ann's and nobody else's.
fn case(tool: &str) -> Option<Value> {
    match tool {
        "add_task" => Some(json!({"tasks": [{"title": "Bob's own"}]})),
        "list_tasks" | "undo" => Some(json!({})),
        "update_task" => Some(json!({"tasks": [{"id": 1, "title": "stolen"}]})),
        "complete_task" | "delete_task" => Some(json!({"ids": [1]})),
        _ => None,
    }
}

/// FR-205, FR-407: a tool without a case fails here, so that no new tool is forgotten.
#[tokio::test]
async fn no_tool_reaches_another_users_task() {
    let function = Function::start().await;
    function.add("ann", &["Ann's secret"]).await;
    let before = function.tasks("ann").await;
    for tool in contract()["tools"].as_array().unwrap() {
        let name = tool["name"].as_str().unwrap();
        // A user of their own for each tool: somebody else's task must look like one that does not exist.
        let stranger = format!("stranger to {name}");
        let arguments =
            case(name).unwrap_or_else(|| panic!("{name} has no case in the two-user test"));
        let result = function.call(&stranger, name, arguments).await;
        assert!(!result.to_string().contains("secret"), "{name}: {result}");
        match name {
            "add_task" => assert_eq!(result["structuredContent"]["results"][0]["task"]["id"], 1),
            "list_tasks" => assert_eq!(result["structuredContent"], json!({"tasks": []})),
            "undo" => assert_eq!(
                result["structuredContent"]["error"]["code"],
                "nothing_to_undo"
            ),
            _ => {
                let error = &result["structuredContent"]["results"][0]["error"];
                let missing = json!({"code": "not_found", "message": "There is no task 1. There are no tasks.", "id": 1});
                assert_eq!(*error, missing, "{name}");
            }
        }
        assert_eq!(function.tasks("ann").await, before, "{name}");
    }
}

/// FR-205: users in the same second, on the same connections.
#[tokio::test]
async fn users_at_the_same_time_see_their_own() {
    let function = Function::start().await;
    let calls = (0..40).map(|number| {
        let function = &function;
        async move {
            let user = format!("user-{}", number % 8);
            function.add(&user, &[user.as_str()]).await;
            let tasks = function.tasks(&user).await;
            let tasks = tasks.as_array().unwrap();
            assert!(!tasks.is_empty() && tasks.iter().all(|task| task["title"] == *user));
        }
    });
    futures::future::join_all(calls).await;
}
