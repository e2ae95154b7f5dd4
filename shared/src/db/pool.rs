//! A function's way to its database, and what it gives to whom.

use std::{num::NonZeroU32, sync::Arc};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::Instant,
};
use tokio_postgres::{Row, SimpleQueryMessage};
use uuid::Uuid;

use super::{
    Read, Transaction, Write,
    bounds::{Bound, Bounds, Kind},
    connections::{Connections, Object},
    opening::{Count, Held, Opening},
    shares::{self, Shares},
    transaction::{Around, Statement},
};
use crate::{
    auth::UserId,
    config::DatabaseConfig,
    error::Result,
    telemetry::{self, Phase},
};

/// What a transaction may do: the database role of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Tasks, for the REST function.
    Tasks,
    /// Tasks, for the MCP function.
    Mcp,
    /// Conversations, for the chat function; no right on tasks (FR-406).
    Chat,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Tasks, Self::Mcp, Self::Chat];

    /// The role's name in Postgres.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tasks => "todo_tasks",
            Self::Mcp => "todo_mcp",
            Self::Chat => "todo_chat",
        }
    }

    /// The table that most of its queries read.
    fn table(self) -> &'static str {
        match self {
            Self::Tasks | Self::Mcp => "task",
            Self::Chat => "conversation",
        }
    }
}

/// A function's way to the database.
#[derive(Clone)]
pub struct Database {
    connections: Connections,
    role: Role,
    bounds: Bounds,
    writes_per_minute: NonZeroU32,
    tasks_per_person: NonZeroU32,
    /// Of the connections, those that one person's writers hold or wait with.
    writers: Shares,
    /// Those that exports hold, in all, and of one person.
    exports: Arc<Semaphore>,
    exports_of_one: Shares,
}

impl Database {
    /// A pool that has no connection yet.
    ///
    /// # Errors
    /// A message for the operator when TLS or the pool cannot be set up.
    pub fn new(config: &DatabaseConfig, role: Role) -> std::result::Result<Self, String> {
        Ok(Self {
            connections: Connections::new(config)?,
            role,
            bounds: config.bounds,
            writes_per_minute: config.writes_per_minute,
            tasks_per_person: config.tasks_per_person,
            writers: Shares::new((config.pool_size * 2 / 5).max(1)),
            exports: Arc::new(Semaphore::new((config.pool_size / 2).max(1))),
            exports_of_one: Shares::new(1),
        })
    }

    /// Opens the first connection in the background and has the server read what queries of this role need, so that the
    /// first request finds both done (ADR 0014). Nothing waits for it, and a database that is away is the first request's
    /// business.
    pub fn warm_up(&self) {
        let database = self.clone();
        tokio::spawn(async move {
            let bound = database.bounds.of(Kind::Request, Instant::now());
            let Ok(client) = database.connections.get(&bound).await else {
                return;
            };
            let statements = format!(
                "begin; set local role {}; select from todo.{} limit 0; rollback",
                database.role.as_str(),
                database.role.table()
            );
            let warm = bound.answer(client.batch_execute(&statements)).await;
            if !matches!(warm, Ok(Ok(()))) {
                tracing::debug!("the first connection was not warmed up");
                drop(Object::take(client));
                return;
            }
            telemetry::reached(Phase::Database);
        });
    }

    /// A transaction that reads. It costs no round trip of its own: its preamble travels with the first query.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`] or [`crate::Error::Busy`] when no connection can be had.
    pub async fn read(&self, user: &UserId) -> Result<Read> {
        let bound = self.bounds.of(Kind::Request, Instant::now());
        let begin = "begin read only";
        let transaction = self.begin(user, begin, None, bound, Vec::new()).await?;
        Ok(Read::new(transaction))
    }

    /// A transaction that writes so many things, which are counted on its way (FR-118). It holds the person's counter.
    ///
    /// # Errors
    /// As for [`Database::read`]; also when the person's other writers are too slow.
    pub async fn write(&self, user: &UserId, kind: Kind, writes: u32) -> Result<Write> {
        self.write_since(Instant::now(), user, kind, writes).await
    }

    /// The same in a request that has begun then: one that is carried out once more has no more time.
    ///
    /// # Errors
    /// As for [`Database::write`].
    pub async fn write_since(
        &self,
        since: Instant,
        user: &UserId,
        kind: Kind,
        writes: u32,
    ) -> Result<Write> {
        let held = Held::Counter(Count {
            writes,
            limit: self.writes_per_minute,
        });
        self.writer(user, self.bounds.of(kind, since), held).await
    }

    /// A transaction that writes in a conversation, and holds it.
    ///
    /// # Errors
    /// As for [`Database::write`].
    pub async fn converse(&self, user: &UserId, kind: Kind, conversation: Uuid) -> Result<Write> {
        let bound = self.bounds.of(kind, Instant::now());
        let held = Held::Conversation(conversation);
        self.writer(user, bound, held).await
    }

    async fn writer(&self, user: &UserId, bound: Bound, held: Held) -> Result<Write> {
        let permit = self.writers.take(user, &bound).await?;
        let transaction = self
            .begin(user, "begin", Some(held), bound, vec![permit])
            .await?;
        Ok(Write::new(transaction, self.tasks_per_person))
    }

    /// A transaction that reads all of the person's rows as they were at one moment, however long it takes (FR-901). It may
    /// wait for a slow reader: at most half of the connections are given to such transactions at a time, and one to those of
    /// one person, so that others go on.
    ///
    /// # Errors
    /// As for [`Database::read`]; also when other exports are under way for too long.
    pub async fn export(&self, user: &UserId) -> Result<Read> {
        let waiting = self.bounds.of(Kind::Request, Instant::now());
        let own = self.exports_of_one.take(user, &waiting).await?;
        let one = shares::take(self.exports.clone(), &waiting).await?;
        let begin = "begin isolation level repeatable read read only";
        let bound = self.bounds.of(Kind::Export, Instant::now());
        let transaction = self.begin(user, begin, None, bound, vec![own, one]).await?;
        Ok(Read::new(transaction))
    }

    /// Runs statements that do not know for whom they are, in one transaction and one wait: the first one finds out.
    ///
    /// # Errors
    /// As for [`Database::read`].
    pub(super) async fn as_nobody(&self, statements: &[Statement<'_>]) -> Result<Vec<Vec<Row>>> {
        let nobody = UserId::of_secret(String::new());
        let bound = self.bounds.of(Kind::Request, Instant::now());
        let mut transaction = self
            .begin(&nobody, "begin", None, bound, Vec::new())
            .await?;
        let around = Around {
            holds: false,
            commits: true,
        };
        transaction.send(statements, around).await
    }

    async fn begin(
        &self,
        user: &UserId,
        begin: &'static str,
        held: Option<Held>,
        bound: Bound,
        permits: Vec<OwnedSemaphorePermit>,
    ) -> Result<Transaction> {
        let opening = Opening {
            begin,
            role: self.role,
            user: user.clone(),
            client: None,
            held,
        };
        let client = self.connections.get(&bound).await?;
        let connections = self.connections.clone();
        Ok(Transaction::new(
            client,
            connections,
            bound,
            opening,
            permits,
        ))
    }

    /// Runs one statement for nobody, in a transaction of its own, all of it one message. It may come twice.
    pub(super) async fn at_once(&self, statement: &str) -> Result<Vec<SimpleQueryMessage>> {
        let bound = self.bounds.of(Kind::Request, Instant::now());
        let nobody = UserId::of_secret(String::new());
        let transaction = self
            .begin(&nobody, "begin", None, bound, Vec::new())
            .await?;
        transaction.at_once(statement).await
    }

    /// How long an export may take.
    #[must_use]
    pub fn export_bound(&self) -> std::time::Duration {
        self.bounds.export
    }

    /// Closes the pool; running transactions keep their connections until they end.
    pub fn close(&self) {
        self.connections.close();
    }
}
