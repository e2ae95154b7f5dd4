//! The days of 250 rules as python-dateutil finds them (`dateutil.tsv`, made by `dateutil_table.py`).

use jiff::{
    Span,
    civil::{Date, date},
};
use language::{Due, Recurrence};

/// How many days the table gives at most.
const SHOWN: usize = 8;

struct Row {
    rule: &'static str,
    start: Date,
    days: Vec<Date>,
}

fn rows() -> impl Iterator<Item = Row> {
    include_str!("dateutil.tsv").lines().map(|line| {
        let mut columns = line.split('\t');
        let mut column = || columns.next().unwrap();
        Row {
            rule: column(),
            start: column().parse().unwrap(),
            days: column()
                .split_whitespace()
                .map(|day| day.parse().unwrap())
                .collect(),
        }
    })
}

/// The first days before 2100, each found from the one before.
fn days(rule: &Recurrence, start: Date) -> Vec<Date> {
    let start = Due::Date(start);
    std::iter::successors(rule.first(&start), |last| rule.next(&start, last.local()))
        .map(|due| due.date())
        .take_while(|day| *day < date(2100, 1, 1))
        .take(SHOWN)
        .collect()
}

/// FR-608.
#[test]
fn every_rule_of_the_table_names_the_days_that_dateutil_finds() {
    let mut compared = 0;
    for row in rows() {
        match row.rule.parse::<Recurrence>() {
            Ok(rule) => assert_eq!(days(&rule, row.start), row.days, "{}", row.rule),
            Err(refused) => assert!(row.days.is_empty(), "{}: {refused}", row.rule),
        }
        compared += 1;
    }
    assert_eq!(compared, 250);
}

/// FR-608: the search may begin at any day, also far behind the start and where COUNT has to be counted.
#[test]
fn next_is_the_same_from_every_day_between_two_occurrences() {
    for row in rows() {
        let Ok(rule) = row.rule.parse::<Recurrence>() else {
            continue;
        };
        let start = Due::Date(row.start);
        for pair in row.days.windows(2) {
            let gap = pair[0].until(pair[1]).unwrap().get_days();
            for into in [0, 1, gap / 2, gap - 1] {
                let after = pair[0].saturating_add(Span::new().days(into.min(gap - 1)));
                let found = rule.next(&start, after.at(0, 0, 0, 0));
                assert_eq!(found, Some(Due::Date(pair[1])), "{} {after}", row.rule);
            }
        }
    }
}

/// FR-607: the canonical form is the same rule.
#[test]
fn the_canonical_form_of_every_rule_parses_to_the_same_rule() {
    for row in rows() {
        let Ok(rule) = row.rule.parse::<Recurrence>() else {
            continue;
        };
        let canonical = rule.to_string();
        assert_eq!(canonical.parse::<Recurrence>().as_ref(), Ok(&rule));
        assert_eq!(
            canonical.parse::<Recurrence>().unwrap().to_string(),
            canonical
        );
        assert_eq!(days(&rule, row.start), row.days, "{canonical}");
    }
}
