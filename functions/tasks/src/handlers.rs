//! The handlers. Identity, ownership and validity sit in their signatures.

use axum::{
    extract::{FromRequestParts, State},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use shared::{
    Error, Result,
    auth::UserId,
    db::{self, Database},
    http::{BodyRefusals, Json, OneRefusals, Path, Query, Refusals, TimeZone, TimeZoneHeader},
    task::{ListTasks, NewTask, Source, Task, TaskId, TaskPage, TaskPatch},
};

/// List your tasks
///
/// One page, sorted as asked for. Words for time in a filter mean the time in the zone of the header `Time-Zone`, or else
/// of the settings.
#[utoipa::path(get, path = "/api/tasks", tag = "tasks", params(ListTasks, TimeZoneHeader), responses(
    (status = 200, description = "A page of tasks", body = TaskPage),
    Refusals,
))]
pub(crate) async fn list_tasks(
    State(database): State<Database>,
    user: UserId,
    TimeZone(zone): TimeZone,
    Query(list): Query<ListTasks>,
) -> Result<Json<TaskPage>> {
    let mut transaction = database.transaction(&user).await?;
    let needs = list.needs_zone();
    let at = db::settings::context(&mut transaction, &user, zone, needs).await?;
    let page = db::tasks::list(&mut transaction, &user, &list, &at).await;
    Ok(Json(transaction.end(page).await?))
}

/// Create a task
#[utoipa::path(post, path = "/api/tasks", tag = "tasks", params(TimeZoneHeader), request_body = NewTask, responses(
    (status = 201, description = "The task", body = Task, headers(
        ("Location" = String, description = "The task's address"),
        ("ETag" = String, description = "The task's entity tag"),
    )),
    Refusals,
    BodyRefusals,
))]
pub(crate) async fn create_task(
    State(database): State<Database>,
    user: UserId,
    Caller(source): Caller,
    TimeZone(zone): TimeZone,
    Json(new): Json<NewTask>,
) -> Result<Response> {
    let mut transaction = database.transaction(&user).await?;
    let needs = new.needs_zone();
    let at = db::settings::context(&mut transaction, &user, zone, needs).await?;
    let task = db::tasks::insert(&mut transaction, &user, &new, &at, source).await;
    let task = transaction.end(task).await?;
    let location =
        HeaderValue::try_from(format!("/api/tasks/{}", task.id)).map_err(Error::internal)?;
    Ok((
        StatusCode::CREATED,
        [(header::LOCATION, location)],
        tagged(task)?,
    )
        .into_response())
}

/// Get a task
#[utoipa::path(get, path = "/api/tasks/{id}", tag = "tasks", params(("id" = TaskId, Path, description = "The task's number")), responses(
    (status = 200, description = "The task", body = Task, headers(("ETag" = String, description = "The task's entity tag"))),
    Refusals,
    OneRefusals,
))]
pub(crate) async fn get_task(
    State(database): State<Database>,
    user: UserId,
    Path(id): Path<TaskId>,
) -> Result<Response> {
    let mut transaction = database.transaction(&user).await?;
    let task = db::tasks::get(&mut transaction, &user, id).await?;
    transaction.commit().await?;
    tagged(task.ok_or_else(|| no_task(id))?)
}

/// Change a task
///
/// A JSON Merge Patch (RFC 7396): absent fields stay, null empties `notes`, `tags`, `due`, `recurrence` and
/// `parent_id`, and takes a task back to the project Inbox. `due` alone moves one occurrence of a task that repeats; a new
/// `recurrence` begins a series.
#[utoipa::path(patch, path = "/api/tasks/{id}", tag = "tasks", params(("id" = TaskId, Path, description = "The task's number"), TimeZoneHeader),
    request_body(content((TaskPatch = "application/merge-patch+json"), (TaskPatch = "application/json"))), responses(
    (status = 200, description = "The task after the change", body = Task, headers(("ETag" = String, description = "The task's entity tag"))),
    Refusals,
    OneRefusals,
    BodyRefusals,
))]
pub(crate) async fn update_task(
    State(database): State<Database>,
    user: UserId,
    Path(id): Path<TaskId>,
    caller: Caller,
    zone: TimeZone,
    Json(patch): Json<TaskPatch>,
) -> Result<Response> {
    change(&database, &user, id, patch, caller, zone).await
}

/// Complete a task
///
/// Its open subtasks are completed with it. Completing a task that repeats creates the next one, which `Link` names
/// (`rel="next"`). Completing a completed task changes nothing.
#[utoipa::path(post, path = "/api/tasks/{id}/complete", tag = "tasks", params(("id" = TaskId, Path, description = "The task's number"), TimeZoneHeader), responses(
    (status = 200, description = "The completed task", body = Task, headers(("ETag" = String, description = "The task's entity tag"))),
    Refusals,
    OneRefusals,
))]
pub(crate) async fn complete_task(
    State(database): State<Database>,
    user: UserId,
    Path(id): Path<TaskId>,
    caller: Caller,
    zone: TimeZone,
) -> Result<Response> {
    let patch = TaskPatch::completed(true);
    change(&database, &user, id, patch, caller, zone).await
}

/// Reopen a task
///
/// Its subtasks and its parent stay as they are. Reopening an open task changes nothing.
#[utoipa::path(post, path = "/api/tasks/{id}/reopen", tag = "tasks", params(("id" = TaskId, Path, description = "The task's number"), TimeZoneHeader), responses(
    (status = 200, description = "The open task", body = Task, headers(("ETag" = String, description = "The task's entity tag"))),
    Refusals,
    OneRefusals,
))]
pub(crate) async fn reopen_task(
    State(database): State<Database>,
    user: UserId,
    Path(id): Path<TaskId>,
    caller: Caller,
    zone: TimeZone,
) -> Result<Response> {
    let patch = TaskPatch::completed(false);
    change(&database, &user, id, patch, caller, zone).await
}

/// Delete a task
///
/// Its subtasks are deleted with it. Ids are never given out again.
#[utoipa::path(delete, path = "/api/tasks/{id}", tag = "tasks", params(("id" = TaskId, Path, description = "The task's number")), responses(
    (status = 204, description = "It is gone"),
    Refusals,
    OneRefusals,
))]
pub(crate) async fn delete_task(
    State(database): State<Database>,
    user: UserId,
    Path(id): Path<TaskId>,
    Caller(source): Caller,
) -> Result<StatusCode> {
    let mut transaction = database.transaction(&user).await?;
    let deleted = db::tasks::delete(&mut transaction, &user, id, source).await?;
    transaction.commit().await?;
    if deleted.is_empty() {
        return Err(no_task(id));
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn change(
    database: &Database,
    user: &UserId,
    id: TaskId,
    patch: TaskPatch,
    Caller(source): Caller,
    TimeZone(zone): TimeZone,
) -> Result<Response> {
    let mut transaction = database.transaction(user).await?;
    let at = db::settings::context(&mut transaction, user, zone, true).await?;
    let changed = db::tasks::update(&mut transaction, user, id, patch, &at, source).await;
    let changed = transaction.end(changed).await?.ok_or_else(|| no_task(id))?;
    let mut response = tagged(changed.after)?;
    if let Some(next) = changed.next {
        let link = format!("</api/tasks/{}>; rel=\"next\"", next.id);
        let link = HeaderValue::try_from(link).map_err(Error::internal)?;
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}

fn no_task(id: TaskId) -> Error {
    Error::NotFound(format!("task {id}"))
}

/// The task as JSON with its entity tag.
fn tagged(task: Task) -> Result<Response> {
    let etag = HeaderValue::try_from(task.etag()).map_err(Error::internal)?;
    Ok(([(header::ETAG, etag)], Json(task)).into_response())
}

/// Which of our own faces the caller says it is; it only labels the event.
pub(crate) struct Caller(Source);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        _state: &S,
    ) -> std::result::Result<Self, Self::Rejection> {
        let is_web = parts
            .headers
            .get("todo-source")
            .is_some_and(|value| value == "web");
        Ok(Self(if is_web { Source::Web } else { Source::Api }))
    }
}
