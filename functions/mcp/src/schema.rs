//! JSON schemas that every model accepts (FR-207): one type per value, nothing referred to, no alternatives.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Map, Value};

/// The keywords that input schemas keep. Everything else says nothing to a model, or says it in more tokens than a
/// description (FR-214), or is refused by some provider; the parameters' own parsing stays as strict as it is.
pub(crate) const KEYWORDS: [&str; 10] = [
    "type",
    "description",
    "enum",
    "properties",
    "required",
    "items",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
];

/// The keywords that say how an answer is built.
const SHAPE: [&str; 5] = ["type", "enum", "properties", "required", "items"];

/// The schema of what a tool takes.
pub(crate) fn input<T: JsonSchema>() -> Map<String, Value> {
    let mut schema = generate::<T>(SchemaSettings::draft2020_12().for_deserialize());
    let none = || Value::Object(Map::new());
    schema.entry("properties").or_insert_with(none);
    schema
}

/// The schema of what a tool answers with.
pub(crate) fn output<T: JsonSchema>() -> Map<String, Value> {
    generate::<T>(SchemaSettings::draft2020_12().for_serialize())
}

/// The same without words and bounds: what a model reads of an answer is the answer.
pub(crate) fn shape<T: JsonSchema>() -> Map<String, Value> {
    let mut schema = Value::Object(output::<T>());
    strip(&mut schema);
    match schema {
        Value::Object(schema) => schema,
        _ => Map::new(),
    }
}

/// Leaves names and types.
fn strip(schema: &mut Value) {
    let Value::Object(schema) = schema else {
        return;
    };
    schema.retain(|keyword, _| SHAPE.contains(&keyword.as_str()));
    if let Some(items) = schema.get_mut("items") {
        strip(items);
    }
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.values_mut().for_each(strip);
    }
}

fn generate<T: JsonSchema>(settings: SchemaSettings) -> Map<String, Value> {
    let inline = settings.with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    let schema = inline.into_generator().into_root_schema_for::<T>();
    let Value::Object(mut schema) = portable(schema.to_value()) else {
        return Map::new();
    };
    // The tool has a description of its own; the type's speaks to programmers.
    schema.remove("description");
    schema
}

/// One schema in portable form.
fn portable(schema: Value) -> Value {
    let Value::Object(mut schema) = schema else {
        return Value::Object(Map::new());
    };
    if let Some(only) = without_null(&schema) {
        let description = schema.remove("description");
        let Value::Object(mut only) = portable(only) else {
            return Value::Object(Map::new());
        };
        only.extend(description.map(|text| ("description".to_owned(), text)));
        return Value::Object(only);
    }
    schema.retain(|keyword, _| KEYWORDS.contains(&keyword.as_str()));
    let portable = schema.into_iter().map(|(keyword, value)| {
        let value = match (keyword.as_str(), value) {
            ("type", Value::Array(types)) => one_type(types),
            ("items", value) => item(value),
            ("properties", Value::Object(properties)) => properties
                .into_iter()
                .map(|(name, value)| (name, portable(value)))
                .collect(),
            (_, value) => value,
        };
        (keyword, value)
    });
    Value::Object(portable.collect())
}

/// The schema of an array's items; what they are is in the description of the array.
fn item(schema: Value) -> Value {
    let mut item = portable(schema);
    if let Value::Object(schema) = &mut item {
        schema.remove("description");
    }
    item
}

/// The alternative that is left of `anyOf` when null is taken away: an optional value is an absent one.
fn without_null(schema: &Map<String, Value>) -> Option<Value> {
    let alternatives = schema.get("anyOf")?.as_array()?;
    let mut others = alternatives
        .iter()
        .filter(|schema| schema.get("type") != Some(&Value::from("null")));
    others.next().filter(|_| others.next().is_none()).cloned()
}

fn one_type(types: Vec<Value>) -> Value {
    types
        .into_iter()
        .find(|name| name != "null")
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// FR-207.
    #[test]
    fn alternatives_with_null_become_the_other_type() {
        let schema = json!({
            "$schema": "x", "title": "T", "type": "object", "additionalProperties": false,
            "properties": {
                "title": {"type": ["string", "null"], "format": "uint32", "default": null},
                "level": {"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "null"}], "description": "How."},
            },
        });
        let expected = json!({
            "type": "object",
            "properties": {
                "title": {"type": "string"},
                "level": {"type": "string", "enum": ["a"], "description": "How."},
            },
        });
        assert_eq!(portable(schema), expected);
    }
}
