//! An entry of `add_task`: the fields of a task, or one line to read them from (FR-290).

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Value;
use shared::task::{Creation, NewTask, TypedTask};

/// A task to add.
#[derive(Debug)]
pub(crate) struct Addition(pub(crate) Creation);

impl<'de> Deserialize<'de> for Addition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let creation = Creation::deserialize(deserializer)?;
        // A call says when and where it is made for all of its entries.
        if let Creation::Line(TypedTask {
            typed_at,
            time_zone,
            ..
        }) = &creation
        {
            let elsewhere = [
                ("typed_at", typed_at.is_some()),
                ("time_zone", time_zone.is_some()),
            ];
            if let Some((field, _)) = elsewhere.into_iter().find(|(_, is_set)| *is_set) {
                return Err(D::Error::custom(format!(
                    "unknown field `{field}`, expected `text` and `language`"
                )));
            }
        }
        Ok(Self(creation))
    }
}

impl JsonSchema for Addition {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Addition".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = NewTask::json_schema(generator);
        let line = json_schema!({
            "text": {"type": "string", "description": "Instead of fields, one line: Pay rent friday 9am p1 #Home @money // note"},
            "language": {"type": "string", "description": "Of text; en by default"},
        });
        schema.remove("required");
        if let (Some(Value::Object(properties)), Value::Object(line)) =
            (schema.get_mut("properties"), line.to_value())
        {
            properties.extend(line);
        }
        schema
    }
}
