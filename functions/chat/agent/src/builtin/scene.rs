//! What the conversation says: this turn's words and results, and what was spoken of before.

use serde_json::Value;

use crate::{
    entry::{Answer, Entry, Question},
    tools::{ToolCall, ToolResult},
};

/// How many turns back "it" may point.
const MAX_TURNS_BACK: usize = 3;

/// A turn, as far as it has come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scene<'a> {
    history: &'a [Entry],
    /// The place of the person's entry.
    start: usize,
    end: usize,
}

/// A call with what it gave.
pub(super) type Done<'a> = (&'a ToolCall, &'a ToolResult);

impl<'a> Scene<'a> {
    /// The turn that the conversation ends with.
    pub(super) fn last(history: &'a [Entry]) -> Option<Self> {
        Self::ending_at(history, history.len())
    }

    fn ending_at(history: &'a [Entry], end: usize) -> Option<Self> {
        let entries = history.get(..end)?;
        let start = entries
            .iter()
            .rposition(|entry| matches!(entry, Entry::User { .. }))?;
        Some(Self {
            history,
            start,
            end,
        })
    }

    /// The turn before this one.
    pub(super) fn previous(&self) -> Option<Self> {
        Self::ending_at(self.history, self.start)
    }

    /// What came before this turn.
    pub(super) fn before(&self) -> &'a [Entry] {
        self.history.get(..self.start).unwrap_or_default()
    }

    /// What the person said.
    pub(super) fn said(&self) -> (&'a str, Option<&'a Answer>) {
        match self.history.get(self.start) {
            Some(Entry::User { text, answer, .. }) => (text, answer.as_ref()),
            _ => ("", None),
        }
    }

    /// The question that this turn ended with.
    pub(super) fn question(&self) -> Option<&'a Question> {
        self.entries().iter().rev().find_map(|entry| match entry {
            Entry::Assistant { question, .. } => Some(question.as_ref()),
            _ => None,
        })?
    }

    /// The calls of this turn that have run.
    pub(super) fn done(&self) -> Vec<Done<'a>> {
        let entries = self.entries();
        let calls = entries.iter().filter_map(|entry| match entry {
            Entry::Assistant { tool_calls, .. } => Some(tool_calls),
            _ => None,
        });
        calls
            .flatten()
            .filter_map(|call| {
                let outcome = entries.iter().find_map(|entry| match entry {
                    Entry::Tool {
                        call_id, outcome, ..
                    } if *call_id == call.id => Some(outcome),
                    _ => None,
                })?;
                Some((call, outcome))
            })
            .collect()
    }

    /// The calls that changed something, or tried to.
    pub(super) fn changes(&self) -> Vec<Done<'a>> {
        let mut done = self.done();
        done.retain(changes);
        done
    }

    /// The calls before the first that changed something.
    pub(super) fn done_before_changes(&self) -> Vec<Done<'a>> {
        let done = self.done();
        done.into_iter().take_while(|call| !changes(call)).collect()
    }

    /// The calls after the last that changed something.
    pub(super) fn done_after_changes(&self) -> Vec<Done<'a>> {
        let mut done = self.done();
        let first = done.iter().rposition(changes).map_or(0, |at| at + 1);
        done.split_off(first)
    }

    /// The tasks that were shown as a list last, in their order, when nothing else was done since.
    pub(super) fn shown(&self) -> Vec<i64> {
        let mut turn = self.previous();
        for _ in 0..MAX_TURNS_BACK {
            let Some(scene) = turn else { break };
            let done = scene.done();
            if !scene.changes().is_empty() {
                return self.spoken_of();
            }
            let results = done.iter().filter_map(|(_, outcome)| outcome.as_ref().ok());
            let shown = unique(results.flat_map(shown_ids).collect());
            if !shown.is_empty() && scene.question().is_none() {
                return shown;
            }
            turn = scene.previous();
        }
        Vec::new()
    }

    fn entries(&self) -> &'a [Entry] {
        self.history
            .get(self.start + 1..self.end)
            .unwrap_or_default()
    }

    /// The tasks spoken of last: those that were changed, else the ones shown when it was a single one.
    pub(super) fn spoken_of(&self) -> Vec<i64> {
        let mut turn = self.previous();
        for _ in 0..MAX_TURNS_BACK {
            let Some(scene) = turn else { break };
            let done = scene.done();
            let results = done.iter().filter_map(|(_, outcome)| outcome.as_ref().ok());
            let changed: Vec<i64> = results.clone().flat_map(changed_ids).collect();
            if !changed.is_empty() {
                return unique(changed);
            }
            let shown = unique(results.flat_map(shown_ids).collect());
            if !shown.is_empty() {
                return if shown.len() == 1 { shown } else { Vec::new() };
            }
            turn = scene.previous();
        }
        Vec::new()
    }
}

/// What this turn's lists say of a task.
pub(super) fn task_in<'a>(turn: &Scene<'a>, id: i64) -> Option<&'a Value> {
    let done = turn.done_before_changes();
    let results = done.iter().filter_map(|(_, outcome)| outcome.as_ref().ok());
    results
        .flat_map(tasks_of)
        .find(|task| id_of(task) == Some(id))
}

fn changes((call, _): &Done<'_>) -> bool {
    call.name != "list_tasks"
}

/// The tasks in a list's result.
pub(super) fn tasks_of(result: &Value) -> Vec<&Value> {
    let tasks = result.get("tasks").and_then(Value::as_array);
    tasks
        .map(|tasks| tasks.iter().collect())
        .unwrap_or_default()
}

/// A task's number.
pub(super) fn id_of(task: &Value) -> Option<i64> {
    task.get("id").and_then(Value::as_i64)
}

fn shown_ids(result: &Value) -> Vec<i64> {
    tasks_of(result).into_iter().filter_map(id_of).collect()
}

fn changed_ids(result: &Value) -> Vec<i64> {
    let entries = result.get("results").and_then(Value::as_array);
    let tasks = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.get("task").or_else(|| entry.get("before")));
    tasks.filter_map(id_of).collect()
}

fn unique(mut ids: Vec<i64>) -> Vec<i64> {
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(*id));
    ids
}
