//! The tree that a filter is.

use super::SearchText;
use crate::{Priority, ProjectName, Tag};

/// A filter as a tree. `D` is how times are given: words ([`When`](super::When)) or bounds
/// ([`DueRange`](super::DueRange)).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Expression<D> {
    /// A single condition.
    Is(Condition<D>),
    /// What the inner one does not match.
    Not(Box<Self>),
    /// What all match: at least two, none of them an `And`.
    And(Vec<Self>),
    /// What at least one matches: at least two, none of them an `Or`.
    Or(Vec<Self>),
}

/// What a task can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Condition<D> {
    /// Is it a task? Always.
    All,
    /// Is it due then?
    Due(D),
    /// Is it done?
    Completed,
    /// Is it still to do?
    Pending,
    /// Does it have this?
    Has(Part),
    /// Does it repeat?
    Recurring,
    /// Does it have a parent?
    Subtask,
    /// Is this its priority?
    Priority(Priority),
    /// Is it in this project?
    Project(ProjectName),
    /// Does it have this tag?
    Tag(Tag),
    /// Do its texts contain this?
    Search(SearchText),
}

/// What a task can have or lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// A due date, with or without a time.
    Date,
    /// Notes.
    Notes,
    /// At least one tag.
    Tags,
}

impl<D> Expression<D> {
    /// What all of them match.
    pub(super) fn and(parts: Vec<Self>) -> Self {
        Self::joined(parts, Self::And, |part| match part {
            Self::And(inner) => Ok(inner),
            other => Err(other),
        })
    }

    /// What at least one of them matches.
    pub(super) fn or(parts: Vec<Self>) -> Self {
        Self::joined(parts, Self::Or, |part| match part {
            Self::Or(inner) => Ok(inner),
            other => Err(other),
        })
    }

    /// Parts of the same kind are taken apart, so that `(a & b) & c` is `a & b & c`.
    fn joined(
        parts: Vec<Self>,
        join: impl Fn(Vec<Self>) -> Self,
        apart: impl Fn(Self) -> Result<Vec<Self>, Self>,
    ) -> Self {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match apart(part) {
                Ok(inner) => flat.extend(inner),
                Err(other) => flat.push(other),
            }
        }
        match flat.pop() {
            Some(only) if flat.is_empty() => only,
            last => {
                flat.extend(last);
                join(flat)
            }
        }
    }

    /// The same tree with the times replaced; one time may become several conditions.
    pub(super) fn map_due<E>(&self, replace: &impl Fn(&D) -> Expression<E>) -> Expression<E> {
        match self {
            Self::Is(Condition::Due(due)) => replace(due),
            Self::Is(Condition::All) => Expression::Is(Condition::All),
            Self::Is(Condition::Completed) => Expression::Is(Condition::Completed),
            Self::Is(Condition::Pending) => Expression::Is(Condition::Pending),
            Self::Is(Condition::Has(part)) => Expression::Is(Condition::Has(*part)),
            Self::Is(Condition::Recurring) => Expression::Is(Condition::Recurring),
            Self::Is(Condition::Subtask) => Expression::Is(Condition::Subtask),
            Self::Is(Condition::Priority(priority)) => {
                Expression::Is(Condition::Priority(*priority))
            }
            Self::Is(Condition::Project(name)) => Expression::Is(Condition::Project(name.clone())),
            Self::Is(Condition::Tag(tag)) => Expression::Is(Condition::Tag(tag.clone())),
            Self::Is(Condition::Search(text)) => Expression::Is(Condition::Search(text.clone())),
            Self::Not(inner) => Expression::Not(Box::new(inner.map_due(replace))),
            Self::And(parts) => {
                Expression::and(parts.iter().map(|part| part.map_due(replace)).collect())
            }
            Self::Or(parts) => {
                Expression::or(parts.iter().map(|part| part.map_due(replace)).collect())
            }
        }
    }
}
