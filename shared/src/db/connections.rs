//! Connections: opened when needed, kept for the life of the process, looked at again after a long rest, and none of them
//! trusted that is older than one which fell silent (FR-462).

use std::{
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
    time::{Duration, Instant},
};

use deadpool::{
    Runtime,
    managed::{self, Hook, HookError, Metrics, Pool, Timeouts},
};
use deadpool_postgres::{Manager, ManagerConfig, RecyclingMethod};
use tokio::time::timeout;
use tokio_postgres::{NoTls, config::SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{
    bounds::Bound,
    connection::{Connection, Opener},
};
use crate::{
    config::DatabaseConfig,
    error::{Error, Result},
    http_client,
    metrics::{self, PoolState, Wait},
};

/// A connection that rested this long may be dead without knowing (frozen sandboxes, databases that sleep).
const LONG_REST: Duration = Duration::from_secs(30);

/// A connection of the pool's.
pub(super) type Object = managed::Object<Opener>;

/// A pool that hands out connections which are alive as far as can be known.
#[derive(Clone)]
pub(super) struct Connections {
    pool: Pool<Opener>,
    condemned: Condemned,
}

/// When a connection was last found to be good for nothing: what was used last before goes the same way, or may.
#[derive(Clone, Default)]
struct Condemned(Arc<Mutex<Option<Instant>>>);

impl Condemned {
    #[expect(
        clippy::disallowed_methods,
        reason = "the pool tells when it used a connection by the same clock"
    )]
    fn now(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    fn is_behind(&self, metrics: &Metrics) -> bool {
        let used = metrics.recycled.unwrap_or(metrics.created);
        let found = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        found.is_none_or(|found| found < used)
    }
}

fn state(pool: &Pool<Opener>) -> PoolState {
    let status = pool.status();
    PoolState {
        in_use: status.size.saturating_sub(status.available),
        idle: status.available.min(status.size),
        most: status.max_size,
        waiting: status.waiting,
    }
}

impl Connections {
    /// A pool that has no connection yet.
    ///
    /// # Errors
    /// A message for the operator when TLS or the pool cannot be set up.
    pub(super) fn new(config: &DatabaseConfig) -> std::result::Result<Self, String> {
        let manager_config = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = if config.postgres.get_ssl_mode() == SslMode::Disable {
            Manager::from_config(config.postgres.clone(), NoTls, manager_config)
        } else {
            let tls = MakeRustlsConnect::new(http_client::tls(&config.trust)?);
            Manager::from_config(config.postgres.clone(), tls, manager_config)
        };
        let opener = Opener {
            manager,
            caches: config.caches_statements.into(),
        };
        let condemned = Condemned::default();
        // A rested connection shows in this time that it lives.
        let probe = config.bounds.request / 5;
        let look = Hook::async_fn({
            let condemned = condemned.clone();
            move |client: &mut Connection, metrics| {
                let condemned = condemned.clone();
                Box::pin(async move {
                    if !condemned.is_behind(metrics) {
                        return Err(HookError::message("others of its age are good for nothing"));
                    }
                    if metrics.last_used() < LONG_REST {
                        return Ok(());
                    }
                    if let Ok(Ok(_)) = timeout(probe, client.simple_query("")).await {
                        return Ok(());
                    }
                    condemned.now();
                    Err(HookError::message(
                        "the connection did not survive its rest",
                    ))
                })
            }
        });
        let pool = Pool::builder(opener)
            .max_size(config.pool_size)
            .runtime(Runtime::Tokio1)
            .pre_recycle(look)
            .build()
            .map_err(|error| error.to_string())?;
        let watched = pool.clone();
        metrics::watch_pool(move || state(&watched));
        Ok(Self { pool, condemned })
    }

    /// A connection.
    ///
    /// # Errors
    /// [`crate::Error::Busy`] when all are in use for too long, [`crate::Error::Unavailable`] when none can be opened.
    pub(super) async fn get(&self, bound: &Bound) -> Result<Object> {
        // A little less than what is left, so that it can be told what there was none of.
        let left = Some(bound.left() * 9 / 10);
        let timeouts = Timeouts {
            wait: left,
            create: left,
            recycle: None,
        };
        let since = metrics::timer();
        let connection = bound.wait(self.pool.timeout_get(&timeouts)).await;
        metrics::waited(Wait::Connection, since);
        Ok(connection.map_err(Error::database_is_away)??)
    }

    /// Remembers that a connection is good for nothing: it was silent for too long, or what it has prepared is outdated.
    pub(super) fn condemn(&self) {
        self.condemned.now();
    }

    /// Has connections to come keep no statements prepared.
    pub(super) fn stop_caching(&self) {
        self.pool.manager().caches.store(false, Ordering::Relaxed);
    }

    /// Hands out none any more.
    pub(super) fn close(&self) {
        self.pool.close();
    }
}
