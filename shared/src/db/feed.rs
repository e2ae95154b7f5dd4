//! Queries on a person's feed: its owner makes and revokes its address, and whoever has the address reads it (FR-907,
//! FR-908).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tokio_postgres::types::Type;

use super::{Database, Read, Transaction, Write, tasks};
use crate::{
    auth::{FeedSecret, UserId},
    error::{Error, Result},
    http::Quotas,
    task::Task,
};

/// Gives the owner's feed a new address; one that it had is good no more.
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away.
pub async fn replace(
    transaction: &mut Write,
    user: &UserId,
    secret: &FeedSecret,
) -> Result<Timestamp> {
    let row = transaction
        .query_opt(
            "insert into todo.feed (user_id, secret_hash) values ($1, $2)
             on conflict (user_id) do update set secret_hash = excluded.secret_hash, created_at = now()
             returning created_at",
            &[
                (&user.as_str(), Type::TEXT),
                (&secret.hash().as_slice(), Type::BYTEA),
            ],
        )
        .await?;
    let row = row.ok_or_else(|| Error::internal("the insert returned no row"))?;
    Ok(row.try_get("created_at")?)
}

/// Since when the owner's feed has its address; none without one.
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away.
pub async fn since(transaction: &mut Transaction, user: &UserId) -> Result<Option<Timestamp>> {
    let row = transaction
        .query_opt(
            "select created_at from todo.feed where user_id = $1",
            &[(&user.as_str(), Type::TEXT)],
        )
        .await?;
    Ok(row.map(|row| row.try_get("created_at")).transpose()?)
}

/// Takes the address of the owner's feed back. Whether there was one.
///
/// # Errors
/// [`crate::Error`] when the database refuses or is away.
pub async fn revoke(transaction: &mut Write, user: &UserId) -> Result<bool> {
    let row = transaction
        .query_opt(
            "delete from todo.feed where user_id = $1 returning 1",
            &[(&user.as_str(), Type::TEXT)],
        )
        .await?;
    Ok(row.is_some())
}

/// A feed that was opened with its secret. Its owner stays in here: a secret is good for what this type gives.
pub struct Feed {
    transaction: Read,
    owner: UserId,
}

impl Feed {
    /// The feed that this secret opens; none for one that was revoked or never was.
    ///
    /// # Errors
    /// [`crate::Error`] when the database refuses or is away.
    pub async fn open(database: &Database, secret: &FeedSecret) -> Result<Option<Self>> {
        // A user that nobody is: the function of the database needs none.
        let nobody = UserId::of_secret(String::new());
        let mut transaction = database.read(&nobody).await?;
        transaction.end_with_next();
        let row = transaction
            .query_opt(
                "select todo.feed_owner($1) as owner",
                &[(&secret.hash().as_slice(), Type::BYTEA)],
            )
            .await?;
        let owner: Option<String> = row
            .and_then(|row| row.try_get("owner").transpose())
            .transpose()?;
        let Some(owner) = owner.map(UserId::of_secret) else {
            return Ok(None);
        };
        Ok(Some(Self {
            transaction: database.read(&owner).await?,
            owner,
        }))
    }

    /// Counts this as a request of the owner's (FR-118).
    ///
    /// # Errors
    /// [`crate::Error::TooMany`].
    pub fn count(&self, quotas: &Quotas) -> Result<()> {
        quotas.count(&self.owner)
    }

    /// What tells this feed from others, and not whose it is: the same for every address that it had.
    #[must_use]
    pub fn name(&self) -> String {
        let hash = Sha256::digest(format!("feed of {}", self.owner.as_str()));
        let (beginning, _) = hash.split_at(16);
        URL_SAFE_NO_PAD.encode(beginning)
    }

    /// What tells the owner's last change from others: while it is the same, so are the tasks.
    ///
    /// # Errors
    /// [`crate::Error`] when the database refuses or is away.
    pub async fn version(&mut self) -> Result<String> {
        let latest = tasks::latest(&mut self.transaction, &self.owner).await?;
        Ok(latest.next)
    }

    /// The open tasks that are due, the earliest first, this many at most.
    ///
    /// # Errors
    /// [`crate::Error`] when the database refuses or is away.
    pub async fn tasks(&mut self, most: i64) -> Result<Vec<Task>> {
        tasks::open_and_due(&mut self.transaction, &self.owner, most).await
    }

    /// Gives the connection back.
    ///
    /// # Errors
    /// [`crate::Error`] when the database is away.
    pub async fn close(self) -> Result<()> {
        self.transaction.close().await
    }
}
