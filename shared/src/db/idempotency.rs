//! Queries on what was answered under a key of the caller's (FR-116).

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use tokio_postgres::types::{Json, Type};

use uuid::Uuid;

use super::{Write, leases::Lease, opening::counting, sql::Sql, transaction::Parameter};
use crate::{
    auth::UserId,
    error::{Error, Result},
};

/// What a caller names a write by: 1 to 255 visible ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// The key, if the text is one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_key =
            (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_key.then(|| Self(text.to_owned()))
    }

    /// The key's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A write that must not happen twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    operation: String,
    key: Key,
    hash: [u8; 32],
    turn: Option<Uuid>,
    lease: Option<Lease>,
}

impl Request {
    /// A write under this key, which may be used for another operation too. The parts are what tells it from others with
    /// its key.
    #[must_use]
    pub fn new(operation: impl Into<String>, key: Key, parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        }
        Self {
            operation: operation.into(),
            key,
            hash: hash.finalize().into(),
            turn: None,
            lease: None,
        }
    }

    /// The same as a call of our agent's in this turn. Its answer is kept with the turn, others for a day.
    #[must_use]
    pub fn in_turn(mut self, turn: Option<Uuid>) -> Self {
        self.turn = turn;
        self
    }

    /// The same as long as this attempt at a turn may go on: unless the request was answered before, the transaction keeps
    /// the turn until it ends, or fails (FR-284).
    #[must_use]
    pub fn held_by(mut self, lease: Option<Lease>) -> Self {
        self.lease = lease;
        self
    }

    /// The caller's key.
    pub(super) fn key(&self) -> &str {
        &self.key.0
    }

    /// What tells the request from others under its key.
    pub(super) fn hash(&self) -> [u8; 32] {
        self.hash
    }
}

/// An answer, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Headers by their names.
    pub headers: BTreeMap<String, String>,
    /// The body, if there is one.
    pub body: Option<String>,
}

/// The answer that is kept under a key.
macro_rules! kept {
    () => {
        "from todo.idempotency_key
where user_id = $1 and operation = $2 and key = $3
  and (turn_id is not null or created_at > now() - interval '24 hours')"
    };
}

/// That a key is free.
macro_rules! if_free {
    () => {
        concat!(
            " where pg_try_advisory_xact_lock(hashtextextended($4, 0)) and not exists (select ",
            kept!(),
            ")"
        )
    };
}

/// Counts a write if its key is free.
const COUNT_IF_FREE: &str = counting!("$5", if_free!());

/// Holds the turn that a write belongs to, if the write's key is free.
const HOLD_IF_FREE: &str = concat!("select todo.hold_turn($5, $6)", if_free!());

/// What was answered to this request before. Until the transaction, which this opens, ends, no other one gets past this for
/// the same key. Writes are counted behind that, and only if the key is free: a request does not wait for its own first
/// coming.
///
/// # Errors
/// [`Error::Conflict`] while the first is under way; [`Error::KeyReused`] when the key was another request's;
/// [`Error::TooMany`] when no writes are left; [`Error::TurnOver`] when the attempt that it is held by may not go on;
/// otherwise when the database refuses or is away.
pub async fn before(
    transaction: &mut Write,
    user: &UserId,
    request: &Request,
) -> Result<Option<Answer>> {
    let name = [user.as_str(), &request.operation, &request.key.0].join("\u{1}");
    let key: [Parameter<'_>; 3] = [
        (&user.as_str(), Type::TEXT),
        (&request.operation, Type::TEXT),
        (&request.key.0, Type::TEXT),
    ];
    let lock = [(&name as _, Type::TEXT)];
    let [owner, operation, own_key] = key.clone();
    let attempt = request.lease.map(Lease::attempt).transpose()?;
    let turn = request.lease.map(|lease| lease.turn);
    let lease: [Parameter<'_>; 6] = [
        owner.clone(),
        operation.clone(),
        own_key.clone(),
        (&name, Type::TEXT),
        (&turn, Type::UUID),
        (&attempt, Type::INT4),
    ];
    // Behind the count, for which a writer may have to wait.
    let last = request
        .lease
        .is_some()
        .then_some((Sql::Cached(HOLD_IF_FREE), &lease as &[_]));
    // Statements of their own: each must see what was committed before the lock was given.
    let [locks, answers] = transaction
        .open(
            [
                (
                    Sql::Cached("select pg_try_advisory_xact_lock(hashtextextended($1, 0))"),
                    &lock,
                ),
                (
                    Sql::Cached(concat!(
                        "select request_hash, status, headers, body ",
                        kept!()
                    )),
                    &key,
                ),
            ],
            COUNT_IF_FREE,
            &[owner, operation, own_key, (&name, Type::TEXT)],
            last,
        )
        .await?;
    let is_free = locks.first().map(|row| row.try_get::<_, bool>(0));
    let is_free = is_free.transpose()?;
    if is_free != Some(true) {
        return Err(Error::Conflict {
            code: "request-in-flight",
            detail: "A request with this idempotency key is under way. Try again in a moment."
                .to_owned(),
        });
    }
    let Some(row) = answers.first() else {
        return Ok(None);
    };
    if row.try_get::<_, &[u8]>("request_hash")? != request.hash {
        return Err(Error::KeyReused);
    }
    let status = u16::try_from(row.try_get::<_, i16>("status")?).map_err(Error::internal)?;
    let Json(headers) = row.try_get("headers")?;
    Ok(Some(Answer {
        status,
        headers,
        body: row.try_get("body")?,
    }))
}

/// Keeps an answer, in the transaction of its effect, and forgets the person's old ones.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn keep(
    transaction: &mut Write,
    user: &UserId,
    request: &Request,
    answer: &Answer,
) -> Result<()> {
    let status = i16::try_from(answer.status).map_err(Error::internal)?;
    transaction
        .query(
            "with old as (
               delete from todo.idempotency_key
               where user_id = $1 and turn_id is null and created_at < now() - interval '24 hours'
                 and (operation, key) <> ($2, $3)
             )
             insert into todo.idempotency_key (user_id, operation, key, request_hash, status, headers, body, turn_id)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict (user_id, operation, key) do update set request_hash = excluded.request_hash,
               status = excluded.status, headers = excluded.headers, body = excluded.body, turn_id = excluded.turn_id,
               created_at = now()",
            &[
                (&user.as_str(), Type::TEXT),
                (&request.operation, Type::TEXT),
                (&request.key.0, Type::TEXT),
                (&request.hash.as_slice(), Type::BYTEA),
                (&status, Type::INT2),
                (&Json(&answer.headers), Type::JSONB),
                (&answer.body, Type::TEXT),
                (&request.turn, Type::UUID),
            ],
        )
        .await?;
    Ok(())
}
