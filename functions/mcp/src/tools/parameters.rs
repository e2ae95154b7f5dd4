//! What the tools take. It parses or it is refused as a whole, with the place, the rule and what to do next (FR-206).

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::{Map, Value};
use shared::task::{Change, NewTask, Notes, Priority, TaskId, TaskPatch, Title};

use super::answer::Failure;

/// No call holds more entries: a model that means more repeats the call, and a transaction stays short.
const MAX_ENTRIES: usize = 25;

/// A list of 1 to 25 entries.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(try_from = "Vec<T>", bound = "T: Deserialize<'de>")]
#[schemars(inline, !try_from)]
pub(crate) struct Entries<T>(#[schemars(length(min = 1, max = MAX_ENTRIES))] Vec<T>);

impl<T> TryFrom<Vec<T>> for Entries<T> {
    type Error = String;

    fn try_from(entries: Vec<T>) -> Result<Self, Self::Error> {
        match entries.len() {
            1..=MAX_ENTRIES => Ok(Self(entries)),
            0 => Err("the list is empty; it needs at least one entry".to_owned()),
            many => Err(format!(
                "the list has {many} entries, but a call takes at most {MAX_ENTRIES}; make several calls"
            )),
        }
    }
}

impl<T> IntoIterator for Entries<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// The parameters of `add_task`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddTask {
    /// The tasks to create, 1 to 25.
    pub(crate) tasks: Entries<NewTask>,
}

/// The parameters of `update_task`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdateTask {
    /// The changes, one entry per task, 1 to 25.
    pub(crate) tasks: Entries<Update>,
}

/// The parameters of `complete_task` and `delete_task`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TaskIds {
    /// The ids of the tasks, 1 to 25, as list_tasks shows them.
    #[expect(clippy::doc_markdown, reason = "models read this text")]
    pub(crate) ids: Entries<TaskId>,
}

/// The change of one task.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
pub(crate) struct Update {
    /// The id of the task, as list_tasks shows it.
    #[expect(clippy::doc_markdown, reason = "models read this text")]
    pub(crate) id: TaskId,
    /// The new title, 1 to 200 characters.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Title")]
    title: Option<Title>,
    /// The new notes, in Markdown, at most 10,000 bytes; they replace the old ones.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Notes")]
    notes: Option<Notes>,
    /// The new priority: p1 is the most urgent, p4 the default.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Priority")]
    priority: Option<Priority>,
    /// The new day it is due, YYYY-MM-DD.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "String")]
    due: Option<Date>,
    /// true completes the task, false opens it again.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "bool")]
    completed: Option<bool>,
    /// The fields to empty.
    #[serde(default)]
    clear: Vec<Clearable>,
}

/// A field that can be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum Clearable {
    Notes,
    Due,
}

/// A field that may be absent but not null: models send null for "as it was" as well as for "nothing".
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

impl Update {
    /// The change in the form of the queries.
    ///
    /// # Errors
    /// The entry's failure when it changes nothing, or sets what it clears.
    pub(crate) fn patch(self) -> Result<TaskPatch, Failure> {
        let id = self.id;
        let clears = |field| self.clear.contains(&field);
        let conflict = |name: &'static str| {
            let message =
                format!("{name} is both set and named in clear. Send it in one of the two places.");
            Failure::new("conflicting_change", message)
                .of_task(id)
                .at(name)
        };
        let patch = TaskPatch {
            title: self.title,
            notes: merge(self.notes, clears(Clearable::Notes)).ok_or_else(|| conflict("notes"))?,
            priority: self.priority,
            due: merge(self.due, clears(Clearable::Due)).ok_or_else(|| conflict("due"))?,
            completed: self.completed,
        };
        if patch == TaskPatch::default() {
            let message = "The entry changes nothing. Send at least one of title, notes, priority, due, completed or clear.";
            return Err(Failure::new("nothing_to_change", message).of_task(id));
        }
        Ok(patch)
    }
}

/// What happens to a field, or nothing when it is both set and cleared.
fn merge<T>(value: Option<T>, cleared: bool) -> Option<Change<T>> {
    match (value, cleared) {
        (Some(_), true) => None,
        (Some(value), false) => Some(Change::Set(value)),
        (None, true) => Some(Change::Clear),
        (None, false) => Some(Change::Keep),
    }
}

/// A tool's parameters.
///
/// # Errors
/// The failure of the whole call: the field's path, the rule it breaks, and what to do next.
pub(crate) fn parse<T: DeserializeOwned>(
    tool: &str,
    arguments: Option<Map<String, Value>>,
) -> Result<T, Failure> {
    let arguments = Value::Object(arguments.unwrap_or_default());
    serde_path_to_error::deserialize(&arguments).map_err(|error| {
        let mut rule = rule(&error.inner().to_string());
        if rule.starts_with("invalid type: null") {
            rule.push_str(if tool == "update_task" {
                "; leave the field out to keep it, or name it in clear to empty it"
            } else {
                "; leave the field out"
            });
        }
        let path = path(error.path(), &rule);
        let message =
            format!("{path}: {rule}. Nothing was done; correct this and call {tool} again.");
        Failure::new("invalid_parameters", message).at(path)
    })
}

/// The rule in words that do not need to know Rust.
fn rule(text: &str) -> String {
    let mut rule = text.to_owned();
    for (jargon, words) in [
        ("expected i32", "expected an integer from 1 to 2147483647"),
        ("expected u32", "expected an integer from 1 to 100"),
        ("expected a sequence", "expected an array"),
    ] {
        rule = rule.replace(jargon, words);
    }
    if let Some((before, _)) = rule.split_once("expected struct ") {
        rule = format!("{before}expected an object");
    }
    // The only texts of the date library: what it could not read of a day.
    if rule.starts_with("failed to parse") {
        rule.push_str("; a day is written YYYY-MM-DD, such as 2026-11-27");
    }
    rule.trim_end_matches('.').to_owned()
}

/// The place in the arguments; a field that serde names only in its text is added.
fn path(path: &serde_path_to_error::Path, rule: &str) -> String {
    let mut path = match path.to_string() {
        root if root == "." => String::new(),
        path => path,
    };
    let named = ["unknown field `", "missing field `"]
        .iter()
        .find_map(|prefix| rule.strip_prefix(prefix)?.split_once('`'));
    if let Some((field, _)) = named
        && path != field
        && !path.ends_with(&format!(".{field}"))
    {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(field);
    }
    if path.is_empty() {
        "arguments".to_owned()
    } else {
        path
    }
}
