//! Tasks as resources (FR-251).

use serde_json::{Value, json};

use crate::support::{Function, message};

async fn read(function: &Function, user: &str, uri: &str, meta: Value) -> Value {
    let body = message("resources/read", json!({"uri": uri, "_meta": meta})).to_string();
    function.send(function.post_as(user), body).await.json()
}

/// The JSON of a resource that is there.
async fn content(function: &Function, user: &str, uri: &str, meta: Value) -> Value {
    let answer = read(function, user, uri, meta).await;
    let content = &answer["result"]["contents"][0];
    assert_eq!(content["uri"], uri, "{answer}");
    assert_eq!(content["mimeType"], "application/json");
    serde_json::from_str(content["text"].as_str().unwrap()).unwrap()
}

/// FR-251: both are listed, and hold what the tools answer.
#[tokio::test]
async fn today_and_each_task_can_be_read() {
    let function = Function::at("2026-11-27T23:59:59Z").await;
    let listed = function.result("ann", "resources/list", json!({})).await;
    assert_eq!(listed["resources"][0]["uri"], "tasks://today");
    let listed = function
        .result("ann", "resources/templates/list", json!({}))
        .await;
    assert_eq!(listed["resourceTemplates"][0]["uriTemplate"], "task://{id}");

    let zone = json!({"todo/time_zone": "UTC"});
    let tasks = json!({"tasks": [
        {"title": "Later", "due": "2026-11-28"},
        {"title": "Overdue", "due": "2020-01-01"},
        {"title": "Done", "due": "2020-01-01"},
        {"title": "Some day"},
    ]});
    function.call("ann", "add_task", tasks).await;
    function
        .call("ann", "complete_task", json!({"ids": [3]}))
        .await;
    let page = content(&function, "ann", "tasks://today", zone).await;
    let titles: Vec<&Value> = page["tasks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|task| &task["title"])
        .collect();
    assert_eq!(titles, ["Overdue"]);
    assert_eq!(
        page["tasks"][0],
        content(&function, "ann", "task://2", json!({})).await
    );
    assert_eq!(
        content(&function, "bob", "tasks://today", json!({})).await,
        json!({"tasks": []})
    );
}

/// FR-251, FR-205: somebody else's task looks like none.
#[tokio::test]
async fn what_is_not_there_is_said_with_what_is() {
    let function = Function::start().await;
    function.add("ann", &["Ann's secret"]).await;
    let strange = [
        "task://1",
        "task://2",
        "task://01",
        "task://-1",
        "task://99999999999",
        "task://",
        "tasks://tomorrow",
        "file:///etc/passwd",
        "",
    ];
    for uri in strange {
        let answer = read(&function, "bob", uri, json!({})).await;
        let error = &answer["error"];
        assert_eq!(error["code"], -32002, "{uri}: {answer}");
        assert_eq!(error["data"], json!({"uri": uri}));
        assert!(
            error["message"]
                .as_str()
                .unwrap()
                .contains("tasks://today and task://{id}"),
            "{answer}"
        );
    }
    let answer = read(
        &function,
        "bob",
        "tasks://today",
        json!({"todo/time_zone": "Mars"}),
    )
    .await;
    assert_eq!(answer["error"]["code"], -32602, "{answer}");
}
