//! Tool schemas in the subset that every model accepts.

use serde_json::{Map, Value, json};

/// How deep schemas and references are followed; deeper ones become "any object".
const MAX_DEPTH: usize = 8;

/// A schema with nothing in it but `type` (one string), `description`, `enum`, `properties`, `required` and `items`.
/// References are inlined, a choice with null becomes optional, a choice of enums one enum.
#[must_use]
pub fn sanitize_schema(schema: &Value) -> Value {
    let mut clean = sanitize(schema, schema, 0);
    if let Some(object) = clean.as_object_mut() {
        object.entry("type").or_insert_with(|| json!("object"));
        if object.get("type") == Some(&json!("object")) {
            object.entry("properties").or_insert_with(|| json!({}));
        }
    }
    clean
}

fn sanitize(schema: &Value, root: &Value, depth: usize) -> Value {
    let Some(object) = schema.as_object().filter(|_| depth < MAX_DEPTH) else {
        return json!({"type": "object"});
    };
    if let Some(target) = object
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|at| resolve(root, at))
    {
        return described(sanitize(target, root, depth + 1), object);
    }
    for keyword in ["anyOf", "oneOf", "allOf"] {
        if let Some(branches) = object.get(keyword).and_then(Value::as_array) {
            return described(merge_branches(branches, root, depth + 1), object);
        }
    }
    let mut clean = Map::new();
    if let Some(kind) = single_type(object) {
        clean.insert("type".to_owned(), json!(kind));
    }
    if let Some(values) = enumeration(object) {
        clean.entry("type").or_insert_with(|| json!("string"));
        clean.insert("enum".to_owned(), Value::Array(values));
    }
    if let Some(properties) = object.get("properties").and_then(Value::as_object) {
        let properties: Map<String, Value> = properties
            .iter()
            .map(|(name, property)| (name.clone(), sanitize(property, root, depth + 1)))
            .collect();
        clean.entry("type").or_insert_with(|| json!("object"));
        if let Some(required) = object.get("required").and_then(Value::as_array) {
            let known = required.iter().filter(|name| {
                name.as_str()
                    .is_some_and(|name| properties.contains_key(name))
            });
            clean.insert("required".to_owned(), known.cloned().collect());
        }
        clean.insert("properties".to_owned(), Value::Object(properties));
    }
    if clean.get("type") == Some(&json!("array")) {
        let items = object.get("items").map_or_else(
            || json!({"type": "string"}),
            |items| sanitize(items, root, depth + 1),
        );
        clean.insert("items".to_owned(), items);
    }
    clean.entry("type").or_insert_with(|| json!("string"));
    described(Value::Object(clean), object)
}

/// The outer description wins: it says what the field is for.
fn described(mut clean: Value, source: &Map<String, Value>) -> Value {
    if let (Some(clean), Some(text)) = (clean.as_object_mut(), source.get("description")) {
        clean.insert("description".to_owned(), text.clone());
    }
    clean
}

fn single_type(object: &Map<String, Value>) -> Option<&str> {
    match object.get("type")? {
        Value::String(kind) => Some(kind),
        Value::Array(kinds) => kinds
            .iter()
            .filter_map(Value::as_str)
            .find(|kind| *kind != "null"),
        _ => None,
    }
}

fn enumeration(object: &Map<String, Value>) -> Option<Vec<Value>> {
    let values = match (object.get("enum"), object.get("const")) {
        (Some(Value::Array(values)), _) => values.clone(),
        (_, Some(value)) => vec![value.clone()],
        _ => return None,
    };
    // Every provider takes enums of strings; some refuse others.
    let strings: Vec<Value> = values.into_iter().filter(Value::is_string).collect();
    (!strings.is_empty()).then_some(strings)
}

/// One schema for several: one enum when all are enums, else the first that is not null.
fn merge_branches(branches: &[Value], root: &Value, depth: usize) -> Value {
    let branches: Vec<Value> = branches
        .iter()
        .filter(|branch| !is_null(branch))
        .map(|branch| sanitize(branch, root, depth))
        .collect();
    let enums: Option<Vec<&Vec<Value>>> = branches
        .iter()
        .map(|branch| branch.get("enum").and_then(Value::as_array))
        .collect();
    match enums {
        Some(enums) if enums.len() > 1 => {
            let values: Vec<&Value> = enums.into_iter().flatten().collect();
            json!({"type": "string", "enum": values})
        }
        _ => branches
            .into_iter()
            .next()
            .unwrap_or_else(|| json!({"type": "string"})),
    }
}

fn is_null(branch: &Value) -> bool {
    branch.get("type") == Some(&json!("null")) || branch.get("enum") == Some(&json!([null]))
}

fn resolve<'a>(root: &'a Value, reference: &str) -> Option<&'a Value> {
    root.pointer(reference.strip_prefix('#')?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALLOWED: [&str; 6] = [
        "type",
        "description",
        "enum",
        "properties",
        "required",
        "items",
    ];

    fn assert_subset(schema: &Value) {
        let object = schema.as_object().unwrap();
        assert!(object["type"].is_string(), "{schema}");
        for (keyword, value) in object {
            assert!(ALLOWED.contains(&keyword.as_str()), "{keyword} in {schema}");
            match keyword.as_str() {
                "properties" => value.as_object().unwrap().values().for_each(assert_subset),
                "items" => assert_subset(value),
                _ => {}
            }
        }
    }

    #[test]
    fn fr_310_every_schema_becomes_the_subset() {
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "T", "type": "object",
            "additionalProperties": false,
            "properties": {
                "id": {"type": "integer", "format": "uint32", "minimum": 1, "description": "the number"},
                "due": {"type": ["string", "null"], "format": "date", "default": null},
                "status": {"anyOf": [{"$ref": "#/$defs/Status"}, {"type": "null"}], "description": "which"},
                "sort": {"oneOf": [{"enum": ["a", "b"]}, {"const": "c"}]},
                "ids": {"type": "array", "items": {"type": "integer", "format": "int64"}, "minItems": 1},
                "any": true, "list": {"type": "array"}
            },
            "required": ["id", "gone"],
            "$defs": {"Status": {"type": "string", "enum": ["all", "pending"]}}
        });
        let clean = sanitize_schema(&schema);
        assert_subset(&clean);
        assert_eq!(clean["required"], json!(["id"]));
        assert_eq!(clean["properties"]["due"], json!({"type": "string"}));
        assert_eq!(
            clean["properties"]["status"],
            json!({"type": "string", "enum": ["all", "pending"], "description": "which"})
        );
        assert_eq!(clean["properties"]["sort"]["enum"], json!(["a", "b", "c"]));
        assert_eq!(
            clean["properties"]["ids"]["items"],
            json!({"type": "integer"})
        );
    }

    #[test]
    fn a_property_named_like_a_keyword_stays() {
        let schema = json!({"type": "object", "properties": {
            "title": {"type": "string", "title": "Title"}, "format": {"type": "string"}}});
        let clean = sanitize_schema(&schema);
        assert_eq!(clean["properties"]["title"], json!({"type": "string"}));
        assert_eq!(clean["properties"]["format"], json!({"type": "string"}));
    }

    #[test]
    fn endless_references_end() {
        let schema = json!({"$ref": "#/$defs/A", "$defs": {"A": {"type": "object",
            "properties": {"next": {"$ref": "#/$defs/A"}}}}});
        assert_subset(&sanitize_schema(&schema));
        assert_subset(&sanitize_schema(&json!(null)));
        assert_subset(&sanitize_schema(&json!({"$ref": "#"})));
    }
}
