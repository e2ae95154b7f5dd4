//! Which tasks a change is about, and whether that is certain enough to act without a question (FR-313, FR-318,
//! FR-321 to FR-323, FR-1056).

mod questions;

use serde_json::Value;

use super::{
    act::{MAX_UNASKED, Step},
    command::{Action, Change, Manner, Place, Status, Target},
    listing::{far, listing, search, subtasks},
    matching::{self, Found},
    say::Voice,
    scene::{self, Scene},
    words::{self, Word},
};
use crate::{
    family::family,
    naming::{self, Naming},
};
use questions::Asking;

/// How many options a question offers; a number reaches the others.
pub(super) const MAX_OPTIONS: usize = 10;

/// The tasks that are changed now.
pub(super) struct Write {
    pub(super) ids: Vec<i64>,
    /// Numbers that no task can have.
    pub(super) impossible: Vec<i64>,
}

/// The tasks of a change that `said` asks for, or what has to come before: a look at the list, a question, a refusal.
pub(super) fn resolve(
    turn: &Scene<'_>,
    change: &Change,
    said: &str,
    voice: &Voice,
) -> Result<Write, Step> {
    if let Action::Rename(None) = change.action {
        return Err(Step::Say(vec![voice.plain("new-title")]));
    }
    let resolving = Resolving {
        turn,
        change,
        voice,
    };
    let spoken_of = turn.spoken_of();
    match &change.target {
        Target::Ids(ids) => resolving.numbered(ids),
        Target::It if spoken_of.len() == 1 => resolving.numbered(&spoken_of),
        Target::Them if !spoken_of.is_empty() => resolving.numbered(&spoken_of),
        Target::Them if !matches!(change.action, Action::Delete) && !turn.shown().is_empty() => {
            resolving.numbered(&turn.shown())
        }
        Target::Shown(places) => match at_places(&turn.shown(), places) {
            Some(ids) => resolving.numbered(&ids),
            None => Err(resolving.asking().which()),
        },
        Target::It | Target::Them | Target::Missing => Err(resolving.asking().which()),
        Target::Quoted(name) | Target::Named(name) => resolving.named(name, said),
        Target::All(status) => Err(resolving.asking().all(*status)),
    }
}

/// The tasks at some places of a list; none if one of the places is not there.
pub(super) fn at_places(shown: &[i64], places: &[Place]) -> Option<Vec<i64>> {
    let mut ids = Vec::new();
    for place in places {
        let at = match place {
            Place::FromFirst(at) => *at,
            Place::FromLast(at) => shown.len().checked_sub(at + 1)?,
        };
        let id = *shown.get(at)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    (!ids.is_empty()).then_some(ids)
}

/// The tasks that a question of yes and no was asked about (FR-322).
pub(super) fn asked_about(asked: &Scene<'_>, change: &Change, voice: &Voice) -> Vec<i64> {
    let listed = |status| match listing(asked, status).ready(voice) {
        Ok((tasks, _)) => ids(&tasks),
        Err(_) => Vec::new(),
    };
    match &change.target {
        Target::Ids(ids) => possible(ids),
        Target::It => asked.spoken_of(),
        Target::Them => match asked.spoken_of() {
            spoken if spoken.is_empty() => asked.shown(),
            spoken => spoken,
        },
        Target::Shown(places) => at_places(&asked.shown(), places).unwrap_or_default(),
        Target::All(status) => listed(narrowed(&change.action, *status)),
        Target::Quoted(_) | Target::Named(_) | Target::Missing => Vec::new(),
    }
}

/// The numbers that tasks can have.
fn possible(ids: &[i64]) -> Vec<i64> {
    let known = ids.iter().copied();
    known
        .filter(|id| (1..=i64::from(i32::MAX)).contains(id))
        .collect()
}

/// A change whose tasks are looked for.
struct Resolving<'r, 's> {
    turn: &'r Scene<'s>,
    change: &'r Change,
    voice: &'r Voice,
}

impl Resolving<'_, '_> {
    fn asking(&self) -> Asking<'_, '_> {
        Asking {
            turn: self.turn,
            action: &self.change.action,
            voice: self.voice,
        }
    }

    fn numbered(&self, ids: &[i64]) -> Result<Write, Step> {
        let known = possible(ids);
        if known.is_empty() {
            let none = ids.iter().map(|id| self.voice.no_such_task(*id));
            return Err(Step::Say(none.collect()));
        }
        let action = &self.change.action;
        let several_titles = matches!(action, Action::Rename(_)) && known.len() > 1;
        let certain = match self.change.manner {
            Manner::Confirmed => true,
            Manner::Doubtful => false,
            Manner::Command | Manner::Report | Manner::Loose => {
                known.len() <= MAX_UNASKED && !several_titles
            }
        };
        let takes_along = self.change.manner != Manner::Confirmed
            && matches!(action, Action::Delete)
            && certain
            && self.with_subtasks(&known)? > MAX_UNASKED;
        if !certain || takes_along {
            return Err(self.asking().about_numbers(&known));
        }
        let impossible = ids.iter().copied().filter(|id| !known.contains(id));
        Ok(Write {
            impossible: impossible.collect(),
            ids: known,
        })
    }

    /// How many tasks some are with all their subtasks, which go with them (FR-613).
    fn with_subtasks(&self, ids: &[i64]) -> Result<usize, Step> {
        let (tasks, _) = subtasks(self.turn).ready(self.voice)?;
        Ok(family(&tasks, ids).len())
    }

    /// Acts on the task that a name points at, or asks about those that it may mean.
    fn named(&self, name: &str, said: &str) -> Result<Write, Step> {
        let status = self.change.action.looks_among();
        let (found, more) = search(self.turn, status, name).ready(self.voice)?;
        // Of more tasks than were read nobody knows whether there is another such one.
        if let Some(ids) = certain(self.change, said, &found).filter(|_| !more) {
            return self.act(ids);
        }
        let fitting = match matching::find(name, &titles(&found)) {
            Found::Fitting(places) => pick(&found, &places),
            Found::Near(_) => Vec::new(),
        };
        if !fitting.is_empty() {
            return Err(self.ask(&fitting, name, status));
        }
        let (tasks, more) = far(self.turn, status).ready(self.voice)?;
        if let Some(ids) = certain(self.change, said, &tasks).filter(|_| !more) {
            return self.act(ids);
        }
        let titles = titles(&tasks);
        let near = match matching::find(name, &titles) {
            Found::Fitting(places) => return Err(self.ask(&pick(&tasks, &places), name, status)),
            Found::Near(near) => near,
        };
        let alike = pick(&tasks, &naming::by_one_edit(name, &titles));
        if !alike.is_empty() {
            return Err(self.asking().instead(&alike, name, status));
        }
        let places: Vec<usize> = if near.is_empty() {
            (0..tasks.len()).collect()
        } else {
            near
        };
        let near = pick(&tasks, &places);
        Err(Step::Say(self.voice.not_found(name, status, &near, !more)))
    }

    fn act(&self, ids: Vec<i64>) -> Result<Write, Step> {
        let along = matches!(self.change.action, Action::Delete | Action::Complete);
        if along && self.with_subtasks(&ids)? > MAX_UNASKED {
            return Err(self.asking().about_numbers(&ids));
        }
        Ok(Write {
            ids,
            impossible: Vec::new(),
        })
    }

    fn ask(&self, fitting: &[&Value], name: &str, status: Status) -> Step {
        match fitting {
            [task] if !matches!(self.change.action, Action::Delete | Action::Complete) => {
                self.asking().about_one(task, &[])
            }
            [task] => match subtasks(self.turn).ready(self.voice) {
                Ok((tasks, _)) => self.asking().about_one(task, &tasks),
                Err(step) => step,
            },
            several => self.asking().which_of(several, name, status),
        }
    }
}

/// The tasks that a change names with certainty among `tasks`, which are all that could be meant (FR-318, FR-321).
pub(super) fn certain(change: &Change, said: &str, tasks: &[&Value]) -> Option<Vec<i64>> {
    let titles = titles(tasks);
    let (name, naming) = match (&change.target, change.manner) {
        (_, Manner::Doubtful) => return None,
        (Target::Quoted(title), _) => (title, naming::by_title(title, &titles)),
        (Target::Named(name), Manner::Command) => (name, naming::by_command(name, &titles)),
        (Target::Named(name), Manner::Report) => (name, naming::by_report(said, name, &titles)),
        _ => return None,
    };
    let places = match naming {
        Naming::Clear(at) => Some(vec![at]),
        Naming::Open(_) => listed(change, name, &titles),
    };
    places.map(|places| ids(&pick(tasks, &places)))
}

/// "milk, bread and eggs", "'Salt and pepper' and 'Bread'": each is clear by itself. Behind a name of several words one of
/// a single word may belong to it ("lunch with Ann and Bob"): that has to be a whole title.
fn listed(change: &Change, name: &str, titles: &[&str]) -> Option<Vec<usize>> {
    if change.manner != Manner::Command || matches!(change.action, Action::Rename(_)) {
        return None;
    }
    let all = words::split(name);
    let joins =
        |word: &Word<'_>| !word.quoted && matches!(word.norm.as_str(), "and" | "&" | "plus");
    let mut names: Vec<Vec<&str>> = vec![Vec::new()];
    for word in &all {
        if joins(word) {
            names.push(Vec::new());
        } else {
            let last = names.last_mut()?;
            last.push(word.raw);
            if word.raw.ends_with(',') {
                names.push(Vec::new());
            }
        }
    }
    let names: Vec<String> = names
        .iter()
        .filter(|words| !words.is_empty())
        .map(|words| words.join(" "))
        .collect();
    if !(2..=MAX_UNASKED).contains(&names.len()) {
        return None;
    }
    let several_words = |name: &String| naming::exact(name).len() > 1;
    let alike = !names.first().is_some_and(several_words) || names.iter().all(several_words);
    let mut places = Vec::new();
    for name in &names {
        let naming = match naming::by_title(words::unquoted(name), titles) {
            Naming::Open(fitting) if fitting.is_empty() && alike => {
                naming::by_command(name, titles)
            }
            Naming::Open(fitting) if fitting.is_empty() => naming::by_all_words(name, titles),
            naming => naming,
        };
        match naming {
            Naming::Clear(at) if !places.contains(&at) => places.push(at),
            _ => return None,
        }
    }
    Some(places)
}

pub(super) fn narrowed(action: &Action, status: Status) -> Status {
    if status == Status::All {
        action.looks_among()
    } else {
        status
    }
}

pub(super) fn titles<'a>(tasks: &[&'a Value]) -> Vec<&'a str> {
    tasks
        .iter()
        .map(|task| {
            task.get("title")
                .and_then(Value::as_str)
                .unwrap_or_default()
        })
        .collect()
}

fn ids(tasks: &[&Value]) -> Vec<i64> {
    tasks.iter().filter_map(|task| scene::id_of(task)).collect()
}

pub(super) fn pick<'a>(tasks: &[&'a Value], places: &[usize]) -> Vec<&'a Value> {
    places
        .iter()
        .filter_map(|at| tasks.get(*at).copied())
        .collect()
}
