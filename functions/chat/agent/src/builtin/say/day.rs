//! Days in words, with their weekday.

use jiff::civil::{Date, DateTime};
use serde_json::Value;

use super::Voice;

impl Voice {
    /// When a task is due, where it is due: "tomorrow, Friday 27 November", "Monday 4 January 2027, 09:00".
    pub(super) fn due(&self, task: &Value) -> Option<String> {
        let text = task.get("due").and_then(Value::as_str)?;
        let (day, time) = match text.split_once('T') {
            None => (text, None),
            Some((day, time)) => (day, Some(time.get(..5).unwrap_or(time))),
        };
        let day = day
            .parse::<Date>()
            .or_else(|_| text.parse::<DateTime>().map(DateTime::date));
        let day = day.map_or_else(|_| text.to_owned(), |day| self.day(day));
        Some(match time {
            None => day,
            Some(time) => self.say("at", &[("day", &day), ("time", time)]),
        })
    }

    /// A day, with how near it is where that has a word.
    fn day(&self, day: Date) -> String {
        let word = |list: &str, at: i8| {
            let at = usize::try_from(at).unwrap_or_default();
            self.lexicon.list(list).get(at).copied().unwrap_or_default()
        };
        let name = match self.today {
            Some(today) if today.year() == day.year() => "date",
            _ => "date-year",
        };
        let date = self.say(
            name,
            &[
                (
                    "weekday",
                    word("weekday", day.weekday().to_monday_zero_offset()),
                ),
                ("day", &day.day().to_string()),
                ("month", word("month", day.month() - 1)),
                ("year", &day.year().to_string()),
            ],
        );
        let near = self.today.and_then(|today| match day {
            day if day == today => Some("today"),
            day if today.tomorrow().is_ok_and(|next| next == day) => Some("tomorrow"),
            day if today.yesterday().is_ok_and(|last| last == day) => Some("yesterday"),
            _ => None,
        });
        match near {
            Some(name) => self.say(name, &[("date", &date)]),
            None => date,
        }
    }
}
