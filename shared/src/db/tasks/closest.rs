//! The tasks that may have been meant where somebody named one that is not there.

use std::collections::BTreeSet;

use tokio_postgres::types::Type;

use super::Transaction;
use crate::{
    auth::UserId,
    error::{Error, Result},
    task::{TaskId, Title},
};

/// A task whose id is near one that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// The id that is not there.
    pub missing: TaskId,
    /// The task's own.
    pub id: TaskId,
    /// Its title.
    pub title: Title,
}

/// Up to three of the owner's tasks for each of these ids, the nearest first. The primary key finds them.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn closest(
    transaction: &mut Transaction,
    user: &UserId,
    missing: &BTreeSet<TaskId>,
) -> Result<Vec<Near>> {
    let numbers: Vec<i32> = missing.iter().map(|id| id.get()).collect();
    let rows = transaction
        .query(
            "select missing, near.id, near.title
             from unnest($2) as missing cross join lateral (
               select id, title from (
                 (select id, title from todo.task where user_id = $1 and id < missing order by id desc limit 3)
                 union all
                 (select id, title from todo.task where user_id = $1 and id > missing order by id limit 3)
               ) as around
               order by abs(id - missing), id limit 3
             ) as near
             order by missing, abs(near.id - missing), near.id",
            &[
                (&user.as_str(), Type::TEXT),
                (&numbers, Type::INT4_ARRAY),
            ],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let id = |name| TaskId::try_from(row.try_get::<_, i32>(name)?).map_err(Error::internal);
            let title = row.try_get::<_, String>("title")?;
            Ok(Near {
                missing: id("missing")?,
                id: id("id")?,
                title: Title::kept(title),
            })
        })
        .collect()
}
