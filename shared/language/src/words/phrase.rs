//! What belongs together: a day, a time, a recurrence, in any order.

use jiff::civil::Date;

use super::{
    clock::Clock,
    day::{Dated, Day, Edge, Placed, Spec, Weight},
    lexicon::Kind,
    period::{Grain, Period, add_days},
    reader::Reader,
    repeat::Repeat,
};

/// The end of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    On(Date),
    Times(i32),
}

/// What was read at one place.
#[derive(Debug, Clone, Default)]
pub(super) struct Phrase {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) day: Option<Placed>,
    pub(super) day_end: Option<Period>,
    pub(super) clock: Option<Clock>,
    pub(super) clock_end: Option<Clock>,
    pub(super) repeat: Option<Repeat>,
    pub(super) first: Option<Period>,
    pub(super) ending: Option<Ending>,
    /// Where the name of a part of the day ends that it begins with, and that may belong to the word before: "movie
    /// night on friday".
    pub(super) part_end: Option<usize>,
}

impl Phrase {
    /// Where it may stand: what is sure by itself, or by having two parts, may stand anywhere.
    pub(super) fn weight(&self) -> Weight {
        let day = self.day.map(|placed| placed.day.weight);
        let clock = self.clock.map(|clock| clock.weight);
        let repeat = self.repeat.as_ref().map(|repeat| repeat.weight);
        let parts = [day, clock, repeat];
        let several = parts.iter().flatten().count() > 1;
        let best = parts.into_iter().flatten().max().unwrap_or(Weight::Whole);
        if several && best >= Weight::End {
            Weight::Sure
        } else {
            best
        }
    }

    /// Whether it says nothing that another says too.
    pub(super) fn completes(&self, other: &Self) -> bool {
        let both_say = self.day.is_some() && other.day.is_some()
            || self.clock.is_some() && other.clock.is_some()
            || self.repeat.is_some() && other.repeat.is_some();
        !both_say
    }

    /// Both together.
    pub(super) fn with(self, other: Self) -> Self {
        Self {
            day: self.day.or(other.day),
            day_end: self.day_end.or(other.day_end),
            clock: self.clock.or(other.clock),
            clock_end: self.clock_end.or(other.clock_end),
            repeat: self.repeat.or(other.repeat),
            first: self.first.or(other.first),
            ending: self.ending.or(other.ending),
            ..self
        }
    }
}

impl Reader<'_> {
    /// The longest phrase that begins at a place.
    pub(super) fn phrase(&self, at: usize) -> Option<Phrase> {
        let mut phrase = Phrase {
            start: at,
            end: at,
            ..Phrase::default()
        };
        for step in 0..6 {
            let mut place = phrase.end;
            if step > 0 {
                place = self
                    .iso_time(&phrase)
                    .unwrap_or_else(|| self.skip_comma(place));
            }
            if !self.add(&mut phrase, place) && !self.add_behind_link(&mut phrase, place) {
                break;
            }
            if step == 0 {
                let part = phrase.clock.filter(|clock| clock.is_part);
                phrase.part_end = part
                    .filter(|part| part.weight == Weight::Whole)
                    .map(|part| part.end);
            }
        }
        (phrase.end > at).then_some(phrase)
    }

    /// The place of the time in `2026-11-27T17:00`.
    fn iso_time(&self, phrase: &Phrase) -> Option<usize> {
        phrase.day.filter(|_| phrase.clock.is_none())?;
        let place = self.glued(phrase.end, "t")?;
        self.glued_number(place).map(|_| place)
    }

    /// "19:30 of friday", "every day starting at 9".
    fn add_behind_link(&self, phrase: &mut Phrase, place: usize) -> bool {
        let Some(behind) = self
            .eat(place, Kind::Of)
            .filter(|_| phrase.end > phrase.start && phrase.clock.is_some())
        else {
            return false;
        };
        phrase.day.is_none() && self.add(phrase, behind)
    }

    /// Adds what stands at a place, if it goes with the rest.
    fn add(&self, phrase: &mut Phrase, place: usize) -> bool {
        if phrase.repeat.is_some() && self.add_ending(phrase, place) {
            return true;
        }
        if phrase.repeat.is_none()
            && let Some(repeat) = self.repeat(place)
        {
            phrase.end = repeat.end;
            phrase.repeat = Some(repeat);
            return true;
        }
        let has_day = phrase.day.is_some();
        let range = self.day_range(place).filter(|_| !has_day);
        let day = self.placed(place).filter(|_| !has_day);
        let clocks = self
            .clock_range(place, has_day)
            .filter(|_| phrase.clock.is_none_or(|clock| clock.is_part));
        let clock = self.clock(place).filter(|new| match &phrase.clock {
            None => true,
            // "first thing monday morning"
            Some(old) => old.is_part != new.is_part || new.is_part && has_day,
        });
        let ends = [
            range.as_ref().map_or(0, |(_, _, end)| *end),
            day.map_or(0, |placed| placed.day.end),
            clocks.as_ref().map_or(0, |(_, last)| last.end),
            clock.map_or(0, |clock| clock.end),
        ];
        let longest = ends.into_iter().max().unwrap_or_default();
        if longest == 0 {
            return false;
        }
        // A lone part of the day says nothing, unless a day stands before it.
        if ends[0] == longest
            && let Some((first, last, end)) = range
        {
            phrase.day = Some(first);
            phrase.day_end = Some(last);
            phrase.end = end;
        } else if ends[2] == longest
            && let Some((first, last)) = clocks
        {
            let first = phrase.clock.map_or(first, |part| first.in_part(&part));
            phrase.end = last.end;
            phrase.clock = Some(first);
            phrase.clock_end = Some(last);
        } else if ends[3] == longest
            && (ends[1] < longest || day.is_some_and(|placed| placed.day.weight == Weight::Whole))
            && let Some(clock) = clock
        {
            self.add_clock(phrase, clock);
        } else if let Some(placed) = day {
            phrase.day = Some(placed);
            phrase.end = placed.day.end;
        }
        true
    }

    fn add_clock(&self, phrase: &mut Phrase, clock: Clock) {
        phrase.end = clock.end;
        let clock = match phrase.clock {
            Some(old) if old.is_part => clock.in_part(&old),
            Some(old) => old.in_part(&clock),
            None => clock,
        };
        if phrase.day.is_none()
            && phrase.repeat.is_none()
            && let Some(days) = clock.day
            && let Some(date) = add_days(self.today(), days)
        {
            let day = Day::new(Spec::Period(Period::day(date)), clock.end, Weight::Sure);
            phrase.day = Some(Placed {
                day,
                edge: Edge::On,
            });
        }
        phrase.clock = Some(clock);
    }

    /// "until june", "starting monday", "5 times", "for 3 weeks", behind a recurrence.
    fn add_ending(&self, phrase: &mut Phrase, place: usize) -> bool {
        let end = |kinds: &[Kind]| {
            let behind = kinds.iter().find_map(|kind| self.eat(place, *kind))?;
            let day = self.the_day(self.skip(behind, &[Kind::On]), Some(Kind::Until))?;
            Some((self.resolve(day.spec)?, day.end))
        };
        if phrase.ending.is_none()
            && let Some((last, end)) = end(&[Kind::Until, Kind::To])
        {
            phrase.ending = Some(Ending::On(last.last));
            phrase.end = end;
            return true;
        }
        if phrase.first.is_none()
            && let Some((first, end)) = end(&[Kind::Starting, Kind::From])
        {
            phrase.first = Some(first);
            phrase.end = end;
            return true;
        }
        let times = self.skip(place, &[Kind::For]);
        if phrase.ending.is_none()
            && let Some((number, behind)) = self.number(times)
            && let Some(end) = self.eat(behind, Kind::Times)
        {
            phrase.ending = Some(Ending::Times(number));
            phrase.end = end;
            return true;
        }
        if phrase.ending.is_none()
            && times > place
            && let Some((duration, end)) = self.duration(times)
            && duration.is_of_days()
            && let Some(last) = duration.from(self.today().at(0, 0, 0, 0), 1)
            && let Some(last) = add_days(last.date(), -1)
        {
            phrase.ending = Some(Ending::On(last));
            phrase.end = end;
            return true;
        }
        false
    }

    /// Days from one to another: "july 13-15", "13 to 15 july", "aug 8 - aug 12".
    fn day_range(&self, at: usize) -> Option<(Placed, Period, usize)> {
        let between = self.eat(at, Kind::Between);
        let from = self.eat(at, Kind::From);
        let place = between.or(from).unwrap_or(at);
        let joint = |at: usize| {
            let kind = if between.is_some() {
                Kind::And
            } else {
                Kind::To
            };
            self.eat(at, kind)
                .or_else(|| self.eat(at, Kind::Until).filter(|_| from.is_some()))
        };
        // "13-15 july": the first number takes the month of the second.
        let number_first = || {
            let start = self.skip(place, &[Kind::The, Kind::On]);
            let weekday = self.weekday_name(start, true).map_or(start, |(_, end)| end);
            let (number, behind) = self.ordinal(weekday).or_else(|| self.number(weekday))?;
            let day = i8::try_from(number)
                .ok()
                .filter(|day| (1..=31).contains(day))?;
            let last = self.the_day(self.skip(joint(behind)?, &[Kind::On]), Some(Kind::The))?;
            let Spec::Dated(dated) = last.spec else {
                return None;
            };
            dated.month?;
            let first = Spec::Dated(Dated {
                weekday: None,
                day,
                ..dated
            });
            Some((Day::new(first, behind, Weight::Sure), last))
        };
        let both = || {
            let first = self.the_day(place, Some(Kind::On))?;
            // "el lunes a las 9" is a time on one day.
            if self.clock(first.end).is_some() {
                return None;
            }
            let behind = joint(first.end)?;
            let number = |month: i8, year: Option<i16>| {
                let (number, end) = self.ordinal(behind).or_else(|| self.number(behind))?;
                let dated = Dated {
                    weekday: None,
                    day: i8::try_from(number)
                        .ok()
                        .filter(|day| (1..=31).contains(day))?,
                    month: Some(month),
                    year,
                };
                let is_time = self.glued(end, ":").is_some()
                    || self.eat(end, Kind::Meridian).is_some()
                    || self.eat(end, Kind::OClock).is_some();
                let (year, end) = match year {
                    Some(_) => (year, end),
                    None => self.year_behind(end, false),
                };
                let dated = Dated { year, ..dated };
                (!is_time).then(|| Day::new(Spec::Dated(dated), end, Weight::Sure))
            };
            let last = match (self.the_day(behind, Some(Kind::On)), first.spec) {
                (Some(last), _) if last.weight > Weight::Whole => last,
                (_, Spec::Dated(dated)) => number(dated.month?, dated.year)?,
                _ => return None,
            };
            Some((first, last))
        };
        let (first, last) = number_first().or_else(both)?;
        let (first_spec, last_spec) = one_year(first.spec, last.spec);
        let start = self.resolve(first_spec)?;
        let mut end = self.resolve(last_spec)?;
        if end.last < start.first
            && let Spec::Weekday(weekday) = last.spec
        {
            end = Period::day(start.first.nth_weekday(1, weekday).ok()?);
        }
        let is_range = end.last > start.first && start.grain >= Grain::Day;
        let placed = Placed {
            day: Day::new(
                Spec::Period(start),
                first.end,
                first.weight.max(Weight::Place),
            ),
            edge: Edge::On,
        };
        is_range.then_some((placed, end, last.end))
    }
}

/// The ends of a range of which one has a year: "10 August - 12 September 2027".
fn one_year(first: Spec, last: Spec) -> (Spec, Spec) {
    let (Spec::Dated(from), Spec::Dated(to)) = (first, last) else {
        return (first, last);
    };
    let is_over_new_year = (from.month, from.day) > (to.month, to.day);
    let turn = i16::from(is_over_new_year);
    let with = |dated: Dated, year: i16| {
        Spec::Dated(Dated {
            year: Some(year),
            ..dated
        })
    };
    match (from.year, to.year) {
        (None, Some(year)) => (with(from, year - turn), last),
        (Some(year), None) => (first, with(to, year + turn)),
        _ => (first, last),
    }
}
