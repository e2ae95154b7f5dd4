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

/// The English names of the weekdays, from Monday.
pub const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// The English names of the months.
pub const MONTHS: [&str; 12] = [
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

/// The place in a list of the name that a word is, or at least its first three letters.
pub(crate) fn named(word: &str, names: &[&str]) -> Option<i8> {
    let place = names
        .iter()
        .position(|name| word.len() >= 3 && name.starts_with(word))?;
    i8::try_from(place).ok()
}

/// The sentence about `5/6`, `5/6/2027` or `5.6.2027` in a text, which is a day in May to some and a day in June to others,
/// with both of them in `year` unless it names one; none for any other text.
pub(crate) fn two_days(text: &str, year: Option<i16>) -> Option<String> {
    let words = text.split_whitespace();
    words
        .map(|word| word.trim_matches([',', ';', '(', ')', '"']))
        .find_map(|word| both_days(word, year))
}

fn both_days(text: &str, year: Option<i16>) -> Option<String> {
    let mark = ['/', '.', '-']
        .into_iter()
        .find(|mark| text.contains(*mark))?;
    let mut parts = text.splitn(3, mark);
    let mut part = || {
        let part = parts.next()?.parse::<i8>().ok();
        part.filter(|part| (1..=12).contains(part))
    };
    let (one, two) = (part()?, part()?);
    if one == two {
        return None;
    }
    let year = match parts.next() {
        Some(year) if year.len() == 2 => Some(2000 + year.parse::<u8>().map(i16::from).ok()?),
        Some(year) => Some(year.parse::<i16>().ok().filter(|year| *year >= 1000)?),
        // "5.6" is a number and "5-6" a range.
        None if mark != '/' => return None,
        None => year,
    };
    let year = year.map_or_else(|| "YYYY".to_owned(), |year| format!("{year:04}"));
    let day = |month: i8, day: i8| {
        let name = MONTHS[usize::from(month.unsigned_abs()) - 1];
        let (first, rest) = name.split_at(1);
        (
            format!("{day} {}{rest}", first.to_uppercase()),
            format!("{year}-{month:02}-{day:02}"),
        )
    };
    let ((american, one), (european, two)) = (day(one, two), day(two, one));
    Some(format!(
        "{text} is {american} to some and {european} to others; write {one} or {two}"
    ))
}
