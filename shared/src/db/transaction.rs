//! The one place that begins and ends transactions (FR-405).

use deadpool_postgres::Object;
use futures::try_join;
use tokio_postgres::{
    Row,
    types::{ToSql, Type},
};

use super::Role;
use crate::{
    auth::UserId,
    error::{Error, Result},
};

/// Sets role and user for this transaction only, in one statement: it works through a transaction-mode pooler (FR-409).
const PREAMBLE: &str = "select set_config('role', $1, true), set_config('app.user_id', $2, true)";

/// A parameter and its type: statements are prepared without a name and without asking the server for types (FR-409).
pub(super) type Parameter<'a> = (&'a (dyn ToSql + Sync), Type);

/// One transaction of one user. Dropped before [`Transaction::commit`] it closes its connection, so that nobody else can
/// ever find this transaction open.
pub struct Transaction {
    client: Option<Object>,
    role: Role,
    user: UserId,
    begun: bool,
}

impl Transaction {
    pub(super) fn new(client: Object, role: Role, user: UserId) -> Self {
        Self {
            client: Some(client),
            role,
            user,
            begun: false,
        }
    }

    /// Runs one statement. The first one carries BEGIN and the preamble with it, pipelined.
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
        let ((), _, rows) = try_join!(
            client.batch_execute("begin"),
            client.query_typed(PREAMBLE, &preamble),
            client.query_typed(sql, parameters),
        )?;
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

    /// Commits what went well; takes a change back that broke a rule, and gives the connection back all the same.
    ///
    /// # Errors
    /// The error of `done`, or what [`Transaction::commit`] says.
    pub async fn end<T>(mut self, done: Result<T>) -> Result<T> {
        match done {
            Ok(value) => {
                self.commit().await?;
                Ok(value)
            }
            Err(refused) if refused.is_refusal() => {
                if self.begun
                    && let Some(client) = &self.client
                {
                    client.batch_execute("rollback").await?;
                }
                drop(self.client.take());
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
