//! Dates as Todoist writes them: ISO 8601, and the English words of its own exports.

use jiff::civil::{Date, Time, Weekday};
use language::{Due, DueInput, Recurrence};
use shared::task::{Context, RecurrenceFrom};

/// When a task is due and how it repeats.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct When {
    pub(super) due: Option<DueInput>,
    pub(super) rule: Option<Recurrence>,
    /// From where the rule counts.
    pub(super) from: RecurrenceFrom,
    /// Whether the year was left out and this one is meant, though the day is past (FR-923).
    pub(super) is_past: bool,
}

/// What a date says, or nothing if it is not understood. Words are English.
pub(super) fn read(text: &str, is_english: bool, at: &Context) -> Option<When> {
    if text.is_empty() {
        return Some(When::default());
    }
    if let Some(due) = iso(text) {
        let due = due.in_zone(&at.zone).ok()?;
        return Some(When {
            due: Some(zoned(due)),
            ..When::default()
        });
    }
    if !is_english {
        return None;
    }
    let text = text.to_lowercase().replace(',', " , ");
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let time = take_time(&mut words);
    let today = at.zone.today(at.now);
    let mut from = RecurrenceFrom::Due;
    let (day, rule) = match words.as_slice() {
        [first @ ("every" | "ev" | "every!" | "ev!"), every @ ..] => {
            if first.ends_with('!') {
                from = RecurrenceFrom::Completion;
            }
            let rule: Recurrence = format!("FREQ={}", repeated(every)?).parse().ok()?;
            let Due::Date(first) = rule.first(&Due::Date(today))? else {
                return None;
            };
            (first, Some(rule))
        }
        [] => (today, None),
        words => (day(words, today)?, None),
    };
    let due = match time {
        None => DueInput::Date(day),
        Some(time) => zoned(
            DueInput::Local(day.to_datetime(time))
                .in_zone(&at.zone)
                .ok()?,
        ),
    };
    let has_year = words.last().copied().is_some_and(is_year);
    Some(When {
        due: Some(due),
        is_past: rule.is_none() && !has_year && day < today,
        rule,
        from,
    })
}

/// A due with its zone, which may not be that of the request.
fn zoned(due: Due) -> DueInput {
    match due {
        Due::Date(day) => DueInput::Date(day),
        Due::Time(time) => DueInput::Zoned(time),
    }
}

fn iso(text: &str) -> Option<DueInput> {
    let is_parted_by_space = text.as_bytes().get(10) == Some(&b' ');
    let joined = is_parted_by_space.then(|| text.replacen(' ', "T", 1));
    joined.as_deref().unwrap_or(text).parse().ok()
}

/// The time at the end: `at 9am`, `9:30 pm`, `at 21:00`. A bare number is none.
fn take_time(words: &mut Vec<&str>) -> Option<Time> {
    let half = words
        .last()
        .copied()
        .filter(|word| matches!(*word, "am" | "pm"));
    let end = words.len() - usize::from(half.is_some());
    let word = words.get(end.checked_sub(1)?)?;
    let (digits, half) = match (word.strip_suffix("am"), word.strip_suffix("pm"), half) {
        (Some(digits), None, None) => (digits, Some("am")),
        (None, Some(digits), None) => (digits, Some("pm")),
        _ => (*word, half),
    };
    let (hour, minute) = digits.split_once(':').unwrap_or((digits, "0"));
    let (hour, minute): (i8, i8) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some("am") => hour % 12,
        Some(_) => hour % 12 + 12,
    };
    let begins = end - 1;
    let has_at = begins > 0 && words.get(begins - 1) == Some(&"at");
    if half.is_none() && !digits.contains(':') && !has_at {
        return None;
    }
    let time = Time::new(hour, minute, 0, 0).ok()?;
    words.truncate(begins - usize::from(has_at));
    Some(time)
}

/// What stands behind `every`, as a rule.
fn repeated(words: &[&str]) -> Option<String> {
    Some(match words {
        ["other", unit] => format!("{};INTERVAL=2", frequency(unit)?),
        ["weekday" | "workday"] => "WEEKLY;BYDAY=MO,TU,WE,TH,FR".to_owned(),
        ["weekend"] => "WEEKLY;BYDAY=SA".to_owned(),
        ["last", "day"] => "MONTHLY;BYMONTHDAY=-1".to_owned(),
        [unit] if frequency(unit).is_some() => frequency(unit)?.to_owned(),
        [number, unit] if frequency(unit).is_some() => {
            let number: u16 = number.parse().ok()?;
            format!("{};INTERVAL={number}", frequency(unit)?)
        }
        [first, ..] if weekday(first).is_some() => {
            let days = words.iter().filter(|word| !matches!(**word, "," | "and"));
            let days: Option<Vec<&str>> = days
                .map(|word| weekday(word).map(|(letters, _)| letters))
                .collect();
            format!("WEEKLY;BYDAY={}", days?.join(","))
        }
        [day] => format!("MONTHLY;BYMONTHDAY={}", day_of_month(day)?),
        words => {
            let (month, day) = month_and_day(words)?;
            format!("YEARLY;BYMONTH={month};BYMONTHDAY={day}")
        }
    })
}

fn frequency(unit: &str) -> Option<&'static str> {
    Some(match unit {
        "day" | "days" => "DAILY",
        "week" | "weeks" => "WEEKLY",
        "month" | "months" => "MONTHLY",
        "year" | "years" => "YEARLY",
        _ => return None,
    })
}

/// A single day: the next one that is meant, today at the earliest.
fn day(words: &[&str], today: Date) -> Option<Date> {
    match words {
        ["today"] => Some(today),
        ["tomorrow"] => today.tomorrow().ok(),
        [word] if weekday(word).is_some() => {
            let (_, weekday) = weekday(word)?;
            today.nth_weekday(1, weekday).ok()
        }
        [parts @ .., year] if is_year(year) => {
            let parts = parts.strip_suffix(&[","]).unwrap_or(parts);
            let (month, day) = month_and_day(parts)?;
            Date::new(year.parse().ok().filter(|year| *year > 0)?, month, day).ok()
        }
        parts => {
            let (month, day) = month_and_day(parts)?;
            Date::new(today.year(), month, day).ok()
        }
    }
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// `1 dec`, `dec 1`, `december 1st`.
fn month_and_day(words: &[&str]) -> Option<(i8, i8)> {
    let [one, two] = words else { return None };
    match (month(one), month(two)) {
        (Some(month), None) => Some((month, day_of_month(two)?)),
        (None, Some(month)) => Some((month, day_of_month(one)?)),
        _ => None,
    }
}

/// `1`, `1st`, `22nd`.
fn day_of_month(word: &str) -> Option<i8> {
    let digits = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending));
    digits
        .unwrap_or(word)
        .parse()
        .ok()
        .filter(|day| (1..=31).contains(day))
}

fn month(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let place = MONTHS.iter().position(|month| is_word(word, month))?;
    i8::try_from(place + 1).ok()
}

fn weekday(word: &str) -> Option<(&'static str, Weekday)> {
    const DAYS: [(&str, &str, Weekday); 7] = [
        ("monday", "MO", Weekday::Monday),
        ("tuesday", "TU", Weekday::Tuesday),
        ("wednesday", "WE", Weekday::Wednesday),
        ("thursday", "TH", Weekday::Thursday),
        ("friday", "FR", Weekday::Friday),
        ("saturday", "SA", Weekday::Saturday),
        ("sunday", "SU", Weekday::Sunday),
    ];
    let (_, letters, weekday) = DAYS.iter().find(|(name, ..)| is_word(word, name))?;
    Some((letters, *weekday))
}

/// A name, or at least its first three letters.
fn is_word(word: &str, name: &str) -> bool {
    word.len() >= 3 && name.starts_with(word)
}

#[cfg(test)]
mod tests {
    use language::Zone;

    use super::*;

    /// FR-905, FR-922: what `text` says on Monday, 23 November 2026, in Berlin.
    fn said(text: &str) -> Option<String> {
        let at = Context {
            now: "2026-11-23T12:00:00Z".parse().unwrap(),
            zone: "Europe/Berlin".parse::<Zone>().unwrap(),
        };
        let when = read(text, true, &at)?;
        let due = when.due.map(|due| due.to_string()).unwrap_or_default();
        let rule = when.rule.map(|rule| format!(" {rule}")).unwrap_or_default();
        let from = if when.from.is_due() {
            ""
        } else {
            " completion"
        };
        Some(due + &rule + from)
    }

    /// FR-905.
    #[test]
    fn dates_are_read_as_they_are_exported() {
        for (text, meaning) in [
            ("", ""),
            ("2026-12-01", "2026-12-01"),
            (
                "2026-12-01 10:00",
                "2026-12-01T10:00:00+01:00[Europe/Berlin]",
            ),
            (
                "2026-12-01T10:00:00Z",
                "2026-12-01T11:00:00+01:00[Europe/Berlin]",
            ),
            ("1 Dec", "2026-12-01"),
            ("Nov 22", "2026-11-22"),
            ("november 29th", "2026-11-29"),
            ("December 1st, 2028", "2028-12-01"),
            (
                "1 Dec 2025 at 9pm",
                "2025-12-01T21:00:00+01:00[Europe/Berlin]",
            ),
            (
                "tomorrow at 12am",
                "2026-11-24T00:00:00+01:00[Europe/Berlin]",
            ),
            ("fri 9:30", "2026-11-27T09:30:00+01:00[Europe/Berlin]"),
            ("every day", "2026-11-23 FREQ=DAILY"),
            (
                "every day at 9am",
                "2026-11-23T09:00:00+01:00[Europe/Berlin] FREQ=DAILY",
            ),
            (
                "every weekday",
                "2026-11-23 FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
            ),
            ("every 2 weeks", "2026-11-23 FREQ=WEEKLY;INTERVAL=2"),
            (
                "every! 3 days",
                "2026-11-23 FREQ=DAILY;INTERVAL=3 completion",
            ),
            (
                "ev! mon at 9am",
                "2026-11-23T09:00:00+01:00[Europe/Berlin] FREQ=WEEKLY;BYDAY=MO completion",
            ),
            ("every other month", "2026-11-23 FREQ=MONTHLY;INTERVAL=2"),
            (
                "every mon, wed and fri",
                "2026-11-23 FREQ=WEEKLY;BYDAY=MO,WE,FR",
            ),
            (
                "every Tuesday 9 am",
                "2026-11-24T09:00:00+01:00[Europe/Berlin] FREQ=WEEKLY;BYDAY=TU",
            ),
            ("every 15th", "2026-12-15 FREQ=MONTHLY;BYMONTHDAY=15"),
            ("every last day", "2026-11-30 FREQ=MONTHLY;BYMONTHDAY=-1"),
            (
                "every 24 dec",
                "2026-12-24 FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24",
            ),
        ] {
            assert_eq!(said(text).as_deref(), Some(meaning), "{text}");
        }
        for text in [
            "someday",
            "every",
            "every!",
            "every blue moon",
            "every 0 days",
            "31 feb",
            "1 dec 0000",
            "9",
            "at",
            "25:00",
            "every day at 13am",
            "every fortnight until june",
            ",",
            "every mon, blue",
            "am",
            "29 feb",
            "next week",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }
}
