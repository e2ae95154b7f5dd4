//! Connections: the first one opened behind the socket that already listens, others when needed, all kept for the life of
//! the process and looked at again after a long rest.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime,
};
use tokio::sync::Semaphore;
use tokio_postgres::{NoTls, config::SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{Transaction, opening::Count};
use crate::{auth::UserId, config::DatabaseConfig, error::Result, http_client};

/// A connection that rested this long may be dead without knowing (frozen sandboxes, databases that sleep).
const LONG_REST: Duration = Duration::from_secs(30);
/// How long a rested connection may take to show that it lives.
const PROBE_TIMEOUT: Duration = Duration::from_secs(2);
/// How long a request waits for a connection before the database counts as not available.
const WAIT_TIMEOUT: Duration = Duration::from_secs(10);

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
    pool: Pool,
    role: Role,
    writes_per_minute: NonZeroU32,
    snapshots: Arc<Semaphore>,
}

impl Database {
    /// A pool that has no connection yet.
    ///
    /// # Errors
    /// A message for the operator when TLS or the pool cannot be set up.
    pub fn new(config: &DatabaseConfig, role: Role) -> std::result::Result<Self, String> {
        let manager_config = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = if config.postgres.get_ssl_mode() == SslMode::Disable {
            Manager::from_config(config.postgres.clone(), NoTls, manager_config)
        } else {
            let tls = MakeRustlsConnect::new(http_client::tls(&config.trust)?);
            Manager::from_config(config.postgres.clone(), tls, manager_config)
        };
        let pool = Pool::builder(manager)
            .max_size(config.pool_size)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(WAIT_TIMEOUT))
            .pre_recycle(Hook::async_fn(|client, metrics| {
                Box::pin(async move {
                    if metrics.last_used() < LONG_REST {
                        return Ok(());
                    }
                    match tokio::time::timeout(PROBE_TIMEOUT, client.simple_query("")).await {
                        Ok(Ok(_)) => Ok(()),
                        _ => Err(HookError::message(
                            "the connection did not survive its rest",
                        )),
                    }
                })
            }))
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Self {
            pool,
            role,
            writes_per_minute: config.writes_per_minute,
            snapshots: Arc::new(Semaphore::new((config.pool_size / 2).max(1))),
        })
    }

    /// Opens the first connection in the background and has the server read what queries of this role need, so that the
    /// first request finds both done (ADR 0014). Nothing waits for it, and a database that is away is the first request's
    /// business.
    pub fn warm_up(&self) {
        let database = self.clone();
        tokio::spawn(async move {
            let Ok(client) = database.pool.get().await else {
                return;
            };
            let statements = format!(
                "begin; set local role {}; select from todo.{} limit 0; rollback",
                database.role.as_str(),
                database.role.table()
            );
            if let Err(error) = client.batch_execute(&statements).await {
                tracing::debug!(%error, "the first connection was not warmed up");
                drop(Object::take(client));
            }
        });
    }

    /// A transaction for one user. It costs no round trip of its own: its preamble travels with the first query.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`] when no connection can be had.
    pub async fn transaction(&self, user: &UserId) -> Result<Transaction> {
        Ok(Transaction::new(
            self.pool.get().await?,
            self.role,
            user.clone(),
            None,
        ))
    }

    /// A transaction that writes so many things, which its first query counts on its way (FR-118).
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`] when no connection can be had.
    pub async fn write(&self, user: &UserId, writes: u32) -> Result<Transaction> {
        let count = Count {
            writes,
            limit: self.writes_per_minute,
        };
        Ok(Transaction::new(
            self.pool.get().await?,
            self.role,
            user.clone(),
            Some(count),
        ))
    }

    /// A transaction that only reads, and sees all of the person's rows as they were at one moment however long it takes
    /// (FR-901). It may wait for a slow reader; at most half of the connections are given to such transactions at a time,
    /// so that others go on.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`] when no connection can be had.
    pub async fn snapshot(&self, user: &UserId) -> Result<Transaction> {
        let permit = tokio::time::timeout(WAIT_TIMEOUT, self.snapshots.clone().acquire_owned());
        let away = |source| crate::Error::Unavailable {
            what: "the database",
            source,
        };
        let permit = permit
            .await
            .map_err(|elapsed| away(elapsed.into()))?
            .map_err(|closed| away(closed.into()))?;
        Ok(self.transaction(user).await?.snapshot(permit))
    }

    /// Closes the pool; running transactions keep their connections until they end.
    pub fn close(&self) {
        self.pool.close();
    }
}
