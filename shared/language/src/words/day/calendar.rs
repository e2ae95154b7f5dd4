//! Days by figures, months and weekdays: `2026-11-27`, "3 march", "monday, feb 18", "the 3rd".

use jiff::civil::Weekday;

use super::{Dated, Day, Spec, Weight, weekday::WHICH};
use crate::words::{
    lexicon::{Custom, Kind, Need},
    period::{Grain, Period},
    reader::Reader,
};

impl Reader<'_> {
    /// A month, with the place behind its full stop.
    pub(super) fn month(&self, at: usize) -> Option<(i8, usize)> {
        let sense = self.sense(at, Kind::Month)?;
        let end = match sense.need {
            Need::Nothing => sense.end,
            Need::Short | Need::Dot => self.skip_dot(sense.end),
        };
        Some((i8::try_from(sense.value).ok()?, end))
    }

    /// A year of four digits, or of two where they can be nothing else.
    fn year_at(&self, at: usize) -> Option<(i16, usize)> {
        let apostrophe = self.tokens.is(at, "'") && self.tokens.is_glued(at + 1);
        let at = at + usize::from(apostrophe);
        let (number, digits) = self.tokens.number(at)?;
        let is_time = self.tokens.is(at + 1, ":") || self.eat(at + 1, Kind::Meridian).is_some();
        let is_part = self.tokens.is_glued(at + 1)
            && (self.tokens.is_word(at + 1)
                || self.tokens.is(at + 1, ".") && self.glued_number(at + 2).is_some());
        if is_time || is_part {
            return None;
        }
        let number = i16::try_from(number).ok()?;
        match digits {
            4 if number >= 1000 => Some((number, at + 1)),
            2 if apostrophe || number > 31 => Some((century(number), at + 1)),
            _ => None,
        }
    }

    /// A year behind a day and a month, with "of" or a comma between.
    pub(in crate::words) fn year_behind(&self, at: usize, is_joined: bool) -> (Option<i16>, usize) {
        let comma = self.skip_comma(at);
        let place = self.skip(comma, &[Kind::Of]);
        let place = ["-", "/", "."]
            .iter()
            .find_map(|mark| {
                self.glued(place, mark)
                    .filter(|_| self.tokens.is_glued(place + 1))
            })
            .unwrap_or(place);
        if let Some((year, end)) = self.year_at(place).or_else(|| self.chosen_year(place)) {
            return (Some(year), end);
        }
        // "April 14, 15" and "12-jul-14", at the end.
        let short = self.tokens.number(place).filter(|(_, digits)| *digits == 2);
        let is_parted = is_joined
            || place > at && (self.tokens.is(at, ",") || self.eat(at, Kind::Of).is_some());
        if let Some((year, _)) = short.filter(|_| is_parted && place + 1 == self.tokens.len())
            && let Ok(year) = i16::try_from(year)
        {
            return (Some(century(year)), place + 1);
        }
        (None, at)
    }

    /// "next year" behind a date.
    fn chosen_year(&self, at: usize) -> Option<(i16, usize)> {
        let day = self.unit_period(at)?;
        match day.spec {
            Spec::Period(period) if period.grain == Grain::Year => {
                Some((period.first.year(), day.end))
            }
            _ => None,
        }
    }

    /// The number of a day: `3`, `3rd`, "third", "three".
    fn day_number(&self, at: usize) -> Option<(i32, usize)> {
        let (number, end) = self.ordinal(at).or_else(|| {
            let figures = self.tokens.number(at).is_none_or(|(_, digits)| digits <= 2);
            self.number(at).filter(|_| figures)
        })?;
        (1..=31).contains(&number).then_some((number, end))
    }

    /// A day and a month in either order, a month and a year, a month alone.
    pub(in crate::words) fn of_month(&self, at: usize, before: Option<Kind>) -> Option<Day> {
        let joint = |place: usize| {
            ["-", "/"]
                .iter()
                .find_map(|mark| {
                    self.glued(place, mark)
                        .filter(|_| self.tokens.is_glued(place + 1))
                })
                .unwrap_or(place)
        };
        if let Some((number, behind)) = self.day_number(at) {
            let place = self.skip(joint(behind), &[Kind::Of]);
            let (month, end) = self.month(place)?;
            let (year, end) =
                self.year_behind(end, joint(behind) > behind || self.ordinal(at).is_some());
            let dated = Dated::new(number, month, year)?;
            return Some(self.with_weekday(dated, end));
        }
        if let Some((year, behind)) = self
            .tokens
            .number(at)
            .filter(|(_, digits)| *digits == 4)
            .and_then(|_| self.year_at_start(at))
        {
            let (month, behind) = self.month(joint(behind))?;
            let (number, end) = self.day_number(joint(behind))?;
            let dated = Dated::new(number, month, Some(year))?;
            return Some(self.with_weekday(dated, end));
        }
        let (month, behind) = self.month(at)?;
        let place = self.skip(self.skip_comma(joint(behind)), &[Kind::The, Kind::On]);
        if let Some((number, end)) = self.day_number(place)
            && !self.is_clock(place, end)
            && let Some(dated) = Dated::new(number, month, None)
        {
            let (year, end) = self.year_behind(end, false);
            let dated = Dated { year, ..dated };
            return Some(self.with_weekday(dated, end));
        }
        let place = self.skip(self.skip_comma(behind), &[Kind::Of]);
        let chosen = self.chosen_year(place);
        if let Some((year, end)) = self.year_at(place).or(chosen) {
            return Some(Day::new(
                Spec::Period(Period::month(year, month)?),
                end,
                Weight::Sure,
            ));
        }
        let weight = match before {
            Some(Kind::In | Kind::By | Kind::Until) => Weight::Place,
            _ => Weight::Whole,
        };
        Some(Day::new(Spec::Month(month), behind, weight))
    }

    /// "next march", "march after next".
    pub(super) fn chosen_month(&self, at: usize) -> Option<Day> {
        let before = WHICH.into_iter().find_map(|kind| {
            let (month, end) = self.month(self.eat(at, kind)?)?;
            Some((kind, month, end))
        });
        let behind = || {
            let (month, end) = self.month(at)?;
            WHICH
                .into_iter()
                .filter(|kind| {
                    self.lexicon.has(Custom::AdjectiveBehind) || *kind == Kind::AfterNext
                })
                .find_map(|kind| Some((kind, month, self.eat(end, kind)?)))
        };
        let (kind, month, end) = before.or_else(behind)?;
        let now = self.today();
        let ahead = i16::from(month <= now.month());
        let year = match kind {
            Kind::This => now.year(),
            Kind::Next | Kind::Coming => now.year() + ahead,
            Kind::AfterNext => now.year() + ahead + 1,
            _ => now.year() - i16::from(month >= now.month()),
        };
        Some(Day::new(
            Spec::Period(Period::month(year, month)?),
            end,
            Weight::Sure,
        ))
    }

    fn year_at_start(&self, at: usize) -> Option<(i16, usize)> {
        let (number, _) = self.tokens.number(at)?;
        let year = i16::try_from(number).ok()?;
        (year >= 1000).then_some((year, at + 1))
    }

    /// Whether the number at a place is the hour of a time: "march 3:30", "march 5pm".
    pub(super) fn is_clock(&self, at: usize, end: usize) -> bool {
        self.tokens.number(at).is_some()
            && (self.glued(end, ":").is_some() && self.glued_number(end + 1).is_some()
                || self.eat(end, Kind::Meridian).is_some()
                || self.eat(end, Kind::OClock).is_some())
    }

    /// A day with a weekday behind it: "12 september 2014, friday".
    fn with_weekday(&self, dated: Dated, end: usize) -> Day {
        let place = self.skip_comma(end);
        if place > end
            && let Some((weekday, end)) = self.weekday_name(place, true)
        {
            let weekday = Some(weekday);
            return Day::new(Spec::Dated(Dated { weekday, ..dated }), end, Weight::Sure);
        }
        Day::new(Spec::Dated(dated), end, Weight::Sure)
    }

    /// Numbers with marks between: `2026-11-27`, `27.11.2026`, `11/27`.
    pub(super) fn figures(&self, at: usize, before: Option<Kind>) -> Option<Day> {
        let (one, digits) = self.tokens.number(at)?;
        let mark = [".", "/", "-"]
            .into_iter()
            .find(|mark| self.glued(at + 1, mark).is_some())?;
        let (second, two_digits) = self.glued_number(at + 2)?;
        let third = self
            .glued(at + 3, mark)
            .and_then(|place| Some((self.glued_number(place)?, place + 1)));
        let two = i8::try_from(second).unwrap_or_default();
        if digits == 4 {
            let year = i16::try_from(one).ok().filter(|year| *year >= 1000)?;
            return match third {
                Some(((day, _), end)) => {
                    let dated = Dated::new(i32::try_from(day).ok()?, two, Some(year))?;
                    Some(Day::new(Spec::Dated(dated), end, Weight::Sure))
                }
                None if two_digits == 2 && mark != "." => {
                    let month = Period::month(year, two)?;
                    Some(Day::new(Spec::Period(month), at + 3, Self::near(before)))
                }
                None => None,
            };
        }
        let one = i8::try_from(one).ok().filter(|_| digits <= 2)?;
        let Some(((number, length), end)) = third else {
            if two_digits == 4 {
                let year = second.try_into().ok().filter(|year| *year >= 1000)?;
                let month = Period::month(year, one).filter(|_| mark != ".")?;
                return Some(Day::new(
                    Spec::Period(month),
                    at + 3,
                    Weight::Whole.max(Self::near(before)),
                ));
            }
            let (day, month) = self.day_and_month(one, two)?;
            let dated = Dated::new(i32::from(day), month, None)?;
            let has_dot = mark == "." && self.has_dot(at + 3);
            // "3.15" is a price and "2-3" a score, unless more says that it is a day.
            let weight = if before.is_none() && (mark == "-" || mark == "." && !has_dot) {
                Weight::Whole
            } else {
                Self::near(before)
            };
            return Some(Day::new(
                Spec::Dated(dated),
                at + 3 + usize::from(has_dot),
                weight,
            ));
        };
        let year = i16::try_from(number).ok()?;
        let year = match length {
            4 => year,
            2 => century(year),
            _ => return None,
        };
        let (day, month) = self.day_and_month(one, two)?;
        let dated = Dated::new(i32::from(day), month, Some(year))?;
        Some(Day::new(Spec::Dated(dated), end, Weight::Sure))
    }

    /// Numbers with spaces between: "24 12 2026", where the day comes first.
    pub(super) fn spaced_figures(&self, at: usize, before: Option<Kind>) -> Option<Day> {
        let number = |at: usize| self.tokens.number(at).filter(|_| !self.tokens.is_glued(at));
        let (day, digits) = self.tokens.number(at)?;
        let (month, month_digits) = number(at + 1)?;
        if !self.lexicon.has(Custom::DayFirst) || digits > 2 || month_digits > 2 {
            return None;
        }
        let (year, end) = match number(at + 2) {
            Some((year, 4)) => (Some(i16::try_from(year).ok()?), at + 3),
            Some((year, 2)) => (Some(century(i16::try_from(year).ok()?)), at + 3),
            _ => (None, at + 2),
        };
        if self.tokens.is_glued(end) {
            return None;
        }
        let month = i8::try_from(month).ok()?;
        let dated = Dated::new(i32::try_from(day).ok()?, month, year)?;
        let is_marked = matches!(before, Some(Kind::On | Kind::The));
        let weight = if is_marked && (year.is_some() || month_digits == 2) {
            Weight::Place
        } else {
            Weight::Whole
        };
        Some(Day::new(Spec::Dated(dated), end, weight))
    }

    /// Numbers that could be two days, of which one is on this weekday: "Tuesday 11/3/2026".
    pub(super) fn figures_on(&self, at: usize, weekday: Weekday) -> Option<Day> {
        let (one, _) = self.tokens.number(at)?;
        let (two, _) = self.glued_number(self.glued(at + 1, "/")?)?;
        let year = self
            .glued(at + 3, "/")
            .and_then(|place| Some((self.glued_number(place)?, place + 1)));
        let (year, end) = match year {
            Some(((year, 4), end)) => (Some(i16::try_from(year).ok()?), end),
            Some(((year, 2), end)) => (Some(century(i16::try_from(year).ok()?)), end),
            Some(_) => return None,
            None => (None, at + 3),
        };
        let read = |day: u32, month: u32| {
            let month = i8::try_from(month).ok()?;
            let dated = Dated::new(i32::try_from(day).ok()?, month, year)?;
            let fits = self.resolve(Spec::Dated(dated))?.first.weekday() == weekday;
            fits.then_some(dated)
        };
        let ((Some(dated), None) | (None, Some(dated))) = (read(two, one), read(one, two)) else {
            return None;
        };
        Some(Day::new(Spec::Dated(dated), end, Weight::Sure))
    }

    /// Which of two numbers is the day. In English either is, and two that could be both are neither.
    fn day_and_month(&self, one: i8, two: i8) -> Option<(i8, i8)> {
        if self.lexicon.has(Custom::DayFirst) {
            return Some((one, two));
        }
        match (one > 12, two > 12) {
            (false, true) => Some((two, one)),
            (true, false) if (one, two) != (24, 7) => Some((one, two)),
            (false, false) if one == two => Some((one, two)),
            _ => None,
        }
    }

    fn near(before: Option<Kind>) -> Weight {
        match before {
            Some(Kind::On | Kind::By | Kind::Until) => Weight::Sure,
            _ => Weight::Place,
        }
    }
}

/// The year of two digits that is nearest to ours.
fn century(year: i16) -> i16 {
    if year < 70 { 2000 + year } else { 1900 + year }
}
