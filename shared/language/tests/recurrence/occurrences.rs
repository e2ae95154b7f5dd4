//! Occurrences: the standard's examples, days that do not exist, clocks that change, and searches that end.

use jiff::civil::date;

use crate::support::{due, rule};

/// The first occurrences of a series, as text.
fn series(text: &str, start: &str, number: usize) -> Vec<String> {
    let (rule, start) = (rule(text), due(start));
    std::iter::successors(rule.first(&start), |last| rule.next(&start, last.local()))
        .take(number)
        .map(|due| due.to_string())
        .collect()
}

/// FR-608: what section 3.8.5.3 of RFC 5545 gives as examples.
#[test]
fn the_examples_of_the_standard() {
    let days = |text: &str, start: &str, number| series(text, start, number).join(" ");
    let start = "1997-09-02";
    assert_eq!(
        days("FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "1997-09-22", 9),
        "1997-09-22 1997-10-20 1997-11-17 1997-12-22 1998-01-19 1998-02-16"
    );
    assert_eq!(
        days("FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28", 4),
        "1997-09-28 1997-10-29 1997-11-28 1997-12-29"
    );
    assert_eq!(
        days("FREQ=YEARLY;BYDAY=20MO", "1997-05-19", 3),
        "1997-05-19 1998-05-18 1999-05-17"
    );
    assert_eq!(
        days("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", start, 5),
        "1998-02-13 1998-03-13 1998-11-13 1999-08-13 2000-10-13"
    );
    assert_eq!(
        days(
            "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
            "1996-11-05",
            3
        ),
        "1996-11-05 2000-11-07 2004-11-02"
    );
    assert_eq!(
        days(
            "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
            "1997-09-04",
            9
        ),
        "1997-09-04 1997-10-07 1997-11-06"
    );
    let fortnightly = "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=";
    assert_eq!(
        days(&format!("{fortnightly}MO"), "1997-08-05", 9),
        "1997-08-05 1997-08-10 1997-08-19 1997-08-24"
    );
    assert_eq!(
        days(&format!("{fortnightly}SU"), "1997-08-05", 9),
        "1997-08-05 1997-08-17 1997-08-19 1997-08-31"
    );
    assert_eq!(
        days("FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01-15", 9),
        "2007-01-15 2007-01-30 2007-02-15 2007-03-15 2007-03-30"
    );
}

/// FR-608.
#[test]
fn days_that_a_month_lacks_are_passed_over_and_its_last_day_is_always_there() {
    assert_eq!(
        series("FREQ=MONTHLY", "2026-01-31", 4),
        ["2026-01-31", "2026-03-31", "2026-05-31", "2026-07-31"]
    );
    assert_eq!(
        series("FREQ=MONTHLY;BYMONTHDAY=-1", "2027-12-31", 4),
        ["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31"]
    );
    assert_eq!(
        series("FREQ=YEARLY", "2096-02-29", 3),
        ["2096-02-29", "2104-02-29", "2108-02-29"]
    );
}

/// FR-608.
#[test]
fn the_time_of_day_stays_when_clocks_change() {
    assert_eq!(
        series("FREQ=DAILY", "2026-10-24T09:00[Europe/Berlin]", 3),
        [
            "2026-10-24T09:00:00+02:00[Europe/Berlin]",
            "2026-10-25T09:00:00+01:00[Europe/Berlin]",
            "2026-10-26T09:00:00+01:00[Europe/Berlin]",
        ]
    );
    assert_eq!(
        series("FREQ=WEEKLY", "2026-03-01T23:30[America/New_York]", 2),
        [
            "2026-03-01T23:30:00-05:00[America/New_York]",
            "2026-03-08T23:30:00-04:00[America/New_York]",
        ]
    );
}

/// FR-608: the skipped hour moves one occurrence, and the series goes on at its own time.
#[test]
fn a_time_that_a_day_lacks_moves_that_day_only() {
    assert_eq!(
        series("FREQ=DAILY", "2026-03-28T02:30[Europe/Berlin]", 3),
        [
            "2026-03-28T02:30:00+01:00[Europe/Berlin]",
            "2026-03-29T03:30:00+02:00[Europe/Berlin]",
            "2026-03-30T02:30:00+02:00[Europe/Berlin]",
        ]
    );
    assert_eq!(
        series("FREQ=DAILY", "2026-10-24T02:30[Europe/Berlin]", 2)[1],
        "2026-10-25T02:30:00+02:00[Europe/Berlin]"
    );
    // Samoa left out 30 December 2011 as a whole.
    assert_eq!(
        series("FREQ=WEEKLY", "2011-12-23T08:00[Pacific/Apia]", 3),
        [
            "2011-12-23T08:00:00-10:00[Pacific/Apia]",
            "2011-12-31T08:00:00+14:00[Pacific/Apia]",
            "2012-01-06T08:00:00+14:00[Pacific/Apia]",
        ]
    );
}

/// FR-608.
#[test]
fn next_is_later_than_the_given_time_and_not_only_the_day() {
    let daily = rule("FREQ=DAILY");
    let start = due("2026-11-01T17:00[Europe/Berlin]");
    let next = |hour| {
        daily
            .next(&start, date(2026, 11, 27).at(hour, 0, 0, 0))
            .unwrap()
    };
    assert_eq!(next(9).date(), date(2026, 11, 27));
    assert_eq!(next(17).date(), date(2026, 11, 28));
    let before = daily.next(&start, date(2020, 1, 1).at(0, 0, 0, 0)).unwrap();
    assert_eq!(before, start);
    let days = daily.next(&due("2026-11-01"), date(2026, 11, 27).at(9, 0, 0, 0));
    assert_eq!(days, Some(due("2026-11-28")));
}

/// FR-608.
#[test]
fn series_end_with_count_and_until() {
    let berlin = "2026-12-30T17:00[Europe/Berlin]";
    assert_eq!(series("FREQ=DAILY;COUNT=2", berlin, 9).len(), 2);
    assert_eq!(series("FREQ=DAILY;UNTIL=20261231", berlin, 9).len(), 2);
    assert_eq!(
        series("FREQ=DAILY;UNTIL=20261231T165959", berlin, 9).len(),
        1
    );
    assert_eq!(
        series("FREQ=DAILY;UNTIL=20261231T160000Z", berlin, 9).len(),
        2
    );
    assert_eq!(
        series("FREQ=DAILY;UNTIL=20261231T155959Z", berlin, 9).len(),
        1
    );
    assert_eq!(
        series("FREQ=DAILY;UNTIL=20261231T000000Z", "2026-12-30", 9).len(),
        2
    );
    assert!(series("FREQ=DAILY;UNTIL=20261201", "2026-12-30", 9).is_empty());
    assert_eq!(series("FREQ=DAILY", "9999-12-30", 9).len(), 2);
}

/// FR-609: how many days a search looks at, `src/recurrence/days.rs` tests.
#[test]
fn a_rule_that_never_matches_ends() {
    for (text, start) in [
        ("FREQ=DAILY;INTERVAL=7;BYDAY=MO", "2026-11-24"),
        ("FREQ=MONTHLY;BYMONTHDAY=20;BYDAY=1MO", "2026-11-24"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=31;BYDAY=1MO;COUNT=999",
            "0001-01-01",
        ),
        ("FREQ=YEARLY;BYMONTHDAY=1;BYDAY=53MO", "0001-01-01"),
        ("FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2", "0001-01-01"),
        (
            "FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29",
            "2027-01-01",
        ),
    ] {
        let start = due(start);
        assert_eq!(rule(text).first(&start), None, "{text}");
    }
    // Rare is not never: 29 February is a Friday once in 28 or 40 years.
    assert_eq!(
        series(
            "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=FR",
            "2026-01-01",
            2
        ),
        ["2036-02-29", "2064-02-29"]
    );
}

/// FR-909: in a calendar, a rule ends where its series does, in the form that its start asks for.
#[test]
fn rules_end_in_calendars_where_their_series_do() {
    let day = "2026-03-27";
    let time = "2026-03-27T09:00[Europe/Berlin]";
    for (text, start, written) in [
        ("FREQ=DAILY", day, "FREQ=DAILY"),
        ("FREQ=DAILY;COUNT=5", day, "FREQ=DAILY;UNTIL=20260331"),
        (
            "FREQ=DAILY;COUNT=5",
            time,
            "FREQ=DAILY;UNTIL=20260331T070000Z",
        ),
        (
            "FREQ=DAILY;UNTIL=20260401",
            day,
            "FREQ=DAILY;UNTIL=20260401",
        ),
        (
            "FREQ=DAILY;UNTIL=20260401",
            time,
            "FREQ=DAILY;UNTIL=20260401T215959Z",
        ),
        (
            "FREQ=DAILY;UNTIL=20260401T120000",
            day,
            "FREQ=DAILY;UNTIL=20260401",
        ),
        (
            "FREQ=DAILY;UNTIL=20260401T120000",
            time,
            "FREQ=DAILY;UNTIL=20260401T100000Z",
        ),
        (
            "FREQ=DAILY;UNTIL=20260401T120000Z",
            day,
            "FREQ=DAILY;UNTIL=20260401",
        ),
        (
            "FREQ=DAILY;UNTIL=20260401T120000Z",
            time,
            "FREQ=DAILY;UNTIL=20260401T120000Z",
        ),
    ] {
        assert_eq!(
            rule(text).in_calendar(&due(start)),
            written,
            "{text} from {start}"
        );
    }
}

/// FR-632: what follows something that was done on a day.
#[test]
fn what_follows_the_day_of_completion() {
    let daily = "2026-11-01";
    let berlin = "2026-01-31T09:00[Europe/Berlin]";
    for (text, start, done, next) in [
        (
            "FREQ=DAILY;INTERVAL=3",
            daily,
            date(2026, 11, 27),
            "2026-11-30",
        ),
        ("FREQ=DAILY", daily, date(2026, 10, 1), "2026-10-02"),
        (
            "FREQ=WEEKLY;BYDAY=MO",
            daily,
            date(2026, 11, 30),
            "2026-12-07",
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2",
            daily,
            date(2026, 11, 27),
            "2026-12-11",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=15",
            daily,
            date(2026, 11, 27),
            "2026-12-15",
        ),
        ("FREQ=MONTHLY", daily, date(2027, 1, 31), "2027-02-28"),
        ("FREQ=MONTHLY", daily, date(2027, 1, 30), "2027-02-28"),
        ("FREQ=MONTHLY", daily, date(2028, 1, 29), "2028-02-29"),
        ("FREQ=MONTHLY", daily, date(2027, 2, 28), "2027-03-28"),
        (
            "FREQ=MONTHLY;INTERVAL=3",
            daily,
            date(2026, 11, 30),
            "2027-02-28",
        ),
        ("FREQ=YEARLY", daily, date(2028, 2, 29), "2029-02-28"),
        (
            "FREQ=YEARLY;BYMONTH=6",
            daily,
            date(2026, 11, 30),
            "2027-06-30",
        ),
        (
            "FREQ=DAILY;INTERVAL=2",
            berlin,
            date(2026, 3, 27),
            "2026-03-29T09:00:00+02:00[Europe/Berlin]",
        ),
    ] {
        let found = rule(text).after_completion(&due(start), done).unwrap();
        assert_eq!(found.to_string(), next, "{text} {done}");
    }
    let over = rule("FREQ=DAILY;UNTIL=20261127");
    assert_eq!(over.after_completion(&due(daily), date(2026, 11, 27)), None);
}

/// FR-633: the same days as RFC 7529 has.
#[test]
fn a_short_month_has_its_last_day() {
    let days = |text: &str| series(text, "2027-01-31", 4).join(" ");
    assert_eq!(
        days("RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD;BYMONTHDAY=31"),
        "2027-01-31 2027-02-28 2027-03-31 2027-04-30"
    );
    assert_eq!(
        days("FREQ=MONTHLY;SKIP=BACKWARD;BYMONTHDAY=30"),
        "2027-02-28 2027-03-30 2027-04-30 2027-05-30"
    );
    assert_eq!(
        days("FREQ=YEARLY;SKIP=BACKWARD;BYMONTH=2;BYMONTHDAY=29"),
        "2027-02-28 2028-02-29 2029-02-28 2030-02-28"
    );
    assert_eq!(
        days("FREQ=MONTHLY;SKIP=OMIT;BYMONTHDAY=31"),
        "2027-01-31 2027-03-31 2027-05-31 2027-07-31"
    );
}
