//! Tasks as a table (RFC 4180) that spreadsheets can open without running anything (FR-902).

use std::borrow::Cow;

use csv::{Terminator, WriterBuilder};
use shared::{Error, Result, task::Task};

/// Spreadsheets take a file for UTF-8 if it begins so.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

const COLUMNS: [&str; 15] = [
    "id",
    "title",
    "notes",
    "priority",
    "tags",
    "project",
    "due",
    "recurrence",
    "recurrence_from",
    "parent_id",
    "position",
    "completed",
    "created_at",
    "updated_at",
    "completed_at",
];

/// The header row.
pub(super) fn head() -> Result<Vec<u8>> {
    let mut head = BYTE_ORDER_MARK.to_vec();
    write(&mut head, std::iter::once(COLUMNS.map(str::to_owned)))?;
    Ok(head)
}

/// A row for each task.
pub(super) fn rows(part: &mut Vec<u8>, tasks: &[Task]) -> Result<()> {
    write(part, tasks.iter().map(row))
}

fn write(part: &mut Vec<u8>, rows: impl Iterator<Item = [String; 15]>) -> Result<()> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(part);
    for row in rows {
        writer.write_record(&row).map_err(Error::internal)?;
    }
    writer.flush().map_err(Error::internal)
}

fn row(task: &Task) -> [String; 15] {
    fn text(value: Option<impl ToString>) -> String {
        value.map(|value| value.to_string()).unwrap_or_default()
    }
    let tags: Vec<&str> = task.tags.iter().map(language::Tag::as_str).collect();
    [
        task.id.to_string(),
        harmless(task.title.as_str()).into_owned(),
        harmless(task.notes.as_str()).into_owned(),
        task.priority.as_str().to_owned(),
        harmless(&tags.join(", ")).into_owned(),
        harmless(task.project.as_str()).into_owned(),
        text(task.due.as_ref()),
        text(task.recurrence.as_ref()),
        text(
            task.recurrence
                .as_ref()
                .map(|_| task.recurrence_from.as_str()),
        ),
        text(task.parent_id),
        task.position.get().to_string(),
        task.completed.to_string(),
        task.created_at.to_string(),
        task.updated_at.to_string(),
        text(task.completed_at),
    ]
}

/// A text that no spreadsheet takes for a formula: an apostrophe in front says that it is text. One that begins with an
/// apostrophe gets another, so that a reader who takes one away has what was there.
fn harmless(text: &str) -> Cow<'_, str> {
    // In either width; spaces do not keep a spreadsheet from seeing a formula.
    let begins = text.trim_start().chars().next();
    let is_risky = begins.is_some_and(|first| "=+-@＝＋－＠'".contains(first));
    if is_risky || text.starts_with(char::is_control) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-902.
    #[test]
    fn no_text_is_a_formula_and_every_text_can_be_had_back() {
        for text in [
            "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "'quoted", "\n-",
        ] {
            let safe = harmless(text);
            assert!(safe.starts_with('\''), "{text:?}");
            assert_eq!(safe.strip_prefix('\''), Some(text));
        }
        for text in ["", "Buy milk", "1-2", "a=b", "é"] {
            assert_eq!(harmless(text), text);
        }
    }
}
