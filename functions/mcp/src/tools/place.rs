//! Places in the arguments of a call.

use std::{cmp::Ordering, fmt};

use serde_json::Value;
use serde_path_to_error::{Error, Segment};

/// A step down into the arguments.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Step {
    Field(String),
    Item(usize),
}

pub(super) type Place = Vec<Step>;

/// Where a reader stopped.
pub(super) fn steps(error: &Error<serde_json::Error>) -> Place {
    let steps = error.path().iter().map_while(|segment| match segment {
        Segment::Seq { index } => Some(Step::Item(*index)),
        Segment::Map { key } => Some(Step::Field(key.clone())),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    steps.collect()
}

/// Which of two places comes first; what is missing comes behind what is there.
pub(super) fn order(arguments: &Value, one: &[Step], other: &[Step]) -> Ordering {
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

/// A place as it is told: `tasks[0].title`. A field that there is not can have any name, of which the beginning does.
pub(super) struct Path<'a>(pub(super) &'a [Step]);

impl fmt::Display for Path<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Field(name) if index > 0 => write!(formatter, ".{name:.60}")?,
                Step::Field(name) => write!(formatter, "{name:.60}")?,
                Step::Item(index) => write!(formatter, "[{index}]")?,
            }
        }
        if self.0.is_empty() {
            formatter.write_str("arguments")?;
        }
        Ok(())
    }
}
