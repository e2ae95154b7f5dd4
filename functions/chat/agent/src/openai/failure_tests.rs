use super::*;

fn now() -> Timestamp {
    "2026-11-27T12:00:00Z".parse().unwrap()
}

fn class(status: u16, body: &str) -> ModelError {
    classify(status, None, body.as_bytes(), now())
}

fn at(moment: &str) -> ModelError {
    ModelError::QuotaExhausted {
        until: Some(moment.parse().unwrap()),
    }
}

fn limited(seconds: f64) -> ModelError {
    ModelError::RateLimited {
        after: Some(Duration::from_secs_f64(seconds)),
    }
}

/// FR-311, FR-334.
#[test]
fn limits_are_told_apart_in_every_shape() {
    let per_day = r#"[{"error":{"code":429,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED","details":[
        {"violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]}]}}]"#;
    assert_eq!(class(429, per_day), at("2026-11-28T08:00:00Z"));
    let per_minute = r#"[{"error":{"code":429,"message":"slow","details":[
        {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"28s"}]}}]"#;
    assert_eq!(class(429, per_minute), limited(28.0));
    let words = r#"{"error":"Please retry in 28.5s."}"#;
    assert_eq!(class(429, words), limited(28.5));
    let long = r#"{"error":{"message":"tokens per day (TPD): try again in 7m12s"}}"#;
    assert_eq!(class(429, long), at("2026-11-27T12:07:12Z"));
    let minutes = r#"{"error":{"message":"try again in 1m2s"}}"#;
    assert_eq!(class(429, minutes), at("2026-11-27T12:01:02Z"));
    let html = class(429, "<html>slow down</html>");
    assert_eq!(html, ModelError::RateLimited { after: None });
    let free = r#"{"error":{"message":"Rate limit exceeded: free-models-per-day","code":429,"metadata":{"headers":
        {"X-RateLimit-Reset":"1795824000000"}}}}"#;
    assert_eq!(class(429, free), at("2026-11-28T00:00:00Z"));
    let soon = Duration::from_millis(1_500);
    let overloaded = classify(503, Some(soon), b"", now());
    assert_eq!(overloaded, limited(1.5));
    let unpaid = ModelError::QuotaExhausted { until: None };
    let quota = r#"{"error":{"message":"check your plan","code":"insufficient_quota"}}"#;
    assert_eq!(class(429, quota), unpaid);
    assert_eq!(class(402, "no credit"), unpaid);
}

/// FR-311.
#[test]
fn other_errors_are_classed_in_every_shape() {
    let refused = class(401, r#"{"error":{"message":"no"}}"#);
    assert!(matches!(refused, ModelError::Auth(said) if said.words == "no"));
    let google = r#"[{"error":{"code":400,"message":"API key not valid."}}]"#;
    assert!(matches!(class(400, google), ModelError::Auth(_)));
    assert!(matches!(class(503, ""), ModelError::Unavailable(_)));
    let unknown = class(404, r#"{"error":"no model"}"#);
    assert!(matches!(unknown, ModelError::BadRequest(_)));
    let tools = r#"{"error":{"message":"qwen does not support tools"}}"#;
    assert!(matches!(class(400, tools), ModelError::NoTools(_)));
    let filter = r#"{"error":{"code":"content_filter","message":"The response was filtered"}}"#;
    assert_eq!(class(400, filter), ModelError::ContentFiltered);
    let nested = r#""{\"error\":{\"code\":\"503\",\"message\":\"overloaded\"}}""#;
    let nested = class(200, nested);
    assert!(matches!(nested, ModelError::Unavailable(said) if said.words == "overloaded"));
}

/// FR-334: as a status and in a stream alike; what the model wrote is not taken for the error.
#[test]
fn a_call_that_the_endpoint_cannot_read_is_a_malformed_reply() {
    let body = serde_json::json!({"error": {"message": "Failed to call a function.", "code": "tool_use_failed",
        "type": "invalid_request_error", "failed_generation": "insufficient_quota: does not support tools"}});
    assert!(matches!(
        class(400, &body.to_string()),
        ModelError::Malformed(_)
    ));
    assert!(matches!(
        in_value(&body, now),
        Some(ModelError::Malformed(_))
    ));
}

/// FR-333.
#[test]
fn a_refused_history_is_told_from_other_refusals() {
    for (status, message, what) in [
        (
            400,
            "Function call is missing a thought_signature in functionCall parts",
            Refused::Tools,
        ),
        (400, "Corrupted thought signature.", Refused::Tools),
        (
            400,
            "An assistant message with 'tool_calls' must be followed by tool messages",
            Refused::Tools,
        ),
        (
            400,
            "Unexpected role 'tool' after role 'user'",
            Refused::Tools,
        ),
        (
            422,
            "messages with role tool need a tool_call_id",
            Refused::Tools,
        ),
        (
            400,
            "The `reasoning_content` in the thinking mode must be passed back to the API.",
            Refused::Tools,
        ),
        (
            400,
            "'messages.2': the following must be satisfied: property 'reasoning' is unsupported",
            Refused::Reasoning,
        ),
        (
            400,
            "Extra inputs are not permitted: messages.1.reasoning_content",
            Refused::Reasoning,
        ),
        (
            400,
            "This model's maximum context length is 4096 tokens",
            Refused::Length,
        ),
        (
            400,
            "The input token count (1050000) exceeds the maximum",
            Refused::Length,
        ),
        (413, "Request too large for model", Refused::Length),
        (500, "no user query found in messages", Refused::Length),
    ] {
        let body = serde_json::json!({"error": {"message": message}}).to_string();
        let class = class(status, &body);
        assert!(
            matches!(&class, ModelError::HistoryRefused { what: found, .. } if *found == what),
            "{message}: {class:?}"
        );
    }
}

/// FR-337: whatever an endpoint repeats, the log has the class and the status.
#[test]
fn an_error_shows_nothing_of_what_the_endpoint_said() {
    for status in [400, 401, 404, 422, 500] {
        let error = class(
            status,
            r#"{"error":{"message":"sk-12345 Buy milk signature"}}"#,
        );
        let shown = format!("{error} {error:?}");
        assert!(
            !shown.contains("sk-12345") && !shown.contains("Buy milk"),
            "{shown}"
        );
        assert!(shown.contains(&status.to_string()), "{shown}");
        let hidden = error.hiding("sk-12345");
        assert_eq!(hidden.detail().unwrap().words, "… Buy milk signature");
    }
}

#[test]
fn a_chunk_without_an_error_is_none() {
    let chunk = serde_json::json!({"choices": [], "error": null});
    assert_eq!(in_value(&chunk, now), None);
    let error = serde_json::json!({"object": "error", "message": "bad", "code": 400});
    assert!(matches!(
        in_value(&error, now),
        Some(ModelError::BadRequest(_))
    ));
}

#[test]
fn messages_are_cut_at_characters() {
    let long = class(500, &"é".repeat(5_000));
    assert!(
        matches!(long, ModelError::Unavailable(said) if said.words.chars().count() == MAX_MESSAGE_CHARS)
    );
    assert_eq!(duration("9e99"), Some(Duration::from_secs(9)));
    assert_eq!(duration("999999999999999999999999h"), None);
    assert_eq!(duration("soon"), None);
}
