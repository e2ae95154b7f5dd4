//! What became of calls whose answers were lost, asked when a conversation is read (FR-347).

use std::time::Duration;

use agent::{Lease, stop_channel};
use shared::{Result, auth::UserId, conversation::Message, http::BearerToken};
use tokio::time::timeout;
use uuid::Uuid;

use crate::{
    Function, history,
    store::{self, TurnStore},
    tools::McpTools,
};

/// How long reading waits for it: what is not known by then is told the next time.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks what became of calls of turns that are over, and stores it; whether there was something to ask. A turn whose process is
/// dead is over with that.
///
/// # Errors
/// [`shared::Error`] when the database refuses or is away.
pub(crate) async fn settle(
    function: &Function,
    user: &UserId,
    token: &BearerToken,
    conversation: Uuid,
    messages: &[Message],
) -> Result<bool> {
    let mut messages = messages.to_vec();
    let dead = history::dead(&messages);
    if let Some(turn) = dead {
        store::bury(&function.database, user, conversation, turn).await?;
        for message in messages
            .iter_mut()
            .filter(|message| message.turn_id == turn)
        {
            message.state = Some(shared::conversation::TurnState::Broken);
        }
    }
    let over = history::over(&messages)?;
    if !agent::has_lost(&over) {
        return Ok(dead.is_some());
    }
    let (unused, _) = stop_channel();
    let store = TurnStore::new(function, user.clone(), unused, None);
    let tools = McpTools::connect(&function.mcp, token, None);
    // Of no turn: what is asked is asked for the turns that the calls belong to.
    let lease = Lease {
        conversation,
        turn: Uuid::nil(),
        attempt: 1,
    };
    let settled = timeout(PATIENCE, agent::settle_lost(&lease, &over, &store, &tools)).await;
    if settled.is_err() {
        tracing::warn!("what became of a call is not known yet");
    }
    Ok(true)
}
