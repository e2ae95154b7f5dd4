//! The fields of a task over REST, and where a time without a zone is meant.

use axum::{
    body::Body,
    http::{StatusCode, header},
};
use serde_json::{Value, json};

use crate::support::{Answer, Function};

/// A request of Ann's that says where she is.
async fn call_from(
    function: &Function,
    zone: &str,
    method: &str,
    path: &str,
    body: Value,
) -> Answer {
    let request = Function::request(method, path)
        .header(
            "authorization",
            format!("Bearer {}", function.issuer.session_token("ann")),
        )
        .header("time-zone", zone)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()));
    function.send(request.unwrap()).await
}

/// FR-611.
#[tokio::test]
async fn every_field_is_kept_in_its_canonical_form() {
    let function = Function::start().await;
    function.create("ann", "The whole").await;
    let body = json!({
        "title": "Water plants", "tags": ["Home", "home", "Balcony"], "project": " House  work ",
        "due": "2031-05-04T09:30", "recurrence": "RRULE:FREQ=WEEKLY;INTERVAL=1", "parent_id": 1, "position": 0.5,
    });
    let created = call_from(&function, "Europe/Berlin", "POST", "/api/tasks", body).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.json());
    let task = created.json();
    for (field, value) in [
        ("tags", json!(["Home", "Balcony"])),
        ("project", json!("House work")),
        ("due", json!("2031-05-04T09:30:00+02:00[Europe/Berlin]")),
        ("recurrence", json!("FREQ=WEEKLY")),
        ("parent_id", json!(1)),
        ("position", json!(0.5)),
    ] {
        assert_eq!(task[field], value, "{field}");
    }
    let read = function.call("ann", "GET", "/api/tasks/2", None).await;
    assert_eq!(read.json(), task);
    let patch = json!({"tags": null, "project": null, "due": null, "recurrence": null, "parent_id": null, "position": -1});
    let emptied = function
        .call("ann", "PATCH", "/api/tasks/2", Some(patch))
        .await
        .json();
    assert_eq!(
        (&emptied["project"], &emptied["position"]),
        (&json!("Inbox"), &json!(-1.0))
    );
    for field in ["tags", "due", "recurrence", "parent_id"] {
        assert_eq!(emptied.get(field), None, "{field}");
    }
}

/// FR-611.
#[tokio::test]
async fn what_a_field_may_not_be_is_refused_at_the_field() {
    let function = Function::start().await;
    let many: Vec<String> = (0..21).map(|number| number.to_string()).collect();
    let cases = [
        (json!({"tags": many}), "/tags", "at most 20"),
        (json!({"tags": ["a", " "]}), "/tags/1", "visible"),
        (json!({"project": ""}), "/project", "visible"),
        (json!({"due": "2031-02-30"}), "/due", "day"),
        (
            json!({"due": "2031-05-04T09:30+09:00[Europe/Berlin]"}),
            "/due",
            "offset",
        ),
        (
            json!({"due": "2031-05-04T09:30[Mars/Base]"}),
            "/due",
            "time zone",
        ),
        (json!({"recurrence": "FREQ=HOURLY"}), "/recurrence", "DAILY"),
        (
            json!({"recurrence": "FREQ=DAILY;UNTIL=20310101", "due": "2031-05-04"}),
            "/recurrence",
            "no day",
        ),
        (json!({"parent_id": 0}), "/parent_id", "positive"),
        (json!({"position": 1e13}), "/position", "number from"),
    ];
    for (fields, pointer, words) in cases {
        let mut body = json!({"title": "x"});
        body.as_object_mut()
            .unwrap()
            .extend(fields.as_object().unwrap().clone());
        let refused = function.call("ann", "POST", "/api/tasks", Some(body)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields}");
        let error = refused.json()["errors"][0].clone();
        assert_eq!(error["pointer"], pointer, "{fields}");
        assert!(error["detail"].as_str().unwrap().contains(words), "{error}");
    }
    let list = function.call("ann", "GET", "/api/tasks", None).await;
    assert_eq!(list.json(), json!({"tasks": []}));
}

/// FR-612: the request's zone, or else the account's, or else UTC.
#[tokio::test]
async fn a_time_without_a_zone_is_meant_where_the_person_is() {
    let function = Function::start().await;
    let timed = json!({"title": "Call", "due": "2031-01-15T08:00"});
    let due = |answer: Answer| answer.json()["due"].as_str().unwrap().to_owned();
    let in_utc = function
        .call("ann", "POST", "/api/tasks", Some(timed.clone()))
        .await;
    assert_eq!(due(in_utc), "2031-01-15T08:00:00+00:00[UTC]");
    let settings = function.call("ann", "GET", "/api/settings", None).await;
    assert_eq!(settings.json(), json!({"time_zone": "UTC"}));
    let set = function
        .call(
            "ann",
            "PUT",
            "/api/settings",
            Some(json!({"time_zone": "europe/berlin"})),
        )
        .await;
    assert_eq!(
        (set.status, set.json()),
        (StatusCode::OK, json!({"time_zone": "Europe/Berlin"}))
    );
    let at_home = function
        .call("ann", "POST", "/api/tasks", Some(timed.clone()))
        .await;
    assert_eq!(due(at_home), "2031-01-15T08:00:00+01:00[Europe/Berlin]");
    let abroad = call_from(&function, "Asia/Tokyo", "POST", "/api/tasks", timed.clone()).await;
    assert_eq!(due(abroad), "2031-01-15T08:00:00+09:00[Asia/Tokyo]");
    let stranger = function
        .call("bob", "POST", "/api/tasks", Some(timed))
        .await;
    assert_eq!(due(stranger), "2031-01-15T08:00:00+00:00[UTC]");
}

/// FR-612.
#[tokio::test]
async fn a_zone_that_is_none_is_refused() {
    let function = Function::start().await;
    let refused = call_from(
        &function,
        "Mars/Base",
        "POST",
        "/api/tasks",
        json!({"title": "x"}),
    )
    .await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(refused.json()["errors"][0]["parameter"], "Time-Zone");
    let refused = function
        .call(
            "ann",
            "PUT",
            "/api/settings",
            Some(json!({"time_zone": "+02:00"})),
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.json()["errors"][0]["pointer"], "/time_zone");
}

/// FR-612: who asks for it is served in the account's zone instead, or in UTC.
#[tokio::test]
async fn an_unknown_zone_is_forgiven_where_that_is_preferred() {
    let function = Function::start().await;
    let call = async |zone: &str, prefer: &str| {
        let body = json!({"title": "x", "due": "2031-01-15T08:00"});
        let request = Function::request("POST", "/api/tasks")
            .header(
                "authorization",
                format!("Bearer {}", function.issuer.session_token("ann")),
            )
            .header("time-zone", zone)
            .header("prefer", prefer)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()));
        function.send(request.unwrap()).await
    };
    let unknown = [
        "Etc/Unknown",
        "+05:00",
        "Mars/Base",
        "",
        "undefined",
        "\u{e9}",
    ];
    for zone in unknown {
        for prefer in ["", "wait=5", "handling=strict", "handling=lenientish"] {
            let refused = call(zone, prefer).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{zone}, {prefer}");
        }
        let served = call(zone, "handling=lenient").await;
        assert_eq!(
            served.json()["due"],
            "2031-01-15T08:00:00+00:00[UTC]",
            "{zone}"
        );
    }
    let zone = json!({"time_zone": "Europe/Berlin"});
    function
        .call("ann", "PUT", "/api/settings", Some(zone))
        .await;
    for prefer in ["handling=lenient", "wait=5, Handling=\"lenient\""] {
        let served = call("Etc/Unknown", prefer).await;
        assert_eq!(
            served.json()["due"],
            "2031-01-15T08:00:00+01:00[Europe/Berlin]"
        );
        let known = call("Asia/Tokyo", prefer).await;
        assert_eq!(known.json()["due"], "2031-01-15T08:00:00+09:00[Asia/Tokyo]");
    }
}
