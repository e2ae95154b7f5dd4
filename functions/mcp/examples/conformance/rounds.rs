//! Calls that take several rounds: what the client is asked for between them, and what it may be asked for at all.

use rmcp::{
    ErrorData, RoleServer,
    model::{ClientCapabilities, InputRequiredResult, InputResponses},
    service::RequestContext,
};
use serde_json::{Value, json};

use crate::fixtures::{self, typed};

/// What a retried request brings: the client's answers, and the state it was given.
type Answers = (Option<InputResponses>, Option<String>);

/// What to ask next; nothing when all was answered, or when there is nothing to ask.
pub(crate) fn next(
    name: &str,
    (responses, state): Answers,
    context: &RequestContext<RoleServer>,
) -> Result<Option<InputRequiredResult>, ErrorData> {
    let rounds = fixtures::rounds(name);
    let Some(first) = rounds.first() else {
        return Ok(None);
    };
    let Some(state) = state else {
        return if first["requestState"].is_null() && answered(first, responses.as_ref()) {
            Ok(None)
        } else {
            asked(first, context).map(Some)
        };
    };
    let current = rounds
        .iter()
        .position(|round| round["requestState"] == *state)
        .ok_or_else(|| {
            ErrorData::invalid_params("The request state is not one that was given out.", None)
        })?;
    let due = if answered(&rounds[current], responses.as_ref()) {
        rounds.get(current + 1)
    } else {
        rounds.get(current)
    };
    due.map(|round| asked(round, context)).transpose()
}

/// Refuses a client that cannot sample.
pub(crate) fn require_sampling(context: &RequestContext<RoleServer>) -> Result<(), ErrorData> {
    if can(context).get("sampling").is_some() {
        return Ok(());
    }
    let required: ClientCapabilities = typed(json!({"sampling": {}}))?;
    Err(ErrorData::missing_required_client_capability(required))
}

/// Whether every question of a round has an answer that could be one.
fn answered(round: &Value, responses: Option<&InputResponses>) -> bool {
    let questions = round["inputRequests"].as_object();
    questions.is_some_and(|questions| {
        questions.keys().all(|key| {
            responses
                .and_then(|responses| responses.get(key))
                .is_some_and(Value::is_object)
        })
    })
}

/// The questions of a round that this client can answer.
fn asked(
    round: &Value,
    context: &RequestContext<RoleServer>,
) -> Result<InputRequiredResult, ErrorData> {
    let can = can(context);
    let mut round = round.clone();
    if let Some(questions) = round["inputRequests"].as_object_mut() {
        questions.retain(|_, question| {
            let capability = match question["method"].as_str() {
                Some("elicitation/create") => "elicitation",
                Some("sampling/createMessage") => "sampling",
                _ => "roots",
            };
            can.get(capability).is_some()
        });
    }
    round["resultType"] = "input_required".into();
    typed(round)
}

fn can(context: &RequestContext<RoleServer>) -> Value {
    serde_json::to_value(context.client_capabilities()).unwrap_or_default()
}
