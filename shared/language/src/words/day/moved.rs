//! Days counted from others: "tomorrow", "in 3 weeks", "2 days ago", "the day after tomorrow", "3 fridays from now".

use super::{Day, Spec, Weight};
use crate::words::{
    lexicon::{Kind, Need},
    number::Duration,
    period::{Grain, Period, Unit, add_days},
    reader::Reader,
};

impl Reader<'_> {
    /// "today", "tomorrow", "now".
    pub(in crate::words) fn named(&self, at: usize) -> Option<Day> {
        if let Some(now) = self.sense(at, Kind::Now) {
            return Some(Day::new(
                Spec::Moment(self.now, Grain::Second),
                now.end,
                Weight::Whole,
            ));
        }
        let sense = self.sense(at, Kind::Day)?;
        let date = add_days(self.today(), i32::from(sense.value))?;
        // "Tom" is somebody's name.
        if sense.need != Need::Nothing {
            let day = Day::new(Spec::Period(Period::day(date)), sense.end, Weight::Whole);
            return (at == 0).then_some(day);
        }
        Some(Day::new(
            Spec::Period(Period::day(date)),
            sense.end,
            Weight::Sure,
        ))
    }

    /// A day by its distance from another.
    pub(super) fn moved(&self, at: usize) -> Option<Day> {
        self.ahead(at)
            .or_else(|| self.ago(at))
            .or_else(|| self.counted_weekdays(at))
            .or_else(|| self.behind(at))
            .or_else(|| self.week_of(at))
            .or_else(|| self.alone(at))
    }

    /// "5 days", as a whole text: in that time.
    fn alone(&self, at: usize) -> Option<Day> {
        let (duration, end) = self
            .duration(at)
            .filter(|(_, end)| at == 0 && *end == self.tokens.len())?;
        let day = self.distance(duration, 1, end)?;
        Some(Day {
            weight: Weight::Whole,
            ..day
        })
    }

    /// "in 3 weeks", with "'s time" or "from now" behind it.
    fn ahead(&self, at: usize) -> Option<Day> {
        let place = self.eat(at, Kind::Ahead)?;
        let place = self.skip(place, &[Kind::About]);
        let (duration, end) = self.duration(place)?;
        let end = self.skip(end, &[Kind::Hence, Kind::About]);
        self.distance(duration, 1, end)
    }

    /// "3 weeks ago", "vor 3 wochen", "il y a trois semaines".
    fn ago(&self, at: usize) -> Option<Day> {
        let place = self.eat(at, Kind::AgoBefore)?;
        let place = self.skip(place, &[Kind::About]);
        let (duration, end) = self.duration(place)?;
        let end = self.skip(end, &[Kind::Ago]);
        self.distance(duration, -1, end)
    }

    /// "3 fridays from now".
    fn counted_weekdays(&self, at: usize) -> Option<Day> {
        let (number, behind) = self.number(at)?;
        let name = self
            .sense(behind, Kind::Weekdays)
            .or_else(|| self.sense(behind, Kind::Weekday))?;
        let weekday = super::super::period::weekday(name.value)?;
        let (number, end) = match (
            self.eat(name.end, Kind::Hence),
            self.eat(name.end, Kind::Ago),
        ) {
            (Some(end), _) => (number, end),
            (_, Some(end)) => (-number, end),
            _ => return None,
        };
        let date = self.today().nth_weekday(number, weekday).ok()?;
        let date = super::super::period::in_years(date)?;
        Some(Day::new(Spec::Period(Period::day(date)), end, Weight::Sure))
    }

    /// "3 weeks ago", "a day from now", "2 days after monday", "the day before friday".
    fn behind(&self, at: usize) -> Option<Day> {
        let about = self.skip(at, &[Kind::About]);
        let unit = || {
            let unit = self.sense(at, Kind::Unit)?;
            let one = Duration::one(Unit::of(unit.value)?)?;
            Some((one, unit.end))
        };
        let (duration, end) = self.duration(about).or_else(unit)?;
        if let Some(end) = self.eat(end, Kind::Ago) {
            return self.distance(duration, -1, end);
        }
        let relative =
            [(Kind::After, 1), (Kind::Before, -1)]
                .into_iter()
                .find_map(|(kind, sign)| {
                    let place = self.eat(end, kind)?;
                    let day = self.the_day(place, Some(Kind::On))?;
                    let start = self.resolve(day.spec)?;
                    Some((duration.from(start.first.at(0, 0, 0, 0), sign)?, day.end))
                });
        if let Some((moment, end)) = relative.filter(|_| duration.is_of_days()) {
            let period = Period::day(moment.date());
            return Some(Day::new(Spec::Period(period), end, Weight::Sure));
        }
        let end = self.eat(end, Kind::Hence)?;
        self.distance(duration, 1, end)
    }

    /// "the week of october 6th".
    fn week_of(&self, at: usize) -> Option<Day> {
        let unit = self.sense(at, Kind::Unit).filter(|unit| unit.value == 5)?;
        let place = self.eat(unit.end, Kind::Of)?;
        let day = self.the_day(place, Some(Kind::The))?;
        let date = self
            .resolve(day.spec)
            .filter(|period| period.grain == Grain::Day)?;
        // Where weeks begin on Sunday, that of a Sunday is the one to come.
        let is_sunday = date.first.weekday() == jiff::civil::Weekday::Sunday;
        let week = Period::around(Unit::Week, date.first, i32::from(is_sunday))?;
        Some(Day::new(Spec::Period(week), day.end, Weight::Sure))
    }

    fn distance(&self, duration: Duration, sign: i32, end: usize) -> Option<Day> {
        let moment = match duration.of_seconds() {
            // Hours pass also while clocks are set back or forward.
            Some(seconds) => {
                let span = jiff::SignedDuration::from_secs(i64::from(sign) * seconds);
                let moment = self.setting.now.checked_add(span).ok()?;
                self.setting.zone.time_zone().to_datetime(moment)
            }
            None => duration.from(self.now, sign)?,
        };
        let grain = duration.grain?;
        let spec = if duration.is_of_days() {
            let mut period = Period::day(moment.date());
            if grain == Grain::Week {
                period.grain = Grain::Week;
            }
            Spec::Period(period)
        } else {
            Spec::Moment(moment, grain.min(Grain::Minute))
        };
        Some(Day::new(spec, end, Weight::Sure))
    }
}
