//! The day of the year on which clocks change, as a rule (RFC 5545, section 3.3.10).

use std::fmt::{self, Display};

use jiff::civil::{Date, DateTime, Time, Weekday};

/// So many years show what a rule is: after them the calendar has had each weekday on each day.
const SEEN_YEARS: usize = 28;

/// Once a year, on a weekday in a week of the year, at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Yearly {
    weekday: Weekday,
    time: Time,
    week: Week,
}

/// Seven days of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Week {
    /// The nth of the weekday in a month, or the last one.
    Nth { month: i8, nth: i8 },
    /// The weekday in seven days of a month, from this one on.
    From { month: i8, day: i8 },
    /// The weekday in seven days counted from the end of the year, from this one on: -61 is the 1st of November.
    FromEnd { day: i16 },
}

impl Yearly {
    /// The rule that all of these times follow, of which the last is in `last_year`, one in each year without a gap. Less
    /// than 28 of them show none.
    pub(super) fn of(times: &[DateTime], last_year: i16) -> Option<Self> {
        let seen = times.len().checked_sub(SEEN_YEARS)?;
        let last = times.last()?;
        if last.year() != last_year {
            return None;
        }
        let days: Vec<Date> = times[seen..].iter().map(|time| time.date()).collect();
        let rule = Self {
            weekday: last.weekday(),
            time: last.time(),
            week: Week::of(&days)?,
        };
        let years = (times.first()?.year()..=last_year).map(Some);
        let named = times
            .iter()
            .map(|time| rule.names(*time).then_some(time.year()));
        named.eq(years).then_some(rule)
    }

    /// Whether it is one of the times of the rule.
    pub(super) fn names(&self, time: DateTime) -> bool {
        time.time() == self.time && time.weekday() == self.weekday && self.week.has(time.date())
    }

    /// Its time in a year.
    #[cfg(test)]
    pub(super) fn of_year(&self, year: i16) -> Option<DateTime> {
        let first = Date::new(year, 1, 1).ok()?;
        let weeks = first.series(jiff::Span::new().weeks(1));
        let until = i32::from(first.weekday().until(self.weekday));
        let days = weeks.filter_map(|day| day.checked_add(jiff::Span::new().days(until)).ok());
        let mut days = days.take_while(|day| day.year() == year);
        let day = days.find(|day| self.names(day.to_datetime(self.time)))?;
        Some(day.to_datetime(self.time))
    }
}

impl Week {
    /// The seven days that these are of.
    fn of(days: &[Date]) -> Option<Self> {
        let month = days.first()?.month();
        let (least, most) = (
            days.iter().map(|day| day.day()).min()?,
            days.iter().map(|day| day.day()).max()?,
        );
        let has_all = |week: &Self| days.iter().all(|day| week.has(*day));
        let nth = |nth| Self::Nth { month, nth };
        // The last one is what people mean where the fourth is it as well.
        let mut weeks = vec![nth(-1), nth((least - 1) / 7 + 1)];
        if most - least < 7 {
            weeks.push(Self::From { month, day: least });
        }
        let from_end = days.iter().map(|day| from_end(*day)).min()?;
        weeks.push(Self::FromEnd { day: from_end });
        weeks.into_iter().find(has_all)
    }

    fn has(self, day: Date) -> bool {
        match self {
            Self::Nth { month, nth: -1 } => {
                day.month() == month && day.days_in_month() - day.day() < 7
            }
            Self::Nth { month, nth } => day.month() == month && (day.day() - 1) / 7 + 1 == nth,
            Self::From { month, day: first } => {
                day.month() == month && (first..first + 7).contains(&day.day())
            }
            Self::FromEnd { day: first } => (first..first + 7).contains(&from_end(day)),
        }
    }
}

/// The day of the year from its end: -1 is the last.
fn from_end(day: Date) -> i16 {
    day.day_of_year() - day.days_in_year() - 1
}

impl Display for Yearly {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weekday = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
            [usize::from(self.weekday.to_monday_zero_offset().unsigned_abs())];
        formatter.write_str("FREQ=YEARLY;")?;
        match self.week {
            Week::Nth { month, nth } => write!(formatter, "BYMONTH={month};BYDAY={nth}{weekday}"),
            Week::From { month, day } => {
                let days = listed(day..day + 7);
                write!(
                    formatter,
                    "BYMONTH={month};BYMONTHDAY={days};BYDAY={weekday}"
                )
            }
            Week::FromEnd { day } => {
                let days = listed(day..day + 7);
                write!(formatter, "BYYEARDAY={days};BYDAY={weekday}")
            }
        }
    }
}

fn listed(days: impl Iterator<Item = impl Display>) -> String {
    days.map(|day| day.to_string())
        .collect::<Vec<_>>()
        .join(",")
}
