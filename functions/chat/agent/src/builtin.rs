//! The built-in model: a deterministic reader of plain sentences that needs no key and no network (FR-312 to FR-315).

mod act;
mod answer;
mod caution;
mod clauses;
mod command;
mod conditions;
mod context;
mod draft;
mod foreign;
mod frame;
mod framed;
mod lexicon;
mod listing;
mod matching;
pub(crate) mod named;
mod parse;
mod phrases;
mod resolve;
pub(crate) mod say;
mod scene;
mod target;
pub(crate) mod words;

use async_trait::async_trait;
use language::Language;

use crate::model::{Model, ModelError, ModelRequest, Reply, TextSink};
use act::Step;
use context::Context;
use scene::Scene;
pub(crate) use words::normalise;

/// Whether every word of an answer agrees (FR-319).
pub(crate) fn agreed(text: &str) -> bool {
    phrases::agreement(&words::split(text), "do") == Some(phrases::Agreement::Yes)
}

/// The built-in model. It keeps nothing: what it knows is in the conversation.
#[derive(Debug, Clone, Copy, Default)]
pub struct BuiltIn;

#[async_trait]
impl Model for BuiltIn {
    fn name(&self) -> &'static str {
        "built-in"
    }

    async fn respond(
        &self,
        request: ModelRequest<'_>,
        text: &mut dyn TextSink,
    ) -> Result<Reply, ModelError> {
        let step = if let Some(turn) = Scene::last(request.history) {
            let (command, context) = answer::command(&turn, request.now);
            act::next(command, &turn, &context)
        } else {
            let context = Context::new(request.now, Language::English);
            Step::Say(context.voice().with_examples("help"))
        };
        let (lines, reply) = match step {
            Step::Call(calls) => (
                Vec::new(),
                Reply {
                    calls,
                    ..Reply::default()
                },
            ),
            Step::Say(lines) => (lines, Reply::default()),
            Step::Ask(lines, question) => {
                let question = Some(question);
                (
                    lines,
                    Reply {
                        question,
                        ..Reply::default()
                    },
                )
            }
        };
        for (number, line) in lines.iter().enumerate() {
            let piece = if number == 0 {
                line.clone()
            } else {
                format!("\n{line}")
            };
            if !text.text(&piece).await {
                return Err(ModelError::Cancelled);
            }
        }
        Ok(reply)
    }
}
