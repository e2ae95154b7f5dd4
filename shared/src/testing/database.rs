//! A migrated database per test, cloned from a template.

use std::{str::FromStr, time::Duration};

use clock::{Ids, SystemIds};
use tokio_postgres::{Client, Config, NoTls, config::Host};

use crate::{
    config::{DatabaseConfig, Secret, TrustConfig},
    db::{Bounds, Database, Role, migrations},
};

/// The login of the functions in tests: a member of the three roles, neither superuser nor owner.
const LOGIN: &str = "todo_app_test";
const PASSWORD: &str = "only-for-this-test-run";

/// Bounds that no test meets which does not ask for others, on a busy machine either.
const PATIENT: Bounds = Bounds {
    request: Duration::from_mins(1),
    bulk: Duration::from_mins(2),
    export: Duration::from_mins(5),
};

/// A database of its own, migrated, dropped with the test run's server.
pub struct TestDatabase {
    pub(super) admin: Config,
}

impl TestDatabase {
    /// A fresh clone of the migrated template.
    ///
    /// # Panics
    /// When `TEST_DATABASE_URL` is not set or the server does not answer: run tests through `cargo xtask test rust`.
    pub async fn new() -> Self {
        let server = server();
        let client = connect(&server).await;
        let template = template(&server, &client).await;
        let name = format!("test_{}", SystemIds.next().simple());
        let clone = format!("create database {name} template {template}");
        // A template cannot be cloned while another session is connected to it, for example another test's clone.
        client
            .batch_execute("select pg_advisory_lock(1)")
            .await
            .expect("lock");
        client
            .batch_execute(&clone)
            .await
            .expect("the template can be cloned");
        client
            .batch_execute("select pg_advisory_unlock(1)")
            .await
            .expect("unlock");
        let mut admin = server;
        admin.dbname(&name);
        Self { admin }
    }

    /// An empty database, not migrated.
    ///
    /// # Panics
    /// As [`TestDatabase::new`].
    pub async fn empty() -> Self {
        let mut admin = server();
        let client = connect(&admin).await;
        let name = format!("test_{}", SystemIds.next().simple());
        client
            .batch_execute(&format!("create database {name}"))
            .await
            .expect("a database can be created");
        admin.dbname(&name);
        Self { admin }
    }

    /// A function's way to this database, through a login without rights of its own.
    ///
    /// # Panics
    /// When the pool cannot be set up.
    #[must_use]
    pub fn database(&self, role: Role) -> Database {
        self.database_with_pool(role, 5)
    }

    /// The same with a pool of this size.
    ///
    /// # Panics
    /// When the pool cannot be set up.
    #[must_use]
    pub fn database_with_pool(&self, role: Role, pool_size: usize) -> Database {
        let mut config = self.config();
        config.pool_size = pool_size;
        Database::new(&config, role).expect("a pool")
    }

    /// The functions' configuration for this database.
    #[must_use]
    pub fn config(&self) -> DatabaseConfig {
        let mut postgres = self.admin.clone();
        postgres.user(LOGIN).password(PASSWORD);
        DatabaseConfig {
            postgres,
            pool_size: 5,
            writes_per_minute: DatabaseConfig::WRITES_PER_MINUTE,
            caches_statements: false,
            tasks_per_person: DatabaseConfig::TASKS_PER_PERSON,
            bounds: PATIENT,
            trust: TrustConfig::default(),
        }
    }

    /// The functions' connection string for this database.
    ///
    /// # Panics
    /// When the run's Postgres is not on TCP.
    #[must_use]
    pub fn url(&self) -> String {
        let Some(Host::Tcp(host)) = self.admin.get_hosts().first() else {
            panic!("TEST_DATABASE_URL names a TCP host")
        };
        let port = self.admin.get_ports().first().copied().unwrap_or(5432);
        let database = self.admin.get_dbname().expect("a database");
        format!("postgres://{LOGIN}:{PASSWORD}@{host}:{port}/{database}?sslmode=disable")
    }

    /// The owner's configuration for this database, as `migrate` has it.
    #[must_use]
    pub fn owner_config(&self) -> DatabaseConfig {
        DatabaseConfig {
            postgres: self.admin.clone(),
            pool_size: 1,
            writes_per_minute: DatabaseConfig::WRITES_PER_MINUTE,
            caches_statements: false,
            tasks_per_person: DatabaseConfig::TASKS_PER_PERSON,
            bounds: PATIENT,
            trust: TrustConfig::default(),
        }
    }

    /// A connection as superuser, which sees every row.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn owner(&self) -> Client {
        connect(&self.admin).await
    }

    /// Has so many of the next new tasks be refused with this SQLSTATE, as Postgres refuses one of two that wait for each other.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn lose(&self, times: u32, code: &str) {
        // A sequence counts the attempts: it is not taken back with them.
        let sql = format!(
            "drop trigger if exists lose on todo.task;
             drop sequence if exists public.attempt;
             create sequence public.attempt;
             grant usage on sequence public.attempt to public;
             create or replace function public.lose() returns trigger language plpgsql as $$ begin
               if nextval('public.attempt') <= {times} then raise exception 'lost' using errcode = '{code}'; end if;
               return new;
             end $$;
             create trigger lose before insert on todo.task for each row execute function public.lose()"
        );
        self.owner()
            .await
            .batch_execute(&sql)
            .await
            .expect("a trigger");
    }

    /// How many tasks were tried to be created since [`TestDatabase::lose`].
    ///
    /// # Panics
    /// When the server does not answer, or that was not called.
    pub async fn attempts(&self) -> i64 {
        let sql = "select last_value from public.attempt";
        let row = self.owner().await.query_one(sql, &[]).await;
        row.expect("a sequence").get(0)
    }
}

fn server() -> Config {
    #[expect(
        clippy::disallowed_methods,
        reason = "tests learn of the run's Postgres from the environment"
    )]
    let url = std::env::var("TEST_DATABASE_URL")
        .expect("TEST_DATABASE_URL: run tests through `cargo xtask test rust`");
    Config::from_str(&url).expect("TEST_DATABASE_URL is a connection string")
}

pub(super) async fn connect(config: &Config) -> Client {
    let (client, connection) = config
        .connect(NoTls)
        .await
        .expect("the run's Postgres answers");
    tokio::spawn(connection);
    client
}

/// The migrated template, made by whichever test comes first; its name holds a hash of the schema's history.
async fn template(server: &Config, client: &Client) -> String {
    let name = format!("template_{}", migrations::fingerprint());
    client
        .batch_execute("select pg_advisory_lock(2)")
        .await
        .expect("lock");
    let known = client
        .query_opt("select from pg_database where datname = $1", &[&name])
        .await
        .expect("look-up");
    if known.is_none() {
        let building = format!("{name}_building");
        client
            .batch_execute(&format!("drop database if exists {building}"))
            .await
            .expect("drop");
        client
            .batch_execute(&format!("create database {building}"))
            .await
            .expect("create");
        let mut config = server.clone();
        config.dbname(&building);
        let mut owner = connect(&config).await;
        migrations::apply(&mut owner)
            .await
            .expect("migrations apply");
        let password = Secret::from(PASSWORD.to_owned());
        migrations::ensure_login(&owner, LOGIN, &password, &Role::ALL)
            .await
            .expect("login");
        drop(owner);
        let sessions = "select from pg_stat_activity where datname = $1";
        while !client
            .query(sessions, &[&building])
            .await
            .expect("look-up")
            .is_empty()
        {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        client
            .batch_execute(&format!("alter database {building} rename to {name}"))
            .await
            .expect("rename");
    }
    client
        .batch_execute("select pg_advisory_unlock(2)")
        .await
        .expect("unlock");
    name
}
