//! How a task repeats: the part of RFC 5545's RRULE that speaks of days.
//!
//! Accepted are FREQ (DAILY, WEEKLY, MONTHLY, YEARLY), INTERVAL, BYMONTH, BYMONTHDAY, BYDAY with ordinals, BYSETPOS,
//! COUNT, UNTIL and WKST, with or without `RRULE:` in front. A rule has no time of day and no zone: both come from the
//! first due of the series, the DTSTART of RFC 5545. It may be a day that the rule does not name; then the first
//! occurrence is the first day after it that the rule names, and COUNT counts from there.
//!
//! Days that a month lacks are passed over, as section 3.3.10 says. A local time that a day lacks is not: where RFC 5545
//! would leave that day out, the task is due at the moment that the clocks skip to, since a task must not get lost.

mod days;
mod fields;
mod parse;
mod print;
mod search;

use std::str::FromStr;

use jiff::civil::{DateTime, Weekday};

use crate::{Due, SyntaxError};
pub(crate) use fields::letters;
use fields::{End, Frequency, NthWeekday, Until};

/// A rule by which a task repeats. Its text is the canonical one, which parses to the same rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Recurrence {
    frequency: Frequency,
    interval: u16,
    months: Vec<i8>,
    month_days: Vec<i8>,
    weekdays: Vec<NthWeekday>,
    positions: Vec<i16>,
    end: End,
    week_start: Weekday,
}

impl Recurrence {
    /// Longest rule, in characters.
    pub const MAX_CHARACTERS: usize = 500;
    /// Largest INTERVAL.
    pub const MAX_INTERVAL: u16 = 999;
    /// Largest COUNT.
    pub const MAX_COUNT: u16 = 999;

    /// The first occurrence of the series that starts with `start`. None if the rule names no day from then on, as
    /// `FREQ=DAILY;INTERVAL=7;BYDAY=MO` from a Tuesday.
    #[must_use]
    pub fn first(&self, start: &Due) -> Option<Due> {
        search::first(self, start)
    }

    /// The first occurrence later than the local time `after`, in the zone of `start`; for a series of days, on a later
    /// day than `after`. None when the series has ended, or its next day is beyond what one search looks at: 44 years
    /// of days, or centuries of weeks, months and years.
    #[must_use]
    pub fn next(&self, start: &Due, after: DateTime) -> Option<Due> {
        search::next(self, start, after)
    }

    /// The rule as calendars want it in an event that begins with an occurrence of the series that starts with `start`:
    /// COUNT, which counts from there, becomes the UNTIL that ends on the same day, and UNTIL has the form that RFC 5545
    /// asks for beside such a start, a day beside days and UTC beside times with a zone.
    #[must_use]
    pub fn in_calendar(&self, start: &Due) -> String {
        let end = match self.end {
            End::Never => End::Never,
            End::Until(until) => End::Until(until.beside(start)),
            End::Count(_) => search::last(self, start).map_or(End::Never, |last| {
                End::Until(match last {
                    Due::Date(day) => Until::Date(day),
                    Due::Time(time) => Until::Utc(time.instant()),
                })
            }),
        };
        let rule = Self {
            end,
            ..self.clone()
        };
        rule.to_string()
    }
}

impl FromStr for Recurrence {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse::parse(text)
    }
}
