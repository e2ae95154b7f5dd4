//! Everything that is wrong with the arguments of a call (FR-263). A reader stops at the first problem; what it stopped
//! at is taken out, and it reads again, until it finds nothing new. A call that is right is read once.

use std::{cmp::Ordering, collections::HashSet, fmt};

use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use serde_path_to_error::{Error, Segment};

use super::parameters::MAX_ENTRIES;

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

/// A step down into the arguments.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Step {
    Field(String),
    Item(usize),
}

type Place = Vec<Step>;

/// All problems, in the order of the arguments, when `first` was found at first.
pub(super) fn all<T: DeserializeOwned>(
    arguments: Value,
    first: &Error<serde_json::Error>,
) -> Vec<Problem> {
    let mut search = Search {
        rest: arguments.clone(),
        removed: HashSet::new(),
        found: Vec::new(),
    };
    let mut goes_on = search.take(first);
    while goes_on && search.found.len() < MAX_PROBLEMS {
        goes_on = match serde_path_to_error::deserialize::<_, T>(&search.rest) {
            Ok(_) => false,
            Err(next) => search.take(&next),
        };
    }
    let mut found = search.found;
    found.sort_by(|(one, _), (other, _)| order(&arguments, one, other));
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

fn steps(error: &Error<serde_json::Error>) -> Place {
    let steps = error.path().iter().map_while(|segment| match segment {
        Segment::Seq { index } => Some(Step::Item(*index)),
        Segment::Map { key } => Some(Step::Field(key.clone())),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    steps.collect()
}

/// The field that serde names only in its text.
fn named<'a>(rule: &'a str, prefix: &str) -> Option<&'a str> {
    let (field, _) = rule.strip_prefix(prefix)?.split_once('`')?;
    Some(field)
}

/// The rule in words that do not need to know Rust.
fn rule(text: &str) -> String {
    let mut rule = text.to_owned();
    for (jargon, words) in [
        ("expected u32", "expected an integer from 1 to 100"),
        ("expected a sequence", "expected an array"),
        ("invalid type: sequence", "invalid type: array"),
        ("invalid type: map", "invalid type: object"),
    ] {
        rule = rule.replace(jargon, words);
    }
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

/// Which of two places comes first; what is missing comes behind what is there.
fn order(arguments: &Value, one: &[Step], other: &[Step]) -> Ordering {
    let mut value = Some(arguments);
    for (one, other) in one.iter().zip(other) {
        if one != other {
            return position(value, one).cmp(&position(value, other));
        }
        value = value.and_then(|value| match one {
            Step::Field(name) => value.get(name),
            Step::Item(index) => value.get(index),
        });
    }
    one.len().cmp(&other.len())
}

fn position(value: Option<&Value>, step: &Step) -> usize {
    match (value, step) {
        (_, Step::Item(index)) => *index,
        (Some(Value::Object(fields)), Step::Field(name)) => {
            let found = fields.keys().position(|field| field == name);
            found.unwrap_or(usize::MAX)
        }
        (_, Step::Field(_)) => usize::MAX,
    }
}

/// A place as it is told: `tasks[0].title`.
struct Path<'a>(&'a [Step]);

impl fmt::Display for Path<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Field(name) if index > 0 => write!(formatter, ".{name}")?,
                Step::Field(name) => formatter.write_str(name)?,
                Step::Item(index) => write!(formatter, "[{index}]")?,
            }
        }
        if self.0.is_empty() {
            formatter.write_str("arguments")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, json};

    use super::*;
    use crate::tools::parameters::{AddTask, UpdateTask, parse};

    fn paths<T: DeserializeOwned>(tool: &str, arguments: Value) -> Vec<String> {
        let Value::Object(arguments) = arguments else {
            return Vec::new();
        };
        match parse::<T>(tool, Some(arguments)) {
            Ok(_) => Vec::new(),
            Err(failure) if failure.problems.is_empty() => failure.path.into_iter().collect(),
            Err(failure) => {
                let problems = failure.problems.iter();
                problems.map(|problem| problem.path.clone()).collect()
            }
        }
    }

    /// FR-263.
    #[test]
    fn every_problem_is_found_once_and_in_its_place() {
        let tasks = json!([
            {"title": " ", "due": "tomorrow", "owner": "eve"},
            {"title": "good"},
            "not a task",
            {"tags": ["ok", "", "fine", ""], "notes": null},
            {"title": "good"},
            {"title": 3},
        ]);
        let expected = [
            "priority",
            "tasks[0].due",
            "tasks[0].owner",
            "tasks[0].title",
            "tasks[2]",
            "tasks[3].notes",
            "tasks[3].tags[1]",
            "tasks[3].tags[3]",
            "tasks[3].title",
            "tasks[5].title",
        ];
        let arguments = json!({"tasks": tasks, "priority": "p1"});
        assert_eq!(paths::<AddTask>("add_task", arguments), expected);
    }

    /// FR-263.
    #[test]
    fn lists_are_measured_before_their_entries_are_read() {
        let bad = json!({"tasks": vec![json!({}); 3]});
        let each = ["tasks[0].title", "tasks[1].title", "tasks[2].title"];
        assert_eq!(paths::<AddTask>("add_task", bad), each);
        let mut many = vec![json!({"title": "x"}); 30];
        many[7] = json!({"title": ""});
        let found = paths::<AddTask>("add_task", json!({ "tasks": many }));
        assert_eq!(found, ["tasks", "tasks[7].title"]);
        assert_eq!(
            paths::<AddTask>("add_task", json!({"tasks": []})),
            ["tasks"]
        );
        let no_list = json!({"title": vec![1; 40]});
        assert_eq!(
            paths::<AddTask>("add_task", no_list),
            ["title", "tasks"],
            "what is missing comes last"
        );
        let hopeless = json!({"tasks": vec![json!({"a": 1, "b": 2}); 25]});
        assert_eq!(
            paths::<AddTask>("add_task", hopeless).len(),
            MAX_PROBLEMS,
            "enough is enough"
        );
    }

    /// The fields of an entry that can be broken, each with a value that is good and one that is not. No good one for
    /// what is not a field, no bad one for what is left out.
    const FIELDS: [(&str, Option<&str>, Option<&str>); 8] = [
        ("id", Some("7"), None),
        ("due", Some("\"2026-11-27\""), Some("\"2026-02-30\"")),
        ("priority", Some("\"p1\""), Some("\"p0\"")),
        ("tags", Some("[\"a\"]"), Some("\"a\"")),
        ("clear", Some("[\"notes\"]"), Some("{}")),
        ("recurrence", Some("\"FREQ=DAILY\""), Some("\"daily\"")),
        ("completed", Some("true"), Some("\"yes\"")),
        ("owner", None, Some("\"eve\"")),
    ];

    /// An entry in which these fields are broken.
    fn entry(broken: &[bool; 8]) -> Value {
        let fields = FIELDS.iter().zip(broken);
        let fields = fields.filter_map(|((name, good, bad), broken)| {
            let text = if *broken { bad } else { good };
            let value = serde_json::from_str(text.as_ref()?).unwrap_or_default();
            Some(((*name).to_owned(), value))
        });
        Value::Object(fields.collect::<Map<_, _>>())
    }

    proptest! {
        /// FR-263: whatever is broken is told, and nothing else.
        #[test]
        fn any_broken_fields_are_told_and_no_others(
            entries in prop::collection::vec(prop::array::uniform8(prop::bool::weighted(0.3)), 1..=25),
        ) {
            let mut expected = Vec::new();
            for (index, broken) in entries.iter().enumerate() {
                let mut fields: Vec<_> = FIELDS.iter().zip(broken).filter(|(_, broken)| **broken).collect();
                // An entry is read in the order of its fields' names; an id that is missing comes last.
                fields.sort_by_key(|((name, ..), _)| (*name == "id", *name));
                let paths = fields.into_iter().map(|((name, ..), _)| format!("tasks[{index}].{name}"));
                expected.extend(paths);
            }
            expected.truncate(MAX_PROBLEMS);
            let entries: Vec<_> = entries.iter().map(entry).collect();
            let found = paths::<UpdateTask>("update_task", json!({"tasks": entries}));
            prop_assert_eq!(found, expected);
        }
    }
}
