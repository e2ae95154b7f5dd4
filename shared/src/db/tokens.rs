//! Queries on personal access tokens: their owner makes, sees and revokes them, and whoever shows one at mcp acts for the
//! owner (FR-220 to FR-223, ADR 0023).

use std::collections::HashSet;

use tokio_postgres::{Row, types::Type};
use uuid::Uuid;

use super::{Database, Kind, Transaction, Write};
use crate::{
    auth::{
        Identity, Scope, TokenSecret, UserId,
        personal::{NewToken, Scopes, Token},
    },
    error::{Error, Result},
    task::ClientName,
};

/// A person has so many at most, the expired ones among them.
pub const MOST: i64 = 50;

/// Makes a token.
///
/// # Errors
/// [`Error::Impossible`] for one more than [`MOST`]; others when the database refuses or is away.
pub async fn create(
    transaction: &mut Write,
    user: &UserId,
    new: &NewToken,
    secret: &TokenSecret,
) -> Result<Token> {
    let scopes: Vec<&str> = new.scopes.iter().map(Scope::as_str).collect();
    let row = transaction
        .query_opt(
            "insert into todo.personal_access_token (user_id, id, name, scopes, secret_hash, expires_at)
             select $1, $2, $3, $4, $5, now() + make_interval(days => $6)
             where (select count(*) from todo.personal_access_token where user_id = $1) < $7
             returning id, name, scopes, created_at, expires_at, last_used_on",
            &[
                (&user.as_str(), Type::TEXT),
                (&Uuid::now_v7(), Type::UUID),
                (&new.name.as_str(), Type::TEXT),
                (&scopes, Type::TEXT_ARRAY),
                (&secret.hash().as_slice(), Type::BYTEA),
                (&new.expires_in_days.get(), Type::INT4),
                (&MOST, Type::INT8),
            ],
        )
        .await?;
    row.map_or_else(
        || {
            Err(Error::Impossible {
                code: "too-many-tokens",
                detail: format!(
                    "You have {MOST} tokens already. Revoke one that you no longer use."
                ),
            })
        },
        |row| token(&row),
    )
}

/// The owner's tokens, the newest first, the expired ones among them.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn list(transaction: &mut Transaction, user: &UserId) -> Result<Vec<Token>> {
    let rows = transaction
        .query(
            "select id, name, scopes, created_at, expires_at, last_used_on
             from todo.personal_access_token where user_id = $1 order by id desc",
            &[(&user.as_str(), Type::TEXT)],
        )
        .await?;
    rows.iter().map(token).collect()
}

/// Revokes one of the owner's tokens. Whether there was one.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn revoke(transaction: &mut Write, user: &UserId, id: Uuid) -> Result<bool> {
    let row = transaction
        .query_opt(
            "delete from todo.personal_access_token where user_id = $1 and id = $2 returning 1",
            &[(&user.as_str(), Type::TEXT), (&id, Type::UUID)],
        )
        .await?;
    Ok(row.is_some())
}

/// Who shows this secret; nobody for one that has expired, was revoked or never was. The first use of a day is written
/// down. Only the role of mcp may ask.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn bearer(database: &Database, secret: &TokenSecret) -> Result<Option<Identity>> {
    // A user that nobody is: the function of the database needs none.
    let nobody = UserId::of_secret(String::new());
    let mut transaction = database.read(&nobody).await?;
    transaction.end_with_next();
    let row = transaction
        .query_opt(
            "select user_id, id, name, scopes, used_today from todo.token_bearer($1)",
            &[(&secret.hash().as_slice(), Type::BYTEA)],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let user = UserId::of_secret(row.try_get("user_id")?);
    if !row.try_get::<_, bool>("used_today")? {
        mark_used(database, &user, row.try_get("id")?).await?;
    }
    let scopes: Vec<String> = row.try_get("scopes")?;
    Ok(Some(Identity::PersonalToken {
        user,
        name: ClientName::of(row.try_get("name")?),
        scopes: HashSet::from_iter(scopes),
    }))
}

/// Writes the day down. Where the person's writers are in the way, the next use does: a token that is good is not refused
/// for it.
async fn mark_used(database: &Database, user: &UserId, id: Uuid) -> Result<()> {
    let marked = async {
        let mut transaction = database.write(user, Kind::Request, 0).await?;
        transaction.commit_with_next();
        transaction
            .query(
                "update todo.personal_access_token set last_used_on = (now() at time zone 'UTC')::date
                 where user_id = $1 and id = $2",
                &[(&user.as_str(), Type::TEXT), (&id, Type::UUID)],
            )
            .await
    };
    match marked.await {
        Err(Error::Busy(_) | Error::RolledBack(_)) | Ok(_) => Ok(()),
        Err(error) => Err(error),
    }
}

fn token(row: &Row) -> Result<Token> {
    let scopes: Vec<&str> = row.try_get("scopes")?;
    let scopes: Vec<Scope> = scopes
        .into_iter()
        .map(str::parse)
        .collect::<std::result::Result<_, _>>()
        .map_err(Error::internal)?;
    Ok(Token {
        id: row.try_get("id")?,
        name: row
            .try_get::<_, String>("name")?
            .try_into()
            .map_err(Error::internal)?,
        scopes: Scopes::try_from(scopes).map_err(Error::internal)?,
        created_at: row.try_get("created_at")?,
        expires_at: row.try_get("expires_at")?,
        last_used_on: row.try_get("last_used_on")?,
    })
}
