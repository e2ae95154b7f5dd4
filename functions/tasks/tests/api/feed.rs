//! The calendar at a secret address.

use axum::{
    body::Body,
    http::{StatusCode, header},
};
use serde_json::{Value, json};

use crate::support::{Answer, Function};

async fn address(function: &Function, user: &str) -> String {
    let made = function.call(user, "POST", "/api/feed", None).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json());
    let path = made.json()["path"].as_str().unwrap().to_owned();
    assert_eq!(made.header(header::LOCATION), path);
    path
}

async fn read(function: &Function, path: &str, tag: &str) -> Answer {
    let request = Function::request("GET", path);
    let request = if tag.is_empty() {
        request
    } else {
        request.header("if-none-match", tag)
    };
    function.send(request.body(Body::empty()).unwrap()).await
}

/// The lines of a calendar, unfolded.
async fn lines(function: &Function, path: &str) -> Vec<String> {
    let answer = read(function, path, "").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        "text/calendar; charset=utf-8"
    );
    let text = String::from_utf8(answer.body).unwrap();
    assert!(
        text.split("\r\n")
            .all(|line| line.len() <= 75 && !line.contains('\n'))
    );
    text.replace("\r\n ", "")
        .split("\r\n")
        .map(str::to_owned)
        .collect()
}

async fn create(function: &Function, user: &str, task: Value) {
    let created = function.call(user, "POST", "/api/tasks", Some(task)).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.json());
}

/// FR-907: the address is told once, only its hash is stored, a new one ends the old one, and revoked it is good no more.
#[tokio::test]
async fn an_address_is_told_once_and_can_be_revoked() {
    let function = Function::start().await;
    assert_eq!(
        function.call("ann", "GET", "/api/feed", None).await.status,
        StatusCode::NOT_FOUND
    );
    let first = address(&function, "ann").await;
    let state = function.call("ann", "GET", "/api/feed", None).await;
    assert_eq!(state.json().as_object().unwrap().len(), 1);
    assert!(state.json()["created_at"].is_string());
    let second = address(&function, "ann").await;
    assert_eq!(
        read(&function, &first, "").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(read(&function, &second, "").await.status, StatusCode::OK);
    let owner = function.test_database.owner().await;
    let rows = owner
        .query("select feed::text from todo.feed as feed", &[])
        .await
        .unwrap();
    let stored: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    let secret = second
        .trim_start_matches("/api/feed/")
        .trim_end_matches(".ics");
    assert!(stored.len() == 1 && !stored[0].contains(secret));
    for status in [StatusCode::NO_CONTENT, StatusCode::NOT_FOUND] {
        assert_eq!(
            function
                .call("ann", "DELETE", "/api/feed", None)
                .await
                .status,
            status
        );
    }
    for gone in [
        second.as_str(),
        "/api/feed/x.ics",
        "/api/feed/x",
        &second.replace(".ics", ""),
    ] {
        let answer = read(&function, gone, "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{gone}");
        assert_eq!(answer.json()["type"], "urn:todo-app:problem:not-found");
    }
}

/// FR-908: a secret opens its owner's feed, as long as it is the owner's, and nothing else.
#[tokio::test]
async fn a_secret_is_good_for_its_feed_only() {
    let function = Function::start().await;
    create(
        &function,
        "ann",
        json!({"title": "Ann's", "due": "2026-11-27"}),
    )
    .await;
    create(
        &function,
        "bob",
        json!({"title": "Bob's", "due": "2026-11-27"}),
    )
    .await;
    let (hers, his) = (
        address(&function, "ann").await,
        address(&function, "bob").await,
    );
    for (path, own, other) in [(&hers, "Ann's", "Bob's"), (&his, "Bob's", "Ann's")] {
        let text = lines(&function, path).await.join("\n");
        assert!(text.contains(own) && !text.contains(other), "{text}");
        assert!(!text.contains("ann") && !text.contains("bob"), "{text}");
    }
    let secret = hers
        .trim_start_matches("/api/feed/")
        .trim_end_matches(".ics");
    for path in ["/api/tasks", "/api/feed", "/api/export"] {
        let request =
            Function::request("GET", path).header("authorization", format!("Bearer {secret}"));
        let answer = function.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }
}

/// FR-909: open tasks that are due, each as its own kind of event.
#[tokio::test]
async fn tasks_are_events() {
    let function = Function::start().await;
    create(&function, "ann", json!({"title": "Day; with, marks", "notes": "one\ntwo", "due": "2026-11-27", "tags": ["a,b", "c"], "priority": "p1"})).await;
    create(
        &function,
        "ann",
        json!({"title": "Moment", "due": "2026-11-27T17:00[Europe/Berlin]"}),
    )
    .await;
    create(&function, "ann", json!({"title": "Ünïcödé ".repeat(20), "due": "2026-11-28", "recurrence": "FREQ=WEEKLY;UNTIL=20270101T100000Z"})).await;
    create(&function, "ann", json!({"title": "Often", "due": "2026-03-27T09:00[Europe/Berlin]", "recurrence": "FREQ=DAILY;COUNT=5"})).await;
    create(&function, "ann", json!({"title": "Never due"})).await;
    create(
        &function,
        "ann",
        json!({"title": "Done", "due": "2026-11-27"}),
    )
    .await;
    function
        .call("ann", "POST", "/api/tasks/6/complete", None)
        .await;
    let moved = json!({"due": "2026-03-27T11:00[Europe/Berlin]"});
    function
        .call("ann", "PATCH", "/api/tasks/4", Some(moved))
        .await;
    let path = address(&function, "ann").await;
    let lines = lines(&function, &path).await;
    let has = |line: &str| lines.iter().any(|other| other == line);
    for line in [
        "DTSTART;VALUE=DATE:20261127",
        "SUMMARY:Day\\; with\\, marks",
        "DESCRIPTION:one\\ntwo",
        "CATEGORIES:a\\,b,c",
        "PRIORITY:1",
        "DTSTART:20261127T160000Z",
        "DTSTART;VALUE=DATE:20261128",
        "RRULE:FREQ=WEEKLY;UNTIL=20270101",
        "DTSTART;TZID=Europe/Berlin:20260327T090000",
        "RRULE:FREQ=DAILY;UNTIL=20260331T070000Z",
        "RECURRENCE-ID;TZID=Europe/Berlin:20260327T090000",
        "DTSTART;TZID=Europe/Berlin:20260327T110000",
        "TZID:Europe/Berlin",
        "TRANSP:TRANSPARENT",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ] {
        assert!(has(line), "{line}\n{}", lines.join("\n"));
    }
    let events = lines.iter().filter(|line| *line == "BEGIN:VEVENT").count();
    assert_eq!(events, 5, "four tasks, one of them moved");
    let uids: std::collections::BTreeSet<&String> = lines
        .iter()
        .filter(|line| line.starts_with("UID:"))
        .collect();
    assert_eq!(uids.len(), 4);
    let again = address(&function, "ann").await;
    assert!(
        self::lines(&function, &again)
            .await
            .iter()
            .filter(|line| line.starts_with("UID:"))
            .all(|uid| uids.contains(uid))
    );
}

/// FR-909: the time of a series is that of its rule, also while the task stands for a day whose clocks skip it.
#[tokio::test]
async fn a_series_keeps_its_time_through_a_gap() {
    let function = Function::start().await;
    let task = json!({"title": "Early", "due": "2026-03-29T03:30[Europe/Berlin]", "recurrence": "FREQ=DAILY",
        "series": {"first_id": 1, "start": "2026-03-28T02:30[Europe/Berlin]", "scheduled": "2026-03-29T03:30"}});
    let file = json!({"format": "todo-app", "version": 1, "tasks": [task]});
    function
        .call("ann", "POST", "/api/import", Some(file))
        .await;
    let path = address(&function, "ann").await;
    let lines = lines(&function, &path).await;
    let starts: Vec<&String> = lines.iter().filter(|line| line.contains("TZID=")).collect();
    assert_eq!(starts, ["DTSTART;TZID=Europe/Berlin:20260329T023000"]);
}

/// The events of a calendar, each as its lines.
fn events(lines: &[String]) -> Vec<Vec<&str>> {
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let events = lines.split(|line| *line == "BEGIN:VEVENT").skip(1);
    let until = |event: &[&'_ str]| event.iter().position(|line| *line == "END:VEVENT").unwrap();
    events.map(|event| event[..until(event)].to_vec()).collect()
}

/// FR-918, FR-631: what does not begin on a day of its rule has an event before it, and what nobody knows has none.
#[tokio::test]
async fn events_begin_on_days_of_their_rules() {
    let function = Function::start().await;
    for (due, rule, from) in [
        ("2026-12-02", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "due"),
        (
            "2026-12-02T09:30[Europe/Berlin]",
            "FREQ=MONTHLY;BYMONTHDAY=1;COUNT=2",
            "due",
        ),
        ("2026-12-02", "FREQ=WEEKLY;BYDAY=FR", "completion"),
        (
            "2026-12-04T09:30[Europe/Berlin]",
            "FREQ=WEEKLY;BYDAY=FR",
            "due",
        ),
    ] {
        let task = json!({"title": "t", "due": due, "recurrence": rule, "recurrence_from": from});
        create(&function, "ann", task).await;
    }
    let path = address(&function, "ann").await;
    let lines = lines(&function, &path).await;
    let said: Vec<String> = events(&lines)
        .iter()
        .map(|event| {
            let wanted = event
                .iter()
                .filter(|line| line.starts_with("DTSTART") || line.starts_with("RRULE"));
            wanted.copied().collect::<Vec<_>>().join(" ")
        })
        .collect();
    assert_eq!(
        said,
        [
            "DTSTART;TZID=Europe/Berlin:20270101T093000 RRULE:FREQ=MONTHLY;BYMONTHDAY=1;UNTIL=20270201T083000Z",
            "DTSTART:20261202T083000Z",
            "DTSTART;VALUE=DATE:20261204 RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
            "DTSTART;VALUE=DATE:20261202",
            "DTSTART;VALUE=DATE:20261202",
            "DTSTART;TZID=Europe/Berlin:20261204T093000 RRULE:FREQ=WEEKLY;BYDAY=FR",
        ]
    );
    let uids: std::collections::BTreeSet<&str> = lines
        .iter()
        .filter_map(|line| line.strip_prefix("UID:"))
        .collect();
    assert_eq!(uids.len(), 6, "each event has its own");
}

/// FR-919.
#[tokio::test]
async fn events_with_a_time_have_an_end() {
    let function = Function::start().await;
    let weekly = json!({"title": "t", "due": "2026-12-04T09:30[Europe/Berlin]", "recurrence": "FREQ=WEEKLY"});
    create(&function, "ann", weekly).await;
    let moved = json!({"due": "2026-12-05"});
    function
        .call("ann", "PATCH", "/api/tasks/1", Some(moved))
        .await;
    create(
        &function,
        "ann",
        json!({"title": "t", "due": "2026-12-03T09:30"}),
    )
    .await;
    create(&function, "ann", json!({"title": "t", "due": "2026-12-03"})).await;
    let path = address(&function, "ann").await;
    let lines = lines(&function, &path).await;
    let events = events(&lines);
    assert_eq!(events.len(), 4);
    for event in &events {
        let is_day = event
            .iter()
            .any(|line| line.starts_with("DTSTART;VALUE=DATE"));
        assert_eq!(event.contains(&"DURATION:PT30M"), !is_day, "{event:?}");
    }
}

/// FR-910: a calendar that is still the same is not sent again.
#[tokio::test]
async fn a_calendar_that_did_not_change_is_not_sent() {
    let function = Function::start().await;
    let path = address(&function, "ann").await;
    let empty = read(&function, &path, "").await;
    assert_eq!(empty.header(header::CACHE_CONTROL), "private, no-cache");
    let tag = empty.header(header::ETAG).to_owned();
    let same = read(&function, &path, &tag).await;
    assert_eq!(
        (same.status, same.body.len()),
        (StatusCode::NOT_MODIFIED, 0)
    );
    create(
        &function,
        "ann",
        json!({"title": "New", "due": "2026-11-27"}),
    )
    .await;
    assert_eq!(read(&function, &path, &tag).await.status, StatusCode::OK);
    assert_eq!(
        read(&function, &path, "x").await.status,
        StatusCode::BAD_REQUEST
    );
}
