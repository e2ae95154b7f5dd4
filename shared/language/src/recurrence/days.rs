//! The days that a rule names, one after the other.
//!
//! Section 3.3.10 of RFC 5545 says for each pair of FREQ and BY part whether it adds days or takes some away. All of it
//! comes to one question per day (`names`), asked of every day of each period that INTERVAL leaves; BYSETPOS then
//! chooses among a period's days.

use std::iter::successors;

use jiff::{
    SignedDuration, Span,
    civil::{Date, Weekday},
};

use super::{
    Recurrence,
    fields::{Frequency, NthWeekday},
};

/// How many days one search looks at. Years and months are seen for the centuries after which the calendar repeats, days
/// one by one for longer than the 40 years that may lie between two leap days on one weekday.
const MAX_DAYS: usize = 400 * 366;

/// How many days a period costs by itself.
const PERIOD: usize = 8;

/// The days that a rule names, from the start of its series.
pub(super) struct Days<'a> {
    rule: &'a Recurrence,
    start: Date,
    /// The first day of the next period; none beyond the calendar.
    period: Option<Date>,
    /// Days of the last period that are still to come, the first at the end.
    found: Vec<Date>,
    looked_at: usize,
}

impl<'a> Days<'a> {
    /// From the period that `from` is in; periods are counted from `start`.
    pub(super) fn new(rule: &'a Recurrence, start: Date, from: Date) -> Self {
        let first = rule.period_of(start);
        let passed = rule.periods_between(first, rule.period_of(from.max(start)));
        let interval = i32::from(rule.interval);
        Self {
            rule,
            start,
            period: rule.period_after(first, passed / interval * interval),
            found: Vec::new(),
            looked_at: 0,
        }
    }

    /// Reads the next period.
    fn advance(&mut self) -> Option<()> {
        let period = self.period.filter(|_| self.looked_at < MAX_DAYS)?;
        self.looked_at += PERIOD;
        let end = self.rule.period_after(period, 1);
        self.found = successors(Some(period), |day| day.tomorrow().ok())
            .take_while(|day| end.is_none_or(|end| *day < end))
            .inspect(|_| self.looked_at += 1)
            .filter(|day| self.rule.names(*day, self.start))
            .collect();
        if !self.rule.positions.is_empty() {
            self.found = chosen(&self.found, &self.rule.positions);
        }
        self.found.retain(|day| *day >= self.start);
        self.found.reverse();
        self.period = self
            .rule
            .period_after(period, i32::from(self.rule.interval));
        Some(())
    }
}

impl Iterator for Days<'_> {
    type Item = Date;

    fn next(&mut self) -> Option<Date> {
        while self.found.is_empty() {
            self.advance()?;
        }
        self.found.pop()
    }
}

/// BYSETPOS: the days at these positions, from the end where negative.
fn chosen(days: &[Date], positions: &[i16]) -> Vec<Date> {
    let at = |position: &i16| {
        let number = usize::from(position.unsigned_abs());
        let index = if *position > 0 {
            number.checked_sub(1)
        } else {
            days.len().checked_sub(number)
        };
        index.and_then(|index| days.get(index)).copied()
    };
    let mut found: Vec<Date> = positions.iter().filter_map(at).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// BYMONTHDAY and BYSETPOS for a day of each month, or the last one of a month that is shorter.
pub(super) fn or_last(day: i8) -> (Vec<i8>, Vec<i16>) {
    match day {
        31 => (vec![-1], Vec::new()),
        29 | 30 => ((28..=day).collect(), vec![-1]),
        _ => (vec![day], Vec::new()),
    }
}

/// That many times 24 hours, which adds to a date faster than a span.
fn days(number: i32) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(number))
}

impl Recurrence {
    /// The first day of the period that a day is in.
    fn period_of(&self, day: Date) -> Date {
        match self.frequency {
            Frequency::Daily => day,
            Frequency::Weekly => {
                let into = day.weekday().since(self.week_start);
                day.saturating_sub(days(i32::from(into)))
            }
            Frequency::Monthly => day.first_of_month(),
            Frequency::Yearly => day.first_of_year(),
        }
    }

    /// The first day of the period this many later.
    fn period_after(&self, period: Date, number: i32) -> Option<Date> {
        let span = match self.frequency {
            Frequency::Daily => return period.checked_add(days(number)).ok(),
            Frequency::Weekly => return period.checked_add(days(7 * number)).ok(),
            Frequency::Monthly => Span::new().try_months(number),
            Frequency::Yearly => Span::new().try_years(number),
        };
        period.checked_add(span.ok()?).ok()
    }

    /// How many periods lie between the first days of two.
    fn periods_between(&self, from: Date, to: Date) -> i32 {
        let days = || from.until(to).map_or(0, |span| span.get_days());
        let years = || i32::from(to.year() - from.year());
        match self.frequency {
            Frequency::Daily => days(),
            Frequency::Weekly => days() / 7,
            Frequency::Monthly => years() * 12 + i32::from(to.month() - from.month()),
            Frequency::Yearly => years(),
        }
    }

    /// Whether the rule names a day, INTERVAL and BYSETPOS apart. What the rule leaves open is as on the first day.
    fn names(&self, day: Date, start: Date) -> bool {
        let free = self.month_days.is_empty() && self.weekdays.is_empty();
        let month = match self.frequency {
            Frequency::Yearly if free && self.months.is_empty() => day.month() == start.month(),
            _ => self.months.is_empty() || self.months.contains(&day.month()),
        };
        let from_end = || day.day() - day.days_in_month() - 1;
        let month_day = match self.frequency {
            Frequency::Monthly | Frequency::Yearly if free => day.day() == start.day(),
            _ => {
                self.month_days.is_empty()
                    || self.month_days.contains(&day.day())
                    || self.month_days.contains(&from_end())
            }
        };
        month && month_day && self.names_weekday(day, start.weekday())
    }

    fn names_weekday(&self, day: Date, of_start: Weekday) -> bool {
        if self.weekdays.is_empty() {
            return self.frequency != Frequency::Weekly || day.weekday() == of_start;
        }
        let in_year = self.frequency == Frequency::Yearly && self.months.is_empty();
        let (number, length) = if in_year {
            (day.day_of_year(), day.days_in_year())
        } else {
            (i16::from(day.day()), i16::from(day.days_in_month()))
        };
        self.weekdays.iter().any(|NthWeekday { nth, weekday }| {
            let nth = i16::from(*nth);
            *weekday == day.weekday()
                && (nth == 0 || nth == (number - 1) / 7 + 1 || nth == -((length - number) / 7 + 1))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-609.
    #[test]
    fn a_search_looks_at_a_bounded_number_of_days() {
        for (text, start) in [
            ("FREQ=DAILY;INTERVAL=7;BYDAY=MO", "2026-11-24"),
            ("FREQ=MONTHLY;BYMONTHDAY=20;BYDAY=1MO", "2026-11-24"),
            ("FREQ=YEARLY;BYMONTHDAY=1;BYDAY=53MO", "0001-01-01"),
            ("FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2", "0001-01-01"),
        ] {
            let rule: Recurrence = text.parse().unwrap();
            let start = start.parse().unwrap();
            let mut days = Days::new(&rule, start, start);
            assert_eq!(days.next(), None, "{text}");
            let looked_at = days.looked_at;
            assert!(looked_at < MAX_DAYS + PERIOD + 366, "{text}: {looked_at}");
        }
    }
}
