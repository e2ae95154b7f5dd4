//! The one place that begins and ends transactions (FR-405), and bounds each wait for them (FR-460, FR-462).

use std::future::ready;

use futures::future::{Either, join_all, join3};
use language::Zone;
use tokio::sync::OwnedSemaphorePermit;
use tokio_postgres::{
    Row, SimpleQueryMessage,
    error::SqlState,
    types::{ToSql, Type},
};
use tracing::{Instrument, Span};

use super::{
    bounds::Bound,
    connections::{Connections, Object},
    opening::{self, Held, Opening},
    sql::{self, Sql},
};
use crate::{
    error::{Error, Result},
    metrics::{self, Limit, Takeover},
    quota::Quota,
    telemetry::traces,
};

/// A parameter and its type: the server is not asked for types.
pub(super) type Parameter<'a> = (&'a (dyn ToSql + Sync), Type);
/// A statement with its parameters.
pub(super) type Statement<'a> = (Sql<'a>, &'a [Parameter<'a>]);

/// A statement that goes out with the next one: nobody waits for its answer, which has no rows.
pub(super) struct Deferred {
    pub(super) sql: &'static str,
    pub(super) parameters: Vec<(Box<dyn ToSql + Sync + Send>, Type)>,
}

impl Deferred {
    fn parameters(&self) -> Vec<Parameter<'_>> {
        self.parameters
            .iter()
            .map(|(value, kind)| (&**value as &(dyn ToSql + Sync), kind.clone()))
            .collect()
    }
}

/// One transaction of one user, of which this is what can be read in it: it comes as a [`super::Read`] or a [`super::Write`].
/// Dropped before it was ended it closes its connection, so that nobody else can ever find this transaction open.
pub struct Transaction {
    client: Option<Object>,
    connections: Connections,
    bound: Bound,
    pub(super) opening: Opening,
    /// What is given back with the connection.
    permits: Vec<OwnedSemaphorePermit>,
    pub(super) quota: Option<Quota>,
    /// The zone of the account, if it was read on the way.
    pub(super) zone: Option<Zone>,
    begun: bool,
    deferred: Vec<Deferred>,
    /// Whether the next query is the last one.
    pub(super) ends: bool,
}

/// Which statements go out beside those that are asked for.
#[derive(Clone, Copy)]
pub(super) struct Around {
    /// Those that take what the transaction holds, if they open it.
    pub(super) holds: bool,
    /// The commit.
    pub(super) commits: bool,
}

impl Around {
    /// What the transaction holds, if they open it.
    pub(super) const OPENING: Self = Self {
        holds: true,
        commits: false,
    };
}

impl Transaction {
    pub(super) fn new(
        client: Object,
        connections: Connections,
        bound: Bound,
        opening: Opening,
        permits: Vec<OwnedSemaphorePermit>,
    ) -> Self {
        Self {
            client: Some(client),
            connections,
            bound,
            opening,
            permits,
            quota: None,
            zone: None,
            begun: false,
            deferred: Vec::new(),
            ends: false,
        }
    }

    /// Runs one statement. The first one carries with it, pipelined, what opens the transaction.
    pub(super) async fn query(
        &mut self,
        sql: impl Into<Sql<'_>>,
        parameters: &[Parameter<'_>],
    ) -> Result<Vec<Row>> {
        let around = Around {
            holds: true,
            commits: self.ends,
        };
        let rows = self.send(&[(sql.into(), parameters)], around).await?;
        Ok(rows.into_iter().next().unwrap_or_default())
    }

    /// Like [`Transaction::query`], for at most one row.
    pub(super) async fn query_opt(
        &mut self,
        sql: impl Into<Sql<'_>>,
        parameters: &[Parameter<'_>],
    ) -> Result<Option<Row>> {
        Ok(self.query(sql, parameters).await?.into_iter().next())
    }

    /// Runs statements that do not need each other's answers, in one wait. Where one fails, so do those behind it, and a commit
    /// is a rollback.
    ///
    /// What opens a transaction is sent once more over another connection, if nothing is heard of it, since without its commit it
    /// had no effect, or if a prepared statement was outdated, which takes all back.
    pub(super) async fn send(
        &mut self,
        statements: &[Statement<'_>],
        around: Around,
    ) -> Result<Vec<Vec<Row>>> {
        let deferred = std::mem::take(&mut self.deferred);
        let parameters: Vec<_> = deferred.iter().map(Deferred::parameters).collect();
        let before = deferred.iter().zip(&parameters);
        let before =
            before.map(|(deferred, parameters)| (Sql::Cached(deferred.sql), &**parameters));
        let all: Vec<Statement<'_>> = before.chain(statements.iter().copied()).collect();
        let mut rows = self.deliver(&all, around).await?;
        Ok(rows.split_off(deferred.len()))
    }

    async fn deliver(
        &mut self,
        statements: &[Statement<'_>],
        around: Around,
    ) -> Result<Vec<Vec<Row>>> {
        let opens = !std::mem::replace(&mut self.begun, true);
        let writes = self.opening.held.is_some();
        let is_harmless = opens && !(around.commits && writes);
        let rows = match self.exchange(opens, statements, around).await {
            Err(error) if opens && error.wrote_nothing() || is_harmless && error.is_lost() => {
                tracing::warn!(%error, "trying another connection");
                metrics::taken_over(Takeover::Database);
                self.discard();
                self.client = Some(self.connections.get(&self.bound).await?);
                self.exchange(opens, statements, around).await?
            }
            answered => answered?,
        };
        if around.commits {
            self.give_back();
        }
        Ok(rows)
    }

    /// Has a statement go out with the next one, or with the commit.
    pub(super) fn defer(&mut self, statement: Deferred) {
        self.deferred.push(statement);
    }

    async fn exchange(
        &mut self,
        opens: bool,
        statements: &[Statement<'_>],
        around: Around,
    ) -> Result<Vec<Vec<Row>>> {
        let client = self.client()?;
        let open = if opens {
            let opening = self.opening.text(&self.bound);
            Either::Left(async move { client.batch_execute(&opening).await })
        } else {
            Either::Right(ready(Ok(())))
        };
        let held = self.opening.held.filter(|_| opens && around.holds);
        let owner = self.opening.user.as_str();
        let second = held.map(Held::parameter).transpose()?;
        let parameters = second
            .as_ref()
            .map(|(value, kind)| [(&owner as _, Type::TEXT), (&**value as _, kind.clone())]);
        let holding = held
            .zip(parameters.as_ref())
            .map(|(held, parameters)| (Sql::Cached(held.statement()), parameters.as_slice()));
        let rows = holding
            .into_iter()
            .chain(statements.iter().copied())
            .map(|statement| client.run(statement));
        let commit = if around.commits {
            Either::Left(client.batch_execute("commit"))
        } else {
            Either::Right(ready(Ok(())))
        };
        let span = postgres_span(opens, around.commits);
        let answer = join3(open, join_all(rows), commit).instrument(span);
        let answer = self.bound.answer(answer).await;
        let (opened, rows, committed) = self.heard(answer)?;
        let rows: std::result::Result<Vec<_>, _> = opened.and_then(|()| rows.into_iter().collect());
        let mut rows = match rows {
            Ok(rows) => rows,
            Err(error) => return Err(self.refused(error, around).await),
        };
        committed?;
        if let Some(held) = held {
            let taken = rows.remove(0);
            if let Held::Counter(count) = held {
                self.quota = count.quota(&taken)?;
            }
        }
        Ok(rows)
    }

    /// Opens the transaction, runs one statement and commits, all in one message of text.
    pub(super) async fn at_once(mut self, statement: &str) -> Result<Vec<SimpleQueryMessage>> {
        self.begun = true;
        let text = format!("{};\n{statement};\ncommit", self.opening.text(&self.bound));
        let answer = self.client()?.simple_query(&text);
        let answer = answer.instrument(postgres_span(true, true));
        let answer = self.bound.answer(answer).await;
        let rows = self.heard(answer)??;
        self.give_back();
        Ok(rows)
    }

    /// What was heard; silence is remembered of all connections that are as old.
    fn heard<T>(&self, answer: std::result::Result<T, tokio::time::error::Elapsed>) -> Result<T> {
        answer.map_err(|elapsed| {
            self.connections.condemn();
            Error::database_is_away(elapsed)
        })
    }

    /// Why a statement was refused. What the person may do too much of, or is busy with, comes again soon, and is not worth a
    /// connection.
    async fn refused(&mut self, error: tokio_postgres::Error, around: Around) -> Error {
        if opening::is_too_many(&error) {
            return match self.too_many().await {
                Ok(quota) => {
                    metrics::refused(Limit::Writes);
                    Error::TooMany(quota)
                }
                Err(error) => error,
            };
        }
        if sql::is_outdated(&error) {
            return self.outdated(error);
        }
        let error = Error::from(error);
        if around.commits && matches!(error, Error::Busy(_) | Error::RolledBack(_)) {
            // The commit that came with it has taken all back.
            self.give_back();
        }
        error
    }

    /// What other connections have prepared is as old. Where a pooler does not keep what was prepared with whom, nothing is to
    /// be prepared any more.
    fn outdated(&mut self, error: tokio_postgres::Error) -> Error {
        self.connections.condemn();
        if error.code() != Some(&SqlState::FEATURE_NOT_SUPPORTED) {
            tracing::warn!(
                "prepared statements get lost on the way to the database: none is cached any more; unset DATABASE_STATEMENTS"
            );
            self.connections.stop_caching();
        }
        Error::Outdated(Box::new(error))
    }

    /// Ends a transaction that did not open, since it would write too much, and asks where its person stands.
    async fn too_many(&mut self) -> Result<Quota> {
        let Some(Held::Counter(count)) = self.opening.held else {
            return Err(Error::internal("a transaction that does not count"));
        };
        let standing = self.opening.standing(&self.bound);
        let client = self.client()?;
        let answer = self.bound.answer(client.simple_query(&standing)).await;
        let quota = count.refused(&self.heard(answer)??)?;
        self.give_back();
        Ok(quota)
    }

    /// Whether anything was sent.
    pub(super) fn has_begun(&self) -> bool {
        self.begun
    }

    fn client(&self) -> Result<&Object> {
        let client = self.client.as_ref();
        client.ok_or_else(|| Error::internal("the transaction has ended"))
    }

    /// Commits, with what was deferred, and gives the connection back.
    pub(super) async fn commit(mut self) -> Result<()> {
        if self.deferred.is_empty() {
            return self.close("commit").await;
        }
        let around = Around {
            holds: true,
            commits: true,
        };
        self.send(&[], around).await.map(drop)
    }

    /// Takes all back, and gives the connection back.
    pub(super) async fn rollback(self) -> Result<()> {
        self.close("rollback").await
    }

    async fn close(mut self, statement: &str) -> Result<()> {
        if self.begun
            && let Some(client) = &self.client
        {
            let answer = self.bound.answer(client.batch_execute(statement)).await;
            self.heard(answer)??;
        }
        self.give_back();
        Ok(())
    }

    /// Commits what went well; takes a change back that was refused, and gives the connection back all the same.
    pub(super) async fn settle<T>(self, done: Result<T>) -> Result<T> {
        match done {
            Ok(value) => {
                self.commit().await?;
                Ok(value)
            }
            Err(refused)
                if refused.is_refusal()
                    || matches!(refused, Error::Busy(_) | Error::RolledBack(_)) =>
            {
                self.rollback().await?;
                Err(refused)
            }
            Err(error) => Err(error),
        }
    }

    /// A setting of the server in this transaction, for the tests of FR-460 and FR-463.
    ///
    /// # Errors
    /// [`Error`] when the database refuses or is away.
    #[cfg(feature = "testing")]
    pub async fn setting(&mut self, name: &str) -> Result<String> {
        let row = self
            .query_opt(
                Sql::Unnamed("select current_setting($1)"),
                &[(&name, Type::TEXT)],
            )
            .await?;
        let setting = row.map(|row| row.try_get(0)).transpose()?;
        Ok(setting.unwrap_or_default())
    }

    /// How many statements this connection has prepared under a name, for the test of FR-409.
    ///
    /// # Errors
    /// [`Error`] when the database refuses or is away.
    #[cfg(feature = "testing")]
    pub async fn named_statements(&mut self) -> Result<i64> {
        let row = self
            .query_opt(
                Sql::Unnamed("select count(*) from pg_prepared_statements"),
                &[],
            )
            .await?;
        Ok(row
            .map(|row| row.try_get(0))
            .transpose()?
            .unwrap_or_default())
    }

    fn give_back(&mut self) {
        drop(self.client.take());
        self.permits.clear();
    }

    fn discard(&mut self) {
        if let Some(client) = self.client.take() {
            drop(Object::take(client));
        }
    }
}

/// What is sent to the database together, for traces: never what it is about. What no request asked for, such as a heartbeat,
/// is in none.
fn postgres_span(begins: bool, commits: bool) -> Span {
    if !traces::are_on() || Span::current().is_none() {
        return Span::none();
    }
    tracing::info_span!(
        target: traces::TARGET,
        "postgres",
        otel.kind = "client",
        db.system.name = "postgresql",
        begins,
        commits,
    )
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if self.begun {
            self.discard();
        }
    }
}
