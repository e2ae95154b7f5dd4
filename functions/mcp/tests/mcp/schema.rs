//! A checker for the keywords that our output schemas use; any other keyword fails the test that brings it.

use serde_json::Value;

/// Fails when the value does not satisfy the schema, or holds a property that the schema does not know.
pub fn assert_satisfies(value: &Value, schema: &Value, place: &str) {
    for (keyword, rule) in schema.as_object().expect(place) {
        let holds = match keyword.as_str() {
            "type" => is_a(value, rule.as_str().expect(place)),
            "enum" => rule.as_array().expect(place).contains(value),
            "minimum" => value.as_f64() >= rule.as_f64(),
            "required" => has_all(value, rule),
            "properties" => {
                for (name, property) in value.as_object().expect(place) {
                    let known = rule.get(name);
                    let known =
                        known.unwrap_or_else(|| panic!("{place}.{name} is not in the schema"));
                    assert_satisfies(property, known, &format!("{place}.{name}"));
                }
                true
            }
            "items" => {
                for (index, item) in value.as_array().expect(place).iter().enumerate() {
                    assert_satisfies(item, rule, &format!("{place}[{index}]"));
                }
                true
            }
            "description" => true,
            other => panic!("{place}: the keyword {other} is not checked"),
        };
        assert!(holds, "{place}: {keyword} {rule} does not hold for {value}");
    }
}

fn is_a(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        _ => false,
    }
}

fn has_all(value: &Value, names: &Value) -> bool {
    let names = names.as_array().expect("a list of names");
    names
        .iter()
        .all(|name| value.get(name.as_str().unwrap()).is_some())
}
