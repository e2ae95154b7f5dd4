//! One turn: ask the model, record its reply, run its calls, record their results, until it calls nothing more.

mod voice;

use serde_json::Value;

use crate::{
    builtin::say,
    entry::{Entry, Transcript, TranscriptError},
    event::{Event, EventSink, FinishedCall, TurnOutcome},
    model::{Model, ModelError, ModelRequest, Reply, RequestedCall, TextSink},
    receipt::Receipt,
    tools::{Tool, ToolCall, ToolError, ToolResult, Tools},
    undo,
};
use voice::Voice;

/// How many model steps a turn may take (FR-307).
pub const MAX_STEPS: usize = 8;

/// How many calls of one reply are run; the rest go back to the model as errors.
pub const MAX_CALLS_PER_STEP: usize = 25;

/// What is said, once a turn, when the built-in model takes over (FR-311).
pub const FALLBACK_NOTE: &str =
    "The language model is not available right now, so I am using my built-in understanding.";

/// Why a turn ended without an outcome.
#[derive(Debug, thiserror::Error)]
pub enum AgentError {
    /// An entry was not recorded, so nothing more was run.
    #[error("the conversation could not be recorded")]
    Transcript(#[source] TranscriptError),
}

/// The state of a running turn.
pub(crate) struct Turn<'a> {
    primary: Option<&'a dyn Model>,
    fallback: &'a dyn Model,
    history: Vec<Entry>,
    tools: &'a dyn Tools,
    transcript: &'a mut dyn Transcript,
    voice: Voice<'a>,
    fell_back: bool,
    outcome: TurnOutcome,
}

impl<'a> Turn<'a> {
    pub(crate) fn new(
        primary: Option<&'a dyn Model>,
        fallback: &'a dyn Model,
        history: Vec<Entry>,
        tools: &'a dyn Tools,
        transcript: &'a mut dyn Transcript,
        events: &'a mut dyn EventSink,
    ) -> Self {
        Self {
            primary,
            fallback,
            history,
            tools,
            transcript,
            voice: Voice::new(events),
            fell_back: false,
            outcome: TurnOutcome::default(),
        }
    }

    pub(crate) async fn run(mut self) -> Result<TurnOutcome, AgentError> {
        for _ in 0..MAX_STEPS {
            if !self.voice.heard() {
                return Ok(self.finish(true));
            }
            let known = self.tools.list();
            self.voice.begin_step();
            let (reply, model) = match self.ask(&known).await {
                Ok(answered) => answered,
                Err(model) => {
                    self.record_words(model).await?;
                    return Ok(self.finish(true));
                }
            };
            let calls = self.fence_undo(identify(&known, reply.calls));
            self.append(Entry::Assistant {
                text: self.voice.step().to_owned(),
                tool_calls: calls.clone(),
                question: reply.question.clone(),
                raw: reply.raw,
                model: Some(model),
            })
            .await?;
            if calls.is_empty() {
                if let Some(question) = reply.question {
                    self.voice.tell(Event::Question(question.clone())).await;
                    self.outcome.question = Some(question);
                }
                return Ok(self.finish(false));
            }
            self.run_calls(&known, calls).await?;
        }
        if !self.voice.heard() {
            return Ok(self.finish(true));
        }
        self.voice.begin_step();
        self.voice
            .text(&limit_message(&self.outcome.receipts))
            .await;
        self.record_words(None).await?;
        Ok(self.finish(false))
    }

    /// The reply of the model, or of the built-in one when it fails, and its author. `Err` when nobody listens.
    async fn ask(&mut self, known: &[Tool]) -> Result<(Reply, String), Option<String>> {
        let request = ModelRequest {
            history: &self.history,
            tools: known,
        };
        if let Some(model) = self.primary.filter(|_| !self.fell_back) {
            match model.respond(request, &mut self.voice).await {
                Ok(reply) => return Ok((reply, model.name().to_owned())),
                Err(ModelError::Cancelled) => return Err(Some(model.name().to_owned())),
                Err(error) => {
                    tracing::warn!(model = model.name(), %error, "the built-in model takes over");
                    self.fell_back = true;
                    self.voice.begin_paragraph();
                    self.voice.text(FALLBACK_NOTE).await;
                    self.voice.begin_paragraph();
                }
            }
        }
        let model = self.fallback;
        match model.respond(request, &mut self.voice).await {
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
            let outcome = if !self.voice.heard() {
                Err(ToolError::new(
                    "interrupted",
                    "The person stopped the turn before this call ran.",
                ))
            } else if let Err(error) = check(known, index, &call).and_then(|()| undo::check(&call))
            {
                self.started(&call).await;
                Err(error)
            } else {
                self.started(&call).await;
                self.tools.call(&call).await
            };
            self.append(Entry::Tool {
                call_id: call.id.clone(),
                name: call.name.clone(),
                outcome: outcome.clone(),
            })
            .await?;
            self.finished(call, outcome).await;
        }
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
        TurnOutcome {
            response: self.voice.into_response(),
            cancelled,
            ..self.outcome
        }
    }
}

/// Gives the calls our ids and takes a provider's prefix (`default_api.add_task`) off their names.
fn identify(known: &[Tool], calls: Vec<RequestedCall>) -> Vec<ToolCall> {
    calls
        .into_iter()
        .map(|call| {
            let bare = call.name.rsplit(['.', ':', '/']).next().unwrap_or_default();
            let name = if is_known(known, &call.name) || !is_known(known, bare) {
                call.name
            } else {
                bare.to_owned()
            };
            ToolCall {
                id: format!("call_{}", uuid::Uuid::now_v7().simple()),
                name,
                arguments: call.arguments,
            }
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

fn limit_message(receipts: &[Receipt]) -> String {
    let mut message = format!("I stopped after {MAX_STEPS} steps without finishing.");
    if receipts.is_empty() {
        message.push_str(" Nothing was changed.");
    } else {
        message.push_str(" This was done:");
        for receipt in receipts {
            message.push('\n');
            message.push_str(&say::receipt(receipt));
        }
    }
    message
}
