//! What was said of a day, before it is known which one is meant.

use jiff::civil::{Date, DateTime, Weekday};

use crate::words::{
    period::{Grain, Period, Unit, add_days, easter, in_years, weekday},
    reader::Reader,
};

/// A day, a longer period or a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::words) enum Spec {
    /// These days.
    Period(Period),
    /// The next of this weekday.
    Weekday(Weekday),
    /// A day of a month.
    Dated(Dated),
    /// A month of some year.
    Month(i8),
    /// A holiday that is on another date every year, and perhaps of which year.
    Feast(Feast, Option<i16>),
    /// A moment.
    Moment(DateTime, Grain),
}

/// A holiday that is on another date every year, as lexicons number it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::words) enum Feast {
    /// Days after Easter Sunday.
    Easter(i16),
    /// The nth of a weekday in a month, and days after it.
    Nth(i16),
}

impl Feast {
    fn of(self, year: i16) -> Option<Date> {
        match self {
            Self::Easter(days) => add_days(easter(year)?, i32::from(days)),
            Self::Nth(number) => {
                let month = i8::try_from(number % 10_000 / 100).ok()?;
                let nth = match number % 10 {
                    9 => -1,
                    nth => i32::from(nth),
                };
                let day = Period::month(year, month)?.nth(nth, weekday(number % 100 / 10)?)?;
                add_days(day, i32::from(number / 10_000))
            }
        }
    }
}

/// A day by its number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::words) struct Dated {
    pub(in crate::words) weekday: Option<Weekday>,
    pub(in crate::words) day: i8,
    pub(in crate::words) month: Option<i8>,
    pub(in crate::words) year: Option<i16>,
}

impl Dated {
    pub(super) fn new(day: i32, month: i8, year: Option<i16>) -> Option<Self> {
        let dated = Self {
            weekday: None,
            day: i8::try_from(day).ok()?,
            month: Some(month),
            year,
        };
        // 2024 has every day that any year has.
        Date::new(year.unwrap_or(2024), month, dated.day).ok()?;
        Some(dated)
    }
}

impl Reader<'_> {
    /// The period that is meant, seen from today.
    pub(in crate::words) fn resolve(&self, spec: Spec) -> Option<Period> {
        let today = self.today();
        match spec {
            Spec::Period(period) => Some(period),
            Spec::Weekday(weekday) => today.nth_weekday(1, weekday).ok().map(Period::day),
            Spec::Dated(dated) => self.dated(dated).map(Period::day),
            Spec::Month(month) => {
                let next = i16::from(month < today.month() && !self.setting.this_year);
                Period::month(today.year() + next, month)
            }
            Spec::Feast(feast, year) => {
                let day = match year {
                    Some(year) => feast.of(year)?,
                    None => feast
                        .of(today.year())
                        .filter(|day| *day >= today)
                        .or_else(|| feast.of(today.year() + 1))?,
                };
                Some(Period::day(day))
            }
            Spec::Moment(moment, _) => Some(Period::day(moment.date())),
        }
    }

    fn dated(&self, dated: Dated) -> Option<Date> {
        let Dated {
            weekday,
            day,
            month,
            year,
        } = dated;
        let today = self.today();
        let fits = |date: &Date| weekday.is_none_or(|weekday| date.weekday() == weekday);
        let Some(month) = month else {
            return (0..48)
                .filter_map(|months| Period::around(Unit::Month, today, months))
                .filter_map(|month| Date::new(month.first.year(), month.first.month(), day).ok())
                .find(|date| *date >= today && fits(date));
        };
        if let Some(year) = year {
            return Date::new(year, month, day).ok();
        }
        let of = |ahead: i16| {
            Date::new(today.year() + ahead, month, day)
                .ok()
                .and_then(in_years)
        };
        if weekday.is_some()
            && let Some(date) = [0, 1, -1].into_iter().filter_map(of).find(fits)
        {
            return Some(date);
        }
        if self.setting.this_year {
            return of(0);
        }
        // Eight years may lie between two leap days.
        (0..=8).filter_map(of).find(|date| *date >= today)
    }
}
