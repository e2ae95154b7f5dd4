//! Days, weeks, months, quarters and years of the calendar.

use jiff::{
    Span,
    civil::{Date, Weekday},
};

/// How exact a time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "a grain is its name")]
pub enum Grain {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// The first and the last of some days that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) first: Date,
    pub(super) last: Date,
    pub(super) grain: Grain,
}

/// A unit of time, as lexicons number them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
    Weekend,
    Workday,
    QuarterHour,
}

impl Unit {
    pub(super) fn of(number: i16) -> Option<Self> {
        Some(match number {
            1 => Self::Second,
            2 => Self::Minute,
            3 => Self::Hour,
            4 => Self::Day,
            5 => Self::Week,
            6 => Self::Fortnight,
            7 => Self::Month,
            8 => Self::Quarter,
            9 => Self::Year,
            10 => Self::Weekend,
            11 => Self::Workday,
            12 => Self::QuarterHour,
            _ => return None,
        })
    }
}

impl Period {
    pub(super) fn day(day: Date) -> Self {
        Self {
            first: day,
            last: day,
            grain: Grain::Day,
        }
    }

    /// The period that a day is in, moved by a number of them.
    pub(super) fn around(unit: Unit, day: Date, moved: i32) -> Option<Self> {
        let months = |first: Date, each: i32, grain| {
            let first = first.checked_add(Span::new().try_months(each * moved).ok()?);
            let first = in_years(first.ok()?)?;
            let next = first.checked_add(Span::new().months(each)).ok()?;
            Some(Self {
                first,
                last: next.yesterday().ok()?,
                grain,
            })
        };
        let weeks = |from: i32, length: i32| {
            let monday = add_days(day, -i32::from(day.weekday().to_monday_zero_offset()))?;
            let first = add_days(monday, moved.checked_mul(7)?.checked_add(from)?)?;
            Some((first, add_days(first, length - 1)?))
        };
        match unit {
            Unit::Day => add_days(day, moved).map(Self::day),
            Unit::Workday => workdays(day, moved).map(Self::day),
            Unit::Week => weeks(0, 7).map(|(first, last)| Self {
                first,
                last,
                grain: Grain::Week,
            }),
            Unit::Weekend => weeks(5, 2).map(|(first, last)| Self {
                first,
                last,
                grain: Grain::Week,
            }),
            Unit::Month => months(day.first_of_month(), 1, Grain::Month),
            Unit::Quarter => {
                let month = (day.month() - 1) / 3 * 3 + 1;
                months(Date::new(day.year(), month, 1).ok()?, 3, Grain::Quarter)
            }
            Unit::Year => months(day.first_of_year(), 12, Grain::Year),
            Unit::Second | Unit::Minute | Unit::QuarterHour | Unit::Hour | Unit::Fortnight => None,
        }
    }

    pub(super) fn month(year: i16, month: i8) -> Option<Self> {
        Self::around(Unit::Month, Date::new(year, month, 1).ok()?, 0)
    }

    pub(super) fn year(year: i16) -> Option<Self> {
        Self::around(Unit::Year, Date::new(year, 1, 1).ok()?, 0)
    }

    /// The nth of a weekday in it, from the end if negative.
    pub(super) fn nth(self, nth: i32, weekday: Weekday) -> Option<Date> {
        let day = if nth > 0 {
            let ahead = i32::from(weekday.since(self.first.weekday()));
            add_days(self.first, ahead + 7 * (nth - 1))
        } else {
            let back = i32::from(self.last.weekday().since(weekday));
            add_days(self.last, 7 * (nth + 1) - back)
        }?;
        (self.first..=self.last).contains(&day).then_some(day)
    }
}

/// A day some days later, within the years that dues have.
pub(super) fn add_days(day: Date, days: i32) -> Option<Date> {
    let span = Span::new().try_days(days).ok()?;
    day.checked_add(span).ok().and_then(in_years)
}

/// A day some working days later.
fn workdays(day: Date, number: i32) -> Option<Date> {
    let mut day = day;
    for _ in 0..number.unsigned_abs().min(1000) {
        loop {
            day = add_days(day, number.signum())?;
            if day.weekday().to_monday_zero_offset() < 5 {
                break;
            }
        }
    }
    Some(day)
}

pub(super) fn in_years(day: Date) -> Option<Date> {
    (1..=9998).contains(&day.year()).then_some(day)
}

/// The weekday of a lexicon's number, 1 for Monday.
pub(super) fn weekday(number: i16) -> Option<Weekday> {
    Weekday::from_monday_one_offset(i8::try_from(number).ok()?).ok()
}

/// The day of a year that Easter Sunday is, by the Gregorian computus (Meeus, Jones and Butcher).
pub(super) fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let moon =
        (century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 19 * golden + 15) % 30;
    let week = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let late = (golden + 11 * moon + 22 * week) / 451;
    let number = moon + week - 7 * late + 114;
    let part = |number: i32| i8::try_from(number).ok();
    Date::new(
        i16::try_from(year).ok()?,
        part(number / 31)?,
        part(number % 31 + 1)?,
    )
    .ok()
}
