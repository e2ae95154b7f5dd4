//! Turns in the place of others: what those did is taken back before anything else happens (FR-1230 to FR-1236; ADR 0065).

use agent::{Begun, Entry, Lease, Question, QuestionDraft, Store, StoreError, ToolCall};
use serde_json::json;
use shared::{
    Error,
    conversation::{TakesBack, TurnState},
    db::{
        Kind,
        turns::{self, Replacing},
    },
};
use uuid::Uuid;

use super::{Stored, TurnStore, failed};
use crate::tools::McpTools;

/// In whose place a turn begins, and what the person is asked where not all can be taken back.
pub(crate) struct Replacement {
    /// The turn as the caller names it, by which a repeated request is known.
    pub named: Uuid,
    /// In whose place.
    pub replacing: Replacing,
    /// The question.
    pub asks: QuestionDraft,
}

/// The tool that takes changes back.
const UNDO: &str = "undo";

/// What became of one attempt to take a turn back.
enum Undone {
    Done,
    /// Something newer builds on it.
    Refused,
}

impl TurnStore {
    /// Takes back what the replaced turns did, newest first, if that is not done. It goes under keys that follow from the turns, so
    /// that whoever takes the turn over gets the answers that there were. Where it is refused, the turn ends with a question.
    pub(super) async fn take_back(
        &self,
        begun: Begun,
        replacement: &Replacement,
        tools: &McpTools,
    ) -> Stored<Begun> {
        let Begun::Attempt { lease, history, .. } = &begun else {
            return Ok(begun);
        };
        let pending = self.pending(lease).await.map_err(failed)?;
        let Some((how, replaced)) = pending else {
            return Ok(begun);
        };
        for turn in replaced {
            let undone = self.undo(lease, turn, how, tools).await?;
            if matches!((undone, how), (Undone::Refused, TakesBack::Whole)) {
                return self.ask(*lease, history.clone(), replacement).await;
            }
        }
        let noted = async {
            let mut transaction = self
                .database
                .converse(&self.user, Kind::Turn, lease.conversation)
                .await?;
            turns::taken_back(&mut transaction, &self.user, lease.conversation, lease.turn).await
        };
        noted.await.map_err(failed)?;
        Ok(begun)
    }

    /// What is still to be taken back, and of which turns.
    async fn pending(&self, lease: &Lease) -> shared::Result<Option<(TakesBack, Vec<Uuid>)>> {
        let Lease {
            conversation, turn, ..
        } = *lease;
        let mut transaction = self.database.read(&self.user).await?;
        let own = turns::messages(&mut transaction, &self.user, conversation, turn, 0).await?;
        let Some(how) = own.iter().find_map(|message| message.takes_back) else {
            transaction.close().await?;
            return Ok(None);
        };
        transaction.end_with_next();
        let replaced = turns::replaced(&mut transaction, &self.user, conversation, turn).await?;
        Ok(Some((how, replaced)))
    }

    /// Takes one turn back, and keeps what came of it with that turn.
    async fn undo(
        &self,
        lease: &Lease,
        turn: Uuid,
        how: TakesBack,
        tools: &McpTools,
    ) -> Stored<Undone> {
        let call = ToolCall {
            id: format!("{}/undo/{turn}", lease.turn),
            name: UNDO.to_owned(),
            arguments: json!({ "turn_id": turn }),
        };
        match tools.undo(lease, &call, how == TakesBack::Possible).await {
            Ok(result) => {
                let entry = Entry::Tool {
                    call_id: call.id,
                    name: call.name,
                    outcome: Ok(result),
                };
                self.settle(lease.conversation, turn, &entry).await?;
                Ok(Undone::Done)
            }
            Err(error) => match error.code.as_str() {
                "nothing_to_undo" => Ok(Undone::Done),
                "changed_since" => Ok(Undone::Refused),
                "turn_over" => Err(StoreError::Replaced),
                _ => Err(failed(Error::Unavailable {
                    what: "the list of tasks",
                    source: error.into(),
                })),
            },
        }
    }

    /// Ends the turn with the question whether to keep what was done.
    async fn ask(
        &self,
        lease: Lease,
        mut history: Vec<Entry>,
        replacement: &Replacement,
    ) -> Stored<Begun> {
        let QuestionDraft { text, options } = replacement.asks.clone();
        let question = Question {
            id: format!("question_{}", self.ids.next().simple()),
            text: text.clone(),
            options,
        };
        let entry = Entry::Assistant {
            text,
            tool_calls: Vec::new(),
            question: Some(question),
            raw: None,
            model: None,
            usage: None,
        };
        self.record(&lease, Some(&entry), Some(TurnState::Finished))
            .await?;
        history.push(entry);
        Ok(Begun::Over {
            lease,
            history,
            stopped: false,
        })
    }
}
