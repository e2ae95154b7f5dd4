//! Which model answers a step.

use tracing::Instrument;

use super::{Ending, Running, closing, written};
use crate::{
    fallback,
    model::{Model, ModelError, ModelRequest, Reply},
    stop::Halt,
    tools::{Tool, ToolCall},
};

impl Running<'_> {
    /// The reply of the first model that gives one, and its author: the endpoints in their order, then the built-in one,
    /// which says why it is there (FR-311, FR-336). `None` when nobody listens.
    pub(super) async fn ask(&mut self, known: &[Tool]) -> Result<Option<(Reply, String)>, Ending> {
        let endpoints = self.turn.endpoints;
        for (place, model) in endpoints.iter().enumerate().skip(self.failures.len()) {
            match self.respond(&**model, Some(place), known).await? {
                Ok(reply) => return Ok(Some((reply, model.name().to_owned()))),
                Err(ModelError::Cancelled) => return Ok(None),
                Err(ModelError::OutOfTokens) => return Err(Halt::Long.into()),
                Err(error) => {
                    tracing::warn!(model = model.name(), %error, "the next model takes over");
                    self.turn.observer.taken_over();
                    self.failures.push(error);
                    self.telling.voice.begin_paragraph();
                }
            }
        }
        let model = self.turn.fallback;
        if let Some(first) = self.failures.first().filter(|_| !self.told) {
            self.told = true;
            let note = fallback::note(first, &self.turn.now);
            self.telling.voice.say(&note).await;
            self.telling.voice.begin_paragraph();
            if self.resumed {
                // The built-in model would read the answer once more and might act on it again.
                let done = closing::done_message(&self.telling.outcome);
                self.telling.voice.say(&done).await;
                return Ok(Some((Reply::default(), model.name().to_owned())));
            }
        }
        let reply = self.respond(model, None, known).await?;
        Ok(reply.ok().map(|reply| (reply, model.name().to_owned())))
    }

    /// One model's reply, unless the turn has to end before: then the model's connection is closed.
    async fn respond(
        &mut self,
        model: &dyn Model,
        endpoint: Option<usize>,
        known: &[Tool],
    ) -> Result<Result<Reply, ModelError>, Ending> {
        let most = u64::from(self.turn.limits.bounds.output_tokens);
        let request = ModelRequest {
            history: &self.turn.history,
            tools: known,
            now: &self.turn.now,
            output_tokens: most.saturating_sub(self.written),
        };
        let span = tracing::info_span!(target: "trace", "model", otel.kind = "client", model = model.name());
        let responding = model.respond(request, &mut self.telling.voice);
        let responding = responding.instrument(span);
        let reply = self.turn.limits.bounded(responding).await?;
        self.turn.observer.answered(endpoint, reply.as_ref());
        self.telling.voice.flush().await;
        if let Ok(reply) = &reply {
            let calls: Vec<ToolCall> = reply
                .calls
                .iter()
                .map(|call| ToolCall {
                    id: String::new(),
                    name: call.name.clone(),
                    arguments: call.arguments.clone(),
                })
                .collect();
            self.written += written(reply.usage, self.telling.voice.step(), &calls);
        }
        Ok(reply)
    }
}
