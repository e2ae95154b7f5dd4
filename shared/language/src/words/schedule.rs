//! What a phrase comes to: when something is due and how it repeats.

use jiff::civil::{Date, DateTime, Time};

use super::{
    Setting,
    clock::Clock,
    day::{Edge, Spec},
    period::{Grain, Period, add_days},
    phrase::{Ending, Phrase},
    reader::Reader,
};
use crate::{Due, DueTime, Invalid, Recurrence};

/// A day or a time and perhaps a recurrence, as words said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// The first moment that is meant, in local time; midnight for days.
    pub start: DateTime,
    /// Where a range ends: its last day or its last moment, in local time.
    pub end: Option<DateTime>,
    /// How exact it is.
    pub grain: Grain,
    /// When a task is due that is said so: a range at its beginning, "this week" on its last day, "by friday" on friday.
    pub due: Due,
    /// How it repeats.
    pub recurrence: Option<Recurrence>,
    /// Whether the next time is counted from the day that the task is completed, not from its due: `every! 3 days`.
    pub after_completion: bool,
    /// Whether the year was left out, so that this one was taken although the day is past.
    pub is_past_this_year: bool,
}

impl Schedule {
    pub(super) fn new(reader: &Reader<'_>, phrase: &Phrase, setting: &Setting) -> Option<Self> {
        match &phrase.repeat {
            Some(_) => Self::repeated(reader, phrase, setting),
            None => Self::once(reader, phrase, setting),
        }
    }

    fn once(reader: &Reader<'_>, phrase: &Phrase, setting: &Setting) -> Option<Self> {
        let placed = phrase.day;
        let period = match placed {
            Some(placed) => Some(reader.resolve(placed.day.spec)?),
            None => None,
        };
        let is_yearless = match placed.map(|placed| placed.day.spec) {
            Some(Spec::Dated(dated)) => dated.year.is_none(),
            Some(Spec::Month(_)) => true,
            _ => false,
        };
        let is_past_this_year = setting.this_year
            && is_yearless
            && period.is_some_and(|period| period.last < reader.today());
        let edge = placed.map_or(Edge::On, |placed| placed.edge);
        if let Some(clock) = phrase.clock {
            let day = period
                .map(|period| shown(period, edge, reader.today()))
                .and_then(|day| {
                    // "tonight at 1", "by midnight tomorrow"
                    let is_night = clock.day.is_some() && clock.is_early() && !clock.is_part
                        || clock.is_end_of_day();
                    if is_night {
                        add_days(day, 1)
                    } else {
                        Some(day)
                    }
                });
            let start = elsewhere(clock.on(day, reader.now)?, clock.offset, setting)?;
            let end = phrase.clock_end.and_then(|end| {
                let end = start.date().to_datetime(end.time_of());
                if end >= start {
                    Some(end)
                } else {
                    add_days(end.date(), 1).map(|day| day.to_datetime(end.time()))
                }
            });
            return Some(Self {
                start,
                end,
                grain: clock.grain,
                due: Due::Time(DueTime::new(start, setting.zone.clone()).ok()?),
                recurrence: None,
                after_completion: false,
                is_past_this_year,
            });
        }
        let placed = placed?;
        if let Spec::Moment(moment, grain) = placed.day.spec {
            return Some(Self {
                start: moment,
                end: None,
                grain,
                due: Due::Time(to_minute(moment, grain, setting).ok()?),
                recurrence: None,
                after_completion: false,
                is_past_this_year: false,
            });
        }
        let period = period?;
        let day = shown(period, edge, reader.today());
        let grain = if period.first == period.last {
            Grain::Day
        } else {
            period.grain
        };
        let last = phrase.day_end.map(|end| end.last);
        Some(Self {
            start: period.first.to_datetime(Time::midnight()),
            end: last.map(|last| last.to_datetime(Time::midnight())),
            grain,
            due: Due::Date(day),
            recurrence: None,
            after_completion: false,
            is_past_this_year,
        })
    }

    fn repeated(reader: &Reader<'_>, phrase: &Phrase, setting: &Setting) -> Option<Self> {
        let repeat = phrase.repeat.as_ref()?;
        let ending = match phrase.ending {
            None => String::new(),
            Some(Ending::On(day)) => format!(";UNTIL={}", day.strftime("%Y%m%d")),
            Some(Ending::Times(number)) => format!(";COUNT={number}"),
        };
        let rule: Recurrence = format!("{}{ending}", repeat.rule).parse().ok()?;
        let today = reader.today();
        let day = phrase
            .day
            .and_then(|placed| reader.resolve(placed.day.spec));
        let begins = phrase.first.or(day).map_or(today, |period| period.first);
        // "every 2 weeks on monday" begins on the next monday, whichever week it is in.
        let every: Recurrence = without_interval(&repeat.rule).parse().ok()?;
        let begins = every.first(&Due::Date(begins))?.date();
        let clock = phrase.clock.map(Clock::time_of);
        let part = repeat.hour.and_then(|hour| Time::new(hour, 0, 0, 0).ok());
        let time = match (&phrase.clock, part) {
            (Some(clock), Some(part)) => Some(clock.in_hour(part)),
            _ => clock.or(part),
        };
        let due = match time {
            None => rule.first(&Due::Date(begins))?,
            Some(time) => {
                let start = DueTime::new(begins.to_datetime(time), setting.zone.clone()).ok()?;
                let start = Due::Time(start);
                let first = rule.first(&start)?;
                if first.instant(&setting.zone) > setting.now {
                    first
                } else {
                    rule.next(&start, reader.now)?
                }
            }
        };
        Some(Self {
            start: due.local(),
            end: None,
            grain: phrase.clock.map_or(Grain::Day, |clock| clock.grain),
            due,
            recurrence: Some(rule),
            after_completion: repeat.after_completion,
            is_past_this_year: false,
        })
    }
}

/// The local time of one that was said with a zone's abbreviation.
fn elsewhere(local: DateTime, offset: Option<i16>, setting: &Setting) -> Option<DateTime> {
    let Some(minutes) = offset else {
        return Some(local);
    };
    let offset = jiff::tz::Offset::from_seconds(i32::from(minutes) * 60).ok()?;
    let moment = offset.to_timestamp(local).ok()?;
    Some(setting.zone.time_zone().to_datetime(moment))
}

/// The rule for every period rather than every nth.
fn without_interval(rule: &str) -> String {
    let parts = rule
        .split(';')
        .filter(|part| !part.starts_with("INTERVAL="));
    parts.collect::<Vec<_>>().join(";")
}

/// The day that a task is due: the last of a period that has begun, the first of one to come.
fn shown(period: Period, edge: Edge, today: Date) -> Date {
    match edge {
        Edge::By if period.grain > Grain::Day => period.last,
        Edge::Before => add_days(period.first, -1).unwrap_or(period.first),
        Edge::After => add_days(period.last, 1).unwrap_or(period.last),
        _ if period.first <= today && today <= period.last => period.last,
        _ => period.first,
    }
}

/// A moment without seconds that nobody said.
fn to_minute(moment: DateTime, grain: Grain, setting: &Setting) -> Result<DueTime, Invalid> {
    let whole = moment.with().second(0).subsec_nanosecond(0).build();
    let moment = if grain == Grain::Second {
        moment
    } else {
        whole.unwrap_or(moment)
    };
    DueTime::new(moment, setting.zone.clone())
}
