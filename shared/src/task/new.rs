//! A task to create.

use language::{Due, DueInput, Priority, ProjectName, Recurrence};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Breach, Context, Notes, Position, RecurrenceFrom, Series, Tags, TaskId, Title, or_default,
    series,
};

/// A task to create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "Pay the rent", "due": "2026-11-30T09:00", "recurrence": "FREQ=MONTHLY;BYMONTHDAY=30", "priority": "p1", "tags": ["home"], "project": "Money"}))]
#[schemars(inline)]
pub struct NewTask {
    /// What is to be done, 1 to 200 characters.
    pub title: Title,
    /// Details, in Markdown, at most 10,000 bytes.
    #[serde(
        default,
        deserialize_with = "or_default",
        skip_serializing_if = "Notes::is_empty"
    )]
    #[schema(value_type = Option<Notes>, required = false)]
    pub notes: Notes,
    /// p1 is the most urgent, p4 the default.
    #[serde(default, deserialize_with = "or_default")]
    #[schema(value_type = Option<Priority>, required = false)]
    pub priority: Priority,
    /// At most 20 tags, kept as written; in any letter case they are the same.
    #[serde(
        default,
        deserialize_with = "or_default",
        skip_serializing_if = "Tags::is_empty"
    )]
    #[schema(value_type = Option<Tags>, required = false)]
    pub tags: Tags,
    /// The project it belongs to, Inbox by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ProjectName>, required = false)]
    #[schemars(with = "ProjectName")]
    pub project: Option<ProjectName>,
    /// The day it is due, YYYY-MM-DD, or local time, YYYY-MM-DDTHH:MM, with or without its zone in brackets, or tomorrow 5pm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<DueInput>, required = false)]
    #[schemars(with = "DueInput")]
    pub due: Option<DueInput>,
    /// How it repeats, an RRULE of RFC 5545 such as FREQ=WEEKLY;BYDAY=MO. Without a due, its first day from today on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Recurrence>, required = false)]
    #[schemars(with = "Recurrence")]
    pub recurrence: Option<Recurrence>,
    /// completion counts from the day it is done.
    #[serde(
        default,
        deserialize_with = "or_default",
        skip_serializing_if = "RecurrenceFrom::is_due"
    )]
    #[schema(value_type = Option<RecurrenceFrom>, required = false)]
    pub recurrence_from: RecurrenceFrom,
    /// The id of the task that it is a part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<TaskId>, required = false)]
    #[schemars(with = "TaskId")]
    pub parent_id: Option<TaskId>,
    /// Where it stands in manual order; by default after all tasks that nobody moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Position>, required = false)]
    #[schemars(with = "Position")]
    pub position: Option<Position>,
}

impl NewTask {
    /// Whether it depends on where the person is.
    #[must_use]
    pub fn needs_zone(&self) -> bool {
        match &self.due {
            Some(due) => due.needs_zone(),
            None => self.recurrence.is_some(),
        }
    }

    /// Whether it is written without a look at other tasks.
    #[must_use]
    pub fn stands_alone(&self) -> bool {
        self.parent_id.is_none() && self.position.is_none()
    }

    /// When it is due, and the series that it begins.
    ///
    /// # Errors
    /// A due that does not exist in the zone; a rule that names no day from the due on, or cannot count from completion.
    pub(crate) fn schedule(&self, at: &Context) -> Result<(Option<Due>, Option<Series>), Breach> {
        let due = self.due.clone().map(|due| due.at(at.now, &at.zone));
        let due = due
            .transpose()
            .map_err(|invalid| Breach::new("due", invalid.to_string()))?;
        self.recurrence_from.check(self.recurrence.as_ref())?;
        let Some(rule) = &self.recurrence else {
            return Ok((due, None));
        };
        let due = match due {
            Some(due) => due,
            None => series::first_day(rule, at)?,
        };
        let series = Series::begin(None, rule, &due)?;
        Ok((Some(due), Some(series)))
    }
}
