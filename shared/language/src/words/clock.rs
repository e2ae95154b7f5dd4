//! Times of day: "5pm", "17:30", "half past four", "noon", "quarter to eight in the evening", "tonight".

mod hour;
mod read;

use jiff::civil::{DateTime, Time};

use super::{
    day::{Edge, Weight},
    period::{Grain, add_days},
};

/// Which half of the day an hour from 1 to 12 is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Known,
    /// Whichever is more likely.
    Either,
}

/// A time that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    time: Time,
    half: Half,
    /// A part of the day, so that a time may still come.
    pub(super) is_part: bool,
    /// The day that came with it, in days from today: "tonight".
    pub(super) day: Option<i32>,
    pub(super) grain: Grain,
    /// The minutes east of Greenwich that were said with it.
    pub(super) offset: Option<i16>,
    pub(super) edge: Edge,
    pub(super) weight: Weight,
    /// The place behind it.
    pub(super) end: usize,
}

impl Clock {
    fn new(hour: i32, minute: i32, end: usize) -> Option<Self> {
        let hour = i8::try_from(hour).ok()?;
        let time = Time::new(hour % 24, i8::try_from(minute).ok()?, 0, 0).ok()?;
        (0..=24).contains(&hour).then_some(Self {
            time,
            half: if (1..=12).contains(&hour) {
                Half::Either
            } else {
                Half::Known
            },
            is_part: false,
            day: None,
            grain: Grain::Hour,
            offset: None,
            edge: Edge::On,
            weight: Weight::Place,
            end,
        })
    }

    fn known(self) -> Self {
        Self {
            half: Half::Known,
            ..self
        }
    }

    fn sure(self) -> Self {
        Self {
            weight: Weight::Sure,
            ..self
        }
    }

    /// The time in the half of the day that begins at this hour.
    fn in_half(self, meridian: i16) -> Option<Self> {
        let hour = self.time.hour();
        let is_none = if meridian == 0 { hour > 12 } else { hour == 0 };
        if is_none {
            return None;
        }
        let hour = match (meridian, hour) {
            (0, 12) => 0,
            (12, 1..=11) => hour + 12,
            _ => hour,
        };
        Some(self.at_hour(hour).known().sure())
    }

    fn at_hour(self, hour: i8) -> Self {
        Self {
            time: self.time.with().hour(hour).build().unwrap_or(self.time),
            ..self
        }
    }

    /// The time in a part of the day: 8 in the evening is 20:00, 1 at night is 01:00.
    pub(super) fn in_part(self, part: &Self) -> Self {
        let hour = self.time.hour();
        let shifted = match (self.half, part.time.hour(), hour) {
            (Half::Either, 0..=11 | 19.., 12) => 0,
            (Half::Either, 12..=18, 1..=11) | (Half::Either, 19.., 5..=11) => hour + 12,
            _ => hour,
        };
        let day = match (part.day, self.day) {
            (Some(day), _) | (None, Some(day)) => Some(day),
            (None, None) => None,
        };
        Self {
            day,
            ..self.at_hour(shifted).known().sure()
        }
    }

    /// The time in the half of the day of a part that is named elsewhere, if it may be in either.
    pub(super) fn in_half_of(self, part: &Self) -> Self {
        if self.half == Half::Either {
            self.in_part(part)
        } else {
            self
        }
    }

    /// The time in the same half of the day as a later one: 3 in "3-4pm".
    fn before(self, later: &Self) -> Self {
        if self.half == Half::Known {
            return self;
        }
        let hour = self.time.hour() % 12;
        let noon = if later.time.hour() >= 12 { 12 } else { 0 };
        let same = self.at_hour(hour + noon);
        let found = if same.time <= later.time {
            same
        } else {
            self.at_hour(hour)
        };
        found.known()
    }

    /// The time after an earlier one: 11 in "9:30 to 11".
    fn after(self, earlier: &Self) -> Self {
        let hour = self.time.hour();
        let is_early = self.half == Half::Either && self.time <= earlier.time && hour < 12;
        if is_early {
            self.at_hour(hour + 12).known()
        } else {
            self
        }
    }

    /// The moment that is meant on a day, or the next one if no day was said.
    pub(super) fn on(&self, day: Option<jiff::civil::Date>, now: DateTime) -> Option<DateTime> {
        let hour = self.time.hour();
        let likely = match (self.half, hour) {
            (Half::Either, 1..=6) => self.at_hour(hour + 12).time,
            _ => self.time,
        };
        let other = match (self.half, likely.hour()) {
            (Half::Either, 7..=11) => Some(self.at_hour(hour + 12).time),
            (Half::Either, 13..) => Some(self.time),
            _ => None,
        };
        let today = now.date();
        if let Some(day) = day.filter(|day| *day != today) {
            return Some(day.to_datetime(likely));
        }
        let is_ahead = |time: &Time| today.to_datetime(*time) > now;
        if let Some(time) = [Some(likely), other].into_iter().flatten().find(is_ahead) {
            return Some(today.to_datetime(time));
        }
        match day {
            Some(day) => Some(day.to_datetime(likely)),
            None => add_days(today, 1).map(|day| day.to_datetime(likely)),
        }
    }
}

impl Clock {
    /// The time on a day of which nothing more is known.
    pub(super) fn time_of(self) -> Time {
        let hour = self.time.hour();
        match self.half {
            Half::Either if (1..=6).contains(&hour) => self.at_hour(hour + 12).time,
            _ => self.time,
        }
    }

    /// The time in the part of the day that begins at another.
    pub(super) fn in_hour(self, part: Time) -> Time {
        let part = Self {
            time: part,
            half: Half::Known,
            ..self
        };
        self.in_part(&part).time
    }

    /// Whether it is the midnight that a day ends with.
    pub(super) fn is_end_of_day(&self) -> bool {
        self.edge == Edge::By && self.time == Time::midnight()
    }

    /// Whether it is after midnight, so that "tonight at 1" is on the next day.
    pub(super) fn is_early(&self) -> bool {
        self.time.hour() < 5
    }
}
