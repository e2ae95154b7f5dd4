//! The tools: what they are called, what they say of themselves, what they take and answer with (FR-201, FR-207).

mod addition;
pub(crate) mod answer;
mod closest;
mod line;
pub(crate) mod parameters;
mod place;
mod problems;
pub(crate) mod progress;
pub(crate) mod run;
mod today;
mod write;

use std::sync::{Arc, LazyLock};

use rmcp::model::{JsonObject, Tool, ToolAnnotations};
use serde_json::{Value, json};
use shared::{
    auth::Scope,
    task::{ListTasks, TaskPage},
};

use crate::schema;
use answer::{Failure, Results};
use parameters::{AddTask, TaskIds, UndoChange, UpdateTask};

/// The tools in the order in which they are listed. Schemas are made once per process.
pub(crate) static TOOLS: LazyLock<Vec<Tool>> = LazyLock::new(|| {
    vec![
        tool(
            "add_task",
            "Add tasks",
            "Creates 1 to 25 tasks, all in one call. Set only what the user named; a title or a text is enough.",
            Hints::of(false, false, false),
            schema::input::<AddTask>(),
            written(&["task"]),
        ),
        tool(
            "list_tasks",
            "List tasks",
            "Finds tasks, one page at a time. Use it to answer questions, and to get the id of a task that the user named \
             by its text. When next_cursor is in the answer there are more.",
            Hints::of(true, false, true),
            schema::input::<ListTasks>(),
            // What tasks and errors look like is said here alone (FR-214).
            refusable(
                schema::shape::<TaskPage>(),
                Value::Object(schema::shape::<Failure>()),
            ),
        ),
        tool(
            "update_task",
            "Change tasks",
            "Changes, moves, reschedules or reopens 1 to 25 tasks. Send only the fields that change, and name in clear \
             those to empty.",
            Hints::of(false, true, true),
            schema::input::<UpdateTask>(),
            written(&["task", "before", "next"]),
        ),
        tool(
            "complete_task",
            "Complete tasks",
            "Marks 1 to 25 tasks as done, each with its open subtasks. Of a task that repeats, next is the one created \
             for the next time.",
            Hints::of(false, false, true),
            schema::input::<TaskIds>(),
            written(&["task", "before", "next"]),
        ),
        tool(
            "delete_task",
            "Delete tasks",
            "Deletes 1 to 25 tasks, each with its subtasks. Only when the user asks to delete; for what is done use \
             complete_task.",
            Hints::of(false, true, true),
            schema::input::<TaskIds>(),
            written(&["before"]),
        ),
        tool(
            "undo",
            "Undo a change",
            "Takes back the newest change of the user's tasks, all that one call did, whoever made it; with turn_id all that \
             this turn of the chat did. Again, the one before. An entry without task is a task that is gone again.",
            Hints::of(false, true, false),
            schema::input::<UndoChange>(),
            written(&["task", "before"]),
        ),
    ]
});

/// What a client may think of a tool before it asks its user. The world of all of ours is closed.
struct Hints(ToolAnnotations);

impl Hints {
    fn of(read_only: bool, destructive: bool, idempotent: bool) -> Self {
        Self(
            ToolAnnotations::new()
                .read_only(read_only)
                .destructive(destructive)
                .idempotent(idempotent)
                .open_world(false),
        )
    }
}

/// The tool's own name, if there is one of this name.
pub(crate) fn named(name: &str) -> Option<&'static str> {
    find(name).map(|tool| &*tool.name)
}

fn find(name: &str) -> Option<&'static Tool> {
    TOOLS.iter().find(|tool| tool.name == name)
}

/// What a client needs to call a tool, if there is one of this name: to read for those that only read.
pub(crate) fn scope(name: &str) -> Option<Scope> {
    let tool = find(name)?;
    let hints = tool.annotations.as_ref();
    Some(match hints.and_then(|hints| hints.read_only_hint) {
        Some(true) => Scope::Read,
        Some(false) | None => Scope::Write,
    })
}

fn tool(
    name: &'static str,
    title: &str,
    description: &'static str,
    Hints(mut annotations): Hints,
    input: JsonObject,
    output: JsonObject,
) -> Tool {
    let mut tool = Tool::new(name, description, Arc::new(input));
    tool.title = Some(title.to_owned());
    tool.output_schema = Some(Arc::new(output));
    // Clients of the protocol before 2025-06-18 look for it there.
    annotations.title = Some(title.to_owned());
    tool.annotations = Some(annotations);
    tool
}

/// The answer of a tool that changes tasks: an entry has some of these fields, or an error.
fn written(fields: &[&str]) -> JsonObject {
    let mut schema = refusable(schema::output::<Results>(), json!({"type": "object"}));
    let entry = schema
        .get_mut("properties")
        .and_then(|properties| properties.pointer_mut("/results/items/properties"));
    if let Some(Value::Object(properties)) = entry {
        let kept = [fields, &["error"]].concat();
        properties.retain(|name, _| kept.contains(&name.as_str()));
    }
    schema
}

/// An answer, or the reason why the whole call was refused.
fn refusable(mut schema: JsonObject, error: Value) -> JsonObject {
    schema.remove("required");
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.insert("error".to_owned(), error);
    }
    schema
}
