//! A time zone's rules (RFC 5545, section 3.6.5), as calendars of every kind take them (FR-917): Outlook reads the last
//! STANDARD and DAYLIGHT of a zone and wants a rule in them, others want every change that was.

use jiff::{
    ToSpan,
    civil::{Date, DateTime},
    tz::{Offset, TimeZone, TimeZoneTransition},
};
use language::Zone;

use super::{event::local, lines::Lines, yearly::Yearly};

/// Changes are told to the end of this year at least; after it rules go on.
const LAST_YEAR: i16 = 2100;
/// And for so many years from the first event on, which is enough to see a rule.
const YEARS: i16 = 30;

/// The year from which zones without known changes are told.
pub(super) const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// The zone, from the day on on which its first event is. UTC has no changes, and needs none told but to stand for itself.
pub(super) fn write(lines: &mut Lines, zone: &Zone, from: Date) {
    lines.push("BEGIN", "VTIMEZONE");
    lines.push("TZID", zone);
    for observance in observances(zone, from) {
        observance.write(lines);
    }
    lines.push("END", "VTIMEZONE");
}

/// What holds from some changes of the clocks on.
#[derive(Debug)]
struct Observance {
    /// Whether it is summer time.
    is_daylight: bool,
    before: Offset,
    after: Offset,
    /// When it begins, by the clocks before; where there is a rule, the first time of it.
    onsets: Vec<DateTime>,
    /// The rule by which it begins again each year.
    rule: Option<Yearly>,
}

/// A change of the clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Change {
    at: DateTime,
    before: Offset,
    after: Offset,
    is_daylight: bool,
}

impl Change {
    fn of(rules: &TimeZone, transition: &TimeZoneTransition<'_>) -> Self {
        let moment = transition.timestamp();
        let earlier = moment.saturating_sub(1.second()).unwrap_or(moment);
        let earlier = rules.to_offset_info(earlier);
        let (before, after) = (earlier.offset(), transition.offset());
        Self {
            at: before.to_datetime(moment),
            before,
            after,
            // Some zones call their winter time the one that is not standard.
            is_daylight: after > before && (transition.dst().is_dst() || earlier.dst().is_dst()),
        }
    }

    /// What changes of one kind have in common.
    fn kind(&self) -> (bool, Offset, Offset) {
        (self.is_daylight, self.before, self.after)
    }
}

/// All that a zone was and will be from a day on. What follows no rule comes first.
fn observances(zone: &Zone, from: Date) -> Vec<Observance> {
    let rules = zone.time_zone();
    // The rule in force when the first event is began before it.
    let begins = zone.start_of(from.saturating_sub(1.day()));
    let last_year = LAST_YEAR.max(from.year().saturating_add(YEARS));
    let ends = zone.start_of(Date::new(last_year.saturating_add(1), 1, 1).unwrap_or(Date::MAX));
    let first = rules.preceding(begins).next();
    let following = rules
        .following(begins)
        .take_while(|change| change.timestamp() < ends);
    let changes: Vec<Change> = first
        .iter()
        .cloned()
        .chain(following)
        .map(|transition| Change::of(rules, &transition))
        .collect();
    let mut single = Vec::new();
    if first.is_none() {
        let offset = rules.to_offset(begins);
        single.push(Observance {
            is_daylight: false,
            before: offset,
            after: offset,
            onsets: vec![from.min(EPOCH).to_datetime(jiff::civil::Time::midnight())],
            rule: None,
        });
    }
    let mut yearly: Vec<Observance> = Vec::new();
    for change in &changes {
        let same = |known: &&mut Observance| {
            (known.is_daylight, known.before, known.after) == change.kind()
        };
        let known = yearly.iter_mut().find(same);
        if known.is_some_and(|known| known.names(change.at)) {
            continue;
        }
        let later = changes
            .iter()
            .filter(|later| later.at >= change.at && later.kind() == change.kind());
        let later: Vec<DateTime> = later.map(|later| later.at).collect();
        let rule = Yearly::of(&later, last_year);
        let observance = Observance {
            is_daylight: change.is_daylight,
            before: change.before,
            after: change.after,
            onsets: vec![change.at],
            rule,
        };
        if observance.rule.is_some() {
            yearly.push(observance);
        } else if let Some(known) = single.iter_mut().find(same) {
            known.onsets.push(change.at);
        } else {
            single.push(observance);
        }
    }
    single.extend(yearly);
    single
}

impl Observance {
    /// Whether its rule has this time.
    fn names(&self, at: DateTime) -> bool {
        self.rule.as_ref().is_some_and(|rule| rule.names(at))
    }

    fn write(&self, lines: &mut Lines) {
        let kind = if self.is_daylight {
            "DAYLIGHT"
        } else {
            "STANDARD"
        };
        let mut onsets = self.onsets.iter().copied();
        lines.push("BEGIN", kind);
        if let Some(first) = onsets.next() {
            lines.push("DTSTART", local(first));
        }
        lines.push("TZOFFSETFROM", written(self.before));
        lines.push("TZOFFSETTO", written(self.after));
        let others: Vec<String> = onsets.map(local).collect();
        if !others.is_empty() {
            lines.push("RDATE", others.join(","));
        }
        if let Some(rule) = &self.rule {
            lines.push("RRULE", rule);
        }
        lines.push("END", kind);
    }
}

/// `+0100`, with seconds where there are any (section 3.3.14).
fn written(offset: Offset) -> String {
    let sign = if offset.seconds() < 0 { '-' } else { '+' };
    let seconds = offset.seconds().unsigned_abs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if seconds == 0 {
        format!("{sign}{hours:02}{minutes:02}")
    } else {
        format!("{sign}{hours:02}{minutes:02}{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(zone: &str, year: i16) -> Vec<Observance> {
        observances(&zone.parse().unwrap(), Date::constant(year, 12, 4))
    }

    fn lines(zone: &str, year: i16) -> String {
        let mut lines = Lines::default();
        let from = Date::constant(year, 12, 4);
        write(&mut lines, &zone.parse().unwrap(), from);
        lines.into_text().replace("\r\n ", "")
    }

    /// FR-917: what Outlook takes.
    #[test]
    fn the_present_rule_is_one_pair() {
        for (zone, rules) in [
            (
                "Europe/Berlin",
                "BYMONTH=3;BYDAY=-1SU BYMONTH=10;BYDAY=-1SU",
            ),
            (
                "America/New_York",
                "BYMONTH=3;BYDAY=2SU BYMONTH=11;BYDAY=1SU",
            ),
            (
                "Australia/Lord_Howe",
                "BYMONTH=10;BYDAY=1SU BYMONTH=4;BYDAY=1SU",
            ),
            (
                "Europe/Dublin",
                "BYMONTH=3;BYDAY=-1SU BYMONTH=10;BYDAY=-1SU",
            ),
            (
                "Asia/Jerusalem",
                "BYMONTH=3;BYMONTHDAY=23,24,25,26,27,28,29;BYDAY=FR BYMONTH=10;BYDAY=-1SU",
            ),
            (
                "Africa/Cairo",
                "BYMONTH=4;BYDAY=-1FR BYYEARDAY=-67,-66,-65,-64,-63,-62,-61;BYDAY=FR",
            ),
        ] {
            let text = lines(zone, 2026);
            let (daylight, standard) = rules.split_once(' ').unwrap();
            for (kind, rule) in [("DAYLIGHT", daylight), ("STANDARD", standard)] {
                let begin = format!("BEGIN:{kind}");
                assert_eq!(text.matches(&begin).count(), 1, "{text}");
                let (_, part) = text.split_once(&begin).unwrap();
                let (part, _) = part.split_once("END:").unwrap();
                assert!(
                    part.contains(&format!("RRULE:FREQ=YEARLY;{rule}\r\n")),
                    "{zone}: {text}"
                );
            }
        }
        for zone in [
            "Asia/Tokyo",
            "America/Sao_Paulo",
            "Europe/Istanbul",
            "Asia/Almaty",
            "UTC",
            "Etc/GMT+5",
        ] {
            let text = lines(zone, 2026);
            assert_eq!(text.matches("BEGIN:STANDARD").count(), 1, "{text}");
            assert!(
                !text.contains("DAYLIGHT") && !text.contains("RRULE"),
                "{text}"
            );
        }
    }

    /// FR-917: what was before the present rule stands in front of it.
    #[test]
    fn older_changes_come_first() {
        let berlin = told("Europe/Berlin", 1990);
        let rules: Vec<bool> = berlin
            .iter()
            .map(|observance| observance.rule.is_some())
            .collect();
        assert_eq!(rules, [false, true, true], "{berlin:?}");
        let begins = |observance: &Observance| observance.onsets[0].to_string();
        let begins: Vec<String> = berlin.iter().map(begins).collect();
        assert_eq!(
            begins,
            [
                "1990-09-30T03:00:00",
                "1991-03-31T02:00:00",
                "1996-10-27T03:00:00"
            ]
        );
    }

    /// FR-917: in every zone each change of 1960 to 2100 is told and no other, and each start is a day that its rule names.
    #[test]
    fn every_zone_is_told_as_it_is() {
        let mut zones = 0;
        for name in jiff::tz::db().available() {
            let Ok(zone) = name.as_str().parse::<Zone>() else {
                continue;
            };
            zones += 1;
            for year in [1960, 2026] {
                let from = Date::constant(year, 6, 15);
                let rules = zone.time_zone();
                let observances = observances(&zone, from);
                let mut told: Vec<Change> = Vec::new();
                for Observance {
                    is_daylight,
                    before,
                    after,
                    onsets,
                    rule,
                } in &observances
                {
                    let change = |at| Change {
                        at,
                        before: *before,
                        after: *after,
                        is_daylight: *is_daylight,
                    };
                    told.extend(onsets.iter().copied().map(change));
                    if let Some(rule) = rule {
                        let first = onsets[0];
                        assert!(rule.names(first), "{name}: {rule}");
                        let years = (first.year() + 1)..=LAST_YEAR;
                        told.extend(years.map(|year| change(rule.of_year(year).unwrap())));
                    }
                }
                let begins = zone.start_of(from);
                let changes = rules
                    .following(begins)
                    .map(|transition| Change::of(rules, &transition));
                let changes: Vec<Change> = changes
                    .take_while(|change| change.at.year() <= LAST_YEAR)
                    .collect();
                told.retain(|change| change.before.to_timestamp(change.at).unwrap() > begins);
                told.sort_by_key(|change| change.before.to_timestamp(change.at).unwrap());
                assert_eq!(told, changes, "{name} from {year}");
            }
        }
        assert!(zones > 400, "{zones}");
    }
}
