//! How a turn ends that does not end with a model's words.

use super::{
    Ending, Pending, Running,
    calls::{result, unknown},
    closing,
};
use crate::{
    agent::AgentError,
    entry::Entry,
    event::TurnOutcome,
    guard,
    stop::Halt,
    store::StoreError,
    tools::{INTERRUPTED, ToolError},
};

/// What is recorded of a call that a stop came before.
const STOPPED: &str = "Stopped by the person before this call ran; nothing was done.";
/// The same of a bound.
const ENDED: &str = "The turn ended before this call ran; nothing was done.";

impl Running<'_> {
    /// Says what was done, when no language model is there to do so.
    pub(super) async fn report(&mut self) -> Result<(), Ending> {
        self.telling.voice.begin_step();
        let words = closing::done_message(&self.telling.outcome);
        self.say_last(&words).await
    }

    /// Ends the turn with words of the loop's own.
    pub(super) async fn say_last(&mut self, words: &str) -> Result<(), Ending> {
        self.telling.voice.say(words).await;
        let last = self.words();
        self.finish(last, None).await
    }

    /// Ends a turn that has to end before it is done: what was said and done is kept (FR-350 to FR-352).
    pub(super) async fn end_early(mut self, halt: Halt) -> Result<TurnOutcome, AgentError> {
        self.telling.voice.flush().await;
        let why = match halt {
            Halt::Replaced => return Err(StoreError::Replaced.into()),
            Halt::Stopped => {
                self.turn.store.leave(&self.turn.lease).await?;
                None
            }
            Halt::Late => Some(too_late(self.turn.limits.bounds.time.as_secs())),
            Halt::Long => Some("I stopped: this has become longer than an answer may be.".to_owned()),
            Halt::Silent => Some(
                "I stopped: the task tools gave no answer, so it is not known whether the last change was made. It is shown here once it is known."
                    .to_owned(),
            ),
        };
        match self.keep(why).await {
            // A stop that came meanwhile has kept what it could.
            Ok(()) | Err(Ending::Halt(_)) => {
                let stopped = halt == Halt::Stopped;
                Ok(self.telling.into_outcome(&self.turn.history, stopped))
            }
            Err(Ending::Failed(error)) => Err(error),
        }
    }

    /// Keeps what was said, and that the calls that are left did not run; says why and ends the turn, unless it was stopped.
    async fn keep(&mut self, why: Option<String>) -> Result<(), Ending> {
        let message = if why.is_some() { ENDED } else { STOPPED };
        let Pending {
            calls,
            may_have_run,
        } = std::mem::take(&mut self.pending);
        for call in calls {
            let may_have_run = may_have_run && guard::writes(&call.name);
            let outcome = Err(if may_have_run {
                unknown()
            } else {
                ToolError::new(INTERRUPTED, message)
            });
            self.append(result(&call, outcome.clone())).await?;
            self.telling.left(call, outcome);
        }
        let Some(why) = why else {
            return match self.words() {
                Some(entry) => self.append(entry).await,
                None => Ok(()),
            };
        };
        self.telling.voice.begin_paragraph();
        let words = closing::ended(why, &self.telling.outcome);
        self.say_last(&words).await
    }

    /// What was said since the last entry.
    fn words(&self) -> Option<Entry> {
        let text = self.telling.voice.step();
        (!text.is_empty()).then(|| Entry::Assistant {
            text: text.to_owned(),
            tool_calls: Vec::new(),
            question: None,
            raw: None,
            model: None,
            usage: None,
        })
    }
}

fn too_late(seconds: u64) -> String {
    format!("I stopped after {seconds} seconds without finishing.")
}
