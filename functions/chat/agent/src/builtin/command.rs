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
    /// A whole title, in quotation marks.
    Quoted(String),
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

/// How plainly a change is asked for, and so what it takes to act without a question (FR-318, FR-321, FR-323).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// A plain command: acts on numbers, whole titles in quotation marks, and clear names.
    Command,
    /// Told as a fact ("I finished …"): acts on a name only when the whole title was said.
    Report,
    /// A verb with other meanings: acts on numbers and whole titles in quotation marks.
    Loose,
    /// Anything else: asks first.
    Doubtful,
    /// The person was asked and agreed.
    Confirmed,
}

/// A change of tasks that exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) action: Action,
    pub(super) target: Target,
    pub(super) manner: Manner,
}

impl Change {
    /// The same change, asked about first.
    pub(super) fn doubtful(self) -> Self {
        Self {
            manner: Manner::Doubtful,
            ..self
        }
    }
}

/// Why a sentence that speaks of a change is not carried out (FR-320, FR-323, FR-324). Each holds the words it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Doubt {
    /// "don't", "never".
    Negation(String),
    /// "except", "keep".
    Exception(String),
    /// "if", "unless".
    Condition(String),
    /// "no wait", "instead".
    Correction(String),
    /// A date, a time or a bare adverb where a title should be.
    NoTitle(String),
    /// One of several commands.
    Part(String),
}

/// A sentence that was understood, or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Command {
    /// New tasks; none: the sentence gave no title.
    Add(Vec<String>),
    /// Tasks in a state, and the words of a condition that is not understood.
    List(Status, Vec<String>),
    /// Whether there is such a task.
    Find(Target),
    Change(Change),
    /// Takes back what the newest turn of the conversation with changes did.
    Undo,
    /// Several commands with the words of each.
    Several(Vec<(String, Command)>),
    /// Something that reads like a change but is not safe to carry out.
    Unsure(Doubt),
    /// The person took a question back.
    Dropped,
    Greet,
    Thanks,
    Help,
    NotUnderstood,
}
