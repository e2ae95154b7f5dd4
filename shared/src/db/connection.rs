//! A connection and the statements that it has prepared (FR-470).

use std::{
    collections::HashMap,
    ops::Deref,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use deadpool::managed::{self, Metrics, RecycleResult};
use deadpool_postgres::{ClientWrapper, Manager};
use futures::future::join;
use tokio_postgres::{
    Row, Statement as Prepared,
    types::{ToSql, Type},
};

use super::{sql::Sql, transaction::Statement};

/// Opens connections.
pub(super) struct Opener {
    pub(super) manager: Manager,
    /// Whether connections keep statements prepared.
    pub(super) caches: AtomicBool,
}

impl managed::Manager for Opener {
    type Type = Connection;
    type Error = tokio_postgres::Error;

    async fn create(&self) -> Result<Connection, Self::Error> {
        Ok(Connection {
            client: self.manager.create().await?,
            statements: self.caches.load(Ordering::Relaxed).then(Mutex::default),
        })
    }

    async fn recycle(
        &self,
        connection: &mut Connection,
        metrics: &Metrics,
    ) -> RecycleResult<Self::Error> {
        self.manager.recycle(&mut connection.client, metrics).await
    }

    fn detach(&self, connection: &mut Connection) {
        self.manager.detach(&mut connection.client);
    }
}

/// A connection.
pub(super) struct Connection {
    client: ClientWrapper,
    /// The texts that were sent, with what was prepared of them; none where nothing is to be kept.
    statements: Option<Mutex<HashMap<&'static str, Option<Prepared>>>>,
}

/// How a statement is sent.
enum Way<'a> {
    /// Planned for this once.
    Unnamed(&'a str),
    /// Planned for this once, and prepared for the next time behind it.
    Preparing(&'static str),
    /// By the name under which it was prepared.
    Named(Prepared),
}

impl Connection {
    /// Runs one statement, which is sent when this is polled first.
    ///
    /// A text of the program is prepared when it comes for the second time, behind its own answer: preparing costs no wait, and
    /// nothing where it is needed once. By then the role is set, on which its plan depends.
    pub(super) async fn run(
        &self,
        (sql, parameters): Statement<'_>,
    ) -> Result<Vec<Row>, tokio_postgres::Error> {
        match self.way(sql) {
            Way::Unnamed(text) => self.client.query_typed(text, parameters).await,
            Way::Preparing(text) => {
                let types: Vec<Type> = parameters.iter().map(|(_, kind)| kind.clone()).collect();
                let answer = self.client.query_typed(text, parameters);
                let (rows, prepared) = join(answer, self.client.prepare_typed(text, &types)).await;
                let rows = rows?;
                self.keep(text, prepared?);
                Ok(rows)
            }
            Way::Named(prepared) => {
                let values: Vec<&(dyn ToSql + Sync)> =
                    parameters.iter().map(|(value, _)| *value).collect();
                self.client.query(&prepared, &values).await
            }
        }
    }

    fn way<'a>(&self, sql: Sql<'a>) -> Way<'a> {
        let (text, statements) = match (sql, &self.statements) {
            (Sql::Unnamed(text), _) | (Sql::Cached(text), None) => return Way::Unnamed(text),
            (Sql::Cached(text), Some(statements)) => (text, statements),
        };
        let mut statements = statements.lock().unwrap_or_else(PoisonError::into_inner);
        match statements.get(text) {
            Some(Some(prepared)) => Way::Named(prepared.clone()),
            Some(None) => Way::Preparing(text),
            None => {
                statements.insert(text, None);
                Way::Unnamed(text)
            }
        }
    }

    fn keep(&self, text: &'static str, prepared: Prepared) {
        if let Some(statements) = &self.statements {
            let mut statements = statements.lock().unwrap_or_else(PoisonError::into_inner);
            statements.insert(text, Some(prepared));
        }
    }
}

impl Deref for Connection {
    type Target = ClientWrapper;

    fn deref(&self) -> &ClientWrapper {
        &self.client
    }
}
