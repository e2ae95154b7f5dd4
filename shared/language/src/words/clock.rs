//! Times of day: "5pm", "17:30", "half past four", "noon", "quarter to eight in the evening", "tonight".

use jiff::civil::{DateTime, Time};

use super::{
    day::{Edge, Weight},
    lexicon::Kind,
    period::{Grain, add_days},
    reader::Reader,
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
            half: if (1..=12).contains(&hour) { Half::Either } else { Half::Known },
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
        if self.half == Half::Known && (hour == 0) != (meridian == 0) && hour <= 12 {
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
            (Half::Known, ..) => hour,
            (Half::Either, 0..=11, 12) => 0,
            (Half::Either, 12..=18, 1..=11) => hour + 12,
            (Half::Either, 19.., 5..=11) => hour + 12,
            (Half::Either, 19.., 12) => 0,
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

    /// The time in the same half of the day as a later one: 3 in "3-4pm".
    fn before(self, later: &Self) -> Self {
        if self.half == Half::Known {
            return self;
        }
        let hour = self.time.hour() % 12;
        let noon = if later.time.hour() >= 12 { 12 } else { 0 };
        let same = self.at_hour(hour + noon);
        let found = if same.time <= later.time { same } else { self.at_hour(hour) };
        found.known()
    }

    /// The time after an earlier one: 11 in "9:30 to 11".
    fn after(self, earlier: &Self) -> Self {
        let hour = self.time.hour();
        let is_early = self.half == Half::Either && self.time <= earlier.time && hour < 12;
        if is_early { self.at_hour(hour + 12).known() } else { self }
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

impl Reader<'_> {
    /// A time of day with what stands before it.
    pub(super) fn clock(&self, at: usize) -> Option<Clock> {
        const EDGES: [(Kind, Edge); 6] = [
            (Kind::By, Edge::By),
            (Kind::Until, Edge::By),
            (Kind::Before, Edge::Before),
            (Kind::After, Edge::After),
            (Kind::From, Edge::From),
            (Kind::For, Edge::On),
        ];
        let edged = EDGES.iter().find_map(|(kind, edge)| {
            let place = self.eat(at, *kind)?;
            let is_marked = *kind != Kind::For;
            let clock = self.timed(place, is_marked).filter(|clock| !clock.is_part)?;
            Some(Clock {
                edge: *edge,
                ..clock
            })
        });
        self.timed(at, false)
            .into_iter()
            .chain(edged)
            .max_by_key(|clock| clock.end)
    }

    fn timed(&self, at: usize, is_marked: bool) -> Option<Clock> {
        let place = self.skip(at, &[Kind::About]);
        let marked = self.eat(place, Kind::At);
        let is_marked = is_marked || marked.is_some();
        let place = self.skip(marked.unwrap_or(place), &[Kind::About]);
        let with = |place| self.time(place, is_marked);
        let plain = self.time(self.skip(at, &[Kind::About]), is_marked && marked.is_none());
        let mut clock = [plain, with(place), self.part(at)]
            .into_iter()
            .flatten()
            .max_by_key(|clock| clock.end)?;
        clock.end = self.skip(clock.end, &[Kind::About]);
        if let Some(sense) = self.sense(clock.end, Kind::Offset).filter(|_| !clock.is_part) {
            clock.offset = Some(sense.value);
            clock.end = sense.end;
            clock = clock.known();
        }
        Some(clock)
    }

    /// "tonight", "this evening", "in the morning"; "morning" alone is only part of more.
    fn part(&self, at: usize) -> Option<Clock> {
        let part = |hour: i16, end| {
            let clock = Clock::new(i32::from(hour), 0, end)?.known().sure();
            Some(Clock {
                is_part: true,
                ..clock
            })
        };
        if let Some(sense) = self.sense(at, Kind::DayPart) {
            let days = i32::from(sense.value).div_euclid(100);
            let clock = part(sense.value.rem_euclid(100), sense.end)?;
            return Some(Clock {
                day: Some(days),
                ..clock
            });
        }
        if let Some(sense) = self.sense(at, Kind::InPart) {
            return part(sense.value, sense.end);
        }
        if let Some(behind) = self.eat(at, Kind::This)
            && let Some(sense) = self.sense(behind, Kind::Part)
        {
            let clock = part(sense.value, sense.end)?;
            return Some(Clock {
                day: Some(0),
                ..clock
            });
        }
        let sense = self.sense(at, Kind::Part)?;
        let clock = part(sense.value, sense.end)?;
        Some(Clock {
            weight: Weight::Whole,
            ..clock
        })
    }

    /// A time; a bare number is one only behind "at" or the like.
    fn time(&self, at: usize, is_marked: bool) -> Option<Clock> {
        if !self.may_begin(at) {
            return None;
        }
        let found = [
            self.hour_first(at, is_marked),
            self.around_hour(at, is_marked),
            self.digits(at, is_marked),
        ];
        let clock = found.into_iter().flatten().max_by_key(|clock| clock.end)?;
        let clock = self.with_meridian(clock)?;
        let place = self.skip(clock.end, &[Kind::Of]);
        let inner = self.sense(clock.end, Kind::InPart);
        match inner.or_else(|| self.sense(place, Kind::Part).filter(|_| place > clock.end)) {
            Some(sense) => {
                let part = Clock::new(i32::from(sense.value), 0, sense.end)?.known();
                let clock = Clock {
                    end: sense.end,
                    ..clock.in_part(&part)
                };
                Some(clock)
            }
            None => Some(clock),
        }
    }

    /// The first time of a range: in "from 2 to 3" the 2 is no number of minutes.
    fn plain_time(&self, at: usize) -> Option<Clock> {
        let found = [self.hour_first(at, true), self.digits(at, true)];
        let clock = found.into_iter().flatten().max_by_key(|clock| clock.end)?;
        self.with_meridian(clock)
    }

    fn with_meridian(&self, clock: Clock) -> Option<Clock> {
        let Some(sense) = self.sense(clock.end, Kind::Meridian) else {
            return Some(clock);
        };
        let end = self.skip(sense.end, &[Kind::OClock]);
        // There is no 13 am.
        let clock = clock.in_half(sense.value)?;
        Some(Clock { end, ..clock })
    }

    /// `17:30`, `17:30:15`, `17.30`, `17h30`, `1030am`.
    fn digits(&self, at: usize, is_marked: bool) -> Option<Clock> {
        let (hour, digits) = self.tokens.number(at)?;
        let hour = i32::try_from(hour).ok()?;
        if matches!(digits, 3 | 4) {
            let clock = Clock::new(hour / 100, hour % 100, at + 1)?;
            let has_half = self.eat(at + 1, Kind::Meridian).is_some();
            return has_half.then_some(Clock {
                grain: Grain::Minute,
                ..clock
            });
        }
        let hour_end = self.sense(at + 1, Kind::OClock).filter(|_| self.tokens.is_glued(at + 1));
        let (place, mark) = match self.glued(at + 1, ":") {
            Some(place) => (place, ':'),
            None => match self.glued(at + 1, ".") {
                Some(place) => (place, '.'),
                None => (hour_end?.end, 'h'),
            },
        };
        let (minute, length) = self.glued_number(place).filter(|_| digits <= 2)?;
        let mut end = place + 1;
        let mut clock = Clock::new(hour, i32::try_from(minute).ok().filter(|_| length == 2)?, end)?;
        clock.grain = Grain::Minute;
        if let Some(place) = self.glued(end, ":").filter(|_| mark == ':')
            && let Some((second, 2)) = self.glued_number(place)
        {
            let second = i8::try_from(second).ok()?;
            clock.time = clock.time.with().second(second).build().ok()?;
            clock.grain = Grain::Second;
            end = place + 1;
        } else if self.glued(end, ".").is_some() && self.glued_number(end + 1).is_some() {
            return None;
        }
        let behind = self.skip(end, &[Kind::OClock]);
        let is_named = behind > end || self.eat(end, Kind::Meridian).is_some();
        clock.end = behind;
        let starts_with_zero = self.tokens.text(at).starts_with('0');
        let clock = match mark {
            '.' if !is_marked && !is_named => Clock {
                weight: Weight::Whole,
                ..clock
            },
            // "John 3:16" is a verse.
            ':' if !is_marked && !is_named && digits == 1 && minute % 5 != 0 => Clock {
                weight: Weight::Whole,
                ..clock
            },
            ':' if !is_marked && !is_named && digits == 1 => clock,
            _ => clock.sure(),
        };
        let is_24 = self.lexicon.hours_24 || starts_with_zero || mark == 'h';
        Some(if is_24 { clock.known() } else { clock })
    }

    /// Minutes before the hour: "half past four", "quarter to eight", "20 past 3", "halb vier".
    fn around_hour(&self, at: usize, is_marked: bool) -> Option<Clock> {
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
            (minutes == 30 && (is_marked || at == 0) && !self.lexicon.day_first && self.tokens.number(place).is_none())
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
            half: if whole == 0 && hour.half == Half::Either { Half::Either } else if hour.half == Half::Known { Half::Known } else { clock.half },
            grain: Grain::Minute,
            ..clock
        };
        let clock = if whole == 0 && hour.half == Half::Either { clock.at_hour(12) } else { clock };
        let is_bare = minutes == 30 && !is_marked && self.sense(at, Kind::Half).is_some();
        Some(if is_bare { Clock { weight: Weight::Whole, ..clock } } else { clock.sure() })
    }

    /// An hour in figures or words, or one with a name.
    fn hour(&self, at: usize) -> Option<Clock> {
        if let Some(sense) = self.sense(at, Kind::Clock) {
            return Clock::new(i32::from(sense.value), 0, sense.end).map(Clock::known);
        }
        let (hour, end) = self.number(at)?;
        let is_short = self.tokens.number(at).is_none_or(|(_, digits)| digits <= 2);
        let is_joined = self.glued(end, ":").or_else(|| self.glued(end, "/")).is_some() && self.glued_number(end + 1).is_some();
        (is_short && !is_joined).then(|| Clock::new(hour, 0, end)).flatten()
    }

    /// The hour before the minutes: "3 uhr 15", "three twenty", "midi et quart", "las tres y media", "5pm".
    fn hour_first(&self, at: usize, is_marked: bool) -> Option<Clock> {
        let named = self.sense(at, Kind::Clock).is_some();
        let mut clock = self.hour(at)?;
        if self.tokens.is_glued(clock.end) {
            clock.end = self.skip(clock.end, &[Kind::About]);
        }
        let oclock = self.eat(clock.end, Kind::OClock);
        let is_hour = named || oclock.is_some();
        let behind = oclock.unwrap_or(clock.end);
        let part_first = self.sense(behind, Kind::Meridian).filter(|_| !named);
        clock.end = behind;
        let minutes = self.minutes_behind(behind, is_hour || is_marked, is_hour);
        if let Some((minutes, end)) = minutes {
            let total = i32::from(clock.time.hour()) * 60 + minutes;
            let total = total.rem_euclid(24 * 60);
            let shifted = Clock::new(total / 60, total % 60, end)?;
            let has_meridian = self.eat(end, Kind::Meridian).is_some();
            let in_part = self.eat(end, Kind::InPart).is_some();
            if is_hour || is_marked || has_meridian || in_part || minutes < 0 {
                let half = if clock.half == Half::Known { Half::Known } else { shifted.half };
                return Some(Clock {
                    half,
                    grain: Grain::Minute,
                    ..shifted.sure()
                });
            }
        }
        if named {
            let weight = if is_marked { Weight::Sure } else { Weight::Place };
            return Some(Clock { weight, ..clock });
        }
        if oclock.is_some() {
            let is_24 = self.lexicon.oclock_24 && self.sense(behind, Kind::InPart).is_none() && self.sense(behind, Kind::Meridian).is_none();
            let clock = if is_24 { clock.known() } else { clock };
            return Some(clock.sure());
        }
        if part_first.is_some() || self.eat(behind, Kind::InPart).is_some() {
            return Some(clock);
        }
        // "8 tonight", "eight tonight"
        let is_evening = self.sense(behind, Kind::DayPart).is_some()
            || at == 0 && self.sense(behind, Kind::Day).is_some();
        (is_marked || is_evening).then_some(clock)
    }

    /// Minutes behind an hour.
    fn minutes_behind(&self, at: usize, is_hour: bool, is_named: bool) -> Option<(i32, usize)> {
        if let Some(sense) = self.sense(at, Kind::More) {
            return Some((i32::from(sense.value), sense.end));
        }
        if let Some(place) = self.eat(at, Kind::Minus) {
            let (minutes, end) = self.number(place)?;
            return (1..60).contains(&minutes).then_some((-minutes, end));
        }
        let and = self.eat(at, Kind::And).filter(|_| self.lexicon.adjective_behind);
        let place = and.unwrap_or(at);
        let (minutes, end) = self.number(place)?;
        let is_figure = self.tokens.number(place).is_some();
        if is_figure && and.is_none() && !is_named {
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
        let _ = is_hour;
        (0..60).contains(&minutes).then_some((minutes, end))
    }

    /// A range of times: "3-4pm", "from 9:30 to 11", "between 2 and 3".
    pub(super) fn clock_range(&self, at: usize) -> Option<(Clock, Clock)> {
        let between = self.eat(at, Kind::Between);
        let from = self.eat(at, Kind::From);
        let place = between.or(from).unwrap_or(at);
        let place = self.skip(place, &[Kind::At]);
        let first = if between.or(from).is_some() {
            self.plain_time(place)?
        } else {
            self.time(place, true)?
        };
        let joint = if between.is_some() { Kind::And } else { Kind::To };
        let behind = self.eat(first.end, joint).or_else(|| {
            let until = self.eat(first.end, Kind::Until);
            until.filter(|_| from.is_some() || first.weight == Weight::Sure)
        })?;
        let last = self.time(self.skip(behind, &[Kind::At]), true)?;
        let is_time = first.weight == Weight::Sure || last.weight == Weight::Sure;
        let is_range = is_time || self.eat(at, Kind::At).is_some();
        let (first, last) = if first.half == Half::Either && last.half == Half::Known {
            (first.before(&last), last)
        } else {
            (first, last.after(&first))
        };
        let weight = if is_time { Weight::Sure } else { Weight::Whole };
        is_range.then_some((Clock { weight, edge: Edge::On, ..first }, last))
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

    /// Whether it is after midnight, so that "tonight at 1" is on the next day.
    pub(super) fn is_early(&self) -> bool {
        self.time.hour() < 5
    }
}
