//! Which tasks a change is about, and whether that is certain enough to act without a question (FR-313, FR-318,
//! FR-321 to FR-323).

use serde_json::Value;

use super::{
    act::{self, MAX_UNASKED, Step},
    command::{Action, Change, Manner, Status, Target},
    listing::listing,
    matching::{self, Found},
    say,
    scene::{self, Scene},
    words::{self, Word},
};
use crate::{
    entry::QuestionOption,
    family::family,
    naming::{self, Naming},
};

/// How many options a question offers; a number reaches the others.
pub(super) const MAX_OPTIONS: usize = 10;

/// The tasks that are changed now.
pub(super) struct Write {
    pub(super) ids: Vec<i64>,
    /// Numbers that no task can have.
    pub(super) impossible: Vec<i64>,
}

/// The tasks of a change that `said` asks for, or what has to come before: a look at the list, a question, a refusal.
pub(super) fn resolve(turn: &Scene<'_>, change: &Change, said: &str) -> Result<Write, Step> {
    if let Action::Rename(None) = change.action {
        return Err(Step::Say(vec![
            "Tell me the new title as well, for example: Change task 1 to 'Call mom tonight'."
                .to_owned(),
        ]));
    }
    let spoken_of = turn.spoken_of();
    match &change.target {
        Target::Ids(ids) => numbered(turn, change, ids),
        Target::It if spoken_of.len() == 1 => numbered(turn, change, &spoken_of),
        Target::Them if !spoken_of.is_empty() => numbered(turn, change, &spoken_of),
        Target::It | Target::Them | Target::Missing => Err(which(turn, &change.action)),
        Target::Quoted(name) | Target::Named(name) => named(turn, change, name, said),
        Target::All(status) => Err(all(turn, &change.action, *status)),
    }
}

/// The tasks that a question of yes and no was asked about (FR-322).
pub(super) fn asked_about(asked: &Scene<'_>, change: &Change) -> Vec<i64> {
    let listed = |status| match listing(asked, status).ready() {
        Ok((tasks, _)) => ids(&tasks),
        Err(_) => Vec::new(),
    };
    match &change.target {
        Target::Ids(ids) => possible(ids),
        Target::It | Target::Them => asked.spoken_of(),
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

fn numbered(turn: &Scene<'_>, change: &Change, ids: &[i64]) -> Result<Write, Step> {
    let known = possible(ids);
    if known.is_empty() {
        return Err(Step::Say(
            ids.iter().map(|id| say::no_such_task(*id)).collect(),
        ));
    }
    let several_titles = matches!(change.action, Action::Rename(_)) && known.len() > 1;
    let certain = match change.manner {
        Manner::Confirmed => true,
        Manner::Doubtful => false,
        Manner::Command | Manner::Report | Manner::Loose => {
            known.len() <= MAX_UNASKED && !several_titles
        }
    };
    if !certain || change.manner != Manner::Confirmed && takes_many_along(turn, change, &known)? {
        return Err(confirm_numbers(turn, change, &known));
    }
    let impossible = ids.iter().copied().filter(|id| !known.contains(id));
    Ok(Write {
        impossible: impossible.collect(),
        ids: known,
    })
}

/// Whether a deletion takes more tasks along than are changed without a question: subtasks go with their parent (FR-613).
fn takes_many_along(turn: &Scene<'_>, change: &Change, ids: &[i64]) -> Result<bool, Step> {
    if change.action != Action::Delete {
        return Ok(false);
    }
    let (tasks, _) = listing(turn, Status::All).ready()?;
    Ok(family(&tasks, ids).len() > MAX_UNASKED)
}

fn confirm_numbers(turn: &Scene<'_>, change: &Change, wanted: &[i64]) -> Step {
    let (tasks, more) = match listing(turn, Status::All).ready() {
        Ok(ready) => ready,
        Err(step) => return step,
    };
    let mut known: Vec<&Value> = Vec::new();
    let mut unknown = Vec::new();
    for id in wanted {
        match tasks.iter().find(|task| scene::id_of(task) == Some(*id)) {
            Some(task) => known.push(*task),
            None => unknown.push(*id),
        }
    }
    if known.is_empty() && !more {
        return Step::Say(wanted.iter().map(|id| say::no_such_task(*id)).collect());
    }
    if let ([task], true) = (known.as_slice(), unknown.is_empty()) {
        return confirm_one(change, task, &tasks);
    }
    let count = match change.action {
        Action::Delete => family(&tasks, wanted).len(),
        _ => wanted.len(),
    };
    confirm(&change.action, count, "", say::shown(&known))
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

/// Acts on the task that a name points at, or asks about those that it may mean.
fn named(turn: &Scene<'_>, change: &Change, name: &str, said: &str) -> Result<Write, Step> {
    let status = change.action.looks_among();
    let (tasks, more) = listing(turn, status).ready()?;
    // Of a list that is longer than what was read nobody knows whether there is another such task.
    let certain = certain(change, said, &tasks).filter(|_| !more);
    if let Some(ids) = certain {
        let along = matches!(change.action, Action::Delete | Action::Complete);
        if along && family(&tasks, &ids).len() > MAX_UNASKED {
            return Err(confirm_numbers(turn, change, &ids));
        }
        return Ok(Write {
            ids,
            impossible: Vec::new(),
        });
    }
    let titles = titles(&tasks);
    Err(match matching::find(name, &titles) {
        Found::Fitting(places) => {
            let fitting = pick(&tasks, &places);
            match fitting.as_slice() {
                [task] => confirm_one(change, task, &tasks),
                several => {
                    let text = format!(
                        "{} {}tasks match “{name}”. Which one do you want to {}?",
                        several.len(),
                        say::kind(status),
                        change.action.verb()
                    );
                    choose(text, several)
                }
            }
        }
        Found::Near(near) => Step::Say(say::not_found(name, status, &tasks, &near)),
    })
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

fn narrowed(action: &Action, status: Status) -> Status {
    if status == Status::All {
        action.looks_among()
    } else {
        status
    }
}

/// Asks before all tasks of a state are changed, and says how many they are (FR-322).
fn all(turn: &Scene<'_>, action: &Action, status: Status) -> Step {
    if let Action::Rename(_) = action {
        return which(turn, action);
    }
    let status = narrowed(action, status);
    let (tasks, more) = match listing(turn, status).ready() {
        Ok(ready) => ready,
        Err(step) => return step,
    };
    if tasks.is_empty() {
        return Step::Say(say::list(status, &[], &[], false));
    }
    let beyond = more.then(|| {
        "You have more than these, which I cannot reach at once; they stay as they are.".to_owned()
    });
    confirm(
        action,
        tasks.len(),
        say::kind(status),
        beyond.into_iter().collect(),
    )
}

fn confirm(action: &Action, count: usize, kind: &str, notes: Vec<String>) -> Step {
    let noun = if count == 1 { "task" } else { "tasks" };
    let verb = action.verb();
    let text = format!("Do you really want to {verb} {count} {kind}{noun}?");
    let no = match action {
        Action::Delete => "No, keep",
        _ => "No, leave them",
    };
    let Step::Ask(mut lines, question) = act::ask(
        text,
        vec![option("yes", &format!("Yes, {verb}")), option("no", no)],
    ) else {
        return Step::Say(notes);
    };
    lines.extend(notes);
    Step::Ask(lines, question)
}

/// Asks whether one task is meant, and says how many others go with it.
fn confirm_one(change: &Change, task: &Value, tasks: &[&Value]) -> Step {
    let along = scene::id_of(task).map_or(0, |id| family(tasks, &[id]).len() - 1);
    let noun = if along == 1 { "subtask" } else { "subtasks" };
    let text = match &change.action {
        Action::Rename(Some(title)) => {
            format!("Do you want to change the title of this task to “{title}”?")
        }
        Action::Delete | Action::Complete if along > 0 => {
            let verb = change.action.verb();
            format!("Do you want to {verb} this task and its {along} {noun}?")
        }
        action => format!("Do you want to {} this task?", action.verb()),
    };
    choose(text, &[task])
}

/// Asks which task is meant, when the sentence does not say.
fn which(turn: &Scene<'_>, action: &Action) -> Step {
    let status = action.looks_among();
    let (tasks, _) = match listing(turn, status).ready() {
        Ok(ready) => ready,
        Err(step) => return step,
    };
    if tasks.is_empty() {
        return Step::Say(say::list(status, &[], &[], false));
    }
    choose(
        format!("Which task do you want to {}?", action.verb()),
        &tasks,
    )
}

fn choose(text: String, tasks: &[&Value]) -> Step {
    let mut options: Vec<QuestionOption> = tasks
        .iter()
        .take(MAX_OPTIONS)
        .filter_map(|task| Some(option(&scene::id_of(task)?.to_string(), &say::named(task))))
        .collect();
    if let [_] = options.as_slice() {
        options.push(option("no", "No"));
    }
    act::ask(text, options)
}

fn option(value: &str, label: &str) -> QuestionOption {
    QuestionOption {
        value: value.to_owned(),
        label: label.to_owned(),
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
