//! Queries on what a person has set for all requests.

use jiff::Timestamp;
use language::Zone;
use tokio_postgres::{Row, types::Type};

use super::{Transaction, Write};
use crate::{
    auth::UserId,
    error::{Error, Result},
    task::Context,
};

/// Reads the zone of an account.
pub(super) const TIME_ZONE: &str = "select time_zone from todo.user_setting where user_id = $1";

/// The zone of the account; UTC for one that never set it.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn time_zone(transaction: &mut Transaction, user: &UserId) -> Result<Zone> {
    if let Some(zone) = &transaction.zone {
        return Ok(zone.clone());
    }
    let owner = [(&user.as_str() as _, Type::TEXT)];
    zone_of(&transaction.query(TIME_ZONE, &owner).await?)
}

/// The zone in the rows of [`TIME_ZONE`].
pub(super) fn zone_of(rows: &[Row]) -> Result<Zone> {
    let Some(row) = rows.first() else {
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
pub async fn set_time_zone(transaction: &mut Write, user: &UserId, zone: &Zone) -> Result<()> {
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

/// When and where a request is made: `now`, in the zone that it carries or else in the account's, which is asked for only
/// if the request `needs` one.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub async fn context(
    transaction: &mut Transaction,
    user: &UserId,
    carried: Option<Zone>,
    needs: bool,
    now: Timestamp,
) -> Result<Context> {
    let zone = match carried {
        Some(zone) => zone,
        None if needs => time_zone(transaction, user).await?,
        None => Zone::utc(),
    };
    Ok(Context::at(now, zone))
}
