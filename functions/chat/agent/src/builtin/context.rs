//! What a sentence is read in: its language, and the day, time and zone of the person (FR-342).

use jiff::{Zoned, civil::Date};
use language::{Language, Setting, Zone};

use super::{lexicon::Lexicon, say::Voice};

/// The language, the moment and the place of a sentence.
#[derive(Debug, Clone)]
pub(super) struct Context {
    pub(super) lexicon: &'static Lexicon,
    pub(super) setting: Setting,
}

impl Context {
    /// That of a sentence said now.
    pub(super) fn new(now: &Zoned, language: Language) -> Self {
        let zone = now
            .time_zone()
            .iana_name()
            .and_then(|name| name.parse().ok());
        let zone = zone.unwrap_or_else(Zone::utc);
        Self::at(Setting::new(now.timestamp(), zone), language)
    }

    /// One for which days do not matter.
    pub(super) fn timeless(language: Language) -> Self {
        let setting = Setting::new(jiff::Timestamp::UNIX_EPOCH, Zone::utc());
        Self::at(setting, language)
    }

    fn at(setting: Setting, language: Language) -> Self {
        Self {
            lexicon: Lexicon::of(language),
            setting: Setting {
                language,
                ..setting
            },
        }
    }

    /// The day that it is.
    pub(super) fn today(&self) -> Date {
        self.setting.zone.today(self.setting.now)
    }

    /// How answers are given.
    pub(super) fn voice(&self) -> Voice {
        Voice {
            lexicon: self.lexicon,
            today: Some(self.today()),
        }
    }
}
