//! Tries a model with one tool call, for its operator (FR-339).

use async_trait::async_trait;
use jiff::Zoned;
use serde_json::{Value, json};

use crate::{
    entry::Entry,
    model::{Model, ModelError, ModelRequest, Refused, TextSink},
    tools::{Tool, ToolCall},
};

/// The word that the tool is to be called with.
const WORD: &str = "ready";
/// Far more than such an answer takes, thoughts included.
const ANSWER_TOKENS: u64 = 8_192;

/// Has the model call a tool and take its result, as a turn does. Gives a sentence on what it did.
///
/// # Errors
/// A sentence on what is wrong and how to mend it, with what the endpoint said.
pub async fn probe(model: &dyn Model, now: &Zoned) -> Result<String, String> {
    let tools = [Tool {
        name: "echo".to_owned(),
        description: "Gives back the word that it is called with.".to_owned(),
        input_schema: json!({"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]}),
    }];
    let mut history = vec![Entry::user(format!(
        "This is a test of your tools: call the tool echo with the word {WORD}, then say that it answered."
    ))];
    let reply = model
        .respond(asked(&history, &tools, now), &mut Silence)
        .await
        .map_err(|error| explain(&error))?;
    let Some(called) = reply.calls.first() else {
        return Err(
            "it answered in words and called no tool: choose a model that is made for tools"
                .to_owned(),
        );
    };
    if called.arguments.get("word").and_then(Value::as_str) != Some(WORD) {
        return Err(
            "it called the tool with other arguments than it was told: choose a larger model"
                .to_owned(),
        );
    }
    let calls: Vec<ToolCall> = (reply.calls.into_iter().enumerate())
        .map(|(index, call)| ToolCall {
            id: format!("call_{index}"),
            name: call.name,
            arguments: call.arguments,
        })
        .collect();
    let results = calls.iter().map(|call| Entry::Tool {
        call_id: call.id.clone(),
        name: call.name.clone(),
        outcome: Ok(json!({ "word": WORD })),
    });
    let results: Vec<Entry> = results.collect();
    history.push(Entry::Assistant {
        text: String::new(),
        tool_calls: calls,
        question: None,
        raw: reply.raw,
        model: Some(model.name().to_owned()),
        usage: None,
    });
    history.extend(results);
    model
        .respond(asked(&history, &tools, now), &mut Silence)
        .await
        .map_err(|error| explain(&error))?;
    Ok("it called a tool and took the result".to_owned())
}

fn asked<'a>(history: &'a [Entry], tools: &'a [Tool], now: &'a Zoned) -> ModelRequest<'a> {
    ModelRequest {
        history,
        tools,
        now,
        output_tokens: ANSWER_TOKENS,
    }
}

/// Hears nothing.
struct Silence;

#[async_trait]
impl TextSink for Silence {
    async fn text(&mut self, _: &str) -> bool {
        true
    }
}

/// What is wrong, what to do, and what the endpoint said.
fn explain(error: &ModelError) -> String {
    let advice = match error {
        ModelError::RateLimited { .. } => {
            "it takes no more requests this minute: wait, or use a plan with more"
        }
        ModelError::QuotaExhausted { .. } => "its quota is used up: wait, pay, or use another key",
        ModelError::Unavailable(detail) if detail.status.is_some() => {
            "it is down or overloaded: try again later"
        }
        ModelError::Unavailable(_) => {
            "it cannot be reached: check the base URL, and that it is running"
        }
        ModelError::TimedOut(_) => {
            "it did not answer in time: a local model may still be loading, and a smaller one answers sooner"
        }
        ModelError::Auth(_) => "it refused the key: check it, and that it may use this model",
        ModelError::BadRequest(detail) if matches!(detail.status, Some(404)) => {
            "it knows no such model or path: the base URL is the part before /chat/completions, the model a name from its list"
        }
        ModelError::BadRequest(_) => {
            "it refused the request: check the base URL and the model's name"
        }
        ModelError::HistoryRefused {
            what: Refused::Length,
            ..
        } => "the request is too long for it: set its context tokens to what it was started with",
        ModelError::HistoryRefused { .. } => {
            "it refused the result of its own call: choose another model"
        }
        ModelError::NoTools(_) => {
            "the model cannot call tools, or its server was started without them (llama.cpp: --jinja; vLLM: \
             --enable-auto-tool-choice and --tool-call-parser)"
        }
        ModelError::ContentFiltered => {
            "its filter refused a harmless request: check the filter's settings"
        }
        ModelError::Truncated | ModelError::TooLong | ModelError::OutOfTokens => {
            "its reply broke off: allow longer answers, or check what stands between"
        }
        ModelError::Malformed(_) | ModelError::Cancelled => {
            "its reply makes no sense: choose a model that is made for tools"
        }
    };
    let status = match error.detail().and_then(|detail| detail.status) {
        Some(status) => format!(" (status {status})"),
        None => String::new(),
    };
    let said = match error.detail().map(|detail| detail.words.as_str()) {
        None | Some("") => String::new(),
        Some(words) => format!(". It said: {words}"),
    };
    format!("{advice}{status}{said}")
}
