//! What a sentence asks for.

/// Which tasks are meant by their state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    All,
    Pending,
    Completed,
}

impl Status {
    /// The word of `list_tasks`.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Pending => "pending",
            Self::Completed => "completed",
        }
    }
}

/// What is to be done with tasks that exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    Complete,
    Reopen,
    Delete,
    /// The new title; none when the sentence gave none.
    Rename(Option<String>),
}

impl Action {
    /// The tasks among which a named one is looked for.
    pub(super) fn looks_among(&self) -> Status {
        match self {
            Self::Complete => Status::Pending,
            Self::Reopen => Status::Completed,
            Self::Delete | Self::Rename(_) => Status::All,
        }
    }

    /// The action as a verb, for questions.
    pub(super) fn verb(&self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Reopen => "reopen",
            Self::Delete => "delete",
            Self::Rename(_) => "change",
        }
    }
}

/// Which tasks are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// Their numbers.
    Ids(Vec<i64>),
    /// Words of the title.
    Named(String),
    /// The one just spoken of.
    It,
    /// The ones just spoken of.
    Them,
    /// All in a state.
    All(Status),
    /// The sentence did not say.
    Missing,
}

/// A sentence that was understood, or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Command {
    /// New tasks; none: the sentence gave no title.
    Add(Vec<String>),
    List(Status),
    /// Whether there is such a task.
    Find(Target),
    Change(Action, Target),
    /// The person took a question back.
    Dropped,
    Greet,
    Thanks,
    Help,
    NotUnderstood,
}
