//! Files that go out.

use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use crate::support::Function;

async fn text(function: &Function, path: &str) -> String {
    let answer = function.call("ann", "GET", path, None).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
    String::from_utf8(answer.body).unwrap()
}

/// FR-901: every task once, whatever the number of pages, and the settings.
#[tokio::test]
async fn everything_is_in_the_file() {
    let function = Function::start().await;
    let zone = json!({"time_zone": "Europe/Berlin"});
    function
        .call("ann", "PUT", "/api/settings", Some(zone.clone()))
        .await;
    for tasks in [0_i64, 199, 200, 201, 401] {
        let file = json!({"format": "todo-app", "version": 1,
            "tasks": (1..=tasks).map(|number| json!({"title": format!("Task {number}")})).collect::<Vec<_>>()});
        let user = format!("user{tasks}");
        let answer = function
            .call(&user, "POST", "/api/import", Some(file))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
        let answer = function.call(&user, "GET", "/api/export", None).await;
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/json");
        let ids: Vec<i64> = answer.json()["tasks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|task| task["id"].as_i64().unwrap())
            .collect();
        assert_eq!(ids, (1..=tasks).collect::<Vec<_>>());
    }
    let task = json!({"title": "Rent", "due": "2026-11-30T09:00", "recurrence": "FREQ=MONTHLY", "tags": ["home"]});
    function.call("ann", "POST", "/api/tasks", Some(task)).await;
    let answer = function.call("ann", "GET", "/api/export", None).await;
    let name = answer.header(header::CONTENT_DISPOSITION).to_owned();
    assert!(
        name.starts_with("attachment; filename=\"todo-app-20") && name.ends_with(".json\""),
        "{name}"
    );
    let file = answer.json();
    assert_eq!(
        (&file["format"], &file["version"], &file["settings"]),
        (&json!("todo-app"), &json!(1), &zone)
    );
    assert_eq!(
        file["tasks"][0]["series"],
        json!({"first_id": 1, "start": "2026-11-30T09:00:00+01:00[Europe/Berlin]", "scheduled": "2026-11-30T09:00:00"})
    );
}

/// FR-902.
#[tokio::test]
async fn tables_hold_texts_and_no_formulas() {
    let function = Function::start().await;
    let task = json!({"title": "=1+1", "notes": "two\nlines, \"quoted\"", "tags": ["@home", "a"], "priority": "p1", "position": -2.5});
    function.call("ann", "POST", "/api/tasks", Some(task)).await;
    let table = text(&function, "/api/export?format=csv").await;
    let table = table.strip_prefix('\u{feff}').unwrap();
    let (head, rows) = table.split_once("\r\n").unwrap();
    assert!(head.starts_with("id,title,notes,priority,tags,project,due,"));
    assert!(
        rows.starts_with(
            "1,'=1+1,\"two\nlines, \"\"quoted\"\"\",p1,\"'@home, a\",Inbox,,,,,-2.5,false,"
        ),
        "{rows}"
    );
    assert!(rows.ends_with("Z,\r\n"), "{rows}");
    let answer = function
        .call("ann", "GET", "/api/export?format=xml", None)
        .await;
    assert_eq!(
        (answer.status, &answer.json()["errors"][0]["parameter"]),
        (StatusCode::BAD_REQUEST, &json!("format"))
    );
}

/// FR-901: what is written meanwhile is not in the file, and a reader that leaves does not keep a connection.
#[tokio::test]
async fn a_file_shows_one_moment() {
    use axum::body::Body;
    use http_body_util::BodyExt;

    let function = Function::start().await;
    let tasks: Vec<Value> = (0..900).map(|_| json!({"title": "Before"})).collect();
    let file = json!({"format": "todo-app", "version": 1, "tasks": tasks});
    function
        .call("ann", "POST", "/api/import", Some(file))
        .await;
    let open = async || {
        let token = function.issuer.session_token("ann");
        let request = Function::request("GET", "/api/export")
            .header("authorization", format!("Bearer {token}"));
        function.open(request.body(Body::empty()).unwrap()).await
    };
    let mut body = open().await.into_body();
    let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
    let gone = json!({"operations": [{"delete": {"id": 900}}, {"update": {"id": 899, "patch": {"title": "After"}}}]});
    function.call("ann", "POST", "/api/batch", Some(gone)).await;
    let rest = body.collect().await.unwrap().to_bytes();
    let file: Value = serde_json::from_slice(&[first, rest].concat()).unwrap();
    let tasks = file["tasks"].as_array().unwrap();
    assert_eq!(tasks.len(), 900);
    assert!(tasks.iter().all(|task| task["title"] == "Before"));
    for _ in 0..12 {
        let mut body = open().await.into_body();
        body.frame().await.unwrap().unwrap();
    }
    assert_eq!(
        text(&function, "/api/export")
            .await
            .matches("\"Before\"")
            .count(),
        898
    );
}
