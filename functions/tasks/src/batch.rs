//! Many operations in one request.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::{
    Error, Result,
    db::{
        Database,
        tasks::{Reach, Work},
    },
    http::{
        BodyRefusals, IdempotencyKeyHeader, Json, Problem, Refusals, TimeZoneHeader, WriteRefusals,
        read_value,
    },
    task::{Context, Expected, NewTask, Task, TaskId, TaskPatch},
};
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    write::{Begun, Extent, Write},
};

/// Operations to carry out in their order.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"atomic": true, "operations": [{"create": {"title": "Buy boxes", "project": "Moving"}}, {"create": {"title": "Call the movers", "priority": "p1"}}]}))]
pub(crate) struct Batch {
    /// The operations, 1 to 100.
    #[schema(value_type = Vec<BatchOperation>, min_items = 1, max_items = 100)]
    operations: Operations,
    /// true: all or nothing. false: each that is refused fails alone.
    #[serde(default)]
    #[schema(required = false)]
    atomic: bool,
}

/// 1 to 100 operations, of which each is read for itself: one that breaks a rule fails alone.
#[derive(Deserialize)]
#[serde(try_from = "Vec<Value>")]
struct Operations(Vec<Value>);

impl TryFrom<Vec<Value>> for Operations {
    type Error = &'static str;

    fn try_from(operations: Vec<Value>) -> std::result::Result<Self, Self::Error> {
        match operations.len() {
            1..=100 => Ok(Self(operations)),
            _ => Err("a batch has 1 to 100 operations"),
        }
    }
}

/// One operation.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum BatchOperation {
    /// Creates a task.
    Create(NewTask),
    /// Changes a task.
    Update(PatchOf),
    /// Completes a task.
    Complete(OneTask),
    /// Opens a task again.
    Reopen(OneTask),
    /// Deletes a task.
    Delete(OneTask),
    /// Brings a deleted task back.
    Restore(OneTask),
}

/// A task, and the state in which it is expected.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OneTask {
    /// The task's number.
    id: TaskId,
    /// The `ETag` that it had when you last saw it; otherwise the operation is refused with 412.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false)]
    if_match: Option<String>,
}

/// A change of a task.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PatchOf {
    /// The task's number.
    id: TaskId,
    /// The change.
    patch: TaskPatch,
    /// The `ETag` that it had when you last saw it; otherwise the operation is refused with 412.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false)]
    if_match: Option<String>,
}

/// What became of the operations.
#[derive(Serialize, ToSchema)]
pub(crate) struct BatchResults {
    /// One for each operation, in their order.
    results: Vec<BatchResult>,
}

/// What became of an operation.
#[derive(Serialize, ToSchema)]
struct BatchResult {
    /// The status that the operation would have had as a request of its own.
    #[schema(minimum = 200, maximum = 499)]
    status: u16,
    /// The task as it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Task, required = false)]
    task: Option<Task>,
    /// The next task, which the completion of one that repeats has created.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Task, required = false)]
    next: Option<Task>,
    /// The next task as it was, which reopening the one before it took away, since nobody had touched it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Task, required = false)]
    gone: Option<Task>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Problem, required = false)]
    problem: Option<Problem>,
    /// An event of it, if it changed anything.
    #[serde(skip)]
    sequence: Option<i64>,
}

impl BatchOperation {
    /// The task that it is about.
    fn task(&self) -> Option<TaskId> {
        match self {
            Self::Create(new) => new.parent_id,
            Self::Update(PatchOf { id, .. })
            | Self::Complete(OneTask { id, .. })
            | Self::Reopen(OneTask { id, .. })
            | Self::Delete(OneTask { id, .. })
            | Self::Restore(OneTask { id, .. }) => Some(*id),
        }
    }
}

impl Operations {
    /// Each operation, or the rule that it breaks.
    fn read(&self) -> Vec<std::result::Result<BatchOperation, Problem>> {
        let operations = self.0.iter().enumerate().map(|(place, operation)| {
            read_value(operation).map_err(|problem| at_operation(problem, place))
        });
        operations.collect()
    }
}

impl BatchResult {
    fn done(status: u16, task: Option<Task>) -> Self {
        Self {
            status,
            task,
            next: None,
            gone: None,
            problem: None,
            sequence: None,
        }
    }

    fn refused(problem: Problem) -> Self {
        let status = problem.status;
        Self {
            problem: Some(problem),
            ..Self::done(status, None)
        }
    }
}

/// Carry out many operations
///
/// In their order, in one request. With `atomic` the first refusal takes all back, and is the answer, its pointer naming the
/// operation; without, each operation has a result of its own, also one that is no operation (422). Undo takes a batch back as one change.
#[utoipa::path(post, path = "/api/batch", tag = "tasks", params(TimeZoneHeader, IdempotencyKeyHeader), request_body = Batch, responses(
    (status = 200, description = "What became of each operation", body = BatchResults, headers(
        ("Todo-Sequence" = i64, description = "An event of the change, for undo; absent where nothing changed"),
    )),
    (status = 404, description = "With atomic: there is no such task", body = Problem, content_type = "application/problem+json"),
    (status = 412, description = "With atomic: a task is not as if_match says", body = Problem, content_type = "application/problem+json"),
    Refusals,
    BodyRefusals,
    WriteRefusals,
))]
pub(crate) async fn run_batch(
    State(database): State<Database>,
    write: Write<Json<Batch>>,
) -> std::result::Result<Answer, Problem> {
    let Json(batch) = &write.body;
    let operations = batch.operations.read();
    if batch.atomic
        && let Some(problem) = operations.iter().find_map(|read| read.as_ref().err())
    {
        return Err(problem.clone());
    }
    let writes = u32::try_from(operations.len()).map_err(Error::internal)?;
    let mut transaction = match write.begin(&database, Extent::many(writes)).await? {
        Begun::New(transaction) => transaction,
        Begun::Done(answer) => return Ok(answer),
    };
    let mut place = 0;
    let done = async {
        let at = write.context(&mut transaction, true).await?;
        let ids = operations.iter().flatten().filter_map(BatchOperation::task);
        let (user, reach) = (&write.user, Reach::Families);
        let mut work = Work::on(&mut transaction, user, write.source, ids, reach).await?;
        let mut results = Vec::new();
        for operation in operations {
            let operation = match operation {
                Ok(operation) => operation,
                Err(problem) => {
                    results.push(BatchResult::refused(problem));
                    place += 1;
                    continue;
                }
            };
            results.push(match carry_out(&mut work, operation, &at).await {
                Ok(result) => result,
                Err(error) if !batch.atomic && error.is_refusal() => {
                    BatchResult::refused(at_operation(error.into(), place))
                }
                Err(error) => return Err(error),
            });
            place += 1;
        }
        // What came later may have moved what came before it, to make room (FR-646).
        for task in results.iter_mut().filter_map(|result| result.task.as_mut()) {
            if let Some(now) = work.get(task.id) {
                task.position = now.position;
            }
        }
        let sequence = results.iter().find_map(|result| result.sequence);
        Answer::json(&BatchResults { results })?.undone_by(sequence)
    }
    .await;
    let refused = done.as_ref().is_err_and(Error::is_refusal);
    write.end(transaction, done).await.map_err(|error| {
        let problem = Problem::from(error);
        if refused {
            at_operation(problem, place)
        } else {
            problem
        }
    })
}

/// The problem as one of the operation at this place.
fn at_operation(problem: Problem, place: usize) -> Problem {
    problem.below_pointer(&format!("/operations/{place}"))
}

async fn carry_out(
    work: &mut Work<'_>,
    operation: BatchOperation,
    at: &Context,
) -> Result<BatchResult> {
    let (task, patch) = match operation {
        BatchOperation::Create(new) => {
            let task = work.insert(&new, at).await?;
            return Ok(BatchResult {
                sequence: Some(task.sequence),
                ..BatchResult::done(201, Some(task))
            });
        }
        BatchOperation::Restore(OneTask { id, if_match }) => {
            work.expect(id, &expected(if_match))?;
            let restored = work.restore(id).await?.ok_or_else(|| no_task(id))?;
            return Ok(BatchResult {
                sequence: restored.sequence,
                ..BatchResult::done(200, Some(restored.task))
            });
        }
        BatchOperation::Delete(OneTask { id, if_match }) => {
            let deleted = work.delete(id, &expected(if_match))?;
            let task = deleted.first().ok_or_else(|| no_task(id))?;
            return Ok(BatchResult {
                sequence: Some(task.sequence),
                ..BatchResult::done(204, None)
            });
        }
        BatchOperation::Update(PatchOf {
            id,
            patch,
            if_match,
        }) => (OneTask { id, if_match }, patch),
        BatchOperation::Complete(task) => (task, TaskPatch::completed(true)),
        BatchOperation::Reopen(task) => (task, TaskPatch::completed(false)),
    };
    let OneTask { id, if_match } = task;
    let changed = work.update(id, patch, &expected(if_match), at).await?;
    let changed = changed.ok_or_else(|| no_task(id))?;
    Ok(BatchResult {
        sequence: changed.sequence(),
        next: changed.next,
        gone: changed.gone,
        ..BatchResult::done(200, Some(changed.after))
    })
}

fn expected(if_match: Option<String>) -> Expected {
    if_match.map_or(Expected::Any, |tag| Expected::OneOf(vec![tag]))
}

fn no_task(id: TaskId) -> Error {
    Error::NotFound(format!("task {id}"))
}
