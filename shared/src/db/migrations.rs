//! The schema's history: SQL files, applied once and in order by the `migrate` binary, never by a cold start (FR-408).

mod check;

use std::{io, time::Duration};

use sha2::{Digest, Sha256};
use tokio::time::Instant;
use tokio_postgres::{Client, NoTls, config::SslMode, error::SqlState};
use tokio_postgres_rustls::MakeRustlsConnect;

pub use self::check::check;
use super::Role;
use crate::{
    config::{DatabaseConfig, Secret},
    http_client,
};

/// The files, oldest first. Append only: a file that was applied anywhere never changes.
const MIGRATIONS: [(&str, &str); 17] = [
    (
        "0001_tasks_and_conversations",
        include_str!("../../migrations/0001_tasks_and_conversations.sql"),
    ),
    (
        "0002_task_model",
        include_str!("../../migrations/0002_task_model.sql"),
    ),
    (
        "0003_idempotency",
        include_str!("../../migrations/0003_idempotency.sql"),
    ),
    (
        "0004_history",
        include_str!("../../migrations/0004_history.sql"),
    ),
    (
        "0005_terms_of_older_tasks",
        include_str!("../../migrations/0005_terms_of_older_tasks.sql"),
    ),
    (
        "0006_counted_writes",
        include_str!("../../migrations/0006_counted_writes.sql"),
    ),
    ("0007_feed", include_str!("../../migrations/0007_feed.sql")),
    (
        "0008_writes_per_minute",
        include_str!("../../migrations/0008_writes_per_minute.sql"),
    ),
    (
        "0009_personal_access_token",
        include_str!("../../migrations/0009_personal_access_token.sql"),
    ),
    (
        "0010_clients_and_calls",
        include_str!("../../migrations/0010_clients_and_calls.sql"),
    ),
    (
        "0011_names_of_tokens",
        include_str!("../../migrations/0011_names_of_tokens.sql"),
    ),
    (
        "0012_restored_rows",
        include_str!("../../migrations/0012_restored_rows.sql"),
    ),
    (
        "0013_counter_storage",
        include_str!("../../migrations/0013_counter_storage.sql"),
    ),
    (
        "0015_folded_texts",
        include_str!("../../migrations/0015_folded_texts.sql"),
    ),
    (
        "0016_recurrence_from",
        include_str!("../../migrations/0016_recurrence_from.sql"),
    ),
    (
        "0017_turns",
        include_str!("../../migrations/0017_turns.sql"),
    ),
    (
        "0019_chatkit",
        include_str!("../../migrations/0019_chatkit.sql"),
    ),
];

/// Two runs at the same time wait for each other on this advisory lock.
pub(super) const LOCK: i64 = 0x746f_646f;

/// A short name for the whole history, for tests that keep a migrated template.
#[cfg(feature = "testing")]
#[must_use]
pub fn fingerprint() -> String {
    let mut hash = Sha256::new();
    for (_, sql) in MIGRATIONS {
        hash.update(sql);
    }
    let bytes: [u8; 32] = hash.finalize().into();
    let (first, _) = bytes.split_at(8);
    first
        .iter()
        .fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
        .to_string()
}

/// The names of the files, oldest first.
#[cfg(feature = "testing")]
#[must_use]
pub fn names() -> Vec<&'static str> {
    MIGRATIONS.iter().map(|(name, _)| *name).collect()
}

/// Why the schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The database refused or is away.
    #[error("{}", describe(.0))]
    Database(#[from] tokio_postgres::Error),
    /// A file was changed after it had been applied.
    #[error(
        "migration {0} was changed after it was applied to this database; add a new file instead"
    )]
    Changed(String),
    /// What the rows are compared by could not be written anew; the next run goes on.
    #[error("what tasks are compared by could not be written anew: {0:?}")]
    Keys(#[from] crate::Error),
    /// TLS could not be set up.
    #[error("{0}")]
    Tls(String),
    /// A login may not act as the function it is for.
    #[error(
        "the login {login} may not become {}: make it a member with `migrate login`",
        role.as_str()
    )]
    NotAMember {
        /// The login.
        login: String,
        /// What it would have to become.
        role: Role,
    },
    /// The schema lacks files that this program knows, the oldest first.
    #[error(
        "the schema is older than this version, it lacks {}: migrate the database first",
        .0.join(", ")
    )]
    Older(Vec<&'static str>),
}

impl MigrationError {
    /// Whether waiting may help: nobody answers, or the server is starting, stopping or full.
    fn is_absence(&self) -> bool {
        let Self::Database(error) = self else {
            return false;
        };
        match error.code() {
            Some(code) => {
                *code == SqlState::CANNOT_CONNECT_NOW
                    || *code == SqlState::ADMIN_SHUTDOWN
                    || *code == SqlState::TOO_MANY_CONNECTIONS
            }
            None => std::error::Error::source(error)
                .and_then(|source| source.downcast_ref::<io::Error>())
                // Of a certificate that is not trusted.
                .is_some_and(|source| source.kind() != io::ErrorKind::InvalidData),
        }
    }
}

fn describe(error: &tokio_postgres::Error) -> String {
    std::error::Error::source(error)
        .map_or_else(|| error.to_string(), |source| format!("{error}: {source}"))
}

/// Opens one direct connection as the schema's owner.
///
/// # Errors
/// [`MigrationError`] when the database cannot be reached.
pub async fn connect(config: &DatabaseConfig) -> Result<Client, MigrationError> {
    if config.postgres.get_ssl_mode() == SslMode::Disable {
        let (client, connection) = config.postgres.connect(NoTls).await?;
        tokio::spawn(connection);
        return Ok(client);
    }
    let tls = MakeRustlsConnect::new(http_client::tls(&config.trust).map_err(MigrationError::Tls)?);
    let (client, connection) = config.postgres.connect(tls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// Like [`connect`], and tries again while the database is away or starting. `waiting` hears of the first failure.
///
/// # Errors
/// [`MigrationError`] when the database refuses, or is still away after `patience`.
pub async fn connect_when_ready(
    config: &DatabaseConfig,
    patience: Duration,
    waiting: impl FnOnce(&MigrationError),
) -> Result<Client, MigrationError> {
    let deadline = Instant::now() + patience;
    let mut waiting = Some(waiting);
    loop {
        match connect(config).await {
            Err(error) if error.is_absence() && Instant::now() < deadline => {
                if let Some(waiting) = waiting.take() {
                    waiting(&error);
                }
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            outcome => return outcome,
        }
    }
}

/// Applies what is missing and gives the names of the files applied now.
///
/// # Errors
/// [`MigrationError`]; the failing file leaves nothing behind.
pub async fn apply(client: &mut Client) -> Result<Vec<&'static str>, MigrationError> {
    apply_first(client, MIGRATIONS.len()).await
}

/// Applies what is missing of so many files, the oldest ones.
///
/// # Errors
/// As for [`apply`].
pub async fn apply_first(
    client: &mut Client,
    files: usize,
) -> Result<Vec<&'static str>, MigrationError> {
    let transaction = client.transaction().await?;
    transaction
        .execute("select pg_advisory_xact_lock($1)", &[&LOCK])
        .await?;
    transaction
        .batch_execute(
            "create schema if not exists todo_migrations;
             create table if not exists todo_migrations.applied (
               name text primary key, sha256 bytea not null, applied_at timestamptz not null default now())",
        )
        .await?;
    let mut applied = Vec::new();
    for (name, sql) in MIGRATIONS.into_iter().take(files) {
        let sha256 = Sha256::digest(sql).to_vec();
        let known = transaction
            .query_opt(
                "select sha256 from todo_migrations.applied where name = $1",
                &[&name],
            )
            .await?;
        if let Some(row) = known {
            if row.try_get::<_, Vec<u8>>(0)? != sha256 {
                return Err(MigrationError::Changed(name.to_owned()));
            }
            continue;
        }
        transaction.batch_execute(sql).await?;
        transaction
            .execute(
                "insert into todo_migrations.applied (name, sha256) values ($1, $2)",
                &[&name, &sha256],
            )
            .await?;
        applied.push(name);
    }
    // Every function may look how old the schema is (FR-832).
    transaction
        .batch_execute(
            "grant usage on schema todo_migrations to todo_tasks, todo_mcp, todo_chat;
             grant select (name) on todo_migrations.applied to todo_tasks, todo_mcp, todo_chat",
        )
        .await?;
    // The login that migrates may act as each role too: with one login for everything (a hosted database), it is also the
    // functions' login. A superuser may anyway.
    transaction
        .batch_execute(
            "do $$ begin
               if not (select rolsuper from pg_roles where rolname = current_user) then
                 execute format('grant todo_tasks, todo_mcp, todo_chat to %I', current_user);
               end if;
             end $$",
        )
        .await?;
    transaction.commit().await?;
    Ok(applied)
}

/// Creates a login, or gives it this password: a member of these roles alone, with no right of its own. With one login for
/// each function, no function can act as another. It works before the first migration too, so that an installation finds
/// its logins.
///
/// # Errors
/// [`MigrationError`] when the database refuses or is away.
pub async fn ensure_login(
    client: &Client,
    name: &str,
    password: &Secret,
    roles: &[Role],
) -> Result<(), MigrationError> {
    set_password(client, name, password).await?;
    for role in Role::ALL {
        ensure_role(client, role).await?;
        let template = if roles.contains(&role) {
            "grant %I to %I"
        } else {
            "revoke %I from %I"
        };
        let statement = quoted(client, template, &[role.as_str(), name]).await?;
        client.batch_execute(&statement).await?;
    }
    Ok(())
}

/// Creates the web app's login, or gives it this password: the owner of schema `auth`, with no right on ours (FR-508).
///
/// # Errors
/// [`MigrationError`] when the database refuses or is away.
pub async fn ensure_web_login(
    client: &Client,
    name: &str,
    password: &Secret,
) -> Result<(), MigrationError> {
    set_password(client, name, password).await?;
    let schema = quoted(
        client,
        "grant %1$I to current_user;
         create schema if not exists auth;
         alter schema auth owner to %1$I",
        &[name],
    )
    .await?;
    client.batch_execute(&schema).await?;
    Ok(())
}

/// Makes a function's role, which the first migration does not make then.
async fn ensure_role(client: &Client, role: Role) -> Result<(), MigrationError> {
    let name = role.as_str();
    let found = client
        .query_opt("select from pg_roles where rolname = $1", &[&name])
        .await?;
    if found.is_some() {
        return Ok(());
    }
    let create = format!("create role {name} nologin nosuperuser nobypassrls noinherit");
    match client.batch_execute(&create).await {
        // Somebody else made it at the same moment.
        Err(error) if error.code() != Some(&SqlState::DUPLICATE_OBJECT) => Err(error.into()),
        _ => Ok(()),
    }
}

async fn set_password(
    client: &Client,
    name: &str,
    password: &Secret,
) -> Result<(), MigrationError> {
    let exists = client
        .query_opt("select from pg_roles where rolname = $1", &[&name])
        .await?
        .is_some();
    let verb = if exists { "alter" } else { "create" };
    let template = format!("{verb} role %I login noinherit nosuperuser nobypassrls password %L");
    let statement = quoted(client, &template, &[name, password.expose()]).await?;
    Ok(client.batch_execute(&statement).await?)
}

/// A utility statement, which takes no parameters, with names and values quoted by the server.
async fn quoted(
    client: &Client,
    template: &str,
    arguments: &[&str],
) -> Result<String, MigrationError> {
    let row = client
        .query_one(
            "select format($1, variadic $2::text[])",
            &[&template, &arguments],
        )
        .await?;
    Ok(row.try_get(0)?)
}
