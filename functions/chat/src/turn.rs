//! One turn as a task of its own: the agent works, the steps go to whoever asked.

use std::{sync::Arc, time::Duration};

use agent::{AgentError, Around, Event, EventSink, Said, StopReason, StopSignal, stop_channel};
use async_trait::async_trait;
use language::Zone;
use shared::{Error, Result, auth::UserId, http::BearerToken};
use tokio::{sync::mpsc, time::timeout};
use tracing::Instrument;

use crate::{
    Function,
    store::{self, Replacement, TurnStore},
    tools::McpTools,
    wire::ChatResponse,
};

/// How many events may wait for a slow reader before the turn waits too.
const BUFFER: usize = 64;
/// How long the turn waits for a reader that reads nothing.
const PATIENCE: Duration = Duration::from_secs(30);

/// What comes out of a turn.
pub(crate) enum Step {
    /// Something happened on the way.
    Happened(Event),
    /// The turn is over.
    Finished(Result<ChatResponse>),
}

/// A running turn. Dropped, it ends (FR-348).
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

/// What a turn is asked for with.
pub(crate) struct Request {
    /// Who asks.
    pub user: UserId,
    /// With which token tools are called.
    pub token: BearerToken,
    /// Where the request says that the person is.
    pub zone: Option<Zone>,
    /// What the person says.
    pub said: Said,
    /// In whose place the turn begins.
    pub replacement: Option<Replacement>,
    /// Whether somebody may come back for the turn whose caller went away.
    pub parks: bool,
}

/// Starts a turn. It runs by itself, so that a reader that goes away between two awaits cannot tear it.
pub(crate) fn spawn(function: Function, request: Request) -> Turn {
    let (sender, steps) = mpsc::channel(BUFFER);
    let work = async move {
        let outcome = run(&function, request, &sender).await;
        // Nobody reads when the caller went away; then the outcome is in the conversation.
        let unread = sender.send(Step::Finished(outcome)).await;
        drop(unread);
    };
    tokio::spawn(work.in_current_span());
    Turn { steps }
}

struct Channel {
    steps: mpsc::Sender<Step>,
    stop: StopSignal,
}

#[async_trait]
impl EventSink for Channel {
    async fn send(&mut self, event: Event) -> bool {
        let sending = self.steps.send(Step::Happened(event));
        tokio::select! {
            biased;
            sent = timeout(PATIENCE, sending) => matches!(sent, Ok(Ok(()))),
            // Who has to end does not wait for a reader that reads nothing.
            _ = self.stop.wait() => false,
        }
    }
}

async fn run(
    function: &Function,
    request: Request,
    sender: &mpsc::Sender<Step>,
) -> Result<ChatResponse> {
    let Request {
        user,
        token,
        zone,
        said,
        replacement,
        parks,
    } = request;
    // The mcp function may be at zero: it wakes while the history is read and the model thinks (FR-305).
    let tools = Arc::new(McpTools::connect(&function.mcp, &token, zone.as_ref()));
    let (handle, stop) = stop_channel();
    let mut store = TurnStore::new(function, user, handle.clone(), zone).parking(parks);
    if let Some(replacement) = replacement {
        store = store.replacing(replacement, tools.clone());
    }
    let mut events = Channel {
        steps: sender.clone(),
        stop: stop.clone(),
    };
    let around = Around {
        store: &store,
        tools: &*tools,
        events: &mut events,
        stop,
    };
    let mut answering = std::pin::pin!(function.agent.answer(&said, around));
    let answered = tokio::select! {
        answered = &mut answering => answered,
        () = sender.closed() => {
            handle.stop(StopReason::Stopped);
            answering.await
        }
    };
    let answer = answered.map_err(|AgentError::Store(error)| store::error(error))?;
    let outcome = answer.outcome;
    tracing::info!(conversation = %answer.conversation, calls = outcome.tool_calls.len(), receipts = outcome.receipts.len(), stopped = outcome.cancelled, "turn ended");
    Ok(ChatResponse {
        conversation_id: answer.conversation,
        turn_id: answer.turn,
        response: outcome.response,
        tool_calls: outcome.tool_calls.into_iter().map(Into::into).collect(),
        question: outcome.question.map(Into::into),
        receipts: outcome.receipts.into_iter().map(Into::into).collect(),
        changes: outcome.changes,
        unchanged: outcome.unchanged,
        stopped: outcome.cancelled,
        model: outcome.model,
    })
}
