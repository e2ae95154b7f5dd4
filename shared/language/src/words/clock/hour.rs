//! Times in words: "half past four", "quarter to eight", "3 uhr 15", "las tres y media".

use super::{Clock, Half};
use crate::words::{
    day::Weight,
    lexicon::{Custom, Kind},
    period::Grain,
    reader::Reader,
};

impl Reader<'_> {
    /// Minutes before the hour: "half past four", "quarter to eight", "20 past 3", "halb vier".
    pub(super) fn around_hour(&self, at: usize, is_marked: bool) -> Option<Clock> {
        let fixed = self
            .sense(at, Kind::Past60)
            .map(|sense| (i32::from(sense.value), sense.end));
        let counted = || {
            let place = self.skip(at, &[Kind::Article]);
            let (minutes, behind) = match self.sense(place, Kind::Quarters) {
                Some(sense) => (15 * i32::from(sense.value), sense.end),
                None => match self.eat(place, Kind::Half) {
                    Some(behind) => (30, behind),
                    None => self.number(place)?,
                },
            };
            let behind = match self.sense(behind, Kind::Unit) {
                Some(unit) if unit.value == 2 => unit.end,
                _ => behind,
            };
            if let Some(place) = self.eat(behind, Kind::PastHour) {
                return Some((minutes, place));
            }
            if let Some(place) = self.eat(behind, Kind::ToHour) {
                return Some((-minutes, place));
            }
            // "at half three" is half past three.
            (minutes == 30
                && (is_marked || at == 0)
                && !self.lexicon.has(Custom::DayFirst)
                && self.tokens.number(place).is_none())
            .then_some((30, behind))
        };
        let (minutes, place) = fixed.or_else(counted)?;
        // "10 voor half 4"
        let (more, place) = match self.sense(place, Kind::Past60) {
            Some(sense) => (i32::from(sense.value), sense.end),
            None => (0, place),
        };
        let place = self.skip(place, &[Kind::The, Kind::At]);
        let hour = self.hour(place)?;
        let hour_is_before = minutes < 0;
        let minutes = minutes + more;
        let whole = i32::from(hour.time.hour());
        let (whole, minutes) = if minutes < 0 {
            (if whole == 0 { 23 } else { whole - 1 }, minutes + 60)
        } else {
            (whole, minutes)
        };
        let end = self.skip(hour.end, &[Kind::OClock]);
        let clock = Clock::new(whole, minutes, end)?;
        let clock = Clock {
            // One before one o'clock is twelve, in either half of the day.
            half: if whole == 0 && hour.half == Half::Either {
                Half::Either
            } else if hour.half == Half::Known {
                Half::Known
            } else {
                clock.half
            },
            grain: Grain::Minute,
            ..clock
        };
        let clock = if whole == 0 && hour.half == Half::Either {
            clock.at_hour(12)
        } else {
            clock
        };
        // "mix 1 to 2 parts", "cut half three times"
        let is_ratio = hour_is_before
            && self.sense(place, Kind::Clock).is_none()
            && self
                .number(at)
                .is_some_and(|(_, behind)| self.sense(behind, Kind::Unit).is_none());
        let is_bare = is_ratio || minutes == 30 && self.sense(at, Kind::Half).is_some();
        let is_named = is_marked || self.sense(end, Kind::Meridian).is_some();
        Some(if is_bare && !is_named {
            Clock {
                weight: Weight::Whole,
                ..clock
            }
        } else {
            clock.sure()
        })
    }

    /// An hour in figures or words, or one with a name.
    fn hour(&self, at: usize) -> Option<Clock> {
        if let Some(sense) = self.sense(at, Kind::Clock) {
            return Clock::new(i32::from(sense.value), 0, sense.end).map(Clock::known);
        }
        let (hour, end) = self.number(at)?;
        let is_short = self.tokens.number(at).is_none_or(|(_, digits)| digits <= 2);
        let is_joined = self
            .glued(end, ":")
            .or_else(|| self.glued(end, "/"))
            .is_some()
            && self.glued_number(end + 1).is_some();
        (is_short && !is_joined)
            .then(|| Clock::new(hour, 0, end))
            .flatten()
    }

    /// The hour before the minutes: "3 uhr 15", "three twenty", "midi et quart", "las tres y media", "5pm".
    pub(super) fn hour_first(&self, at: usize, is_marked: bool) -> Option<Clock> {
        let named = self.sense(at, Kind::Clock).is_some();
        let mut clock = self.hour(at)?;
        // "9ish"
        let about = self
            .eat(clock.end, Kind::About)
            .filter(|_| self.tokens.is_glued(clock.end));
        let is_marked = is_marked || about.is_some();
        clock.end = about.unwrap_or(clock.end);
        let oclock = self.eat(clock.end, Kind::OClock);
        let is_hour = named || oclock.is_some();
        let behind = oclock.unwrap_or(clock.end);
        let part_first = self.sense(behind, Kind::Meridian).filter(|_| !named);
        clock.end = behind;
        let minutes = self.minutes_behind(behind, is_hour);
        if let Some((minutes, end)) = minutes {
            let total = i32::from(clock.time.hour()) * 60 + minutes;
            let total = total.rem_euclid(24 * 60);
            let shifted = Clock::new(total / 60, total % 60, end)?;
            let has_meridian = self.eat(end, Kind::Meridian).is_some();
            let in_part = self.eat(end, Kind::InPart).is_some();
            // "ten-thirty", but "seven-eleven"
            let is_hyphen = self.glued(behind, "-").is_some() && total % 5 == 0;
            if is_hyphen && !is_hour && !is_marked && !has_meridian && !in_part {
                return Some(Clock {
                    grain: Grain::Minute,
                    ..shifted
                });
            }
            if is_hour || is_marked || has_meridian || in_part || minutes < 0 {
                let half = if clock.half == Half::Known {
                    Half::Known
                } else {
                    shifted.half
                };
                return Some(Clock {
                    half,
                    grain: Grain::Minute,
                    ..shifted.sure()
                });
            }
        }
        if named {
            let weight = if is_marked {
                Weight::Sure
            } else {
                Weight::Place
            };
            return Some(Clock { weight, ..clock });
        }
        if oclock.is_some() {
            let is_24 = self.lexicon.has(Custom::OClock24)
                && self.sense(behind, Kind::InPart).is_none()
                && self.sense(behind, Kind::Meridian).is_none();
            let clock = if is_24 { clock.known() } else { clock };
            return Some(clock.sure());
        }
        if part_first.is_some() || self.eat(behind, Kind::InPart).is_some() {
            return Some(clock);
        }
        // "8 tonight", "eight tonight"
        let is_evening = self.sense(behind, Kind::DayPart).is_some()
            || self
                .sense(behind, Kind::Day)
                .is_some_and(|day| at == 0 || self.part_behind(day.end));
        (is_marked || is_evening).then_some(clock)
    }

    /// Whether a part of the day stands here: "evening" in "8 tomorrow evening".
    fn part_behind(&self, at: usize) -> bool {
        self.sense(at, Kind::Part).is_some() || self.sense(at, Kind::InPart).is_some()
    }

    /// Minutes behind an hour.
    fn minutes_behind(&self, at: usize, is_named: bool) -> Option<(i32, usize)> {
        if let Some(sense) = self.sense(at, Kind::More) {
            return Some((i32::from(sense.value), sense.end));
        }
        if let Some(place) = self.eat(at, Kind::Minus) {
            let (minutes, end) = self.number(place)?;
            return (1..60).contains(&minutes).then_some((-minutes, end));
        }
        let and = self
            .eat(at, Kind::And)
            .filter(|_| self.lexicon.has(Custom::AdjectiveBehind));
        let hyphen = self
            .glued(at, "-")
            .filter(|place| self.tokens.is_word(*place));
        let place = and.or(hyphen).unwrap_or(at);
        let (minutes, end) = self.number(place)?;
        let is_figure = self.tokens.number(place).is_some();
        // "5 30 pm", but "at 5 2 days later"
        let is_time = matches!(self.tokens.number(place), Some((_, 2)))
            && self.sense(end, Kind::Meridian).is_some();
        if is_figure && and.is_none() && !is_named && !is_time {
            return None;
        }
        let is_zero_first = minutes == 0 && !is_figure;
        let (minutes, end) = match self.number(end).filter(|_| is_zero_first) {
            Some((ones, end)) => (ones, end),
            None => (minutes, end),
        };
        let end = match self.sense(end, Kind::Unit) {
            Some(unit) if unit.value == 2 => unit.end,
            // "three days", not three minutes past.
            Some(_) => return None,
            None => end,
        };
        (0..60).contains(&minutes).then_some((minutes, end))
    }
}
