//! A task as an event (RFC 5545, section 3.6.1).

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::Offset,
};
use language::{Due, DueTime, Priority, Recurrence, Tag, Zone};
use shared::task::{Series, Task};

use super::lines::Lines;

/// Longest description, in characters.
const MAX_DESCRIPTION: usize = 1000;

/// How long an event with a time is: without an end it would have none, which calendars draw as nothing, an hour or a day.
const DURATION: &str = "PT30M";

/// A task that is due, as a calendar shows it.
pub(super) struct Event<'a> {
    task: &'a Task,
    due: &'a Due,
    series: Option<Repeats<'a>>,
}

/// How an event repeats.
struct Repeats<'a> {
    rule: &'a Recurrence,
    /// The due that the rule counts from.
    start: &'a Due,
    /// The occurrence that the event begins with, which the rule names.
    first: Occurrence,
    /// Whether the task stands for that one; else it was due before the rule's first day, and is an event of its own.
    is_of_task: bool,
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
        Some(Self {
            task,
            due,
            series: Repeats::of(task),
        })
    }

    /// The zones whose clocks it is shown by, and from when on.
    pub(super) fn zones(&self) -> impl Iterator<Item = (&Zone, Date)> {
        let series = self.series.as_ref();
        let first = series.map(|series| &series.first.due);
        let moved = series.filter(|series| series.is_of_task).map(|_| self.due);
        first.into_iter().chain(moved).filter_map(|due| match due {
            Due::Date(_) => None,
            Due::Time(time) => Some((time.zone(), time.local().date())),
        })
    }
}

impl<'a> Repeats<'a> {
    /// None for a task that does not repeat, or nobody knows when: from its completion (FR-631).
    fn of(task: &'a Task) -> Option<Self> {
        let rule = task.recurrence.as_ref()?;
        let Series {
            start, scheduled, ..
        } = task.series.as_ref()?;
        if !task.recurrence_from.is_due() {
            return None;
        }
        let day = scheduled.date();
        let is_of_task = day_from(rule, start, day) == Some(day);
        let day = if is_of_task {
            day
        } else {
            rule.next(start, *scheduled)?.date()
        };
        let local = day.to_datetime(start.local().time());
        let due = match start {
            Due::Date(_) => Due::Date(day),
            Due::Time(start) => Due::Time(DueTime::new(local, start.zone().clone()).ok()?),
        };
        Some(Self {
            rule,
            start,
            first: Occurrence { due, local },
            is_of_task,
        })
    }
}

/// The first day from this one on that a series has.
fn day_from(rule: &Recurrence, start: &Due, day: Date) -> Option<Date> {
    let before = day.yesterday().unwrap_or(day);
    rule.next(start, before.to_datetime(Time::MAX))
        .map(|due| due.date())
}

/// The event; of a task that repeats one that does, and where its occurrence was moved, another for that.
pub(super) fn write(lines: &mut Lines, calendar: &str, event: &Event<'_>) {
    let Event { task, due, series } = event;
    if let Some(Repeats {
        rule,
        start,
        first,
        is_of_task,
    }) = series
    {
        begin(lines, &format!("{}-{calendar}", task.id), task);
        push_repeating(lines, "DTSTART", &first.due, first.local);
        lines.push("RRULE", rule.in_calendar(start));
        end(lines, task, &first.due);
        if *is_of_task && **due != first.due {
            begin(lines, &format!("{}-{calendar}", task.id), task);
            push_repeating(lines, "RECURRENCE-ID", &first.due, first.local);
            push_repeating(lines, "DTSTART", due, due.local());
            end(lines, task, due);
        }
    }
    if series.as_ref().is_none_or(|series| !series.is_of_task) {
        let before = if series.is_some() { "-before" } else { "" };
        begin(lines, &format!("{}{before}-{calendar}", task.id), task);
        push_once(lines, "DTSTART", due);
        end(lines, task, due);
    }
}

fn begin(lines: &mut Lines, name: &str, task: &Task) {
    lines.push("BEGIN", "VEVENT");
    lines.push("UID", format_args!("{name}@todo-app"));
    lines.push("DTSTAMP", utc(task.updated_at));
}

fn end(lines: &mut Lines, task: &Task, due: &Due) {
    if let Due::Time(_) = due {
        lines.push("DURATION", DURATION);
    }
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
