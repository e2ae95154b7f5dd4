//! The body of a chat completion request.

use jiff::Zoned;
use serde_json::{Value, json};

use super::{
    config::OpenAiConfig,
    form::Form,
    history::{self, Reader},
    schema::sanitize_schema,
};
use crate::{model::ModelRequest, tools::Tool};

/// What a language model is told about its work.
pub(super) const PROMPT: &str = include_str!("prompt.md");

/// Characters per token, on the safe side: English has four.
const CHARS_PER_TOKEN: usize = 3;

/// The part of the context that is left to the answer.
const ANSWERS_SHARE: usize = 8;

/// How many characters of conversation are sent however small the context is.
const MIN_CHARS: usize = 2_000;

/// The request of one step. Only fields that every endpoint takes: no `temperature`, no `max_tokens`, and a
/// `tool_choice` of `auto`, which is the one that is obeyed everywhere; `stream_options` goes when it is refused (FR-396).
pub(super) fn body(
    config: &OpenAiConfig,
    author: &str,
    form: &Form,
    request: ModelRequest<'_>,
) -> Value {
    let system = format!("{PROMPT}{}", calendar(request.now));
    let tools: Vec<Value> = request.tools.iter().map(function).collect();
    let reader = Reader {
        author,
        form,
        zone: request.now.time_zone(),
        chars: room(config.context_tokens, &system, &tools),
    };
    let mut messages = vec![json!({"role": "system", "content": system})];
    messages.extend(history::messages(request.history, reader));
    let mut body = json!({"model": config.model, "messages": messages, "stream": true});
    if !form.without_usage {
        body["stream_options"] = json!({"include_usage": true});
    }
    if !tools.is_empty() {
        body["tools"] = Value::Array(tools);
        body["tool_choice"] = json!("auto");
    }
    body
}

/// How many characters of conversation fit beside prompt, tools and answer.
fn room(context_tokens: u32, system: &str, tools: &[Value]) -> usize {
    let whole = usize::try_from(context_tokens)
        .unwrap_or(usize::MAX)
        .saturating_mul(CHARS_PER_TOKEN);
    (whole - whole / ANSWERS_SHARE)
        .saturating_sub(system.chars().count())
        .saturating_sub(history::chars(tools))
        .max(MIN_CHARS)
}

/// What the person's calendar and clock show.
fn calendar(now: &Zoned) -> String {
    let zone = now.time_zone().iana_name().unwrap_or("UTC");
    format!(
        "\nNow it is {} in {zone}.",
        now.strftime("%A, %Y-%m-%d, %H:%M")
    )
}

fn function(tool: &Tool) -> Value {
    json!({"type": "function", "function": {
        "name": tool.name,
        "description": tool.description,
        "parameters": sanitize_schema(&tool.input_schema),
    }})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Entry;

    fn request<'a>(history: &'a [Entry], tools: &'a [Tool], now: &'a Zoned) -> ModelRequest<'a> {
        ModelRequest {
            history,
            tools,
            now,
            output_tokens: 8_192,
        }
    }

    fn sent(request: ModelRequest<'_>) -> Value {
        let config = OpenAiConfig::new("https://host/v1", "m", None, 16_384);
        body(&config, "host/m", &Form::default(), request)
    }

    #[test]
    fn fr_310_the_body_has_the_tools_in_the_accepted_subset() {
        let tools = [Tool {
            name: "add_task".to_owned(),
            description: "Adds".to_owned(),
            input_schema: json!({"type": "object", "title": "P", "additionalProperties": false}),
        }];
        let history = [Entry::user("hi")];
        let now = "2026-11-27T12:00:00[UTC]".parse().unwrap();
        let body = sent(request(&history, &tools, &now));
        assert_eq!(body["stream"], json!(true));
        assert_eq!(
            body["tools"][0]["function"]["parameters"],
            json!({"type": "object", "properties": {}})
        );
        assert_eq!(
            body["messages"][1],
            json!({"role": "user", "content": "hi"})
        );
    }

    /// FR-342.
    #[test]
    fn the_prompt_has_the_persons_day_weekday_time_and_zone() {
        let now = "2026-11-28T00:30:00[Europe/Berlin]".parse().unwrap();
        let history = [Entry::user("hi")];
        let body = sent(request(&history, &[], &now));
        let system = body["messages"][0]["content"].as_str().unwrap();
        assert!(
            system.ends_with("Now it is Saturday, 2026-11-28, 00:30 in Europe/Berlin."),
            "{system}"
        );
    }

    /// FR-341.
    #[test]
    fn the_room_for_the_conversation_follows_the_context() {
        let tools = [json!({"type": "function"})];
        assert_eq!(room(4_096, &"x".repeat(2_000), &[]), 12_288 - 1_536 - 2_000);
        assert_eq!(room(1_000, &"x".repeat(9_000), &tools), MIN_CHARS);
        assert!(room(100_000, "", &tools) > 260_000);
        assert!(room(u32::MAX, "", &[]) > 1_000_000);
    }
}
