//! What a sentence asks for.

use super::draft::Draft;

/// Which tasks are meant by their state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Status {
    #[default]
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
    Set(Field),
}

/// A field of a task with its new value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Field {
    /// When it is due, as tools take it, and how it repeats from then on.
    Due {
        due: Option<String>,
        recurrence: Option<String>,
        after_completion: bool,
    },
    /// By how many days and months it is due later.
    Later {
        days: i32,
        months: i32,
    },
    Priority(&'static str),
    Project(String),
    Tag(String),
    Untag(String),
    /// A line behind the notes.
    Note(String),
    /// A field to empty, as tools name it.
    Clear(&'static str),
}

impl Field {
    /// Whether the new value depends on the old one.
    pub(super) fn builds_on_task(&self) -> bool {
        match self {
            // A day alone leaves the time as it is.
            Self::Due {
                due: Some(due),
                recurrence: None,
                ..
            } => !due.contains('T'),
            Self::Later { .. } | Self::Tag(_) | Self::Untag(_) | Self::Note(_) => true,
            _ => false,
        }
    }
}

impl Action {
    /// The tasks among which a named one is looked for.
    pub(super) fn looks_among(&self) -> Status {
        match self {
            Self::Complete => Status::Pending,
            Self::Reopen => Status::Completed,
            Self::Delete | Self::Rename(_) | Self::Set(_) => Status::All,
        }
    }

    /// Whether the new value of what it changes depends on the old one.
    pub(super) fn builds_on_task(&self) -> bool {
        matches!(self, Self::Set(field) if field.builds_on_task())
    }

    /// The action as an English verb, for answers.
    pub(super) fn verb(&self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Reopen => "reopen",
            Self::Delete => "delete",
            Self::Rename(_) | Self::Set(_) => "change",
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
    /// Some of those that were shown last, by their places.
    Shown(Vec<Place>),
    /// All in a state.
    All(Status),
    /// The sentence did not say.
    Missing,
}

/// A place in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    FromFirst(usize),
    /// 0 is the last.
    FromLast(usize),
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

/// What is done with the tasks of a list before they are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum View {
    #[default]
    List,
    /// Those that are due today or earlier, by their time.
    Day,
    /// Those of the coming week and those that are late.
    Week,
    /// The first few to do.
    Next,
}

/// Which tasks are to be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Query {
    pub(super) status: Status,
    /// Conditions in the filter language.
    pub(super) filter: Option<String>,
    /// The words of a condition that is not understood.
    pub(super) unread: Vec<String>,
    pub(super) view: View,
}

/// A sentence that was understood, or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Command {
    /// New tasks; one without a title: the sentence gave none.
    Add(Vec<Draft>),
    /// A task that is added after a yes.
    Offer(Draft),
    List(Query),
    /// Whether there is such a task.
    Find(Target),
    Change(Change),
    /// A change in place of what the turn before did.
    Instead(Change),
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

impl Command {
    /// Whether it asks for a new task without saying which.
    pub(super) fn lacks_title(&self) -> bool {
        matches!(self, Self::Add(drafts) if drafts.iter().any(|draft| draft.title.is_empty()))
    }
}
