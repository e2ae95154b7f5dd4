//! What a caller believes a task to be.

use super::Task;

/// The states in which a change is welcome (`If-Match`, FR-115).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Expected {
    /// Any.
    #[default]
    Any,
    /// Those with one of these entity tags.
    OneOf(Vec<String>),
}

impl Expected {
    /// Whether a task is in such a state.
    #[must_use]
    pub fn allows(&self, task: &Task) -> bool {
        match self {
            Self::Any => true,
            Self::OneOf(tags) => tags.contains(&task.etag()),
        }
    }
}
