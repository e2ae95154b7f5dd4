//! A time zone's rules (RFC 5545, section 3.6.5): each change of its clocks in a span of years, by its date.

use jiff::{
    ToSpan,
    civil::{Date, DateTime},
    tz::{Offset, TimeZoneTransition},
};
use language::Zone;

use super::{event::local, lines::Lines};

/// Changes are told for so many years from the first event on. After that the last one stands.
const YEARS: i64 = 20;

/// The zone, from the day on on which its first event is. UTC has no changes, and needs none told but to stand for itself.
pub(super) fn write(lines: &mut Lines, zone: &Zone, from: Date) {
    let rules = zone.time_zone();
    // The rule in force when the first event is began before it.
    let from = from.saturating_sub(1.day());
    let begins = zone.start_of(from);
    let ends = zone.start_of(from.saturating_add(YEARS.years()));
    let first = rules.preceding(begins).next();
    let changes = rules
        .following(begins)
        .take_while(|change| change.timestamp() < ends);
    lines.push("BEGIN", "VTIMEZONE");
    lines.push("TZID", zone);
    let mut before = rules.to_offset(begins);
    match first {
        Some(change) => before = observance(lines, &change, None),
        None => standard(lines, before),
    }
    for change in changes {
        before = observance(lines, &change, Some(before));
    }
    lines.push("END", "VTIMEZONE");
}

/// What holds from a change on. Its time is told by the clocks before it.
fn observance(
    lines: &mut Lines,
    change: &TimeZoneTransition<'_>,
    before: Option<Offset>,
) -> Offset {
    let after = change.offset();
    let before = before.unwrap_or(after);
    let kind = if change.dst().is_dst() {
        "DAYLIGHT"
    } else {
        "STANDARD"
    };
    push(
        lines,
        kind,
        before.to_datetime(change.timestamp()),
        before,
        after,
    );
    after
}

/// A zone whose clocks never changed until then.
fn standard(lines: &mut Lines, offset: Offset) {
    push(
        lines,
        "STANDARD",
        jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0),
        offset,
        offset,
    );
}

fn push(lines: &mut Lines, kind: &str, at: DateTime, before: Offset, after: Offset) {
    lines.push("BEGIN", kind);
    lines.push("DTSTART", local(at));
    lines.push("TZOFFSETFROM", written(before));
    lines.push("TZOFFSETTO", written(after));
    lines.push("END", kind);
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
