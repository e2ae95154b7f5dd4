//! One change as a sentence.

use serde_json::Value;

use super::Voice;
use crate::receipt::{Operation, Receipt};

impl Voice {
    /// One change, by what the task was before it where that is known.
    pub(super) fn receipt(&self, receipt: &Receipt, before: Option<&Value>) -> String {
        let after = &receipt.task;
        let before = before.filter(|task| task.is_object());
        let (name, more) = match receipt.operation {
            Operation::Created => ("added", self.more(after, None)),
            Operation::Updated => {
                let renamed =
                    before.is_some_and(|before| field(before, "title") != field(after, "title"));
                let more = before.map(|before| self.more(after, Some(before)));
                let more = more.unwrap_or_default();
                if renamed && more.is_empty() {
                    ("renamed", more)
                } else {
                    ("changed", more)
                }
            }
            Operation::Completed => ("completed", String::new()),
            Operation::Reopened => ("reopened", String::new()),
            Operation::Deleted => ("deleted", String::new()),
            Operation::Restored => ("restored", String::new()),
        };
        let task = self.task(after);
        self.say(name, &[("task", &task), ("more", &more)])
    }

    /// A task by its title and number.
    pub(super) fn task(&self, task: &Value) -> String {
        let title = field(task, "title").and_then(Value::as_str).unwrap_or("?");
        match field(task, "id").and_then(Value::as_i64) {
            Some(id) => self.say("task", &[("title", title), ("id", &id.to_string())]),
            None => self.say("task-alone", &[("title", title)]),
        }
    }

    /// What a task says beside its title; with `before` only what is new.
    fn more(&self, task: &Value, before: Option<&Value>) -> String {
        let mut more = String::new();
        let is_new = |name: &str| match before {
            Some(before) => field(before, name) != field(task, name),
            None => field(task, name).is_some(),
        };
        if is_new("due") {
            let name = if before.is_some() { "due-now" } else { "due" };
            more += &match self.due(task) {
                Some(day) => self.say(name, &[("day", &day)]),
                None => self.plain("undated"),
            };
        }
        if is_new("recurrence") {
            more += &match field(task, "recurrence").and_then(Value::as_str) {
                Some(rule) => self.say("repeats", &[("rule", &self.rule(rule))]),
                None => self.plain("repeats-no-more"),
            };
        }
        let text = |name: &str| {
            field(task, name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        if is_new("priority") && (before.is_some() || text("priority") != "p4") {
            more += &self.say("priority", &[("priority", text("priority"))]);
        }
        if is_new("project") && (before.is_some() || text("project") != "Inbox") {
            more += &self.say("project", &[("project", text("project"))]);
        }
        if is_new("tags") {
            more += &match tags(task) {
                tags if tags.is_empty() && before.is_none() => String::new(),
                tags if tags.is_empty() => self.plain("untagged"),
                tags => self.say("tags", &[("tags", &tags)]),
            };
        }
        if is_new("notes") && (before.is_some() || !text("notes").is_empty()) {
            more += &self.plain("noted");
        }
        more
    }

    /// A rule in words where it is a plain one.
    fn rule(&self, rule: &str) -> String {
        const UNITS: [&str; 4] = ["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY"];
        let mut parts = rule.split(';');
        let unit = parts
            .next()
            .and_then(|first| UNITS.iter().position(|unit| *unit == first));
        let rest: Vec<&str> = parts.collect();
        let word = |list: &str| unit.and_then(|unit| self.lexicon.list(list).get(unit).copied());
        match (rest.as_slice(), word("unit-1"), word("unit-n")) {
            ([], Some(unit), _) => self.say("rule-1", &[("unit", unit)]),
            ([interval], _, Some(unit)) if interval.starts_with("INTERVAL=") => {
                let count = interval.trim_start_matches("INTERVAL=");
                self.say("rule-n", &[("count", count), ("unit", unit)])
            }
            _ => rule.to_owned(),
        }
    }
}

/// Priority, project and tags of a line of a list.
pub(super) fn marks(task: &Value) -> String {
    let text = |name: &str| {
        field(task, name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let mut marks = String::new();
    if !matches!(text("priority"), "" | "p4") {
        marks.push(' ');
        marks.push_str(text("priority"));
    }
    if !matches!(text("project"), "" | "Inbox") {
        marks.push_str(" #");
        marks.push_str(text("project"));
    }
    let tags = tags(task);
    if !tags.is_empty() {
        marks.push(' ');
        marks.push_str(&tags);
    }
    marks
}

fn tags(task: &Value) -> String {
    let tags = field(task, "tags").and_then(Value::as_array);
    let tags = tags.into_iter().flatten().filter_map(Value::as_str);
    tags.map(|tag| format!("@{tag}"))
        .collect::<Vec<_>>()
        .join(" ")
}

/// A field that is there; an empty list is none.
fn field<'a>(task: &'a Value, name: &str) -> Option<&'a Value> {
    let value = task.get(name)?;
    let empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    (!empty).then_some(value)
}
