//! The agent (`specs/003-chat-agent`): a loop that lets a model call tools until the person is answered.
//!
//! The crate knows no database and no MCP. What it needs from the outside it takes as traits: [`Tools`] to act,
//! [`Transcript`] to record, [`EventSink`] to tell. Its only I/O is the `reqwest::Client` that it is handed.
//!
//! ```text
//! Agent::new(endpoints, &reqwest::Client, &Arc<dyn Clock>, &Arc<dyn Ids>) -> Agent
//! Agent::run(&self, Zoned, Vec<Entry>, &dyn Tools, &mut dyn Transcript, &mut dyn EventSink) -> Result<TurnOutcome, AgentError>
//! Tools::list(&self) -> Vec<Tool>                        Tools::call(&self, &ToolCall) -> ToolResult
//! Transcript::append(&mut self, &Entry) -> Result<(), TranscriptError>
//! EventSink::send(&mut self, Event) -> bool
//! ```
//!
//! Models are behind [`Model`]: [`OpenAi`] is any OpenAI-compatible endpoint (FR-310), [`BuiltIn`] needs no key and no
//! network (FR-312) and takes a turn over when every endpoint failed (FR-311).

mod agent;
mod builtin;
mod entry;
mod event;
mod fallback;
mod family;
mod guard;
mod honesty;
mod instruction;
mod model;
mod naming;
mod openai;
mod plain;
mod probe;
mod questions;
mod receipt;
mod tools;
mod turn;
mod undo;
mod wish;

pub use agent::Agent;
pub use builtin::BuiltIn;
pub use entry::{
    Answer, Entry, Question, QuestionDraft, QuestionOption, Transcript, TranscriptError,
};
pub use event::{Event, EventSink, FinishedCall, TurnOutcome};
pub use fallback::FALLBACK_NOTE;
pub use model::{
    Detail, Finish, Model, ModelError, ModelRequest, Refused, Reply, RequestedCall, TextSink, Usage,
};
pub use openai::{ApiKey, OpenAi, OpenAiConfig, Timeouts, sanitize_schema};
pub use probe::probe;
pub use receipt::{Operation, Receipt};
pub use tools::{Tool, ToolCall, ToolError, ToolResult, Tools};
pub use turn::{AgentError, MAX_CALLS_PER_STEP, MAX_STEPS};
pub use wish::asked_for_change;
