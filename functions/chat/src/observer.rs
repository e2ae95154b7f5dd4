//! How models do, counted for operators (FR-494).

use agent::{ModelError, Observer, Reply};
use shared::metrics::{self, ModelStep, Place, Takeover};

/// Counts what the agent tells.
pub(crate) struct Counting;

impl Observer for Counting {
    fn answered(&self, endpoint: Option<usize>, reply: Result<&Reply, &ModelError>) {
        let place = match endpoint {
            Some(0) => Place::First,
            Some(_) => Place::Fallback,
            None => Place::BuiltIn,
        };
        let usage = reply.ok().and_then(|reply| reply.usage);
        let tokens = usage.map(|usage| (usage.input_tokens, usage.output_tokens));
        metrics::model_step(
            place,
            reply.map_or_else(failed, |_| ModelStep::Replied),
            tokens,
        );
    }

    fn taken_over(&self) {
        metrics::taken_over(Takeover::Model);
    }
}

fn failed(error: &ModelError) -> ModelStep {
    match error {
        ModelError::RateLimited { .. } | ModelError::QuotaExhausted { .. } => ModelStep::Limited,
        ModelError::Unavailable(_) => ModelStep::Unavailable,
        ModelError::TimedOut(_) => ModelStep::TimedOut,
        ModelError::Auth(_)
        | ModelError::BadRequest(_)
        | ModelError::HistoryRefused { .. }
        | ModelError::NoTools(_)
        | ModelError::ContentFiltered => ModelStep::Refused,
        ModelError::Truncated | ModelError::TooLong | ModelError::Malformed(_) => {
            ModelStep::Unusable
        }
        ModelError::OutOfTokens | ModelError::Cancelled => ModelStep::Ended,
    }
}
