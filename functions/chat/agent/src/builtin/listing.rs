//! The person's list, as far as a turn has read it.

use serde_json::{Value, json};

use super::{
    act::Step,
    command::Status,
    say,
    scene::{self, Done, Scene},
};
use crate::model::RequestedCall;

/// How many tasks a page of `list_tasks` holds at most.
const PAGE: usize = 100;

/// How many pages are read; with the change itself and the answer a turn stays within its steps (FR-307).
const MAX_PAGES: usize = 6;

/// The tasks in a state, as far as this turn has read them.
pub(super) enum Listing<'a> {
    Need(RequestedCall),
    Failed(String),
    Ready { tasks: Vec<&'a Value>, more: bool },
}

impl<'a> Listing<'a> {
    pub(super) fn ready(self) -> Result<(Vec<&'a Value>, bool), Step> {
        match self {
            Self::Need(call) => Err(Step::Call(vec![call])),
            Self::Failed(words) => Err(Step::Say(vec![words])),
            Self::Ready { tasks, more } => Ok((tasks, more)),
        }
    }
}

/// The list before the turn changed anything: what it decides by stays the same while it acts.
pub(super) fn listing<'a>(turn: &Scene<'a>, status: Status) -> Listing<'a> {
    read(&turn.done_before_changes(), status)
}

/// The list after all that the turn changed.
pub(super) fn listing_after_changes<'a>(turn: &Scene<'a>, status: Status) -> Listing<'a> {
    read(&turn.done_after_changes(), status)
}

fn read<'a>(done: &[Done<'a>], status: Status) -> Listing<'a> {
    let mut tasks = Vec::new();
    let mut pages = 0;
    let mut cursor = None;
    for (call, outcome) in done {
        let asked = call.arguments.get("status").and_then(Value::as_str);
        if call.name != "list_tasks" || asked != Some(status.as_str()) {
            continue;
        }
        match outcome {
            Ok(page) => {
                tasks.extend(scene::tasks_of(page));
                cursor = page.get("next_cursor").and_then(Value::as_str);
                pages += 1;
            }
            Err(error) => {
                return Listing::Failed(say::failure("I could not look at your tasks", error));
            }
        }
    }
    let mut arguments = json!({"status": status.as_str(), "limit": PAGE});
    match cursor {
        None if pages == 0 => {}
        Some(cursor) if pages < MAX_PAGES => arguments["cursor"] = json!(cursor),
        _ => {
            return Listing::Ready {
                tasks,
                more: cursor.is_some(),
            };
        }
    }
    Listing::Need(RequestedCall {
        name: "list_tasks".to_owned(),
        arguments,
    })
}
