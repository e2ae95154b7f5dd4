//! A model's reasoning, kept as the endpoint wrote it, so that it can go back to it (FR-332).

use serde_json::{Map, Value, json};

/// The fields of a message that hold reasoning.
pub(in crate::openai) const FIELDS: [&str; 4] = [
    "reasoning",
    "reasoning_content",
    "reasoning_details",
    "thinking",
];

/// The reasoning of one reply as far as it has come.
#[derive(Debug, Default)]
pub(super) struct Reasoning(Map<String, Value>);

impl Reasoning {
    /// Takes a piece of a field and gives the number of bytes it added.
    pub(super) fn push(&mut self, name: &str, piece: &Value) -> usize {
        if piece.is_null() {
            return 0;
        }
        match (self.0.get_mut(name), piece) {
            (Some(Value::String(known)), Value::String(more)) => known.push_str(more),
            (Some(Value::Array(known)), Value::Array(more)) => {
                for detail in more {
                    add_detail(known, detail);
                }
            }
            _ => {
                self.0.insert(name.to_owned(), piece.clone());
            }
        }
        piece
            .as_str()
            .map_or_else(|| piece.to_string().len(), str::len)
    }

    /// Puts the fields into a message.
    pub(super) fn put_into(&self, message: &mut Map<String, Value>) {
        for (name, value) in &self.0 {
            if *value != json!("") {
                message.insert(name.clone(), value.clone());
            }
        }
    }
}

/// Adds a piece of a list of details: to the detail of the same kind and place, or, where places are not told, to the
/// last one if it is of the same kind.
fn add_detail(known: &mut Vec<Value>, piece: &Value) {
    let place = |detail: &Value| [detail.get("type").cloned(), detail.get("index").cloned()];
    let at = if piece.get("index").is_some() {
        known
            .iter()
            .rposition(|detail| place(detail) == place(piece))
    } else {
        known
            .len()
            .checked_sub(1)
            .filter(|last| known.get(*last).map(place) == Some(place(piece)))
    };
    let target = at
        .and_then(|at| known.get_mut(at))
        .and_then(Value::as_object_mut);
    let (Some(target), Some(piece)) = (target, piece.as_object()) else {
        known.push(piece.clone());
        return;
    };
    for (name, value) in piece {
        match (target.get_mut(name), value) {
            (_, Value::Null) => {}
            (Some(Value::String(text)), Value::String(more))
                if matches!(name.as_str(), "text" | "summary" | "data") =>
            {
                text.push_str(more);
            }
            _ => {
                target.insert(name.clone(), value.clone());
            }
        }
    }
}
