//! Days and longer periods: "tomorrow", "next friday", "the 3rd of march", "in 3 weeks", "end of month".

mod calendar;
mod moved;
mod part;
mod spec;
mod weekday;

use super::{lexicon::Kind, reader::Reader};

pub(super) use spec::{Dated, Feast, Spec};

/// Where a phrase may stand in a sentence to be a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// Only as a whole text.
    Whole,
    /// At the end of the text or before a mark: "sat", which is also a verb.
    End,
    /// Where no noun follows that it belongs to: "friday", but not "friday report".
    Place,
    /// Anywhere.
    Sure,
}

/// How a day bounds what is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// On that day.
    On,
    /// No later: "by friday", "until friday".
    By,
    /// Earlier: "before friday".
    Before,
    /// Later: "after friday".
    After,
    /// From then on.
    From,
}

/// A day that was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day {
    pub(super) spec: Spec,
    /// The place behind it.
    pub(super) end: usize,
    pub(super) weight: Weight,
}

impl Day {
    pub(super) fn new(spec: Spec, end: usize, weight: Weight) -> Self {
        Self { spec, end, weight }
    }
}

/// A day with the word before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed {
    pub(super) day: Day,
    pub(super) edge: Edge,
}

/// Deepest nesting of days counted from others. Each level is tried a few times, so that it bounds the work.
const MOST_WITHIN: u8 = 3;

impl Reader<'_> {
    /// A day with what stands before it: "on", "by", "until", "the".
    pub(super) fn placed(&self, at: usize) -> Option<Placed> {
        const EDGES: [(Kind, Edge); 8] = [
            (Kind::On, Edge::On),
            // "pour" and "voor" are "by" as well, which says more: of two that reach as far, the later one counts.
            (Kind::For, Edge::On),
            (Kind::By, Edge::By),
            (Kind::Until, Edge::By),
            (Kind::In, Edge::On),
            (Kind::Before, Edge::Before),
            (Kind::After, Edge::After),
            (Kind::From, Edge::From),
        ];
        let bare = self.the_day(at, None).map(|day| Placed {
            day,
            edge: Edge::On,
        });
        let behind = |(kind, edge): (Kind, Edge)| {
            let mut place = self.eat(at, kind)?;
            let mut edge = edge;
            // "on or before friday", "due by friday"
            if let Some((_, nearer)) = EDGES
                .iter()
                .skip(1)
                .find(|(kind, _)| self.eat(place, *kind).is_some())
                .filter(|_| kind == Kind::On || kind == Kind::By)
            {
                place = self.skip(
                    place,
                    &[Kind::By, Kind::Until, Kind::Before, Kind::In, Kind::For],
                );
                edge = *nearer;
            }
            let day = self.the_day(place, Some(kind))?;
            Some(Placed { day, edge })
        };
        EDGES
            .into_iter()
            .filter_map(behind)
            .chain(bare)
            .max_by_key(|placed| placed.day.end)
    }

    /// A day with "the" and "about" before it.
    pub(super) fn the_day(&self, at: usize, before: Option<Kind>) -> Option<Day> {
        if self.depth.get() >= MOST_WITHIN {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let day = self.the_day_within(at, before);
        self.depth.set(self.depth.get() - 1);
        day
    }

    fn the_day_within(&self, at: usize, before: Option<Kind>) -> Option<Day> {
        let place = self.skip(at, &[Kind::About]);
        let the = self.eat(place, Kind::The);
        let plain = self.day(place, before);
        let day = the
            .and_then(|behind| self.day(behind, before.or(Some(Kind::The))))
            .into_iter()
            .chain(plain)
            .max_by_key(|day| day.end)?;
        Some(self.with_end_of_day(day))
    }

    /// The longest day that begins here; `before` is the word in front.
    fn day(&self, at: usize, before: Option<Kind>) -> Option<Day> {
        if !self.may_begin(at) {
            return None;
        }
        let alternatives = [
            self.named(at),
            self.figures(at, before),
            self.spaced_figures(at, before),
            self.of_month(at, before),
            self.chosen_month(at),
            self.weekday(at, before),
            self.unit_period(at),
            self.weekend(at, before),
            self.quarter(at, before),
            self.nth_of(at),
            self.edge_of(at),
            self.moved(at),
            self.day_of_month(at, before),
            self.holiday(at, before),
            self.year(at, before),
        ];
        alternatives.into_iter().flatten().max_by_key(|day| day.end)
    }

    /// "end of day friday" and "friday end of day" are that day.
    fn with_end_of_day(&self, day: Day) -> Day {
        let place = self.skip(day.end, &[Kind::By, Kind::At]);
        match self.sense(place, Kind::EndOf) {
            Some(sense) if sense.value == 4 => Day {
                end: sense.end,
                ..day
            },
            _ => day,
        }
    }
}
