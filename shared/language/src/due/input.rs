//! A due date or time as clients send it: complete, or with the zone left to the request.

use std::{fmt, str::FromStr};

use jiff::{
    Timestamp, Unit,
    civil::{Date, DateTime},
    fmt::temporal::{
        DateTimeParser, Pieces, PiecesOffset, TimeZoneAnnotation, TimeZoneAnnotationKind,
    },
    tz::Offset,
};

use super::{
    Due, DueTime, DueWords,
    refusal::{beyond, refusal, second},
};
use crate::{Invalid, Language, Zone, calendar::spoken};

/// A due date or time as it was sent. [`DueInput::at`] completes it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum DueInput {
    /// `2026-11-27`.
    Date(Date),
    /// `2026-11-27T17:00`: a time in the zone of the request.
    Local(DateTime),
    /// `2026-11-27T17:00[Europe/Berlin]`, with or without the offset.
    Zoned(DueTime),
    /// `2026-11-27T16:00:00Z`, or with another offset: this moment, in the zone of the request.
    Instant(Timestamp),
    /// "tomorrow 5pm": words, in the zone and the language of the request.
    Words(DueWords),
}

/// Longest text that can be a due: a date, a time with a fraction, an offset, the longest zone, twice over.
const MAX_BYTES: usize = 128;

impl DueInput {
    /// The due, with `zone` where none was sent, and words as they are meant at `now`.
    ///
    /// # Errors
    /// A moment in the second of two equal hours, words that name no day, and what [`DueTime::new`] refuses.
    pub fn at(self, now: Timestamp, zone: &Zone) -> Result<Due, Invalid> {
        match self {
            Self::Words(words) => words.at(now, zone),
            Self::Date(day) => Ok(Due::Date(day)),
            Self::Local(local) => DueTime::new(local, zone.clone()).map(Due::Time),
            Self::Zoned(time) => Ok(Due::Time(time)),
            Self::Instant(instant) => in_place(instant, zone.clone()).map(Due::Time),
        }
    }

    /// The same due, with words read in this language; in English unless told.
    #[must_use]
    pub fn in_language(self, language: Language) -> Self {
        match self {
            Self::Words(words) => Self::Words(words.in_language(language)),
            complete => complete,
        }
    }

    /// Whether it is another due in another zone.
    #[must_use]
    pub fn needs_zone(&self) -> bool {
        matches!(self, Self::Local(_) | Self::Instant(_) | Self::Words(_))
    }

    /// The due if nothing was left out.
    pub(super) fn complete(self) -> Option<Due> {
        match self {
            Self::Date(day) => Some(Due::Date(day)),
            Self::Zoned(time) => Some(Due::Time(time)),
            Self::Local(_) | Self::Instant(_) | Self::Words(_) => None,
        }
    }
}

impl FromStr for DueInput {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() <= MAX_BYTES && !begins_with_year(text) {
            return DueWords::parse(text).map(Self::Words);
        }
        let pieces = (text.len() <= MAX_BYTES)
            .then(|| DateTimeParser::new().parse_pieces(text).ok())
            .flatten()
            .filter(|pieces| pieces.date().year() >= 1)
            .ok_or_else(|| refusal(text))?;
        let zone = named_zone(&pieces, text)?;
        let Some(time) = pieces.time() else {
            // A zone behind a day would say that the day is not the same everywhere, which it is.
            return if zone.is_none() && pieces.offset().is_none() {
                Ok(Self::Date(pieces.date()))
            } else {
                Err(refusal(text))
            };
        };
        let local = pieces
            .date()
            .to_datetime(time)
            .with()
            .subsec_nanosecond(0)
            .build()
            .map_err(|_| refusal(text))?;
        if pieces.offset().is_some_and(is_beyond_a_day) {
            return Err(refusal(text));
        }
        match (pieces.offset(), zone) {
            (None, None) => Ok(Self::Local(local)),
            (None, Some(zone)) => DueTime::new(local, zone).map(Self::Zoned),
            (Some(offset), None) => instant(local, offset.to_numeric_offset()).map(Self::Instant),
            // RFC 9557, section 2: Z says that the moment is known and the local offset is not.
            (Some(PiecesOffset::Zulu), Some(zone)) => {
                in_place(instant(local, Offset::UTC)?, zone).map(Self::Zoned)
            }
            (Some(offset), Some(zone)) => {
                agreed(local, offset.to_numeric_offset(), &zone).map(Self::Zoned)
            }
        }
    }
}

/// Whether a text is meant in the form of RFC 9557: its first four characters are digits, as in no English date but
/// `2026-12-01 10:00`, which is read in that form too.
fn begins_with_year(text: &str) -> bool {
    text.len() >= 4 && text.bytes().take(4).all(|byte| byte.is_ascii_digit())
        || text.starts_with(['+', '-'])
}

/// Whether an offset is none by RFC 3339, section 5.6: it has at most 23 hours. Other standards allow more.
fn is_beyond_a_day(offset: PiecesOffset) -> bool {
    offset.to_numeric_offset().seconds().abs() >= 24 * 60 * 60
}

/// A moment of RFC 3339: a day, a time and an offset.
///
/// # Errors
/// For any other text, and for moments out of the years 0001 to 9999.
pub fn parse_moment(text: &str) -> Result<Timestamp, Invalid> {
    let no_moment = || Invalid::from("a moment is written as 2026-11-27T16:00:00Z");
    let pieces = DateTimeParser::new()
        .parse_pieces(text)
        .map_err(|_| no_moment())?;
    if pieces.offset().is_none_or(is_beyond_a_day) {
        return Err(no_moment());
    }
    let moment: Timestamp = text.parse().map_err(|_| no_moment())?;
    let year = Offset::UTC.to_datetime(moment).year();
    if year >= 1 { Ok(moment) } else { Err(beyond()) }
}

/// The zone in brackets. An offset there is no zone.
fn named_zone(pieces: &Pieces<'_>, text: &str) -> Result<Option<Zone>, Invalid> {
    match pieces.time_zone_annotation().map(TimeZoneAnnotation::kind) {
        None => Ok(None),
        Some(TimeZoneAnnotationKind::Named(name)) => name.as_str().parse().map(Some),
        Some(_) => Err(refusal(text)),
    }
}

fn instant(local: DateTime, offset: Offset) -> Result<Timestamp, Invalid> {
    offset.to_timestamp(local).map_err(|_| beyond())
}

/// The local time of a moment.
fn in_place(instant: Timestamp, zone: Zone) -> Result<DueTime, Invalid> {
    let local = zone.time_zone().to_datetime(instant);
    let time = DueTime::new(local, zone)?;
    if time.instant == instant {
        Ok(time)
    } else {
        Err(second(local, &time.zone))
    }
}

/// The local time, if the offset is that of the zone.
fn agreed(local: DateTime, offset: Offset, zone: &Zone) -> Result<DueTime, Invalid> {
    let meant = instant(local, offset)?;
    let time = DueTime::new(local, zone.clone())?;
    let right = zone.time_zone().to_offset(time.instant);
    // Before time zones, towns kept their own time to the second; an offset is written in minutes.
    if time.instant == meant || right.round(Unit::Minute).is_ok_and(|right| right == offset) {
        return Ok(time);
    }
    if zone.time_zone().to_datetime(meant) == local {
        return Err(second(local, zone));
    }
    Err(format!(
        "on {}, the offset of {zone} is {right} then, not {offset}; leave it out or mend it",
        spoken(local.date())
    )
    .into())
}

impl fmt::Display for DueInput {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(day) => day.fmt(formatter),
            Self::Local(local) => local.fmt(formatter),
            Self::Zoned(time) => Due::Time(time.clone()).fmt(formatter),
            Self::Instant(instant) => instant.fmt(formatter),
            Self::Words(words) => words.fmt(formatter),
        }
    }
}
