//! What a caller believes a thing to be.

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
        self.has(&task.etag())
    }

    /// Whether a state with this entity tag is one of them.
    #[must_use]
    pub fn has(&self, etag: &str) -> bool {
        match self {
            Self::Any => true,
            Self::OneOf(tags) => tags.iter().any(|tag| tag == etag),
        }
    }
}
