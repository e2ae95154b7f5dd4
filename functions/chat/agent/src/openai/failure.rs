//! Errors of endpoints, in whatever shape they come.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::model::{Detail, ModelError, Refused};

/// How much of an endpoint's message is kept, in characters.
const MAX_MESSAGE_CHARS: usize = 300;

/// The words by which endpoints say that the model cannot call tools, or was started without them.
const WITHOUT_TOOLS: [&str; 3] = [
    "does not support tools",
    "enable-auto-tool-choice",
    "tool use is not supported",
];

/// That a filter stands in the way.
const FILTERED: [&str; 3] = ["content_filter", "content_policy", "responsibleaipolicy"];

/// That an allowance is used up, not only a minute's.
const USED_UP: [&str; 6] = [
    "perday",
    "per day",
    "per-day",
    "limit: 0",
    "insufficient_quota",
    "billing_hard_limit",
];

/// That a conversation is too long. The last is what a local server says that cut the person's message away itself.
const TOO_LONG: [&str; 12] = [
    "context length",
    "context_length",
    "maximum context",
    "context window",
    "context size",
    "too many tokens",
    "token count",
    "prompt is too long",
    "prompt too long",
    "input is too long",
    "reduce the length",
    "no user query found",
];

/// That a field is not known there, and so must not be sent.
const UNKNOWN_FIELD: [&str; 8] = [
    "unsupported",
    "not supported",
    "unknown",
    "unrecognized",
    "extra",
    "unexpected",
    "not permitted",
    "not allowed",
];

/// That the messages about tools are not as the endpoint wants them.
const TOOL_MESSAGES: [&str; 12] = [
    "signature",
    "tool_call",
    "tool call",
    "tool message",
    "tool_result",
    "tool_use",
    "'tool'",
    "role tool",
    "function call",
    "function_call",
    "function response",
    "function_response",
];

/// A wait that is longer than this is told as an allowance that is used up until then.
const LONGEST_RATE_LIMIT: Duration = Duration::from_mins(1);

/// The class of a failed request. `status` is HTTP's; the body's own code counts when that is a success.
pub(super) fn classify(
    status: u16,
    retry_after: Option<Duration>,
    body: &[u8],
    now: Timestamp,
) -> ModelError {
    let text = String::from_utf8_lossy(body);
    let error = serde_json::from_str::<Value>(&text)
        .ok()
        .and_then(|value| error_of(&value));
    let message = error.as_ref().map_or_else(|| text.to_string(), message_of);
    let code = error.as_ref().and_then(status_of).filter(|_| status < 400);
    let status = code.unwrap_or(status);
    let everything = error.map_or(message.clone(), everything_of);
    of(status, retry_after, &shorten(&message), &everything, now)
}

/// The error in a decoded value: of a body, or of a chunk in a stream that began well.
pub(super) fn in_value(value: &Value, now: impl FnOnce() -> Timestamp) -> Option<ModelError> {
    let error = error_of(value)?;
    let status = status_of(&error).unwrap_or(503);
    let message = shorten(&message_of(&error));
    Some(of(status, None, &message, &everything_of(error), now()))
}

fn of(
    status: u16,
    retry_after: Option<Duration>,
    message: &str,
    everything: &str,
    now: Timestamp,
) -> ModelError {
    let lower = everything.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let detail = Detail {
        status: Some(status),
        words: message.to_owned(),
    };
    if says(&["tool_use_failed", "failed to call a function"]) {
        return ModelError::Malformed("the model wrote a call that the endpoint cannot read");
    }
    if says(&WITHOUT_TOOLS) {
        return ModelError::NoTools(detail);
    }
    if says(&FILTERED) {
        return ModelError::ContentFiltered;
    }
    let after = retry_after.or_else(|| delay_in(&lower));
    match status {
        402 => ModelError::QuotaExhausted {
            until: after.and_then(|after| later(now, after)),
        },
        429 if says(&USED_UP) || after.is_some_and(|after| after > LONGEST_RATE_LIMIT) => {
            ModelError::QuotaExhausted {
                until: if says(&["resource_exhausted", "generativelanguage"]) {
                    midnight_of_google(now)
                } else {
                    reset_in(&lower).or_else(|| after.and_then(|after| later(now, after)))
                },
            }
        }
        429 => ModelError::RateLimited { after },
        503 | 529 if retry_after.is_some() => ModelError::RateLimited { after },
        401 | 403 => ModelError::Auth(detail),
        400 if says(&["api key not valid", "api_key_invalid", "invalid api key"]) => {
            ModelError::Auth(detail)
        }
        413 => history_refused(Refused::Length, detail),
        _ if says(&TOO_LONG) => history_refused(Refused::Length, detail),
        400 | 422 if says(&["stream_options", "include_usage"]) => {
            history_refused(Refused::Usage, detail)
        }
        400 | 422 if says(&["reasoning", "thinking"]) => {
            let what = if says(&UNKNOWN_FIELD) {
                Refused::Reasoning
            } else {
                // It misses what another model, or we, never had: then there must be no call to miss it at.
                Refused::Tools
            };
            history_refused(what, detail)
        }
        400 | 422 if says(&TOOL_MESSAGES) => history_refused(Refused::Tools, detail),
        400..=407 | 409..=499 => ModelError::BadRequest(detail),
        _ => ModelError::Unavailable(detail),
    }
}

fn history_refused(what: Refused, detail: Detail) -> ModelError {
    ModelError::HistoryRefused { what, detail }
}

fn later(now: Timestamp, after: Duration) -> Option<Timestamp> {
    now.checked_add(SignedDuration::try_from(after).ok()?).ok()
}

/// The moment, in milliseconds, at which a gateway of many models says that its allowance begins anew.
fn reset_in(lower: &str) -> Option<Timestamp> {
    let (_, rest) = lower.split_once("x-ratelimit-reset\":\"")?;
    let (milliseconds, _) = rest.split_once('"')?;
    Timestamp::from_millisecond(milliseconds.parse().ok()?).ok()
}

/// Google's allowances of a day begin anew at midnight on its west coast.
fn midnight_of_google(now: Timestamp) -> Option<Timestamp> {
    let there = now.in_tz("America/Los_Angeles").ok()?;
    Some(there.tomorrow().ok()?.start_of_day().ok()?.timestamp())
}

/// All that the error says but for what the model wrote, whose words say nothing about the error.
fn everything_of(mut error: Value) -> String {
    if let Value::Object(error) = &mut error {
        error.remove("failed_generation");
    }
    error.to_string()
}

/// Finds the error: bare, in an array, or in a string of JSON.
fn error_of(value: &Value) -> Option<Value> {
    match value {
        Value::Array(entries) => entries.iter().find_map(error_of),
        Value::String(text) => serde_json::from_str::<Value>(text)
            .ok()
            .filter(|inner| !inner.is_string())
            .and_then(|inner| error_of(&inner)),
        Value::Object(object) => match object.get("error") {
            None | Some(Value::Null) => (object.get("object").and_then(Value::as_str)
                == Some("error"))
            .then(|| value.clone()),
            Some(inner) => Some(error_of(inner).unwrap_or_else(|| inner.clone())),
        },
        _ => None,
    }
}

fn message_of(error: &Value) -> String {
    match error {
        Value::String(text) => text.clone(),
        _ => error
            .get("message")
            .and_then(Value::as_str)
            .map_or_else(|| error.to_string(), str::to_owned),
    }
}

fn status_of(error: &Value) -> Option<u16> {
    let named = |field: &str| {
        error
            .get(field)
            .and_then(Value::as_str)
            .and_then(status_named)
    };
    let code = error.get("code");
    let number = code.and_then(Value::as_u64).or_else(|| {
        let text = code.and_then(Value::as_str)?;
        text.parse().ok()
    });
    match number {
        Some(number) => u16::try_from(number).ok().filter(|status| *status >= 400),
        None => named("code").or_else(|| named("type")),
    }
}

/// The status that the name of an error stands for.
fn status_named(name: &str) -> Option<u16> {
    match name {
        "rate_limit_exceeded" | "rate_limit_error" | "insufficient_quota" => Some(429),
        "invalid_api_key" | "authentication_error" => Some(401),
        "context_length_exceeded" | "invalid_request_error" => Some(400),
        _ => None,
    }
}

fn shorten(message: &str) -> String {
    message.trim().chars().take(MAX_MESSAGE_CHARS).collect()
}

/// The delay that the text asks for: `"retryDelay":"28s"`, `retry in 28.02s`, `try again in 1m2.5s`, `20ms`.
fn delay_in(lower: &str) -> Option<Duration> {
    ["retrydelay\":\"", "retry in ", "try again in "]
        .iter()
        .find_map(|lead| lower.split_once(lead).and_then(|(_, rest)| duration(rest)))
}

fn duration(text: &str) -> Option<Duration> {
    let mut seconds = 0.0_f64;
    let mut rest = text;
    let mut any = false;
    loop {
        let digits = rest
            .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
            .unwrap_or(rest.len());
        let (number, after) = rest.split_at(digits);
        let Ok(number) = number.trim_end_matches('.').parse::<f64>() else {
            break;
        };
        let unit = after.trim_start();
        let (factor, length) = [("ms", 0.001), ("m", 60.0), ("h", 3600.0), ("s", 1.0)]
            .into_iter()
            .find(|(name, _)| unit.starts_with(name))
            .map_or((1.0, 0), |(name, factor)| (factor, name.len()));
        seconds += number * factor;
        any = true;
        if length == 0 {
            break;
        }
        rest = unit.get(length..).unwrap_or_default();
    }
    if any {
        Duration::try_from_secs_f64(seconds).ok()
    } else {
        None
    }
}

#[cfg(test)]
#[path = "failure_tests.rs"]
mod tests;
