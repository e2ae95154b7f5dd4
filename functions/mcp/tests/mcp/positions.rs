//! Tasks that models put between others.

use serde_json::{Value, json};

use crate::support::Function;

async fn list(function: &Function) -> Vec<(String, f64)> {
    let (mut tasks, mut arguments) = (Vec::new(), json!({"sort": "position", "limit": 50}));
    loop {
        let page = function.call("ann", "list_tasks", arguments.clone()).await;
        let page = &page["structuredContent"];
        for task in page["tasks"].as_array().unwrap() {
            let title = task["title"].as_str().unwrap().to_owned();
            tasks.push((title, task["position"].as_f64().unwrap()));
        }
        match &page["next_cursor"] {
            Value::Null => return tasks,
            next => arguments["cursor"] = next.clone(),
        }
    }
}

/// FR-646: one at a time and many in a call; the answer tells where each came to stand.
#[tokio::test]
async fn tasks_put_between_the_same_two_stay_in_order() {
    let function = Function::start().await;
    function.add("ann", &["First", "Last"]).await;
    let mut number = 0;
    for entries in [1; 60].into_iter().chain([20; 3]) {
        let before = list(&function).await;
        let (low, mut high) = (before[0].1, before[1].1);
        let tasks: Vec<_> = (0..entries)
            .map(|_| {
                high = f64::midpoint(low, high);
                number += 1;
                json!({"title": number.to_string(), "position": high})
            })
            .collect();
        let added = function
            .call("ann", "add_task", json!({"tasks": tasks}))
            .await;
        let after = list(&function).await;
        for result in added["structuredContent"]["results"].as_array().unwrap() {
            let task = &result["task"];
            let there = after.iter().find(|there| task["title"] == there.0).unwrap();
            assert_eq!(task["position"], json!(there.1), "{}", there.0);
        }
    }
    let mut wanted = vec!["First".to_owned()];
    wanted.extend((1..=number).rev().map(|number: i32| number.to_string()));
    wanted.push("Last".to_owned());
    let titles: Vec<_> = list(&function)
        .await
        .into_iter()
        .map(|task| task.0)
        .collect();
    assert_eq!(titles, wanted);
}
