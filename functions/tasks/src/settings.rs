//! What a person sets once for all requests.

use axum::extract::State;
use language::Zone;
use serde::{Deserialize, Serialize};
use shared::{
    Result,
    auth::UserId,
    db::{self, Database},
    http::{BodyRefusals, IdempotencyKeyHeader, Json, Refusals, WriteRefusals},
};
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    write::{Begun, Extent, Write},
};

/// A person's settings; as a body, all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"time_zone": "Europe/Berlin"}))]
pub(crate) struct Settings {
    /// The time zone in which days begin and times without a zone are meant, unless a request names another.
    pub(crate) time_zone: Zone,
}

/// Get your settings
#[utoipa::path(get, path = "/api/settings", tag = "settings", responses(
    (status = 200, description = "The settings", body = Settings),
    Refusals,
))]
pub(crate) async fn get_settings(
    State(database): State<Database>,
    user: UserId,
) -> Result<Json<Settings>> {
    let mut transaction = database.read(&user).await?;
    transaction.end_with_next();
    let time_zone = db::settings::time_zone(&mut transaction, &user).await?;
    Ok(Json(Settings { time_zone }))
}

/// Replace your settings
#[utoipa::path(put, path = "/api/settings", tag = "settings", params(IdempotencyKeyHeader), request_body = Settings, responses(
    (status = 200, description = "The settings", body = Settings),
    Refusals,
    BodyRefusals,
    WriteRefusals,
))]
pub(crate) async fn set_settings(
    State(database): State<Database>,
    write: Write<Json<Settings>>,
) -> Result<Answer> {
    let mut transaction = match write.begin(&database, Extent::ONE).await? {
        Begun::New(transaction) => transaction,
        Begun::Done(answer) => return Ok(answer),
    };
    let Json(settings) = &write.body;
    let done = async {
        if write.keeps_no_answer() {
            transaction.commit_with_next();
        }
        db::settings::set_time_zone(&mut transaction, &write.user, &settings.time_zone).await?;
        Answer::json(settings)
    }
    .await;
    write.end(transaction, done).await
}
