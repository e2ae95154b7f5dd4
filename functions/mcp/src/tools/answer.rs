//! What the tools answer (FR-202, FR-208).

use std::borrow::Cow;

use jiff::Timestamp;
use rmcp::{
    ErrorData,
    model::{CallToolResult, ContentBlock},
};
use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    db::tasks::Changed,
    http::{self, Unfinished},
    task::{Reverted, Task, TaskId, TaskPage},
};

use super::{line, problems::Problem};

/// A task, or an error, in a schema that does not say again what `list_tasks` says of them.
type Listed = serde_json::Map<String, serde_json::Value>;

/// The answer of a tool that changes tasks.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Results {
    /// What became of each entry, in the order of the request.
    pub(crate) results: Vec<Entry>,
}

/// What became of one entry.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[schemars(inline)]
pub(crate) struct Entry {
    /// The task now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Listed")]
    pub(super) task: Option<Task>,
    /// The task before the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Listed")]
    pub(super) before: Option<Task>,
    /// The next task, created by completing one that repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Listed")]
    pub(super) next: Option<Task>,
    /// The next task as it was, taken away by reopening the one before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Listed")]
    pub(super) gone: Option<Task>,
    /// Why this entry failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Listed")]
    pub(super) error: Option<Failure>,
}

/// Why an entry, or the whole call, failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(inline)]
pub(crate) struct Failure {
    /// A stable name for the kind of failure.
    pub(crate) code: Cow<'static, str>,
    /// What is wrong and what to do next.
    pub(super) message: String,
    /// The task that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "TaskId")]
    id: Option<TaskId>,
    /// The place in the arguments that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub(super) path: Option<String>,
    /// All places in the arguments that are wrong, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) problems: Vec<Problem>,
    /// The task that is not there, where that is why.
    #[serde(skip)]
    pub(super) missing: Option<TaskId>,
    /// Whether the same call may go well if it is carried out once more.
    #[serde(skip)]
    unfinished: Option<Unfinished>,
}

impl Failure {
    pub(crate) fn new(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
            id: None,
            path: None,
            problems: Vec::new(),
            missing: None,
            unfinished: None,
        }
    }

    /// The refusal of a change by who has not seen the task as it is.
    pub(super) fn changed_meanwhile(id: TaskId) -> Self {
        let message =
            format!("Task {id} was changed meanwhile, so nothing was done. Look at it first.");
        Self::new("changed_meanwhile", message).of_task(id)
    }

    /// The same where there is no tool to fail.
    pub(crate) fn into_protocol_error(self) -> ErrorData {
        match &*self.code {
            "internal" | "unavailable" | "busy" => ErrorData::internal_error(self.message, None),
            _ => ErrorData::invalid_params(self.message, None),
        }
    }

    /// Whether the same call may go well if it is carried out once more.
    pub(super) fn unfinished(&self) -> Option<Unfinished> {
        self.unfinished
    }

    pub(crate) fn of_task(mut self, id: TaskId) -> Self {
        self.id = Some(id);
        self
    }

    pub(crate) fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// At all of these places. One alone is said completely by message and path.
    pub(super) fn at_each(mut self, problems: Vec<Problem>) -> Self {
        self.path = problems.first().map(|problem| problem.path.clone());
        if problems.len() > 1 {
            self.problems = problems;
        }
        self
    }

    /// Not yours and not there look the same (FR-205).
    pub(crate) fn no_task(id: TaskId) -> Self {
        let failure = Self::new("not_found", format!("There is no task {id}."));
        Self {
            missing: Some(id),
            ..failure.of_task(id)
        }
    }

    pub(crate) fn named_twice(id: TaskId) -> Self {
        let message = format!(
            "Task {id} is named twice in this call; the first entry says what became of it."
        );
        Self::new("duplicate", message).of_task(id)
    }
}

impl From<shared::Error> for Failure {
    /// The words of the REST problem, which also logs what the caller is not told.
    fn from(error: shared::Error) -> Self {
        let (field, missing) = match &error {
            shared::Error::Invalid(breach) | shared::Error::InvalidParameter(breach) => {
                (Some(breach.field), breach.missing)
            }
            _ => (None, None),
        };
        let problem = http::Problem::from(error);
        let unfinished = problem.unfinished;
        let code = problem.kind.rsplit(':').next().unwrap_or_default();
        let message = match missing {
            Some(id) => Self::no_task(id).message,
            None => problem.detail,
        };
        Self {
            path: field.map(str::to_owned),
            missing,
            unfinished,
            ..Self::new(code.replace('-', "_"), message)
        }
    }
}

impl Entry {
    pub(crate) fn created(task: Task) -> Self {
        Self {
            task: Some(task),
            ..Self::default()
        }
    }

    pub(crate) fn changed(changed: Changed) -> Self {
        Self {
            task: Some(changed.after),
            before: Some(changed.before),
            next: changed.next,
            gone: changed.gone,
            error: None,
        }
    }

    /// Whether something is other than it was.
    pub(super) fn is_change(&self) -> bool {
        self.error.is_none() && self.task != self.before
    }

    pub(crate) fn deleted(before: Task) -> Self {
        Self {
            before: Some(before),
            ..Self::default()
        }
    }
}

impl From<Reverted> for Entry {
    fn from(reverted: Reverted) -> Self {
        Self {
            task: reverted.after,
            before: reverted.before,
            ..Self::default()
        }
    }
}

impl From<Failure> for Entry {
    fn from(failure: Failure) -> Self {
        Self {
            error: Some(failure),
            ..Self::default()
        }
    }
}

/// The answer of any tool.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Answer {
    /// Of those that change tasks.
    Written(Results),
    /// Of `list_tasks`.
    Listed(TaskPage),
    /// The call was refused as a whole, or nothing of it came to be.
    Refused {
        /// Why.
        error: Failure,
    },
}

/// An answer in the form that goes over the wire.
#[derive(Debug)]
pub(crate) struct Done {
    /// How it went in one word, for the log.
    pub(crate) outcome: Cow<'static, str>,
    /// What the client gets.
    pub(crate) result: CallToolResult,
}

impl Answer {
    /// The result on the wire: an error when nothing of the call succeeded (FR-206, FR-208), and behind the JSON a line
    /// for people (FR-265), as of `now`.
    ///
    /// # Errors
    /// When the answer is no JSON, which would be a defect.
    pub(crate) fn done(self, tool: &str, now: Timestamp) -> serde_json::Result<Done> {
        let outcome = self.outcome();
        let value = serde_json::to_value(&self)?;
        let mut result = if matches!(&*outcome, "done" | "partly done") {
            CallToolResult::structured(value)
        } else {
            CallToolResult::structured_error(value)
        };
        let line = line::of(tool, &self, now);
        result.content.push(ContentBlock::text(line));
        Ok(Done { outcome, result })
    }

    fn outcome(&self) -> Cow<'static, str> {
        match self {
            Self::Listed(_) => "done".into(),
            Self::Refused { error } => error.code.clone(),
            Self::Written(Results { results }) => {
                let failed = results.iter().filter(|entry| entry.error.is_some()).count();
                match failed {
                    0 => "done".into(),
                    failed if failed == results.len() => "failed".into(),
                    _ => "partly done".into(),
                }
            }
        }
    }
}
