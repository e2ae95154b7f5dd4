//! Weekdays: "monday", "next friday", "monday, feb 18", "wednesday of next week", "friday after next".

use jiff::civil::{Date, Weekday};

use super::{Dated, Day, Spec, Weight};
use crate::words::{
    lexicon::{Custom, Kind, Need},
    period::{Grain, Period, Unit, add_days, in_years, weekday},
    reader::Reader,
};

/// The words that choose one of several.
pub(super) const WHICH: [Kind; 6] = [
    Kind::This,
    Kind::Next,
    Kind::Coming,
    Kind::AfterNext,
    Kind::Past,
    Kind::Final,
];

impl Reader<'_> {
    /// The name of a weekday. One that is also another word needs a full stop, or to be the whole text, or part of more.
    pub(in crate::words) fn weekday_name(
        &self,
        at: usize,
        is_part: bool,
    ) -> Option<(Weekday, usize)> {
        let sense = self.sense(at, Kind::Weekday)?;
        let has_dot = self.has_dot(sense.end);
        let is_whole = at == 0 && self.tokens.len() == sense.end;
        if sense.need == Need::Dot && !has_dot && !is_part && !is_whole {
            return None;
        }
        let is_short = sense.need != Need::Nothing;
        let end = sense.end + usize::from(is_short && has_dot);
        Some((weekday(sense.value)?, end))
    }

    /// A weekday, alone or with a date or a week.
    pub(super) fn weekday(&self, at: usize, before: Option<Kind>) -> Option<Day> {
        let which = WHICH.into_iter().find_map(|kind| {
            let behind = self.eat(at, kind)?;
            let (weekday, end) = self.weekday_name(behind, true)?;
            Some((kind, weekday, end))
        });
        if let Some((kind, weekday, end)) = which {
            let date = self.chosen(kind, weekday)?;
            return Some(Day::new(Spec::Period(Period::day(date)), end, Weight::Sure));
        }
        let (weekday, end) = self.weekday_name(at, true)?;
        let joined = self
            .with_date(weekday, end)
            .or_else(|| self.with_week(weekday, end))
            .or_else(|| self.with_choice(weekday, end))
            .or_else(|| self.days_on(weekday, end))
            .or_else(|| self.beside(weekday, end));
        if joined.is_some() {
            return joined;
        }
        let (_, end) = self
            .weekday_name(at, false)
            .or_else(|| self.weekday_name(at, self.is_time(end)))?;
        let is_full = self
            .sense(at, Kind::Weekday)
            .is_some_and(|sense| sense.need == Need::Nothing);
        let weight = match before {
            Some(Kind::On | Kind::By | Kind::Until | Kind::Before | Kind::From) => Weight::Sure,
            Some(Kind::For) if is_full => Weight::Sure,
            Some(Kind::The) if !is_full => Weight::Whole,
            _ if !is_full => Weight::End,
            _ => Weight::Place,
        };
        Some(Day::new(Spec::Weekday(weekday), end, weight))
    }

    /// Whether a time of day stands here.
    fn is_time(&self, at: usize) -> bool {
        let at = self.skip_comma(at);
        self.clock(at).is_some()
    }

    /// "monday, 18 february", "wednesday the 15th", "jeudi 15".
    fn with_date(&self, weekday: Weekday, end: usize) -> Option<Day> {
        let mut place = self.skip_comma(end);
        if self.eat(place, Kind::At).is_some() {
            return None;
        }
        for _ in 0..2 {
            place = self.skip(place, &[Kind::On, Kind::The]);
        }
        let name = self.sense(end.saturating_sub(1), Kind::Weekday);
        let is_sure = name.is_none_or(|name| name.need != Need::Dot);
        let readings = [
            self.figures(place, Some(Kind::On)),
            self.figures_on(place, weekday),
            self.of_month(place, None),
            self.day_of_month(place, Some(Kind::The))
                // "Do 3 sets" is no Thursday, whatever "do" is short for.
                .filter(|day| is_sure || !self.tokens.is_word(day.end) || self.is_time(day.end))
                .filter(|day| !self.is_clock(place, day.end)),
        ];
        let found = readings
            .into_iter()
            .flatten()
            .filter_map(|day| match day.spec {
                Spec::Dated(dated) => Some((dated, day.end)),
                _ => None,
            });
        let (dated, end) = found.max_by_key(|(_, end)| *end)?;
        let weekday = Some(weekday);
        let spec = Spec::Dated(Dated { weekday, ..dated });
        Some(Day::new(spec, end, Weight::Sure))
    }

    /// "monday of next week", "wednesday in 2 weeks".
    fn with_week(&self, weekday: Weekday, end: usize) -> Option<Day> {
        let comma = self.skip_comma(end);
        let place = self.skip(comma, &[Kind::Of, Kind::In]);
        let place = self.skip(place, &[Kind::The]);
        let weeks = [comma, place].map(|place| self.unit_period(place));
        let (week, end) = weeks
            .into_iter()
            .chain([self.moved(comma)])
            .flatten()
            .filter_map(|day| match day.spec {
                Spec::Period(period) if day.spans_weeks() => Some((period, day.end)),
                _ => None,
            })
            .max_by_key(|(_, end)| *end)?;
        let week = Period::around(Unit::Week, week.first, 0)?;
        let date = week.nth(1, weekday)?;
        Some(Day::new(Spec::Period(Period::day(date)), end, Weight::Sure))
    }

    /// "monday next" where adjectives stand behind, and "friday after next".
    fn with_choice(&self, weekday: Weekday, end: usize) -> Option<Day> {
        let kinds: &[Kind] = if self.lexicon.has(Custom::AdjectiveBehind) {
            &WHICH
        } else {
            &[Kind::AfterNext]
        };
        let (kind, end) = kinds
            .iter()
            .find_map(|kind| Some((*kind, self.eat(end, *kind)?)))?;
        let date = self.chosen(kind, weekday)?;
        Some(Day::new(Spec::Period(Period::day(date)), end, Weight::Sure))
    }

    /// "the friday after christmas".
    fn beside(&self, weekday: Weekday, end: usize) -> Option<Day> {
        let beside = |(kind, nth)| {
            let day = self.the_day(self.eat(end, kind)?, Some(Kind::On))?;
            let date = self
                .resolve(day.spec)?
                .first
                .nth_weekday(nth, weekday)
                .ok()?;
            let spec = Spec::Period(Period::day(in_years(date)?));
            Some(Day::new(spec, day.end, Weight::Sure))
        };
        [(Kind::After, 1), (Kind::Before, -1)]
            .into_iter()
            .find_map(beside)
    }

    /// "friday week", "lundi en huit".
    fn days_on(&self, weekday: Weekday, end: usize) -> Option<Day> {
        let sense = self.sense(end, Kind::DaysOn)?;
        let next = self.chosen(Kind::This, weekday)?;
        let date = add_days(next, i32::from(sense.value))?;
        let period = Spec::Period(Period::day(date));
        Some(Day::new(period, sense.end, Weight::Place))
    }

    /// The weekday that such a word chooses, seen from today.
    fn chosen(&self, kind: Kind, weekday: Weekday) -> Option<Date> {
        let today = self.today();
        match kind {
            Kind::This if today.weekday() == weekday => Some(today),
            Kind::This | Kind::Coming => today.nth_weekday(1, weekday).ok(),
            Kind::Next => Period::around(Unit::Week, today, 1)?.nth(1, weekday),
            Kind::AfterNext => today.nth_weekday(2, weekday).ok(),
            _ => today.nth_weekday(-1, weekday).ok(),
        }
    }
}

impl Day {
    /// Whether it was said in weeks.
    fn spans_weeks(&self) -> bool {
        matches!(self.spec, Spec::Period(period) if period.grain == Grain::Week)
    }
}
