//! What a filter means, said without a database.

use super::{Condition, Part, Resolved};
use crate::{Due, Priority, ProjectName, Tag, Terms};

/// What a filter looks at in a task.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// What is to be done.
    pub title: &'a str,
    /// Details; empty for none.
    pub notes: &'a str,
    /// How much it matters.
    pub priority: Priority,
    /// Its tags.
    pub tags: &'a [Tag],
    /// Its project.
    pub project: &'a ProjectName,
    /// When it is due.
    pub due: Option<&'a Due>,
    /// Whether it is done.
    pub completed: bool,
    /// Whether it repeats.
    pub recurring: bool,
    /// Whether it has a parent.
    pub subtask: bool,
}

impl Resolved {
    /// Whether the filter matches a task.
    #[must_use]
    pub fn matches(&self, task: &Facts<'_>) -> bool {
        match self {
            Self::Is(condition) => condition.holds(task),
            Self::Not(inner) => !inner.matches(task),
            Self::And(parts) => parts.iter().all(|part| part.matches(task)),
            Self::Or(parts) => parts.iter().any(|part| part.matches(task)),
        }
    }
}

impl Condition<super::DueRange> {
    fn holds(&self, task: &Facts<'_>) -> bool {
        match self {
            Self::All => true,
            Self::Due(range) => task.due.is_some_and(|due| range.contains(due)),
            Self::Completed => task.completed,
            Self::Pending => !task.completed,
            Self::Has(Part::Date) => task.due.is_some(),
            Self::Has(Part::Notes) => !task.notes.is_empty(),
            Self::Has(Part::Tags) => !task.tags.is_empty(),
            Self::Recurring => task.recurring,
            Self::Subtask => task.subtask,
            Self::Priority(priority) => task.priority == *priority,
            Self::Project(name) => task.project.key() == name.key(),
            Self::Tag(tag) => task.tags.iter().any(|own| own.key() == tag.key()),
            Self::Search(text) => Terms::of_all([task.title, task.notes]).hold(&text.terms()),
        }
    }
}
