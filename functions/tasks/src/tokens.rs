//! Personal access tokens: made, seen and revoked here, good at mcp alone (FR-220 to FR-222).

use std::sync::Arc;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use clock::Ids;
use serde::Serialize;
use shared::{
    Error, Result,
    auth::{
        TokenSecret, UserId,
        personal::{NewToken, Token},
    },
    db::{self, Database, Kind},
    http::{
        BodyRefusals, IdempotencyKeyHeader, Json, OneRefusals, Path, Problem, Refusals,
        WriteRefusals,
    },
};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    answer::Answer,
    write::{Begun, Extent, NoBody, Write},
};

/// A person's tokens.
#[derive(Serialize, ToSchema)]
pub(crate) struct Tokens {
    /// The newest first, the expired ones among them.
    tokens: Vec<Token>,
}

/// A token that was just made.
#[derive(Serialize, ToSchema)]
pub(crate) struct CreatedToken {
    #[serde(flatten)]
    token: Token,
    /// The token itself: a bearer token for mcp. It is told this once.
    #[schema(pattern = "^todo_pat_[A-Za-z0-9_-]{43}$")]
    secret: String,
}

/// List your personal access tokens
///
/// What they are called and what they are good for. The tokens themselves are not stored.
#[utoipa::path(get, path = "/api/tokens", tag = "tokens", responses(
    (status = 200, description = "The tokens", body = Tokens),
    Refusals,
))]
pub(crate) async fn list_tokens(
    State(database): State<Database>,
    user: UserId,
) -> Result<Json<Tokens>> {
    let mut transaction = database.read(&user).await?;
    transaction.end_with_next();
    let tokens = db::tokens::list(&mut transaction, &user).await?;
    Ok(Json(Tokens { tokens }))
}

/// Make a personal access token
///
/// For an MCP client that cannot sign in. You have 50 at most. There is no Idempotency-Key, which would keep the token:
/// without an answer, revoke the new one and make another.
#[utoipa::path(post, path = "/api/tokens", tag = "tokens", request_body = NewToken, responses(
    (status = 201, description = "The token", body = CreatedToken),
    (status = 409, description = "You have as many tokens as one may have", body = Problem, content_type = "application/problem+json"),
    Refusals,
    BodyRefusals,
))]
pub(crate) async fn create_token(
    State(database): State<Database>,
    State(ids): State<Arc<dyn Ids>>,
    user: UserId,
    Json(new): Json<NewToken>,
) -> Result<Response> {
    let secret = TokenSecret::generate(&*ids)?;
    let mut transaction = database.write(&user, Kind::Request, 1).await?;
    let made = db::tokens::create(&mut transaction, &user, ids.next(), &new, &secret).await;
    let token = transaction.end(made).await?;
    let created = Json(CreatedToken {
        token,
        secret: secret.expose(),
    });
    Ok((StatusCode::CREATED, created).into_response())
}

/// Revoke a personal access token
///
/// It is good no more, at once.
#[utoipa::path(delete, path = "/api/tokens/{id}", tag = "tokens", params(
    ("id" = Uuid, Path, description = "The token's id"),
    IdempotencyKeyHeader,
), responses(
    (status = 204, description = "It is gone"),
    Refusals,
    OneRefusals,
    WriteRefusals,
))]
pub(crate) async fn delete_token(
    State(database): State<Database>,
    // Looked at after the caller: what cannot be an id is not there either.
    id: std::result::Result<Path<Uuid>, Problem>,
    write: Write<NoBody>,
) -> Result<Answer> {
    let no_token = || Error::NotFound("token".to_owned());
    let Path(id) = id.map_err(|_| no_token())?;
    let mut transaction = match write.begin(&database, Extent::ONE).await? {
        Begun::New(transaction) => transaction,
        Begun::Done(answer) => return Ok(answer),
    };
    let done = match db::tokens::revoke(&mut transaction, &write.user, id).await {
        Ok(true) => Ok(Answer::empty()),
        Ok(false) => Err(no_token()),
        Err(error) => Err(error),
    };
    write.end(transaction, done).await
}
