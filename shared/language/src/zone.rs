//! Time zones by their IANA names.

use std::{fmt, str::FromStr};

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::Invalid;

/// A time zone of the IANA database, such as `Europe/Berlin`. Names are found in any letter case.
///
/// A bare offset is refused: it does not say when clocks change, so it cannot say when 09:00 is next summer.
#[derive(Clone)]
pub struct Zone(TimeZone);

impl Zone {
    /// Coordinated Universal Time.
    #[must_use]
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// The name as the database writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The rules behind the name.
    #[must_use]
    pub fn time_zone(&self) -> &TimeZone {
        &self.0
    }

    /// The day that it is here at `now`.
    #[must_use]
    pub fn today(&self, now: Timestamp) -> Date {
        self.0.to_datetime(now).date()
    }

    /// The first moment of a day here; where clocks skip midnight, the moment they skip to. Beyond the end of time, its
    /// end.
    #[must_use]
    pub fn start_of(&self, day: Date) -> Timestamp {
        self.0
            .to_timestamp(day.to_datetime(jiff::civil::Time::midnight()))
            .unwrap_or(Timestamp::MAX)
    }
}

impl FromStr for Zone {
    type Err = Invalid;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        TimeZone::get(name)
            .ok()
            .filter(|zone| zone.iana_name().is_some())
            .map(Self)
            .ok_or_else(|| {
                Invalid::from(
                    "a time zone is named as in the IANA database: Europe/Berlin, America/New_York, UTC",
                )
            })
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Zone({self})")
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Zone {}

impl std::hash::Hash for Zone {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}
