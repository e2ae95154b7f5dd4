//! The questions that come before a change.

use serde_json::Value;

use super::{MAX_OPTIONS, narrowed};
use crate::{
    builtin::{
        act::{self, Step},
        command::{Action, Status},
        listing::listing,
        say::{self, Voice},
        scene::{self, Scene},
    },
    entry::QuestionOption,
    family::family,
};

/// A change that is asked about.
pub(super) struct Asking<'r, 's> {
    pub(super) turn: &'r Scene<'s>,
    pub(super) action: &'r Action,
    pub(super) voice: &'r Voice,
}

impl Asking<'_, '_> {
    /// Asks before the tasks with some numbers are changed.
    pub(super) fn about_numbers(&self, wanted: &[i64]) -> Step {
        let (tasks, more) = match listing(self.turn, Status::All).ready(self.voice) {
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
            let none = wanted.iter().map(|id| self.voice.no_such_task(*id));
            return Step::Say(none.collect());
        }
        if let ([task], true) = (known.as_slice(), unknown.is_empty()) {
            return self.about_one(task, &tasks);
        }
        let count = match self.action {
            Action::Delete => family(&tasks, wanted).len(),
            _ => wanted.len(),
        };
        self.really(count, Status::All, self.voice.shown(&known))
    }

    /// Asks before all tasks of a state are changed, and says how many they are (FR-322).
    pub(super) fn all(&self, status: Status) -> Step {
        if let Action::Rename(_) = self.action {
            return self.which();
        }
        let status = narrowed(self.action, status);
        let (tasks, more) = match listing(self.turn, status).ready(self.voice) {
            Ok(ready) => ready,
            Err(step) => return step,
        };
        if tasks.is_empty() {
            return Step::Say(self.voice.list(status, None, &[], &[], false));
        }
        let beyond = more.then(|| self.voice.plain("beyond"));
        self.really(tasks.len(), status, beyond.into_iter().collect())
    }

    fn really(&self, count: usize, status: Status, notes: Vec<String>) -> Step {
        let verb = self.voice.verb(self.action);
        let tasks = self.voice.tasks(status, count);
        let text = self.voice.say(
            "really",
            &[
                ("verb", &verb),
                ("count", &count.to_string()),
                ("tasks", &tasks),
            ],
        );
        let no = self.voice.plain(match self.action {
            Action::Delete => "no-keep",
            _ => "no-leave",
        });
        let yes = self.voice.say("yes", &[("verb", &verb)]);
        let options = vec![option("yes", &yes), option("no", &no)];
        let Step::Ask(mut lines, question) = act::ask(text, options) else {
            return Step::Say(notes);
        };
        lines.extend(notes);
        Step::Ask(lines, question)
    }

    /// Asks whether one task is meant, and says how many others go with it.
    pub(super) fn about_one(&self, task: &Value, tasks: &[&Value]) -> Step {
        let along = scene::id_of(task).map_or(0, |id| family(tasks, &[id]).len() - 1);
        let count = along.to_string();
        let verb = self.voice.verb(self.action);
        let values = [("verb", verb.as_str()), ("count", count.as_str())];
        let text = match &self.action {
            Action::Rename(Some(title)) => self.voice.say("this-title", &[("title", title)]),
            Action::Delete | Action::Complete if along == 1 => {
                self.voice.say("this-task-along-one", &values)
            }
            Action::Delete | Action::Complete if along > 1 => {
                self.voice.say("this-task-along", &values)
            }
            _ => self.voice.say("this-task", &values),
        };
        self.choose(text, &[task])
    }

    /// Asks which of the tasks that a name fits is meant.
    pub(super) fn which_of(&self, several: &[&Value], name: &str, status: Status) -> Step {
        let count = several.len();
        let tasks = self.voice.tasks(status, count);
        let verb = self.voice.verb(self.action);
        let values = [
            ("count", &*count.to_string()),
            ("tasks", &tasks),
            ("name", name),
            ("verb", &verb),
        ];
        self.choose(self.voice.say("which-one", &values), several)
    }

    /// Asks whether a task with nearly the same name is meant (FR-1056).
    pub(super) fn instead(&self, alike: &[&Value], name: &str, status: Status) -> Step {
        let task = self.voice.tasks(status, 1);
        let verb = self.voice.verb(self.action);
        let values = [("task", &*task), ("name", name), ("verb", &verb)];
        let text = match alike {
            [_] => "typo",
            _ => "typo-one",
        };
        self.choose(self.voice.say(text, &values), alike)
    }

    /// Asks which task is meant, when the sentence does not say.
    pub(super) fn which(&self) -> Step {
        let status = self.action.looks_among();
        let (tasks, _) = match listing(self.turn, status).ready(self.voice) {
            Ok(ready) => ready,
            Err(step) => return step,
        };
        if tasks.is_empty() {
            return Step::Say(self.voice.list(status, None, &[], &[], false));
        }
        let verb = self.voice.verb(self.action);
        self.choose(self.voice.say("which", &[("verb", &verb)]), &tasks)
    }

    fn choose(&self, text: String, tasks: &[&Value]) -> Step {
        let mut options: Vec<QuestionOption> = tasks
            .iter()
            .take(MAX_OPTIONS)
            .filter_map(|task| Some(option(&scene::id_of(task)?.to_string(), &say::named(task))))
            .collect();
        if let [_] = options.as_slice() {
            options.push(option("no", &self.voice.plain("no")));
        }
        act::ask(text, options)
    }
}

/// An option of a question.
pub(super) fn option(value: &str, label: &str) -> QuestionOption {
    QuestionOption {
        value: value.to_owned(),
        label: label.to_owned(),
    }
}
