//! The tools of spec 002 over a list in memory.

use std::sync::Mutex;

use agent::{Lease, Tool, ToolCall, ToolError, ToolResult, Tools};
use async_trait::async_trait;
use clock::{Ids, SystemIds};
use language::{Due, Facts, Filter, ProjectName, Resolved, SearchText, Tag, Terms, Zone};
use serde_json::{Value, json};
use uuid::Uuid;

/// A short page by default, so that following pages is tried all the time.
const PAGE: usize = 3;

/// What a call did to one task.
#[derive(Clone)]
struct Change {
    turn: Uuid,
    id: u64,
    before: Value,
    undone: bool,
}

pub struct Memory {
    tasks: Mutex<Vec<Value>>,
    changes: Mutex<Vec<Change>>,
    /// The turn that calls belong to.
    pub turn: Mutex<Uuid>,
    pub page: usize,
    pub calls: Mutex<Vec<ToolCall>>,
    /// Whether the function behind the tools is away.
    pub away: bool,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            tasks: Mutex::default(),
            changes: Mutex::default(),
            turn: Mutex::default(),
            page: PAGE,
            calls: Mutex::default(),
            away: false,
        }
    }
}

impl Memory {
    pub fn with(titles: &[&str]) -> Self {
        let memory = Self::default();
        for title in titles {
            memory.add(&json!({ "title": title }));
        }
        memory
    }

    pub fn titles(&self) -> Vec<String> {
        let shown = |task: &Value| {
            let tick = if task["completed"] == true {
                "☑ "
            } else {
                ""
            };
            format!("{tick}{}", task["title"].as_str().unwrap())
        };
        self.tasks
            .lock()
            .unwrap()
            .iter()
            .filter(|task| !task.is_null())
            .map(shown)
            .collect()
    }

    pub fn called(&self) -> Vec<String> {
        self.calls
            .lock()
            .unwrap()
            .iter()
            .map(|call| call.name.clone())
            .collect()
    }

    fn add(&self, new: &Value) -> Value {
        let mut tasks = self.tasks.lock().unwrap();
        let mut task = json!({"id": tasks.len() + 1, "title": new["title"], "priority": "p4", "completed": false});
        for field in ["due", "recurrence", "priority", "project", "tags", "notes"] {
            if !new[field].is_null() {
                task[field] = new[field].clone();
            }
        }
        tasks.push(task.clone());
        self.remember(tasks.len() as u64, Value::Null);
        json!({ "task": task })
    }

    fn remember(&self, id: u64, before: Value) {
        let turn = *self.turn.lock().unwrap();
        self.changes.lock().unwrap().push(Change {
            turn,
            id,
            before,
            undone: false,
        });
    }

    /// Changes a task as somebody else does, elsewhere.
    pub fn edit_elsewhere(&self, id: u64, title: &str) {
        let turn = std::mem::replace(&mut *self.turn.lock().unwrap(), SystemIds.next());
        self.change(&json!(id), |task| task["title"] = json!(title));
        *self.turn.lock().unwrap() = turn;
    }

    /// Writes into a field of a task, as somebody else did before the conversation.
    pub fn write(&self, id: u64, field: &str, value: &Value) {
        self.change(&json!(id), |task| task[field] = value.clone());
    }

    /// Makes a task a subtask of another.
    pub fn put_below(&self, parent: u64, child: u64) {
        self.change(&json!(child), |task| task["parent_id"] = json!(parent));
    }

    /// Completes a task as somebody else did, before the conversation.
    pub fn complete(&self, id: u64) {
        self.change(&json!(id), |task| task["completed"] = json!(true));
    }

    /// Everything there is, to compare.
    pub fn export(&self) -> Vec<Value> {
        self.tasks.lock().unwrap().clone()
    }

    /// FR-618: all that a turn did, or nothing.
    fn undo(&self, turn: Uuid) -> ToolResult {
        let mut changes = self.changes.lock().unwrap();
        let mine: Vec<usize> = (0..changes.len())
            .filter(|at| changes[*at].turn == turn && !changes[*at].undone)
            .collect();
        let Some(first) = mine.first() else {
            return Err(ToolError::new(
                "nothing_to_undo",
                "There is no change that could be taken back.",
            ));
        };
        let newer = changes
            .iter()
            .enumerate()
            .skip(*first)
            .find(|(at, change)| {
                !change.undone
                    && !mine.contains(at)
                    && mine.iter().any(|mine| changes[*mine].id == change.id)
            });
        if let Some((_, change)) = newer {
            let id = change.id;
            let message = format!(
                "Task {id} was changed after that, and the newer change builds on it. Take that back first."
            );
            return Err(ToolError::new("changed_since", message));
        }
        let mut tasks = self.tasks.lock().unwrap();
        let mut results = Vec::new();
        for at in mine.into_iter().rev() {
            let change = &mut changes[at];
            change.undone = true;
            let place = usize::try_from(change.id).unwrap() - 1;
            let now = std::mem::replace(&mut tasks[place], change.before.clone());
            let mut entry = json!({});
            if !now.is_null() {
                entry["before"] = now;
            }
            if !change.before.is_null() {
                entry["task"] = change.before.clone();
            }
            results.push(entry);
        }
        results.reverse();
        Ok(json!({ "results": results }))
    }

    /// Changes one task; null is a task that is gone.
    fn change(&self, id: &Value, change: impl FnOnce(&mut Value)) -> Value {
        let mut tasks = self.tasks.lock().unwrap();
        let place = usize::try_from(id.as_u64().unwrap())
            .unwrap()
            .wrapping_sub(1);
        let Some(task) = tasks.get_mut(place).filter(|task| !task.is_null()) else {
            let message = format!("There is no task {id}. Call list_tasks to see the tasks.");
            return json!({"error": {"code": "not_found", "message": message, "id": id}});
        };
        let before = task.clone();
        change(task);
        self.remember(id.as_u64().unwrap(), before.clone());
        if task.is_null() {
            json!({ "before": before })
        } else {
            json!({"task": task, "before": before})
        }
    }

    fn list(&self, arguments: &Value) -> Value {
        let wanted = match arguments["status"].as_str() {
            Some("pending") => Some(false),
            Some("completed") => Some(true),
            _ => None,
        };
        let filter = arguments["filter"].as_str();
        let filter = filter.map(|filter| filter.parse::<Filter>().expect(filter));
        let resolved = filter.map(|filter| filter.resolve(super::now().timestamp(), &zone()));
        let search = arguments["search"].as_str();
        let search: Option<SearchText> = search.map(|words| words.parse().expect(words));
        let meets = |task: &Value| {
            resolved.as_ref().is_none_or(|filter| matches(task, filter))
                && search.as_ref().is_none_or(|words| {
                    let text = |field: &str| task[field].as_str().unwrap_or_default().to_owned();
                    Terms::of_all([text("title").as_str(), text("notes").as_str()])
                        .hold(&words.terms())
                })
        };
        let from: usize = arguments["cursor"]
            .as_str()
            .map_or(0, |cursor| cursor.parse().unwrap());
        let tasks = self.tasks.lock().unwrap();
        let fitting: Vec<&Value> = tasks
            .iter()
            .filter(|task| !task.is_null() && wanted.is_none_or(|done| task["completed"] == done))
            .filter(|task| meets(task))
            .collect();
        let mut fitting = fitting;
        match arguments["sort"].as_str() {
            Some("due") => fitting.sort_by_key(|task| {
                let due = task["due"].as_str();
                (due.is_none(), due.map(str::to_owned))
            }),
            Some("title") => {
                fitting.sort_by_key(|task| task["title"].as_str().map(str::to_lowercase));
            }
            _ => {}
        }
        if arguments["order"] == "desc" {
            fitting.reverse();
        }
        let page: Vec<&&Value> = fitting.iter().skip(from).take(self.page).collect();
        let mut result = json!({ "tasks": page });
        if fitting.len() > from + self.page {
            result["next_cursor"] = json!((from + self.page).to_string());
        }
        result
    }
}

#[async_trait]
impl Tools for Memory {
    fn list(&self) -> Vec<Tool> {
        let contract = include_str!("../../../../../../specs/002-mcp-tools/contracts/tools.json");
        let contract: Value = serde_json::from_str(contract).unwrap();
        serde_json::from_value(contract["tools"].clone()).unwrap()
    }

    async fn call(&self, lease: &Lease, call: &ToolCall) -> ToolResult {
        *self.turn.lock().unwrap() = lease.turn;
        self.calls.lock().unwrap().push(call.clone());
        if self.away {
            return Err(ToolError::new(
                "unreachable",
                "The tools cannot be reached right now.",
            ));
        }
        let arguments = &call.arguments;
        let each = |field: &str, run: &dyn Fn(&Value) -> Value| -> Value {
            let entries = arguments[field].as_array().unwrap();
            json!({"results": entries.iter().map(run).collect::<Vec<_>>()})
        };
        Ok(match call.name.as_str() {
            "add_task" => each("tasks", &|new| self.add(new)),
            "list_tasks" => Memory::list(self, arguments),
            "complete_task" => each("ids", &|id| {
                self.change(id, |task| task["completed"] = json!(true))
            }),
            "delete_task" => each("ids", &|id| self.change(id, |task| *task = Value::Null)),
            "update_task" => each("tasks", &|patch| {
                self.change(&patch["id"], |task| {
                    for (field, value) in patch.as_object().unwrap() {
                        if field == "clear" {
                            for name in value.as_array().unwrap() {
                                task.as_object_mut().unwrap().remove(name.as_str().unwrap());
                            }
                        } else {
                            task[field] = value.clone();
                        }
                    }
                })
            }),
            "undo" => return self.undo(arguments["turn_id"].as_str().unwrap().parse().unwrap()),
            other => panic!("no tool {other}"),
        })
    }
}

/// Where every person of these tests is.
fn zone() -> Zone {
    "Europe/Berlin".parse().unwrap()
}

/// Whether a task meets a filter, as Postgres says it (spec 006).
fn matches(task: &Value, filter: &Resolved) -> bool {
    let text = |field: &str| task[field].as_str();
    let tags = task["tags"].as_array().cloned().unwrap_or_default();
    let tags: Vec<Tag> = tags
        .iter()
        .map(|tag| tag.as_str().unwrap().parse().unwrap())
        .collect();
    let project: ProjectName = text("project").unwrap_or("Inbox").parse().unwrap();
    let due = text("due").map(due_of);
    filter.matches(&Facts {
        title: text("title").unwrap_or_default(),
        notes: text("notes").unwrap_or_default(),
        priority: text("priority").unwrap_or("p4").parse().unwrap(),
        tags: &tags,
        project: &project,
        due: due.as_ref(),
        completed: task["completed"] == true,
        recurring: text("recurrence").is_some(),
        subtask: task["parent_id"].is_u64(),
    })
}

fn due_of(due: &str) -> Due {
    let input: language::DueInput = due.parse().unwrap();
    input.at(super::now().timestamp(), &zone()).unwrap()
}
