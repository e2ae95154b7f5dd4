//! The parts of a rule.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Weekday},
};

use crate::{Due, DueTime};

/// FREQ: what INTERVAL counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// One of BYDAY: a weekday, or with `nth` not zero the nth in its month or year, from the end if negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct NthWeekday {
    pub(super) nth: i8,
    pub(super) weekday: Weekday,
}

/// When a series ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum End {
    Never,
    /// COUNT: after this many.
    Count(u16),
    /// UNTIL: with the last at or before this.
    Until(Until),
}

/// The three forms of UNTIL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Until {
    Date(Date),
    Local(DateTime),
    Utc(Timestamp),
}

impl Until {
    /// Whether an occurrence is not too late. A day is compared with the day that UNTIL names.
    pub(super) fn allows(self, due: &Due) -> bool {
        match (self, due) {
            (Self::Date(last), due) => due.date() <= last,
            (Self::Local(last), Due::Date(day)) => *day <= last.date(),
            (Self::Local(last), Due::Time(time)) => time.local() <= last,
            (Self::Utc(last), Due::Date(day)) => *day <= utc(last).date(),
            (Self::Utc(last), Due::Time(time)) => time.instant() <= last,
        }
    }

    /// The same end in the form that RFC 5545, section 3.3.10, asks for beside such a start.
    pub(super) fn beside(self, start: &Due) -> Self {
        match (self, start) {
            (Self::Date(last), Due::Date(_)) => Self::Date(last),
            (Self::Local(last), Due::Date(_)) => Self::Date(last.date()),
            (Self::Utc(last), Due::Date(_)) => Self::Date(utc(last).date()),
            (Self::Date(last), Due::Time(time)) => in_utc(last.at(23, 59, 59, 0), time),
            (Self::Local(last), Due::Time(time)) => in_utc(last, time),
            (Self::Utc(last), Due::Time(_)) => Self::Utc(last),
        }
    }
}

/// A local time where the series is, in UTC; at the edge of the calendar, its end.
fn in_utc(last: DateTime, time: &DueTime) -> Until {
    let instant = time.zone().time_zone().to_timestamp(last);
    Until::Utc(instant.unwrap_or(Timestamp::MAX))
}

/// The digits of a moment in UTC.
pub(super) fn utc(instant: Timestamp) -> DateTime {
    jiff::tz::Offset::UTC.to_datetime(instant)
}

/// The weekdays in RFC 5545's letters, from Monday.
pub(super) const WEEKDAYS: [(&str, Weekday); 7] = [
    ("MO", Weekday::Monday),
    ("TU", Weekday::Tuesday),
    ("WE", Weekday::Wednesday),
    ("TH", Weekday::Thursday),
    ("FR", Weekday::Friday),
    ("SA", Weekday::Saturday),
    ("SU", Weekday::Sunday),
];

pub(crate) fn letters(weekday: Weekday) -> &'static str {
    WEEKDAYS[usize::from(weekday.to_monday_zero_offset().unsigned_abs())].0
}
