//! When a task is due: a day, or a time of day in a place.
//!
//! One string carries either, in RFC 9557's form (RFC 3339 with the zone's name behind it): `2026-11-27`, or
//! `2026-11-27T17:00:00+01:00[Europe/Berlin]`. The local time and the zone are what is meant; the offset follows from
//! them and is there for readers that know no zones.
//!
//! Local times that do not exist or come twice are read as in RFC 5545, section 3.3.5: with the offset before the gap
//! (so 02:30 becomes 03:30 where clocks skip an hour), and as the first of the two.

mod input;
mod refusal;
mod words;

use std::{fmt, str::FromStr};

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};

use crate::{Invalid, Zone};

pub use input::{DueInput, parse_moment};
pub use words::DueWords;

/// When a task is due.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Due {
    /// Some time on this day, wherever the person is.
    Date(Date),
    /// At this time.
    Time(DueTime),
}

impl Due {
    /// The day it is due, where it is due.
    #[must_use]
    pub fn date(&self) -> Date {
        self.local().date()
    }

    /// The local date and time; midnight at the beginning of a day without a time.
    #[must_use]
    pub fn local(&self) -> DateTime {
        match self {
            Self::Date(day) => day.to_datetime(Time::midnight()),
            Self::Time(time) => time.local,
        }
    }

    /// The moment it begins: its time, or the first moment of the day in `zone`.
    #[must_use]
    pub fn instant(&self, zone: &Zone) -> Timestamp {
        match self {
            Self::Date(day) => zone.start_of(*day),
            Self::Time(time) => time.instant,
        }
    }
}

impl fmt::Display for Due {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(day) => day.fmt(formatter),
            Self::Time(time) => time
                .instant
                .to_zoned(time.zone.time_zone().clone())
                .fmt(formatter),
        }
    }
}

impl FromStr for Due {
    type Err = Invalid;

    /// Reads what `Display` writes. What people send may leave the zone out: that is [`DueInput`].
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<DueInput>()?.complete().ok_or_else(|| {
            Invalid::from("a time needs its time zone: 2026-11-27T17:00[Europe/Berlin]")
        })
    }
}

/// A local date and time with its zone, to the second.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DueTime {
    local: DateTime,
    zone: Zone,
    instant: Timestamp,
}

impl DueTime {
    /// The time as its zone has it: moved out of a gap, the first of two.
    ///
    /// # Errors
    /// A time at the edge of the calendar that is beyond it in UTC.
    pub fn new(local: DateTime, zone: Zone) -> Result<Self, Invalid> {
        let whole = local.with().subsec_nanosecond(0).build().unwrap_or(local);
        let instant = zone
            .time_zone()
            .to_timestamp(whole)
            .map_err(|_| refusal::beyond())?;
        if TimeZone::UTC.to_datetime(instant).year() < 1 {
            return Err(refusal::beyond());
        }
        let local = zone.time_zone().to_datetime(instant);
        Ok(Self {
            local,
            zone,
            instant,
        })
    }

    /// The local date and time.
    #[must_use]
    pub fn local(&self) -> DateTime {
        self.local
    }

    /// The zone.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The moment that it is, by the zone's rules as known today.
    #[must_use]
    pub fn instant(&self) -> Timestamp {
        self.instant
    }
}
