//! One call of a streamed reply.

use serde_json::{Map, Value, json};

/// A call as far as it has come.
#[derive(Debug, Default)]
pub(super) struct Slot {
    index: Option<u64>,
    pub(super) id: String,
    pub(super) name: String,
    text: String,
    object: Option<Value>,
    kept: Map<String, Value>,
    kept_in_function: Map<String, Value>,
}

/// The slot that a piece belongs to; none: a new one. The position in a chunk says nothing: endpoints leave `index`
/// out, or send 0 for every call.
pub(super) fn find(slots: &[Slot], piece: &Value) -> Option<usize> {
    let index = piece.get("index").and_then(Value::as_u64);
    let id = piece.get("id").and_then(Value::as_str).unwrap_or_default();
    let named = piece
        .pointer("/function/name")
        .and_then(Value::as_str)
        .is_some_and(|name| !name.is_empty());
    let has_id = |slot: &Slot| !id.is_empty() && slot.id == id;
    let Some(index) = index else {
        return slots.iter().rposition(has_id).or_else(|| {
            if named {
                None
            } else {
                slots.len().checked_sub(1)
            }
        });
    };
    let same = |slot: &Slot| slot.index == Some(index);
    let by_id = slots.iter().rposition(|slot| same(slot) && has_id(slot));
    by_id.or_else(|| {
        let at = slots.iter().rposition(same)?;
        let slot = slots.get(at)?;
        let another_id = !id.is_empty() && !slot.id.is_empty();
        let another_call = id.is_empty() && named && slot.is_complete();
        (!another_id && !another_call).then_some(at)
    })
}

impl Slot {
    /// Takes a piece and gives the number of bytes it added.
    pub(super) fn push(&mut self, piece: &Value) -> usize {
        let Some(piece) = piece.as_object() else {
            return 0;
        };
        for (name, value) in piece {
            match name.as_str() {
                "index" => self.index = value.as_u64().or(self.index),
                "id" => fill(&mut self.id, value),
                "type" | "function" => {}
                _ if value.is_null() => {}
                _ => merge(&mut self.kept, name, value),
            }
        }
        let function = piece.get("function").and_then(Value::as_object);
        let mut grown = 0;
        for (name, value) in function.into_iter().flatten() {
            match (name.as_str(), value) {
                ("name", _) => fill(&mut self.name, value),
                ("arguments", Value::String(text)) => {
                    grown += text.len();
                    self.text.push_str(text);
                }
                ("arguments", Value::Null) => {}
                ("arguments", _) => self.object = Some(value.clone()),
                (_, Value::Null) => {}
                _ => merge(&mut self.kept_in_function, name, value),
            }
        }
        grown
    }

    /// Whether the arguments are whole, so that another name begins another call.
    fn is_complete(&self) -> bool {
        self.object.is_some() || serde_json::from_str::<Map<String, Value>>(&self.text).is_ok()
    }

    /// The arguments: an object when they parse (nothing, `null` and JSON in a string count), else the text itself.
    pub(super) fn parsed(&self) -> Value {
        let text = match &self.object {
            Some(Value::Object(object)) => return Value::Object(object.clone()),
            Some(other) => other.to_string(),
            None => self.text.clone(),
        };
        if matches!(text.trim(), "" | "null") {
            return json!({});
        }
        match serde_json::from_str::<Value>(&text) {
            Ok(Value::Object(object)) => Value::Object(object),
            Ok(Value::String(inner)) => match serde_json::from_str::<Value>(&inner) {
                Ok(Value::Object(object)) => Value::Object(object),
                _ => Value::String(inner),
            },
            _ => Value::String(text),
        }
    }

    /// The call as the provider wrote it, with an id. Arguments that do not parse would be refused when sent back.
    pub(super) fn raw(&self, id: &str) -> Value {
        let arguments = match self.parsed() {
            Value::Object(_)
                if self.object.is_none() && self.text.trim_start().starts_with('{') =>
            {
                self.text.clone()
            }
            Value::Object(object) => Value::Object(object).to_string(),
            _ => "{}".to_owned(),
        };
        let mut function = self.kept_in_function.clone();
        function.insert("name".to_owned(), json!(self.name));
        function.insert("arguments".to_owned(), json!(arguments));
        let mut call = self.kept.clone();
        call.insert("id".to_owned(), json!(id));
        call.insert("type".to_owned(), json!("function"));
        call.insert("function".to_owned(), Value::Object(function));
        Value::Object(call)
    }
}

/// Sets a text that is still empty; a repetition or an empty continuation changes nothing.
fn fill(target: &mut String, value: &Value) {
    if let Some(text) = value.as_str().filter(|_| target.is_empty()) {
        text.clone_into(target);
    }
}

/// Adds an unknown field; objects are joined, anything else is replaced.
pub(super) fn merge(target: &mut Map<String, Value>, name: &str, value: &Value) {
    match (target.get_mut(name), value) {
        (Some(Value::Object(old)), Value::Object(new)) => {
            for (name, value) in new {
                merge(old, name, value);
            }
        }
        _ => {
            target.insert(name.to_owned(), value.clone());
        }
    }
}
