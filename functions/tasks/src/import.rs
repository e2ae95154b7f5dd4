//! Tasks out of a file: all of them or none, or only a look at what would become of them (FR-903 to FR-906).

mod body;
mod json;
mod rows;
mod todoist;

use axum::extract::State;
use serde::Serialize;
use shared::{
    Error,
    db::{self, Database, Kind},
    http::{
        BodyRefusals, IdempotencyKeyHeader, Problem, Refusals, TimeZoneHeader, Violation,
        WriteRefusals,
    },
    task::Task,
};
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    file::TasksFile,
    write::{Begun, Extent, Write},
};
use body::{ImportBody, ImportParameters};
use rows::Rows;

/// No file is larger.
pub(crate) const MAX_BYTES: usize = 5 * 1024 * 1024;
/// No file has more tasks.
const MAX_ROWS: usize = 5000;
/// So many refusals are told at once.
const MAX_VIOLATIONS: usize = 100;
/// So many tasks of a file count as one write (FR-118): they are written together.
const TASKS_PER_WRITE: usize = 50;

/// What became of a file, or would.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportResults {
    /// Whether nothing was written.
    dry_run: bool,
    /// An event of the import, by which undo finds it. Absent where nothing was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = i64, required = false)]
    sequence: Option<i64>,
    /// One for each task of the file, in their order, and for other rows of which there is something to say.
    results: Vec<ImportResult>,
}

/// What became of a row of a file, or would.
#[derive(Serialize, ToSchema)]
struct ImportResult {
    /// The row: the number of the task in a JSON file; in a table, whose header is row 1, that of the row.
    #[schema(minimum = 1)]
    row: usize,
    /// The task. In a dry run its number is the one that it would get now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Task, required = false)]
    task: Option<Task>,
    /// Why it is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<Violation>,
    /// What is not in the task as it was in the file, and where it is instead.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    warnings: Vec<String>,
}

/// Import tasks from a file
///
/// Our own JSON, as an export writes it, or a project that Todoist exported as CSV. All tasks are created, or none; undo
/// takes them back together. `dry_run` writes nothing and tells what would become of each row. At most 5 MiB and 5,000 rows.
#[utoipa::path(post, path = "/api/import", tag = "files", params(ImportParameters, TimeZoneHeader, IdempotencyKeyHeader),
    request_body(content((TasksFile = "application/json"), (String = "text/csv"))), responses(
    (status = 200, description = "What became of each row, or would", body = ImportResults, headers(
        ("Todo-Sequence" = i64, description = "An event of the change, for undo; absent where nothing changed"),
    )),
    Refusals,
    BodyRefusals,
    WriteRefusals,
))]
pub(crate) async fn import_tasks(
    State(database): State<Database>,
    write: Write<ImportBody>,
) -> Result<Answer, Problem> {
    let writes =
        u32::try_from(write.body.len().div_ceil(TASKS_PER_WRITE)).map_err(Error::internal)?;
    let extent = Extent {
        kind: Kind::Bulk,
        writes: writes.max(1),
        needs_zone: true,
    };
    let mut transaction = match write.begin(&database, extent).await? {
        Begun::New(transaction) => transaction,
        Begun::Done(answer) => return Ok(answer),
    };
    let dry_run = write.body.parameters.dry_run;
    let at = write.context(&mut transaction, true).await?;
    let (rows, drafts) = write.body.read(&at).await?.settle();
    if !dry_run && let Some(problem) = refusal(&rows) {
        write.abandon(transaction).await?;
        return Err(problem);
    }
    let source = write.source;
    let tasks = db::tasks::import(&mut transaction, &write.user, &drafts, &at, source).await;
    let answer = tasks.and_then(|tasks| {
        let first = tasks.first().filter(|_| !dry_run);
        let sequence = first.map(|task| task.sequence);
        Answer::json(&ImportResults {
            dry_run,
            sequence,
            results: results(rows, tasks),
        })?
        .undone_by(sequence)
    });
    if dry_run {
        write.abandon(transaction).await?;
        return Ok(answer?);
    }
    Ok(write.end(transaction, answer).await?)
}

/// What is wrong with the file, if anything is.
fn refusal(rows: &Rows) -> Option<Problem> {
    let refused = rows.iter().filter(|row| !row.errors.is_empty()).count();
    let violations = rows.iter().flat_map(|row| &row.errors);
    let detail =
        format!("{refused} rows cannot be imported; nothing was. A dry run tells of each row.");
    let mut problem = Problem::invalid_value(detail);
    problem.errors = violations.take(MAX_VIOLATIONS).cloned().collect();
    (refused > 0).then_some(problem)
}

/// The rows with their tasks, of which there is one for each that has a draft.
fn results(rows: Rows, tasks: Vec<Task>) -> Vec<ImportResult> {
    let mut tasks = tasks.into_iter();
    rows.into_iter()
        .map(|row| ImportResult {
            row: row.number,
            task: row.has_draft.then(|| tasks.next()).flatten(),
            errors: row.errors,
            warnings: row.warnings,
        })
        .collect()
}
