//! A calendar of what is due, at a secret address (FR-907 to FR-910).

mod calendar;
mod event;
mod lines;
mod time_zone;
mod yearly;

use std::sync::Arc;

use axum::{
    Extension,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use clock::Ids;
use jiff::Timestamp;
use serde::Serialize;
use shared::{
    Error, Result,
    auth::{FeedSecret, UserId},
    db::{self, Database, Kind, feed::Feed},
    http::{
        IdempotencyKeyHeader, IfNoneMatch, IfNoneMatchHeader, Json, OneRefusals, Path, Problem,
        Quotas, Refusals, WriteRefusals, entity_tag,
    },
};
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    write::{Begun, Extent, NoBody, Write},
};

/// A calendar shows at most so many tasks.
const MOST: i64 = 2000;
/// What the tag of a calendar names beside its tasks: how they are written.
const FORM: &str = "2";

/// A feed that was given an address.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewFeed {
    /// Where calendars read it. Whoever knows it can; it is told this once.
    #[schema(pattern = "^/api/feed/[A-Za-z0-9_-]{43}\\.ics$")]
    path: String,
    /// When it was made (RFC 3339, UTC).
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// A feed that has an address.
#[derive(Serialize, ToSchema)]
pub(crate) struct FeedState {
    /// When its address was made (RFC 3339, UTC).
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// Tell whether your calendar feed has an address
///
/// And since when. Which one is not stored.
#[utoipa::path(get, path = "/api/feed", tag = "files", responses(
    (status = 200, description = "It has one", body = FeedState),
    Refusals,
    OneRefusals,
))]
pub(crate) async fn get_feed(
    State(database): State<Database>,
    user: UserId,
) -> Result<Json<FeedState>> {
    let mut transaction = database.read(&user).await?;
    transaction.end_with_next();
    let since = db::feed::since(&mut transaction, &user).await?;
    let created_at = since.ok_or_else(no_feed)?;
    Ok(Json(FeedState { created_at }))
}

/// Give your calendar feed a new address
///
/// The one that it had is good no more. There is no Idempotency-Key, which would keep the address: without an answer, ask
/// for another one.
#[utoipa::path(post, path = "/api/feed", tag = "files", responses(
    (status = 201, description = "The address", body = NewFeed, headers(("Location" = String, description = "The address"))),
    Refusals,
))]
pub(crate) async fn create_feed(
    State(database): State<Database>,
    State(ids): State<Arc<dyn Ids>>,
    user: UserId,
) -> Result<Response> {
    let secret = FeedSecret::generate(&*ids)?;
    let mut transaction = database.write(&user, Kind::Request, 1).await?;
    let made = db::feed::replace(&mut transaction, &user, &secret).await;
    let created_at = transaction.end(made).await?;
    let path = format!("/api/feed/{}.ics", secret.expose());
    let location = HeaderValue::try_from(&path).map_err(Error::internal)?;
    let headers = [(header::LOCATION, location)];
    Ok((
        StatusCode::CREATED,
        headers,
        Json(NewFeed { path, created_at }),
    )
        .into_response())
}

/// Revoke the address of your calendar feed
///
/// It is good no more, at once.
#[utoipa::path(delete, path = "/api/feed", tag = "files", params(IdempotencyKeyHeader), responses(
    (status = 204, description = "It is gone"),
    Refusals,
    OneRefusals,
    WriteRefusals,
))]
pub(crate) async fn delete_feed(
    State(database): State<Database>,
    write: Write<NoBody>,
) -> Result<Answer> {
    let mut transaction = match write.begin(&database, Extent::ONE).await? {
        Begun::New(transaction) => transaction,
        Begun::Done(answer) => return Ok(answer),
    };
    let done = match db::feed::revoke(&mut transaction, &write.user).await {
        Ok(true) => Ok(Answer::empty()),
        Ok(false) => Err(no_feed()),
        Err(error) => Err(error),
    };
    write.end(transaction, done).await
}

/// Read a calendar feed
///
/// For calendars that subscribe: the open tasks that are due, at most 2,000, the earliest first. The address is the only
/// key.
#[utoipa::path(get, path = "/api/feed/{file}", tag = "files", security(()), params(
    ("file" = String, Path, description = "The secret that the address ends with, and .ics", pattern = "^[A-Za-z0-9_-]{43}\\.ics$"),
    IfNoneMatchHeader,
), responses(
    (status = 200, description = "The calendar (RFC 5545)", body = String, content_type = "text/calendar", headers(
        ("ETag" = String, description = "The calendar's entity tag"),
    )),
    (status = 304, description = "The calendar is still the same"),
    (status = 400, description = "A header breaks a rule", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "There is no such feed, or no more", body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "That is more than its owner may read in a minute", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Something this needs is away", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn read_feed(
    State(database): State<Database>,
    Path(file): Path<String>,
    known: IfNoneMatch,
    quotas: Option<Extension<Quotas>>,
) -> Result<Response> {
    // What cannot be a secret does not reach the database.
    let secret = file
        .strip_suffix(".ics")
        .and_then(FeedSecret::parse)
        .ok_or_else(no_feed)?;
    let mut feed = Feed::open(&database, &secret).await?.ok_or_else(no_feed)?;
    if let Some(Extension(quotas)) = quotas {
        feed.count(&quotas)?;
    }
    let name = feed.name();
    let tag = entity_tag(&[FORM, &name, &feed.version().await?].join(" "));
    let headers = [
        (
            header::ETAG,
            HeaderValue::try_from(&tag).map_err(Error::internal)?,
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-cache"),
        ),
    ];
    if known.has(&tag) {
        feed.close().await?;
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let tasks = feed.tasks(MOST).await?;
    feed.close().await?;
    // Rules that end after a number of times take some counting, which other requests need not wait for.
    let text = tokio::task::spawn_blocking(move || calendar::of(&name, &tasks));
    let text = text.await.map_err(Error::internal)?;
    let media_type = (header::CONTENT_TYPE, "text/calendar; charset=utf-8");
    Ok((headers, [media_type], text).into_response())
}

fn no_feed() -> Error {
    Error::NotFound("feed".to_owned())
}
