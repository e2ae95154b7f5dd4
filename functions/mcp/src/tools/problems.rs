//! Everything that is wrong with the arguments of a call (FR-263). A reader stops at the first problem; what it stopped
//! at is taken out, and it reads again, until it finds nothing new. A call that is right is read once.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use serde_path_to_error::Error;
use shared::objects::{Objects, in_words_of_json};

use super::{
    parameters::MAX_ENTRIES,
    place::{Path, Place, Step, order, steps},
};

/// Most problems that are told: whoever sends more has not understood something that the first ones say.
pub(super) const MAX_PROBLEMS: usize = 20;
/// Most characters of a rule: it may repeat what was sent.
const MAX_RULE: usize = 400;

/// A place in the arguments, and the rule that it breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(inline)]
pub(crate) struct Problem {
    /// The place.
    pub(super) path: String,
    /// The rule.
    pub(super) message: String,
}

/// All problems, in the order of the arguments, when `first` was found at first.
pub(super) fn all<T: DeserializeOwned>(
    arguments: &Value,
    first: &Error<serde_json::Error>,
) -> Vec<Problem> {
    let mut search = Search {
        rest: arguments.clone(),
        removed: HashSet::new(),
        found: Vec::new(),
    };
    let mut goes_on = search.take(first);
    while goes_on && search.found.len() < MAX_PROBLEMS {
        goes_on = match serde_path_to_error::deserialize::<_, T>(Objects(&search.rest)) {
            Ok(_) => false,
            Err(next) => search.take(&next),
        };
    }
    let mut found = search.found;
    found.sort_by(|(one, _), (other, _)| order(arguments, one, other));
    let problems = found.into_iter().map(|(place, message)| Problem {
        path: Path(&place).to_string(),
        message,
    });
    problems.collect()
}

/// What is still to be read, and what was found so far.
struct Search {
    rest: Value,
    /// The places that were taken out.
    removed: HashSet<Place>,
    found: Vec<(Place, String)>,
}

impl Search {
    /// Keeps a problem and takes out what has it. Whether there is anything left to read.
    fn take(&mut self, error: &Error<serde_json::Error>) -> bool {
        let rule = rule(&error.inner().to_string());
        let mut here = steps(error);
        let missing = named(&rule, "missing field `");
        if let Some(field) = named(&rule, "unknown field `") {
            let field = Step::Field(field.to_owned());
            if here.last() != Some(&field) {
                here.push(field);
            }
        }
        let mut place = self.original(&here);
        if let Some(field) = missing {
            place.push(Step::Field(field.to_owned()));
        }
        let is_new = !self.is_echo(&place, &here);
        if is_new {
            self.found.push((place, shorten(rule)));
        }
        // What is missing cannot be taken out, but everything else around it was read before.
        match self.at(&here) {
            Some(Value::Array(entries)) if is_new && entries.len() > MAX_ENTRIES => {
                entries.truncate(MAX_ENTRIES);
                true
            }
            _ => self.remove(&here),
        }
    }

    /// Whether a problem is there only because something was taken out, or was found before.
    fn is_echo(&mut self, place: &Place, here: &[Step]) -> bool {
        let emptied = match self.at(here) {
            Some(Value::Array(entries)) => entries.is_empty() && self.taken_from(place) > 0,
            _ => false,
        };
        emptied || self.removed.contains(place) || self.found.iter().any(|(old, _)| old == place)
    }

    /// The place in what was sent. Reading goes from left to right, so what was taken out of a list stood before it.
    fn original(&self, here: &[Step]) -> Place {
        let mut place = Place::with_capacity(here.len() + 1);
        for step in here {
            place.push(match step {
                Step::Field(name) => Step::Field(name.clone()),
                Step::Item(index) => Step::Item(index + self.taken_from(&place)),
            });
        }
        place
    }

    /// How many items were taken out of a list.
    fn taken_from(&self, list: &[Step]) -> usize {
        let items = self
            .removed
            .iter()
            .filter(|place| match place.split_last() {
                Some((Step::Item(_), parent)) => parent == list,
                _ => false,
            });
        items.count()
    }

    fn at(&mut self, here: &[Step]) -> Option<&mut Value> {
        here.iter()
            .try_fold(&mut self.rest, |value, step| match step {
                Step::Field(name) => value.get_mut(name),
                Step::Item(index) => value.get_mut(index),
            })
    }

    /// Takes a value out. Nothing is left without the arguments themselves.
    fn remove(&mut self, here: &[Step]) -> bool {
        let Some((last, parent)) = here.split_last() else {
            return false;
        };
        let place = self.original(here);
        let was_there = match (self.at(parent), last) {
            (Some(Value::Object(fields)), Step::Field(name)) => fields.remove(name).is_some(),
            (Some(Value::Array(items)), Step::Item(index)) if *index < items.len() => {
                items.remove(*index);
                true
            }
            _ => false,
        };
        self.removed.insert(place);
        was_there
    }
}

/// The field that serde names only in its text.
fn named<'a>(rule: &'a str, prefix: &str) -> Option<&'a str> {
    let (field, _) = rule.strip_prefix(prefix)?.split_once('`')?;
    Some(field)
}

/// The rule in words that do not need to know Rust.
fn rule(text: &str) -> String {
    let mut rule =
        in_words_of_json(text).replace("expected u32", "expected an integer from 1 to 100");
    if let Some((before, _)) = rule.split_once("expected struct ") {
        rule = format!("{before}expected an object");
    }
    rule.trim_end_matches('.').to_owned()
}

fn shorten(mut rule: String) -> String {
    if let Some((end, _)) = rule.char_indices().nth(MAX_RULE) {
        rule.truncate(end);
        rule.push('…');
    }
    rule
}

#[cfg(test)]
#[path = "problems_tests.rs"]
mod tests;
