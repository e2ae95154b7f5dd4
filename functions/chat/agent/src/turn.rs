//! One turn: ask the model, record its reply, run its calls, record their results, until it calls nothing more.

mod ask;
mod calls;
mod closing;
mod endings;
mod lost;
mod name;
mod past;
mod telling;
mod voice;

use std::sync::Arc;

use clock::Ids;
use jiff::Zoned;

use crate::{
    agent::AgentError,
    entry::{Entry, Question, QuestionDraft},
    event::{Event, EventSink, TurnOutcome},
    guard::Guard,
    model::{Model, ModelError},
    observer::Observer,
    questions,
    stop::{Halt, Limits},
    store::{Lease, Store, StoreError},
    tools::{Tool, ToolCall, Tools},
    usage::{self, Usage},
};
use past::Past;
use telling::Telling;

pub(crate) use lost::put;
pub use lost::{has_lost, settle_lost};
pub(crate) use past::replay;

/// How many model steps a turn may take (FR-307).
pub const MAX_STEPS: usize = 8;

/// How many calls of one reply are run; the rest go back to the model as errors.
pub const MAX_CALLS_PER_STEP: usize = 25;

/// A turn that is about to run.
pub(crate) struct Turn<'a> {
    pub(crate) endpoints: &'a [Arc<dyn Model>],
    pub(crate) fallback: &'a dyn Model,
    pub(crate) ids: &'a dyn Ids,
    pub(crate) observer: &'a dyn Observer,
    pub(crate) now: Zoned,
    pub(crate) lease: Lease,
    pub(crate) store: &'a dyn Store,
    pub(crate) tools: &'a dyn Tools,
    pub(crate) limits: Limits,
    pub(crate) history: Vec<Entry>,
}

/// The state of a running turn.
struct Running<'a> {
    turn: Turn<'a>,
    telling: Telling<'a>,
    guard: Guard,
    /// How many replies of models there were.
    steps: usize,
    /// How many tokens models wrote.
    written: u64,
    /// Whether the person's message answered a question that calls had waited for.
    resumed: bool,
    /// Calls of the last reply that have no result.
    pending: Pending,
    /// Why the endpoints that failed did, in their order: the next one answers the rest of the turn.
    failures: Vec<ModelError>,
    /// Whether that was said.
    told: bool,
    /// Whether the model was told that it claims what no tool reported.
    challenged: bool,
}

/// Calls that have no result.
#[derive(Default)]
struct Pending {
    calls: Vec<ToolCall>,
    /// Whether an earlier attempt may have run them.
    may_have_run: bool,
}

impl Pending {
    /// Calls that nobody has run.
    fn of(calls: Vec<ToolCall>) -> Self {
        Self {
            calls,
            may_have_run: false,
        }
    }

    /// The call has its result.
    fn done(&mut self, call: &str) {
        self.calls.retain(|pending| pending.id != call);
    }
}

/// Why a turn goes on no more.
enum Ending {
    /// It has to end.
    Halt(Halt),
    /// It cannot record.
    Failed(AgentError),
}

impl From<Halt> for Ending {
    fn from(halt: Halt) -> Self {
        Self::Halt(halt)
    }
}

impl From<StoreError> for Ending {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stopped => Self::Halt(Halt::Stopped),
            error => Self::Failed(error.into()),
        }
    }
}

/// Why a turn ends before its calls have all run.
#[derive(Debug, Clone, PartialEq)]
enum Stop {
    None,
    /// The person has to agree to the calls first.
    Confirm(QuestionDraft),
    /// The model asks.
    Ask(QuestionDraft),
}

impl<'a> Turn<'a> {
    pub(crate) async fn run(
        self,
        events: &'a mut dyn EventSink,
        heard: bool,
    ) -> Result<TurnOutcome, AgentError> {
        let telling = Telling::new(events, heard, &self.history);
        let mut running = Running {
            turn: self,
            telling,
            guard: Guard::default(),
            steps: 0,
            written: 0,
            resumed: false,
            pending: Pending::default(),
            failures: Vec::new(),
            told: false,
            challenged: false,
        };
        match running.work().await {
            Ok(()) => Ok(running.telling.into_outcome(&running.turn.history, false)),
            Err(Ending::Halt(halt)) => running.end_early(halt).await,
            Err(Ending::Failed(error)) => Err(error),
        }
    }
}

impl Running<'_> {
    async fn work(&mut self) -> Result<(), Ending> {
        let history = self.turn.history.clone();
        let mut past = Past::of(&history);
        if let Some(open) = questions::open(past.before()) {
            self.resume(&open, &mut past).await?;
            if past.replies.is_empty() && self.resumed && self.turn.endpoints.is_empty() {
                return self.report().await;
            }
        }
        if let Some(question) = self.recall(&mut past).await? {
            return self.finish(None, question).await;
        }
        while self.steps < MAX_STEPS {
            self.go_on()?;
            let known = self.known();
            self.telling.voice.begin_step();
            let Some((reply, model)) = self.ask(&known).await? else {
                return Err(Halt::Stopped.into());
            };
            self.telling.spoke(Some(&model));
            let calls = self.fence_undo(self.identify(&known, reply.calls));
            self.tell_ending(reply.finish).await;
            let may_go_on = self.steps + 1 < MAX_STEPS;
            let more = calls.is_empty() && self.guarded() && !self.settle_claims(may_go_on).await;
            let stop = self.question_before(&calls).await?;
            let question = match &stop {
                Stop::Confirm(question) | Stop::Ask(question) => Some(question.clone()),
                Stop::None => reply.question,
            };
            let question = question.map(|draft| draft.identified(self.turn.ids));
            let runs: Vec<ToolCall> = match &stop {
                Stop::Confirm(_) => Vec::new(),
                Stop::Ask(_) => {
                    let others = calls.iter().filter(|call| call.name != questions::TOOL);
                    others.cloned().collect()
                }
                Stop::None => calls.clone(),
            };
            let is_last = (calls.is_empty() && !more) || stop != Stop::None;
            let entry = Entry::Assistant {
                text: self.telling.voice.step().to_owned(),
                tool_calls: calls,
                question: question.clone(),
                raw: reply.raw,
                model: Some(model),
                usage: reply.usage,
            };
            self.steps += 1;
            if is_last && runs.is_empty() {
                return self.finish(Some(entry), question).await;
            }
            self.append(entry).await?;
            self.run_calls(&known, runs).await?;
            if is_last {
                return self.finish(None, question).await;
            }
        }
        self.go_on()?;
        self.telling.voice.begin_step();
        let words = closing::limit_message(&self.telling.outcome);
        self.say_last(&words).await
    }

    /// Whether a call may begin.
    fn may_act(&self) -> Result<(), Ending> {
        if let Some(halt) = self.turn.limits.halt() {
            return Err(halt.into());
        }
        if !self.telling.voice.heard() {
            return Err(Halt::Stopped.into());
        }
        Ok(())
    }

    /// Whether another step may begin.
    fn go_on(&self) -> Result<(), Ending> {
        self.may_act()?;
        if self.written >= u64::from(self.turn.limits.bounds.output_tokens) {
            return Err(Halt::Long.into());
        }
        Ok(())
    }

    /// Whether a language model answers, whose calls are guarded. The built-in model asks by the same rules itself.
    fn guarded(&self) -> bool {
        self.failures.len() < self.turn.endpoints.len()
    }

    /// The tools of the next step.
    fn known(&self) -> Vec<Tool> {
        let mut known = self.turn.tools.list();
        if self.guarded() {
            known.push(questions::tool());
        }
        known
    }

    /// The question that comes before these calls, said with what it is about (FR-326, FR-329).
    async fn question_before(&mut self, calls: &[ToolCall]) -> Result<Stop, Ending> {
        if !self.guarded() {
            return Ok(Stop::None);
        }
        let Turn {
            history,
            tools,
            lease,
            limits,
            ..
        } = &self.turn;
        let review = self.guard.review(calls, history, *tools, lease);
        let confirmation = limits.bounded(review).await?;
        let (lines, stop) = if let Some(confirmation) = confirmation {
            self.telling.voice.keep(&confirmation.read);
            (confirmation.lines, Stop::Confirm(confirmation.question))
        } else {
            let asked = calls.iter().find(|call| call.name == questions::TOOL);
            let Some(Ok(question)) = asked.map(questions::parse) else {
                return Ok(Stop::None);
            };
            let question = self.telling.voice.question(question);
            let labels = question
                .options
                .iter()
                .map(|option| format!("- {}", option.label));
            let lines = std::iter::once(question.text.clone())
                .chain(labels)
                .collect();
            (lines, Stop::Ask(question))
        };
        self.telling.voice.begin_paragraph();
        self.telling.voice.say(&lines.join("\n")).await;
        Ok(stop)
    }

    /// Ends the turn with its last entry, if that is not recorded yet, and its question.
    async fn finish(
        &mut self,
        last: Option<Entry>,
        question: Option<Question>,
    ) -> Result<(), Ending> {
        self.turn.store.end(&self.turn.lease, last.as_ref()).await?;
        self.telling.voice.recorded();
        if let Some(question) = question {
            self.telling.tell(Event::Question(question.clone())).await;
            self.telling.outcome.question = Some(question);
        }
        Ok(())
    }

    async fn append(&mut self, entry: Entry) -> Result<(), Ending> {
        self.turn.store.append(&self.turn.lease, &entry).await?;
        if let Entry::Assistant { tool_calls, .. } = &entry {
            self.pending = Pending::of(tool_calls.clone());
            self.telling.voice.recorded();
        }
        self.turn.history.push(entry);
        Ok(())
    }
}

/// What a reply took, as it is reported, or else by its length.
fn written(usage: Option<Usage>, text: &str, calls: &[ToolCall]) -> u64 {
    let reported = usage.map(|usage| usage.output_tokens);
    reported.filter(|tokens| *tokens > 0).unwrap_or_else(|| {
        let calls = calls.iter().map(|call| call.arguments.to_string().len());
        usage::tokens(text.len() + calls.sum::<usize>())
    })
}
