//! What happened to tasks: the history of one, and what changed since (FR-617, FR-620).

use std::sync::LazyLock;

use serde_json::Value;
use tokio_postgres::{
    Row,
    types::{Json, Type},
};

use super::{
    Sql, Transaction,
    columns::{names, task, task_of_json},
};
use crate::{
    auth::UserId,
    error::{Error, Result},
    task::{Changes, History, TaskEvent, TaskId, Touched},
};

/// How many events or changes a page holds at most.
const PAGE: usize = 100;
const ONE_MORE: i64 = 101;

/// The columns of an event, from a table of this name. One that is asked for by all its columns would make prepared statements
/// outdated, once a later version adds one.
macro_rules! columns {
    ($event:literal) => {
        concat!(
            $event,
            ".sequence, ",
            $event,
            ".task_id, ",
            $event,
            ".operation, ",
            $event,
            ".source, ",
            $event,
            ".client, ",
            $event,
            ".turn_id, ",
            $event,
            ".undoes, ",
            $event,
            ".created_at, ",
            $event,
            ".before, ",
            $event,
            ".after"
        )
    };
}
pub(super) use columns;

/// An event in a row of `todo.task_event`.
pub(super) fn event(row: &Row) -> Result<TaskEvent> {
    let state = |column| -> Result<_> {
        let state: Option<Json<Value>> = row.try_get(column)?;
        state.map(|Json(state)| task_of_json(state)).transpose()
    };
    let word = |column| -> Result<Value> { Ok(Value::String(row.try_get(column)?)) };
    Ok(TaskEvent {
        sequence: row.try_get("sequence")?,
        operation: serde_json::from_value(word("operation")?).map_err(Error::internal)?,
        source: serde_json::from_value(word("source")?).map_err(Error::internal)?,
        client: row.try_get("client")?,
        turn_id: row.try_get("turn_id")?,
        undoes: row.try_get("undoes")?,
        created_at: row.try_get("created_at")?,
        before: state("before")?,
        after: state("after")?,
        task_id: row
            .try_get::<_, i32>("task_id")?
            .try_into()
            .map_err(|error: &str| Error::internal(error))?,
    })
}

/// A page of what happened to a task, or to all of them, newest first, before that event if one is named.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn history(
    transaction: &mut Transaction,
    user: &UserId,
    id: Option<TaskId>,
    before: Option<i64>,
) -> Result<History> {
    let rows = transaction
        .query(
            // The plan depends on what is given.
            Sql::Unnamed(concat!(
                "select ",
                columns!("event"),
                " from todo.task_event as event
where user_id = $1 and ($2::int is null or task_id = $2) and ($3::bigint is null or sequence < $3)
order by sequence desc limit $4"
            )),
            &[
                (&user.as_str(), Type::TEXT),
                (&id.map(TaskId::get), Type::INT4),
                (&before, Type::INT8),
                (&ONE_MORE, Type::INT8),
            ],
        )
        .await?;
    let events: Vec<_> = rows.iter().take(PAGE).map(event).collect::<Result<_>>()?;
    let has_more = rows.len() > PAGE;
    let next_before = events.last().filter(|_| has_more).map(|last| last.sequence);
    Ok(History {
        events,
        next_before,
    })
}

/// The tasks that changed after an event, each once in its present state, in the order of their last changes. Whoever
/// writes holds the owner's counter until commit, so no smaller number can appear later.
///
/// # Errors
/// [`Error::Impossible`] when there was no such event yet; otherwise when the database refuses or is away.
pub async fn changes(transaction: &mut Transaction, user: &UserId, since: i64) -> Result<Changes> {
    static CHANGES: LazyLock<String> = LazyLock::new(|| {
        format!(
            "with changed as (
               select sequence, id from todo.task where user_id = $1 and sequence > $2
               order by sequence limit $3
             ), gone as (
               select max(event.sequence) as sequence, event.task_id from todo.task_event as event
               where event.user_id = $1 and event.sequence > $2 and $2 > 0 and event.operation = 'delete'
                 and not exists (select from todo.task where user_id = $1 and id = event.task_id)
               group by event.task_id order by 1 limit $3
             ), page as (
               select sequence as number, id as task_id, false as gone from changed
               union all
               select sequence, task_id, true from gone
               order by number limit $3
             )
             select page.number, page.task_id, page.gone, latest.number as latest, {}
             from (select coalesce(max(last_sequence), 0) as number from todo.user_counter where user_id = $1) as latest
             left join page on true
             left join todo.task on not page.gone and task.user_id = $1 and task.id = page.task_id
             order by page.number",
            names("task.")
        )
    });
    let rows = transaction
        .query(
            Sql::Cached(&CHANGES),
            &[
                (&user.as_str(), Type::TEXT),
                (&since, Type::INT8),
                (&ONE_MORE, Type::INT8),
            ],
        )
        .await?;
    let latest = rows.first().map(|row| row.try_get("latest")).transpose()?;
    if since > latest.unwrap_or(0) {
        return Err(Error::Impossible {
            code: "unknown-token",
            detail: "The token is newer than all changes. Start again without it.".to_owned(),
        });
    }
    let mut touched = Touched::default();
    let mut next = since;
    for row in rows.iter().take(PAGE) {
        let Some(number) = row.try_get("number")? else {
            break;
        };
        next = number;
        if row.try_get("gone")? {
            let id = row.try_get::<_, i32>("task_id")?;
            touched.deleted.push(
                id.try_into()
                    .map_err(|error: &str| Error::internal(error))?,
            );
        } else {
            touched.tasks.push(task(row)?);
        }
    }
    Ok(Changes {
        touched,
        next: next.to_string(),
        more: rows.len() > PAGE,
    })
}

/// No change, and the token that those to come follow.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn latest(transaction: &mut Transaction, user: &UserId) -> Result<Changes> {
    let row = transaction
        .query_opt(
            "select last_sequence from todo.user_counter where user_id = $1",
            &[(&user.as_str(), Type::TEXT)],
        )
        .await?;
    let latest: Option<i64> = row.map(|row| row.try_get(0)).transpose()?;
    Ok(Changes {
        touched: Touched::default(),
        next: latest.unwrap_or(0).to_string(),
        more: false,
    })
}
