//! Days as people write them, in the messages about texts that name none.

use jiff::civil::Date;

/// A day with its weekday: a message says it so that whoever wrote the day sees what was understood.
pub(crate) fn spoken(day: Date) -> String {
    format!("{}, {day}", day.strftime("%A"))
}

/// The numbers of `2026-11-27`, which may be no day.
pub(crate) fn numbers(text: &str) -> Option<(i16, i8, i8)> {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !shaped {
        return None;
    }
    let year = text[..4].parse().ok()?;
    Some((year, text[5..7].parse().ok()?, text[8..].parse().ok()?))
}

/// Why the calendar has no day of these numbers, if it has none.
pub(crate) fn no_day((year, month, day): (i16, i8, i8)) -> Option<String> {
    let why = if year < 1 {
        "the years are 0001 to 9999".to_owned()
    } else if let Ok(first) = Date::new(year, month, 1) {
        if (1..=first.days_in_month()).contains(&day) {
            return None;
        }
        let month = first.strftime("%B %Y");
        if day < 1 {
            format!("{month} begins on {} the 1st", first.strftime("%A"))
        } else {
            let last = first.last_of_month();
            let ordinal = if last.day() == 31 { "st" } else { "th" };
            format!(
                "{month} ends on {} the {}{ordinal}",
                last.strftime("%A"),
                last.day()
            )
        }
    } else {
        "the months are 01 to 12".to_owned()
    };
    Some(format!("{year:04}-{month:02}-{day:02} is no day: {why}"))
}

/// The sentence about `5/6`, which is a day in May to some and a day in June to others, with both of them; none for any
/// other text.
pub(crate) fn two_days(text: &str, today: Date) -> Option<String> {
    let (one, two) = text
        .trim()
        .split_once('/')
        .map(|(one, rest)| (one, rest.split('/').next().unwrap_or(rest)))?;
    let part = |text: &str| text.trim().parse::<i8>().ok().filter(|part| (1..=12).contains(part));
    let (one, two) = (part(one)?, part(two)?);
    if one == two {
        return None;
    }
    let year = text.trim().splitn(3, '/').nth(2).and_then(|year| year.trim().parse().ok());
    let day = |month: i8, day: i8| Date::new(year.unwrap_or(today.year()), month, day).ok();
    let (american, european) = (day(one, two)?, day(two, one)?);
    Some(format!(
        "{} is {} to some and {} to others; write {american} or {european}",
        text.trim(),
        american.strftime("%-d %B"),
        european.strftime("%-d %B"),
    ))
}
