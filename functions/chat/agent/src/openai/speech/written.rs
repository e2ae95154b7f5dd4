//! Calls that a model wrote as words: as JSON, in tags, or as code.

use serde_json::{Deserializer, Map, Value, json};

use crate::model::RequestedCall;

/// The fields that name a tool, and those that hold arguments.
const NAMES: [&str; 6] = [
    "name",
    "tool",
    "tool_name",
    "function_name",
    "action",
    "recipient_name",
];
const ARGUMENTS: [&str; 8] = [
    "arguments",
    "parameters",
    "args",
    "input",
    "params",
    "action_input",
    "tool_input",
    "kwargs",
];

/// How deep calls are looked for within calls.
const MAX_DEPTH: usize = 4;

/// The calls in a text that is nothing else; none when it is something else.
pub(super) fn calls(text: &str, tools: &[String]) -> Option<Vec<RequestedCall>> {
    let bare = without_fence(text);
    let calls = json_calls(bare, tools)
        .or_else(|| tag_calls(bare, tools))
        .or_else(|| code_call(bare, tools))?;
    (!calls.is_empty()).then_some(calls)
}

/// Whether a text that broke off was to become a call.
pub(super) fn begins_a_call(text: &str) -> bool {
    let has = |fields: &[&str]| {
        fields
            .iter()
            .any(|field| text.contains(&format!("\"{field}\"")))
    };
    has(&NAMES) && has(&ARGUMENTS)
}

fn without_fence(text: &str) -> &str {
    let text = text.trim();
    let Some(rest) = text.strip_prefix("```") else {
        return text;
    };
    let rest =
        rest.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '_');
    rest.trim_end().trim_end_matches('`').trim()
}

/// Calls in the JSON that stands in a text, whatever marks are around it.
fn json_calls(text: &str, tools: &[String]) -> Option<Vec<RequestedCall>> {
    let start = text.find(['{', '['])?;
    let mut rest = text.get(start..)?;
    let mut found = Vec::new();
    while let Some(at) = rest.find(['{', '[']) {
        rest = rest.get(at..)?;
        // A name may stand before its arguments: "add_task<｜tool▁sep｜>{…}", "functions.add_task:0 … {…}".
        let before = text.get(..text.len() - rest.len())?;
        let named = tools
            .iter()
            .filter(|tool| names(before, tool))
            .max_by_key(|tool| before.rfind(tool.as_str()));
        let mut values = Deserializer::from_str(rest).into_iter::<Value>();
        match values.next() {
            Some(Ok(value)) => {
                let read = values.byte_offset();
                rest = rest.get(read..)?;
                let within = of_value(&value, tools, 0);
                match (within, named) {
                    (Some(calls), _) => found.extend(calls),
                    (None, Some(name)) if value.is_object() => found.push(call(name, value)),
                    (None, _) => return None,
                }
            }
            _ => rest = rest.get(1..)?,
        }
    }
    Some(found)
}

/// Whether a text ends with a tool's name, as far as marks behind it go.
fn names(before: &str, tool: &str) -> bool {
    before.rfind(tool).is_some_and(|at| {
        let letter = |letter: Option<char>| {
            letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
        };
        let head = before.get(..at).unwrap_or_default();
        let tail = before.get(at + tool.len()..).unwrap_or_default();
        !letter(head.chars().next_back()) && !letter(tail.chars().next()) && !tail.contains('(')
    })
}

fn of_value(value: &Value, tools: &[String], depth: usize) -> Option<Vec<RequestedCall>> {
    if depth > MAX_DEPTH {
        return None;
    }
    match value {
        Value::Array(entries) if !entries.is_empty() => {
            let calls: Option<Vec<Vec<RequestedCall>>> = entries
                .iter()
                .map(|entry| of_value(entry, tools, depth + 1))
                .collect();
            calls.map(|calls| calls.concat())
        }
        Value::Object(object) => of_object(object, tools, depth),
        _ => None,
    }
}

fn of_object(
    object: &Map<String, Value>,
    tools: &[String],
    depth: usize,
) -> Option<Vec<RequestedCall>> {
    for around in [
        "tool_calls",
        "tool_call",
        "function_call",
        "function",
        "tool_uses",
        "calls",
    ] {
        if let Some(inner @ (Value::Object(_) | Value::Array(_))) = object.get(around) {
            return of_value(inner, tools, depth + 1);
        }
    }
    let name = NAMES
        .iter()
        .chain(&["function"])
        .find_map(|field| object.get(*field)?.as_str());
    let arguments = ARGUMENTS.iter().find_map(|field| object.get(*field));
    match (name, arguments) {
        (Some(name), Some(arguments)) => Some(vec![call(name, arguments.clone())]),
        (None, None) if object.len() == 1 => {
            let (name, arguments) = object.iter().next()?;
            (tools.contains(name) && arguments.is_object())
                .then(|| vec![call(name, arguments.clone())])
        }
        _ => None,
    }
}

fn call(name: &str, arguments: Value) -> RequestedCall {
    let arguments = match arguments {
        Value::String(text) => serde_json::from_str(&text).unwrap_or(Value::String(text)),
        other => other,
    };
    RequestedCall {
        name: name.to_owned(),
        arguments,
    }
}

/// Calls whose parameters are tags: `<function=NAME><parameter=KEY>VALUE</parameter></function>` and its relatives.
fn tag_calls(text: &str, tools: &[String]) -> Option<Vec<RequestedCall>> {
    let mut found = Vec::new();
    for begun in text
        .split('<')
        .filter(|piece| piece.starts_with("function") || piece.starts_with("invoke"))
    {
        let Some(name) = begun.split('>').next().and_then(attribute) else {
            continue;
        };
        let from = text.find(begun)? + begun.split('>').next()?.len() + 1;
        let rest = text.get(from..).unwrap_or_default();
        let end = ["</function", "</invoke"]
            .iter()
            .filter_map(|end| rest.find(end))
            .min();
        let body = rest.get(..end.unwrap_or(rest.len()))?;
        let arguments = match body.find('{').filter(|_| !body.contains("<parameter")) {
            Some(at) => serde_json::from_str(body.get(at..)?.trim()).ok()?,
            None => Value::Object(parameters(body)?),
        };
        found.push(call(name, arguments));
    }
    if found.is_empty() {
        let (name, rest) = text.strip_prefix('<')?.split_once('>')?;
        let body = rest.split(&format!("</{name}")).next()?;
        return tools.iter().any(|tool| tool == name).then(|| {
            let arguments = serde_json::from_str(body.trim()).unwrap_or_else(|_| json!({}));
            vec![call(name, arguments)]
        });
    }
    Some(found)
}

/// The value in `function=NAME`, `invoke name="NAME"`.
fn attribute(tag: &str) -> Option<&str> {
    let (_, value) = tag.split_once('=')?;
    let quotes: &[char] = &['"', '\'', ' ', '/'];
    Some(value.trim_matches(quotes)).filter(|value| !value.is_empty())
}

fn parameters(body: &str) -> Option<Map<String, Value>> {
    let mut found = Map::new();
    for piece in body.split("<parameter").skip(1) {
        let (tag, rest) = piece.split_once('>')?;
        let value = rest.split("</parameter").next()?.trim();
        let value = serde_json::from_str(value).unwrap_or_else(|_| json!(value));
        found.insert(attribute(tag)?.to_owned(), value);
    }
    Some(found)
}

/// A call as code: `add_task(tasks=[{"title": "Milk"}])`, also in a list or printed.
fn code_call(text: &str, tools: &[String]) -> Option<Vec<RequestedCall>> {
    let open = text.find('(')?;
    let head = text.get(..open)?;
    let inner = text.get(open + 1..)?;
    let (head, inner) = match head.trim_start_matches('[') {
        "print" => inner.split_once('(')?,
        head => (head, inner),
    };
    let name = head.rsplit(['.', ':', '[']).next()?;
    if !tools.iter().any(|tool| tool == name) {
        return None;
    }
    let ends: &[char] = &[')', ']', ' ', '\n', ';'];
    let inner = inner.trim_end_matches(ends);
    // The list or the object that was the last argument ends with one of them too.
    let missing = |open: char, close: char| {
        inner
            .matches(open)
            .count()
            .saturating_sub(inner.matches(close).count())
    };
    let inner = format!(
        "{inner}{}{}",
        "}".repeat(missing('{', '}')),
        "]".repeat(missing('[', ']'))
    );
    let mut arguments = Map::new();
    let mut rest = inner.trim();
    while let Some((key, after)) = rest.split_once('=') {
        let value = after.trim_start();
        let mut values = Deserializer::from_str(value).into_iter::<Value>();
        let Some(Ok(read)) = values.next() else {
            return Some(vec![call(name, Value::String(inner.clone()))]);
        };
        arguments.insert(key.trim().to_owned(), read);
        rest = value
            .get(values.byte_offset()..)?
            .trim_start()
            .trim_start_matches(',')
            .trim_start();
    }
    Some(vec![call(name, Value::Object(arguments))])
}
