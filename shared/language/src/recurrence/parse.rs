//! Reads rules, and refuses what cannot be meant.

mod skip;
mod values;

use jiff::civil::{Date, Weekday};

use super::{
    Recurrence,
    fields::{End, Frequency},
};
use crate::{SyntaxError, cursor::Cursor};

type Parsed<T> = Result<T, SyntaxError>;

const PARTS: &str = "FREQ, INTERVAL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS, COUNT, UNTIL or WKST";

/// RFC 5545's parts that a rule about days cannot have.
const UNSUPPORTED: [&str; 5] = ["BYSECOND", "BYMINUTE", "BYHOUR", "BYYEARDAY", "BYWEEKNO"];

/// The rule that `text` is.
pub(super) fn parse(text: &str) -> Parsed<Recurrence> {
    let mut cursor = Cursor::new(text.trim_end());
    if text.chars().nth(Recurrence::MAX_CHARACTERS).is_some() {
        let message = format!(
            "a rule has at most {} characters",
            Recurrence::MAX_CHARACTERS
        );
        return Err(SyntaxError {
            offset: Recurrence::MAX_CHARACTERS,
            message,
        });
    }
    cursor.skip_spaces();
    let prefix = "RRULE:";
    if cursor
        .rest()
        .get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    {
        prefix.chars().for_each(|_| {
            cursor.next();
        });
    }
    let mut rule = Draft::default();
    loop {
        rule.part(&mut cursor)?;
        if cursor.peek().is_none() {
            return rule.finish(&cursor);
        }
        if !cursor.eat(';') {
            return Err(cursor.expected("\";\" or the end"));
        }
    }
}

/// A rule whose parts come one after the other; where each was read, to point at it.
#[derive(Default)]
struct Draft {
    frequency: Option<Frequency>,
    interval: Option<u16>,
    months: Vec<i8>,
    month_days: Vec<i8>,
    weekdays: Vec<super::fields::NthWeekday>,
    positions: Vec<i16>,
    end: Option<End>,
    week_start: Option<Weekday>,
    skip: Option<skip::Skip>,
    /// The names that were read, and where their values start.
    seen: Vec<(String, usize)>,
}

impl Draft {
    fn part(&mut self, cursor: &mut Cursor<'_>) -> Parsed<()> {
        let start = cursor.at();
        let name = cursor
            .take_while(|character| character.is_ascii_alphanumeric() || character == '-')
            .to_ascii_uppercase();
        if name.is_empty() {
            return Err(cursor.expected(PARTS));
        }
        if UNSUPPORTED.contains(&name.as_str()) {
            let message = format!("{name} is not supported: a task repeats on days, by {PARTS}");
            return Err(cursor.error_at(start, message));
        }
        if self.place(&name).is_some() {
            return Err(cursor.error_at(start, format!("{name} occurs twice")));
        }
        if !cursor.eat('=') {
            return Err(cursor.expected("\"=\""));
        }
        self.seen.push((name.clone(), cursor.at()));
        match name.as_str() {
            "FREQ" => self.frequency = Some(values::frequency(cursor)?),
            "INTERVAL" => {
                self.interval = Some(values::number(cursor, Recurrence::MAX_INTERVAL)?);
            }
            "BYMONTH" => self.months = values::list(cursor, values::month)?,
            "BYMONTHDAY" => self.month_days = values::list(cursor, values::month_day)?,
            "BYDAY" => self.weekdays = values::weekdays(cursor)?,
            "BYSETPOS" => self.positions = values::list(cursor, values::position)?,
            "COUNT" | "UNTIL" if self.end.is_some() => {
                return Err(cursor.error_at(start, "a rule has COUNT or UNTIL, not both"));
            }
            "COUNT" => self.end = Some(End::Count(values::number(cursor, Recurrence::MAX_COUNT)?)),
            "UNTIL" => self.end = Some(End::Until(values::until(cursor)?)),
            "WKST" => self.week_start = Some(values::weekday(cursor)?),
            "RSCALE" => skip::calendar(cursor)?,
            "SKIP" => self.skip = Some(skip::skip(cursor)?),
            _ => return Err(cursor.expected_at(start, PARTS)),
        }
        Ok(())
    }

    /// Where the value of a part starts, if it was read.
    fn place(&self, name: &str) -> Option<usize> {
        let found = self.seen.iter().find(|(seen, _)| seen == name);
        found.map(|(_, place)| *place)
    }

    fn finish(mut self, cursor: &Cursor<'_>) -> Parsed<Recurrence> {
        let Some(frequency) = self.frequency else {
            return Err(cursor.error_at(0, "a rule needs FREQ, as in FREQ=WEEKLY;BYDAY=MO"));
        };
        if let Err(message) = self.without_skip(frequency) {
            return Err(cursor.error_at(self.place("SKIP").unwrap_or(0), message));
        }
        if let Some((name, message)) = self.contradiction(frequency) {
            return Err(cursor.error_at(self.place(name).unwrap_or(0), message));
        }
        Ok(Recurrence {
            frequency,
            interval: self.interval.unwrap_or(1),
            months: self.months,
            month_days: self.month_days,
            weekdays: self.weekdays,
            positions: self.positions,
            end: self.end.unwrap_or(End::Never),
            week_start: self.week_start.unwrap_or(Weekday::Monday),
        })
    }

    /// A part that does not go with the others, and why.
    fn contradiction(&self, frequency: Frequency) -> Option<(&'static str, &'static str)> {
        let largest = self.weekdays.iter().map(|day| day.nth.unsigned_abs()).max();
        let by_month = frequency == Frequency::Monthly || !self.months.is_empty();
        match frequency {
            Frequency::Daily | Frequency::Weekly if largest > Some(0) => {
                return Some((
                    "BYDAY",
                    "a number before a weekday needs FREQ=MONTHLY or FREQ=YEARLY",
                ));
            }
            Frequency::Weekly if !self.month_days.is_empty() => {
                return Some(("BYMONTHDAY", "BYMONTHDAY does not go with FREQ=WEEKLY"));
            }
            Frequency::Monthly | Frequency::Yearly if by_month && largest > Some(5) => {
                return Some(("BYDAY", "a month has no weekday more than 5 times"));
            }
            _ => {}
        }
        if !self.positions.is_empty()
            && self.months.is_empty()
            && self.month_days.is_empty()
            && self.weekdays.is_empty()
        {
            return Some(("BYSETPOS", "BYSETPOS needs BYDAY, BYMONTHDAY or BYMONTH"));
        }
        if !self.some_month_has_the_day() {
            return Some(("BYMONTHDAY", "none of the months in BYMONTH has that day"));
        }
        None
    }

    fn some_month_has_the_day(&self) -> bool {
        // A leap year has every day that any year has.
        let length = |month: i8| Date::new(2024, month, 1).map_or(31, Date::days_in_month);
        let has = |month: &i8, day: &i8| day.unsigned_abs() <= length(*month).unsigned_abs();
        self.months.is_empty()
            || self.month_days.is_empty()
            || self
                .months
                .iter()
                .any(|month| self.month_days.iter().any(|day| has(month, day)))
    }
}
