//! What a turn asks for, in the light of the question before it (FR-313). Nothing is remembered: the question's own
//! turn is read again.

use super::{
    command::{Action, Command, Target},
    matching::{self, Found},
    parse::parse,
    scene::{self, Scene},
    target,
    words::{self, Word},
};
use crate::entry::{Answer, Question};

/// How many questions in a row are followed back.
const MAX_QUESTIONS: usize = 8;

const NO: &[&str] = &[
    "no",
    "none",
    "nope",
    "nah",
    "neither",
    "nothing",
    "cancel",
    "stop",
    "nevermind",
    "don't",
];
const YES: &[&str] = &[
    "yes",
    "yep",
    "yeah",
    "yup",
    "sure",
    "ok",
    "okay",
    "confirm",
    "confirmed",
    "absolutely",
    "definitely",
    "y",
    "right",
    "correct",
];
const FILLING: &[&str] = &[
    "the", "one", "ones", "and", "task", "tasks", "please", "option", "number", "my", "of", "them",
    "those", "these", "thanks", "both", "just",
];
const ORDINALS: [&str; 10] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
];
const SHORT_ORDINALS: [&str; 10] = [
    "1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th",
];

/// What the turn asks for.
pub(super) fn command(turn: &Scene<'_>) -> Command {
    follow(turn, MAX_QUESTIONS)
}

fn follow(turn: &Scene<'_>, left: usize) -> Command {
    let (text, answer) = turn.said();
    let asked = match answer {
        Some(answer) => asked_with(turn, &answer.id),
        None => turn.previous().filter(|before| before.question().is_some()),
    };
    let (Some(asked), true) = (asked, left > 0) else {
        return parse(text);
    };
    let Some(question) = asked.question() else {
        return parse(text);
    };
    match follow(&asked, left - 1) {
        Command::Add(titles) if titles.is_empty() => match parse(text) {
            Command::NotUnderstood => new_task(text),
            command => command,
        },
        Command::Change(action, target) => {
            let pending = Pending {
                action,
                target,
                question,
                asked,
            };
            match answer {
                Some(answer) => pending.chosen(answer),
                None => pending.told(text),
            }
        }
        _ => parse(text),
    }
}

fn new_task(text: &str) -> Command {
    let title = words::title(text);
    Command::Add(if title.is_empty() {
        Vec::new()
    } else {
        vec![title]
    })
}

fn asked_with<'a>(turn: &Scene<'a>, id: &str) -> Option<Scene<'a>> {
    let mut before = turn.previous();
    while let Some(scene) = before {
        if scene.question().is_some_and(|question| question.id == id) {
            return Some(scene);
        }
        before = scene.previous();
    }
    None
}

/// A change that waits for an answer.
struct Pending<'a> {
    action: Action,
    target: Target,
    question: &'a Question,
    asked: Scene<'a>,
}

impl Pending<'_> {
    /// An answer by the values of options.
    fn chosen(self, answer: &Answer) -> Command {
        let offered = |value: &&String| {
            self.question
                .options
                .iter()
                .any(|option| option.value == **value)
        };
        let values: Vec<&str> = answer
            .values
            .iter()
            .filter(offered)
            .map(String::as_str)
            .collect();
        if values.contains(&"no") || (values.is_empty() && answer.values.is_empty()) {
            return Command::Dropped;
        }
        if values.contains(&"yes") {
            return self.confirmed();
        }
        let ids: Vec<i64> = values
            .iter()
            .filter_map(|value| value.parse().ok())
            .collect();
        if ids.is_empty() {
            self.again()
        } else {
            self.act(ids)
        }
    }

    /// An answer in words.
    fn told(self, text: &str) -> Command {
        let all = words::split(text);
        let sentence: Vec<&str> = all.iter().map(|word| word.norm.as_str()).collect();
        let sentence = sentence.join(" ");
        if words::begins(&all, NO) && all.len() <= 4
            || matches!(
                sentence.as_str(),
                "never mind" | "forget it" | "leave it" | "keep them" | "keep it"
            )
        {
            return Command::Dropped;
        }
        let agreed = words::begins(&all, YES) && all.len() <= 5
            || matches!(
                sentence.as_str(),
                "do it"
                    | "go ahead"
                    | "please do"
                    | "delete them"
                    | "delete them all"
                    | "all of them"
            );
        if self.confirms() {
            return match parse(text) {
                _ if agreed => self.confirmed(),
                Command::NotUnderstood
                | Command::Change(Action::Delete, Target::Them | Target::It) => self.again(),
                command => command,
            };
        }
        let options = self.options();
        if let ([only], true) = (options.as_slice(), agreed) {
            return self.act(vec![*only]);
        }
        if matches!(
            sentence.as_str(),
            "both"
                | "all"
                | "all of them"
                | "both of them"
                | "everything"
                | "every one"
                | "all of those"
                | "them all"
                | "each"
        ) {
            return if options.is_empty() {
                self.again()
            } else {
                self.act(options)
            };
        }
        if let Some(ids) = nth(&all, &options) {
            return self.act(ids);
        }
        if let Some(ids) = target::ids(&all) {
            let places = i64::try_from(options.len()).unwrap_or(i64::MAX);
            let offered = ids.iter().all(|id| options.contains(id) || *id > places);
            return if offered { self.act(ids) } else { self.again() };
        }
        match parse(text) {
            Command::NotUnderstood => self.named(text, &all),
            command => command,
        }
    }

    fn named(self, text: &str, all: &[Word<'_>]) -> Command {
        let labels: Vec<&str> = self
            .question
            .options
            .iter()
            .map(|option| title_of(&option.label))
            .collect();
        let Target::Named(name) = target::read(text, all) else {
            return self.again();
        };
        if let Found::One { at, .. } = matching::find(&name, &labels)
            && let Some(id) = self.options().get(at)
        {
            return self.act(vec![*id]);
        }
        Command::Change(self.action, Target::Named(name))
    }

    /// Whether the question is one of yes and no.
    fn confirms(&self) -> bool {
        self.question
            .options
            .iter()
            .any(|option| option.value == "yes")
    }

    fn options(&self) -> Vec<i64> {
        self.question
            .options
            .iter()
            .filter_map(|option| option.value.parse().ok())
            .collect()
    }

    fn act(self, ids: Vec<i64>) -> Command {
        Command::Change(self.action, Target::Ids(ids))
    }

    /// Exactly the tasks that the question was asked about.
    fn confirmed(self) -> Command {
        let done = self.asked.done();
        let results = done.iter().filter_map(|(_, outcome)| outcome.as_ref().ok());
        let ids: Vec<i64> = results
            .flat_map(scene::tasks_of)
            .filter_map(scene::id_of)
            .collect();
        self.act(ids)
    }

    /// The same question again.
    fn again(self) -> Command {
        Command::Change(self.action, self.target)
    }
}

fn title_of(label: &str) -> &str {
    label.split_once(": ").map_or(label, |(_, title)| title)
}

/// "the second one", "first and last".
fn nth(all: &[Word<'_>], options: &[i64]) -> Option<Vec<i64>> {
    let mut ids = Vec::new();
    for word in all {
        let norm = word.norm.as_str();
        let place = ORDINALS
            .iter()
            .position(|ordinal| *ordinal == norm)
            .or_else(|| SHORT_ORDINALS.iter().position(|ordinal| *ordinal == norm));
        let place = match (place, norm) {
            (Some(place), _) => place,
            (None, "last" | "latter") => options.len().checked_sub(1)?,
            (None, "former") => 0,
            (None, other) if FILLING.contains(&other) => continue,
            _ => return None,
        };
        ids.push(*options.get(place)?);
    }
    (!ids.is_empty()).then_some(ids)
}
