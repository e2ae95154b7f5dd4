//! `fixtures.json` as what the MCP library takes.

use std::sync::LazyLock;

use rmcp::{
    ErrorData,
    model::{
        CallToolResult, GetPromptResult, JsonObject, Prompt, ReadResourceResult, Resource,
        ResourceTemplate, Tool,
    },
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// An error in the file shows as every fixture missing.
static FIXTURES: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("fixtures.json")).unwrap_or_default());

const DESCRIPTION: &str = "A fixture of the conformance suite.";
const TEMPLATE: (&str, &str) = ("test://template/", "/data");

/// All tools.
pub(crate) fn tools() -> Result<Vec<Tool>, ErrorData> {
    named("tools").map(|(name, _)| tool(name)).collect()
}

/// One tool.
pub(crate) fn tool(name: &str) -> Result<Tool, ErrorData> {
    let schema = match &FIXTURES["schemas"][name] {
        Value::Null => json!({"type": "object"}),
        schema => schema.clone(),
    };
    typed(json!({"name": name, "description": DESCRIPTION, "inputSchema": schema}))
}

/// What a tool answers with.
pub(crate) fn tool_result(name: &str) -> Result<CallToolResult, ErrorData> {
    match &FIXTURES["tools"][name] {
        Value::Null => Err(ErrorData::invalid_params("There is no such tool.", None)),
        result => complete(result.clone()),
    }
}

/// All prompts.
pub(crate) fn prompts() -> Result<Vec<Prompt>, ErrorData> {
    let prompt = |(name, prompt): (_, &Value)| {
        let parameters = prompt["arguments"].as_array().into_iter().flatten();
        let parameters: Vec<Value> = parameters
            .map(|name| json!({"name": name, "description": DESCRIPTION, "required": true}))
            .collect();
        typed(json!({"name": name, "description": DESCRIPTION, "arguments": parameters}))
    };
    named("prompts").map(prompt).collect()
}

/// A prompt with the arguments in their places.
pub(crate) fn prompt_result(
    name: &str,
    arguments: Option<&JsonObject>,
) -> Result<GetPromptResult, ErrorData> {
    let mut result = match &FIXTURES["prompts"][name]["result"] {
        Value::Null => return Err(ErrorData::invalid_params("There is no such prompt.", None)),
        result => result.clone(),
    };
    for (name, argument) in arguments.into_iter().flatten() {
        fill(&mut result, name, argument.as_str().unwrap_or_default());
    }
    complete(result)
}

/// What is asked between the rounds of a call.
pub(crate) fn rounds(name: &str) -> &'static [Value] {
    FIXTURES["rounds"][name]
        .as_array()
        .map_or(&[], Vec::as_slice)
}

/// All resources.
pub(crate) fn resources() -> Result<Vec<Resource>, ErrorData> {
    let resource = |(uri, contents): (&String, &Value)| {
        let name = uri.trim_start_matches("test://");
        let mime = &contents["mimeType"];
        typed(json!({"uri": uri, "name": name, "description": DESCRIPTION, "mimeType": mime}))
    };
    named("resources").map(resource).collect()
}

/// All templates of resources: one.
pub(crate) fn templates() -> Result<Vec<ResourceTemplate>, ErrorData> {
    let uri = &FIXTURES["template"]["uri"];
    let template = json!({"uriTemplate": uri, "name": "template", "description": DESCRIPTION});
    typed(template).map(|template| vec![template])
}

/// What is in a resource.
pub(crate) fn contents(uri: &str) -> Result<ReadResourceResult, ErrorData> {
    let id = uri
        .strip_prefix(TEMPLATE.0)
        .and_then(|rest| rest.strip_suffix(TEMPLATE.1));
    let mut contents = match id {
        Some(_) => FIXTURES["template"].clone(),
        None => FIXTURES["resources"][uri].clone(),
    };
    if contents.is_null() {
        let place = json!({"uri": uri});
        return Err(ErrorData::resource_not_found(
            "Resource not found",
            Some(place),
        ));
    }
    fill(&mut contents, "id", id.unwrap_or_default());
    complete(json!({"contents": [contents]}))
}

/// A result that says that nothing is left to ask.
fn complete<T: DeserializeOwned>(mut result: Value) -> Result<T, ErrorData> {
    result["resultType"] = "complete".into();
    typed(result)
}

/// JSON as a type of the MCP library.
pub(crate) fn typed<T: DeserializeOwned>(value: Value) -> Result<T, ErrorData> {
    serde_json::from_value(value)
        .map_err(|error| ErrorData::internal_error(format!("fixtures.json: {error}"), None))
}

fn named(kind: &str) -> impl Iterator<Item = (&'static String, &'static Value)> {
    FIXTURES[kind].as_object().into_iter().flatten()
}

/// Puts a value in the place of `{name}`, in every text.
fn fill(value: &mut Value, name: &str, text: &str) {
    match value {
        Value::String(string) => *string = string.replace(&format!("{{{name}}}"), text),
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, name, text)),
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|field| fill(field, name, text)),
        _ => {}
    }
}
