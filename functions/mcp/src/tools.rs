//! The five tools: what they are called, what they say of themselves, what they take and answer with (FR-201, FR-207).

pub(crate) mod answer;
pub(crate) mod parameters;
pub(crate) mod run;

use std::sync::{Arc, LazyLock};

use rmcp::model::{JsonObject, Tool, ToolAnnotations};
use serde_json::{Value, json};
use shared::task::{ListTasks, TaskPage};

use crate::schema;
use answer::{Failure, Results};
use parameters::{AddTask, TaskIds, UpdateTask};

/// The tools in the order in which they are listed. Schemas are made once per process.
pub(crate) static TOOLS: LazyLock<Vec<Tool>> = LazyLock::new(|| {
    vec![
        tool(
            "add_task",
            "Add tasks",
            "Creates 1 to 25 tasks. Use it when the user wants to remember, plan or add something new. Put several tasks \
             into one call. Only the title is needed: set other fields only when the user named them. The answer holds \
             each new task with its id.",
            ToolAnnotations::new()
                .read_only(false)
                .destructive(false)
                .idempotent(false),
            schema::input::<AddTask>(),
            written(&["task"], &[]),
        ),
        tool(
            "list_tasks",
            "List tasks",
            "Shows the user's tasks with their ids, one page at a time. Use it to answer questions about tasks (filter and \
             search find some of them), and before changing, completing or deleting a task that the user named by its text and not by its \
             number. When next_cursor is in the answer there are more: pass it as cursor for the next page.",
            ToolAnnotations::new()
                .read_only(true)
                .destructive(false)
                .idempotent(true),
            schema::input::<ListTasks>(),
            refusable(schema::output::<TaskPage>(), "tasks"),
        ),
        tool(
            "update_task",
            "Change tasks",
            "Changes 1 to 25 existing tasks. Send only the fields that change; the others stay. Name fields in clear to empty \
             them. completed: false opens a completed task again. Ids come from the user or from list_tasks: \
             never guess one. The answer holds each task as it is now and as it was before.",
            ToolAnnotations::new()
                .read_only(false)
                .destructive(true)
                .idempotent(true),
            schema::input::<UpdateTask>(),
            written(&["task", "before"], &["next"]),
        ),
        tool(
            "complete_task",
            "Complete tasks",
            "Marks 1 to 25 tasks as done. Use it when the user says that something is finished. Open subtasks \
             are completed with it; of a task that repeats, next is the one created for the next time. Ids come from the \
             user or from list_tasks: never guess one. Completing a completed task changes nothing.",
            ToolAnnotations::new()
                .read_only(false)
                .destructive(false)
                .idempotent(true),
            schema::input::<TaskIds>(),
            written(&["task", "before"], &["next"]),
        ),
        tool(
            "delete_task",
            "Delete tasks",
            "Deletes 1 to 25 tasks with their subtasks. Use it only when the user asks to delete or remove tasks; for a finished one \
             use complete_task. Ids come from the user or from list_tasks: never guess one. The answer holds each task \
             as it was.",
            ToolAnnotations::new()
                .read_only(false)
                .destructive(true)
                .idempotent(true),
            schema::input::<TaskIds>(),
            written(&["before"], &[]),
        ),
    ]
});

fn tool(
    name: &'static str,
    title: &str,
    description: &'static str,
    annotations: ToolAnnotations,
    input: JsonObject,
    output: JsonObject,
) -> Tool {
    let mut annotations = annotations.open_world(false);
    annotations.title = Some(title.to_owned());
    let mut tool = Tool::new(name, description, Arc::new(input));
    tool.title = Some(title.to_owned());
    tool.output_schema = Some(Arc::new(output));
    tool.annotations = Some(annotations);
    tool
}

/// The answer of a tool that writes: an entry has these fields and perhaps those, or an error.
fn written(fields: &[&str], optional: &[&str]) -> JsonObject {
    let mut schema = refusable(schema::output::<Results>(), "results");
    if let Some(Value::Object(entry)) = schema
        .get_mut("properties")
        .and_then(|properties| properties.pointer_mut("/results/items"))
    {
        if let Some(Value::Object(properties)) = entry.get_mut("properties") {
            let kept = [fields, optional, &["error"]].concat();
            properties.retain(|name, _| kept.contains(&name.as_str()));
        }
        either(entry, fields, &["error"]);
    }
    schema
}

/// An answer, or the reason why the whole call was refused.
fn refusable(mut schema: JsonObject, field: &str) -> JsonObject {
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.insert(
            "error".to_owned(),
            Value::Object(schema::output::<Failure>()),
        );
    }
    either(&mut schema, &[field], &["error"]);
    schema
}

fn either(schema: &mut JsonObject, one: &[&str], other: &[&str]) {
    schema.remove("required");
    schema.insert(
        "oneOf".to_owned(),
        json!([{"required": one}, {"required": other}]),
    );
}
