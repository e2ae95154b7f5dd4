//! One turn: ask the model, record its reply, run its calls, record their results, until it calls nothing more.

mod closing;
mod name;
mod voice;

use std::sync::Arc;

use clock::Ids;
use jiff::Zoned;
use serde_json::Value;

use crate::{
    agent::Agent,
    entry::{Entry, QuestionDraft, Transcript, TranscriptError},
    event::{Event, EventSink, FinishedCall, TurnOutcome},
    fallback,
    guard::Guard,
    model::{Model, ModelError, ModelRequest, Reply, RequestedCall},
    questions::{self, Settled},
    receipt::Receipt,
    tools::{Tool, ToolCall, ToolError, ToolResult, Tools},
    undo, wish,
};
use closing::{done_message, limit_message};
use voice::Voice;

/// How many model steps a turn may take (FR-307).
pub const MAX_STEPS: usize = 8;

/// How many calls of one reply are run; the rest go back to the model as errors.
pub const MAX_CALLS_PER_STEP: usize = 25;

/// Why a turn ended without an outcome.
#[derive(Debug, thiserror::Error)]
pub enum AgentError {
    /// An entry was not recorded, so nothing more was run.
    #[error("the conversation could not be recorded")]
    Transcript(#[source] TranscriptError),
}

/// The state of a running turn.
pub(crate) struct Turn<'a> {
    endpoints: &'a [Arc<dyn Model>],
    fallback: &'a dyn Model,
    ids: &'a dyn Ids,
    now: Zoned,
    history: Vec<Entry>,
    tools: &'a dyn Tools,
    transcript: &'a mut dyn Transcript,
    voice: Voice<'a>,
    /// Whether the person's message answered a question that calls had waited for.
    resumed: bool,
    guard: Guard,
    /// Why the endpoints that failed did, in their order: the next one answers the rest of the turn.
    failures: Vec<ModelError>,
    /// Whether that was said.
    told: bool,
    /// Whether the model was told that it claims what no tool reported.
    challenged: bool,
    outcome: TurnOutcome,
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
    pub(crate) fn new(
        agent: &'a Agent,
        now: Zoned,
        history: Vec<Entry>,
        tools: &'a dyn Tools,
        transcript: &'a mut dyn Transcript,
        events: &'a mut dyn EventSink,
    ) -> Self {
        Self {
            endpoints: &agent.endpoints,
            fallback: &*agent.fallback,
            ids: &*agent.ids,
            now,
            voice: Voice::new(events, &history),
            history,
            tools,
            transcript,
            resumed: false,
            guard: Guard::default(),
            failures: Vec::new(),
            told: false,
            challenged: false,
            outcome: TurnOutcome::default(),
        }
    }

    pub(crate) async fn run(mut self) -> Result<TurnOutcome, AgentError> {
        if let Some(open) = questions::open(&self.history) {
            self.resume(&open).await?;
            if self.resumed && self.endpoints.is_empty() {
                self.report().await?;
                return Ok(self.finish(false));
            }
        }
        for step in 1..=MAX_STEPS {
            if !self.voice.heard() {
                return Ok(self.finish(true));
            }
            let known = self.known();
            self.voice.begin_step();
            let (reply, model) = match self.ask(&known).await {
                Ok(answered) => answered,
                Err(model) => {
                    self.record_words(model).await?;
                    return Ok(self.finish(true));
                }
            };
            let calls = self.fence_undo(identify(self.ids, &known, reply.calls));
            self.tell_ending(reply.finish).await;
            let more =
                calls.is_empty() && self.guarded() && !self.settle_claims(step < MAX_STEPS).await;
            let stop = self.question_before(&calls).await;
            let question = match &stop {
                Stop::Confirm(question) | Stop::Ask(question) => Some(question.clone()),
                Stop::None => reply.question,
            };
            let question = question.map(|draft| draft.identified(self.ids));
            self.append(Entry::Assistant {
                text: self.voice.step().to_owned(),
                tool_calls: calls.clone(),
                question: question.clone(),
                raw: reply.raw,
                model: Some(model),
            })
            .await?;
            let last = (calls.is_empty() && !more) || stop != Stop::None;
            if !matches!(stop, Stop::Confirm(_)) {
                let now = calls
                    .into_iter()
                    .filter(|call| !(matches!(stop, Stop::Ask(_)) && call.name == questions::TOOL));
                self.run_calls(&known, now.collect()).await?;
            }
            if last {
                if let Some(question) = question {
                    self.voice.tell(Event::Question(question.clone())).await;
                    self.outcome.question = Some(question);
                }
                return Ok(self.finish(false));
            }
        }
        if !self.voice.heard() {
            return Ok(self.finish(true));
        }
        self.voice.begin_step();
        self.voice.say(&limit_message(&self.outcome)).await;
        self.record_words(None).await?;
        Ok(self.finish(false))
    }

    /// Whether a language model answers, whose calls are guarded. The built-in model asks by the same rules itself.
    fn guarded(&self) -> bool {
        self.failures.len() < self.endpoints.len()
    }

    /// The tools of the next step.
    fn known(&self) -> Vec<Tool> {
        let mut known = self.tools.list();
        if self.guarded() {
            known.push(questions::tool());
        }
        known
    }

    /// The question that comes before these calls, said with what it is about (FR-326, FR-329).
    async fn question_before(&mut self, calls: &[ToolCall]) -> Stop {
        if !self.guarded() {
            return Stop::None;
        }
        let confirmation = self.guard.review(calls, &self.history, self.tools).await;
        let (lines, stop) = if let Some(confirmation) = confirmation {
            self.voice.keep(&confirmation.read);
            (confirmation.lines, Stop::Confirm(confirmation.question))
        } else {
            let asked = calls.iter().find(|call| call.name == questions::TOOL);
            let Some(Ok(question)) = asked.map(questions::parse) else {
                return Stop::None;
            };
            let question = self.voice.question(question);
            let labels = question
                .options
                .iter()
                .map(|option| format!("- {}", option.label));
            let lines = std::iter::once(question.text.clone())
                .chain(labels)
                .collect();
            (lines, Stop::Ask(question))
        };
        self.voice.begin_paragraph();
        self.voice.say(&lines.join("\n")).await;
        stop
    }

    /// Goes on with the calls that waited for the person's answer (FR-327).
    async fn resume(&mut self, open: &questions::Open) -> Result<(), AgentError> {
        let known = self.tools.list();
        self.guard.confirm(&open.calls);
        for (index, call) in open.calls.iter().cloned().enumerate() {
            match open.settle(&call) {
                Settled::Ended(outcome) => {
                    self.resumed |= outcome.is_ok();
                    self.append(Entry::Tool {
                        call_id: call.id,
                        name: call.name,
                        outcome,
                    })
                    .await?;
                }
                Settled::Run => {
                    self.resumed = true;
                    let refused = check(&known, index, &call).and_then(|()| undo::check(&call));
                    let refused = refused.and_then(|()| self.guard.admit(&call, true));
                    self.run_call(call, refused).await?;
                }
            }
        }
        Ok(())
    }

    /// Says what was done, when no language model is there to do so.
    async fn report(&mut self) -> Result<(), AgentError> {
        self.voice.begin_step();
        self.voice.say(&done_message(&self.outcome)).await;
        self.record_words(None).await
    }

    /// The reply of the first model that gives one, and its author: the endpoints in their order, then the built-in one,
    /// which says why it is there (FR-311, FR-336). `Err` when nobody listens.
    async fn ask(&mut self, known: &[Tool]) -> Result<(Reply, String), Option<String>> {
        let request = ModelRequest {
            history: &self.history,
            tools: known,
            now: &self.now,
        };
        for model in self.endpoints.iter().skip(self.failures.len()) {
            let answered = model.respond(request, &mut self.voice).await;
            self.voice.flush().await;
            match answered {
                Ok(reply) => return Ok((reply, model.name().to_owned())),
                Err(ModelError::Cancelled) => return Err(Some(model.name().to_owned())),
                Err(error) => {
                    tracing::warn!(model = model.name(), %error, "the next model takes over");
                    self.failures.push(error);
                    self.voice.begin_paragraph();
                }
            }
        }
        let model = self.fallback;
        if let Some(first) = self.failures.first().filter(|_| !self.told) {
            self.told = true;
            self.voice.say(&fallback::note(first, &self.now)).await;
            self.voice.begin_paragraph();
            if self.resumed {
                // The built-in model would read the answer once more and might act on it again.
                self.voice.say(&done_message(&self.outcome)).await;
                return Ok((Reply::default(), model.name().to_owned()));
            }
        }
        let answered = model.respond(request, &mut self.voice).await;
        self.voice.flush().await;
        match answered {
            Ok(reply) => Ok((reply, model.name().to_owned())),
            Err(_) => Err(Some(model.name().to_owned())),
        }
    }

    /// In a conversation `undo` takes back what the conversation did, whatever model calls it (FR-325).
    fn fence_undo(&self, mut calls: Vec<ToolCall>) -> Vec<ToolCall> {
        for call in calls.iter_mut().filter(|call| call.name == undo::TOOL) {
            if let Value::Object(arguments) = &mut call.arguments {
                match undo::newest_change(&self.history) {
                    Some(turn) => arguments.insert("turn_id".to_owned(), turn.to_string().into()),
                    None => arguments.remove("turn_id"),
                };
            }
        }
        calls
    }

    async fn run_calls(&mut self, known: &[Tool], calls: Vec<ToolCall>) -> Result<(), AgentError> {
        for (index, call) in calls.into_iter().enumerate() {
            let mut refused = check(known, index, &call).and_then(|()| undo::check(&call));
            if call.name == questions::TOOL {
                refused = refused
                    .and(questions::parse(&call).map(drop))
                    .and(Err(ToolError::new(
                        "one_question",
                        "Put one question at a time.",
                    )));
            }
            if self.guarded() {
                refused = refused.and_then(|()| self.guard.admit(&call, false));
            }
            self.run_call(call, refused).await?;
        }
        Ok(())
    }

    /// Runs one call unless it is refused, and records what became of it.
    async fn run_call(
        &mut self,
        call: ToolCall,
        refused: Result<(), ToolError>,
    ) -> Result<(), AgentError> {
        let outcome = if self.voice.heard() {
            self.started(&call).await;
            match refused {
                Ok(()) => self.tools.call(&call).await,
                Err(error) => Err(error),
            }
        } else {
            Err(ToolError::new(
                "interrupted",
                "The person stopped the turn before this call ran.",
            ))
        };
        self.append(Entry::Tool {
            call_id: call.id.clone(),
            name: call.name.clone(),
            outcome: outcome.clone(),
        })
        .await?;
        self.finished(call, outcome).await;
        Ok(())
    }

    async fn started(&mut self, call: &ToolCall) {
        self.voice
            .tell(Event::ToolStarted {
                id: call.id.clone(),
                name: call.name.clone(),
                arguments: call.arguments.clone(),
            })
            .await;
    }

    async fn finished(&mut self, call: ToolCall, outcome: ToolResult) {
        self.voice
            .tell(Event::ToolFinished {
                id: call.id.clone(),
                outcome: outcome.clone(),
            })
            .await;
        if let Ok(result) = &outcome {
            self.voice.keep(result);
            for receipt in Receipt::from_result(&call.name, result) {
                self.voice.tell(Event::Receipt(receipt.clone())).await;
                self.outcome.receipts.push(receipt);
            }
        }
        self.outcome.tool_calls.push(FinishedCall {
            id: call.id,
            name: call.name,
            arguments: call.arguments,
            outcome,
        });
    }

    /// Records what was said in this step, if anything.
    async fn record_words(&mut self, model: Option<String>) -> Result<(), AgentError> {
        if self.voice.step().is_empty() {
            return Ok(());
        }
        self.append(Entry::Assistant {
            text: self.voice.step().to_owned(),
            tool_calls: Vec::new(),
            question: None,
            raw: None,
            model,
        })
        .await
    }

    async fn append(&mut self, entry: Entry) -> Result<(), AgentError> {
        self.transcript
            .append(&entry)
            .await
            .map_err(AgentError::Transcript)?;
        self.history.push(entry);
        Ok(())
    }

    fn finish(self, cancelled: bool) -> TurnOutcome {
        let unchanged = !cancelled && wish::unfulfilled(&self.history, &self.outcome);
        TurnOutcome {
            response: self.voice.into_response(),
            changes: self.outcome.receipts.len(),
            unchanged,
            cancelled,
            ..self.outcome
        }
    }
}

/// Gives the calls our ids, and the tools that they name.
fn identify(ids: &dyn Ids, known: &[Tool], calls: Vec<RequestedCall>) -> Vec<ToolCall> {
    calls
        .into_iter()
        .map(|call| ToolCall {
            id: format!("call_{}", ids.next().simple()),
            name: name::of_call(known, call.name),
            arguments: call.arguments,
        })
        .collect()
}

fn is_known(known: &[Tool], name: &str) -> bool {
    known.iter().any(|tool| tool.name == name)
}

/// What the loop itself refuses, before the tool sees it (FR-307).
fn check(known: &[Tool], index: usize, call: &ToolCall) -> Result<(), ToolError> {
    if index >= MAX_CALLS_PER_STEP {
        return Err(ToolError::new(
            "too_many_calls",
            format!(
                "One reply may hold {MAX_CALLS_PER_STEP} calls. Call this one in the next reply."
            ),
        ));
    }
    if !is_known(known, &call.name) {
        let names: Vec<&str> = known.iter().map(|tool| tool.name.as_str()).collect();
        return Err(ToolError::new(
            "unknown_tool",
            format!(
                "There is no such tool. The tools are: {}.",
                names.join(", ")
            ),
        ));
    }
    if matches!(call.arguments, Value::Object(_)) {
        Ok(())
    } else {
        Err(ToolError::new(
            "invalid_arguments",
            "The arguments must be one JSON object that fits the tool's schema. Call the tool again.",
        ))
    }
}
