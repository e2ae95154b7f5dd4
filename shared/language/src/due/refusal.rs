//! Why a text is no due: what was understood of it, and what to write.

use jiff::civil::DateTime;

use crate::{
    Invalid, Zone,
    calendar::{no_day, numbers, spoken},
};

const FORMS: &str = "a due is a day, 2026-11-27, or a time, 2026-11-27T17:00, with or without its time zone, [Europe/Berlin], or English words, tomorrow 5pm";

/// Most characters of a text that a message repeats.
const MAX_REPEATED: usize = 40;

/// What is wrong with a text that is no due.
pub(super) fn refusal(text: &str) -> Invalid {
    let Some((day, behind)) = text.split_at_checked(10) else {
        return no_date(text);
    };
    let Some(numbers) = numbers(day) else {
        return no_date(text);
    };
    if let Some(why) = no_day(numbers) {
        return why.into();
    }
    let day = day.parse().map(spoken).unwrap_or_default();
    format!(
        "{day}, is a day, but {} behind it is no time of it; {FORMS}",
        repeated(behind)
    )
    .into()
}

/// Words that are no date from a character on.
pub(super) fn no_words(text: &str, offset: usize) -> Invalid {
    let place = if offset == 0 {
        String::new()
    } else {
        format!(" from character {} on", offset + 1)
    };
    format!("{} is not a date here{place}; {FORMS}", repeated(text)).into()
}

/// Words that say how something repeats, where one day is wanted.
pub(super) fn repeats(text: &str) -> Invalid {
    format!(
        "{} repeats, and a due is one day or time; how a task repeats is written into recurrence",
        repeated(text)
    )
    .into()
}

/// A text that does not begin with a day.
fn no_date(text: &str) -> Invalid {
    format!("{} is not a date here; {FORMS}", repeated(text)).into()
}

/// The text in quotation marks, short and in one line.
fn repeated(text: &str) -> String {
    match text.char_indices().nth(MAX_REPEATED) {
        None => format!("{text:?}"),
        Some((end, _)) => format!("{:?}", format!("{}…", &text[..end])),
    }
}

/// The second of two equal hours.
pub(super) fn second(local: DateTime, zone: &Zone) -> Invalid {
    format!(
        "on {}, clocks are set back in {zone} and {} comes twice; a due time means the first of the two",
        spoken(local.date()),
        local.strftime("%H:%M")
    )
    .into()
}

/// Beyond the calendar.
pub(super) fn beyond() -> Invalid {
    "a due time lies in the years 0001 to 9999".into()
}
