//! A project that Todoist exported as CSV (FR-905): a row for each task, comment and section, in their order.

mod date;
mod fields;
mod notes;
mod table;

use std::collections::HashMap;

use csv::{ByteRecord, ReaderBuilder};
use language::{ProjectName, Tag};
use shared::{
    http::Problem,
    task::{Context, Draft},
};

use super::rows::{Read, Row};
use fields::Fields;
use notes::NoteParts;

/// The table of a file.
pub(super) struct Table {
    columns: Vec<String>,
    /// All rows but the header, each with its number.
    records: Vec<(usize, ByteRecord)>,
    /// The row in which the file ends within quotes, and with it everything behind them.
    unclosed: Option<usize>,
}

impl Table {
    /// The table in these bytes.
    pub(super) fn read_from(bytes: &[u8]) -> Result<Self, Problem> {
        let text = table::in_utf8(bytes);
        let (separator, text) = table::behind_separator(&text);
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator.unwrap_or_else(|| table::delimiter(text)))
            .from_reader(text);
        // Rows have the numbers that a spreadsheet gives them, which counts the line that names the delimiter.
        let first = if separator.is_some() { 2 } else { 1 };
        // What is read from memory is read; what is no UTF-8 is found out field by field.
        let mut records = (first..).zip(reader.into_byte_records().filter_map(Result::ok));
        let header = records.next().map(|(_, header)| header).unwrap_or_default();
        let names = header
            .iter()
            .map(|name| std::str::from_utf8(name).map(str::trim));
        let names: Vec<&str> = names.collect::<Result<_, _>>().unwrap_or_default();
        let today = |name: &&str| table::column(name, &names).to_owned();
        let columns: Vec<String> = names.iter().map(today).collect();
        for needed in ["TYPE", "CONTENT"] {
            if !columns.iter().any(|column| column == needed) {
                let detail = format!(
                    "The first row of a CSV file of Todoist's names its columns, with commas, semicolons or tabs between; {needed} is not there."
                );
                return Err(Problem::invalid_value(detail).at_pointer(format!("/rows/{first}")));
            }
        }
        for (place, column) in columns.iter().enumerate() {
            if !column.is_empty() && columns[..place].contains(column) {
                let detail = format!("The column {column} is there twice.");
                return Err(Problem::invalid_value(detail).at_pointer(format!("/rows/{first}")));
            }
        }
        let is_blank =
            |record: &ByteRecord| record.iter().all(|field| field.trim_ascii().is_empty());
        let records: Vec<_> = records.filter(|(_, record)| !is_blank(record)).collect();
        let last = records.last().filter(|(_, record)| {
            let start = record.position().map(csv::Position::byte);
            let start = start.and_then(|start| usize::try_from(start).ok());
            let row = start.and_then(|start| text.get(start..));
            row.is_some_and(table::ends_within_quotes)
        });
        let unclosed = last.map(|(number, _)| *number);
        Ok(Self {
            columns,
            records,
            unclosed,
        })
    }

    /// How many rows say something.
    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// The tasks of the table.
    pub(super) fn read(&self, project: &ProjectName, at: &Context) -> Read {
        let mut reader = Reader {
            project,
            at,
            rows: Vec::with_capacity(self.records.len()),
            above: Vec::new(),
            section: None,
            notes: HashMap::new(),
        };
        for (number, record) in &self.records {
            let mut row = Row::new(*number, format!("/rows/{number}"));
            if let Some(fields) = self.fields(&mut row, record) {
                reader.take(row, &fields);
            } else {
                reader.rows.push(row);
            }
        }
        reader.write_notes();
        Read {
            rows: reader.rows,
            parent_field: "INDENT",
        }
    }

    /// The fields of a row by their columns.
    fn fields<'a>(&'a self, row: &mut Row, record: &'a ByteRecord) -> Option<Fields<'a>> {
        let mut fields = HashMap::new();
        for (place, bytes) in record.iter().enumerate() {
            let column = self.columns.get(place).map(String::as_str);
            let is_empty = bytes.trim_ascii().is_empty();
            // An empty field behind the last column says nothing, and neither does a last one that is not there.
            if column.is_none() && !is_empty {
                let wants = self.columns.len();
                row.refuse(
                    "",
                    format!("there is something behind its last column, the {wants}th"),
                );
                continue;
            }
            let column = column.unwrap_or_default();
            let Ok(field) = std::str::from_utf8(bytes) else {
                row.refuse(column, "the text is not UTF-8");
                continue;
            };
            if !field.trim().is_empty() {
                fields.insert(column, field.trim());
            }
        }
        if self.unclosed == Some(row.number) {
            row.refuse("", "a quotation mark in it is never closed");
        }
        row.errors.is_empty().then_some(Fields(fields))
    }
}

/// What is known of the rows above.
struct Reader<'a> {
    project: &'a ProjectName,
    at: &'a Context,
    rows: Vec<Row>,
    /// The tasks that a row below can be a part of: their indents, and their places among the rows.
    above: Vec<(u8, usize)>,
    section: Option<Tag>,
    /// What the notes of each task are made of, by its place among the rows.
    notes: HashMap<usize, NoteParts>,
}

impl Reader<'_> {
    fn take(&mut self, mut row: Row, fields: &Fields<'_>) {
        match fields.get("TYPE") {
            "task" => self.task(row, fields),
            "note" => self.note(row, fields),
            "project_note" => self.project_note(row, fields),
            "section" => self.section(row, fields),
            // How the project is shown.
            "meta" => {}
            _ => {
                row.refuse("TYPE", "it is task, note, project_note, section or meta");
                self.rows.push(row);
            }
        }
    }

    fn task(&mut self, mut row: Row, fields: &Fields<'_>) {
        let indent = fields.indent(&mut row);
        self.above.retain(|(above, _)| *above < indent);
        let parent = self.above.last().map(|(_, place)| *place);
        if parent.is_none() && indent > 1 {
            row.warnings.push(
                "There is no task above that it could be a part of; it is one of its own."
                    .to_owned(),
            );
        }
        let task = fields.task(&mut row, self.project, self.section.as_ref(), self.at);
        if let Some((new, parts)) = task {
            match Draft::new(new, self.at) {
                Ok(draft) => {
                    row.draft = Some(Draft { parent, ..draft });
                    self.notes.insert(self.rows.len(), parts);
                }
                Err(breach) => row.refuse("DATE", breach.rule),
            }
        }
        self.above.push((indent, self.rows.len()));
        self.rows.push(row);
    }

    /// A comment goes behind the notes of its task.
    fn note(&mut self, mut row: Row, fields: &Fields<'_>) {
        match self.above.last().map(|(_, place)| *place) {
            None => return self.project_note(row, fields),
            Some(place) => {
                // Of a task that is refused there are no notes to write to, and its row says why.
                let Some(parts) = self.notes.get_mut(&place) else {
                    return;
                };
                let comment = fields.get("CONTENT").to_owned();
                match NoteParts::comment_alone(&comment) {
                    Ok(()) => parts.comments.push(comment),
                    Err(rule) => {
                        row.refuse("CONTENT", format!("behind the notes of its task: {rule}"));
                    }
                }
            }
        }
        if !row.errors.is_empty() {
            self.rows.push(row);
        }
    }

    /// Gives each task its notes, and says in its row what did not fit.
    fn write_notes(&mut self) {
        for (place, parts) in self.notes.drain() {
            let row = self.rows.get_mut(place);
            if let (Some(row), Ok((notes, missing))) = (row, parts.notes()) {
                row.warnings.extend(missing);
                if let Some(draft) = &mut row.draft {
                    draft.notes = notes;
                }
            }
        }
    }

    /// A comment on the project, which has no place to keep it: the answer has it.
    fn project_note(&mut self, mut row: Row, fields: &Fields<'_>) {
        let comment = fields.get("CONTENT");
        row.warnings.push(format!(
            "A comment on the project, not on a task, which is kept nowhere else: {comment}"
        ));
        self.rows.push(row);
    }

    /// The tasks of a section get its name as a tag.
    fn section(&mut self, mut row: Row, fields: &Fields<'_>) {
        self.above.clear();
        let name: String = fields
            .get("CONTENT")
            .chars()
            .take(Tag::MAX_CHARACTERS)
            .collect();
        match name.parse::<Tag>() {
            Ok(tag) => {
                row.warnings.push(format!(
                    "There are no sections here; its tasks get the tag {tag}."
                ));
                self.section = Some(tag);
            }
            Err(invalid) => {
                self.section = None;
                row.refuse(
                    "CONTENT",
                    format!("its tasks would get its name as a tag, but {invalid}"),
                );
            }
        }
        self.rows.push(row);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// FR-905: no file does more than be refused, and every row that is neither blank nor a note ends as one outcome.
        #[test]
        fn any_table_is_read(
            rows in proptest::collection::vec(
                ("task|note|section|meta|x", "[\\PC\n]{0,9}(@[a-z]{1,3} ?){0,3}", "[0-9x]{0,2}", "[0-9x]{0,3}", DATES),
                0..9,
            ),
            end in proptest::collection::vec(any::<u8>(), 0..9),
        ) {
            let mut file = b"TYPE,CONTENT,PRIORITY,INDENT,DATE\r\n".to_vec();
            let mut writer = csv::Writer::from_writer(&mut file);
            for (kind, content, priority, indent, date) in &rows {
                writer.write_record([kind, content, priority, indent, date]).unwrap();
            }
            drop(writer);
            file.extend(end);
            let table = Table::read_from(&file).unwrap();
            let at = Context {
                now: "2026-11-23T12:00:00Z".parse().unwrap(),
                zone: "Europe/Berlin".parse().unwrap(),
            };
            let (settled, drafts) = table.read(&shared::task::inbox(), &at).settle();
            prop_assert_eq!(settled.iter().filter(|row| row.has_draft).count(), drafts.len());
            for row in &settled {
                let is_refused = !row.errors.is_empty();
                prop_assert!(!(row.has_draft && is_refused));
                prop_assert!(row.has_draft || is_refused || !row.warnings.is_empty());
            }
            for (place, draft) in drafts.iter().enumerate() {
                prop_assert!(draft.parent.is_none_or(|parent| parent < place));
            }
        }
    }

    /// Words of dates in any order.
    const DATES: &str = "(every |ev |other |at |mon|tue|day|days|weekday|dec|feb|29|1st|31|9|12|am|pm|:|,| |2026|0000|-|T|Z|ä){0,7}";
}
