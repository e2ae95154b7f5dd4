//! What the built-in model says, in the language of the sentence. Every sentence about a change is made from a tool's
//! result (FR-315, FR-1060).

mod change;
mod day;

use jiff::civil::Date;
use language::Language;
use serde_json::Value;

use super::{
    command::{Action, Doubt, Status},
    lexicon::Lexicon,
    scene::Done,
};
use crate::{
    instruction,
    receipt::{Operation, Receipt},
    tools::ToolError,
};

/// How many changes are told one by one.
const MAX_LINES: usize = 25;
/// How many failures are told where there are more changes than that.
const MAX_FAILURES: usize = 5;
/// From how many changes on it is said that they can be taken back; after a deletion it always is.
const MANY: usize = 6;

/// One change as an English sentence, by what the tool reported after it.
pub(crate) fn receipt(receipt: &Receipt) -> String {
    let voice = Voice {
        lexicon: Lexicon::of(Language::English),
        today: None,
    };
    voice.receipt(receipt, None)
}

/// A tool's error in English, without its advice to models.
pub(crate) fn failure(lead: &str, error: &ToolError) -> String {
    let sentences: Vec<&str> = instruction::sentences(&error.message)
        .filter(|sentence| !instruction::is_for_a_model(sentence))
        .collect();
    let reason = sentences.join(" ");
    if reason.is_empty() {
        format!("{lead}.")
    } else {
        format!("{lead}: {reason}")
    }
}

/// The language and the day that answers are given in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Voice {
    pub(super) lexicon: &'static Lexicon,
    /// What day it is where the person is.
    pub(super) today: Option<Date>,
}

impl Voice {
    /// A sentence of the lexicon.
    pub(super) fn say(&self, name: &str, values: &[(&str, &str)]) -> String {
        self.lexicon.say(name, values)
    }

    /// A sentence of the lexicon without anything filled in.
    pub(super) fn plain(&self, name: &str) -> String {
        self.say(name, &[])
    }

    /// One sentence as a whole answer.
    pub(super) fn lines(&self, name: &str, values: &[(&str, &str)]) -> Vec<String> {
        vec![self.say(name, values)]
    }

    /// The verb of an action, for questions.
    pub(super) fn verb(&self, action: &Action) -> String {
        self.plain(match action {
            Action::Complete => "verb-complete",
            Action::Reopen => "verb-reopen",
            Action::Delete => "verb-delete",
            Action::Rename(_) | Action::Set(_) => "verb-change",
        })
    }

    /// "pending tasks" and the like.
    pub(super) fn tasks(&self, status: Status, count: usize) -> String {
        self.plain(match (status, count) {
            (Status::All, 1) => "task-one",
            (Status::Pending, 1) => "task-one-pending",
            (Status::Completed, 1) => "task-one-completed",
            (Status::All, _) => "task-many",
            (Status::Pending, _) => "task-many-pending",
            (Status::Completed, _) => "task-many-completed",
        })
    }

    /// A task as a line of a list, with a tick when it is done.
    pub(super) fn line(&self, task: &Value) -> String {
        let tick = if is_done(task) { "☑" } else { "☐" };
        let due = self.due(task).map(|day| {
            let due = self.say("line-due", &[("day", &day)]);
            format!(" {due}")
        });
        let marks = change::marks(task);
        format!("{tick} {}{}{marks}", named(task), due.unwrap_or_default())
    }

    /// The tasks that were asked for; the words of a condition that was not understood are told first (FR-324).
    pub(super) fn list(
        &self,
        status: Status,
        filter: Option<&str>,
        unread: &[String],
        tasks: &[&Value],
        more: bool,
    ) -> Vec<String> {
        let count = tasks.len();
        let number = count.to_string();
        let nouns = self.tasks(status, count);
        let values = [
            ("count", number.as_str()),
            ("tasks", nouns.as_str()),
            ("filter", filter.unwrap_or_default()),
        ];
        let head = match (count, filter, status) {
            (0, Some(_), _) => "list-none-such",
            (0, None, Status::All) => "list-none",
            (0, None, Status::Pending) => "list-none-pending",
            (0, None, Status::Completed) => "list-none-completed",
            _ if more => "list-more",
            (_, Some(_), _) => "list-such",
            (_, None, _) => "list",
        };
        let words = unread.join(" ");
        let condition = (!words.is_empty()).then(|| self.say("list-unread", &[("words", &words)]));
        let lines = condition.into_iter().chain([self.say(head, &values)]);
        lines
            .chain(tasks.iter().map(|task| self.line(task)))
            .collect()
    }

    /// A few tasks as lines, to stand below a question.
    pub(super) fn shown(&self, tasks: &[&Value]) -> Vec<String> {
        let tasks = tasks.iter().take(MAX_LINES);
        tasks.map(|task| self.line(task)).collect()
    }

    /// That a name means no task, and what is near.
    pub(super) fn not_found(
        &self,
        name: &str,
        status: Status,
        near: &[&Value],
        whole: bool,
    ) -> Vec<String> {
        let task = self.tasks(status, 1);
        let mut lines = self.lines("not-found", &[("task", &task), ("name", name)]);
        let shown: Vec<String> = near.iter().take(5).map(|task| self.line(task)).collect();
        if !shown.is_empty() {
            lines.push(self.plain("nearest"));
            lines.extend(shown);
        }
        if !whole {
            lines.push(self.plain("not-looked"));
        }
        lines
    }

    /// Why a sentence that speaks of a change was not carried out, and what can be said instead.
    pub(super) fn unsure(&self, doubt: &Doubt) -> Vec<String> {
        let (name, word) = match doubt {
            Doubt::Negation(word) => ("negation", word),
            Doubt::Exception(word) => ("exception", word),
            Doubt::Condition(word) => ("condition", word),
            Doubt::Correction(word) => ("correction", word),
            Doubt::NoTitle(title) => ("no-title", title),
            Doubt::Part(part) => ("part", part),
        };
        self.lines(name, &[("word", word)])
    }

    /// Why none of several commands was carried out.
    pub(super) fn part(&self, said: &str, why: Vec<String>) -> Vec<String> {
        let head = self.say("unsure-part", &[("word", said)]);
        std::iter::once(head).chain(why).collect()
    }

    /// What became of the changes of a turn, entry by entry; of many, how many they were. `left` entries were not tried.
    pub(super) fn report(&self, done: &[Done<'_>], impossible: &[i64], left: usize) -> Vec<String> {
        let entries: Vec<(&str, &Value)> = done
            .iter()
            .filter_map(|(call, outcome)| Some((call.name.as_str(), outcome.as_ref().ok()?)))
            .flat_map(|(tool, result)| {
                let entries = result.get("results").and_then(Value::as_array);
                entries
                    .into_iter()
                    .flatten()
                    .map(move |entry| (tool, entry))
            })
            .collect();
        let receipts: Vec<Receipt> = entries
            .iter()
            .flat_map(|(tool, entry)| receipts(tool, entry))
            .collect();
        let mut lines = if entries.len() > MAX_LINES {
            self.summary(&entries, &receipts)
        } else {
            entries
                .iter()
                .map(|(tool, entry)| self.entry_line(tool, entry))
                .collect()
        };
        let failures = done
            .iter()
            .filter_map(|(_, outcome)| outcome.as_ref().err());
        let failed = self.plain("failed");
        lines.extend(failures.map(|error| failure(&failed, error)));
        lines.extend(impossible.iter().map(|id| self.no_such_task(*id)));
        if left > 0 {
            lines.push(self.say("more-left", &[("count", &left.to_string())]));
        }
        if lines.is_empty() {
            lines.push(self.plain("no-change"));
        }
        let deleted = receipts
            .iter()
            .any(|receipt| receipt.operation == Operation::Deleted);
        let undone = done.iter().any(|(call, _)| call.name == crate::undo::TOOL);
        if !undone && (deleted || receipts.len() >= MANY) {
            lines.push(self.plain("undo-hint"));
        }
        lines
    }

    /// How many changes of each kind there were, and the first failures.
    fn summary(&self, entries: &[(&str, &Value)], receipts: &[Receipt]) -> Vec<String> {
        const KINDS: [(Operation, &str); 6] = [
            (Operation::Created, "many-added"),
            (Operation::Updated, "many-changed"),
            (Operation::Completed, "many-completed"),
            (Operation::Reopened, "many-reopened"),
            (Operation::Deleted, "many-deleted"),
            (Operation::Restored, "many-restored"),
        ];
        let counted = KINDS.into_iter().filter_map(|(operation, name)| {
            let count = receipts
                .iter()
                .filter(|receipt| receipt.operation == operation)
                .count();
            (count > 0).then(|| self.say(name, &[("count", &count.to_string())]))
        });
        let mut lines: Vec<String> = counted.collect();
        let failed: Vec<&(&str, &Value)> = entries
            .iter()
            .filter(|(_, entry)| entry.get("error").is_some_and(|error| !error.is_null()))
            .collect();
        let told = failed.iter().take(MAX_FAILURES);
        lines.extend(told.map(|(tool, entry)| self.entry_line(tool, entry)));
        if failed.len() > MAX_FAILURES {
            let count = (failed.len() - MAX_FAILURES).to_string();
            lines.push(self.say("more-failed", &[("count", &count)]));
        }
        lines
    }

    fn entry_line(&self, tool: &str, entry: &Value) -> String {
        if let Some(error) = entry.get("error").filter(|error| !error.is_null()) {
            let text = |field: &str| error.get(field).and_then(Value::as_str).unwrap_or_default();
            let id = error.get("id").and_then(Value::as_i64);
            return match (text("code"), id) {
                ("not_found", Some(id)) => self.no_such_task(id),
                (code, _) => failure(
                    &self.plain("failed"),
                    &ToolError::new(code, text("message")),
                ),
            };
        }
        if let Some(change) = receipts(tool, entry).first() {
            let told = self.receipt(change, entry.get("before"));
            return [Some(told), self.next_line(entry)]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ");
        }
        let Some(task) = entry.get("task") else {
            return self.plain("no-change");
        };
        let name = if tool == "complete_task" {
            "same-done"
        } else {
            "same"
        };
        self.say(name, &[("task", &self.task(task))])
    }

    /// The next task of a series, which completing one created.
    fn next_line(&self, entry: &Value) -> Option<String> {
        let next = entry.get("next").filter(|next| next.is_object())?;
        let id = next.get("id").and_then(Value::as_i64)?.to_string();
        let more = self
            .due(next)
            .map(|day| self.say("due", &[("day", &day)]))
            .unwrap_or_default();
        Some(self.say("next", &[("id", &id), ("more", &more)]))
    }

    /// That a number names no task.
    pub(super) fn no_such_task(&self, id: i64) -> String {
        self.say("no-task", &[("id", &id.to_string())])
    }

    /// A sentence and what can be said.
    pub(super) fn with_examples(&self, lead: &str) -> Vec<String> {
        let examples = (1..=6).map(|number| {
            let example = self.plain(&format!("example {number}"));
            format!("- {example}")
        });
        std::iter::once(self.plain(lead)).chain(examples).collect()
    }
}

/// A task as its number and title, such as `3: Buy milk`.
pub(super) fn named(task: &Value) -> String {
    let title = task.get("title").and_then(Value::as_str).unwrap_or("?");
    match task.get("id").and_then(Value::as_i64) {
        Some(id) => format!("{id}: {title}"),
        None => title.to_owned(),
    }
}

fn is_done(task: &Value) -> bool {
    task.get("completed").and_then(Value::as_bool) == Some(true)
}

fn receipts(tool: &str, entry: &Value) -> Vec<Receipt> {
    Receipt::from_result(tool, &serde_json::json!({ "results": [entry] }))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;

    fn english() -> Voice {
        Voice {
            lexicon: Lexicon::of(Language::English),
            today: Some(date(2026, 11, 26)),
        }
    }

    #[test]
    fn fr_614_the_next_task_of_a_series_is_told_with_its_due() {
        let before = json!({"id": 1, "title": "Pay the rent", "completed": false});
        let after = json!({"id": 1, "title": "Pay the rent", "completed": true});
        let next = json!({"id": 6, "due": "2026-12-31T09:00:00+01:00[Europe/Berlin]"});
        let entry = json!({"before": before, "task": after, "next": next});
        assert_eq!(
            english().entry_line("complete_task", &entry),
            "“Pay the rent” (task 1) is done. The next one is task 6, due Thursday 31 December, 09:00."
        );
    }

    #[test]
    fn fr_1060_an_answer_names_the_task_and_the_weekday() {
        let task = json!({"id": 1, "title": "Buy groceries", "due": "2026-11-27", "priority": "p4",
            "project": "Inbox", "completed": false});
        assert_eq!(
            english().entry_line("add_task", &json!({ "task": task })),
            "Added “Buy groceries” (task 1), due tomorrow, Friday 27 November."
        );
        let mut moved = task.clone();
        moved["due"] = json!("2027-01-04");
        moved["tags"] = json!(["home"]);
        assert_eq!(
            english().entry_line("update_task", &json!({"before": task, "task": moved})),
            "Changed “Buy groceries” (task 1), now due Monday 4 January 2027, tagged @home."
        );
        assert_eq!(
            english().line(&moved),
            "☐ 1: Buy groceries (due Monday 4 January 2027) @home"
        );
    }
}
