//! The agent (`specs/003-chat-agent`): a loop that lets a model call tools until the person is answered.
//!
//! The crate knows no database and no MCP. What it needs from the outside it takes as traits: [`Tools`] to act, [`Store`] to
//! begin, record and end turns, [`EventSink`] to tell. Its only I/O is the `reqwest::Client` that it is handed.
//!
//! ```text
//! Agent::new(endpoints, &reqwest::Client, &Arc<dyn Clock>, &Arc<dyn Ids>, Bounds) -> Agent
//! Agent::answer(&self, &Said, Around) -> Result<TurnAnswer, AgentError>
//! Store::begin, append, end, leave, stop, settle
//! Tools::list(&self) -> Vec<Tool>                        Tools::call(&self, &Lease, &ToolCall) -> ToolResult
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
mod observer;
mod openai;
mod plain;
mod probe;
mod questions;
mod receipt;
mod stop;
mod store;
mod tools;
mod turn;
mod undo;
mod usage;
mod wish;

pub use agent::{Agent, AgentError, Around, TurnAnswer};
pub use builtin::BuiltIn;
pub use entry::{Answer, Ended, Entry, Question, QuestionDraft, QuestionOption};
pub use event::{Event, EventSink, FinishedCall, TurnOutcome};
pub use fallback::FALLBACK_NOTE;
pub use model::{
    Detail, Finish, Model, ModelError, ModelRequest, Refused, Reply, RequestedCall, TextSink,
};
pub use observer::Observer;
pub use openai::{ApiKey, OpenAi, OpenAiConfig, Timeouts, sanitize_schema};
pub use probe::probe;
pub use receipt::{Operation, Receipt};
pub use stop::{Bounds, StopHandle, StopReason, StopSignal, stop_channel};
pub use store::{Begun, Lease, Said, Store, StoreError};
pub use tools::{BROKEN_OFF, INTERRUPTED, TURN_OVER, Tool, ToolCall, ToolError, ToolResult, Tools};
pub use turn::{MAX_CALLS_PER_STEP, MAX_STEPS, has_lost, settle_lost};
pub use usage::Usage;
pub use wish::asked_for_change;
