//! The calendar around the events (RFC 5545, section 3.4; RFC 7986).

use std::collections::BTreeMap;

use jiff::civil::Date;
use shared::task::Task;

use super::{
    event::{self, Event},
    lines::Lines,
    time_zone,
};

/// How often calendars should look again.
const REFRESH: &str = "PT1H";

/// The tasks as a calendar. `name` tells it from other people's.
pub(super) fn of(name: &str, tasks: &[Task]) -> String {
    let mut lines = Lines::default();
    lines.push("BEGIN", "VCALENDAR");
    lines.push("VERSION", "2.0");
    lines.push("PRODID", "-//todo-app//tasks//EN");
    lines.push("CALSCALE", "GREGORIAN");
    lines.push("NAME", "todo-app");
    lines.push("X-WR-CALNAME", "todo-app");
    lines.push("REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
    lines.push("X-PUBLISHED-TTL", REFRESH);
    let events: Vec<Event> = tasks.iter().filter_map(Event::of).collect();
    let mut zones: BTreeMap<&str, (&language::Zone, Date)> = BTreeMap::new();
    for (zone, day) in events.iter().flat_map(Event::zones) {
        let entry = zones.entry(zone.as_str()).or_insert((zone, day));
        entry.1 = entry.1.min(day);
    }
    let utc = language::Zone::utc();
    if events.is_empty() {
        // A calendar has at least one component.
        zones.insert(utc.as_str(), (&utc, time_zone::EPOCH));
    }
    for (zone, from) in zones.values() {
        time_zone::write(&mut lines, zone, *from);
    }
    for event in &events {
        event::write(&mut lines, name, event);
    }
    lines.push("END", "VCALENDAR");
    lines.into_text()
}
