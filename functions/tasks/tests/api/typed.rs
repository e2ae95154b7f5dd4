//! Tasks from one line, and dues in words.

use axum::{
    body::Body,
    http::{StatusCode, header},
};
use serde_json::{Value, json};
use shared::testing::now_in_utc;

use crate::support::{Answer, Function};

/// A request of Ann's in a zone, with the languages that she reads.
async fn send(
    function: &Function,
    method: &str,
    path: &str,
    languages: &str,
    body: Value,
) -> Answer {
    let request = Function::request(method, path)
        .header(
            "authorization",
            format!("Bearer {}", function.issuer.session_token("ann")),
        )
        .header("time-zone", "Europe/Berlin")
        .header(header::ACCEPT_LANGUAGE, languages)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()));
    function.send(request.unwrap()).await
}

/// A Thursday morning in Berlin.
const TYPED_AT: &str = "2026-11-26T09:00:00Z";

/// FR-1031: a line becomes a task, read when and where it was typed.
#[tokio::test]
async fn fr_1031_a_line_becomes_a_task() {
    let function = Function::start().await;
    let text = "Pay rent tomorrow 9am every month p1 #Home @money // by transfer";
    let body = json!({"text": text, "typed_at": TYPED_AT, "time_zone": "America/New_York"});
    let created = send(&function, "POST", "/api/tasks", "en", body).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.json());
    let task = created.json();
    for (field, value) in [
        ("title", json!("Pay rent")),
        ("notes", json!("by transfer")),
        ("priority", json!("p1")),
        ("tags", json!(["money"])),
        ("project", json!("Home")),
        ("due", json!("2026-11-27T09:00:00-05:00[America/New_York]")),
        ("recurrence", json!("FREQ=MONTHLY")),
    ] {
        assert_eq!(task[field], value, "{field}");
    }
    let read = function.call("ann", "GET", "/api/tasks/1", None).await;
    assert_eq!(read.json(), task);
}

/// FR-1005, FR-631: `every!` in a line counts from completion.
#[tokio::test]
async fn fr_1005_a_line_says_that_its_rule_counts_from_completion() {
    let function = Function::start().await;
    for (text, from) in [
        ("Water plants every! 3 days", json!("completion")),
        ("Water plants every 3 days", Value::Null),
    ] {
        let body = json!({"text": text});
        let path = "/api/tasks?dry_run=true";
        let understood = send(&function, "POST", path, "en", body.clone()).await;
        let created = send(&function, "POST", "/api/tasks", "en", body).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.json());
        for task in [understood.json(), created.json()] {
            assert_eq!(task["recurrence"], "FREQ=DAILY;INTERVAL=3", "{task}");
            assert_eq!(task["recurrence_from"], from, "{task}");
        }
    }
}

/// FR-1032: a dry run tells what was understood, with the places of its pieces, and creates nothing.
#[tokio::test]
async fn fr_1032_a_dry_run_tells_what_was_understood() {
    let function = Function::start().await;
    let text = "🎉 Party Friday 8pm p2 @fun";
    let body = json!({"text": text, "typed_at": TYPED_AT});
    let path = "/api/tasks?dry_run=true";
    let understood = send(&function, "POST", path, "en", body).await;
    assert_eq!(understood.status, StatusCode::OK, "{}", understood.json());
    let span = |start: usize, end: usize| json!([{"start": start, "end": end}]);
    assert_eq!(
        understood.json(),
        json!({
            "title": "🎉 Party", "priority": "p2", "tags": ["fun"],
            "due": "2026-11-27T20:00:00+01:00[Europe/Berlin]", "weekday": "Friday",
            "pieces": [
                // The party popper is two units of UTF-16.
                {"field": "due", "spans": span(9, 19)},
                {"field": "priority", "spans": span(20, 22)},
                {"field": "tags", "spans": span(23, 27)},
            ],
        })
    );
    let fields = json!({"title": "Party", "due": "2026-11-27"});
    let understood = send(&function, "POST", path, "en", fields).await.json();
    assert_eq!(understood["weekday"], "Friday", "{understood}");
    let list = function.call("ann", "GET", "/api/tasks", None).await;
    assert_eq!(list.json(), json!({"tasks": []}));
}

/// FR-1033: one line is read in one language: its own, else the first accepted one that is known, else English.
#[tokio::test]
async fn fr_1033_a_line_is_read_in_one_language() {
    let function = Function::start().await;
    let path = "/api/tasks?dry_run=true";
    for (languages, own, text, due) in [
        (
            "de-DE,de;q=0.9",
            None,
            "Milch kaufen morgen",
            json!("2026-11-27"),
        ),
        ("de-DE,de;q=0.9", None, "Buy milk tomorrow", Value::Null),
        (
            "de-DE",
            Some("en"),
            "Buy milk tomorrow",
            json!("2026-11-27"),
        ),
        ("ja", None, "Buy milk tomorrow", json!("2026-11-27")),
        (
            "en",
            Some("fr"),
            "Acheter du lait demain",
            json!("2026-11-27"),
        ),
    ] {
        let mut body = json!({"text": text, "typed_at": TYPED_AT});
        if let Some(own) = own {
            body["language"] = json!(own);
        }
        let understood = send(&function, "POST", path, languages, body).await.json();
        assert_eq!(
            understood["due"], due,
            "{text} in {languages}: {understood}"
        );
    }
}

/// FR-1034: what is wrong with a line is told at its place, and nothing is written.
#[tokio::test]
async fn fr_1034_a_line_that_is_no_task_is_refused() {
    let function = Function::start().await;
    for (body, pointer, words) in [
        (json!({"text": "tomorrow p1"}), "/text", "needs a title"),
        (json!({"text": ""}), "/text", "needs a title"),
        (json!({"text": "x".repeat(201)}), "/text", "200"),
        (json!({"text": "x".repeat(12_001)}), "/text", "12000 bytes"),
        (json!({"text": null}), "/text", "string"),
        (
            json!({"text": "x", "language": "tlh"}),
            "/language",
            "en, de, es",
        ),
        (
            json!({"text": "x", "time_zone": "Mars"}),
            "/time_zone",
            "IANA",
        ),
        (
            json!({"text": "x", "typed_at": "today"}),
            "/typed_at",
            "2026-11-27T16:00:00Z",
        ),
        (json!({"text": "x", "title": "y"}), "", "not both"),
        (json!({"title": "y", "language": "en"}), "", "not both"),
        (json!({"text": "x every! day 5 times"}), "/text", "COUNT"),
    ] {
        for path in ["/api/tasks", "/api/tasks?dry_run=true"] {
            let refused = send(&function, "POST", path, "en", body.clone()).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
            let error = &refused.json()["errors"][0];
            assert_eq!(error["pointer"], pointer, "{body}: {error}");
            assert!(
                error["detail"].as_str().unwrap().contains(words),
                "{body}: {error}"
            );
        }
    }
    let unknown = send(
        &function,
        "POST",
        "/api/tasks?dry=true",
        "en",
        json!({"text": "x"}),
    )
    .await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
    let list = function.call("ann", "GET", "/api/tasks", None).await;
    assert_eq!(list.json(), json!({"tasks": []}));
}

/// FR-1030: a due is taken in words, where it is created and where it is changed, and refused with the place.
#[tokio::test]
async fn fr_1030_a_due_is_taken_in_words() {
    let function = Function::start().await;
    let zone = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
    let today = || now_in_utc().now.to_zoned(zone.clone()).date();
    let before = today().tomorrow().unwrap();
    let body = json!({"title": "Buy milk", "due": "tomorrow"});
    let created = send(&function, "POST", "/api/tasks", "en", body)
        .await
        .json();
    let after = today().tomorrow().unwrap();
    let due: jiff::civil::Date = created["due"].as_str().unwrap().parse().unwrap();
    assert!((before..=after).contains(&due), "{created}");
    let patch = json!({"due": "1 Dec 2031 at 5pm"});
    let changed = send(&function, "PATCH", "/api/tasks/1", "en", patch)
        .await
        .json();
    assert_eq!(
        changed["due"], "2031-12-01T17:00:00+01:00[Europe/Berlin]",
        "{changed}"
    );
    for (due, words) in [
        ("someday", "\"someday\" is not a date here"),
        ("friday blue", "from character 8 on"),
        ("5/6", "6 May to some and 5 June to others"),
        ("every friday", "into recurrence"),
    ] {
        let refused = send(
            &function,
            "PATCH",
            "/api/tasks/1",
            "en",
            json!({"due": due}),
        )
        .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{due}");
        let error = &refused.json()["errors"][0];
        assert_eq!(error["pointer"], "/due");
        assert!(error["detail"].as_str().unwrap().contains(words), "{error}");
    }
}

/// FR-1075: a due in words is in the language of the request, and in no other.
#[tokio::test]
async fn fr_1075_a_due_is_in_the_language_of_the_request() {
    let function = Function::start().await;
    let due = |due: &str| json!({"title": "Anrufen", "due": due});
    let german = due("27. November 2031 um halb neun");
    let created = send(&function, "POST", "/api/tasks", "de-AT,en;q=0.5", german).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.json());
    assert_eq!(
        created.json()["due"],
        "2031-11-27T08:30:00+01:00[Europe/Berlin]"
    );
    let french = json!({"due": "28 novembre 2031 à midi"});
    let moved = send(&function, "PATCH", "/api/tasks/1", "fr", french).await;
    assert_eq!(moved.status, StatusCode::OK, "{}", moved.json());
    assert_eq!(
        moved.json()["due"],
        "2031-11-28T12:00:00+01:00[Europe/Berlin]"
    );
    for (languages, words) in [("en", "übermorgen"), ("de", "tomorrow"), ("ja", "demain")] {
        for (method, path, body) in [
            ("POST", "/api/tasks", due(words)),
            ("PATCH", "/api/tasks/1", json!({"due": words})),
        ] {
            let refused = send(&function, method, path, languages, body).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
            assert_eq!(refused.json()["errors"][0]["pointer"], "/due", "{words}");
        }
    }
}
