//! Occurrences: the days that a rule names, at the series' time of day.

use jiff::{
    Span,
    civil::{Date, DateTime},
};

use super::{
    Recurrence,
    days::Days,
    fields::{End, Until},
};
use crate::{Due, DueTime};

pub(super) fn first(rule: &Recurrence, start: &Due) -> Option<Due> {
    search(rule, start, start.date(), |_| true)
}

pub(super) fn next(rule: &Recurrence, start: &Due, after: DateTime) -> Option<Due> {
    // Where a zone left out a whole day, that day's occurrence is on the day after it.
    let from = after.date().saturating_sub(Span::new().days(1));
    search(rule, start, from, |occurrence| match occurrence {
        Due::Date(day) => *day > after.date(),
        Due::Time(time) => time.local() > after,
    })
}

/// The first occurrence behind `day` of a series that begins on it.
pub(super) fn after_day(rule: &Recurrence, start: &Due, day: Date) -> Option<Due> {
    let start = on(day, start)?;
    search(rule, &start, day, |occurrence| occurrence.date() > day)
}

/// The last occurrence of a rule with COUNT; none if it names no day, or goes on.
pub(super) fn last(rule: &Recurrence, start: &Due) -> Option<Due> {
    let End::Count(count) = rule.end else {
        return None;
    };
    Days::new(rule, start.date(), start.date())
        .take(usize::from(count))
        .map_while(|day| on(day, start))
        .last()
}

/// The first occurrence that is wanted, when none before `from` is.
fn search(
    rule: &Recurrence,
    start: &Due,
    from: Date,
    wanted: impl Fn(&Due) -> bool,
) -> Option<Due> {
    let (from, count, until) = match rule.end {
        End::Never => (from, usize::MAX, None),
        End::Until(until) => (from, usize::MAX, Some(until)),
        // What was before has to be counted.
        End::Count(count) => (start.date(), usize::from(count), None),
    };
    let in_time = |occurrence: &Due| until.is_none_or(|last: Until| last.allows(occurrence));
    Days::new(rule, start.date(), from)
        .take(count)
        .map_while(|day| on(day, start))
        .take_while(in_time)
        .find(wanted)
}

/// The occurrence on a day; none at the edge of the calendar.
fn on(day: Date, start: &Due) -> Option<Due> {
    match start {
        Due::Date(_) => Some(Due::Date(day)),
        Due::Time(first) => {
            let local = day.to_datetime(first.local().time());
            DueTime::new(local, first.zone().clone())
                .ok()
                .map(Due::Time)
        }
    }
}
