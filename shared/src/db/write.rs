//! Transactions that write.

use std::{
    num::NonZeroU32,
    ops::{Deref, DerefMut},
};

use tokio_postgres::{Row, types::Type};

use super::{
    Transaction,
    opening::{Count, Held},
    settings,
    sql::Sql,
    transaction::{Around, Parameter, Statement},
};
use crate::{
    error::{Error, Result},
    quota::Quota,
    task::ClientName,
};

/// A transaction that writes. It holds its person's counter, or one conversation, from its first statement on: what it has
/// read stays true until it ends. Reads of it are those of a [`Transaction`].
pub struct Write {
    transaction: Transaction,
    tasks_per_person: NonZeroU32,
    asks_zone: bool,
}

impl Write {
    pub(super) fn new(transaction: Transaction, tasks_per_person: NonZeroU32) -> Self {
        Self {
            transaction,
            tasks_per_person,
            asks_zone: false,
        }
    }

    /// The same for a client of this name, which the events then tell (FR-271).
    #[must_use]
    pub fn of_client(mut self, name: Option<ClientName>) -> Self {
        self.transaction.opening.client = name;
        self
    }

    /// The same with the zone of the account read on the way, where the opening is a wait of its own.
    #[must_use]
    pub fn asking_zone(mut self, asks: bool) -> Self {
        self.asks_zone = asks;
        self
    }

    /// How many tasks the person may have.
    pub(super) fn tasks_per_person(&self) -> u32 {
        self.tasks_per_person.get()
    }

    /// Where the person stands after the writes that were counted.
    #[must_use]
    pub fn quota(&self) -> Option<Quota> {
        self.transaction.quota
    }

    /// Has the next statement be the last one, and carry the commit: the two are one wait then.
    pub fn commit_with_next(&mut self) {
        self.transaction.ends = true;
    }

    /// Opens the transaction with statements that come before its counter is taken, the one that takes it, and one behind that, all
    /// in one wait; the second gets the microseconds as one more parameter. Gives the rows of the first ones.
    pub(super) async fn open<const N: usize>(
        &mut self,
        first: [Statement<'_>; N],
        counting: &'static str,
        parameters: &[Parameter<'_>],
        last: Option<Statement<'_>>,
    ) -> Result<[Vec<Row>; N]> {
        let count = self.count()?;
        let used = count.microseconds()?;
        let parameters = [parameters, &[(&used as _, Type::INT8)]].concat();
        let person = self.transaction.opening.user.clone();
        let owner = [(&person.as_str() as _, Type::TEXT)];
        let mut statements: Vec<Statement<'_>> = first.to_vec();
        statements.push((Sql::Cached(counting), &parameters));
        if self.asks_zone {
            statements.push((Sql::Cached(settings::TIME_ZONE), &owner));
        }
        statements.extend(last);
        let around = Around {
            holds: false,
            commits: false,
        };
        let mut rows = self
            .transaction
            .send(&statements, around)
            .await?
            .into_iter();
        let first: Vec<Vec<Row>> = rows.by_ref().take(N).collect();
        if let Some(counted) = rows.next() {
            self.transaction.quota = count.quota(&counted)?;
        }
        if let Some(rows) = rows.next().filter(|_| self.asks_zone) {
            self.transaction.zone = Some(settings::zone_of(&rows)?);
        }
        <[Vec<Row>; N]>::try_from(first).map_err(|_| Error::internal("not as many results"))
    }

    /// Runs a statement that counts the writes itself, if nothing was sent before: it gets how many microseconds they take to come
    /// back, which are none where they were counted, and says of the counter what [`Count::quota`] reads.
    pub(super) async fn query_counting(
        &mut self,
        sql: &'static str,
        parameters: &[Parameter<'_>],
    ) -> Result<Vec<Row>> {
        let count = if self.transaction.has_begun() {
            None
        } else {
            Some(self.count()?)
        };
        let used = count.map_or(Ok(0), Count::microseconds)?;
        let parameters = [parameters, &[(&used as _, Type::INT8)]].concat();
        let around = Around {
            holds: false,
            commits: self.transaction.ends,
        };
        let statement = (Sql::Cached(sql), &*parameters);
        let rows = self.transaction.send(&[statement], around).await?;
        let rows = rows.into_iter().next().unwrap_or_default();
        if let Some(count) = count {
            self.transaction.quota = count.quota(&rows)?;
        }
        Ok(rows)
    }

    fn count(&self) -> Result<Count> {
        match self.transaction.opening.held {
            Some(Held::Counter(count)) => Ok(count),
            _ => Err(Error::internal("a transaction that does not count")),
        }
    }

    /// Makes the changes last and gives the connection back.
    ///
    /// # Errors
    /// [`Error`] when the database refuses or is away; then nothing was changed, or, if the connection broke while the
    /// answer was under way, that cannot be told.
    pub async fn commit(self) -> Result<()> {
        self.transaction.commit().await
    }

    /// Takes all changes back and gives the connection back.
    ///
    /// # Errors
    /// [`Error`] when the database is away.
    pub async fn rollback(self) -> Result<()> {
        self.transaction.rollback().await
    }

    /// Commits what went well; takes a change back that broke a rule, and gives the connection back all the same.
    ///
    /// # Errors
    /// The error of `done`, or what [`Write::commit`] says.
    pub async fn end<T>(self, done: Result<T>) -> Result<T> {
        self.transaction.settle(done).await
    }
}

impl Deref for Write {
    type Target = Transaction;

    fn deref(&self) -> &Transaction {
        &self.transaction
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut Transaction {
        &mut self.transaction
    }
}
