//! The one place that begins and ends transactions (FR-405).

use deadpool_postgres::Object;
use futures::{future::try_join_all, join, try_join};
use tokio::sync::OwnedSemaphorePermit;
use tokio_postgres::{
    Row, SimpleQueryMessage,
    types::{ToSql, Type},
};

use super::{
    Role,
    opening::{self, Count},
};
use crate::{
    auth::UserId,
    error::{Error, Result},
    quota::Quota,
    task::ClientName,
};

/// A parameter and its type: statements are prepared without a name and without asking the server for types (FR-409).
pub(super) type Parameter<'a> = (&'a (dyn ToSql + Sync), Type);

/// One transaction of one user. Dropped before [`Transaction::commit`] it closes its connection, so that nobody else can
/// ever find this transaction open.
pub struct Transaction {
    client: Option<Object>,
    role: Role,
    user: UserId,
    client_name: Option<ClientName>,
    count: Option<Count>,
    quota: Option<Quota>,
    begin: &'static str,
    /// What is given back with the connection.
    permit: Option<OwnedSemaphorePermit>,
    begun: bool,
    commits: bool,
}

impl Transaction {
    pub(super) fn new(client: Object, role: Role, user: UserId, count: Option<Count>) -> Self {
        Self {
            client: Some(client),
            role,
            user,
            client_name: None,
            count,
            quota: None,
            begin: "begin",
            permit: None,
            begun: false,
            commits: false,
        }
    }

    /// The same as one that only reads, and sees the database as it was at its first statement.
    pub(super) fn snapshot(mut self, permit: OwnedSemaphorePermit) -> Self {
        self.begin = "begin isolation level repeatable read read only";
        self.permit = Some(permit);
        self
    }

    /// The same for a client of this name, which the events then tell (FR-271).
    #[must_use]
    pub fn of_client(mut self, name: Option<ClientName>) -> Self {
        self.client_name = name;
        self
    }

    /// Where the person stands after the writes that were counted.
    #[must_use]
    pub fn quota(&self) -> Option<Quota> {
        self.quota
    }

    /// Has the next [`Transaction::write`] be the last statement.
    pub fn commit_with_write(&mut self) {
        self.commits = true;
    }

    /// Runs one statement. The first one carries with it, pipelined, what opens the transaction.
    pub(super) async fn query(
        &mut self,
        sql: &str,
        parameters: &[Parameter<'_>],
    ) -> Result<Vec<Row>> {
        let opening = self.opening(self.count);
        let client = self.client()?;
        let rows = client.query_typed(sql, parameters);
        let Some(opening) = opening else {
            return Ok(rows.await?);
        };
        let (opened, rows) = join!(client.simple_query(&opening), rows);
        self.opened(opened).await?;
        Ok(rows?)
    }

    /// Opens the transaction with statements that come before its writes are counted, all in one wait: they do not wait for
    /// the person's other writers. [`Transaction::count`] is to follow, unless nothing is written.
    pub(super) async fn open<const N: usize>(
        &mut self,
        statements: [(&str, &[Parameter<'_>]); N],
    ) -> Result<[Vec<Row>; N]> {
        let opening = self.opening(None);
        let opening = opening.ok_or_else(|| Error::internal("the transaction is open"))?;
        let client = self.client()?;
        let first = statements
            .iter()
            .map(|(sql, parameters)| client.query_typed(sql, parameters));
        let ((), rows) = try_join!(client.batch_execute(&opening), try_join_all(first))?;
        <[Vec<Row>; N]>::try_from(rows).map_err(|_| Error::internal("not as many results"))
    }

    /// Counts the writes of a transaction that is open, once.
    pub(super) async fn count(&mut self) -> Result<()> {
        let Some(count) = self.count else {
            return Ok(());
        };
        let statement = opening::counting(&self.user, count);
        let counted = self.client()?.simple_query(&statement).await;
        self.opened(counted).await
    }

    /// Runs a statement that writes all that is to be written, so that it can be the last one: then the commit goes out with
    /// it, in one wait. Where the statement fails, the commit is a rollback.
    pub(super) async fn write(
        &mut self,
        sql: &str,
        parameters: &[Parameter<'_>],
    ) -> Result<Option<Row>> {
        if !self.commits {
            return self.query_opt(sql, parameters).await;
        }
        let opening = self.opening(self.count);
        let client = self.client()?;
        let open = async {
            match &opening {
                Some(opening) => client.simple_query(opening).await,
                None => Ok(Vec::new()),
            }
        };
        let rows = client.query_typed(sql, parameters);
        let (opened, rows, committed) = join!(open, rows, client.batch_execute("commit"));
        if opening.is_some() {
            self.opened(opened).await?;
        }
        let rows = rows?;
        committed?;
        drop(self.client.take());
        Ok(rows.into_iter().next())
    }

    /// What opens the transaction, unless it is open.
    fn opening(&mut self, count: Option<Count>) -> Option<String> {
        let opens = !std::mem::replace(&mut self.begun, true);
        opens.then(|| {
            let client = self.client_name.as_ref();
            opening::text(self.begin, self.role, &self.user, client, count)
        })
    }

    /// Looks at what opened the transaction. Where there are no writes left for the person, it is closed.
    async fn opened(
        &mut self,
        opened: std::result::Result<Vec<SimpleQueryMessage>, tokio_postgres::Error>,
    ) -> Result<()> {
        match (opened, self.count) {
            (Ok(answers), Some(count)) => self.quota = Some(count.quota(&answers)?),
            (Ok(_), None) => {}
            (Err(error), Some(count)) if opening::is_too_many(&error) => {
                let client = self.client()?;
                let answers = client
                    .simple_query(&opening::standing(self.role, &self.user))
                    .await?;
                let quota = count.refused(&answers)?;
                drop(self.client.take());
                return Err(Error::TooMany(quota));
            }
            (Err(error), _) => return Err(error.into()),
        }
        Ok(())
    }

    fn client(&self) -> Result<&Object> {
        let client = self.client.as_ref();
        client.ok_or_else(|| Error::internal("the transaction has ended"))
    }

    /// Like [`Transaction::query`], for at most one row.
    pub(super) async fn query_opt(
        &mut self,
        sql: &str,
        parameters: &[Parameter<'_>],
    ) -> Result<Option<Row>> {
        Ok(self.query(sql, parameters).await?.into_iter().next())
    }

    /// How many statements this connection has prepared under a name, for the test of FR-409.
    ///
    /// # Errors
    /// [`Error`] when the database refuses or is away.
    #[cfg(feature = "testing")]
    pub async fn named_statements(&mut self) -> Result<i64> {
        let row = self
            .query_opt("select count(*) from pg_prepared_statements", &[])
            .await?;
        Ok(row
            .map(|row| row.try_get(0))
            .transpose()?
            .unwrap_or_default())
    }

    /// Runs the last statements of a transaction that only reads, and gives the connection back: begin, preamble,
    /// statements and commit go out together, in one wait. Where one fails, the commit is a rollback.
    ///
    /// # Errors
    /// [`Error`] when the database refuses or is away.
    pub(super) async fn finish<const N: usize>(
        mut self,
        statements: [(&str, &[Parameter<'_>]); N],
    ) -> Result<[Vec<Row>; N]> {
        if self.count.is_some() {
            return Err(Error::internal("a transaction that writes does not end so"));
        }
        let opening = self.opening(None);
        let client = self.client()?;
        let open = async {
            match &opening {
                Some(opening) => client.batch_execute(opening).await,
                None => Ok(()),
            }
        };
        let last = statements
            .iter()
            .map(|(sql, parameters)| client.query_typed(sql, parameters));
        let ((), rows, ()) = try_join!(open, try_join_all(last), client.batch_execute("commit"))?;
        drop(self.client.take());
        <[Vec<Row>; N]>::try_from(rows).map_err(|_| Error::internal("not as many results"))
    }

    /// Makes the changes last and gives the connection back.
    ///
    /// # Errors
    /// [`Error`] when the database refuses or is away; then nothing was changed, or, if the connection broke while the
    /// answer was under way, that cannot be told.
    pub async fn commit(mut self) -> Result<()> {
        if self.begun
            && let Some(client) = &self.client
        {
            client.batch_execute("commit").await?;
        }
        drop(self.client.take());
        Ok(())
    }

    /// Takes all changes back and gives the connection back.
    ///
    /// # Errors
    /// [`Error`] when the database is away.
    pub async fn rollback(mut self) -> Result<()> {
        if self.begun
            && let Some(client) = &self.client
        {
            client.batch_execute("rollback").await?;
        }
        drop(self.client.take());
        Ok(())
    }

    /// Commits what went well; takes a change back that broke a rule, and gives the connection back all the same.
    ///
    /// # Errors
    /// The error of `done`, or what [`Transaction::commit`] says.
    pub async fn end<T>(self, done: Result<T>) -> Result<T> {
        match done {
            Ok(value) => {
                self.commit().await?;
                Ok(value)
            }
            Err(refused) if refused.is_refusal() => {
                self.rollback().await?;
                Err(refused)
            }
            Err(error) => Err(error),
        }
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if let Some(client) = self.client.take().filter(|_| self.begun) {
            drop(Object::take(client));
        }
    }
}
