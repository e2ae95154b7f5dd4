//! Lists and single tasks that are shown.

use serde_json::{Value, json};

use super::{Acting, Step, resolve, scene};
use crate::{
    builtin::{
        command::{Query, Status, Target, View},
        listing::{Listing, Request, asked_for, asked_for_after_changes, far, listing, search},
        matching::{self, Found},
    },
    naming,
};

/// How many tasks "what's next?" shows.
const NEXT: usize = 3;

impl Acting<'_, '_> {
    pub(super) fn list(&self, query: &Query) -> Step {
        self.show(query, asked_for(self.turn, &request(query)))
    }

    pub(super) fn list_after_changes(&self, query: &Query) -> Step {
        self.show(query, asked_for_after_changes(self.turn, &request(query)))
    }

    fn show(&self, query: &Query, listing: Listing<'_>) -> Step {
        let (mut tasks, more) = match listing.ready(self.voice) {
            Ok(ready) => ready,
            Err(step) => return step,
        };
        let head = match query.view {
            View::List => {
                let filter = query.filter.as_deref();
                return Step::Say(self.voice.list(
                    query.status,
                    filter,
                    &query.unread,
                    &tasks,
                    more,
                ));
            }
            View::Day if tasks.is_empty() => "list-day-none",
            View::Day => "list-day",
            View::Week if tasks.is_empty() => "list-week-none",
            View::Week => "list-week",
            View::Next if tasks.is_empty() => "list-none-pending",
            View::Next => "list-next",
        };
        if query.view == View::Next {
            tasks.truncate(NEXT);
        }
        let lines = tasks.iter().map(|task| self.voice.line(task));
        Step::Say(
            std::iter::once(self.voice.plain(head))
                .chain(lines)
                .collect(),
        )
    }

    /// A task that was asked about, or that there is none.
    pub(super) fn find(&self, target: Target) -> Step {
        let found = match &target {
            Target::Ids(ids) => self.with_ids(ids),
            Target::It | Target::Them | Target::Shown(_) => self.spoken_of(&target),
            Target::Named(name) | Target::Quoted(name) => self.called(name),
            Target::All(_) | Target::Missing => listing(self.turn, Status::All)
                .ready(self.voice)
                .map(|(tasks, _)| tasks),
        };
        let found = match found {
            Ok(found) => found,
            Err(step) => return step,
        };
        let lines = found.iter().map(|task| self.voice.line(task)).collect();
        Step::Say(match (found.is_empty(), target) {
            (false, _) => lines,
            (true, Target::Ids(ids)) => ids
                .into_iter()
                .map(|id| self.voice.no_such_task(id))
                .collect(),
            (true, Target::Named(name) | Target::Quoted(name)) => {
                self.voice.lines("found-none", &[("name", &name)])
            }
            (true, _) => self.voice.list(Status::All, None, &[], &[], false),
        })
    }

    fn with_ids(&self, ids: &[i64]) -> Result<Vec<&Value>, Step> {
        let (tasks, _) = listing(self.turn, Status::All).ready(self.voice)?;
        let is_meant = |task: &&Value| scene::id_of(task).is_some_and(|id| ids.contains(&id));
        Ok(tasks.into_iter().filter(is_meant).collect())
    }

    fn spoken_of(&self, target: &Target) -> Result<Vec<&Value>, Step> {
        let ids = match target {
            Target::Shown(places) => {
                resolve::at_places(&self.turn.shown(), places).unwrap_or_default()
            }
            _ => self.turn.spoken_of(),
        };
        self.with_ids(&ids)
    }

    fn called(&self, name: &str) -> Result<Vec<&Value>, Step> {
        let (found, _) = search(self.turn, Status::All, name).ready(self.voice)?;
        let fitting = |tasks: &[&'_ Value]| match matching::find(name, &resolve::titles(tasks)) {
            Found::Fitting(places) => places,
            Found::Near(_) => Vec::new(),
        };
        let places = fitting(&found);
        if !places.is_empty() {
            return Ok(resolve::pick(&found, &places));
        }
        let (tasks, _) = far(self.turn, Status::All).ready(self.voice)?;
        let places = fitting(&tasks);
        if !places.is_empty() {
            return Ok(resolve::pick(&tasks, &places));
        }
        let alike = naming::by_one_edit(name, &resolve::titles(&tasks));
        Ok(resolve::pick(&tasks, &alike))
    }
}

fn request(query: &Query) -> Request {
    let request = Request::of(query.status);
    let request = match &query.filter {
        Some(filter) => request.with("filter", &json!(filter)),
        None => request,
    };
    match query.view {
        View::List => request,
        View::Day | View::Week | View::Next => request.with("sort", &json!("due")),
    }
}
