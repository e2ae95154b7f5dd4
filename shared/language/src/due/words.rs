//! A due in words: "tomorrow 5pm", "next friday", "morgen um acht".

use std::fmt;

use jiff::Timestamp;

use super::{Due, refusal};
use crate::{Invalid, Language, Schedule, Setting, Zone, calendar::two_days};

/// Words for a day or a time, which mean one only at a moment, in a place and in a language.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DueWords {
    text: String,
    language: Language,
}

impl DueWords {
    /// Reads the words as at a moment that is as good as any other: whether they are a date does not depend on it. Which
    /// language they are in is known later; they have to be a date in some.
    pub(super) fn parse(text: &str) -> Result<Self, Invalid> {
        let read = |language| {
            let now = Timestamp::UNIX_EPOCH;
            let setting = Setting {
                language,
                ..Setting::new(now, Zone::utc())
            };
            once(text, &setting)
        };
        let english = read(Language::English);
        let is_date = english.is_ok() || Language::ALL.into_iter().any(|one| read(one).is_ok());
        if !is_date {
            english?;
        }
        Ok(Self {
            text: text.to_owned(),
            language: Language::English,
        })
    }

    /// The same words, read in this language.
    pub(super) fn in_language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// The due that they mean now, in a zone.
    pub(super) fn at(&self, now: Timestamp, zone: &Zone) -> Result<Due, Invalid> {
        let setting = Setting {
            language: self.language,
            ..Setting::new(now, zone.clone())
        };
        once(&self.text, &setting).map(|schedule| schedule.due)
    }
}

/// What words say that name one day or time.
fn once(text: &str, setting: &Setting) -> Result<Schedule, Invalid> {
    let schedule = setting.read(text).map_err(|error| {
        let today = setting.zone.today(setting.now);
        let is_english = setting.language == Language::English;
        let readings = is_english.then(|| two_days(text, Some(today.year())));
        match readings.flatten() {
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
        formatter.write_str(&self.text)
    }
}
