//! The arguments of one call, which come whole, in pieces, again, as text in text, or between fences.

use serde_json::{Deserializer, Map, Value, json};

/// How often text within text is taken out.
const MAX_LAYERS: usize = 3;

/// How far arguments have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing has come.
    Absent,
    /// An object without anything in it, which some send first.
    Empty,
    /// A part.
    Begun,
    /// An object.
    Whole,
}

/// Arguments as far as they have come.
#[derive(Debug, Default)]
pub(super) struct Arguments {
    pieces: Vec<String>,
    object: Option<Map<String, Value>>,
}

impl Arguments {
    /// Takes a piece and gives the number of bytes it added.
    pub(super) fn push(&mut self, piece: &Value) -> usize {
        match piece {
            Value::Null => 0,
            Value::Object(object) => {
                // An object is whole: a fuller one wins over the empty one that some send first.
                if self.object.is_none() || !object.is_empty() {
                    self.object = Some(object.clone());
                }
                piece.to_string().len()
            }
            Value::String(text) => self.push_text(text.clone()),
            other => self.push_text(other.to_string()),
        }
    }

    fn push_text(&mut self, text: String) -> usize {
        let bytes = text.len();
        if bytes > 0 {
            self.pieces.push(text);
        }
        bytes
    }

    /// How far they have come.
    pub(super) fn state(&self) -> State {
        match self.parsed() {
            _ if self.object.is_none() && self.pieces.is_empty() => State::Absent,
            Value::Object(object) if object.is_empty() => State::Empty,
            Value::Object(_) => State::Whole,
            _ => State::Begun,
        }
    }

    /// Whether a piece says the same again.
    pub(super) fn are(&self, piece: &Value) -> bool {
        let mut other = Self::default();
        other.push(piece);
        self.state() == State::Whole && self.parsed() == other.parsed()
    }

    /// Whether they are whole, and a piece is whole too and says something else: then it belongs to another call.
    pub(super) fn end_before(&self, piece: &Value) -> bool {
        let mut other = Self::default();
        other.push(piece);
        let both = [self.state(), other.state()];
        both == [State::Whole; 2] && self.parsed() != other.parsed()
    }

    /// An object when there is one in it (nothing and `null` count as an empty one), else the text itself.
    pub(super) fn parsed(&self) -> Value {
        if let Some(object) = &self.object {
            return Value::Object(object.clone());
        }
        let text = self.pieces.concat();
        if matches!(text.trim(), "" | "null") {
            return json!({});
        }
        object_in(&text)
            .or_else(|| self.grown())
            .map_or(Value::String(text), Value::Object)
    }

    /// The arguments of each call that came in this one.
    pub(super) fn of_calls(&self, tool: &str) -> Vec<Value> {
        match self.parsed() {
            Value::Object(object) => vec![Value::Object(own(object, tool))],
            whole => {
                let text = self.pieces.concat();
                let found = objects_in(&text);
                if found.is_empty() {
                    return vec![whole];
                }
                found
                    .into_iter()
                    .map(|object| Value::Object(own(object, tool)))
                    .collect()
            }
        }
    }

    /// The last piece, when each one repeats what was there before and goes on.
    fn grown(&self) -> Option<Map<String, Value>> {
        let grows = self
            .pieces
            .iter()
            .zip(self.pieces.iter().skip(1))
            .all(|(before, after)| after.starts_with(before.as_str()));
        object_in(self.pieces.last()?).filter(|_| grows)
    }

    /// What is sent back: the provider's own text where it is one object, since it may be part of what was signed.
    pub(super) fn to_send(&self) -> String {
        let text = self.pieces.concat();
        if self.object.is_none() && serde_json::from_str::<Map<String, Value>>(&text).is_ok() {
            return text;
        }
        match self.parsed() {
            Value::Object(object) => Value::Object(object).to_string(),
            _ => "{}".to_owned(),
        }
    }
}

/// The one object in a text: bare, repeated, between fences, or written as a string of JSON.
fn object_in(text: &str) -> Option<Map<String, Value>> {
    let mut text = text.to_owned();
    for _ in 0..MAX_LAYERS {
        let bare = without_fences(&text);
        let mut found: Option<Value> = None;
        for value in Deserializer::from_str(bare).into_iter::<Value>() {
            let value = value.ok()?;
            match &found {
                Some(known) if !is_nothing(known) && !is_nothing(&value) && *known != value => {
                    return None;
                }
                Some(known) if !is_nothing(known) => {}
                _ => found = Some(value),
            }
        }
        match found? {
            Value::Object(object) => return Some(object),
            Value::Null => return Some(Map::new()),
            Value::String(inner) => text = inner,
            _ => return None,
        }
    }
    None
}

/// The whole objects that stand in a text with something around them, each once. A part of one is none.
fn objects_in(text: &str) -> Vec<Map<String, Value>> {
    let mut found: Vec<Map<String, Value>> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        rest = rest.get(at..).unwrap_or_default();
        let mut values = Deserializer::from_str(rest).into_iter::<Map<String, Value>>();
        let Some(Ok(object)) = values.next() else {
            return Vec::new();
        };
        rest = rest.get(values.byte_offset()..).unwrap_or_default();
        if !object.is_empty() && !found.contains(&object) {
            found.push(object);
        }
    }
    found
}

/// The arguments themselves, where a whole call stands in their place.
fn own(mut object: Map<String, Value>, tool: &str) -> Map<String, Value> {
    let named = object.get("name").and_then(Value::as_str) == Some(tool);
    if named && object.len() == 2 {
        for field in ["arguments", "parameters"] {
            if let Some(Value::Object(inner)) = object.get_mut(field) {
                return std::mem::take(inner);
            }
        }
    }
    object
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_object().is_some_and(Map::is_empty)
}

/// What stands between the fences of a block of code, whatever language it names.
fn without_fences(text: &str) -> &str {
    let text = text.trim();
    let Some(rest) = text.strip_prefix("```") else {
        return text;
    };
    let rest = rest.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric());
    rest.trim_end().trim_end_matches('`').trim()
}
