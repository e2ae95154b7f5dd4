//! What changed since, now or as soon as it does (FR-620, FR-621).

use std::time::Duration;

use axum::{
    extract::{FromRequestParts, State},
    http::{HeaderName, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use shared::{
    Result,
    auth::UserId,
    db::{self, Database},
    http::{Json, Problem, Query, Refusals, Stopping},
    task::Changes,
};
use tokio::time::{Instant, sleep_until};
use utoipa::IntoParams;

use crate::Function;

/// No answer waits longer; gateways cut off what is silent for a minute.
const LONGEST_WAIT: Duration = Duration::from_secs(25);
/// How often the database is asked meanwhile (ADR 0020).
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// RFC 7240, sections 2 and 3.
const PREFER: HeaderName = HeaderName::from_static("prefer");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// Where changes start.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListChanges {
    /// The `next` of the answer before; without it, all tasks there are; `latest` for nothing but a token to start from.
    #[param(inline, value_type = String, pattern = "^([0-9]{1,18}|latest)$", required = false)]
    since: Option<Since>,
}

/// Where changes start.
#[derive(Deserialize, Clone, Copy)]
#[serde(try_from = "String")]
enum Since {
    /// After this event: a token.
    Event(i64),
    /// After the newest one.
    Latest,
}

impl TryFrom<String> for Since {
    type Error = &'static str;

    fn try_from(text: String) -> std::result::Result<Self, Self::Error> {
        if text == "latest" {
            return Ok(Self::Latest);
        }
        let is_number =
            (1..=18).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|_| is_number);
        number
            .map(Self::Event)
            .ok_or("the token is not one of ours; start again without it")
    }
}

/// How long the caller would wait for a change. A preference that makes no sense is no error (RFC 7240, section 2).
pub(crate) struct Wait(Option<Duration>);

impl FromRequestParts<Function> for Wait {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        _function: &Function,
    ) -> std::result::Result<Self, Self::Rejection> {
        let values = parts.headers.get_all(PREFER).iter();
        let wait = values
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .find_map(|preference| {
                let (name, seconds) = preference.split_once('=')?;
                let is_wait = name.trim().eq_ignore_ascii_case("wait");
                seconds.trim().parse().ok().filter(|_| is_wait)
            });
        Ok(Self(wait.map(|seconds| {
            Duration::from_secs(seconds).min(LONGEST_WAIT)
        })))
    }
}

/// The header that [`Wait`] reads, for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "only its form is used")]
pub(crate) struct PreferHeader {
    /// `wait=N` (RFC 7240): when nothing has changed yet, the answer waits up to N seconds, at most 25, for something to
    /// change.
    #[param(rename = "Prefer", inline, value_type = String, format = "wait-preference", required = false)]
    prefer: Option<String>,
}

/// List what changed
///
/// The tasks that changed after the token `since`, each once, as they are now, and the ids of those that were deleted. While
/// `more` is true there is more at once; send `next` as `since` in any case.
#[utoipa::path(get, path = "/api/changes", tag = "history", params(ListChanges, PreferHeader), responses(
    (status = 200, description = "A page of changes", body = Changes, headers(("Preference-Applied" = String, description = "`wait=N`: how long the answer would have waited")), links(
        ("next" = (operation_id = "list_changes", parameters(("since" = "$response.body#/next")))),
    )),
    (status = 409, description = "The token is newer than all changes: start again without it", body = Problem, content_type = "application/problem+json"),
    Refusals,
))]
pub(crate) async fn list_changes(
    State(database): State<Database>,
    user: UserId,
    Wait(wait): Wait,
    mut stopping: Stopping,
    Query(list): Query<ListChanges>,
) -> Result<Response> {
    let since = list.since.unwrap_or(Since::Event(0));
    let until = Instant::now() + wait.unwrap_or_default();
    let mut changes = read(&database, &user, since).await?;
    while let Since::Event(after) = since
        && changes.is_empty()
        && Instant::now() < until
    {
        let again = (Instant::now() + LOOK_AGAIN).min(until);
        let is_stopping = tokio::select! {
            () = sleep_until(again) => false,
            () = stopping.begun() => true,
        };
        if is_stopping {
            break;
        }
        changes = read(&database, &user, Since::Event(after)).await?;
    }
    let applied = wait.map(|wait| [(PREFERENCE_APPLIED, format!("wait={}", wait.as_secs()))]);
    Ok((applied, Json(changes)).into_response())
}

async fn read(database: &Database, user: &UserId, since: Since) -> Result<Changes> {
    let mut transaction = database.read(user).await?;
    transaction.end_with_next();
    let changes = match since {
        Since::Event(after) => db::tasks::changes(&mut transaction, user, after).await,
        Since::Latest => db::tasks::latest(&mut transaction, user).await,
    };
    transaction.end(changes).await
}
