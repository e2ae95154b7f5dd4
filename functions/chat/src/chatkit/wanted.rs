//! What an action wants, and the call that it is (FR-1214; ADR 0066).

use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};
use uuid::Uuid;

/// What can be asked for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "type", content = "payload")]
pub(super) enum Action {
    /// Done, or open again.
    #[serde(rename = "todo.complete")]
    Complete {
        id: u32,
        completed: bool,
        etag: String,
    },
    /// Another day; none with null.
    #[serde(rename = "todo.reschedule")]
    Reschedule {
        id: u32,
        #[serde(deserialize_with = "day")]
        due: Option<String>,
        etag: String,
    },
    /// Another title.
    #[serde(rename = "todo.rename")]
    Rename {
        id: u32,
        title: String,
        etag: String,
    },
    /// A new task.
    #[serde(rename = "todo.add")]
    Add {
        title: String,
        #[serde(default)]
        due: Option<String>,
    },
    /// All that a turn of this thread did is taken back.
    #[serde(rename = "todo.undo")]
    Undo { turn_id: Uuid },
}

/// A day in words or numbers, or null; pickers of dates send a moment in UTC for a day. It may not be missing.
fn day<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.map(|text| match text.split_once('T') {
        Some((day, time)) if time.ends_with('Z') => day.to_owned(),
        _ => text,
    }))
}

/// The call that an action is, and the version that was seen.
pub(super) fn call_of(action: &Action) -> (&'static str, Value, Value) {
    let changed = |id: &u32, field: &str, value: &Value, etag: &str| {
        let task = match value {
            Value::Null => json!({"id": id, "clear": [field]}),
            value => json!({"id": id, field: value}),
        };
        let mut seen = serde_json::Map::new();
        seen.insert(id.to_string(), json!(etag));
        ("update_task", json!({"tasks": [task]}), Value::Object(seen))
    };
    match action {
        Action::Complete {
            id,
            completed,
            etag,
        } => changed(id, "completed", &json!(completed), etag),
        Action::Reschedule { id, due, etag } => changed(id, "due", &json!(due), etag),
        Action::Rename { id, title, etag } => changed(id, "title", &json!(title), etag),
        Action::Add { title, due } => {
            let mut task = json!({ "title": title });
            if let Some(due) = due {
                task["due"] = json!(due);
            }
            ("add_task", json!({ "tasks": [task] }), json!({}))
        }
        Action::Undo { turn_id } => ("undo", json!({ "turn_id": turn_id }), json!({})),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-1214: an action says what is wanted, and of which version.
    #[test]
    fn an_action_is_a_call_with_the_version_that_was_seen() {
        let action: Action = serde_json::from_value(json!({
            "type": "todo.complete", "payload": {"id": 3, "completed": true, "etag": "2026", "done_3": true}
        }))
        .unwrap();
        let (tool, arguments, seen) = call_of(&action);
        assert_eq!(tool, "update_task");
        assert_eq!(arguments, json!({"tasks": [{"id": 3, "completed": true}]}));
        assert_eq!(seen, json!({"3": "2026"}));
        let action = Action::Reschedule {
            id: 3,
            due: None,
            etag: "x".to_owned(),
        };
        assert_eq!(
            call_of(&action).1,
            json!({"tasks": [{"id": 3, "clear": ["due"]}]})
        );
        for bad in [
            json!({"type": "todo.complete", "payload": {"id": 3, "completed": true}}),
            json!({"type": "todo.complete", "payload": {"id": 3, "etag": "x"}}),
            json!({"type": "todo.toggle", "payload": {"id": 3}}),
        ] {
            assert!(
                serde_json::from_value::<Action>(bad.clone()).is_err(),
                "{bad}"
            );
        }
    }
}
