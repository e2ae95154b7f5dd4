//! Entity tags, and writes that are sent twice.

use axum::{
    body::Body,
    http::{HeaderName, StatusCode, header},
};
use futures::future::select;
use serde_json::{Value, json};

use crate::support::{Answer, Function};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// A request with these headers.
async fn call(
    function: &Function,
    user: &str,
    (method, path): (&str, &str),
    headers: &[(HeaderName, &str)],
    body: Option<Value>,
) -> Answer {
    let token = format!("Bearer {}", function.issuer.session_token(user));
    let mut request = Function::request(method, path).header("authorization", token);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    let request = request
        .header(header::CONTENT_TYPE, "application/json")
        .body(body);
    function.send(request.unwrap()).await
}

async fn titles(function: &Function) -> Vec<String> {
    let list = function.call("ann", "GET", "/api/tasks", None).await.json();
    let tasks = list["tasks"].as_array().unwrap();
    tasks
        .iter()
        .map(|task| task["title"].as_str().unwrap().to_owned())
        .collect()
}

/// FR-114.
#[tokio::test]
async fn what_the_caller_has_already_is_not_sent_again() {
    let function = Function::start().await;
    let empty = function.call("ann", "GET", "/api/tasks", None).await;
    function.create("ann", "One").await;
    for path in [
        "/api/tasks/1",
        "/api/tasks",
        "/api/tasks?filter=today%20%7C%20no%20date",
    ] {
        let first = function.call("ann", "GET", path, None).await;
        let tag = first.header(header::ETAG).to_owned();
        assert!(tag.starts_with('"'), "{path}: {tag}");
        assert_ne!(tag, empty.header(header::ETAG));
        for known in [
            tag.clone(),
            format!("W/{tag}"),
            format!("\"x\", {tag}"),
            "*".to_owned(),
        ] {
            let again = call(
                &function,
                "ann",
                ("GET", path),
                &[(header::IF_NONE_MATCH, &known)],
                None,
            )
            .await;
            assert_eq!(
                (again.status, again.body.len()),
                (StatusCode::NOT_MODIFIED, 0),
                "{known}"
            );
            assert_eq!(again.header(header::ETAG), tag);
        }
        function
            .call("ann", "PATCH", "/api/tasks/1", Some(json!({"title": path})))
            .await;
        let changed = call(
            &function,
            "ann",
            ("GET", path),
            &[(header::IF_NONE_MATCH, &tag)],
            None,
        )
        .await;
        assert_eq!(changed.status, StatusCode::OK);
        assert_ne!(changed.header(header::ETAG), tag);
    }
    let refused = call(
        &function,
        "ann",
        ("GET", "/api/tasks"),
        &[(header::IF_NONE_MATCH, "x")],
        None,
    )
    .await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(refused.json()["errors"][0]["parameter"], "if-none-match");
}

/// FR-114: `today` is another day in another place.
#[tokio::test]
async fn a_lists_tag_is_that_of_its_query_and_place() {
    let function = Function::start().await;
    function.create("ann", "One").await;
    let mut tags = std::collections::HashSet::new();
    for (path, zone) in [
        ("/api/tasks", "UTC"),
        ("/api/tasks?limit=1", "UTC"),
        ("/api/tasks?filter=today", "Pacific/Kiritimati"),
        ("/api/tasks?filter=today", "Pacific/Niue"),
    ] {
        let zone = (HeaderName::from_static("time-zone"), zone);
        let list = call(&function, "ann", ("GET", path), &[zone], None).await;
        assert!(tags.insert(list.header(header::ETAG).to_owned()), "{path}");
    }
}

/// FR-115.
#[tokio::test]
async fn a_change_of_what_was_changed_meanwhile_is_refused() {
    let function = Function::start().await;
    function.create("ann", "One").await;
    let seen = function.call("ann", "GET", "/api/tasks/1", None).await;
    let old = seen.header(header::ETAG).to_owned();
    function
        .call(
            "ann",
            "PATCH",
            "/api/tasks/1",
            Some(json!({"title": "Two"})),
        )
        .await;
    let requests = [
        ("PATCH", "/api/tasks/1", Some(json!({"title": "Three"}))),
        ("POST", "/api/tasks/1/complete", None),
        ("POST", "/api/tasks/1/reopen", None),
        ("DELETE", "/api/tasks/1", None),
    ];
    let now = function.call("ann", "GET", "/api/tasks/1", None).await;
    let new = now.header(header::ETAG).to_owned();
    for (method, path, body) in requests {
        for stale in [old.clone(), format!("W/{new}")] {
            let refused = call(
                &function,
                "ann",
                (method, path),
                &[(header::IF_MATCH, &stale)],
                body.clone(),
            )
            .await;
            assert_eq!(
                refused.status,
                StatusCode::PRECONDITION_FAILED,
                "{method} {path}"
            );
            assert_eq!(refused.header(header::ETAG), new);
            assert_eq!(
                refused.json()["type"],
                "urn:todo-app:problem:precondition-failed"
            );
        }
    }
    assert_eq!(
        function
            .call("ann", "GET", "/api/tasks/1", None)
            .await
            .json(),
        now.json()
    );
    let both = format!("{old}, {new}");
    let welcome = [(header::IF_MATCH, both.as_str())];
    let done = call(
        &function,
        "ann",
        ("PATCH", "/api/tasks/1"),
        &welcome,
        Some(json!({"title": "Three"})),
    )
    .await;
    assert_eq!(done.status, StatusCode::OK);
    let absent = call(&function, "ann", ("DELETE", "/api/tasks/9"), &welcome, None).await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
    let any = call(
        &function,
        "ann",
        ("DELETE", "/api/tasks/1"),
        &[(header::IF_MATCH, "*")],
        None,
    )
    .await;
    assert_eq!(any.status, StatusCode::NO_CONTENT);
}

/// FR-116: every operation that writes.
#[tokio::test]
async fn the_same_request_again_has_no_second_effect() {
    let function = Function::start().await;
    let rule = json!({"title": "Rent", "due": "2031-01-31", "recurrence": "FREQ=MONTHLY"});
    let requests = [
        ("POST", "/api/tasks", Some(rule)),
        (
            "PATCH",
            "/api/tasks/1",
            Some(json!({"notes": "By transfer"})),
        ),
        ("POST", "/api/tasks/1/complete", None),
        ("POST", "/api/tasks/1/reopen", None),
        ("DELETE", "/api/tasks/1", None),
        (
            "PUT",
            "/api/settings",
            Some(json!({"time_zone": "Europe/Berlin"})),
        ),
    ];
    for (method, path, body) in requests {
        if path.ends_with("/reopen") {
            // Untouched, the next of the series would go with it.
            let touched = json!({"notes": "By hand"});
            function
                .call("ann", "PATCH", "/api/tasks/2", Some(touched))
                .await;
        }
        let key = [(KEY, "\"key-1\"")];
        let first = call(&function, "ann", (method, path), &key, body.clone()).await;
        assert!(
            first.status.is_success(),
            "{method} {path}: {}",
            first.json()
        );
        assert_eq!(first.header(REPLAYED), "");
        let events = "select count(*) from todo.task_event";
        let owner = function.test_database.owner().await;
        let before: i64 = owner.query_one(events, &[]).await.unwrap().get(0);
        let again = call(&function, "ann", (method, path), &[(KEY, "key-1")], body).await;
        assert_eq!(
            (again.status, again.json()),
            (first.status, first.json()),
            "{method} {path}"
        );
        assert_eq!(again.header(REPLAYED), "true");
        for name in [
            header::ETAG,
            header::LOCATION,
            header::LINK,
            header::CONTENT_TYPE,
        ] {
            assert_eq!(again.header(name.clone()), first.header(name));
        }
        let after: i64 = owner.query_one(events, &[]).await.unwrap().get(0);
        assert_eq!(after, before, "{method} {path}");
    }
    assert_eq!(
        titles(&function).await,
        ["Rent"],
        "the next of the series, once"
    );
}

/// FR-116.
#[tokio::test]
async fn a_key_is_one_requests_and_one_persons() {
    let function = Function::start().await;
    let key = [(KEY, "k")];
    let create = |user, title| {
        let body = json!({ "title": title });
        let function = &function;
        let key = &key;
        async move { call(function, user, ("POST", "/api/tasks"), key, Some(body)).await }
    };
    assert_eq!(create("ann", "One").await.status, StatusCode::CREATED);
    let reused = create("ann", "Two").await;
    assert_eq!(reused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        reused.json()["type"],
        "urn:todo-app:problem:idempotency-key-reused"
    );
    assert_eq!(create("bob", "Bob's").await.status, StatusCode::CREATED);
    assert_eq!(titles(&function).await, ["One"]);
    let owner = function.test_database.owner().await;
    let later = "update todo.idempotency_key set created_at = created_at - interval '25 hours'";
    owner.batch_execute(later).await.unwrap();
    assert_eq!(create("ann", "Two").await.status, StatusCode::CREATED);
    assert_eq!(create("ann", "Two").await.header(REPLAYED), "true");
    assert_eq!(titles(&function).await, ["One", "Two"]);
}

/// FR-116: what was refused may be mended and sent again.
#[tokio::test]
async fn refusals_are_not_kept() {
    let function = Function::start().await;
    let key = [(KEY, "k")];
    for (body, status) in [
        (json!({"title": ""}), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({"title": "x", "parent_id": 7}), StatusCode::CONFLICT),
        (json!({"title": "x"}), StatusCode::CREATED),
    ] {
        let answer = call(&function, "ann", ("POST", "/api/tasks"), &key, Some(body)).await;
        assert_eq!(answer.status, status);
    }
    for bad in ["", " ", "a b", &"k".repeat(256)] {
        let answer = call(
            &function,
            "ann",
            ("POST", "/api/tasks"),
            &[(KEY, bad)],
            Some(json!({"title": "y"})),
        )
        .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{bad}");
        assert_eq!(answer.json()["errors"][0]["parameter"], "Idempotency-Key");
    }
    assert_eq!(titles(&function).await, ["x"]);
}

/// FR-116: while the first is under way, the second is told so at once.
#[tokio::test]
async fn the_same_request_meanwhile_is_told_to_come_again() {
    let function = Function::start().await;
    let one = |key: &'static str| {
        let body = json!({"title": key});
        let function = &function;
        async move {
            call(
                function,
                "ann",
                ("POST", "/api/tasks"),
                &[(KEY, key)],
                Some(body),
            )
            .await
        }
    };
    one("before").await;
    let mut owner = function.test_database.owner().await;
    let writer = owner.transaction().await.unwrap();
    let lock = "select from todo.user_counter for update";
    writer.query(lock, &[]).await.unwrap();
    let told = select(Box::pin(one("k")), Box::pin(one("k"))).await;
    let (early, first) = told.into_inner();
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert_eq!(
        early.json()["type"],
        "urn:todo-app:problem:request-in-flight"
    );
    assert_ne!(early.header(header::RETRY_AFTER), "");
    writer.rollback().await.unwrap();
    assert_eq!(first.await.status, StatusCode::CREATED);
    let again = one("k").await;
    assert_eq!(
        (again.status, again.header(REPLAYED)),
        (StatusCode::CREATED, "true")
    );
    assert_eq!(titles(&function).await.len(), 2);
}

/// FR-116: of many at once one has the effect; the others wait for its answer or are told to come again.
#[tokio::test]
async fn the_same_request_many_times_at_once_has_one_effect() {
    let function = Function::start().await;
    for round in 0..5 {
        let key = format!("round-{round}");
        let key = [(KEY, key.as_str())];
        let one = || {
            call(
                &function,
                "ann",
                ("POST", "/api/tasks"),
                &key,
                Some(json!({"title": "x"})),
            )
        };
        let answers = futures::future::join_all((0..8).map(|_| one())).await;
        let created = answers
            .iter()
            .filter(|answer| answer.status == StatusCode::CREATED);
        assert_eq!(
            created
                .filter(|answer| answer.header(REPLAYED).is_empty())
                .count(),
            1
        );
        for answer in answers
            .iter()
            .filter(|answer| answer.status != StatusCode::CREATED)
        {
            assert_eq!(answer.status, StatusCode::CONFLICT);
            assert_eq!(
                answer.json()["type"],
                "urn:todo-app:problem:request-in-flight"
            );
            assert_ne!(answer.header(header::RETRY_AFTER), "");
        }
        assert_eq!(titles(&function).await.len(), round + 1);
    }
}
