//! What filters match: words for time at a certain time in a certain zone, names, texts.

use jiff::Timestamp;
use language::{Condition, Expression, Filter, Zone};

use crate::task::{NOW, Task, berlin, matches, matches_at};

/// FR-604.
#[test]
fn words_for_time() {
    let dues = [
        "2026-11-26",
        "2026-11-27",
        "2026-11-27T15:30",
        "2026-11-27T15:29",
        "2026-11-27T23:59",
        "2026-11-28T00:00",
        "2026-12-03",
        "2026-12-04",
        "",
    ];
    for (filter, expected) in [
        ("today", "011110000"),
        ("tomorrow", "000001000"),
        ("yesterday", "100000000"),
        ("overdue", "100100000"),
        ("upcoming", "000001110"),
        ("next 7 days", "011111100"),
        ("next 1 day", "011110000"),
        ("no date", "000000001"),
        ("has date", "111111110"),
        ("due before: today", "100000000"),
        ("due before: 2026-11-28", "111110000"),
        ("due after: 2026-11-27", "000001110"),
        ("due: 2026-12-04", "000000010"),
        ("due: +1 week", "000000010"),
        ("due after: -1 day", "011111110"),
        ("friday", "011110000"),
        ("sat", "000001000"),
        ("thursday", "000000100"),
        ("november", "111111000"),
        ("december", "000000110"),
        ("due before: december", "111111000"),
        ("due after: november", "000000110"),
        ("october", "000000000"),
        ("!today", "100001111"),
        ("!overdue", "011011111"),
        ("today | overdue", "111110000"),
        ("all", "111111111"),
    ] {
        let found: String = dues
            .iter()
            .map(|due| {
                if matches(filter, &Task::due(due)) {
                    '1'
                } else {
                    '0'
                }
            })
            .collect();
        assert_eq!(found, expected, "{filter}");
    }
}

/// FR-604: what is done is not late, and a time is late from the minute after it.
#[test]
fn overdue_is_pending_and_by_the_minute() {
    let mut task = Task::due("2026-11-26");
    task.completed = true;
    assert!(!matches("overdue", &task));
    assert!(matches("due before: today", &task));
    let task = Task::due("2026-11-27T15:30");
    let at = |now| matches_at("overdue", &task, now, &berlin());
    assert!(!at("2026-11-27T14:30:00Z"));
    assert!(!at("2026-11-27T14:30:59Z"));
    assert!(at("2026-11-27T14:31:00Z"));
}

/// FR-604: a day is a day everywhere, a time is a moment; today is where the person is.
#[test]
fn zones_decide_what_today_is() {
    let tokyo: Zone = "Asia/Tokyo".parse().unwrap();
    // There it is 28 November, 00:30.
    let now = "2026-11-27T15:30:00Z";
    let in_tokyo = |filter, due| matches_at(filter, &Task::due(due), now, &tokyo);
    assert!(in_tokyo("today", "2026-11-28"));
    assert!(in_tokyo("overdue", "2026-11-27"));
    assert!(in_tokyo("today", "2026-11-27T17:00[Europe/Berlin]"));
    assert!(!in_tokyo("today", "2026-11-27T15:59[Europe/Berlin]"));
    // A day of 23 and one of 25 hours.
    for (day, length) in [("2026-03-29", 23), ("2026-10-25", 25)] {
        let noon = format!("{day}T10:00:00Z").parse().unwrap();
        let resolved = "today".parse::<Filter>().unwrap().resolve(noon, &berlin());
        let Expression::Is(Condition::Due(range)) = resolved else {
            panic!("{resolved}");
        };
        let (from, before) = (range.from.unwrap(), range.before.unwrap());
        let seconds = before.instant.as_second() - from.instant.as_second();
        assert_eq!(
            (from.date.to_string().as_str(), seconds),
            (day, length * 3600)
        );
    }
}

/// FR-604: the text of the bounds is the same for as long as the bounds are.
#[test]
fn bounds_change_when_the_day_or_the_minute_does() {
    let text = |filter: &str, now: &str| {
        let filter: Filter = filter.parse().unwrap();
        filter.resolve(now.parse().unwrap(), &berlin()).to_string()
    };
    assert_eq!(
        text("today & p1", NOW),
        "due from 2026-11-27 (2026-11-26T23:00:00Z) before 2026-11-28 (2026-11-27T23:00:00Z) & p1"
    );
    assert_eq!(text("today", NOW), text("today", "2026-11-27T22:59:59Z"));
    assert_ne!(text("today", NOW), text("today", "2026-11-27T23:00:00Z"));
    assert_eq!(
        text("overdue", NOW),
        text("overdue", "2026-11-27T14:30:00Z")
    );
    assert_ne!(
        text("overdue", NOW),
        text("overdue", "2026-11-27T14:31:00Z")
    );
}

/// FR-604.
#[test]
fn the_edges_of_the_calendar_are_no_errors() {
    let last = Task::due("9999-12-31");
    assert!(matches("due: 9999-12-31", &last));
    assert!(matches("!due after: 9999-12-31", &last));
    assert!(matches("due before: 9999-12-31", &Task::due("9999-12-30")));
    let early = Timestamp::MIN.to_string();
    for filter in [
        "overdue",
        "due: -999 months",
        "due before: yesterday",
        "next 999 days",
    ] {
        assert!(!matches_at(filter, &last, &early, &berlin()), "{filter}");
    }
}

/// FR-604, FR-610.
#[test]
fn names_and_texts() {
    let mut task = Task::due("");
    task.tags = vec!["Home Office".parse().unwrap()];
    task.project = "Große Pläne".parse().unwrap();
    task.notes = "Semi-skimmed, 2 l".to_owned();
    for (filter, expected) in [
        ("@\"home OFFICE\"", true),
        ("@home", false),
        ("#\"GROSSE Pläne\"", true),
        ("#\"Gross Pläne\"", false),
        ("#\"große PLÄNE\"", true),
        ("has tags & has notes", true),
        ("no tags", false),
        ("search: mil", true),
        ("search: MILK skim", true),
        ("search: ilk", false),
        ("\"2 l milk\"", true),
        ("p4 & !p1", true),
        ("pending & !completed & !recurring & !subtask", true),
    ] {
        assert_eq!(matches(filter, &task), expected, "{filter}");
    }
}
