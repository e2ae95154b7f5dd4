//! When and where a change is made, and what it can break beyond its own form.

use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use language::Zone;

use super::TaskId;

/// The moment and the place of a change: words for time and times without a zone mean something only there (FR-612).
#[derive(Debug, Clone)]
pub struct Context {
    /// Now.
    pub now: Timestamp,
    /// The zone of the request, or of the account.
    pub zone: Zone,
}

impl Context {
    /// This moment, here. What is less than a microsecond is left out, as the database keeps no more: what is answered when a task
    /// is written is what is read later.
    #[must_use]
    pub fn at(now: Timestamp, zone: Zone) -> Self {
        let microseconds = TimestampRound::new()
            .smallest(Unit::Microsecond)
            .mode(RoundMode::Trunc);
        Self {
            now: now.round(microseconds).unwrap_or(now),
            zone,
        }
    }
}

/// A field that breaks a rule which its own text cannot show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// The field's name in JSON.
    pub field: &'static str,
    /// The rule, as a sentence for the caller.
    pub rule: String,
    /// Whether the value is good in itself, but not with what is there.
    pub clashes: bool,
    /// The task that it names, where there is none.
    pub missing: Option<TaskId>,
}

impl Breach {
    /// A breach of a rule by a field.
    pub fn new(field: &'static str, rule: impl Into<String>) -> Self {
        Self {
            field,
            rule: rule.into(),
            clashes: false,
            missing: None,
        }
    }

    /// A value that would be good if other things were not as they are.
    pub fn clash(field: &'static str, rule: impl Into<String>) -> Self {
        Self {
            clashes: true,
            ..Self::new(field, rule)
        }
    }

    /// A field that names a task which is not there, or not this person's, which is the same.
    #[must_use]
    pub fn no_task(field: &'static str, id: TaskId) -> Self {
        Self {
            missing: Some(id),
            ..Self::clash(field, format!("there is no task {id}"))
        }
    }
}
