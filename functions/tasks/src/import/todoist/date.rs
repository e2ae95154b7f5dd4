//! Dates as Todoist writes them: ISO 8601, and words, which the crate `language` reads.

use language::{Due, DueInput, Language, Recurrence, Setting};
use shared::task::{Context, RecurrenceFrom};

/// When a task is due and how it repeats.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct When {
    pub(super) due: Option<DueInput>,
    pub(super) rule: Option<Recurrence>,
    /// From where the rule counts.
    pub(super) from: RecurrenceFrom,
    /// What a row says about it: the date was understood, and may be meant otherwise.
    pub(super) warning: Option<String>,
}

/// What a date says, or nothing if it is not understood. Words are read in `language`, if there is one.
pub(super) fn read(text: &str, language: Option<Language>, at: &Context) -> Option<When> {
    if text.is_empty() {
        return Some(When::default());
    }
    if let Some(due) = iso(text) {
        let due = due.at(at.now, &at.zone).ok()?;
        return Some(When {
            due: Some(zoned(due)),
            ..When::default()
        });
    }
    let setting = Setting {
        language: language?,
        // Todoist leaves the year out of a date in this one (FR-923).
        this_year: true,
        ..Setting::new(at.now, at.zone.clone())
    };
    let schedule = setting.read(text).ok()?;
    let warning = schedule.is_past_this_year.then(|| {
        let day = schedule.due.date();
        format!("The date {text:?} has no year; it was taken as {day}, which is past.")
    });
    let from = if schedule.after_completion {
        RecurrenceFrom::Completion
    } else {
        RecurrenceFrom::Due
    };
    Some(When {
        due: Some(zoned(schedule.due)),
        rule: schedule.recurrence,
        from,
        warning,
    })
}

/// A due with its zone, which may not be that of the request.
fn zoned(due: Due) -> DueInput {
    match due {
        Due::Date(day) => DueInput::Date(day),
        Due::Time(time) => DueInput::Zoned(time),
    }
}

/// A date in figures; words have their own language.
fn iso(text: &str) -> Option<DueInput> {
    let is_parted_by_space = text.as_bytes().get(10) == Some(&b' ');
    let joined = is_parted_by_space.then(|| text.replacen(' ', "T", 1));
    let due = joined.as_deref().unwrap_or(text).parse().ok();
    due.filter(|due| !matches!(due, DueInput::Words(_)))
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
        let when = read(text, Some(Language::English), &at)?;
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
                "2026-11-24T09:00:00+01:00[Europe/Berlin] FREQ=DAILY",
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
                "2026-11-30T09:00:00+01:00[Europe/Berlin] FREQ=WEEKLY;BYDAY=MO completion",
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
            ",",
            "every mon, blue",
            "am",
            "29 feb",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }

    /// FR-1012: a date without a year that is past stays in this year, and a warning says so.
    #[test]
    fn fr_1012_a_date_without_a_year_that_is_past_is_warned_of() {
        let at = Context {
            now: "2026-11-23T12:00:00Z".parse().unwrap(),
            zone: "Europe/Berlin".parse::<Zone>().unwrap(),
        };
        let warning = |text| read(text, Some(Language::English), &at).unwrap().warning;
        let said = warning("19 Nov").unwrap();
        assert!(said.contains("2026-11-19, which is past"), "{said}");
        assert!(warning("Nov 19 at 9am").is_some());
        assert_eq!(warning("24 Nov"), None);
        assert_eq!(warning("every! 3 days"), None);
    }

    /// FR-1013: the words of a row are those of its language, and of no other.
    #[test]
    fn fr_1013_words_are_read_in_the_language_of_the_row() {
        let at = Context {
            now: "2026-11-23T12:00:00Z".parse().unwrap(),
            zone: "Europe/Berlin".parse::<Zone>().unwrap(),
        };
        assert!(read("demain", Some(Language::French), &at).is_some());
        assert_eq!(read("demain", Some(Language::English), &at), None);
        assert_eq!(read("demain", None, &at), None);
    }
}
