//! What happened, what changed, and taking it back.

use axum::extract::State;
use serde::Deserialize;
use shared::{
    Error, Result,
    auth::UserId,
    db::{self, Database, Kind},
    http::{
        BodyRefusals, IdempotencyKeyHeader, Json, OneRefusals, Path, Query, Refusals, WriteRefusals,
    },
    task::{History, Task, TaskId, Touched, Undo},
};
use utoipa::IntoParams;

use crate::{
    answer::Answer,
    write::{At, Begun, Extent, NoBody, Write},
};

/// The number of an event.
#[derive(Deserialize, Clone, Copy)]
#[serde(try_from = "i64")]
struct Before(i64);

impl Before {
    fn get(self) -> i64 {
        self.0
    }
}

impl TryFrom<i64> for Before {
    type Error = &'static str;

    fn try_from(number: i64) -> std::result::Result<Self, Self::Error> {
        if number > 0 {
            Ok(Self(number))
        } else {
            Err("events are numbered from 1 on")
        }
    }
}

/// Where a page of a history starts.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListHistory {
    /// Only events before this one: the `next_before` of the page before.
    #[param(value_type = i64, minimum = 1, required = false)]
    before: Option<Before>,
}

/// Which events, and where a page of them starts.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListEvents {
    /// Only events of this task, which may be one that was deleted.
    #[param(value_type = TaskId, required = false)]
    task_id: Option<TaskId>,
    /// Only events before this one: the `next_before` of the page before.
    #[param(value_type = i64, minimum = 1, required = false)]
    before: Option<Before>,
}

/// List what happened
///
/// To all tasks or to one, also to those that were deleted since: newest first, in pages of at most 100.
#[utoipa::path(get, path = "/api/history", tag = "history", params(ListEvents), responses(
    (status = 200, description = "What happened", body = History),
    Refusals,
))]
pub(crate) async fn list_history(
    State(database): State<Database>,
    user: UserId,
    Query(list): Query<ListEvents>,
) -> Result<Json<History>> {
    let mut transaction = database.read(&user).await?;
    transaction.end_with_next();
    let before = list.before.map(Before::get);
    let history = db::tasks::history(&mut transaction, &user, list.task_id, before).await;
    transaction.end(history).await.map(Json)
}

/// Get the history of a task
///
/// Newest first, in pages of at most 100.
#[utoipa::path(get, path = "/api/tasks/{id}/history", tag = "history", params(("id" = TaskId, Path, description = "The task's number"), ListHistory), responses(
    (status = 200, description = "What happened to it", body = History),
    Refusals,
    OneRefusals,
))]
pub(crate) async fn get_task_history(
    State(database): State<Database>,
    user: UserId,
    Path(id): Path<TaskId>,
    Query(list): Query<ListHistory>,
) -> Result<Json<History>> {
    let mut transaction = database.read(&user).await?;
    let before = list.before.map(Before::get);
    let history = async {
        let task = db::tasks::get(&mut transaction, &user, id).await?;
        task.ok_or_else(|| Error::NotFound(format!("task {id}")))?;
        transaction.end_with_next();
        db::tasks::history(&mut transaction, &user, Some(id), before).await
    }
    .await;
    transaction.end(history).await.map(Json)
}

/// Restore a deleted task
///
/// With the subtasks that were deleted with it, under their numbers. A task that is there stays as it is.
#[utoipa::path(post, path = "/api/tasks/{id}/restore", tag = "history", params(("id" = TaskId, Path, description = "The task's number"), IdempotencyKeyHeader), responses(
    (status = 200, description = "The task", body = Task, headers(
        ("ETag" = String, description = "The task's entity tag"),
        ("Todo-Sequence" = i64, description = "An event of the change, for undo; absent where nothing changed"),
    )),
    Refusals,
    OneRefusals,
    WriteRefusals,
))]
pub(crate) async fn restore_task(
    State(database): State<Database>,
    write: Write<At<TaskId, NoBody>>,
) -> Result<Answer> {
    let id = write.body.place;
    let mut transaction = match write.begin(&database, Extent::ONE).await? {
        Begun::New(transaction) => transaction,
        Begun::Done(answer) => return Ok(answer),
    };
    let done = async {
        let restored = db::tasks::restore(&mut transaction, &write.user, id, write.source).await?;
        let restored = restored.ok_or_else(|| Error::NotFound(format!("task {id}")))?;
        Answer::task(&restored.task)?.undone_by(restored.sequence)
    }
    .await;
    write.end(transaction, done).await
}

/// Take changes back
///
/// The newest change that was not taken back, which is all that one request or tool call did; with `sequence`, the change
/// that this event belongs to; with `turn_id`, all that the assistant did in one turn. All of it or nothing.
#[utoipa::path(post, path = "/api/undo", tag = "history", params(IdempotencyKeyHeader), request_body = Undo, responses(
    (status = 200, description = "The tasks as they are now", body = Touched),
    Refusals,
    BodyRefusals,
    WriteRefusals,
))]
pub(crate) async fn undo(
    State(database): State<Database>,
    write: Write<Json<Undo>>,
) -> Result<Answer> {
    // What is taken back may be many things, which were counted when they were done: who has no writes left still can.
    let extent = Extent {
        kind: Kind::Bulk,
        writes: 0,
        ..Extent::ONE
    };
    let mut transaction = match write.begin(&database, extent).await? {
        Begun::New(transaction) => transaction,
        Begun::Done(answer) => return Ok(answer),
    };
    let Json(what) = &write.body;
    let done = async {
        let tasks = db::tasks::undo(&mut transaction, &write.user, *what, write.source).await?;
        Answer::json(&Touched::from(tasks))
    }
    .await;
    write.end(transaction, done).await
}
