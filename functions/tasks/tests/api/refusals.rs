//! Bad input gets a clear answer, and nothing is written (FR-108, FR-109).

use axum::{
    body::Body,
    http::{StatusCode, header},
};
use serde_json::{Value, json};

use crate::support::{Answer, Function};

async fn post(function: &Function, content_type: &str, body: impl Into<Body>) -> Answer {
    let token = format!("Bearer {}", function.issuer.session_token("ann"));
    let request = Function::request("POST", "/api/tasks")
        .header("authorization", token)
        .header("content-type", content_type);
    function.send(request.body(body.into()).unwrap()).await
}

fn assert_problem(answer: &Answer, status: StatusCode, code: &str) {
    assert_eq!(
        answer.status,
        status,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        "application/problem+json"
    );
    let problem = answer.json();
    assert_eq!(problem["type"], format!("urn:todo-app:problem:{code}"));
    assert_eq!(problem["status"], status.as_u16());
    assert!(problem["title"].is_string() && problem["detail"].is_string());
}

/// FR-108, FR-109: the pointer names the field.
#[tokio::test]
async fn values_that_break_a_rule_are_named_by_pointer() {
    let function = Function::start().await;
    let cases = [
        (json!({}), "/title"),
        (json!({"title": ""}), "/title"),
        (json!({"title": " \t "}), "/title"),
        (json!({"title": "x".repeat(201)}), "/title"),
        (json!({"title": "two\nlines"}), "/title"),
        (json!({"title": 7}), "/title"),
        (json!({"title": "x", "notes": "y".repeat(10_001)}), "/notes"),
        (json!({"title": "x", "notes": "\u{0}"}), "/notes"),
        (json!({"title": "x", "priority": "p5"}), "/priority"),
        (json!({"title": "x", "priority": 1}), "/priority"),
        (json!({"title": "x", "due": "2026-02-30"}), "/due"),
        (json!({"title": "x", "due": "someday"}), "/due"),
        (
            json!({"title": "x", "due": "0001-01-01T00:00[Asia/Tokyo]"}),
            "/due",
        ),
        (json!({"title": "x", "user_id": "bob"}), "/user_id"),
        (json!({"title": "x", "a/b~c": 1}), "/a~1b~0c"),
        (json!([]), ""),
        (json!("text"), ""),
    ];
    for (body, pointer) in cases {
        let answer = post(&function, "application/json", body.to_string()).await;
        assert_problem(&answer, StatusCode::UNPROCESSABLE_ENTITY, "invalid-value");
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{body}");
        assert!(
            !answer.json()["errors"][0]["detail"]
                .as_str()
                .unwrap()
                .contains("at line"),
            "{body}"
        );
    }
    assert_eq!(
        function.call("ann", "GET", "/api/tasks", None).await.json(),
        json!({"tasks": []})
    );
}

/// FR-109.
#[tokio::test]
async fn bodies_that_are_not_json_are_refused() {
    let function = Function::start().await;
    let not_utf8 = b"{\"title\": \"\xff\"}".to_vec();
    for body in [
        b"{".to_vec(),
        b"{\"title\": 7".to_vec(),
        Vec::new(),
        b"{\"title\":\"x\"} x".to_vec(),
        not_utf8,
    ] {
        assert_problem(
            &post(&function, "application/json", body).await,
            StatusCode::BAD_REQUEST,
            "not-json",
        );
    }
    let answer = post(&function, "text/plain", r#"{"title":"x"}"#).await;
    assert_problem(
        &answer,
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported-media-type",
    );
    let huge = json!({"title": "x", "notes": "y".repeat(70_000)}).to_string();
    assert_problem(
        &post(&function, "application/json", huge).await,
        StatusCode::PAYLOAD_TOO_LARGE,
        "too-large",
    );
    let deep = format!("{}1{}", "[".repeat(30_000), "]".repeat(30_000));
    assert_eq!(
        post(&function, "application/json", deep)
            .await
            .status
            .as_u16()
            / 100,
        4
    );
    let media_type = "application/json; charset=utf-8";
    assert_eq!(
        post(&function, media_type, r#"{"title":"x"}"#).await.status,
        StatusCode::CREATED
    );
}

/// FR-615: the calendar's first and last days are days like others.
#[tokio::test]
async fn filters_reach_the_calendar_s_ends() {
    let function = Function::start().await;
    for due in ["0001-01-01", "9999-12-30", "9999-12-31"] {
        let body = json!({"title": due, "due": due}).to_string();
        let created = post(&function, "application/json", body).await;
        assert_eq!(created.status, StatusCode::CREATED, "{due}");
    }
    for (filter, found) in [
        ("due:%200001-01-01", 1),
        ("due%20before:%200001-01-01", 0),
        ("due%20after:%200001-01-01", 2),
        ("due:%209999-12-30", 1),
        ("due:%209999-12-31", 1),
        ("due%20before:%209999-12-31", 2),
        ("due%20after:%209999-12-31", 0),
    ] {
        for zone in ["Pacific/Kiritimati", "Pacific/Niue"] {
            let token = format!("Bearer {}", function.issuer.session_token("ann"));
            let request = Function::request("GET", &format!("/api/tasks?filter={filter}"))
                .header("authorization", token)
                .header("time-zone", zone)
                .body(Body::empty());
            let list = function.send(request.unwrap()).await;
            assert_eq!(list.status, StatusCode::OK, "{filter} {zone}");
            let tasks = list.json()["tasks"].as_array().unwrap().len();
            assert_eq!(tasks, found, "{filter} {zone}");
        }
    }
}

/// FR-109: parameters are named.
#[tokio::test]
async fn bad_parameters_are_named() {
    let function = Function::start().await;
    let cases = [
        ("/api/tasks?limit=0", "limit"),
        ("/api/tasks?limit=101", "limit"),
        ("/api/tasks?limit=x", "limit"),
        ("/api/tasks?status=open", "status"),
        ("/api/tasks?cursor=%25%25", "cursor"),
        // Due in the year 0, which the database does not have.
        (
            "/api/tasks?sort=due&cursor=WyJhc2MiLHsiZHVlIjoiMDAwMC0wMS0wMVQwMDowMDowMCJ9LDFd",
            "cursor",
        ),
        ("/api/tasks?search=%FF", "search"),
        ("/api/tasks?sort=due&filter=%23a%C3", "filter"),
        ("/api/tasks?user_id=bob", "user_id"),
        ("/api/tasks/0", "id"),
        ("/api/tasks/+1", "id"),
        ("/api/tasks/%2B1", "id"),
        ("/api/tasks/-1", "id"),
        ("/api/tasks/abc", "id"),
        ("/api/tasks/99999999999999999999", "id"),
        ("/api/tasks/%00", "id"),
    ];
    for (path, parameter) in cases {
        let answer = function.call("ann", "GET", path, None).await;
        assert_problem(&answer, StatusCode::BAD_REQUEST, "invalid-parameter");
        assert_eq!(answer.json()["errors"][0]["parameter"], parameter, "{path}");
    }
}

/// FR-109.
#[tokio::test]
async fn unknown_routes_and_methods_are_problems() {
    let function = Function::start().await;
    assert_problem(
        &function.call("ann", "GET", "/api/nothing", None).await,
        StatusCode::NOT_FOUND,
        "not-found",
    );
    for (method, path) in [
        ("PUT", "/api/tasks/1"),
        ("DELETE", "/api/tasks"),
        ("GET", "/api/tasks/1/complete"),
    ] {
        let answer = function.call("ann", method, path, None).await;
        assert_problem(
            &answer,
            StatusCode::METHOD_NOT_ALLOWED,
            "method-not-allowed",
        );
        assert!(!answer.header(header::ALLOW).is_empty(), "{method} {path}");
    }
}

/// FR-105, FR-109: a patch obeys the rules of its fields.
#[tokio::test]
async fn a_bad_patch_changes_nothing() {
    let function = Function::start().await;
    function.create("ann", "Read").await;
    for (patch, pointer) in [
        (json!({"title": null}), "/title"),
        (json!({"title": "New", "priority": "urgent"}), "/priority"),
        (json!({"completed": "yes"}), "/completed"),
        (json!({"id": 9}), "/id"),
    ] {
        let answer = function
            .call("ann", "PATCH", "/api/tasks/1", Some(patch))
            .await;
        assert_problem(&answer, StatusCode::UNPROCESSABLE_ENTITY, "invalid-value");
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer);
    }
    let task: Value = function
        .call("ann", "GET", "/api/tasks/1", None)
        .await
        .json();
    assert_eq!(
        (&task["title"], &task["priority"]),
        (&json!("Read"), &json!("p4"))
    );
}

/// FR-130: in each operation with a JSON body, and wherever an object stands in one. Above all, `[]` takes nothing back.
#[tokio::test]
async fn an_array_is_no_object() {
    let function = Function::start().await;
    function.create("ann", "Read").await;
    let document: Value = serde_json::from_str(include_str!(
        "../../../../specs/001-tasks-api/contracts/openapi.json"
    ))
    .unwrap();
    let mut bodies = vec![
        (
            "POST",
            "/api/batch".to_owned(),
            json!({"operations": [[1]]}),
            "/operations/0",
        ),
        (
            "POST",
            "/api/batch".to_owned(),
            json!({"operations": [{"create": ["New"]}]}),
            "/operations/0/create",
        ),
        (
            "POST",
            "/api/batch".to_owned(),
            json!({"operations": [{"delete": [1]}]}),
            "/operations/0/delete",
        ),
        (
            "POST",
            "/api/batch".to_owned(),
            json!({"operations": [{"update": [1, {"title": "New"}]}]}),
            "/operations/0/update",
        ),
        (
            "POST",
            "/api/batch".to_owned(),
            json!({"operations": [{"update": {"id": 1, "patch": ["New"]}}]}),
            "/operations/0/update/patch",
        ),
        (
            "POST",
            "/api/import".to_owned(),
            json!({"format": "todo-app", "version": 1, "tasks": [["New"]]}),
            "/tasks/0",
        ),
        (
            "POST",
            "/api/import".to_owned(),
            json!({"format": "todo-app", "version": 1, "tasks": [], "settings": ["UTC"]}),
            "/settings",
        ),
    ];
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            if operation["requestBody"]["content"]
                .get("application/json")
                .is_some()
            {
                let method = if method == "patch" {
                    "PATCH"
                } else if method == "put" {
                    "PUT"
                } else {
                    "POST"
                };
                bodies.push((method, path.replace("{id}", "1"), json!([]), ""));
                bodies.push((method, path.replace("{id}", "1"), json!(["New"]), ""));
            }
        }
    }
    assert!(bodies.len() >= 7 + 2 * 7, "{}", bodies.len());
    for (method, path, body, pointer) in bodies {
        let mut body = body;
        if path == "/api/batch" && body.is_object() {
            body["atomic"] = json!(true);
        }
        let answer = function
            .call("ann", method, &path, Some(body.clone()))
            .await;
        assert_problem(&answer, StatusCode::UNPROCESSABLE_ENTITY, "invalid-value");
        let error = &answer.json()["errors"][0];
        assert_eq!(error["pointer"], pointer, "{method} {path} {body}");
        assert!(
            error["detail"].as_str().unwrap().contains("an object"),
            "{error}"
        );
    }
    let history = function
        .call("ann", "GET", "/api/history", None)
        .await
        .json();
    assert_eq!(history["events"].as_array().unwrap().len(), 1);
}

/// FR-131: a header with two meanings has none.
#[tokio::test]
async fn headers_that_could_mean_two_things_are_refused() {
    type Headers = &'static [(&'static str, &'static str)];
    let function = Function::start().await;
    function.create("ann", "Read").await;
    let token = format!("Bearer {}", function.issuer.session_token("ann"));
    let cases: [(&str, Headers, u16); 9] = [
        (
            "idempotency-key",
            &[("idempotency-key", "a"), ("idempotency-key", "b")],
            400,
        ),
        (
            "idempotency-key",
            &[("idempotency-key", "a"), ("idempotency-key", "a")],
            400,
        ),
        ("if-match", &[("if-match", "")], 400),
        ("if-match", &[("if-match", " ")], 400),
        ("if-match", &[("if-match", ""), ("if-match", "")], 400),
        ("content-encoding", &[("content-encoding", "gzip")], 415),
        (
            "content-encoding",
            &[("content-encoding", "identity"), ("content-encoding", "br")],
            415,
        ),
        (
            "content-encoding",
            &[("content-encoding", "identity, gzip")],
            415,
        ),
        ("content-encoding", &[("content-encoding", "")], 415),
    ];
    for (name, headers, status) in cases {
        for (method, path) in [("PATCH", "/api/tasks/1"), ("POST", "/api/tasks/1/complete")] {
            let request = headers.iter().fold(
                Function::request(method, path)
                    .header("authorization", &token)
                    .header("content-type", "application/json"),
                |request, (name, value)| request.header(*name, *value),
            );
            let body = Body::from(json!({"title": "Write"}).to_string());
            let answer = function.send(request.body(body).unwrap()).await;
            assert_eq!(answer.status.as_u16(), status, "{method} {headers:?}");
            if status == 400 {
                let parameter = answer.json()["errors"][0]["parameter"].clone();
                assert!(
                    parameter.as_str().unwrap().eq_ignore_ascii_case(name),
                    "{parameter}"
                );
            } else {
                assert_eq!(answer.header(header::ACCEPT_ENCODING), "identity");
            }
        }
    }
    for (name, value) in [("if-none-match", ""), ("if-none-match", ",")] {
        let request = Function::request("GET", "/api/tasks").header("authorization", &token);
        let request = request.header(name, value).body(Body::empty());
        let answer = function.send(request.unwrap()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{name}");
    }
    let task = function
        .call("ann", "GET", "/api/tasks/1", None)
        .await
        .json();
    assert_eq!(
        (&task["title"], &task["completed"]),
        (&json!("Read"), &json!(false))
    );
}

/// FR-131: an offset has at most 23 hours (RFC 3339), in a due and in a file.
#[tokio::test]
async fn no_offset_has_a_day() {
    let function = Function::start().await;
    for (offset, is_good) in [
        ("+23:59", true),
        ("-23:59", true),
        ("+24:00", false),
        ("-25:00", false),
    ] {
        let time = format!("2026-11-30T12:00:00{offset}");
        let task = json!({"title": "Call", "due": time});
        let file = json!({"format": "todo-app", "version": 1, "tasks": [
            {"title": "Call", "completed": true, "completed_at": time},
        ]});
        for (path, body, pointer) in [
            ("/api/tasks", task, "/due"),
            ("/api/import", file, "/tasks/0/completed_at"),
        ] {
            let answer = function.call("ann", "POST", path, Some(body)).await;
            assert_eq!(
                answer.status.is_success(),
                is_good,
                "{path} {offset}: {}",
                answer.json()
            );
            if !is_good {
                assert_eq!(answer.json()["errors"][0]["pointer"], pointer);
            }
        }
    }
}

/// FR-131: a number with a plus is no number of a query; a text may begin with one.
#[tokio::test]
async fn a_number_in_a_query_has_no_sign() {
    let function = Function::start().await;
    function.create("ann", "Call +49 30").await;
    for (path, parameter) in [
        ("/api/history?task_id=%2B1", "task_id"),
        ("/api/tasks?limit=%2B5", "limit"),
        ("/api/tasks?search=%2B49&limit=%2B5", "limit"),
        ("/api/history?limit=%2B5", "limit"),
        ("/api/changes?limit=%2B5", "limit"),
    ] {
        let refused = function.call("ann", "GET", path, None).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(
            refused.json()["errors"][0]["parameter"],
            parameter,
            "{path}"
        );
    }
    let found = function
        .call("ann", "GET", "/api/tasks?search=%2B49", None)
        .await;
    assert_eq!(found.json()["tasks"].as_array().unwrap().len(), 1);
}
