//! The one place that begins and ends transactions (FR-405).

use std::{num::NonZeroU32, time::Duration};

use deadpool_postgres::Object;
use futures::{future::try_join_all, try_join};
use tokio::sync::OwnedSemaphorePermit;
use tokio_postgres::{
    Row,
    types::{ToSql, Type},
};

use super::Role;
use crate::{
    auth::UserId,
    error::{Error, Result},
    quota::{Counted, Quota, WINDOW},
};

/// Sets role and user for this transaction only, in one statement: it works through a transaction-mode pooler (FR-409).
const PREAMBLE: &str = "select set_config('role', $1, true), set_config('app.user_id', $2, true)";

/// Uses up a part of the minute that a person's writes may take (FR-118).
const COUNT: &str = "
insert into todo.user_counter as counter (user_id, writes_until) values ($1, now() + make_interval(secs => $2))
on conflict (user_id) do update set writes_until = greatest(counter.writes_until, now()) + make_interval(secs => $2)
returning extract(epoch from writes_until - now())::float8";

/// A parameter and its type: statements are prepared without a name and without asking the server for types (FR-409).
pub(super) type Parameter<'a> = (&'a (dyn ToSql + Sync), Type);

/// One transaction of one user. Dropped before [`Transaction::commit`] it closes its connection, so that nobody else can
/// ever find this transaction open.
pub struct Transaction {
    client: Option<Object>,
    role: Role,
    user: UserId,
    count: Option<Count>,
    quota: Option<Quota>,
    begin: &'static str,
    /// What is given back with the connection.
    permit: Option<OwnedSemaphorePermit>,
    begun: bool,
}

/// So many writes, of those that a person may make in a minute.
#[derive(Debug, Clone, Copy)]
pub(super) struct Count {
    pub(super) writes: u32,
    pub(super) limit: NonZeroU32,
}

impl Transaction {
    pub(super) fn new(client: Object, role: Role, user: UserId, count: Option<Count>) -> Self {
        Self {
            client: Some(client),
            role,
            user,
            count,
            quota: None,
            begin: "begin",
            permit: None,
            begun: false,
        }
    }

    /// The same as one that only reads, and sees the database as it was at its first statement.
    pub(super) fn snapshot(mut self, permit: OwnedSemaphorePermit) -> Self {
        self.begin = "begin isolation level repeatable read read only";
        self.permit = Some(permit);
        self
    }

    /// Where the person stands after the writes that were counted.
    #[must_use]
    pub fn quota(&self) -> Option<Quota> {
        self.quota
    }

    /// Runs one statement. The first one carries BEGIN, the preamble and the count of writes with it, pipelined.
    pub(super) async fn query(
        &mut self,
        sql: &str,
        parameters: &[Parameter<'_>],
    ) -> Result<Vec<Row>> {
        let client = self
            .client
            .as_ref()
            .ok_or_else(|| Error::internal("the transaction has ended"))?;
        if self.begun {
            return Ok(client.query_typed(sql, parameters).await?);
        }
        self.begun = true;
        let role = self.role.as_str();
        let user = self.user.as_str();
        let preamble: [Parameter<'_>; 2] = [(&role, Type::TEXT), (&user, Type::TEXT)];
        let ((), _, counted, rows) = try_join!(
            client.batch_execute(self.begin),
            client.query_typed(PREAMBLE, &preamble),
            counted(client, user, self.count),
            client.query_typed(sql, parameters),
        )?;
        if let (Some(full_in), Some(count)) = (counted, self.count) {
            let quota = Quota::used(Counted::Writes, count.limit, full_in);
            if let Err(error) = quota.granted() {
                client.batch_execute("rollback").await?;
                drop(self.client.take());
                return Err(error);
            }
            self.quota = Some(quota);
        }
        Ok(rows)
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
        let client = self
            .client
            .as_ref()
            .filter(|_| self.count.is_none())
            .ok_or_else(|| Error::internal("the transaction has ended, or counts writes"))?;
        let begins = !self.begun;
        self.begun = true;
        let (role, user) = (self.role.as_str(), self.user.as_str());
        let preamble: [Parameter<'_>; 2] = [(&role, Type::TEXT), (&user, Type::TEXT)];
        let begin = async {
            if begins {
                try_join!(
                    client.batch_execute("begin"),
                    client.query_typed(PREAMBLE, &preamble)
                )?;
            }
            Ok(())
        };
        let last = statements
            .iter()
            .map(|(sql, parameters)| client.query_typed(sql, parameters));
        let ((), rows, ()) = try_join!(begin, try_join_all(last), client.batch_execute("commit"))?;
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

/// Counts writes; gives how long it takes until all are there again.
async fn counted(
    client: &Object,
    user: &str,
    count: Option<Count>,
) -> std::result::Result<Option<Duration>, tokio_postgres::Error> {
    let Some(Count { writes, limit }) = count else {
        return Ok(None);
    };
    let seconds = WINDOW.as_secs_f64() * f64::from(writes) / f64::from(limit.get());
    let parameters: [Parameter<'_>; 2] = [(&user, Type::TEXT), (&seconds, Type::FLOAT8)];
    let rows = client.query_typed(COUNT, &parameters).await?;
    let seconds: f64 = rows.first().map_or(Ok(0.0), |row| row.try_get(0))?;
    Ok(Some(
        Duration::try_from_secs_f64(seconds).unwrap_or_default(),
    ))
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if let Some(client) = self.client.take().filter(|_| self.begun) {
            drop(Object::take(client));
        }
    }
}
