//! Recurrences: "every other friday", "every 3 days", "every month on the last day", "mon-fri", "daily".

use std::fmt::Write;

use super::{
    day::{Spec, Weight},
    lexicon::Kind,
    period::{Unit, weekday},
    reader::Reader,
};

/// A recurrence that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Repeat {
    /// The rule without its end.
    pub(super) rule: String,
    /// The hour that came with it: "every morning".
    pub(super) hour: Option<i8>,
    /// It is counted from the day that the task is completed.
    pub(super) after_completion: bool,
    pub(super) weight: Weight,
    /// The place behind it.
    pub(super) end: usize,
}

/// Which days of its period a rule names.
struct Days {
    text: String,
    end: usize,
}

impl Reader<'_> {
    /// A recurrence that begins here.
    pub(super) fn repeat(&self, at: usize) -> Option<Repeat> {
        let place = self.skip(at, &[Kind::On]);
        self.every(at)
            .or_else(|| self.in_a_word(at))
            .or_else(|| self.of_every(place))
            .or_else(|| self.weekday_range(at))
            .or_else(|| self.plural(at))
            .or_else(|| self.alternate(place))
    }

    /// "un samedi sur deux".
    fn alternate(&self, at: usize) -> Option<Repeat> {
        let (day, behind) = self.one_weekday(self.eat(at, Kind::Article)?)?;
        let end = self.eat(behind, Kind::Alternate)?;
        Some(rule(&format!("WEEKLY;INTERVAL=2;BYDAY={day}"), end))
    }

    fn every(&self, at: usize) -> Option<Repeat> {
        let behind = self.eat(at, Kind::Every)?;
        let is_after = self.glued(behind, "!");
        let place = is_after.unwrap_or(behind);
        let place = self.skip(place, &[Kind::The]);
        let found = self
            .every_unit(place)
            .or_else(|| self.every_weekday(place))
            .or_else(|| self.every_date(place))
            .or_else(|| self.every_part(place))?;
        Some(Repeat {
            after_completion: is_after.is_some(),
            ..found
        })
    }

    /// How many: "other", "3", "third".
    fn interval(&self, at: usize) -> (i32, usize) {
        if let Some(end) = self.eat(at, Kind::Other) {
            return (2, end);
        }
        self.ordinal(at)
            .or_else(|| self.number(at))
            .unwrap_or((1, at))
    }

    /// "every 2 weeks on monday", "every month on the 15th", "every workday".
    fn every_unit(&self, at: usize) -> Option<Repeat> {
        let (interval, place) = self.interval(at);
        if place == at {
            if let Some(end) = self.eat(place, Kind::Workday) {
                return Some(rule("WEEKLY;BYDAY=MO,TU,WE,TH,FR", end));
            }
            if let Some(end) = self.eat(place, Kind::Weekend) {
                return Some(rule("WEEKLY;BYDAY=SA", end));
            }
        }
        let sense = self.sense(place, Kind::Unit).or_else(|| {
            let is_figure = self.tokens.number(at).is_some();
            self.sense(place, Kind::Symbol).filter(|_| is_figure)
        })?;
        let unit = Unit::of(sense.value)?;
        // "every first workday" is one of the month.
        if unit == Unit::Workday && place > at {
            return None;
        }
        self.unit_rule(unit, interval, sense.end)
    }

    /// The rule of a unit with the days that stand behind it.
    fn unit_rule(&self, unit: Unit, interval: i32, end: usize) -> Option<Repeat> {
        let (frequency, each) = match unit {
            Unit::Day => ("DAILY", 1),
            Unit::Workday if interval == 1 => {
                return Some(rule("WEEKLY;BYDAY=MO,TU,WE,TH,FR", end));
            }
            Unit::Week => ("WEEKLY", 1),
            Unit::Fortnight => ("WEEKLY", 2),
            Unit::Weekend => ("WEEKLY;BYDAY=SA", 1),
            Unit::Month => ("MONTHLY", 1),
            Unit::Quarter => ("MONTHLY", 3),
            Unit::Year => ("YEARLY", 1),
            Unit::Second | Unit::Minute | Unit::QuarterHour | Unit::Hour | Unit::Workday => {
                return None;
            }
        };
        let interval = interval
            .checked_mul(each)
            .filter(|interval| (1..=999).contains(interval))?;
        let mut text = frequency.to_owned();
        if interval > 1 {
            write!(text, ";INTERVAL={interval}").ok()?;
        }
        let on = self.eat(end, Kind::On).or_else(|| self.eat(end, Kind::In));
        let days = match unit {
            Unit::Week | Unit::Fortnight => on.and_then(|place| {
                let (list, end) = self.weekday_list(place)?;
                Some(Days {
                    text: format!(";BYDAY={}", list.join(",")),
                    end,
                })
            }),
            Unit::Month | Unit::Quarter => on
                .into_iter()
                .chain([end])
                .find_map(|place| self.in_month(self.skip(place, &[Kind::The]))),
            Unit::Year => on.or(Some(end)).and_then(|place| self.in_year(place)),
            _ => None,
        };
        let (days, end) = days.map_or((String::new(), end), |days| (days.text, days.end));
        Some(rule(&(text + &days), end))
    }

    /// "first monday", "last day", "15th", "2, 15 and 27".
    fn in_month(&self, at: usize) -> Option<Days> {
        let last = self.eat(at, Kind::Final).map(|end| (-1, end));
        let (nth, behind) = last
            .or_else(|| self.ordinal(at))
            .or_else(|| self.number(at))?;
        if let Some((day, end)) = self.weekday_name(behind, true)
            && (-1..=5).contains(&nth)
        {
            let letters = crate::recurrence::letters(day);
            return Some(Days {
                text: format!(";BYDAY={nth}{letters}"),
                end,
            });
        }
        if let Some(unit) = self
            .sense(behind, Kind::Unit)
            .filter(|unit| unit.value == 4 || unit.value == 11)
        {
            let text = if unit.value == 11 {
                format!(";BYDAY=MO,TU,WE,TH,FR;BYSETPOS={nth}")
            } else {
                format!(";BYMONTHDAY={nth}")
            };
            return Some(Days {
                text,
                end: unit.end,
            });
        }
        if let Some(end) = self.eat(behind, Kind::Workday) {
            return Some(Days {
                text: format!(";BYDAY=MO,TU,WE,TH,FR;BYSETPOS={nth}"),
                end,
            });
        }
        if nth < 1 || self.sense(behind, Kind::Unit).is_some() {
            return None;
        }
        let (mut days, mut end) = (vec![nth], behind);
        while let Some((day, behind)) = self.listed(end, |place| {
            let place = self.skip(place, &[Kind::The]);
            self.ordinal(place).or_else(|| {
                self.number(place)
                    .filter(|(_, end)| self.glued(*end, ":").is_none())
            })
        }) && days.len() < 31
        {
            days.push(day);
            end = behind;
        }
        if days.iter().any(|day| !(1..=31).contains(day)) {
            return None;
        }
        let days: Vec<String> = days.iter().map(i32::to_string).collect();
        Some(Days {
            text: format!(";BYMONTHDAY={}", days.join(",")),
            end,
        })
    }

    /// "24 december", "march 3rd".
    fn in_year(&self, at: usize) -> Option<Days> {
        let place = self.skip(at, &[Kind::The]);
        let day = self
            .of_month(place, None)
            .into_iter()
            .chain(self.holiday(place, None))
            .max_by_key(|day| day.end)?;
        let Spec::Dated(dated) = day.spec else {
            return None;
        };
        let month = dated.month.filter(|_| dated.year.is_none())?;
        Some(Days {
            text: format!(";BYMONTH={month};BYMONTHDAY={}", dated.day),
            end: day.end,
        })
    }

    /// What stands behind "," or "and".
    fn listed<T>(&self, at: usize, read: impl Fn(usize) -> Option<T>) -> Option<T> {
        let comma = self.skip_comma(at);
        // "mon/wed/fri"
        let slash = self
            .glued(at, "/")
            .filter(|place| self.tokens.is_word(*place));
        let place = self.skip(slash.unwrap_or(comma), &[Kind::And]);
        if place == at {
            None
        } else {
            read(self.skip(place, &[Kind::On, Kind::Every]))
        }
    }

    fn one_weekday(&self, at: usize) -> Option<(&'static str, usize)> {
        let plural = self
            .sense(at, Kind::Weekdays)
            .and_then(|sense| Some((weekday(sense.value)?, sense.end)));
        let (day, end) = plural.or_else(|| self.weekday_name(at, true))?;
        Some((crate::recurrence::letters(day), end))
    }

    /// "mon, wed and fri", and "mon-fri".
    fn weekday_list(&self, at: usize) -> Option<(Vec<&'static str>, usize)> {
        if let Some((days, end)) = self.weekdays_between(at) {
            return Some((days, end));
        }
        let (first, mut end) = self.one_weekday(at)?;
        let mut days = vec![first];
        while let Some((day, behind)) = self.listed(end, |place| self.one_weekday(place))
            && days.len() < 7
        {
            days.push(day);
            end = behind;
        }
        Some((days, end))
    }

    fn every_weekday(&self, at: usize) -> Option<Repeat> {
        // "every first monday", "every 3rd friday", "every last day"
        let plain = self.weekday_list(at).map(|_| (1, at));
        // "every second friday" is every other one, "every 2nd friday" one in a month.
        let is_nth = self.eat(at, Kind::Final).is_some()
            || self.ordinal(at).is_some() && self.eat(at, Kind::Other).is_none();
        if plain.is_none()
            && is_nth
            && let Some(days) = self.in_month(at)
        {
            let end = self.of_the_month(days.end).unwrap_or(days.end);
            return Some(rule(&format!("MONTHLY{}", days.text), end));
        }
        let (interval, place) = plain.unwrap_or_else(|| self.interval(at));
        let (days, end) = self.weekday_list(place)?;
        (1..=999).contains(&interval).then_some(())?;
        let interval = if interval > 1 {
            format!(";INTERVAL={interval}")
        } else {
            String::new()
        };
        Some(rule(
            &format!("WEEKLY{interval};BYDAY={}", days.join(",")),
            end,
        ))
    }

    /// "of the month" and "of every month".
    fn of_the_month(&self, at: usize) -> Option<usize> {
        let place = self.eat(at, Kind::Of)?;
        let place = self.skip(place, &[Kind::The, Kind::Every]);
        self.sense(place, Kind::Unit)
            .filter(|unit| unit.value == 7)
            .map(|unit| unit.end)
    }

    /// "every 15th", "every 2, 15, 27", "every 24 dec".
    fn every_date(&self, at: usize) -> Option<Repeat> {
        if let Some(days) = self.in_year(at) {
            return Some(rule(&format!("YEARLY{}", days.text), days.end));
        }
        let days = self.in_month(at)?;
        let is_list = days.text.contains(',');
        (is_list || self.ordinal(at).is_some()).then(|| {
            let end = self.of_the_month(days.end).unwrap_or(days.end);
            rule(&format!("MONTHLY{}", days.text), end)
        })
    }

    /// "every morning".
    fn every_part(&self, at: usize) -> Option<Repeat> {
        let weekday = self.weekday_name(at, true);
        let place = weekday.map_or(at, |(_, end)| end);
        let part = self.sense(place, Kind::Part)?;
        Some(Repeat {
            hour: i8::try_from(part.value).ok(),
            ..rule("DAILY", part.end)
        })
    }

    /// "daily", "weekly on friday".
    fn in_a_word(&self, at: usize) -> Option<Repeat> {
        let sense = self.sense(at, Kind::Rule)?;
        let (interval, unit) = (i32::from(sense.value / 100).max(1), sense.value % 100);
        let found = self.unit_rule(Unit::of(unit)?, interval, sense.end)?;
        let weight = if found.end > sense.end {
            Weight::Sure
        } else {
            Weight::Place
        };
        Some(Repeat { weight, ..found })
    }

    /// "the first monday of every month", "on the 1st of each month".
    fn of_every(&self, at: usize) -> Option<Repeat> {
        let place = self.skip(at, &[Kind::The]);
        let days = self.in_month(place)?;
        let of = self.eat(days.end, Kind::Of).unwrap_or(days.end);
        let every = self.eat(of, Kind::Every)?;
        let unit = self
            .sense(every, Kind::Unit)
            .filter(|unit| unit.value == 7)?;
        Some(rule(&format!("MONTHLY{}", days.text), unit.end))
    }

    /// "mon-fri", "monday to friday".
    fn weekday_range(&self, at: usize) -> Option<Repeat> {
        let place = self.skip(at, &[Kind::From, Kind::On]);
        let (days, end) = self.weekdays_between(place)?;
        Some(Repeat {
            weight: if place > at {
                Weight::Sure
            } else {
                Weight::Place
            },
            ..rule(&format!("WEEKLY;BYDAY={}", days.join(",")), end)
        })
    }

    fn weekdays_between(&self, at: usize) -> Option<(Vec<&'static str>, usize)> {
        let (first, behind) = self.weekday_name(at, true)?;
        let mark = self.tokens.is(behind, "-");
        let place = self.eat(behind, Kind::To)?;
        let (last, end) = self.weekday_name(place, true)?;
        let from = first.to_monday_zero_offset();
        let number = i32::from(last.since(first)) + 1;
        // "friday to monday" in words is one weekend; with a mark, or over the working days, it is a habit.
        if !mark && (from != 0 || number != 5) {
            return None;
        }
        let days =
            (0..number).map(|day| crate::recurrence::letters(first.wrapping_add(i64::from(day))));
        (number > 1).then(|| (days.collect(), end))
    }

    /// "mondays", "on tuesdays and thursdays".
    fn plural(&self, at: usize) -> Option<Repeat> {
        let place = self.skip(at, &[Kind::On]);
        let (days, end) = self.weekday_list(place)?;
        // Two days may be two dates, three are a habit.
        if self.sense(place, Kind::Weekdays).is_none() && days.len() < 3 {
            return None;
        }
        Some(Repeat {
            weight: if place > at {
                Weight::Sure
            } else {
                Weight::Place
            },
            ..rule(&format!("WEEKLY;BYDAY={}", days.join(",")), end)
        })
    }
}

fn rule(text: &str, end: usize) -> Repeat {
    Repeat {
        rule: format!("FREQ={text}"),
        hour: None,
        after_completion: false,
        weight: Weight::Sure,
        end,
    }
}
