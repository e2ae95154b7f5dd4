//! The handlers. Identity, ownership and validity sit in their signatures.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use clock::Clock;
use serde::Deserialize;
use shared::{
    Error, Result,
    auth::UserId,
    db::{self, Database},
    http::{
        AcceptLanguage, AcceptLanguageHeader, BodyRefusals, ChangeRefusals, IdempotencyKeyHeader,
        IfMatchHeader, IfNoneMatch, IfNoneMatchHeader, Json, OneRefusals, Path, Query, Refusals,
        TimeZone, TimeZoneHeader, WriteRefusals, entity_tag,
    },
    task::{Creation, ListTasks, Task, TaskId, TaskPage, TaskPatch, Understanding},
};
use utoipa::IntoParams;

use crate::{
    answer::Answer,
    write::{At, Begun, Extent, NoBody, Write},
};

/// List your tasks
///
/// One page, sorted as asked for. Words for time in a filter mean the time in the zone of the header `Time-Zone`, or else
/// of the settings.
#[utoipa::path(get, path = "/api/tasks", tag = "tasks", params(ListTasks, TimeZoneHeader, IfNoneMatchHeader), responses(
    (status = 200, description = "A page of tasks", body = TaskPage, headers(("ETag" = String, description = "The list's entity tag")), links(
        ("unchanged" = (operation_id = "list_tasks", parameters(("If-None-Match" = "$response.header.ETag")))),
    )),
    (status = 304, description = "The list is still the same"),
    Refusals,
))]
pub(crate) async fn list_tasks(
    State(database): State<Database>,
    State(clock): State<Arc<dyn Clock>>,
    user: UserId,
    TimeZone(zone): TimeZone,
    known: IfNoneMatch,
    Query(list): Query<ListTasks>,
) -> Result<Response> {
    let mut transaction = database.read(&user).await?;
    let needs = list.needs_zone();
    let now = clock.now();
    let at = db::settings::context(&mut transaction, &user, zone, needs, now).await?;
    if known.is_asked() {
        let version = db::tasks::version(&mut transaction, &user, &list, &at).await?;
        let tag = entity_tag(&version);
        if known.has(&tag) {
            transaction.close().await?;
            return unchanged(&tag);
        }
    }
    let (version, page) = db::tasks::versioned_list(transaction, &user, &list, &at).await?;
    let tag = entity_tag(&version);
    let tag = HeaderValue::try_from(tag).map_err(Error::internal)?;
    Ok(([(header::ETAG, tag)], Json(page)).into_response())
}

/// How a task is created.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateMode {
    /// Only tells what was understood.
    #[serde(default)]
    #[param(required = false, default = false)]
    dry_run: bool,
}

/// Create a task
///
/// From its fields, or from one line: `{"text": "Pay rent tomorrow 9am every month p1 #Home @money // note"}`. With
/// `dry_run=true` nothing is created, and the answer is what was understood.
#[utoipa::path(post, path = "/api/tasks", tag = "tasks", params(CreateMode, TimeZoneHeader, AcceptLanguageHeader, IdempotencyKeyHeader), request_body = Creation, responses(
    (status = 200, description = "What was understood, with dry_run", body = Understanding),
    (status = 201, description = "The task", body = Task, headers(
        ("Location" = String, description = "The task's address"),
        ("ETag" = String, description = "The task's entity tag"),
        ("Todo-Sequence" = i64, description = "An event of the change, for undo"),
    ), links(
        ("get" = (operation_id = "get_task", parameters(("id" = "$response.body#/id")))),
        ("update" = (operation_id = "update_task", parameters(("id" = "$response.body#/id")))),
        ("complete" = (operation_id = "complete_task", parameters(("id" = "$response.body#/id")))),
        ("reopen" = (operation_id = "reopen_task", parameters(("id" = "$response.body#/id")))),
        ("delete" = (operation_id = "delete_task", parameters(("id" = "$response.body#/id")))),
        ("restore" = (operation_id = "restore_task", parameters(("id" = "$response.body#/id")))),
        ("history" = (operation_id = "get_task_history", parameters(("id" = "$response.body#/id")))),
    )),
    Refusals,
    BodyRefusals,
    WriteRefusals,
))]
pub(crate) async fn create_task(
    State(database): State<Database>,
    Query(mode): Query<CreateMode>,
    AcceptLanguage(language): AcceptLanguage,
    write: Write<Json<Creation>>,
) -> Result<Answer> {
    let Json(creation) = &write.body;
    let creation = creation.clone().in_language(language);
    let needs_zone = creation.needs_zone();
    if mode.dry_run {
        let at = write.place(&database, needs_zone).await?;
        return Answer::json(&creation.understand(&at)?);
    }
    let mut transaction = match write.begin(&database, Extent::one(needs_zone)).await? {
        Begun::New(transaction) => transaction,
        Begun::Done(answer) => return Ok(answer),
    };
    let done = async {
        let at = write.context(&mut transaction, needs_zone).await?;
        let new = creation.task(&at)?;
        if write.keeps_no_answer() && new.stands_alone() {
            transaction.commit_with_next();
        }
        let task =
            db::tasks::insert(&mut transaction, &write.user, &new, &at, write.source).await?;
        Answer::created(&task)
    }
    .await;
    write.end(transaction, done).await
}

/// Get a task
#[utoipa::path(get, path = "/api/tasks/{id}", tag = "tasks", params(("id" = TaskId, Path, description = "The task's number"), IfNoneMatchHeader), responses(
    (status = 200, description = "The task", body = Task, headers(("ETag" = String, description = "The task's entity tag"))),
    (status = 304, description = "The task is still the same"),
    Refusals,
    OneRefusals,
))]
pub(crate) async fn get_task(
    State(database): State<Database>,
    user: UserId,
    Path(id): Path<TaskId>,
    known: IfNoneMatch,
) -> Result<Response> {
    let mut transaction = database.read(&user).await?;
    transaction.end_with_next();
    let task = db::tasks::get(&mut transaction, &user, id).await?;
    let task = task.ok_or_else(|| no_task(id))?;
    if known.has(&task.etag()) {
        return unchanged(&task.etag());
    }
    Ok(Answer::task(&task)?.into_response())
}

/// Change a task
///
/// A JSON Merge Patch (RFC 7396): absent fields stay, null empties `notes`, `tags`, `due`, `recurrence` and
/// `parent_id`, and takes a task back to the project Inbox. `due` alone moves one occurrence of a task that repeats; a new
/// `recurrence` begins a series.
#[utoipa::path(patch, path = "/api/tasks/{id}", tag = "tasks", params(("id" = TaskId, Path, description = "The task's number"), TimeZoneHeader, AcceptLanguageHeader, IfMatchHeader, IdempotencyKeyHeader),
    request_body(content((TaskPatch = "application/merge-patch+json"), (TaskPatch = "application/json"))), responses(
    (status = 200, description = "The task after the change", body = Task, headers(
        ("ETag" = String, description = "The task's entity tag"),
        ("Todo-Sequence" = i64, description = "An event of the change, for undo; absent where nothing changed"),
    )),
    Refusals,
    OneRefusals,
    BodyRefusals,
    WriteRefusals,
    ChangeRefusals,
))]
pub(crate) async fn update_task(
    State(database): State<Database>,
    AcceptLanguage(language): AcceptLanguage,
    write: Write<At<TaskId, Json<TaskPatch>>>,
) -> Result<Answer> {
    let id = write.body.place;
    let Json(patch) = write.body.body.clone();
    change(&database, id, patch.in_language(language), write).await
}

/// Complete a task
///
/// Its open subtasks are completed with it. Completing a task that repeats creates the next one, which `Link` names
/// (`rel="next"`). Completing a completed task changes nothing.
#[utoipa::path(post, path = "/api/tasks/{id}/complete", tag = "tasks", params(("id" = TaskId, Path, description = "The task's number"), TimeZoneHeader, IfMatchHeader, IdempotencyKeyHeader), responses(
    (status = 200, description = "The completed task", body = Task, headers(
        ("ETag" = String, description = "The task's entity tag"),
        ("Link" = String, description = "The next task of a series"),
        ("Todo-Sequence" = i64, description = "An event of the change, for undo; absent where nothing changed"),
    )),
    Refusals,
    OneRefusals,
    WriteRefusals,
    ChangeRefusals,
))]
pub(crate) async fn complete_task(
    State(database): State<Database>,
    write: Write<At<TaskId, NoBody>>,
) -> Result<Answer> {
    let id = write.body.place;
    change(&database, id, TaskPatch::completed(true), write).await
}

/// Reopen a task
///
/// Its subtasks and its parent stay as they are. Of a task that repeats the next one goes, with its subtasks, if the
/// completion made it and nobody has touched it since. Reopening an open task changes nothing.
#[utoipa::path(post, path = "/api/tasks/{id}/reopen", tag = "tasks", params(("id" = TaskId, Path, description = "The task's number"), TimeZoneHeader, IfMatchHeader, IdempotencyKeyHeader), responses(
    (status = 200, description = "The open task", body = Task, headers(
        ("ETag" = String, description = "The task's entity tag"),
        ("Todo-Sequence" = i64, description = "An event of the change, for undo; absent where nothing changed"),
    )),
    Refusals,
    OneRefusals,
    WriteRefusals,
    ChangeRefusals,
))]
pub(crate) async fn reopen_task(
    State(database): State<Database>,
    write: Write<At<TaskId, NoBody>>,
) -> Result<Answer> {
    let id = write.body.place;
    change(&database, id, TaskPatch::completed(false), write).await
}

/// Delete a task
///
/// Its subtasks are deleted with it. Ids are never given out again.
#[utoipa::path(delete, path = "/api/tasks/{id}", tag = "tasks", params(("id" = TaskId, Path, description = "The task's number"), IfMatchHeader, IdempotencyKeyHeader), responses(
    (status = 204, description = "It is gone", headers(("Todo-Sequence" = i64, description = "An event of the change, for undo"))),
    Refusals,
    OneRefusals,
    WriteRefusals,
    ChangeRefusals,
))]
pub(crate) async fn delete_task(
    State(database): State<Database>,
    write: Write<At<TaskId, NoBody>>,
) -> Result<Answer> {
    let id = write.body.place;
    let mut transaction = match write.begin(&database, Extent::ONE).await? {
        Begun::New(transaction) => transaction,
        Begun::Done(answer) => return Ok(answer),
    };
    let done = async {
        let task = (id, &write.expected);
        let deleted = db::tasks::delete(&mut transaction, &write.user, task, write.source).await?;
        let task = deleted.first().ok_or_else(|| no_task(id))?;
        Answer::empty().undone_by(Some(task.sequence))
    }
    .await;
    write.end(transaction, done).await
}

async fn change<T>(
    database: &Database,
    id: TaskId,
    patch: TaskPatch,
    write: Write<T>,
) -> Result<Answer> {
    let mut transaction = match write.begin(database, Extent::one(true)).await? {
        Begun::New(transaction) => transaction,
        Begun::Done(answer) => return Ok(answer),
    };
    let done = async {
        let at = write.context(&mut transaction, true).await?;
        let (user, task) = (&write.user, (id, &write.expected));
        let changed =
            db::tasks::update(&mut transaction, user, task, patch, &at, write.source).await?;
        let changed = changed.ok_or_else(|| no_task(id))?;
        let answer = Answer::task(&changed.after)?.undone_by(changed.sequence())?;
        match changed.next {
            Some(next) => answer.with(
                header::LINK,
                format!("</api/tasks/{}>; rel=\"next\"", next.id),
            ),
            None => Ok(answer),
        }
    }
    .await;
    write.end(transaction, done).await
}

fn no_task(id: TaskId) -> Error {
    Error::NotFound(format!("task {id}"))
}

/// What the caller has already: 304.
fn unchanged(tag: &str) -> Result<Response> {
    let tag = HeaderValue::try_from(tag).map_err(Error::internal)?;
    Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response())
}
