//! One turn: take the conversation, store the user's message, let the agent work, give the conversation free.

use agent::{AgentError, Entry, Event, EventSink};
use async_trait::async_trait;
use language::Zone;
use shared::{Error, Result, auth::UserId, db, http::BearerToken};
use tokio::sync::mpsc;
use tracing::Instrument;
use uuid::Uuid;

use crate::{
    Function, history,
    tools::McpTools,
    transcript::StoredTurn,
    wire::{ChatRequest, ChatResponse},
};

/// How many events may wait for a slow reader before the turn waits too.
const BUFFER: usize = 64;
/// How much of the first message names a conversation, in characters.
const TITLE_CHARACTERS: usize = 80;

/// What comes out of a turn.
pub(crate) enum Step {
    /// Something happened on the way.
    Happened(Event),
    /// The turn is over.
    Finished(Result<ChatResponse>),
}

/// A running turn. Dropped, it stops at its next step (FR-309).
pub(crate) struct Turn {
    steps: mpsc::Receiver<Step>,
}

impl Turn {
    /// The next step, until the turn is over.
    pub(crate) async fn next(&mut self) -> Option<Step> {
        self.steps.recv().await
    }

    /// Waits for the end.
    pub(crate) async fn finish(mut self) -> Result<ChatResponse> {
        while let Some(step) = self.next().await {
            if let Step::Finished(outcome) = step {
                return outcome;
            }
        }
        Err(Error::internal("the turn ended without an outcome"))
    }
}

/// Starts a turn. It runs by itself, so that a reader that goes away between two awaits cannot tear it.
pub(crate) fn spawn(
    function: Function,
    user: UserId,
    token: BearerToken,
    zone: Option<Zone>,
    request: ChatRequest,
) -> Turn {
    let (sender, steps) = mpsc::channel(BUFFER);
    let work = async move {
        let outcome = run(&function, user, &token, zone.as_ref(), request, &sender).await;
        // Nobody reads when the caller went away; then the outcome is in the conversation.
        let unread = sender.send(Step::Finished(outcome)).await;
        drop(unread);
    };
    tokio::spawn(work.in_current_span());
    Turn { steps }
}

struct Channel(mpsc::Sender<Step>);

#[async_trait]
impl EventSink for Channel {
    async fn send(&mut self, event: Event) -> bool {
        self.0.send(Step::Happened(event)).await.is_ok()
    }
}

async fn run(
    function: &Function,
    user: UserId,
    token: &BearerToken,
    zone: Option<&Zone>,
    request: ChatRequest,
    sender: &mpsc::Sender<Step>,
) -> Result<ChatResponse> {
    let turn = function.ids.next();
    // The mcp function may be at zero: it wakes while the history is read and the model thinks (FR-305).
    let tools = McpTools::connect(&function.mcp, token, turn, zone);
    let user_entry = Entry::User {
        text: request.text,
        answer: request.answer,
        turn_id: Some(turn),
    };
    let (mut stored, entries, zone) = begin(
        function,
        user,
        turn,
        zone.cloned(),
        request.conversation,
        user_entry,
    )
    .await?;
    let now = function.clock.now().to_zoned(zone.time_zone().clone());
    let guard = stored.clone();
    let mut channel = Channel(sender.clone());
    let outcome = tokio::select! {
        outcome = function.agent.run(now, entries, &tools, &mut stored, &mut channel) => outcome.map_err(|error| match error {
            AgentError::Transcript(source) => match source.downcast::<Error>() {
                Ok(error) => *error,
                Err(source) => Error::Internal(source),
            },
        }),
        lost = guard.beat() => Err(lost),
    };
    if let Err(error) = guard.end().await {
        tracing::warn!(%error, "the conversation is free only after its last heartbeat is 10 s old");
    }
    let outcome = outcome?;
    tracing::info!(conversation = %guard.conversation, calls = outcome.tool_calls.len(), receipts = outcome.receipts.len(), "turn ended");
    Ok(ChatResponse {
        conversation_id: guard.conversation,
        turn_id: turn,
        response: outcome.response,
        tool_calls: outcome.tool_calls.into_iter().map(Into::into).collect(),
        question: outcome.question.map(Into::into),
        receipts: outcome.receipts.into_iter().map(Into::into).collect(),
        changes: outcome.changes,
        unchanged: outcome.unchanged,
    })
}

/// Takes the conversation, or begins one, and stores the user's message: one transaction. Gives all entries so
/// far, and where the person is: what the request says, or else the account (FR-342).
async fn begin(
    function: &Function,
    user: UserId,
    turn: Uuid,
    zone: Option<Zone>,
    known: Option<Uuid>,
    user_entry: Entry,
) -> Result<(StoredTurn, Vec<Entry>, Zone)> {
    let conversation = known.unwrap_or_else(|| function.ids.next());
    let mut transaction = function.database.converse(&user, conversation).await?;
    if known.is_none() {
        db::conversations::insert(&mut transaction, &user, conversation, &title(&user_entry))
            .await?;
    }
    db::conversations::start_turn(&mut transaction, &user, conversation, turn).await?;
    let messages = if known.is_some() {
        db::conversations::messages(&mut transaction, &user, conversation, history::READ).await?
    } else {
        Vec::new()
    };
    let stored = serde_json::to_value(&user_entry).map_err(Error::internal)?;
    db::conversations::append(&mut transaction, &user, conversation, turn, &stored).await?;
    let zone = match zone {
        Some(zone) => zone,
        None => db::settings::time_zone(&mut transaction, &user).await?,
    };
    transaction.commit().await?;
    let mut entries = history::entries(&messages)?;
    entries.push(user_entry);
    Ok((
        StoredTurn {
            database: function.database.clone(),
            user,
            conversation,
            turn,
        },
        entries,
        zone,
    ))
}

/// The beginning of the first message.
fn title(entry: &Entry) -> String {
    let Entry::User { text, .. } = entry else {
        return String::new();
    };
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut title: String = line.chars().take(TITLE_CHARACTERS).collect();
    if title.len() < line.len() {
        title.push('…');
    }
    title
}
