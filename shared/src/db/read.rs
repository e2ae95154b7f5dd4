//! Transactions that only read.

use std::ops::{Deref, DerefMut};

use tokio_postgres::Row;

use super::{
    Transaction,
    transaction::{Around, Statement},
};
use crate::error::{Error, Result};

/// A transaction that only reads, also for Postgres. What writes does not take it:
///
/// ```compile_fail
/// # use shared::{auth::UserId, db::{self, Database}, Result};
/// async fn complete(database: &Database, user: &UserId) -> Result<()> {
///     let mut transaction = database.read(user).await?;
///     db::settings::set_time_zone(&mut transaction, user, &language::Zone::utc()).await
/// }
/// ```
///
/// What reads does:
///
/// ```
/// # use shared::{auth::UserId, db::{self, Database}, Result};
/// async fn zone(database: &Database, user: &UserId) -> Result<language::Zone> {
///     let mut transaction = database.read(user).await?;
///     db::settings::time_zone(&mut transaction, user).await
/// }
/// ```
pub struct Read(Transaction);

impl Read {
    pub(super) fn new(transaction: Transaction) -> Self {
        Self(transaction)
    }

    /// Has the next query carry the end of the transaction, and give the connection back: all of it is one wait then.
    pub fn end_with_next(&mut self) {
        self.0.ends = true;
    }

    /// Runs the last statements and gives the connection back: begin, preamble, statements and commit go out together, in one
    /// wait.
    pub(super) async fn finish<const N: usize>(
        mut self,
        statements: [Statement<'_>; N],
    ) -> Result<[Vec<Row>; N]> {
        let around = Around {
            holds: true,
            commits: true,
        };
        let rows = self.0.send(&statements, around).await?;
        <[Vec<Row>; N]>::try_from(rows).map_err(|_| Error::internal("not as many results"))
    }

    /// Gives the connection back.
    ///
    /// # Errors
    /// [`crate::Error`] when the database is away.
    pub async fn close(self) -> Result<()> {
        self.0.commit().await
    }

    /// Gives the connection back with what was read.
    ///
    /// # Errors
    /// The error of `done`, or what [`Read::close`] says.
    pub async fn end<T>(self, done: Result<T>) -> Result<T> {
        self.0.settle(done).await
    }
}

impl Deref for Read {
    type Target = Transaction;

    fn deref(&self) -> &Transaction {
        &self.0
    }
}

impl DerefMut for Read {
    fn deref_mut(&mut self) -> &mut Transaction {
        &mut self.0
    }
}
