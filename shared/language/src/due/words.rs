//! A due in English words: "tomorrow 5pm", "next friday".

use std::fmt;

use jiff::Timestamp;

use super::{Due, refusal};
use crate::{Invalid, Schedule, Setting, Zone, calendar::two_days};

/// Words for a day or a time, which mean one only at a moment and in a place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DueWords(String);

impl DueWords {
    /// Reads the words as at a moment that is as good as any other: whether they are a date does not depend on it.
    pub(super) fn parse(text: &str) -> Result<Self, Invalid> {
        let setting = Setting::new(Timestamp::UNIX_EPOCH, Zone::utc());
        once(text, &setting).map(|_| Self(text.to_owned()))
    }

    /// The due that they mean now, in a zone.
    pub(super) fn at(&self, now: Timestamp, zone: &Zone) -> Result<Due, Invalid> {
        once(&self.0, &Setting::new(now, zone.clone())).map(|schedule| schedule.due)
    }
}

/// What words say that name one day or time.
fn once(text: &str, setting: &Setting) -> Result<Schedule, Invalid> {
    let schedule = setting.read(text).map_err(|error| {
        let today = setting.zone.today(setting.now);
        match two_days(text, Some(today.year())) {
            Some(readings) => Invalid::from(readings),
            None => refusal::no_words(text, error.offset),
        }
    })?;
    if schedule.recurrence.is_some() {
        return Err(refusal::repeats(text));
    }
    Ok(schedule)
}

impl fmt::Display for DueWords {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
