//! The fields of a task's row. What has no place in a task goes to its notes, and a warning says so.

use std::collections::HashMap;

use language::{Language, Priority, ProjectName, Tag, Zone};
use shared::task::{Context, NewTask, Notes, Tags, Title};

use super::{super::rows::Row, date, notes::NoteParts};

/// Columns that are read, or that say nothing about the task itself.
const KNOWN: [&str; 12] = [
    "TYPE",
    "CONTENT",
    "DESCRIPTION",
    "PRIORITY",
    "INDENT",
    "DATE",
    "DATE_LANG",
    "TIMEZONE",
    "AUTHOR",
    "IS_COLLAPSED",
    "DEADLINE_LANG",
    "DURATION_UNIT",
];

/// The fields of a row that say something, trimmed, by their columns.
pub(super) struct Fields<'a>(pub(super) HashMap<&'a str, &'a str>);

impl Fields<'_> {
    /// What stands in a column; empty when nothing does.
    pub(super) fn get(&self, column: &str) -> &str {
        self.0.get(column).copied().unwrap_or_default()
    }

    /// How deep the task stands, from 1.
    pub(super) fn indent(&self, row: &mut Row) -> u8 {
        match self.get("INDENT") {
            "" => 1,
            text => text
                .parse()
                .ok()
                .filter(|indent| *indent > 0)
                .unwrap_or_else(|| {
                    row.refuse("INDENT", "it is a number from 1 to 255");
                    1
                }),
        }
    }

    /// The task, and what its notes will be, unless the row is refused.
    pub(super) fn task(
        &self,
        row: &mut Row,
        project: &ProjectName,
        section: Option<&Tag>,
        at: &Context,
    ) -> Option<(NewTask, NoteParts)> {
        let mut kept = Vec::new();
        let (content, tags) = self.labels(row, section);
        let (title, whole) = title(&content, row);
        let date = self.date(at, row).unwrap_or_else(|text| {
            kept.push(format!("Date: {text}"));
            date::When::default()
        });
        self.keep_others(&mut kept, row);
        let priority = self.priority(row);
        let parts = NoteParts {
            content: whole.unwrap_or_default().to_owned(),
            description: self.get("DESCRIPTION").to_owned(),
            others: kept,
            comments: Vec::new(),
        };
        let notes = parts
            .notes()
            .map_err(|rule| row.refuse("DESCRIPTION", rule));
        notes.ok()?;
        let new = NewTask {
            title: title?,
            notes: Notes::default(),
            priority: priority?,
            tags,
            project: Some(project.clone()),
            due: date.due,
            recurrence: date.rule,
            recurrence_from: date.from,
            parent_id: None,
            position: None,
        };
        Some((new, parts))
    }

    fn priority(&self, row: &mut Row) -> Option<Priority> {
        match self.get("PRIORITY") {
            "" => Some(Priority::default()),
            text => format!("p{text}")
                .parse()
                .map_err(|_| row.refuse("PRIORITY", "it is a number from 1 to 4"))
                .ok(),
        }
    }

    /// The content without its labels, and the tags: the section's, and those of the labels.
    fn labels(&self, row: &mut Row, section: Option<&Tag>) -> (String, Tags) {
        let mut tags: Vec<Tag> = section.cloned().into_iter().collect();
        let mut words = Vec::new();
        for word in self.get("CONTENT").split(' ') {
            let tag = word
                .strip_prefix('@')
                .and_then(|label| label.parse::<Tag>().ok());
            match tag {
                Some(tag) if tags.iter().any(|own| own.key() == tag.key()) => {}
                Some(tag) if tags.len() < Tags::MAX => tags.push(tag),
                Some(_) => {
                    row.warnings.push(format!(
                        "A task has at most {} tags; {word} stays in the title.",
                        Tags::MAX
                    ));
                    words.push(word);
                }
                None => words.push(word),
            }
        }
        let content = words.join(" ").trim().to_owned();
        // A task of labels alone is called what it was called.
        let content = if content.is_empty() {
            self.get("CONTENT").to_owned()
        } else {
            content
        };
        (content, Tags::try_from(tags).unwrap_or_default())
    }

    /// When it is due and how it repeats; the text, where it is not understood.
    fn date(&self, at: &Context, row: &mut Row) -> Result<date::When, String> {
        let text = self.get("DATE");
        let zone = self.get("TIMEZONE");
        let zone = if zone.is_empty() {
            Ok(at.zone.clone())
        } else {
            zone.parse::<Zone>()
        };
        let language = match self.get("DATE_LANG") {
            "" => Some(Language::English),
            tag => Language::of_tag(tag),
        };
        let when = zone.ok().and_then(|zone| {
            let at = Context { now: at.now, zone };
            date::read(text, language, &at)
        });
        let when = when.inspect(|when| row.warnings.extend(when.warning.clone()));
        when.ok_or_else(|| {
            let warning = format!("The date {text:?} was not understood; it is in the notes.");
            row.warnings.push(warning);
            [text, self.get("TIMEZONE")].join(" ").trim().to_owned()
        })
    }

    /// What a task here has no place for.
    fn keep_others(&self, kept: &mut Vec<String>, row: &mut Row) {
        let mut others: Vec<&str> = self
            .0
            .keys()
            .copied()
            .filter(|column| !KNOWN.contains(column))
            .collect();
        others.sort_unstable();
        for column in others {
            let value = self.get(column);
            let unit = if column == "DURATION" {
                self.get("DURATION_UNIT")
            } else {
                ""
            };
            // How Todoist writes that there is none.
            if value == "None" {
                continue;
            }
            kept.push(
                format!("{}: {value} {unit}", sentence_case(column))
                    .trim_end()
                    .to_owned(),
            );
            row.warnings
                .push(format!("There is no {column} here; it is in the notes."));
        }
    }
}

/// The title, and all of the content where that is more: of several lines the first, of a long one its beginning.
fn title<'a>(content: &'a str, row: &mut Row) -> (Option<Title>, Option<&'a str>) {
    let first = content.lines().next().unwrap_or_default().trim();
    let most = first
        .char_indices()
        .nth(Title::MAX_CHARACTERS)
        .map(|(end, _)| end);
    let short = match most {
        None => first,
        Some(end) => first[..end]
            .rsplit_once(' ')
            .map_or(&first[..end], |(words, _)| words),
    };
    let title = Title::try_from(short.to_owned());
    let title = title.map_err(|rule| row.refuse("CONTENT", rule)).ok();
    if short == content {
        return (title, None);
    }
    let warning = "A title is one line of at most 200 characters; all of it is in the notes.";
    row.warnings.push(warning.to_owned());
    (title, Some(content))
}

/// `RESPONSIBLE` as people write it.
fn sentence_case(column: &str) -> String {
    let mut characters = column.chars();
    let first = characters.next();
    first
        .into_iter()
        .chain(characters.flat_map(char::to_lowercase))
        .collect()
}
