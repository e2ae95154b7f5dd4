//! One call of a streamed reply.

use serde_json::{Map, Value, json};

use super::arguments::{Arguments, State};

/// A call as far as it has come.
#[derive(Debug, Default)]
pub(super) struct Slot {
    index: Option<u64>,
    pub(super) id: String,
    pub(super) name: String,
    arguments: Arguments,
    kept: Map<String, Value>,
    kept_in_function: Map<String, Value>,
}

/// A piece in the usual form: name and arguments within `function`.
pub(super) fn usual(piece: &Value) -> Value {
    let mut piece = piece.clone();
    let Some(call) = piece.as_object_mut() else {
        return piece;
    };
    if !call.get("function").is_some_and(Value::is_object) {
        let mut function = Map::new();
        for name in ["name", "arguments", "parameters", "input"] {
            function.extend(call.remove_entry(name));
        }
        if function.is_empty() {
            return piece;
        }
        call.insert("function".to_owned(), Value::Object(function));
    }
    if let Some(function) = call.get_mut("function").and_then(Value::as_object_mut) {
        let other = function
            .remove("parameters")
            .or_else(|| function.remove("input"));
        if let Some(arguments) = other.filter(|_| !function.contains_key("arguments")) {
            function.insert("arguments".to_owned(), arguments);
        }
    }
    piece
}

/// The slot that a piece belongs to; none: a new one. The position in a chunk says nothing: endpoints leave `index`
/// out, or send 0 for every call. Neither does an id alone: some give each piece another one.
pub(super) fn find(slots: &[Slot], piece: &Value) -> Option<usize> {
    let index = piece.get("index").and_then(number);
    let id = piece.get("id").and_then(Value::as_str).unwrap_or_default();
    let name = piece
        .pointer("/function/name")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let arguments = piece.pointer("/function/arguments");
    let same_index = |slot: &Slot| index.is_none() || slot.index == index;
    let by_id = slots.iter().rposition(|slot| {
        let same_place = same_index(slot) || name.is_empty();
        // Ids may be given twice.
        let another =
            !name.is_empty() && arguments.is_some_and(|other| slot.arguments.end_before(other));
        !id.is_empty() && slot.id == id && same_place && !another
    });
    if by_id.is_some() {
        return by_id;
    }
    let last = slots.len().checked_sub(1);
    let at = match index {
        Some(_) => slots.iter().rposition(same_index),
        None => last,
    };
    if name.is_empty() {
        return at.or(last);
    }
    at.filter(|at| {
        slots.get(*at).is_some_and(|slot| {
            let same_name = slot.name.is_empty() || slot.name == name;
            match (slot.arguments.state(), index) {
                (State::Begun, _) => same_name,
                // The name may come in pieces too.
                (State::Absent, Some(_)) => same_name || id.is_empty(),
                (State::Empty, Some(_)) => same_name && id.is_empty(),
                (State::Whole, Some(_)) => {
                    let again = arguments.is_some_and(|again| slot.arguments.are(again));
                    same_name && id.is_empty() && again
                }
                _ => false,
            }
        })
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
                "index" => self.index = number(value).or(self.index),
                "id" => fill(&mut self.id, value),
                "type" | "function" => {}
                _ if value.is_null() => {}
                _ => merge(&mut self.kept, name, value),
            }
        }
        let function = piece.get("function").and_then(Value::as_object);
        if let Some(name) = function.and_then(|function| function.get("name")) {
            self.push_name(name);
        }
        let mut grown = 0;
        for (name, value) in function.into_iter().flatten() {
            match name.as_str() {
                "name" => {}
                "arguments" => grown += self.arguments.push(value),
                _ if value.is_null() => {}
                _ => merge(&mut self.kept_in_function, name, value),
            }
        }
        grown
    }

    /// A name comes whole, again, or in pieces before the arguments.
    fn push_name(&mut self, value: &Value) {
        let Some(more) = value.as_str().filter(|more| self.name != *more) else {
            return;
        };
        if self.name.is_empty() || self.arguments.state() == State::Absent {
            self.name.push_str(more);
        }
    }

    /// The arguments: an object when they can be read as one, else the text itself; several when several calls came as
    /// one.
    pub(super) fn parsed(&self) -> Vec<Value> {
        self.arguments.of_calls(&self.name)
    }

    /// The call as the provider wrote it, with an id. Arguments that do not parse would be refused when sent back.
    pub(super) fn raw(&self, id: &str) -> Value {
        let mut function = self.kept_in_function.clone();
        function.insert("name".to_owned(), json!(self.name));
        function.insert("arguments".to_owned(), json!(self.arguments.to_send()));
        let mut call = self.kept.clone();
        call.insert("id".to_owned(), json!(id));
        call.insert("type".to_owned(), json!("function"));
        call.insert("function".to_owned(), Value::Object(function));
        Value::Object(call)
    }
}

/// A number, which some write as text.
fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
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
