//! Numbers, ordinals and durations in figures and words.

use jiff::{Span, civil::DateTime};

use super::{
    lexicon::{Custom, Kind},
    period::{Grain, Unit, in_years},
    reader::Reader,
};

/// A length of time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Duration {
    months: i32,
    days: i32,
    seconds: i64,
    workdays: bool,
    /// The smallest unit that was named.
    pub(super) grain: Option<Grain>,
}

/// Most of a unit that a duration may have: no due is further away than the calendar reaches.
const MOST: i32 = 100_000;

impl Duration {
    /// One of a unit.
    pub(super) fn one(unit: Unit) -> Option<Self> {
        Self::default().plus(4, unit)
    }

    fn plus(mut self, quarters: i32, unit: Unit) -> Option<Self> {
        let whole = |each: i32| {
            let number = quarters.checked_mul(each)?;
            (number % 4 == 0).then_some(number / 4)
        };
        let seconds = |each: i64| i64::from(quarters) * each / 4;
        let grain = match unit {
            Unit::Second => Grain::Second,
            Unit::Minute | Unit::QuarterHour => Grain::Minute,
            Unit::Hour => Grain::Hour,
            Unit::Day | Unit::Workday => Grain::Day,
            Unit::Week | Unit::Fortnight | Unit::Weekend => Grain::Week,
            Unit::Month | Unit::Quarter => Grain::Month,
            Unit::Year => Grain::Year,
        };
        match unit {
            Unit::Second => self.seconds += seconds(1),
            Unit::Minute => self.seconds += seconds(60),
            Unit::QuarterHour => self.seconds += seconds(900),
            Unit::Hour => self.seconds += seconds(3600),
            Unit::Day if quarters % 4 != 0 => self.seconds += seconds(86_400),
            Unit::Day => self.days += quarters / 4,
            Unit::Workday => {
                self.days += whole(1)?;
                self.workdays = true;
            }
            Unit::Week | Unit::Weekend => self.days += quarters * 7 / 4,
            Unit::Fortnight => self.days += quarters * 14 / 4,
            Unit::Month => self.months += whole(1)?,
            Unit::Quarter => self.months += whole(3)?,
            Unit::Year => self.months += whole(12)?,
        }
        self.grain = Some(self.grain.map_or(grain, |known| known.min(grain)));
        Some(self)
    }

    /// Whether it is counted in days or more.
    pub(super) fn is_of_days(&self) -> bool {
        self.seconds == 0 && self.grain >= Some(Grain::Day)
    }

    /// Its seconds, if it is counted in hours or less alone.
    pub(super) fn of_seconds(&self) -> Option<i64> {
        (self.days == 0 && self.months == 0 && !self.is_of_days()).then_some(self.seconds)
    }

    /// The moment that much later, or earlier.
    pub(super) fn from(&self, start: DateTime, sign: i32) -> Option<DateTime> {
        let mut day = start.date();
        if self.workdays {
            let moved = super::period::Period::around(Unit::Workday, day, sign * self.days)?;
            day = moved.first;
        } else {
            day = super::period::add_days(day, sign.checked_mul(self.days)?)?;
        }
        let months = Span::new().try_months(sign * self.months).ok()?;
        let moved = day.checked_add(months).ok()?.to_datetime(start.time());
        let seconds = Span::new()
            .try_seconds(i64::from(sign) * self.seconds)
            .ok()?;
        let moved = moved.checked_add(seconds).ok()?;
        in_years(moved.date())?;
        Some(moved)
    }
}

impl Reader<'_> {
    /// A whole number in figures or words.
    pub(super) fn number(&self, at: usize) -> Option<(i32, usize)> {
        if let Some((number, digits)) = self.tokens.number(at) {
            let number = i32::try_from(number).ok().filter(|_| digits <= 6)?;
            return Some((number, at + 1));
        }
        let first = self.sense(at, Kind::Number)?;
        let (mut number, mut end) = (i32::from(first.value), first.end);
        if (20..100).contains(&number) && number % 10 == 0 {
            let behind = self.skip(self.glued(end, "-").unwrap_or(end), &[Kind::And]);
            if let Some(ones) = self
                .sense(behind, Kind::Number)
                .filter(|ones| (1..20).contains(&ones.value))
                && (ones.value < 10 || number == 60 || number == 80)
            {
                (number, end) = (number + i32::from(ones.value), ones.end);
            }
        }
        Some((number, end))
    }

    /// A place in a series: `3rd`, `third`, `twenty-first`, and `3.` where that is one.
    pub(super) fn ordinal(&self, at: usize) -> Option<(i32, usize)> {
        if let Some((number, digits)) = self.tokens.number(at) {
            let number = i32::try_from(number).ok().filter(|_| digits <= 3)?;
            if let Some(end) = self.eat(at + 1, Kind::OrdinalEnd)
                && self.tokens.is_glued(at + 1)
            {
                return Some((number, end));
            }
            let is_dotted = self.lexicon.has(Custom::DotOrdinal)
                && self.has_dot(at + 1)
                && self.glued_number(at + 2).is_none();
            return is_dotted.then_some((number, at + 2));
        }
        if let Some(sense) = self.sense(at, Kind::Ordinal) {
            return Some((i32::from(sense.value), sense.end));
        }
        let tens = self.sense(at, Kind::Number)?;
        let behind = self.glued(tens.end, "-").unwrap_or(tens.end);
        let ones = self.sense(behind, Kind::Ordinal)?;
        let is_one = matches!(tens.value, 20 | 30) && ones.value < 10;
        is_one.then_some((i32::from(tens.value + ones.value), ones.end))
    }

    /// How many of a unit, in quarters: `3`, `2.5`, `half a`, `three quarters of an`, `a couple of`.
    fn quantity(&self, at: usize) -> Option<(i32, usize)> {
        let number = |number: i32| (0..=MOST).contains(&number).then_some(number * 4);
        if let Some(behind) = self.eat(at, Kind::Half) {
            let behind = self.skip(behind, &[Kind::Of]);
            return Some((2, self.skip(behind, &[Kind::Article, Kind::The])));
        }
        if let Some(quarters) = self.sense(at, Kind::Quarters) {
            let behind = self.skip(quarters.end, &[Kind::Of]);
            return Some((
                i32::from(quarters.value),
                self.skip(behind, &[Kind::Article]),
            ));
        }
        if let Some((whole, end)) = self.number(at) {
            if self.tokens.number(at).is_some()
                && let Some(fraction) = self.fraction(at, whole)
            {
                return Some(fraction);
            }
            let end = self.skip(end, &[Kind::Of]);
            let quarters = number(whole)?;
            if let Some((part, end)) = self
                .eat(end, Kind::And)
                .and_then(|place| Some((self.tokens.number(place)?, place)))
                .and_then(|((part, _), place)| self.fraction(place, i32::try_from(part).ok()?))
                .filter(|(part, _)| *part < 4)
            {
                return Some((quarters + part, end));
            }
            return Some(match self.eat(end, Kind::AndHalf) {
                Some(end) => (quarters + 2, end),
                None => (quarters, end),
            });
        }
        let article = self.eat(at, Kind::Article)?;
        if let Some(behind) = self.eat(article, Kind::Half) {
            return Some((2, behind));
        }
        if let Some((quarters, behind)) = self
            .sense(article, Kind::Quarters)
            .map(|sense| (i32::from(sense.value), self.skip(sense.end, &[Kind::Of])))
        {
            return Some((quarters, self.skip(behind, &[Kind::Article])));
        }
        if let Some((few, behind)) = self.number(article) {
            return Some((number(few)?, self.skip(behind, &[Kind::Of])));
        }
        Some((4, article))
    }

    /// `2.5`, `2,5` and `1/2` in quarters.
    fn fraction(&self, at: usize, whole: i32) -> Option<(i32, usize)> {
        let mark = if self.lexicon.has(Custom::Comma) {
            ","
        } else {
            "."
        };
        if let Some(behind) = self.glued(at + 1, mark)
            && let Some((digits, length)) = self.glued_number(behind)
        {
            let quarters = match (digits, length) {
                (0, 1) => 0,
                (25, 2) => 1,
                (5, 1) | (50, 2) => 2,
                (75, 2) => 3,
                _ => return None,
            };
            return Some((whole.checked_mul(4)? + quarters, behind + 1));
        }
        let behind = self.glued(at + 1, "/")?;
        let (under, _) = self.glued_number(behind)?;
        let quarters = match (whole, under) {
            (1, 2) => 2,
            (1 | 3, 4) => whole,
            _ => return None,
        };
        let behind = self.skip(behind + 1, &[Kind::Of]);
        Some((quarters, self.skip(behind, &[Kind::Article])))
    }

    /// A unit behind a quantity.
    fn unit(&self, at: usize, is_figure: bool) -> Option<(Unit, usize)> {
        let sense = self
            .sense(at, Kind::Unit)
            .or_else(|| self.sense(at, Kind::Symbol).filter(|_| is_figure))?;
        Some((Unit::of(sense.value)?, sense.end))
    }

    /// A length of time: `3 weeks`, `half an hour`, `an hour and 30 minutes`.
    pub(super) fn duration(&self, at: usize) -> Option<(Duration, usize)> {
        let (mut found, mut end) = self.amount(Duration::default(), at)?;
        for _ in 0..4 {
            let behind = self.skip_comma(end);
            let behind = self.skip(behind, &[Kind::And]);
            let Some((more, behind)) = self.amount(found, behind) else {
                break;
            };
            // Each part is smaller than the one before: "5 minutes 30 seconds", not "5 minutes 2 hours".
            if more.grain >= found.grain {
                break;
            }
            (found, end) = (more, behind);
        }
        Some((found, end))
    }

    fn amount(&self, sum: Duration, at: usize) -> Option<(Duration, usize)> {
        let (quarters, behind) = self.quantity(at)?;
        let is_figure = self.tokens.number(at).is_some();
        let behind = self.skip(behind, &[Kind::More]);
        let (unit, end) = self.unit(behind, is_figure)?;
        let end =
            end + usize::from(self.has_dot(end) && self.sense(behind, Kind::Symbol).is_some());
        if let Some(half) = self.eat(end, Kind::AndHalf) {
            return Some((sum.plus(quarters + 2, unit)?, half));
        }
        Some((sum.plus(quarters, unit)?, end))
    }
}
