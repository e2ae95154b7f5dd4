//! Many tasks at once, each in a state of its own (FR-903).

use std::sync::LazyLock;

use serde::Serialize;
use tokio_postgres::types::Type;

use super::{
    Sql, Write,
    columns::{Columns, Found, INSERT, names, task},
};
use crate::{
    auth::UserId,
    error::{Error, Result},
    task::{Context, Draft, Source, Task, TaskId},
};

/// So many tasks travel in one statement.
const CHUNK: usize = 500;

static CREATE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "with item as materialized (
  select item from jsonb_array_elements($2::jsonb) as item
), created as (
  {} from item, jsonb_populate_record(null::todo.task, item) as new
  returning *
), term as (
  insert into todo.task_term (user_id, id, terms, runs)
  select $1, (item ->> 'id')::int, array_to_tsvector(array(select jsonb_array_elements_text(item -> 'terms'))), item ->> 'runs'
  from item
), event as (
  insert into todo.task_event (user_id, sequence, task_id, operation, after, source, turn_id)
  select $1, sequence, id, 'create', to_jsonb(created), $3, $4 from created
)
select {} from created order by id",
        *INSERT,
        names("")
    )
});

/// A task's row, and what it is found by.
#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    columns: Columns,
    #[serde(flatten)]
    found: Found,
}

/// Creates all of these, each with its event, and gives them in their order. Ids follow that order; parents have their
/// events before their subtasks', so that undo, which goes backwards, finds subtasks first.
///
/// # Errors
/// [`Error`] when the database refuses or is away. A parent that is no place, or below its own subtask, is a defect.
pub async fn import(
    transaction: &mut Write,
    user: &UserId,
    drafts: &[Draft],
    at: &Context,
    source: Source,
) -> Result<Vec<Task>> {
    let number = i32::try_from(drafts.len()).map_err(Error::internal)?;
    let (last_id, last_sequence) = reserve(transaction, user, number).await?;
    super::refuse_beyond_limit(transaction, user, (last_id - number, number)).await?;
    let id_of = |place: usize| {
        let offset = i32::try_from(place).map_err(|_| "no such place")?;
        TaskId::try_from(last_id - number + 1 + offset)
    };
    let mut tasks = Vec::with_capacity(drafts.len());
    for (sequence, place) in (last_sequence - i64::from(number) + 1..).zip(parents_first(drafts)) {
        let draft = drafts
            .get(place)
            .ok_or_else(|| Error::internal("no such place"))?;
        let task = draft.numbered(place, sequence, at.now, id_of);
        tasks.push(task.map_err(Error::internal)?);
    }
    tasks.sort_unstable_by_key(|task| task.id);
    let mut created = Vec::with_capacity(tasks.len());
    for chunk in tasks.chunks(CHUNK) {
        created.extend(create(transaction, user, chunk, source).await?);
    }
    Ok(created)
}

/// The places in an order in which each comes behind its parent.
fn parents_first(drafts: &[Draft]) -> Vec<usize> {
    let depth = |place: usize| {
        std::iter::successors(Some(place), |place| drafts.get(*place)?.parent)
            .take(drafts.len())
            .count()
    };
    let mut places: Vec<usize> = (0..drafts.len()).collect();
    places.sort_by_cached_key(|place| depth(*place));
    places
}

/// Takes so many of the owner's numbers and gives the last ones: of tasks, and of events.
async fn reserve(transaction: &mut Write, user: &UserId, number: i32) -> Result<(i32, i64)> {
    let row = transaction
        .query_opt(
            "insert into todo.user_counter as counter (user_id, last_task_id, last_sequence) values ($1, $2, $2)
             on conflict (user_id) do update
               set last_task_id = counter.last_task_id + $2, last_sequence = counter.last_sequence + $2
             returning last_task_id, last_sequence",
            &[(&user.as_str(), Type::TEXT), (&number, Type::INT4)],
        )
        .await?;
    let row = row.ok_or_else(|| Error::internal("the counter returned no row"))?;
    Ok((row.try_get("last_task_id")?, row.try_get("last_sequence")?))
}

async fn create(
    transaction: &mut Write,
    user: &UserId,
    tasks: &[Task],
    source: Source,
) -> Result<Vec<Task>> {
    let rows: Vec<Row> = tasks
        .iter()
        .map(|task| Row {
            columns: Columns::of(task),
            found: Found::by(user.as_str(), &task.title, &task.notes, &task.tags),
        })
        .collect();
    let rows = serde_json::to_string(&rows).map_err(Error::internal)?;
    let rows = transaction
        .query(
            Sql::Cached(&CREATE),
            &[
                (&user.as_str(), Type::TEXT),
                (&rows, Type::TEXT),
                (&source.as_str(), Type::TEXT),
                (&source.turn(), Type::UUID),
            ],
        )
        .await?;
    rows.iter().map(task).collect()
}
