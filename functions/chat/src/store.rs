//! The agent's store over Postgres (FR-343 to FR-350).

mod begin;
mod replace;

use std::sync::Arc;

use agent::{Begun, Entry, Lease, Said, StopHandle, Store, StoreError};
use async_trait::async_trait;
use clock::Ids;
use language::Zone;
use serde_json::Value;
use shared::{
    Error, Result,
    auth::UserId,
    conversation::TurnState,
    db::{
        self, Database, Kind, leases,
        turns::{self, Record, Recorded},
    },
};
use uuid::Uuid;

use crate::{
    Function,
    running::{Place, Turns},
    tools::McpTools,
};
pub(crate) use replace::Replacement;

/// What the agent asked for, or why not.
type Stored<T> = std::result::Result<T, StoreError>;

/// The turns of one person, for one request.
pub(crate) struct TurnStore {
    database: Database,
    turns: Turns,
    place: Place,
    ids: Arc<dyn Ids>,
    user: UserId,
    /// Where the request says that the person is.
    zone: Option<Zone>,
    /// Whether somebody may come back for a turn whose caller went away.
    parks: bool,
    /// In whose place the turn begins, and what takes back what they did.
    replacement: Option<(Replacement, Arc<McpTools>)>,
}

impl TurnStore {
    /// That of a request which this ends.
    pub(crate) fn new(
        function: &Function,
        user: UserId,
        stop: StopHandle,
        zone: Option<Zone>,
    ) -> Self {
        Self {
            database: function.database.clone(),
            turns: function.turns.clone(),
            place: function.turns.enter(stop),
            ids: function.ids.clone(),
            user,
            zone,
            parks: true,
            replacement: None,
        }
    }

    /// The same, where somebody may or may not come back for a turn whose caller went away (FR-1240).
    pub(crate) fn parking(self, parks: bool) -> Self {
        Self { parks, ..self }
    }

    /// The same for a turn in the place of others, with the tools that take back what they did.
    pub(crate) fn replacing(self, replacement: Replacement, tools: Arc<McpTools>) -> Self {
        Self {
            replacement: Some((replacement, tools)),
            ..self
        }
    }

    async fn record(
        &self,
        lease: &Lease,
        entry: Option<&Entry>,
        ends: Option<TurnState>,
    ) -> Stored<()> {
        let begins =
            matches!(entry, Some(Entry::Assistant { tool_calls, .. }) if !tool_calls.is_empty());
        let recorded = async {
            let entry = entry.map(stored).transpose()?;
            let record = Record {
                entry: entry.as_ref(),
                begins,
                ends,
            };
            let mut transaction = self
                .database
                .converse(&self.user, Kind::Turn, lease.conversation)
                .await?;
            turns::record(
                &mut transaction,
                &self.user,
                lease.conversation,
                own(lease),
                record,
            )
            .await
        };
        match recorded.await.map_err(failed)? {
            Recorded::Done => Ok(()),
            Recorded::Stopped => Err(StoreError::Stopped),
            Recorded::Replaced => Err(StoreError::Replaced),
        }
    }
}

#[async_trait]
impl Store for TurnStore {
    async fn begin(&self, said: &Said) -> Stored<Begun> {
        let begun = self.begin_turn(said).await?;
        match &self.replacement {
            Some((replacement, tools)) => self.take_back(begun, replacement, tools).await,
            None => Ok(begun),
        }
    }

    async fn append(&self, lease: &Lease, entry: &Entry) -> Stored<()> {
        self.record(lease, Some(entry), None).await
    }

    async fn end(&self, lease: &Lease, last: Option<&Entry>) -> Stored<()> {
        self.record(lease, last, Some(TurnState::Finished)).await
    }

    async fn leave(&self, lease: &Lease) -> Stored<()> {
        let ends = if self.parks {
            TurnState::Left
        } else {
            TurnState::Stopped
        };
        self.record(lease, None, Some(ends)).await
    }

    async fn stop(&self, conversation: Uuid, turn: Option<Uuid>) -> Stored<()> {
        let stopped = async {
            let mut transaction = self
                .database
                .converse(&self.user, Kind::Request, conversation)
                .await?;
            transaction.commit_with_next();
            turns::stop(&mut transaction, &self.user, conversation, turn).await
        };
        let stopped = stopped.await.map_err(failed)?;
        let Some(turn) = stopped.ok_or(StoreError::NotFound)? else {
            return Ok(());
        };
        self.turns.stop(turn);
        leases::wait_for_effects(&self.database, &self.user, turn)
            .await
            .map_err(failed)
    }

    async fn settle(&self, conversation: Uuid, turn: Uuid, result: &Entry) -> Stored<()> {
        let Entry::Tool { call_id, .. } = result else {
            return Ok(());
        };
        let settled = async {
            let entry = stored(result)?;
            let mut transaction = self
                .database
                .converse(&self.user, Kind::Request, conversation)
                .await?;
            turns::settle(
                &mut transaction,
                &self.user,
                conversation,
                turn,
                call_id,
                &entry,
            )
            .await
        };
        settled.await.map_err(failed)
    }
}

/// Ends the conversation's turn if its process is dead, and waits until no effect of it is under way.
///
/// # Errors
/// [`Error`] when the database refuses or is away.
pub(crate) async fn bury(
    database: &Database,
    user: &UserId,
    conversation: Uuid,
    turn: Uuid,
) -> Result<()> {
    let mut transaction = database.converse(user, Kind::Request, conversation).await?;
    transaction.commit_with_next();
    turns::bury(&mut transaction, user, conversation).await?;
    leases::wait_for_effects(database, user, turn).await
}

/// The attempt as the database names it.
fn own(lease: &Lease) -> leases::Lease {
    leases::Lease {
        turn: lease.turn,
        attempt: lease.attempt,
    }
}

fn failed(error: Error) -> StoreError {
    match error {
        Error::NotFound(_) => StoreError::NotFound,
        Error::KeyReused => StoreError::KeyReused,
        error => StoreError::Failed(Box::new(error)),
    }
}

/// What callers read of it.
pub(crate) fn error(error: StoreError) -> Error {
    match error {
        StoreError::NotFound => Error::NotFound("conversation".to_owned()),
        StoreError::KeyReused => Error::KeyReused,
        StoreError::TurnInProgress => Error::Conflict {
            code: "turn-in-progress",
            detail: "Another message of this conversation is still being answered. Try again in a moment.".to_owned(),
        },
        StoreError::Replaced => Error::Impossible {
            code: "replaced",
            detail: "The same message was sent again and is answered there, or the conversation was deleted.".to_owned(),
        },
        StoreError::Stopped => Error::Impossible {
            code: "stopped",
            detail: "The turn was stopped.".to_owned(),
        },
        StoreError::Failed(source) => match source.downcast::<Error>() {
            Ok(error) => *error,
            Err(source) => Error::Internal(source),
        },
    }
}

/// An entry as it is stored. Postgres stores no U+0000; a model may still say one.
fn stored(entry: &Entry) -> Result<Value> {
    let mut entry = serde_json::to_value(entry).map_err(Error::internal)?;
    drop_nul(&mut entry);
    Ok(entry)
}

fn drop_nul(value: &mut Value) {
    match value {
        Value::String(text) => text.retain(|character| character != '\0'),
        Value::Array(values) => values.iter_mut().for_each(drop_nul),
        Value::Object(fields) => {
            if fields.keys().any(|name| name.contains('\0')) {
                fields.retain(|name, _| !name.contains('\0'));
            }
            fields.values_mut().for_each(drop_nul);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// How a person's key tells this message from another.
fn request(said: &Said, from: Option<Uuid>) -> Result<Option<db::idempotency::Request>> {
    let Some(key) = &said.key else {
        return Ok(None);
    };
    let key = db::idempotency::Key::parse(key).ok_or_else(|| Error::internal("no key"))?;
    let conversation = said.conversation.map(|id| id.to_string());
    let entry = stored(&said.entry)?.to_string();
    let from = from.map(|turn| turn.to_string());
    let parts: Vec<String> = [conversation.unwrap_or_default(), entry]
        .into_iter()
        .chain(from)
        .collect();
    let parts: Vec<&[u8]> = parts.iter().map(String::as_bytes).collect();
    Ok(Some(db::idempotency::Request::new(
        "POST /api/chat",
        key,
        &parts,
    )))
}
