//! Parts of periods and periods by their place: "this week", "last day of march", "end of month", "the 3rd", "Q3".

use super::{Dated, Day, Feast, Spec, Weight, weekday::WHICH};
use crate::words::{
    lexicon::{Custom, Kind},
    period::{Grain, Period, Unit, add_days},
    reader::Reader,
};

impl Reader<'_> {
    /// "this week", "next month", "la semaine prochaine".
    pub(super) fn unit_period(&self, at: usize) -> Option<Day> {
        let chosen = WHICH.into_iter().find_map(|kind| {
            let behind = self.eat(at, kind)?;
            let unit = self.sense(behind, Kind::Unit)?;
            Some((kind, unit.value, unit.end))
        });
        let behind = || {
            let unit = self.sense(at, Kind::Unit)?;
            WHICH
                .into_iter()
                .filter(|kind| {
                    self.lexicon.has(Custom::AdjectiveBehind) || *kind == Kind::AfterNext
                })
                .find_map(|kind| Some((kind, unit.value, self.eat(unit.end, kind)?)))
        };
        let (kind, unit, end) = chosen.or_else(behind)?;
        let unit = Unit::of(unit)?;
        let moved = match kind {
            Kind::This => 0,
            Kind::Next | Kind::Coming => 1,
            Kind::AfterNext => 2,
            _ => -1,
        };
        let sure = |spec| Some(Day::new(spec, end, Weight::Sure));
        let seconds = match unit {
            Unit::Hour => 3600,
            Unit::Minute => 60,
            _ => {
                let period = Period::around(unit, self.today(), moved)?;
                let day = sure(Spec::Period(period))?;
                // "next week monday", "volgende week maandag"
                let owner = if self.tokens.is(end, "'") && self.tokens.is(end + 1, "s") {
                    end + 2
                } else {
                    end
                };
                let place = self.skip(self.skip_comma(owner), &[Kind::On]);
                if period.grain == Grain::Year
                    && let Some((month, end)) = self.month(self.skip(place, &[Kind::In]))
                {
                    let month = Period::month(period.first.year(), month)?;
                    return Some(Day::new(Spec::Period(month), end, Weight::Sure));
                }
                return match self.weekday_name(place, true) {
                    Some((weekday, end)) if period.grain == Grain::Week => {
                        let date = period.nth(1, weekday)?;
                        Some(Day::new(Spec::Period(Period::day(date)), end, Weight::Sure))
                    }
                    _ => Some(day),
                };
            }
        };
        let span = jiff::Span::new().seconds(i64::from(moved) * seconds);
        let moment = self.now.checked_add(span).ok()?;
        let (moment, grain) = if unit == Unit::Hour {
            (moment.date().at(moment.hour(), 0, 0, 0), Grain::Hour)
        } else {
            (moment, Grain::Minute)
        };
        sure(Spec::Moment(moment, grain))
    }

    /// "at the weekend", "le week-end", which is the one to come.
    pub(super) fn weekend(&self, at: usize, before: Option<Kind>) -> Option<Day> {
        let unit = self.sense(at, Kind::Unit).filter(|unit| unit.value == 10)?;
        let weight = match before? {
            Kind::On => Weight::Sure,
            Kind::In | Kind::By | Kind::Until | Kind::Before | Kind::After => Weight::Place,
            _ => Weight::Whole,
        };
        let weekend = Period::around(Unit::Weekend, self.today(), 0)?;
        Some(Day::new(Spec::Period(weekend), unit.end, weight))
    }

    /// A month, a year, a quarter or a week of which a part is meant; "month" alone is the one that is now.
    fn whole(&self, at: usize) -> Option<(Spec, usize, bool)> {
        let place = self.skip(at, &[Kind::The]);
        let longest = [
            self.of_month(place, Some(Kind::In)),
            self.unit_period(place),
            self.quarter(place, Some(Kind::In)),
            self.year(place, Some(Kind::In)),
        ]
        .into_iter()
        .flatten()
        .filter(|day| !matches!(day.spec, Spec::Dated(_) | Spec::Moment(..)))
        .max_by_key(|day| day.end);
        if let Some(day) = longest {
            return Some((day.spec, day.end, false));
        }
        let unit = self.sense(place, Kind::Unit)?;
        if let Some(month) = self
            .eat(unit.end, Kind::Of)
            .and_then(|behind| self.of_month(behind, Some(Kind::In)))
            .filter(|day| unit.value == 7 && !matches!(day.spec, Spec::Dated(_)))
        {
            return Some((month.spec, month.end, false));
        }
        let period = Period::around(Unit::of(unit.value)?, self.today(), 0)?;
        Some((Spec::Period(period), unit.end, true))
    }

    /// "first tuesday of october", "last day of the month", "third week of june".
    pub(super) fn nth_of(&self, at: usize) -> Option<Day> {
        let last = self.eat(at, Kind::Final).map(|end| (-1, end));
        let (nth, behind) = last.or_else(|| self.ordinal(at))?;
        let weekday = self.weekday_name(behind, true);
        let unit = self.sense(behind, Kind::Unit);
        let end = weekday.map(|(_, end)| end).or(unit.map(|unit| unit.end))?;
        let of = self.eat(end, Kind::Of).or_else(|| self.eat(end, Kind::In));
        if let (Some((weekday, _)), Some(after)) = (weekday, self.eat(end, Kind::After))
            && let Some(day) = self.the_day(after, None)
        {
            let from = self.resolve(day.spec)?.last;
            let date = from.nth_weekday(nth.max(1), weekday).ok()?;
            return Some(Day::new(
                Spec::Period(Period::day(date)),
                day.end,
                Weight::Sure,
            ));
        }
        let place = match of {
            Some(place) => place,
            // "letzte woche september", "último mês 2013"
            None if self.lexicon.has(Custom::DayFirst) => end,
            None => return None,
        };
        let (spec, end, is_now) = self.whole(place)?;
        let find = |whole: Period| {
            if let Some((weekday, _)) = weekday {
                return whole.nth(nth, weekday).map(Period::day);
            }
            let unit = Unit::of(unit?.value)?;
            let edge = if nth < 0 { whole.last } else { whole.first };
            let steps = if nth < 0 { nth + 1 } else { nth - 1 };
            let found = Period::around(unit, edge, steps)?;
            // A month's first week has its first Monday, its last one ends in it.
            let out = found.grain == Grain::Week
                && (found.first < whole.first || found.last > whole.last);
            if out {
                Period::around(unit, edge, steps + nth.signum())
            } else {
                Some(found)
            }
            .filter(|found| found.first <= whole.last && found.last >= whole.first)
        };
        let whole = self.resolve(spec)?;
        let mut found = find(whole)?;
        if is_now && found.last < self.today() {
            found = find(Period::around(whole.grain.unit()?, whole.first, 1)?)?;
        }
        Some(Day::new(Spec::Period(found), end, Weight::Sure))
    }

    /// "end of month", "beginning of next week", "mid december", "eom".
    pub(super) fn edge_of(&self, at: usize) -> Option<Day> {
        let sure = |day, end| Some(Day::new(Spec::Period(Period::day(day)), end, Weight::Sure));
        let today = self.today();
        if let Some(sense) = self.sense(at, Kind::EndOf) {
            let unit = Unit::of(sense.value)?;
            let placed = self.skip(sense.end, &[Kind::On, Kind::Of]);
            if unit == Unit::Day
                && let Some(day) = self.the_day(placed, Some(Kind::On))
            {
                return Some(day);
            }
            let whole = Period::around(unit, today, 0)?;
            return sure(end_of(whole)?, sense.end);
        }
        let (kind, behind) = [Kind::Begin, Kind::Middle, Kind::End]
            .into_iter()
            .find_map(|kind| Some((kind, self.eat(at, kind)?)))?;
        let behind = self.glued(behind, "-").unwrap_or(behind);
        let place = self.skip(behind, &[Kind::Of, Kind::In]);
        let (spec, end, is_now) = self.whole(place)?;
        // "no fim de semana" is Saturday.
        let is_weekend = |at: usize| {
            self.sense(at, Kind::Unit)
                .is_some_and(|unit| unit.value == 10 && unit.end == end)
        };
        if (at..end).any(is_weekend) {
            return None;
        }
        let mut whole = self.resolve(spec)?;
        let of = |whole: Period| match kind {
            Kind::Begin => Some(whole.first),
            Kind::Middle => middle_of(whole),
            _ => end_of(whole),
        };
        if is_now && of(whole)? < today {
            whole = Period::around(whole.grain.unit()?, whole.first, 1)?;
        }
        sure(of(whole)?, end)
    }

    /// "Q3", "third quarter 2018", "2018q4".
    pub(super) fn quarter(&self, at: usize, before: Option<Kind>) -> Option<Day> {
        let short = |at: usize| {
            let (number, _) = self
                .glued_number(at + 1)
                .filter(|_| self.tokens.is(at, "q"))?;
            Some((i8::try_from(number).ok()?, at + 2))
        };
        let long = || {
            let (number, behind) = self.ordinal(at)?;
            let unit = self
                .sense(behind, Kind::Unit)
                .filter(|unit| unit.value == 8)?;
            Some((i8::try_from(number).ok()?, unit.end))
        };
        let first = self
            .tokens
            .number(at)
            .filter(|(_, digits)| self.tokens.is_glued(at + 1) || *digits == 4);
        let (year, number, end) = if let Some((year, digits)) = first
            && let Some((number, end)) = short(at + 1)
        {
            let year = i16::try_from(year).ok()?;
            (
                Some(if digits == 2 { 2000 + year } else { year }),
                number,
                end,
            )
        } else {
            let (number, behind) = short(at).or_else(long)?;
            let place = self.skip(self.skip_comma(behind), &[Kind::Of]);
            match self.year(place, Some(Kind::In)) {
                Some(Day {
                    spec: Spec::Period(year),
                    end,
                    ..
                }) => (Some(year.first.year()), number, end),
                _ => (None, number, behind),
            }
        };
        let month = 3 * i8::try_from(i32::from(number) - 1)
            .ok()
            .filter(|number| (0..4).contains(number))?
            + 1;
        let of = |year| Period::around(Unit::Quarter, Period::month(year, month)?.first, 0);
        let this_year = self.today().year();
        let period = match year {
            Some(year) => of(year)?,
            None => of(this_year)
                .filter(|period| period.last >= self.today())
                .or_else(|| of(this_year + 1))?,
        };
        let weight = match before {
            Some(Kind::In | Kind::By | Kind::Until) => Weight::Sure,
            _ => Weight::Place,
        };
        Some(Day::new(Spec::Period(period), end, weight))
    }

    /// "the 3rd", "am 15.", "le 16", "20th of next month".
    pub(super) fn day_of_month(&self, at: usize, before: Option<Kind>) -> Option<Day> {
        let ordinal = self.ordinal(at);
        let is_placed = before.is_some_and(|kind| matches!(kind, Kind::On | Kind::The | Kind::By));
        let plain = || {
            self.number(at)
                .filter(|_| self.lexicon.has(Custom::DayFirst) && is_placed)
        };
        let (number, end) = ordinal.or_else(plain).or_else(|| self.number(at))?;
        let day = i8::try_from(number)
            .ok()
            .filter(|day| (1..=31).contains(day))?;
        let behind = self
            .sense(end, Kind::Unit)
            .filter(|unit| unit.value == 4)
            .map_or(end, |unit| unit.end);
        if let Some(place) = self.eat(behind, Kind::Of) {
            let place = self.skip(place, &[Kind::The]);
            let month = self.unit_period(place).or_else(|| self.this_month(place));
            if let Some(Day {
                spec: Spec::Period(month),
                end,
                ..
            }) = month
                && month.grain == Grain::Month
            {
                let date =
                    add_days(month.first, i32::from(day) - 1).filter(|date| *date <= month.last)?;
                return Some(Day::new(Spec::Period(Period::day(date)), end, Weight::Sure));
            }
        }
        ordinal.or_else(plain)?;
        let unit_behind =
            self.sense(end, Kind::Unit).is_some() || self.sense(end, Kind::Weekday).is_some();
        let is_word = self.tokens.number(at).is_none();
        if unit_behind || is_word && before.is_none() {
            return None;
        }
        let dated = Dated {
            day,
            ..Dated::default()
        };
        let weight = if before.is_some() {
            Weight::Place
        } else {
            Weight::Whole
        };
        Some(Day::new(Spec::Dated(dated), end, weight))
    }

    /// "the month" in "the 3rd of the month".
    fn this_month(&self, at: usize) -> Option<Day> {
        let unit = self.sense(at, Kind::Unit).filter(|unit| unit.value == 7)?;
        let period = Period::around(Unit::Month, self.today(), 0)?;
        Some(Day::new(Spec::Period(period), unit.end, Weight::Sure))
    }

    /// "2027", where it stands as a year.
    pub(super) fn year(&self, at: usize, before: Option<Kind>) -> Option<Day> {
        let place = match self.sense(at, Kind::Unit) {
            Some(unit) if unit.value == 9 => unit.end,
            _ => at,
        };
        let (number, digits) = self.tokens.number(place)?;
        let year = i16::try_from(number).ok().filter(|_| digits == 4)?;
        let is_part = self.tokens.is_glued(place + 1) && !self.tokens.is(place + 1, ",");
        if !(1000..=2999).contains(&year) || is_part {
            return None;
        }
        let is_ahead = year >= self.today().year() && before == Some(Kind::In);
        let weight = if is_ahead {
            Weight::Place
        } else {
            Weight::Whole
        };
        Some(Day::new(
            Spec::Period(Period::year(year)?),
            place + 1,
            weight,
        ))
    }

    /// "christmas", "easter monday 2027".
    pub(in crate::words) fn holiday(&self, at: usize, before: Option<Kind>) -> Option<Day> {
        let fixed = self.sense(at, Kind::Holiday);
        let easter = self
            .sense(at, Kind::Easter)
            .map(|sense| (Feast::Easter(sense.value), sense.end));
        let nth = self
            .sense(at, Kind::Moving)
            .map(|sense| (Feast::Nth(sense.value), sense.end));
        let moving = easter.or(nth);
        let end = fixed
            .map(|sense| sense.end)
            .or(moving.map(|(_, end)| end))?;
        let place = self.skip(self.skip_comma(end), &[Kind::Of]);
        let year = self.tokens.number(place).filter(|(_, digits)| *digits == 4);
        let year = year.and_then(|(year, _)| i16::try_from(year).ok());
        let end = if year.is_some() { place + 1 } else { end };
        let spec = match fixed {
            Some(sense) => {
                let month = i8::try_from(sense.value / 100).ok()?;
                Spec::Dated(Dated {
                    weekday: None,
                    day: i8::try_from(sense.value % 100).ok()?,
                    month: Some(month),
                    year,
                })
            }
            None => Spec::Feast(moving?.0, year),
        };
        let weight = match before {
            Some(Kind::On | Kind::By | Kind::Until | Kind::Before) => Weight::Place,
            _ => Weight::Whole,
        };
        Some(Day::new(spec, end, weight))
    }
}

impl Grain {
    fn unit(self) -> Option<Unit> {
        Some(match self {
            Self::Day => Unit::Day,
            Self::Week => Unit::Week,
            Self::Month => Unit::Month,
            Self::Quarter => Unit::Quarter,
            Self::Year => Unit::Year,
            Self::Second | Self::Minute | Self::Hour => return None,
        })
    }
}

/// The last day of a period; of a week, its last working day.
fn end_of(period: Period) -> Option<jiff::civil::Date> {
    let is_week =
        period.grain == Grain::Week && period.first.weekday() == jiff::civil::Weekday::Monday;
    if is_week {
        add_days(period.first, 4)
    } else {
        Some(period.last)
    }
}

fn middle_of(period: Period) -> Option<jiff::civil::Date> {
    let days = match period.grain {
        Grain::Week => 2,
        Grain::Month => 14,
        Grain::Quarter => 45,
        Grain::Year => 181,
        Grain::Second | Grain::Minute | Grain::Hour | Grain::Day => 0,
    };
    add_days(period.first, days)
}
