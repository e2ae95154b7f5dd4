//! How a task repeats: the part of RFC 5545's RRULE that speaks of days.
//!
//! Accepted are FREQ (DAILY, WEEKLY, MONTHLY, YEARLY), INTERVAL, BYMONTH, BYMONTHDAY, BYDAY with ordinals, BYSETPOS,
//! COUNT, UNTIL and WKST, with or without `RRULE:` in front. A rule has no time of day and no zone: both come from the
//! first due of the series, the DTSTART of RFC 5545. It may be a day that the rule does not name; then the first
//! occurrence is the first day after it that the rule names, and COUNT counts from there.
//!
//! Days that a month lacks are passed over, as section 3.3.10 says; SKIP=BACKWARD of RFC 7529 is read where the parts above
//! say the same (ADR 0047). A local time that a day lacks is not: where RFC 5545
//! would leave that day out, the task is due at the moment that the clocks skip to, since a task must not get lost.

mod days;
mod fields;
mod parse;
mod print;
mod search;

use std::str::FromStr;

use jiff::civil::{Date, DateTime, Weekday};

use crate::{Due, SyntaxError};
use days::or_last;
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

    /// The first occurrence on a later day than `day` if the series began on that day, at the time of day and in the zone
    /// of `start`: what follows something that was done on that day (FR-632). Where the rule leaves the day of the month
    /// open, a shorter month has it on its last. None when the rule ends before, or names no such day.
    #[must_use]
    pub fn after_completion(&self, start: &Due, day: Date) -> Option<Due> {
        let is_open = self.month_days.is_empty() && self.weekdays.is_empty();
        let has_one_month = match self.frequency {
            Frequency::Daily | Frequency::Weekly => false,
            Frequency::Monthly => true,
            Frequency::Yearly => self.months.len() < 2,
        };
        if !(is_open && has_one_month && self.positions.is_empty()) {
            return search::after_day(self, start, day);
        }
        let mut rule = self.clone();
        (rule.month_days, rule.positions) = or_last(day.day());
        if rule.frequency == Frequency::Yearly && rule.months.is_empty() {
            rule.months = vec![day.month()];
        }
        search::after_day(&rule, start, day)
    }

    /// Whether the rule ends after a number of occurrences.
    #[must_use]
    pub fn is_counted(&self) -> bool {
        matches!(self.end, End::Count(_))
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
