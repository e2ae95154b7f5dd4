//! Whether a function could work with a database, asked before the function is put in the place of an older one (FR-832).

use std::{collections::BTreeSet, time::Duration};

use tokio_postgres::{Client, SimpleQueryMessage, error::SqlState};

use super::{MIGRATIONS, MigrationError, connect_when_ready};
use crate::{config::DatabaseConfig, db::Role};

/// Logs in as a function does, becomes its role, and compares the schema with what this program needs. A schema that is
/// newer will do: it works with the version before it. `waiting` hears of the first failure to connect.
///
/// # Errors
/// [`MigrationError`]: the database refuses the login or is away after `patience`, the login may not become the role, or
/// the schema lacks files.
pub async fn check(
    config: &DatabaseConfig,
    role: Role,
    patience: Duration,
    waiting: impl FnOnce(&MigrationError),
) -> Result<(), MigrationError> {
    let client = connect_when_ready(config, patience, waiting).await?;
    let login = config.postgres.get_user().unwrap_or_default();
    // No statement is prepared and the role ends with the transaction: it works through a pooler as well.
    let become_it = format!("begin read only; set local role {}", role.as_str());
    client.batch_execute(&become_it).await.map_err(|error| {
        if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) {
            MigrationError::NotAMember {
                login: login.to_owned(),
                role,
            }
        } else if error.code() == Some(&SqlState::UNDEFINED_OBJECT)
            || error.code() == Some(&SqlState::INVALID_PARAMETER_VALUE)
        {
            MigrationError::Older(MIGRATIONS.map(|(name, _)| name).to_vec())
        } else {
            error.into()
        }
    })?;
    let applied = applied(&client).await?;
    let missing = MIGRATIONS.map(|(name, _)| name).into_iter();
    let missing: Vec<_> = missing.filter(|name| !applied.contains(*name)).collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(MigrationError::Older(missing))
    }
}

/// The names of the files that the database has; none where the history is not there or may not be read, which only a
/// schema has that no version with this check migrated.
async fn applied(client: &Client) -> Result<BTreeSet<String>, MigrationError> {
    let rows = client
        .simple_query("select name from todo_migrations.applied")
        .await;
    let rows = match rows {
        Ok(rows) => rows,
        Err(error) => {
            let absent = [
                SqlState::INVALID_SCHEMA_NAME,
                SqlState::UNDEFINED_TABLE,
                SqlState::INSUFFICIENT_PRIVILEGE,
            ];
            if error.code().is_some_and(|code| absent.contains(code)) {
                return Ok(BTreeSet::new());
            }
            return Err(error.into());
        }
    };
    Ok(rows
        .iter()
        .filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        })
        .collect())
}
