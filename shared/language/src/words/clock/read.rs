//! Times in a text: with their prepositions, as parts of the day, in figures, in ranges.

use super::{Clock, Half};
use crate::words::{
    day::{Edge, Weight},
    lexicon::{Custom, Kind},
    period::Grain,
    reader::Reader,
};

impl Reader<'_> {
    /// A time of day with what stands before it.
    pub(in crate::words) fn clock(&self, at: usize) -> Option<Clock> {
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
            // "3 by 7"
            if at > 0 && self.number(at - 1).is_some() && self.number(place).is_some() {
                return None;
            }
            let is_marked = *kind != Kind::For;
            let clock = self
                .timed(place, is_marked)
                .filter(|clock| !clock.is_part || clock.day.is_some())?;
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
        // "around 8" is a time as "at 8" is.
        let is_marked = is_marked || marked.is_some() || place > at;
        let place = self.skip(marked.unwrap_or(place), &[Kind::About]);
        let with = |place| self.time(place, is_marked);
        let plain = self.time(self.skip(at, &[Kind::About]), is_marked && marked.is_none());
        let mut clock = [plain, with(place), self.part(at)]
            .into_iter()
            .flatten()
            .max_by_key(|clock| clock.end)?;
        // "3pm sharp", but "evening around 8"
        let behind = self.skip(clock.end, &[Kind::About]);
        if self.number(behind).is_none() {
            clock.end = behind;
        }
        if let Some(sense) = self
            .sense(clock.end, Kind::Offset)
            .filter(|_| !clock.is_part)
        {
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
        self.named_part(at)
    }

    /// "morning" alone.
    pub(in crate::words) fn named_part(&self, at: usize) -> Option<Clock> {
        let sense = self.sense(at, Kind::Part)?;
        let clock = Clock::new(i32::from(sense.value), 0, sense.end)?;
        Some(Clock {
            is_part: true,
            weight: Weight::Whole,
            ..clock.known()
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
        let hour_end = self
            .sense(at + 1, Kind::OClock)
            .filter(|_| self.tokens.is_glued(at + 1));
        let (place, mark) = match self.glued(at + 1, ":") {
            Some(place) => (place, ':'),
            None => match self.glued(at + 1, ".") {
                Some(place) => (place, '.'),
                None => (hour_end?.end, 'h'),
            },
        };
        let (minute, length) = self.glued_number(place).filter(|_| digits <= 2)?;
        let mut end = place + 1;
        let mut clock = Clock::new(
            hour,
            i32::try_from(minute).ok().filter(|_| length == 2)?,
            end,
        )?;
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
        // "3:15 del pomeriggio" is none of those that count up to 24.
        let place = self.skip(behind, &[Kind::Of]);
        let in_part = self.sense(behind, Kind::InPart).is_some()
            || place > behind && self.sense(place, Kind::Part).is_some();
        let is_24 =
            starts_with_zero || !in_part && (self.lexicon.has(Custom::Hours24) || mark == 'h');
        Some(if is_24 { clock.known() } else { clock })
    }

    /// A range of times: "3-4pm", "from 9:30 to 11", "between 2 and 3".
    pub(in crate::words) fn clock_range(&self, at: usize, has_day: bool) -> Option<(Clock, Clock)> {
        let between = self.eat(at, Kind::Between);
        let from = self.eat(at, Kind::From);
        let place = between.or(from).unwrap_or(at);
        let place = self.skip(place, &[Kind::At]);
        let first = if between.or(from).is_some() {
            self.plain_time(place)?
        } else {
            self.time(place, true)?
        };
        let joint = if between.is_some() {
            Kind::And
        } else {
            Kind::To
        };
        let behind = self.eat(first.end, joint).or_else(|| {
            let until = self.eat(first.end, Kind::Until);
            until.filter(|_| from.is_some() || first.weight == Weight::Sure)
        })?;
        let last = self.time(self.skip(behind, &[Kind::At]), true)?;
        let is_time = first.weight == Weight::Sure || last.weight == Weight::Sure;
        let is_marked = self.eat(at, Kind::At).is_some()
            || between.or(from).is_some() && (has_day || self.named(last.end).is_some());
        let is_range = is_time || is_marked;
        let (first, last) = if first.half == Half::Either && last.half == Half::Known {
            (first.before(&last), last)
        } else {
            (first, last.after(&first))
        };
        let weight = if is_time { Weight::Sure } else { Weight::Whole };
        is_range.then_some((
            Clock {
                weight,
                edge: Edge::On,
                ..first
            },
            last,
        ))
    }
}
