//! Words for time, as filters have them.

use std::fmt;

use jiff::{
    Span,
    civil::{Date, Weekday},
};

use crate::{
    Invalid,
    calendar::{MONTHS, WEEKDAYS},
};

/// When a task is due, relative to a day that is known when the filter is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// On this day.
    On(Day),
    /// On an earlier day.
    Before(Day),
    /// On a later day.
    After(Day),
    /// Today or on one of the days after it, this many in all.
    Next(Amount),
    /// Before now, and not done.
    Overdue,
}

/// A day or a month, perhaps relative to today: a weekday is today or the next such day, a month this one or the next such
/// month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Day {
    Today,
    Tomorrow,
    Yesterday,
    Date(Date),
    Ahead(Amount, Unit),
    Ago(Amount, Unit),
    Weekday(Weekday),
    Month(Month),
}

/// A month of the year, 1 to 12.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Month(i8);

impl Month {
    /// Its number, 1 for January.
    #[must_use]
    pub fn get(self) -> i8 {
        self.0
    }
}

impl TryFrom<i8> for Month {
    type Error = Invalid;

    fn try_from(number: i8) -> Result<Self, Self::Error> {
        if (1..=12).contains(&number) {
            Ok(Self(number))
        } else {
            Err("the months are 1 to 12".into())
        }
    }
}

/// How many: 1 to 999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Amount(u16);

impl Amount {
    /// The number.
    #[must_use]
    pub fn get(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for Amount {
    type Error = Invalid;

    fn try_from(number: u16) -> Result<Self, Self::Error> {
        if (1..=999).contains(&number) {
            Ok(Self(number))
        } else {
            Err("expected a number from 1 to 999".into())
        }
    }
}

/// A length of time on the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Unit {
    Days,
    Weeks,
    Months,
}

impl Day {
    /// The first day that is meant, when today is `today`; at the end of the calendar, its last day.
    #[must_use]
    pub fn first(self, today: Date) -> Date {
        match self {
            Self::Weekday(weekday) => {
                let ahead = i32::from(weekday.since(today.weekday()));
                today.saturating_add(Span::new().days(ahead))
            }
            Self::Month(month) => {
                let months = i32::from((month.get() - today.month()).rem_euclid(12));
                let first = today.first_of_month();
                first.saturating_add(Span::new().months(months))
            }
            Self::Today => today,
            Self::Tomorrow => today.saturating_add(Span::new().days(1)),
            Self::Yesterday => today.saturating_sub(Span::new().days(1)),
            Self::Date(date) => date,
            Self::Ahead(amount, unit) => today.saturating_add(unit.span(amount)),
            Self::Ago(amount, unit) => today.saturating_sub(unit.span(amount)),
        }
    }

    /// The last day that is meant: of a month its last, otherwise the first.
    #[must_use]
    pub fn last(self, today: Date) -> Date {
        let first = self.first(today);
        match self {
            Self::Month(_) => first.last_of_month(),
            _ => first,
        }
    }
}

impl Unit {
    fn span(self, amount: Amount) -> Span {
        let number = i32::from(amount.get());
        match self {
            Self::Days => Span::new().days(number),
            Self::Weeks => Span::new().weeks(number),
            Self::Months => Span::new().months(number),
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::On(
                day @ (Day::Today
                | Day::Tomorrow
                | Day::Yesterday
                | Day::Weekday(_)
                | Day::Month(_)),
            ) => day.fmt(formatter),
            Self::On(day) => write!(formatter, "due: {day}"),
            Self::Before(day) => write!(formatter, "due before: {day}"),
            Self::After(Day::Today) => formatter.write_str("upcoming"),
            Self::After(day) => write!(formatter, "due after: {day}"),
            Self::Next(amount) => {
                formatter.write_str("next ")?;
                write_amount(formatter, *amount, Unit::Days)
            }
            Self::Overdue => formatter.write_str("overdue"),
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Today => formatter.write_str("today"),
            Self::Tomorrow => formatter.write_str("tomorrow"),
            Self::Yesterday => formatter.write_str("yesterday"),
            Self::Date(date) => date.fmt(formatter),
            Self::Weekday(day) => {
                let place = usize::from(day.to_monday_zero_offset().unsigned_abs());
                formatter.write_str(WEEKDAYS[place])
            }
            Self::Month(month) => {
                let place = usize::from(month.get().unsigned_abs()) - 1;
                formatter.write_str(MONTHS[place])
            }
            Self::Ahead(amount, unit) => {
                formatter.write_str("+")?;
                write_amount(formatter, *amount, *unit)
            }
            Self::Ago(amount, unit) => {
                formatter.write_str("-")?;
                write_amount(formatter, *amount, *unit)
            }
        }
    }
}

fn write_amount(formatter: &mut fmt::Formatter<'_>, amount: Amount, unit: Unit) -> fmt::Result {
    let unit = match unit {
        Unit::Days => "day",
        Unit::Weeks => "week",
        Unit::Months => "month",
    };
    let plural = if amount.get() == 1 { "" } else { "s" };
    write!(formatter, "{} {unit}{plural}", amount.get())
}
