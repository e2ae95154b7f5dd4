//! The list, and what the tools of spec 002 do with it.

use agent::{ToolError, ToolResult};
use serde_json::{Value, json};

#[derive(Debug, Clone)]
struct Task {
    title: String,
    completed: bool,
}

/// Tasks by their ids, from 1; those that are gone leave their places.
#[derive(Debug, Default)]
pub(super) struct List(Vec<Option<Task>>);

impl List {
    pub(super) fn tasks(&self) -> Vec<(u64, String, bool)> {
        let numbered = (1..).zip(&self.0);
        numbered
            .filter_map(|(id, task)| {
                let task = task.as_ref()?;
                Some((id, task.title.clone(), task.completed))
            })
            .collect()
    }

    /// Runs a tool.
    pub(super) fn run(&mut self, tool: &str, arguments: &Value) -> ToolResult {
        let each = |field: &str| arguments[field].as_array().cloned().unwrap_or_default();
        let ids = |field: &str| each(field).iter().filter_map(Value::as_u64).collect();
        let results: Vec<Value> = match tool {
            "add_task" => {
                let new = each("tasks").into_iter();
                new.map(|new| self.add(new["title"].as_str().unwrap_or_default()))
                    .collect()
            }
            "complete_task" => {
                let ids: Vec<u64> = ids("ids");
                ids.into_iter()
                    .map(|id| {
                        self.change(id, |task| {
                            if let Some(task) = task {
                                task.completed = true;
                            }
                        })
                    })
                    .collect()
            }
            "delete_task" => {
                let ids: Vec<u64> = ids("ids");
                ids.into_iter()
                    .map(|id| self.change(id, |task| *task = None))
                    .collect()
            }
            "list_tasks" => {
                let all = (1..).zip(&self.0);
                let tasks: Vec<Value> = all
                    .filter_map(|(id, task)| Some(shown(id, task.as_ref()?)))
                    .collect();
                return Ok(json!({ "tasks": tasks }));
            }
            _ => return Err(ToolError::new("unknown_tool", "There is no such tool.")),
        };
        Ok(json!({ "results": results }))
    }

    fn add(&mut self, title: &str) -> Value {
        let task = Task {
            title: title.to_owned(),
            completed: false,
        };
        let shown = shown(self.0.len() as u64 + 1, &task);
        self.0.push(Some(task));
        json!({ "task": shown })
    }

    fn change(&mut self, id: u64, change: impl FnOnce(&mut Option<Task>)) -> Value {
        let place = usize::try_from(id)
            .ok()
            .and_then(|place| place.checked_sub(1));
        let place = place.and_then(|place| self.0.get_mut(place));
        let Some(place) = place.filter(|place| place.is_some()) else {
            let message = format!("There is no task {id}. Call list_tasks to see the tasks.");
            return json!({"error": {"code": "not_found", "message": message, "id": id}});
        };
        let mut result = json!({});
        if let Some(task) = place {
            result["before"] = shown(id, task);
        }
        change(place);
        if let Some(task) = place {
            result["task"] = shown(id, task);
        }
        result
    }
}

fn shown(id: u64, task: &Task) -> Value {
    json!({"id": id, "title": task.title, "completed": task.completed, "priority": "p4"})
}
