//! The live list of tools, and how long it may be kept (FR-355).

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use agent::Tool;
use rmcp::{
    RoleClient,
    model::{CacheScope, ClientConfig, ListToolsResult, PaginatedRequestParams},
    service::RunningService,
};
use serde::Deserialize;
use tokio::time::Instant;

/// A list has no more pages than this.
const MAX_PAGES: usize = 10;
/// No list is kept longer, whatever mcp says.
const LONGEST: Duration = Duration::from_hours(1);

/// A list of tools, as long as it may be kept.
#[derive(Clone, Default)]
pub(super) struct Live(Arc<Mutex<Option<Kept>>>);

#[derive(Clone)]
struct Kept {
    tools: Vec<Tool>,
    /// Until when; without it, as long as this is.
    until: Option<Instant>,
}

impl Live {
    /// The list, if there is one.
    pub(super) fn get(&self) -> Option<Vec<Tool>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.as_ref()?;
        let is_good = kept.until.is_none_or(|until| Instant::now() < until);
        is_good.then(|| kept.tools.clone())
    }

    fn put(&self, tools: Vec<Tool>, until: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Kept { tools, until });
    }
}

/// Reads the list for a turn, and for the process as long as mcp says if it is the same for everybody. Without it the
/// contract goes on serving, and a call has its own error.
pub(super) async fn read(
    client: &RunningService<RoleClient, ClientConfig>,
    process: &Live,
    turn: &Live,
) {
    let mut tools = Vec::new();
    let mut cursor = None;
    let mut kept_for = LONGEST;
    for _ in 0..MAX_PAGES {
        let page = cursor.map(|cursor| PaginatedRequestParams::default().with_cursor(Some(cursor)));
        let listed = match client.list_tools(page).await {
            Ok(listed) => listed,
            // A gateway may cut a long answer off.
            Err(error) => return tracing::warn!(%error, "the live list of tools is lost"),
        };
        kept_for = kept_for.min(keeps(&listed));
        match serde_json::to_value(listed.tools).and_then(Vec::<Tool>::deserialize) {
            Ok(page) => tools.extend(page),
            Err(error) => return tracing::warn!(%error, "the live list of tools makes no sense"),
        }
        cursor = listed.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    if kept_for > Duration::ZERO {
        process.put(tools.clone(), Some(Instant::now() + kept_for));
    }
    turn.put(tools, None);
}

/// How long everybody may keep a page.
fn keeps(listed: &ListToolsResult) -> Duration {
    match (&listed.cache_scope, listed.ttl_ms) {
        (Some(CacheScope::Public), Some(milliseconds)) => Duration::from_millis(milliseconds),
        _ => Duration::ZERO,
    }
}
