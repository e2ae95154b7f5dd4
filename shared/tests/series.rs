//! Series of tasks at moments and in zones of our choice (FR-614).
#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

use serde_json::{Value, json};
use shared::{
    auth::UserId,
    db::{self, Database, Kind, Role},
    task::{Context, Expected, RecurrenceFrom, Source, Task, TaskPatch},
    testing::TestDatabase,
};

fn ann() -> UserId {
    UserId::for_test("ann")
}

fn at(now: &str, zone: &str) -> Context {
    Context {
        now: now.parse().unwrap(),
        zone: zone.parse().unwrap(),
    }
}

async fn create(database: &Database, body: Value, at: &Context) -> Task {
    let new = serde_json::from_value(body).unwrap();
    let mut transaction = database.write(&ann(), Kind::Request, 0).await.unwrap();
    let created = db::tasks::insert(&mut transaction, &ann(), &new, at, Source::Api).await;
    transaction.end(created).await.unwrap()
}

async fn patch(database: &Database, task: &Task, patch: Value, at: &Context) -> db::tasks::Changed {
    let patch: TaskPatch = serde_json::from_value(patch).unwrap();
    let mut transaction = database.write(&ann(), Kind::Request, 0).await.unwrap();
    let changed = db::tasks::update(
        &mut transaction,
        &ann(),
        (task.id, &Expected::Any),
        patch,
        at,
        Source::Api,
    )
    .await;
    transaction.end(changed).await.unwrap().unwrap()
}

/// The task after this one, which is completed.
async fn next(database: &Database, task: &Task, at: &Context) -> Option<Task> {
    let changed = patch(database, task, json!({"completed": true}), at).await;
    assert!(changed.after.completed);
    changed.next
}

fn due(task: &Task) -> String {
    task.due.as_ref().unwrap().to_string()
}

/// The hour stays when the clocks change: 29 March 2026 has no 02:30 in Berlin, and 25 October has it twice.
#[tokio::test]
async fn the_time_of_day_survives_a_change_of_clocks() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    for (first, expected) in [
        (
            "2026-03-28T09:00",
            ["2026-03-29T09:00:00+02:00", "2026-03-30T09:00:00+02:00"],
        ),
        (
            "2026-03-28T02:30",
            ["2026-03-29T03:30:00+02:00", "2026-03-30T02:30:00+02:00"],
        ),
        (
            "2026-10-24T02:30",
            ["2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"],
        ),
    ] {
        let at = at("2026-03-01T12:00:00Z", "Europe/Berlin");
        let body = json!({"title": "Pill", "due": first, "recurrence": "FREQ=DAILY"});
        let mut task = create(&database, body, &at).await;
        for expected in expected {
            task = next(&database, &task, &at).await.unwrap();
            assert_eq!(due(&task), format!("{expected}[Europe/Berlin]"));
        }
    }
}

/// What was neglected comes back once, after today, where the person is.
#[tokio::test]
async fn a_neglected_task_comes_back_once() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    let body =
        json!({"title": "Run", "due": "2026-11-02", "recurrence": "FREQ=WEEKLY;BYDAY=MO,TH"});
    let task = create(&database, body, &at("2026-11-01T12:00:00Z", "UTC")).await;
    // Thursday in Auckland, Wednesday in Honolulu.
    let now = "2026-11-18T20:00:00Z";
    let after = next(&database, &task, &at(now, "Pacific/Honolulu"))
        .await
        .unwrap();
    assert_eq!(due(&after), "2026-11-19");
    let body =
        json!({"title": "Run", "due": "2026-11-02", "recurrence": "FREQ=WEEKLY;BYDAY=MO,TH"});
    let task = create(&database, body, &at("2026-11-01T12:00:00Z", "UTC")).await;
    let after = next(&database, &task, &at(now, "Pacific/Auckland"))
        .await
        .unwrap();
    assert_eq!(due(&after), "2026-11-23");
}

/// Moving an occurrence leaves the rule alone, in either direction.
#[tokio::test]
async fn a_moved_occurrence_does_not_move_the_series() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    let at = at("2026-11-23T09:00:00Z", "UTC");
    for moved in ["2026-12-01", "2026-12-10", "2026-12-06T18:00"] {
        let body = json!({"title": "Report", "due": "2026-12-04", "recurrence": "FREQ=WEEKLY"});
        let task = create(&database, body, &at).await;
        let task = patch(&database, &task, json!({"due": moved}), &at)
            .await
            .after;
        assert!(due(&task).starts_with(moved));
        assert_eq!(task.recurrence.as_ref().unwrap().to_string(), "FREQ=WEEKLY");
        let after = next(&database, &task, &at).await.unwrap();
        assert_eq!(due(&after), "2026-12-11", "{moved}");
    }
}

/// A count counts occurrences of the series, not tasks since an edit; a new rule counts anew.
#[tokio::test]
async fn a_series_ends_with_its_rule() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    let at = at("2026-11-23T09:00:00Z", "UTC");
    let body = json!({"title": "Course", "due": "2026-12-01", "recurrence": "FREQ=DAILY;COUNT=3"});
    let first = create(&database, body, &at).await;
    let second = next(&database, &first, &at).await.unwrap();
    let second = patch(&database, &second, json!({"title": "Course, room 2"}), &at)
        .await
        .after;
    let third = next(&database, &second, &at).await.unwrap();
    assert_eq!(
        (due(&third), third.title.as_str()),
        ("2026-12-03".to_owned(), "Course, room 2")
    );
    assert_eq!(next(&database, &third, &at).await, None);
    let again = patch(&database, &third, json!({"completed": false}), &at)
        .await
        .after;
    let again = patch(
        &database,
        &again,
        json!({"recurrence": "FREQ=DAILY;COUNT=2"}),
        &at,
    )
    .await
    .after;
    let fourth = next(&database, &again, &at).await.unwrap();
    assert_eq!(due(&fourth), "2026-12-04");
    assert_eq!(next(&database, &fourth, &at).await, None);
}

/// However often its tasks are completed and reopened, a series has one next task.
#[tokio::test]
async fn a_series_has_one_next_task() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    let at = at("2026-11-23T09:00:00Z", "UTC");
    let body = json!({"title": "Report", "due": "2026-12-04", "recurrence": "FREQ=WEEKLY"});
    let first = create(&database, body, &at).await;
    let second = next(&database, &first, &at).await.unwrap();
    let second = patch(&database, &second, json!({"priority": "p1"}), &at)
        .await
        .after;
    patch(&database, &first, json!({"completed": false}), &at).await;
    assert_eq!(next(&database, &first, &at).await, None);
    let third = next(&database, &second, &at).await.unwrap();
    assert_eq!(due(&third), "2026-12-18");
    patch(&database, &first, json!({"completed": false}), &at).await;
    assert_eq!(next(&database, &first, &at).await, None);
}

/// FR-630: the next one that nobody touched goes; it comes again with the next completion.
#[tokio::test]
async fn reopening_takes_an_untouched_next_away() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    let at = at("2026-11-23T09:00:00Z", "UTC");
    let reopened = json!({"completed": false});
    for from in ["due", "completion"] {
        let body = json!({"title": "Report", "due": "2026-12-04", "recurrence": "FREQ=WEEKLY", "recurrence_from": from});
        let first = create(&database, body, &at).await;
        let second = next(&database, &first, &at).await.unwrap();
        let changed = patch(&database, &first, reopened.clone(), &at).await;
        assert!(!changed.after.completed);
        assert_eq!(changed.gone.map(|gone| gone.id), Some(second.id));
        let again = next(&database, &first, &at).await.unwrap();
        assert_eq!(due(&again), due(&second), "{from}");
        // A task that was changed while it was completed is still the one that the next came from.
        patch(&database, &first, json!({"title": "Weekly report"}), &at).await;
        let changed = patch(&database, &first, reopened.clone(), &at).await;
        assert_eq!(changed.gone.map(|gone| gone.id), Some(again.id));
        // Of three, the one behind the next stays, since the next was completed.
        let second = next(&database, &first, &at).await.unwrap();
        let third = next(&database, &second, &at).await.unwrap();
        let changed = patch(&database, &first, reopened.clone(), &at).await;
        assert_eq!(changed.gone, None);
        let changed = patch(&database, &second, reopened.clone(), &at).await;
        assert_eq!(changed.gone.map(|gone| gone.id), Some(third.id));
    }
}

/// FR-632: what comes after a completion counts from its day, where the person is, whatever the task was due.
#[tokio::test]
async fn a_rule_counts_from_completion() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    let body = |due: &str| json!({"title": "Water", "due": due, "recurrence": "FREQ=DAILY;INTERVAL=3", "recurrence_from": "completion"});
    // Thursday in Auckland, Wednesday in Honolulu.
    let now = "2026-11-18T20:00:00Z";
    for (first, zone, second) in [
        ("2026-11-02", "Pacific/Honolulu", "2026-11-21"),
        ("2026-11-02", "Pacific/Auckland", "2026-11-22"),
        ("2026-12-24", "Pacific/Auckland", "2026-11-22"),
        (
            "2026-11-02T09:00[Europe/Berlin]",
            "Pacific/Auckland",
            "2026-11-21T09:00:00+01:00[Europe/Berlin]",
        ),
    ] {
        let at = at(now, zone);
        let task = create(&database, body(first), &at).await;
        let after = next(&database, &task, &at).await.unwrap();
        assert_eq!(due(&after), second, "{first} {zone}");
        // Early: the day before the one that it is due.
        let early = self::at("2026-11-20T12:00:00Z", zone);
        let third = next(&database, &after, &early).await.unwrap();
        assert!(due(&third) > due(&after), "{} {}", due(&third), due(&after));
        assert_eq!(
            next(&database, &after, &early).await,
            None,
            "it is completed already"
        );
        patch(&database, &third, json!({"notes": "Touched"}), &early).await;
        patch(&database, &after, json!({"completed": false}), &early).await;
        assert_eq!(
            next(&database, &after, &early).await,
            None,
            "it has its next"
        );
    }
}

/// FR-631: what does not go together is refused, and what ends a recurrence ends from where it counts.
#[tokio::test]
async fn from_where_a_rule_counts_needs_a_rule() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    let at = at("2026-11-23T09:00:00Z", "UTC");
    let from = |task: &Task| task.recurrence_from.as_str();
    let body = json!({"title": "Water", "due": "2026-12-04", "recurrence": "FREQ=WEEKLY", "recurrence_from": "completion"});
    let task = create(&database, body, &at).await;
    assert_eq!(from(&task), "completion");
    for (change, expected) in [
        (json!({"recurrence": "FREQ=MONTHLY"}), "completion"),
        (json!({"recurrence_from": null}), "due"),
        (json!({"recurrence_from": "completion"}), "completion"),
        (json!({"recurrence": null}), "due"),
    ] {
        let changed = patch(&database, &task, change.clone(), &at).await.after;
        assert_eq!(from(&changed), expected, "{change}");
    }
    for (change, field) in [
        (json!({"recurrence_from": "completion"}), "recurrence_from"),
        (
            json!({"recurrence": "FREQ=DAILY;COUNT=3", "recurrence_from": "completion"}),
            "recurrence",
        ),
    ] {
        let patch: TaskPatch = serde_json::from_value(change).unwrap();
        let before = Task {
            recurrence: None,
            recurrence_from: RecurrenceFrom::Due,
            series: None,
            ..task.clone()
        };
        assert_eq!(patch.apply(&before, &at).unwrap_err().field, field);
    }
}

/// A rule without a due begins on its first day from today, where the person is.
#[tokio::test]
async fn a_rule_finds_its_first_day() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    let body = || json!({"title": "Bins", "recurrence": "FREQ=WEEKLY;BYDAY=TU"});
    // Monday in UTC, Tuesday in Auckland.
    let now = "2026-11-23T12:00:00Z";
    let there = create(&database, body(), &at(now, "Pacific/Auckland")).await;
    let here = create(&database, body(), &at("2026-11-25T12:00:00Z", "UTC")).await;
    assert_eq!(
        (due(&there), due(&here)),
        ("2026-11-24".to_owned(), "2026-12-01".to_owned())
    );
}
