//! The person's list, as far as a turn has read it: pages of `list_tasks`, each asked for in the same way.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::{
    act::Step,
    command::Status,
    say::{self, Voice},
    scene::{self, Done, Scene},
};
use crate::{model::RequestedCall, naming};

/// How many tasks a page of `list_tasks` holds at most.
const PAGE: usize = 100;

/// How many pages are read; with the change itself and the answer a turn stays within its steps (FR-307).
const MAX_PAGES: usize = 6;

/// How many pages of each of the four orders are read where no search finds a name: 2,000 titles (FR-1056).
const MAX_FAR_PAGES: usize = 5;

/// Some tasks, as far as this turn has read them.
pub(super) enum Listing<'a> {
    Need(Vec<RequestedCall>),
    Failed(&'a crate::tools::ToolError),
    Ready { tasks: Vec<&'a Value>, more: bool },
}

impl<'a> Listing<'a> {
    pub(super) fn ready(self, voice: &Voice) -> Result<(Vec<&'a Value>, bool), Step> {
        match self {
            Self::Need(calls) => Err(Step::Call(calls)),
            Self::Failed(error) => Err(Step::Say(vec![say::failure(
                &voice.plain("unread-list"),
                error,
            )])),
            Self::Ready { tasks, more } => Ok((tasks, more)),
        }
    }
}

/// What a request for a list says beside its cursor.
#[derive(Debug, Clone, Default)]
pub(super) struct Request(Map<String, Value>);

impl Request {
    /// The tasks in a state.
    pub(super) fn of(status: Status) -> Self {
        Self::default()
            .with("status", &json!(status.as_str()))
            .with("limit", &json!(PAGE))
    }

    pub(super) fn with(mut self, name: &str, value: &Value) -> Self {
        self.0.insert(name.to_owned(), value.clone());
        self
    }

    fn call(&self, cursor: Option<&str>) -> RequestedCall {
        let mut arguments = self.0.clone();
        if let Some(cursor) = cursor {
            arguments.insert("cursor".to_owned(), json!(cursor));
        }
        RequestedCall {
            name: "list_tasks".to_owned(),
            arguments: Value::Object(arguments),
        }
    }

    fn is_of(&self, arguments: &Value) -> bool {
        let Some(arguments) = arguments.as_object() else {
            return false;
        };
        let plain = arguments.iter().filter(|(name, _)| *name != "cursor");
        plain.clone().count() == self.0.len()
            && plain
                .into_iter()
                .all(|(name, value)| self.0.get(name) == Some(value))
    }

    /// The pages that were read so far, and what comes next.
    fn pages<'a>(&self, done: &[Done<'a>]) -> Result<Pages<'a>, &'a crate::tools::ToolError> {
        let mut pages = Pages::default();
        for (call, outcome) in done {
            if call.name != "list_tasks" || !self.is_of(&call.arguments) {
                continue;
            }
            let page = outcome.as_ref()?;
            pages.tasks.extend(scene::tasks_of(page));
            pages.cursor = page.get("next_cursor").and_then(Value::as_str);
            pages.count += 1;
        }
        Ok(pages)
    }

    fn read<'a>(&self, done: &[Done<'a>]) -> Listing<'a> {
        let pages = match self.pages(done) {
            Ok(pages) => pages,
            Err(error) => return Listing::Failed(error),
        };
        if pages.count == 0 || pages.cursor.is_some() && pages.count < MAX_PAGES {
            return Listing::Need(vec![self.call(pages.cursor)]);
        }
        Listing::Ready {
            more: pages.cursor.is_some(),
            tasks: pages.tasks,
        }
    }
}

#[derive(Default)]
struct Pages<'a> {
    tasks: Vec<&'a Value>,
    cursor: Option<&'a str>,
    count: usize,
}

/// The list before the turn changed anything: what it decides by stays the same while it acts.
pub(super) fn listing<'a>(turn: &Scene<'a>, status: Status) -> Listing<'a> {
    asked_for(turn, &Request::of(status))
}

/// What a request gives before the turn changed anything.
pub(super) fn asked_for<'a>(turn: &Scene<'a>, request: &Request) -> Listing<'a> {
    request.read(&turn.done_before_changes())
}

/// What a request gives after all that the turn changed.
pub(super) fn asked_for_after_changes<'a>(turn: &Scene<'a>, request: &Request) -> Listing<'a> {
    request.read(&turn.done_after_changes())
}

/// The tasks whose titles may have every word of a name.
pub(super) fn search<'a>(turn: &Scene<'a>, status: Status, name: &str) -> Listing<'a> {
    let words = naming::searched(name);
    if words.is_empty() {
        return Listing::Ready {
            tasks: Vec::new(),
            more: false,
        };
    }
    asked_for(turn, &Request::of(status).with("search", &json!(words)))
}

/// All subtasks there are.
pub(super) fn subtasks<'a>(turn: &Scene<'a>) -> Listing<'a> {
    asked_for(
        turn,
        &Request::of(Status::All).with("filter", &json!("subtask")),
    )
}

/// As many tasks in a state as can be read in a turn: from both ends, by age and by title.
pub(super) fn far<'a>(turn: &Scene<'a>, status: Status) -> Listing<'a> {
    let done = turn.done_before_changes();
    let first = Request::of(status);
    let ordered = |sort: &str, order: &str| {
        Request::of(status)
            .with("sort", &json!(sort))
            .with("order", &json!(order))
    };
    let whole = match first.pages(&done) {
        Ok(pages) if pages.count == 0 => return Listing::Need(vec![first.call(None)]),
        Ok(pages) => pages,
        Err(error) => return Listing::Failed(error),
    };
    if whole.cursor.is_none() {
        return Listing::Ready {
            tasks: whole.tasks,
            more: false,
        };
    }
    let orders = [
        first,
        ordered("created", "desc"),
        ordered("title", "asc"),
        ordered("title", "desc"),
    ];
    let mut calls = Vec::new();
    let mut tasks = Vec::new();
    let mut known = HashSet::new();
    let mut complete = false;
    for (number, request) in orders.iter().enumerate() {
        let pages = match request.pages(&done) {
            Ok(pages) => pages,
            Err(error) => return Listing::Failed(error),
        };
        let before = known.len();
        let count = pages.tasks.len();
        tasks.extend(
            pages
                .tasks
                .into_iter()
                .filter(|task| scene::id_of(task).is_some_and(|id| known.insert(id))),
        );
        // What comes from both ends and meets is all there is.
        complete |= pages.count > 0 && pages.cursor.is_none();
        complete |= number == 1 && known.len() - before < count;
        if pages.count == 0 || pages.cursor.is_some() && pages.count < MAX_FAR_PAGES {
            calls.push(request.call(pages.cursor));
        }
    }
    if complete || calls.is_empty() {
        return Listing::Ready {
            tasks,
            more: !complete,
        };
    }
    Listing::Need(calls)
}
