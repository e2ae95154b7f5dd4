//! The line for people behind an answer's JSON (FR-265): what was done, in a few words.

use std::fmt::{self, Display, Formatter, Write};

use jiff::Timestamp;
use language::{Due, Zone};
use shared::task::{Task, TaskPage, Title};

use super::answer::{Answer, Entry, Results};

/// Most characters of a title that a sentence repeats.
const MAX_TITLE: usize = 40;
/// Most tasks that a line names.
const MAX_NAMED: usize = 3;

/// The line for the answer of a tool.
pub(super) fn of(tool: &str, answer: &Answer, now: Timestamp) -> String {
    match answer {
        Answer::Listed(page) => listed(page),
        Answer::Written(results) => Written::new(tool, results, now).to_string(),
        Answer::Refused { error } => {
            let first = error.message.lines().next().unwrap_or_default();
            first.to_owned()
        }
    }
}

fn listed(page: &TaskPage) -> String {
    let more = match page.next_cursor {
        Some(_) => "; more with next_cursor",
        None => "",
    };
    match page.tasks.len() {
        0 => "No tasks.".to_owned(),
        1 => format!("1 task{more}."),
        many => format!("{many} tasks{more}."),
    }
}

/// What a tool that writes did.
struct Written<'a> {
    verb: &'static str,
    entries: &'a [Entry],
    /// A due of another year is told with it.
    year: i16,
}

impl<'a> Written<'a> {
    fn new(tool: &str, Results { results }: &'a Results, now: Timestamp) -> Self {
        Self {
            verb: match tool {
                "add_task" => "Added",
                "complete_task" => "Completed",
                "delete_task" => "Deleted",
                "undo" => "Took back the change of",
                _ => "Changed",
            },
            entries: results,
            year: Zone::utc().today(now).year(),
        }
    }

    /// A task, and when it or the next of its series is due.
    fn task(&self, entry: &Entry, formatter: &mut Formatter<'_>) -> fmt::Result {
        let Some(task) = entry.task.as_ref().or(entry.before.as_ref()) else {
            return Ok(());
        };
        write!(formatter, "{} {}", task.id, Quoted(&task.title))?;
        if let Some(due) = entry.next.as_ref().and_then(|next| next.due.as_ref()) {
            formatter.write_str(", next one on ")?;
            return self.day(due, formatter);
        }
        if let Some(due) = entry.task.as_ref().and_then(open_due) {
            formatter.write_str(", due ")?;
            self.day(due, formatter)?;
        }
        match &entry.gone {
            Some(_) => formatter.write_str(", its next one gone"),
            None => Ok(()),
        }
    }

    fn day(&self, due: &Due, formatter: &mut Formatter<'_>) -> fmt::Result {
        let day = due.date();
        write!(formatter, "{}", day.strftime("%A, %B %-d"))?;
        if day.year() != self.year {
            write!(formatter, ", {}", day.year())?;
        }
        match due {
            Due::Date(_) => Ok(()),
            Due::Time(time) => write!(formatter, ", {}", time.local().strftime("%H:%M")),
        }
    }
}

/// When an open task is due.
fn open_due(task: &Task) -> Option<&Due> {
    task.due.as_ref().filter(|_| !task.completed)
}

impl Display for Written<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let done = || self.entries.iter().filter(|entry| entry.is_change());
        let (all, count) = (self.entries.len(), done().count());
        let failure = self.entries.iter().find_map(|entry| entry.error.as_ref());
        match (count, failure) {
            (0, None) => return formatter.write_str("Nothing changed."),
            (0, Some(failure)) => return write!(formatter, "Nothing changed: {}", failure.message),
            (1, _) if all == 1 => write!(formatter, "{} ", self.verb)?,
            _ if count == all => write!(formatter, "{} {count} tasks: ", self.verb)?,
            _ => write!(formatter, "{} {count} of {all} tasks: ", self.verb)?,
        }
        for (index, entry) in done().take(MAX_NAMED).enumerate() {
            if index > 0 {
                formatter.write_str("; ")?;
            }
            self.task(entry, formatter)?;
        }
        if count > MAX_NAMED {
            write!(formatter, " and {} more", count - MAX_NAMED)?;
        }
        formatter.write_char('.')
    }
}

/// A title in quotation marks, as data: shortened, and without any that would end them early.
pub(super) struct Quoted<'a>(pub(super) &'a Title);

impl Display for Quoted<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_char('"')?;
        let mut characters = self.0.as_str().chars();
        for character in characters.by_ref().take(MAX_TITLE) {
            formatter.write_char(if character == '"' { '\'' } else { character })?;
        }
        if characters.next().is_some() {
            formatter.write_char('…')?;
        }
        formatter.write_char('"')
    }
}
