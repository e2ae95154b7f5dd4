//! What a turn tells, as items and events of the protocol. The same walk serves a stream and a list: a turn is what it recorded
//! (FR-1203, FR-1204).

use std::{mem, sync::Arc};

use agent::{Event as Happened, Receipt, ToolResult};
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use super::{
    event::{Event, Update},
    ids,
    item::{Body, Indicator, Item, Summary, Task, Text, Workflow},
    question,
    texts::Texts,
    widget, words,
};

/// A turn that is being told.
pub(super) struct Told {
    thread: Uuid,
    turn: Uuid,
    begun_at: Timestamp,
    texts: Arc<Texts>,
    open: Open,
    blocks: usize,
    /// The tasks that tools named so far.
    known: Vec<(i64, String)>,
    /// What was listed last.
    listed: Option<Vec<Value>>,
    receipts: Vec<Receipt>,
    asked: bool,
}

/// The item that is open.
enum Open {
    None,
    Message {
        id: String,
        text: String,
    },
    Workflow {
        id: String,
        /// The calls, by their ids.
        calls: Vec<(String, Call)>,
    },
}

/// A call as it is shown.
struct Call {
    tool: String,
    task: Task,
}

impl Told {
    pub(super) fn new(thread: Uuid, turn: Uuid, begun_at: Timestamp, texts: Arc<Texts>) -> Self {
        Self {
            thread,
            turn,
            begun_at,
            texts,
            open: Open::None,
            blocks: 0,
            known: Vec::new(),
            listed: None,
            receipts: Vec::new(),
            asked: false,
        }
    }

    /// An item of the turn.
    pub(super) fn item(&self, id: String, body: Body) -> Item {
        Item {
            id,
            thread_id: self.thread,
            created_at: self.begun_at,
            body,
        }
    }

    /// What the changes of the turn are, as far as they were told.
    pub(super) fn receipts(&self) -> &[Receipt] {
        &self.receipts
    }

    /// What is sent when this happens.
    pub(super) fn happened(&mut self, event: Happened) -> Vec<Event> {
        match event {
            Happened::Turn { .. } => Vec::new(),
            Happened::Text { delta } => self.said(&delta),
            Happened::ToolStarted { id, name, .. } => self.started(id, name),
            Happened::ToolFinished { id, outcome } => self.finished(&id, &outcome),
            Happened::Receipt(receipt) => {
                self.receipts.push(receipt);
                Vec::new()
            }
            Happened::Question(asked) => {
                self.asked = true;
                let mut events = self.close();
                let item = self.item(ids::question(self.turn), question::asked(&asked, None));
                events.push(Event::Done { item });
                events
            }
        }
    }

    /// What is sent at the end of the turn: what is open is closed, and what there is to act on is shown.
    pub(super) fn end(&mut self) -> Vec<Event> {
        let mut events = self.close();
        let widgets = self.widgets(|_| None);
        events.extend(widgets.into_iter().map(|item| Event::Done { item }));
        events
    }

    /// The widgets of the turn, which show what is noted of them, or what they did at first.
    pub(super) fn widgets(&self, shows: impl Fn(&str) -> Option<Value>) -> Vec<Item> {
        let texts = &self.texts;
        if !self.receipts.is_empty() {
            let id = ids::receipts(self.turn);
            let undone = shows(&id).is_some_and(|shows| shows["undone"] == true);
            let widget = widget::receipts(texts, self.turn, &self.receipts, undone);
            let copy_text = widget::receipts_in_words(texts, &self.receipts);
            return vec![self.item(id, Body::Widget { widget, copy_text })];
        }
        let Some(listed) = self.listed.as_ref().filter(|_| !self.asked) else {
            return Vec::new();
        };
        let id = ids::tasks(self.turn);
        let now = shows(&id).and_then(|mut shows| match shows["tasks"].take() {
            Value::Array(tasks) => Some(tasks),
            _ => None,
        });
        let tasks = now.as_ref().unwrap_or(listed);
        if tasks.is_empty() {
            return Vec::new();
        }
        let widget = widget::tasks(texts, tasks);
        let copy_text = widget::tasks_in_words(tasks);
        vec![self.item(id, Body::Widget { widget, copy_text })]
    }

    /// The tasks that the turn's list showed at first.
    pub(super) fn listed(&self) -> Option<&[Value]> {
        self.listed.as_deref()
    }

    fn said(&mut self, delta: &str) -> Vec<Event> {
        if let Open::Message { id, text } = &mut self.open {
            text.push_str(delta);
            return delta_of(id, delta);
        }
        let delta = delta.trim_start();
        if delta.is_empty() {
            return Vec::new();
        }
        let mut events = self.close();
        let id = ids::message(self.turn, self.next_block());
        let content = Vec::new();
        let item = self.item(id.clone(), Body::AssistantMessage { content });
        events.push(Event::Added { item });
        events.push(Event::Updated {
            item_id: id.clone(),
            update: Update::PartAdded {
                content_index: 0,
                content: Text::default(),
            },
        });
        events.extend(delta_of(&id, delta));
        let text = delta.to_owned();
        self.open = Open::Message { id, text };
        events
    }

    fn started(&mut self, call: String, tool: String) -> Vec<Event> {
        let mut events = Vec::new();
        if !matches!(self.open, Open::Workflow { .. }) {
            events = self.close();
            let id = ids::workflow(self.turn, self.next_block());
            let workflow = Workflow {
                tasks: Vec::new(),
                summary: None,
                expanded: false,
            };
            let item = self.item(id.clone(), Body::Workflow { workflow });
            events.push(Event::Added { item });
            let calls = Vec::new();
            self.open = Open::Workflow { id, calls };
        }
        let task = words::task(&self.texts, &tool, None);
        if let Open::Workflow { id, calls } = &mut self.open {
            events.push(Event::Updated {
                item_id: id.clone(),
                update: Update::TaskAdded {
                    task_index: calls.len(),
                    task: task.clone(),
                },
            });
            calls.push((call, Call { tool, task }));
        }
        events
    }

    fn finished(&mut self, call: &str, outcome: &ToolResult) -> Vec<Event> {
        let place = match &self.open {
            Open::Workflow { calls, .. } => calls.iter().position(|(id, _)| id == call),
            _ => None,
        };
        let Some(place) = place else {
            return Vec::new();
        };
        let tool = match &self.open {
            Open::Workflow { calls, .. } => calls.get(place).map(|(_, call)| call.tool.clone()),
            _ => None,
        };
        let tool = tool.unwrap_or_default();
        if let Ok(result) = outcome {
            self.learn(&tool, result);
        }
        let task = words::task(&self.texts, &tool, Some(outcome));
        let Open::Workflow { id, calls } = &mut self.open else {
            return Vec::new();
        };
        if let Some((_, call)) = calls.get_mut(place) {
            call.task = task.clone();
        }
        vec![Event::Updated {
            item_id: id.clone(),
            update: Update::TaskUpdated {
                task_index: place,
                task,
            },
        }]
    }

    /// Keeps which tasks a result names.
    fn learn(&mut self, tool: &str, result: &Value) {
        let listed = result["tasks"].as_array();
        let entries = result["results"].as_array().into_iter().flatten();
        let changed = entries.flat_map(|entry| [&entry["task"], &entry["next"]]);
        for task in listed.into_iter().flatten().chain(changed) {
            if let (Some(id), Some(title)) = (task["id"].as_i64(), task["title"].as_str()) {
                self.known.retain(|(known, _)| *known != id);
                self.known.push((id, title.to_owned()));
            }
        }
        if tool == "list_tasks"
            && let Some(listed) = listed
        {
            self.listed = Some(listed.iter().take(widget::MOST).cloned().collect());
        }
    }

    fn next_block(&mut self) -> usize {
        let block = self.blocks;
        self.blocks += 1;
        block
    }

    /// Notes that the turn ends with a question.
    pub(super) fn ends_with_question(&mut self) {
        self.asked = true;
    }

    /// Closes what is open.
    pub(super) fn close(&mut self) -> Vec<Event> {
        match mem::replace(&mut self.open, Open::None) {
            Open::None => Vec::new(),
            Open::Message { id, text } => self.close_message(id, text),
            Open::Workflow { id, calls } => self.close_workflow(id, calls),
        }
    }

    fn close_message(&self, id: String, text: String) -> Vec<Event> {
        let annotations = words::links(&self.known, &text);
        let added = annotations.iter().cloned().enumerate();
        let mut updates: Vec<Update> = added
            .map(|(annotation_index, annotation)| Update::AnnotationAdded {
                content_index: 0,
                annotation_index,
                annotation,
            })
            .collect();
        let content = Text { text, annotations };
        updates.push(Update::PartDone {
            content_index: 0,
            content: content.clone(),
        });
        let updates = updates.into_iter().map(|update| Event::Updated {
            item_id: id.clone(),
            update,
        });
        let mut events: Vec<Event> = updates.collect();
        let content = vec![content];
        let item = self.item(id, Body::AssistantMessage { content });
        events.push(Event::Done { item });
        events
    }

    fn close_workflow(&self, id: String, mut calls: Vec<(String, Call)>) -> Vec<Event> {
        let mut events = Vec::new();
        for (task_index, (_, call)) in calls.iter_mut().enumerate() {
            if call.task.status_indicator == Indicator::Loading {
                call.task.status_indicator = Indicator::None;
                call.task.title.clone_from(&self.texts.broken_off);
                events.push(Event::Updated {
                    item_id: id.clone(),
                    update: Update::TaskUpdated {
                        task_index,
                        task: call.task.clone(),
                    },
                });
            }
        }
        let tasks: Vec<Task> = calls.into_iter().map(|(_, call)| call.task).collect();
        let summary = match tasks.as_slice() {
            [only] => Summary {
                title: only.title.clone(),
                icon: only.icon,
            },
            several => Summary {
                title: self.texts.steps.of(several.len()),
                icon: "check-circle",
            },
        };
        let workflow = Workflow {
            tasks,
            summary: Some(summary),
            expanded: false,
        };
        let item = self.item(id, Body::Workflow { workflow });
        events.push(Event::Done { item });
        events
    }
}

fn delta_of(id: &str, delta: &str) -> Vec<Event> {
    if delta.is_empty() {
        return Vec::new();
    }
    vec![Event::Updated {
        item_id: id.to_owned(),
        update: Update::Delta {
            content_index: 0,
            delta: delta.to_owned(),
        },
    }]
}
