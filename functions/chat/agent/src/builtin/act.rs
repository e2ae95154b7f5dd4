//! From what is asked for to the next calls, or to an answer made of their results.

mod calls;
mod show;

use serde_json::json;

use super::{
    command::{Change, Command, Doubt, Target},
    context::Context,
    draft::Draft,
    listing::listing,
    resolve::{self, Write, resolve},
    say::Voice,
    scene::{self, Scene},
};
use crate::{
    entry::{QuestionDraft, QuestionOption},
    model::RequestedCall,
    turn::MAX_CALLS_PER_STEP,
    undo,
};
use calls::{add, calls, entries};

/// How many entries one call may hold (FR-201).
const MAX_ENTRIES: usize = 25;

/// How many tasks that exist are changed without a question (FR-322).
pub(super) const MAX_UNASKED: usize = 5;

/// What the built-in model does next.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    Say(Vec<String>),
    Ask(Vec<String>, QuestionDraft),
    Call(Vec<RequestedCall>),
}

/// The next step of a turn.
pub(super) fn next(command: Command, turn: &Scene<'_>, context: &Context) -> Step {
    let voice = context.voice();
    let acting = Acting {
        turn,
        voice: &voice,
    };
    if command.lacks_title() {
        return ask(voice.plain("what-to-add"), Vec::new());
    }
    match command {
        Command::Add(drafts) => acting.carry_out(&add(&drafts), &[]),
        Command::Offer(draft) => acting.offer(&draft),
        Command::List(query) => acting.list(&query),
        Command::Find(target) => acting.find(target),
        Command::Change(change) => acting.change(&change, &[]),
        Command::Instead(change) => acting.instead(&change),
        Command::Undo => acting.take_back(),
        Command::Several(parts) => acting.several(&parts),
        Command::Unsure(doubt) => Step::Say(voice.unsure(&doubt)),
        Command::Dropped => Step::Say(vec![voice.plain("nothing-changed")]),
        Command::Thanks => Step::Say(vec![voice.plain("welcome")]),
        Command::Greet => Step::Say(voice.with_examples("hello")),
        Command::Help => Step::Say(voice.with_examples("help")),
        Command::NotUnderstood => Step::Say(voice.with_examples("not-understood")),
    }
}

struct Acting<'r, 's> {
    turn: &'r Scene<'s>,
    voice: &'r Voice,
}

impl Acting<'_, '_> {
    /// The calls that were not made yet, or what became of all of them. After one that failed as a whole nothing further
    /// is tried.
    fn carry_out(&self, calls: &[RequestedCall], impossible: &[i64]) -> Step {
        let made = self.turn.changes();
        let failed = made.iter().any(|(_, outcome)| outcome.is_err());
        let left = calls.get(made.len()..).unwrap_or_default();
        if left.is_empty() || failed {
            let left = left.iter().map(entries).sum();
            return Step::Say(self.voice.report(&made, impossible, left));
        }
        Step::Call(left.iter().take(MAX_CALLS_PER_STEP).cloned().collect())
    }

    fn offer(&self, draft: &Draft) -> Step {
        let task = self.voice.say("task-alone", &[("title", &draft.title)]);
        let text = self.voice.say("offer", &[("task", &task)]);
        let option = |value: &str, name: &str| QuestionOption {
            value: value.to_owned(),
            label: self.voice.plain(name),
        };
        ask(
            text,
            vec![option("yes", "offer-yes"), option("no", "offer-no")],
        )
    }

    /// A change, behind calls that come first.
    fn change(&self, change: &Change, before: &[RequestedCall]) -> Step {
        let Write { ids, impossible } =
            match resolve(self.turn, change, self.turn.said().0, self.voice) {
                Ok(write) => write,
                Err(step) => return step,
            };
        match self.calls_of(change, &ids) {
            Ok(calls) => self.carry_out(&[before, calls.as_slice()].concat(), &impossible),
            Err(step) => step,
        }
    }

    /// The calls of a change of some tasks, once they were read where the new value builds on the old one.
    fn calls_of(&self, change: &Change, ids: &[i64]) -> Result<Vec<RequestedCall>, Step> {
        let mut tasks = Vec::new();
        if change.action.builds_on_task() {
            for id in ids {
                if scene::task_in(self.turn, *id).is_none() {
                    listing(self.turn, super::command::Status::All).ready(self.voice)?;
                }
                match scene::task_in(self.turn, *id) {
                    Some(task) => tasks.push(task),
                    None => return Err(Step::Say(vec![self.voice.no_such_task(*id)])),
                }
            }
        }
        Ok(calls(change, ids, &tasks))
    }

    /// Takes back what the newest turn with changes did and does something else.
    fn instead(&self, change: &Change) -> Step {
        match undo::newest_change(self.turn.before()) {
            Some(id) => {
                let undo = calls::call(undo::TOOL, json!({ "turn_id": id }));
                self.change(change, &[undo])
            }
            None => self.change(change, &[]),
        }
    }

    /// Takes back what the newest turn of the conversation with changes did (FR-325).
    fn take_back(&self) -> Step {
        match undo::newest_change(self.turn.before()) {
            Some(id) => self.carry_out(&[calls::call(undo::TOOL, json!({ "turn_id": id }))], &[]),
            None => Step::Say(vec![self.voice.plain("nothing-to-undo")]),
        }
    }

    /// All parts are settled before the first of them is carried out (FR-324).
    fn several(&self, parts: &[(String, Command)]) -> Step {
        let mut wanted = Vec::new();
        let mut impossible = Vec::new();
        let mut existing = 0;
        let mut shown = None;
        for (said, command) in parts {
            match command {
                Command::Add(drafts) => wanted.extend(add(drafts)),
                Command::List(query) => shown = Some(query),
                Command::Change(change) if !points_back(change) => {
                    let settled = resolve(self.turn, change, said, self.voice)
                        .and_then(|write| Ok((self.calls_of(change, &write.ids)?, write)));
                    match settled {
                        Ok((calls, write)) => {
                            existing += write.ids.len();
                            wanted.extend(calls);
                            impossible.extend(write.impossible);
                        }
                        Err(reading @ Step::Call(_)) => return reading,
                        Err(Step::Say(why) | Step::Ask(why, _)) => {
                            return Step::Say(self.voice.part(said, why));
                        }
                    }
                }
                _ => return Step::Say(self.voice.unsure(&Doubt::Part(said.clone()))),
            }
        }
        if existing > MAX_UNASKED {
            return Step::Say(vec![
                self.voice
                    .say("too-much", &[("count", &existing.to_string())]),
            ]);
        }
        let made = self.turn.changes();
        match (self.carry_out(&wanted, &impossible), shown) {
            (Step::Say(mut lines), Some(query)) => {
                if made.iter().any(|(_, outcome)| outcome.is_err()) {
                    return Step::Say(lines);
                }
                match self.list_after_changes(query) {
                    Step::Say(tasks) => {
                        if made.is_empty() {
                            lines.clear();
                        }
                        lines.extend(tasks);
                        Step::Say(lines)
                    }
                    reading => reading,
                }
            }
            (step, _) => step,
        }
    }
}

/// "delete task 1 and rename it": which one is meant is not certain enough.
fn points_back(change: &Change) -> bool {
    matches!(change.target, Target::It | Target::Them)
        || change.manner == super::command::Manner::Doubtful && change.target == Target::Missing
}

/// A question with its options, those that are tasks as lines of their own.
pub(super) fn ask(text: String, options: Vec<QuestionOption>) -> Step {
    let mut lines = vec![text.clone()];
    lines.extend(
        options
            .iter()
            .filter(|option| option.value.parse::<i64>().is_ok())
            .map(|option| option.label.clone()),
    );
    Step::Ask(lines, QuestionDraft { text, options })
}
