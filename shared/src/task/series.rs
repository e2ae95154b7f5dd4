//! A task that repeats is one of a series; completing it makes the next (FR-614).

use std::str::FromStr;

use jiff::civil::DateTime;
use language::{Due, Recurrence};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Breach, Context, Task, TaskId};

/// From where a rule counts (FR-631): from the days that it names, or from the day on which a task is completed.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    ToSchema,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
#[expect(
    missing_docs,
    reason = "a doc comment on a variant turns the JSON schema's enum into oneOf, which models mishandle"
)]
pub enum RecurrenceFrom {
    #[default]
    Due,
    Completion,
}

impl RecurrenceFrom {
    /// Whether it is what a rule means by itself.
    #[must_use]
    pub fn is_due(&self) -> bool {
        *self == Self::Due
    }

    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Completion => "completion",
        }
    }

    /// Whether it goes with a task's rule.
    pub(super) fn check(self, rule: Option<&Recurrence>) -> Result<(), Breach> {
        match (self, rule) {
            (Self::Completion, None) => Err(Breach::new(
                "recurrence_from",
                "only a task that repeats does so from its completion; it needs a recurrence",
            )),
            (Self::Completion, Some(rule)) if rule.is_counted() => Err(Breach::new(
                "recurrence",
                "COUNT counts from a start, which a task that repeats from its completion has not; use UNTIL",
            )),
            _ => Ok(()),
        }
    }
}

impl FromStr for RecurrenceFrom {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "due" => Ok(Self::Due),
            "completion" => Ok(Self::Completion),
            _ => Err("a rule counts from due or completion"),
        }
    }
}

/// What a task that repeats knows of its series, apart from the rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// The series' first task; none for a task that is only about to be created and begins one.
    pub id: Option<TaskId>,
    /// The due that the rule counts from, the DTSTART of RFC 5545.
    pub start: Due,
    /// The occurrence that this task stands for. Moving the task's due leaves it alone, and the rule with it.
    pub scheduled: DateTime,
}

impl Series {
    /// The series that begins with a task that is due at `due`.
    ///
    /// # Errors
    /// A rule that names no day from then on.
    pub(super) fn begin(id: Option<TaskId>, rule: &Recurrence, due: &Due) -> Result<Self, Breach> {
        if rule.first(due).is_none() {
            return Err(Breach::new(
                "recurrence",
                "the rule names no day on or after the day it is due",
            ));
        }
        Ok(Self {
            id,
            start: due.clone(),
            scheduled: due.local(),
        })
    }
}

/// The first day that a rule names, from today on: the due of a task that repeats and was given none.
pub(super) fn first_day(rule: &Recurrence, at: &Context) -> Result<Due, Breach> {
    let today = Due::Date(at.zone.today(at.now));
    rule.first(&today)
        .ok_or_else(|| Breach::new("recurrence", "the rule names no day from today on"))
}

impl Task {
    /// The due of the occurrence after this one: after the day or time that it stands for, and after now, so that a task
    /// that was neglected for a week comes back once; or, from completion, what the rule names behind today (FR-632). None for a task that does not repeat, or no more.
    #[must_use]
    pub fn next_due(&self, at: &Context) -> Option<Due> {
        let (rule, series) = self.recurrence.as_ref().zip(self.series.as_ref())?;
        let zone = match &series.start {
            Due::Date(_) => &at.zone,
            Due::Time(time) => time.zone(),
        };
        let now = zone.time_zone().to_datetime(at.now);
        match self.recurrence_from {
            RecurrenceFrom::Due => rule.next(&series.start, series.scheduled.max(now)),
            RecurrenceFrom::Completion => rule.after_completion(&series.start, now.date()),
        }
    }
}
