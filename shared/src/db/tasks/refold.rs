//! What tasks are compared by, written anew where another version has made it (FR-641).

use language::FOLD_VERSION;
use serde::Serialize;
use tokio_postgres::{
    Client, Row,
    types::{Json, Type},
};

use super::columns::{Found, task};
use crate::{
    db::{Role, migrations::LOCK},
    error::Result,
};

/// So many rows are written in one transaction: their owner's writes wait for no more.
const BATCH: i64 = 500;
/// So many owners are read at a time.
const OWNERS: i64 = 1000;

/// Owners of tasks behind this one. Of all tables, `todo_search` sees all rows of this one alone.
const NEXT_OWNERS: &str = "with recursive owner as (
  (select user_id from todo.task_term where user_id > $1 order by user_id limit 1)
  union all
  select (select user_id from todo.task_term where user_id > owner.user_id order by user_id limit 1)
  from owner where owner.user_id is not null
)
select user_id from owner where user_id is not null limit $2";

const STALE: &str = "select * from todo.task
where user_id = $1 and (fold <> $2 or fold_sequence <> sequence) order by id limit $3";

/// No event tells of it, since nothing changed for the owner; that lists may hold something else is in `folds`.
const WRITE: &str = "with item as materialized (
  select item, (item ->> 'id')::int as id from jsonb_array_elements($2) as item
), term as (
  insert into todo.task_term (user_id, id, terms, runs)
  select $1, id, array_to_tsvector(array(select jsonb_array_elements_text(item -> 'terms'))), item ->> 'runs' from item
  on conflict (user_id, id) do update set terms = excluded.terms, runs = excluded.runs
), counter as (
  update todo.user_counter set folds = folds + 1 where user_id = $1
)
update todo.task set project_key = item ->> 'project_key', fold = $3, fold_sequence = task.sequence
from item where task.user_id = $1 and task.id = item.id";

/// What is written anew of a task.
#[derive(Debug, Serialize)]
struct Item {
    id: i32,
    project_key: String,
    #[serde(flatten)]
    found: Found,
}

/// Writes the keys of all tasks anew that another version has made, and gives their number. It goes on where it was broken
/// off, and changes nothing the second time. A version that is still running may write more of them.
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away; what was written before stays.
pub async fn refold(client: &mut Client) -> Result<u64> {
    let (mut last, mut written) = (String::new(), 0);
    loop {
        let owners = owners_behind(client, &last).await?;
        for owner in &owners {
            written += refold_owner(client, owner).await?;
        }
        match owners.into_iter().next_back() {
            Some(owner) => last = owner,
            None => return Ok(written),
        }
    }
}

async fn owners_behind(client: &mut Client, last: &str) -> Result<Vec<String>> {
    let transaction = client.transaction().await?;
    transaction
        .execute_typed("select pg_advisory_xact_lock($1)", &[(&LOCK, Type::INT8)])
        .await?;
    transaction
        .batch_execute(
            "do $$ begin execute format('grant todo_search to %I', current_user); end $$;
             set local role todo_search",
        )
        .await?;
    let rows = transaction
        .query_typed(NEXT_OWNERS, &[(&last, Type::TEXT), (&OWNERS, Type::INT8)])
        .await?;
    // The right was for this question alone.
    transaction.rollback().await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

async fn refold_owner(client: &mut Client, owner: &str) -> Result<u64> {
    let mut written = 0;
    loop {
        let rows = refold_batch(client, owner).await?;
        written += rows;
        if rows < BATCH.unsigned_abs() {
            return Ok(written);
        }
    }
}

/// One transaction as its owner's own, which holds their counter as every write does.
async fn refold_batch(client: &mut Client, owner: &str) -> Result<u64> {
    let transaction = client.transaction().await?;
    transaction
        .execute_typed(
            "select set_config('role', $1, true), set_config('app.user_id', $2, true)",
            &[(&Role::Tasks.as_str(), Type::TEXT), (&owner, Type::TEXT)],
        )
        .await?;
    transaction
        .execute_typed(
            "select from todo.user_counter where user_id = $1 for update",
            &[(&owner, Type::TEXT)],
        )
        .await?;
    let rows = transaction
        .query_typed(
            STALE,
            &[
                (&owner, Type::TEXT),
                (&FOLD_VERSION, Type::INT2),
                (&BATCH, Type::INT8),
            ],
        )
        .await?;
    if !rows.is_empty() {
        let items: Result<Vec<Item>> = rows.iter().map(|row| item(owner, row)).collect();
        transaction
            .execute_typed(
                WRITE,
                &[
                    (&owner, Type::TEXT),
                    (&Json(items?), Type::JSONB),
                    (&FOLD_VERSION, Type::INT2),
                ],
            )
            .await?;
    }
    transaction.commit().await?;
    Ok(u64::try_from(rows.len()).unwrap_or_default())
}

fn item(owner: &str, row: &Row) -> Result<Item> {
    let task = task(row)?;
    Ok(Item {
        id: task.id.get(),
        project_key: task.project.key(),
        found: Found::by(owner, &task.title, &task.notes, &task.tags),
    })
}
