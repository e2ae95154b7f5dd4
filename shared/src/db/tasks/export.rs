//! All tasks of a person, for a file, and those for a calendar.

use std::sync::LazyLock;

use tokio_postgres::types::Type;

use super::{
    Sql, Transaction,
    columns::{names, task},
};
use crate::{
    auth::UserId,
    error::Result,
    task::{Task, TaskId},
};

/// The owner's tasks behind this one in the order of their ids, at most so many. In a snapshot
/// ([`crate::db::Database::snapshot`]) the pages are one whole (FR-901).
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away.
pub async fn page(
    transaction: &mut Transaction,
    user: &UserId,
    after: Option<TaskId>,
    most: i64,
) -> Result<Vec<Task>> {
    static PAGE: LazyLock<String> = LazyLock::new(|| {
        let names = names("");
        format!("select {names} from todo.task where user_id = $1 and id > $2 order by id limit $3")
    });
    let rows = transaction
        .query(
            Sql::Cached(&PAGE),
            &[
                (&user.as_str(), Type::TEXT),
                (&after.map_or(0, TaskId::get), Type::INT4),
                (&most, Type::INT8),
            ],
        )
        .await?;
    rows.iter().map(task).collect()
}

/// The owner's open tasks that are due, the earliest first, at most so many.
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away.
pub(in crate::db) async fn open_and_due(
    transaction: &mut Transaction,
    user: &UserId,
    most: i64,
) -> Result<Vec<Task>> {
    static DUE: LazyLock<String> = LazyLock::new(|| {
        format!(
            "select {} from todo.task where user_id = $1 and completed_at is null and due is not null
order by due_order, id limit $2",
            names("")
        )
    });
    let rows = transaction
        .query(
            Sql::Cached(&DUE),
            &[(&user.as_str(), Type::TEXT), (&most, Type::INT8)],
        )
        .await?;
    rows.iter().map(task).collect()
}
