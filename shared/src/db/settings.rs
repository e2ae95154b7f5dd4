//! Queries on what a person has set for all requests.

use language::Zone;
use tokio_postgres::types::Type;

use super::Transaction;
use crate::{
    auth::UserId,
    error::{Error, Result},
    task::Context,
};

/// The zone of the account; UTC for one that never set it.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn time_zone(transaction: &mut Transaction, user: &UserId) -> Result<Zone> {
    let row = transaction
        .query_opt(
            "select time_zone from todo.user_setting where user_id = $1",
            &[(&user.as_str(), Type::TEXT)],
        )
        .await?;
    let Some(row) = row else {
        return Ok(Zone::utc());
    };
    row.try_get::<_, &str>("time_zone")?
        .parse()
        .map_err(Error::internal)
}

/// Sets the zone of the account.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn set_time_zone(
    transaction: &mut Transaction,
    user: &UserId,
    zone: &Zone,
) -> Result<()> {
    transaction
        .query(
            "insert into todo.user_setting (user_id, time_zone) values ($1, $2)
             on conflict (user_id) do update set time_zone = excluded.time_zone, updated_at = now()",
            &[
                (&user.as_str(), Type::TEXT),
                (&zone.as_str(), Type::TEXT),
            ],
        )
        .await?;
    Ok(())
}

/// When and where a request is made: now, in the zone that it carries or else in the account's, which is asked for only
/// if the request `needs` one.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn context(
    transaction: &mut Transaction,
    user: &UserId,
    carried: Option<Zone>,
    needs: bool,
) -> Result<Context> {
    let zone = match carried {
        Some(zone) => zone,
        None if needs => time_zone(transaction, user).await?,
        None => Zone::utc(),
    };
    Ok(Context::now_in(zone))
}
