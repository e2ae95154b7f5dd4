//! The agent's transcript over Postgres: each entry is stored as it comes, if the turn still has the conversation
//! (FR-306, FR-308).

use std::time::Duration;

use agent::{Entry, Transcript, TranscriptError};
use async_trait::async_trait;
use serde_json::Value;
use shared::{
    Error, Result,
    auth::UserId,
    db::{self, Database},
};
use uuid::Uuid;

/// A running turn shows this often that it is alive; after 10 s of silence another one may take over.
const HEARTBEAT: Duration = Duration::from_secs(3);

/// One turn of one conversation.
#[derive(Clone)]
pub(crate) struct StoredTurn {
    pub database: Database,
    pub user: UserId,
    pub conversation: Uuid,
    pub turn: Uuid,
}

impl StoredTurn {
    /// Shows that the turn is alive until it is dropped; ends only when the conversation was lost to another turn.
    pub(crate) async fn beat(&self) -> Error {
        loop {
            tokio::time::sleep(HEARTBEAT).await;
            match self.beat_once().await {
                Err(lost @ Error::Conflict { .. }) => return lost,
                Err(error) => tracing::warn!(%error, "no heartbeat"),
                Ok(()) => {}
            }
        }
    }

    async fn beat_once(&self) -> Result<()> {
        let mut transaction = self
            .database
            .converse(&self.user, self.conversation)
            .await?;
        transaction.commit_with_next();
        db::conversations::beat(&mut transaction, &self.user, self.conversation, self.turn).await?;
        transaction.commit().await
    }

    /// Gives the conversation free.
    pub(crate) async fn end(&self) -> Result<()> {
        let mut transaction = self
            .database
            .converse(&self.user, self.conversation)
            .await?;
        transaction.commit_with_next();
        db::conversations::end_turn(&mut transaction, &self.user, self.conversation, self.turn)
            .await?;
        transaction.commit().await
    }

    async fn store(&self, entry: &Entry) -> Result<()> {
        let mut entry = serde_json::to_value(entry).map_err(Error::internal)?;
        drop_nul(&mut entry);
        let mut transaction = self
            .database
            .converse(&self.user, self.conversation)
            .await?;
        transaction.commit_with_next();
        db::conversations::append(
            &mut transaction,
            &self.user,
            self.conversation,
            self.turn,
            &entry,
        )
        .await?;
        transaction.commit().await
    }
}

#[async_trait]
impl Transcript for StoredTurn {
    async fn append(&mut self, entry: &Entry) -> std::result::Result<(), TranscriptError> {
        self.store(entry)
            .await
            .map_err(|error| Box::new(error) as TranscriptError)
    }
}

/// Postgres stores no U+0000; a model may still say one.
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
