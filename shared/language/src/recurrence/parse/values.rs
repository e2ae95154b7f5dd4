//! The values behind the names of a rule's parts.

use std::ops::RangeInclusive;

use jiff::{
    civil::{Date, DateTime, Weekday},
    tz::Offset,
};

use super::Parsed;
use crate::{
    calendar::{no_day, numbers},
    cursor::Cursor,
    recurrence::fields::{Frequency, NthWeekday, Until, WEEKDAYS},
};

const UNTIL: &str = "a day, 20261231, or a time, 20261231T170000 or 20261231T170000Z";

pub(super) fn frequency(cursor: &mut Cursor<'_>) -> Parsed<Frequency> {
    let start = cursor.at();
    let word = cursor.take_while(char::is_alphanumeric);
    match word.to_ascii_uppercase().as_str() {
        "DAILY" => Ok(Frequency::Daily),
        "WEEKLY" => Ok(Frequency::Weekly),
        "MONTHLY" => Ok(Frequency::Monthly),
        "YEARLY" => Ok(Frequency::Yearly),
        "HOURLY" | "MINUTELY" | "SECONDLY" => {
            let message = "a task repeats once a day at most: DAILY, WEEKLY, MONTHLY or YEARLY";
            Err(cursor.error_at(start, message))
        }
        _ => Err(cursor.expected_at(start, "DAILY, WEEKLY, MONTHLY or YEARLY")),
    }
}

/// A number from 1.
pub(super) fn number(cursor: &mut Cursor<'_>, largest: u16) -> Parsed<u16> {
    let start = cursor.at();
    let digits = cursor.take_while(|character| character.is_ascii_digit());
    digits
        .parse()
        .ok()
        .filter(|number| (1..=largest).contains(number))
        .ok_or_else(|| cursor.expected_at(start, &format!("a number from 1 to {largest}")))
}

pub(super) fn month(cursor: &mut Cursor<'_>) -> Parsed<i8> {
    signed(cursor, 1..=12, "a month from 1 to 12")
}

pub(super) fn month_day(cursor: &mut Cursor<'_>) -> Parsed<i8> {
    signed(
        cursor,
        -31..=31,
        "a day from 1 to 31, or -1 to -31 from the month's end",
    )
}

pub(super) fn position(cursor: &mut Cursor<'_>) -> Parsed<i16> {
    signed(
        cursor,
        -366..=366,
        "a position from 1 to 366, or -1 to -366 from the end",
    )
}

/// A number with or without a sign, and not zero.
fn signed<T: TryFrom<i16> + PartialOrd>(
    cursor: &mut Cursor<'_>,
    allowed: RangeInclusive<T>,
    expected: &str,
) -> Parsed<T> {
    let start = cursor.at();
    let negative = cursor.eat('-');
    if !negative {
        cursor.eat('+');
    }
    let digits = cursor.take_while(|character| character.is_ascii_digit());
    digits
        .parse()
        .ok()
        .filter(|number: &i16| *number > 0)
        .and_then(|number| T::try_from(if negative { -number } else { number }).ok())
        .filter(|number| allowed.contains(number))
        .ok_or_else(|| cursor.expected_at(start, expected))
}

/// Values with commas between them, sorted, each once.
pub(super) fn list<T: Ord>(
    cursor: &mut Cursor<'_>,
    value: impl Fn(&mut Cursor<'_>) -> Parsed<T>,
) -> Parsed<Vec<T>> {
    let mut values = vec![value(cursor)?];
    while cursor.eat(',') {
        values.push(value(cursor)?);
    }
    values.sort_unstable();
    values.dedup();
    Ok(values)
}

pub(super) fn weekdays(cursor: &mut Cursor<'_>) -> Parsed<Vec<NthWeekday>> {
    let keys = list(cursor, |cursor| {
        let numbered = cursor.peek().is_some_and(|first| !first.is_alphabetic());
        let nth = if numbered {
            let expected = "a weekday (MO, TU, WE, TH, FR, SA, SU), perhaps behind a number from 1 to 53 or -1 to -53";
            signed(cursor, -53..=53, expected)?
        } else {
            0
        };
        Ok((nth, weekday(cursor)?.to_monday_zero_offset()))
    })?;
    let weekday = |offset: i8| WEEKDAYS[usize::from(offset.unsigned_abs())].1;
    Ok(keys
        .into_iter()
        .map(|(nth, offset)| NthWeekday {
            nth,
            weekday: weekday(offset),
        })
        .collect())
}

pub(super) fn weekday(cursor: &mut Cursor<'_>) -> Parsed<Weekday> {
    let start = cursor.at();
    let word = cursor.take_while(char::is_alphanumeric);
    WEEKDAYS
        .iter()
        .find(|(letters, _)| letters.eq_ignore_ascii_case(word))
        .map(|(_, weekday)| *weekday)
        .ok_or_else(|| cursor.expected_at(start, "a weekday: MO, TU, WE, TH, FR, SA or SU"))
}

pub(super) fn until(cursor: &mut Cursor<'_>) -> Parsed<Until> {
    let start = cursor.at();
    let text = cursor
        .take_while(|character| character.is_ascii_alphanumeric())
        .to_ascii_uppercase();
    let found = match text.len() {
        8 => date(&text).map(Until::Date),
        15 => local(&text).map(Until::Local),
        16 if text.ends_with('Z') => local(&text[..15])
            .and_then(|local| Offset::UTC.to_timestamp(local).ok())
            .map(Until::Utc),
        _ => None,
    };
    found.ok_or_else(|| match day(&text).and_then(no_day) {
        Some(why) => cursor.error_at(start, why),
        None => cursor.expected_at(start, UNTIL),
    })
}

/// The numbers of `20261231` that a text begins with.
fn day(text: &str) -> Option<(i16, i8, i8)> {
    let digits = text.get(..8)?;
    let (year, rest) = digits.split_at(4);
    let (month, day) = rest.split_at(2);
    numbers(&format!("{year}-{month}-{day}"))
}

fn date(text: &str) -> Option<Date> {
    let (year, month, day) = day(text)?;
    let date = Date::new(year, month, day);
    date.ok().filter(|date| date.year() >= 1)
}

fn local(text: &str) -> Option<DateTime> {
    let (day, time) = text.split_once('T')?;
    let digits = time.len() == 6 && time.bytes().all(|byte| byte.is_ascii_digit());
    if !digits {
        return None;
    }
    let part = |from: usize| time[from..from + 2].parse::<i8>().ok();
    // RFC 5545 allows 60 for a leap second, which no calendar day has.
    let time = jiff::civil::Time::new(part(0)?, part(2)?, part(4)?.min(59), 0).ok()?;
    (day.len() == 8)
        .then(|| date(day))
        .flatten()
        .map(|date| date.to_datetime(time))
}
