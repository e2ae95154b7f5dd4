//! Prompts (FR-250).

use serde_json::{Value, json};

use crate::support::{Function, message};

async fn error(function: &Function, params: Value) -> Value {
    let body = message("prompts/get", params).to_string();
    let answer = function.send(function.post_as("ann"), body).await;
    answer.json()["error"].clone()
}

/// FR-250: every prompt is listed and can be got, and every call that it tells of works.
#[tokio::test]
async fn prompts_tell_of_calls_that_work() {
    let function = Function::start().await;
    function.add("ann", &["Buy milk"]).await;
    let listed = function.result("ann", "prompts/list", json!({})).await;
    let names: Vec<&str> = listed["prompts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|prompt| prompt["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["plan_my_day", "weekly_review"]);
    for name in names {
        let got = function
            .result("ann", "prompts/get", json!({"name": name}))
            .await;
        let message = &got["messages"][0];
        assert_eq!(
            (&message["role"], &message["content"]["type"]),
            (&json!("user"), &json!("text"))
        );
        let text = message["content"]["text"].as_str().unwrap();
        let calls: Vec<&str> = text.split("list_tasks {").skip(1).collect();
        assert!(calls.len() > 1, "{text}");
        for call in calls {
            let (arguments, _) = call.split_once('}').unwrap();
            let arguments: Value = serde_json::from_str(&format!("{{{arguments}}}")).unwrap();
            let result = function.call("ann", "list_tasks", arguments).await;
            assert_eq!(result["isError"], false, "{result}");
        }
    }
}

/// FR-250.
#[tokio::test]
async fn what_is_no_prompt_is_answered_with_what_there_is() {
    let function = Function::start().await;
    let unknown = error(&function, json!({"name": "plan_my_year"})).await;
    assert_eq!(unknown["code"], -32602);
    assert!(
        unknown["message"]
            .as_str()
            .unwrap()
            .contains("plan_my_day and weekly_review")
    );
    let params = json!({"name": "plan_my_day", "arguments": {"day": "tomorrow"}});
    let argument = error(&function, params).await;
    assert_eq!(argument["code"], -32602);
    assert!(
        argument["message"]
            .as_str()
            .unwrap()
            .contains("no arguments")
    );
}
