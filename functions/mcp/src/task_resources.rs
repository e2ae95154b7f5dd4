//! Tasks as resources, for clients that attach what they know to a conversation (FR-251).

use rmcp::{
    ErrorData,
    model::{Resource, ResourceContents, ResourceTemplate},
};
use serde::Serialize;
use serde_json::json;
use shared::{
    Error,
    db::tasks,
    task::{ListTasks, TaskId},
};

use crate::tools::{answer::Failure, run::Call};

const JSON: &str = "application/json";
const TODAY: &str = "tasks://today";
const ONE: &str = "task://";

/// What `resources/list` answers.
pub(crate) fn list() -> Vec<Resource> {
    let today = Resource::new(TODAY, "today")
        .with_title("Today")
        .with_description(
            "The pending tasks that are due today or overdue, the first hundred by due date.",
        )
        .with_mime_type(JSON);
    vec![today]
}

/// What `resources/templates/list` answers.
pub(crate) fn templates() -> Vec<ResourceTemplate> {
    let one = ResourceTemplate::new(format!("{ONE}{{id}}"), "task")
        .with_title("Task")
        .with_description("One task, by its number.")
        .with_mime_type(JSON);
    vec![one]
}

/// The resource at this address, as JSON in the form of the tools' answers.
///
/// # Errors
/// That there is no such resource, also where it is somebody else's; otherwise when the database is away.
pub(crate) async fn read(call: &Call<'_>, uri: &str) -> Result<ResourceContents, ErrorData> {
    let text = if uri == TODAY {
        today(call).await
    } else {
        let id = uri.strip_prefix(ONE).and_then(id);
        let id = id.ok_or_else(|| not_found(uri))?;
        match one(call, id).await {
            Ok(None) => return Err(not_found(uri)),
            Ok(Some(text)) => Ok(text),
            Err(failure) => Err(failure),
        }
    };
    let text = text.map_err(Failure::into_protocol_error)?;
    Ok(ResourceContents::text(text, uri).with_mime_type(JSON))
}

/// The number in an address, written as we write it.
fn id(text: &str) -> Option<TaskId> {
    let id = TaskId::try_from(text.parse::<i32>().ok()?).ok()?;
    (id.to_string() == text).then_some(id)
}

async fn today(call: &Call<'_>) -> Result<String, Failure> {
    let list = json!({"filter": "(today | overdue) & pending", "sort": "due", "limit": 100});
    let list: ListTasks = serde_json::from_value(list).map_err(Error::internal)?;
    document(&call.page(&list).await?)
}

async fn one(call: &Call<'_>, id: TaskId) -> Result<Option<String>, Failure> {
    let user = call.identity.user();
    let mut transaction = call.database.read(user).await?;
    transaction.end_with_next();
    let task = tasks::get(&mut transaction, user, id).await;
    let task = transaction.end(task).await?;
    task.as_ref().map(document).transpose()
}

fn document(value: &impl Serialize) -> Result<String, Failure> {
    Ok(serde_json::to_string(value).map_err(Error::internal)?)
}

fn not_found(uri: &str) -> ErrorData {
    let message = format!(
        "There is no such resource. There are {TODAY} and {ONE}{{id}}; list_tasks shows the ids."
    );
    ErrorData::resource_not_found(message, Some(json!({"uri": uri})))
}
