//! A task as an event (RFC 5545, section 3.6.1).

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::Offset,
};
use language::{Due, DueTime, Priority, Recurrence, Tag, Zone};
use shared::task::{Series, Task};

use super::lines::Lines;

/// Longest description, in characters.
const MAX_DESCRIPTION: usize = 1000;

/// A task that is due, as a calendar shows it.
pub(super) struct Event<'a> {
    task: &'a Task,
    due: &'a Due,
    /// The rule, the due it counts from, and the occurrence that the task stands for.
    series: Option<(&'a Recurrence, &'a Due, Occurrence)>,
}

/// An occurrence: when it is, and the local time of all that the rule names. They differ on a day whose clocks skip that
/// time, which calendars find out by themselves.
struct Occurrence {
    due: Due,
    local: DateTime,
}

impl<'a> Event<'a> {
    /// The event of a task that is due.
    pub(super) fn of(task: &'a Task) -> Option<Self> {
        let due = task.due.as_ref()?;
        let rule = task.recurrence.as_ref().zip(task.series.as_ref());
        let series =
            rule.and_then(|(rule, series)| Some((rule, &series.start, scheduled(series)?)));
        Some(Self { task, due, series })
    }

    /// The zones whose clocks it is shown by, and from when on.
    pub(super) fn zones(&self) -> impl Iterator<Item = (&Zone, Date)> {
        let scheduled = self.series.as_ref().map(|(.., scheduled)| &scheduled.due);
        let dues = scheduled
            .into_iter()
            .chain(self.series.as_ref().map(|_| self.due));
        dues.filter_map(|due| match due {
            Due::Date(_) => None,
            Due::Time(time) => Some((time.zone(), time.local().date())),
        })
    }
}

/// The occurrence that a task stands for.
fn scheduled(series: &Series) -> Option<Occurrence> {
    let day = series.scheduled.date();
    let local = day.to_datetime(series.start.local().time());
    let due = match &series.start {
        Due::Date(_) => Due::Date(day),
        Due::Time(start) => Due::Time(DueTime::new(local, start.zone().clone()).ok()?),
    };
    Some(Occurrence { due, local })
}

/// The event; of a task that repeats one that does, and where its occurrence was moved, another for that.
pub(super) fn write(lines: &mut Lines, calendar: &str, event: &Event<'_>) {
    match &event.series {
        None => {
            begin(lines, calendar, event.task);
            push_once(lines, "DTSTART", event.due);
            end(lines, event.task);
        }
        Some((rule, start, scheduled)) => {
            begin(lines, calendar, event.task);
            push_repeating(lines, "DTSTART", &scheduled.due, scheduled.local);
            lines.push("RRULE", rule.in_calendar(start));
            end(lines, event.task);
            if *event.due != scheduled.due {
                begin(lines, calendar, event.task);
                push_repeating(lines, "RECURRENCE-ID", &scheduled.due, scheduled.local);
                push_repeating(lines, "DTSTART", event.due, event.due.local());
                end(lines, event.task);
            }
        }
    }
}

fn begin(lines: &mut Lines, calendar: &str, task: &Task) {
    lines.push("BEGIN", "VEVENT");
    lines.push("UID", format_args!("{}-{calendar}@todo-app", task.id));
    lines.push("DTSTAMP", utc(task.updated_at));
}

fn end(lines: &mut Lines, task: &Task) {
    lines.push_text("SUMMARY", task.title.as_str());
    if !task.notes.is_empty() {
        lines.push_text("DESCRIPTION", &shortened(task.notes.as_str()));
    }
    if !task.tags.is_empty() {
        lines.push_texts("CATEGORIES", task.tags.iter().map(Tag::as_str));
    }
    if let Some(priority) = priority(task.priority) {
        lines.push("PRIORITY", priority);
    }
    lines.push("CREATED", utc(task.created_at));
    lines.push("LAST-MODIFIED", utc(task.updated_at));
    lines.push("SEQUENCE", task.sequence.clamp(0, i64::from(i32::MAX)));
    // A task is to be done some time; its owner is not busy then.
    lines.push("TRANSP", "TRANSPARENT");
    lines.push("END", "VEVENT");
}

fn shortened(notes: &str) -> String {
    match notes.char_indices().nth(MAX_DESCRIPTION) {
        None => notes.to_owned(),
        Some((end, _)) => format!("{}…", &notes[..end]),
    }
}

/// Section 3.8.1.9: 1 is the highest, 9 the lowest. None says nothing.
fn priority(priority: Priority) -> Option<u8> {
    match priority {
        Priority::P1 => Some(1),
        Priority::P2 => Some(5),
        Priority::P3 => Some(9),
        Priority::P4 => None,
    }
}

/// A day, or a moment.
fn push_once(lines: &mut Lines, name: &str, due: &Due) {
    match due {
        Due::Date(_) => push_repeating(lines, name, due, due.local()),
        Due::Time(time) => lines.push(name, utc(time.instant())),
    }
}

/// A day, or a local time by the clocks of the due's place, which change between occurrences.
fn push_repeating(lines: &mut Lines, name: &str, due: &Due, at: DateTime) {
    match due {
        Due::Date(_) => lines.push(&format!("{name};VALUE=DATE"), day(at.date())),
        Due::Time(time) if *time.zone() == Zone::utc() => lines.push(name, utc(time.instant())),
        Due::Time(time) => lines.push(&format!("{name};TZID={}", time.zone()), local(at)),
    }
}

fn utc(instant: Timestamp) -> String {
    format!("{}Z", local(Offset::UTC.to_datetime(instant)))
}

/// `20261127T170000`.
pub(super) fn local(time: DateTime) -> String {
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    format!("{}T{hour:02}{minute:02}{second:02}", day(time.date()))
}

/// `20261127`.
fn day(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}
