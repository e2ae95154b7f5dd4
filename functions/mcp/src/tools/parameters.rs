//! What the tools take. It parses or it is refused as a whole, with the place, the rule and what to do next (FR-206).

use std::{fmt, marker::PhantomData};

use language::{DueInput, Priority, ProjectName, Recurrence};
use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error, SeqAccess, Visitor},
};
use serde_json::{Map, Value};
use shared::{
    objects::Objects,
    task::{Change, Notes, Position, RecurrenceFrom, Tags, TaskId, TaskPatch, Title, Undo},
};
use uuid::Uuid;

use super::{
    addition::Addition,
    answer::Failure,
    problems::{self, Problem},
};

/// No call holds more entries: a model that means more repeats the call, and a transaction stays short.
pub(super) const MAX_ENTRIES: usize = 25;

/// A list of 1 to 25 entries.
#[derive(Debug, JsonSchema)]
#[schemars(inline)]
pub(crate) struct Entries<T>(#[schemars(length(min = 1, max = MAX_ENTRIES))] Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    /// The list is measured before its entries are read: it can be wrong beside them (FR-263).
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
            type Value = Entries<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Entries<T>, A::Error> {
                let mut entries = Vec::new();
                measure(list.size_hint().unwrap_or(1)).map_err(A::Error::custom)?;
                while let Some(entry) = list.next_element()? {
                    entries.push(entry);
                }
                measure(entries.len()).map_err(A::Error::custom)?;
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_seq(List(PhantomData))
    }
}

fn measure(length: usize) -> Result<(), String> {
    match length {
        1..=MAX_ENTRIES => Ok(()),
        0 => Err("the list is empty; it needs at least one entry".to_owned()),
        many => Err(format!(
            "the list has {many} entries, but a call takes at most {MAX_ENTRIES}; make several calls"
        )),
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
    /// The tasks.
    pub(crate) tasks: Entries<Addition>,
}

/// The parameters of `update_task`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdateTask {
    /// One entry per task.
    pub(crate) tasks: Entries<Update>,
}

/// The parameters of `complete_task` and `delete_task`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TaskIds {
    /// As list_tasks shows them.
    #[expect(clippy::doc_markdown, reason = "models read this text")]
    pub(crate) ids: Entries<TaskId>,
}

/// The parameters of `undo`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UndoChange {
    /// Takes back all that this turn of the chat did, instead of the newest change.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "String")]
    turn_id: Option<Uuid>,
}

impl From<UndoChange> for Undo {
    fn from(UndoChange { turn_id }: UndoChange) -> Self {
        turn_id.map_or(Self::Newest, Self::Turn)
    }
}

/// The change of one task.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
pub(crate) struct Update {
    /// As list_tasks shows it.
    #[expect(clippy::doc_markdown, reason = "models read this text")]
    pub(crate) id: TaskId,
    /// The new title, 1 to 200 characters.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Title")]
    title: Option<Title>,
    /// The new notes, in Markdown; they replace the old ones.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Notes")]
    notes: Option<Notes>,
    /// The new priority.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Priority")]
    priority: Option<Priority>,
    /// The new tags; they replace the old ones.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Tags")]
    tags: Option<Tags>,
    /// The project to move it to.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "ProjectName")]
    project: Option<ProjectName>,
    /// When it is now due, as for a new task. Of a task that repeats it moves this occurrence.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "DueInput")]
    due: Option<DueInput>,
    /// How it now repeats, an RRULE.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Recurrence")]
    recurrence: Option<Recurrence>,
    /// due or completion.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "String")]
    recurrence_from: Option<RecurrenceFrom>,
    /// The id of the task that it becomes a part of.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "TaskId")]
    parent_id: Option<TaskId>,
    /// A number between the positions of its new neighbours.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Position")]
    position: Option<Position>,
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
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum Clearable {
    Notes,
    Tags,
    Project,
    Due,
    Recurrence,
    ParentId,
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
        let clear = Clear {
            id,
            fields: self.clear,
        };
        let patch = TaskPatch {
            title: self.title,
            notes: clear.or("notes", Clearable::Notes, self.notes)?,
            priority: self.priority,
            tags: clear.or("tags", Clearable::Tags, self.tags)?,
            project: clear.or("project", Clearable::Project, self.project)?,
            due: clear.or("due", Clearable::Due, self.due)?,
            recurrence: clear.or("recurrence", Clearable::Recurrence, self.recurrence)?,
            recurrence_from: self.recurrence_from.map_or(Change::Keep, Change::Set),
            parent_id: clear.or("parent_id", Clearable::ParentId, self.parent_id)?,
            position: self.position,
            completed: self.completed,
        };
        if patch == TaskPatch::default() {
            let message = "The entry changes nothing. Send at least one field beside id, or name one in clear.";
            return Err(Failure::new("nothing_to_change", message).of_task(id));
        }
        Ok(patch)
    }
}

/// What an entry empties.
struct Clear {
    id: TaskId,
    fields: Vec<Clearable>,
}

impl Clear {
    /// What happens to a field: it is emptied, or it gets the value, or it stays.
    fn or<T>(
        &self,
        name: &'static str,
        field: Clearable,
        value: Option<T>,
    ) -> Result<Change<T>, Failure> {
        match (value, self.fields.contains(&field)) {
            (Some(_), true) => {
                let message = format!(
                    "{name} is both set and named in clear. Send it in one of the two places."
                );
                let failure = Failure::new("conflicting_change", message);
                Err(failure.of_task(self.id).at(name))
            }
            (Some(value), false) => Ok(Change::Set(value)),
            (None, true) => Ok(Change::Clear),
            (None, false) => Ok(Change::Keep),
        }
    }
}

/// A tool's parameters.
///
/// # Errors
/// The failure of the whole call: each field's path, the rule it breaks, and what to do next.
pub(crate) fn parse<T: DeserializeOwned>(
    tool: &str,
    arguments: Option<Map<String, Value>>,
) -> Result<T, Failure> {
    let arguments = Value::Object(arguments.unwrap_or_default());
    serde_path_to_error::deserialize(Objects(&arguments))
        .map_err(|first| refusal(tool, problems::all::<T>(&arguments, &first)))
}

fn refusal(tool: &str, mut problems: Vec<Problem>) -> Failure {
    for problem in &mut problems {
        if problem.message.starts_with("invalid type: null") {
            problem.message.push_str(if tool == "update_task" {
                "; leave the field out to keep it, or name it in clear to empty it"
            } else {
                "; leave the field out"
            });
        }
    }
    let message = match problems.as_slice() {
        [Problem { path, message }] => {
            format!("{path}: {message}. Nothing was done; correct this and call {tool} again.")
        }
        several => {
            let lines: Vec<_> = several
                .iter()
                .map(|Problem { path, message }| format!("{path}: {message}."))
                .collect();
            let more = if several.len() < problems::MAX_PROBLEMS {
                ""
            } else {
                "There may be more. "
            };
            format!(
                "{}\n{more}Nothing was done; correct these and call {tool} again.",
                lines.join("\n")
            )
        }
    };
    Failure::new("invalid_parameters", message).at_each(problems)
}
