//! Words for time become bounds that a database can compare.

use std::fmt;

use jiff::{Span, Timestamp, civil::Date};

use super::{Condition, Expression, When};
use crate::{Due, Zone};

/// A filter at a certain time in a certain place. It differs from one at another time only if a bound does, so its
/// text, together with what the tasks are, says what a list holds.
pub type Resolved = Expression<DueRange>;

/// Due at `from` or later, and earlier than `before`. A task without a due is in no range; behind a `!` it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DueRange {
    /// The first that is in the range.
    pub from: Option<Edge>,
    /// The first that is beyond it.
    pub before: Option<Edge>,
}

/// A bound for both forms of [`Due`]: days are compared with days, times with moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Edge {
    /// For a [`Due::Date`].
    pub date: Date,
    /// For a [`Due::Time`].
    pub instant: Timestamp,
}

impl DueRange {
    /// Whether a due is in the range.
    #[must_use]
    pub fn contains(&self, due: &Due) -> bool {
        let reached = |edge: &Edge| match due {
            Due::Date(date) => *date >= edge.date,
            Due::Time(time) => time.instant() >= edge.instant,
        };
        self.from.as_ref().is_none_or(reached) && !self.before.as_ref().is_some_and(reached)
    }
}

pub(super) fn resolve(filter: &Expression<When>, now: Timestamp, zone: &Zone) -> Resolved {
    let today = zone.today(now);
    filter.map_due(&|when| {
        let (from, before) = match when {
            When::On(day) => {
                let (first, last) = (day.first(today), day.last(today));
                (Some(edge(first, zone)), edge_after(last, 1, zone))
            }
            When::Before(day) => (None, Some(edge(day.first(today), zone))),
            When::After(day) => match edge_after(day.last(today), 1, zone) {
                Some(from) => (Some(from), None),
                None => return Expression::Not(Box::new(Expression::Is(Condition::All))),
            },
            When::Next(days) => (Some(edge(today, zone)), edge_after(today, days.get(), zone)),
            When::Overdue => {
                let instant = minute(now);
                let before = Some(Edge {
                    date: today,
                    instant,
                });
                let due = Condition::Due(DueRange { from: None, before });
                return Expression::and(vec![
                    Expression::Is(due),
                    Expression::Is(Condition::Pending),
                ]);
            }
        };
        Expression::Is(Condition::Due(DueRange { from, before }))
    })
}

/// Where a day begins.
fn edge(date: Date, zone: &Zone) -> Edge {
    Edge {
        date,
        instant: zone.start_of(date),
    }
}

/// Where the day this many days later begins; none at the end of the calendar.
fn edge_after(date: Date, days: u16, zone: &Zone) -> Option<Edge> {
    let later = date.checked_add(Span::new().days(i32::from(days))).ok()?;
    Some(edge(later, zone))
}

/// The minute that has begun, so that a list keeps its entity tag for a minute and not for a nanosecond.
fn minute(now: Timestamp) -> Timestamp {
    let into = now.as_second().rem_euclid(60);
    Timestamp::from_second(now.as_second() - into).unwrap_or(now)
}

impl fmt::Display for DueRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("due")?;
        if let Some(Edge { date, instant }) = self.from {
            write!(formatter, " from {date} ({instant})")?;
        }
        if let Some(Edge { date, instant }) = self.before {
            write!(formatter, " before {date} ({instant})")?;
        }
        Ok(())
    }
}
