//! Errors of endpoints, in whatever shape they come.

use std::time::Duration;

use serde_json::Value;

use crate::model::ModelError;

/// How much of an endpoint's message is kept, in characters.
const MAX_MESSAGE_CHARS: usize = 300;

/// The class of a failed request. `status` is HTTP's; the body's own code counts when that is a success.
pub(super) fn classify(status: u16, retry_after: Option<Duration>, body: &[u8]) -> ModelError {
    let text = String::from_utf8_lossy(body);
    let error = serde_json::from_str::<Value>(&text)
        .ok()
        .and_then(|value| error_of(&value));
    let message = error.as_ref().map_or_else(|| text.to_string(), message_of);
    let code = error.as_ref().and_then(status_of).filter(|_| status < 400);
    let status = code.unwrap_or(status);
    let everything = error.map_or(message.clone(), |error| error.to_string());
    of(status, retry_after, &shorten(&message), &everything)
}

/// The error in a decoded value: of a body, or of a chunk in a stream that began well.
pub(super) fn in_value(value: &Value) -> Option<ModelError> {
    let error = error_of(value)?;
    let status = status_of(&error).unwrap_or(503);
    Some(of(
        status,
        None,
        &shorten(&message_of(&error)),
        &error.to_string(),
    ))
}

fn of(status: u16, retry_after: Option<Duration>, message: &str, everything: &str) -> ModelError {
    let lower = everything.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let message = message.to_owned();
    if says(&[
        "does not support tools",
        "enable-auto-tool-choice",
        "tool use is not supported",
    ]) {
        return ModelError::NoTools(message);
    }
    if says(&["content_filter", "content_policy", "responsibleaipolicy"]) {
        return ModelError::ContentFiltered;
    }
    match status {
        402 => ModelError::QuotaExhausted,
        429 if says(&[
            "perday",
            "per day",
            "limit: 0",
            "insufficient_quota",
            "billing_hard_limit",
        ]) =>
        {
            ModelError::QuotaExhausted
        }
        429 => ModelError::RateLimited {
            after: retry_after.or_else(|| delay_in(&lower)),
        },
        401 | 403 => ModelError::Auth(message),
        400 if says(&["api key not valid", "api_key_invalid", "invalid api key"]) => {
            ModelError::Auth(message)
        }
        400..=407 | 409..=499 => ModelError::BadRequest(message),
        _ => ModelError::Unavailable(message),
    }
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
    let code = error.get("code")?;
    let number = code
        .as_u64()
        .or_else(|| code.as_str().and_then(|text| text.parse().ok()));
    if let Some(number) = number {
        return u16::try_from(number).ok().filter(|status| *status >= 400);
    }
    match code.as_str()? {
        "rate_limit_exceeded" | "insufficient_quota" => Some(429),
        "invalid_api_key" => Some(401),
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
mod tests {
    use super::*;

    fn class(status: u16, body: &str) -> ModelError {
        classify(status, None, body.as_bytes())
    }

    #[test]
    fn fr_311_errors_are_classed_in_every_shape() {
        let per_day = r#"[{"error":{"code":429,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED","details":[
            {"violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]}]}}]"#;
        assert_eq!(class(429, per_day), ModelError::QuotaExhausted);
        let per_minute = r#"[{"error":{"code":429,"message":"slow","details":[
            {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"28s"}]}}]"#;
        let after = |seconds| ModelError::RateLimited {
            after: Some(Duration::from_secs_f64(seconds)),
        };
        assert_eq!(class(429, per_minute), after(28.0));
        assert_eq!(
            class(429, r#"{"error":"Please retry in 28.5s."}"#),
            after(28.5)
        );
        assert_eq!(
            class(429, r#"{"error":{"message":"try again in 1m2s"}}"#),
            after(62.0)
        );
        assert_eq!(
            class(429, "<html>slow down</html>"),
            ModelError::RateLimited { after: None }
        );
        let quota = r#"{"error":{"message":"check your plan","code":"insufficient_quota"}}"#;
        assert_eq!(class(429, quota), ModelError::QuotaExhausted);
        assert!(
            matches!(class(401, r#"{"error":{"message":"no"}}"#), ModelError::Auth(text) if text == "no")
        );
        assert!(matches!(
            class(
                400,
                r#"[{"error":{"code":400,"message":"API key not valid."}}]"#
            ),
            ModelError::Auth(_)
        ));
        assert!(matches!(class(503, ""), ModelError::Unavailable(_)));
        assert!(matches!(
            class(404, r#"{"error":"no model"}"#),
            ModelError::BadRequest(_)
        ));
        assert!(matches!(
            class(
                400,
                r#"{"error":{"message":"qwen does not support tools"}}"#
            ),
            ModelError::NoTools(_)
        ));
        let nested = r#""{\"error\":{\"code\":\"503\",\"message\":\"overloaded\"}}""#;
        assert!(
            matches!(class(200, nested), ModelError::Unavailable(text) if text == "overloaded")
        );
    }

    #[test]
    fn a_chunk_without_an_error_is_none() {
        let chunk = serde_json::json!({"choices": [], "error": null});
        assert_eq!(in_value(&chunk), None);
        let error = serde_json::json!({"object": "error", "message": "bad", "code": 400});
        assert!(matches!(in_value(&error), Some(ModelError::BadRequest(_))));
    }

    #[test]
    fn messages_are_cut_at_characters() {
        assert!(
            matches!(class(500, &"é".repeat(5_000)), ModelError::Unavailable(text)
            if text.chars().count() == MAX_MESSAGE_CHARS)
        );
        assert_eq!(duration("9e99"), Some(Duration::from_secs(9)));
        assert_eq!(duration("999999999999999999999999h"), None);
        assert_eq!(duration("soon"), None);
    }
}
