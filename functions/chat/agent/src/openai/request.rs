//! The body of a chat completion request.

use serde_json::{Value, json};

use super::{history, prompt, schema::sanitize_schema};
use crate::{model::ModelRequest, tools::Tool};

/// The request of one step. Only fields that every endpoint takes: no `temperature`, no `max_tokens`, and a
/// `tool_choice` of `auto`, which is the one that is obeyed everywhere.
pub(super) fn body(model: &str, author: &str, request: ModelRequest<'_>) -> Value {
    let mut messages = vec![json!({"role": "system", "content": prompt::SYSTEM})];
    messages.extend(history::messages(request.history, author));
    let mut body = json!({"model": model, "messages": messages, "stream": true});
    if !request.tools.is_empty() {
        body["tools"] = request.tools.iter().map(function).collect();
        body["tool_choice"] = json!("auto");
    }
    body
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

    #[test]
    fn fr_310_the_body_has_the_tools_in_the_accepted_subset() {
        let tools = [Tool {
            name: "add_task".to_owned(),
            description: "Adds".to_owned(),
            input_schema: json!({"type": "object", "title": "P", "additionalProperties": false}),
        }];
        let history = [Entry::user("hi")];
        let request = ModelRequest {
            history: &history,
            tools: &tools,
        };
        let body = body("m", "host/m", request);
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
}
