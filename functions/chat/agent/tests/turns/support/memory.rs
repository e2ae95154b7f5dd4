//! The five tools of spec 002 over a list in memory.

use std::sync::Mutex;

use agent::{Tool, ToolCall, ToolError, ToolResult, Tools};
use async_trait::async_trait;
use serde_json::{Value, json};

const PAGE: usize = 3;

#[derive(Default)]
pub struct Memory {
    tasks: Mutex<Vec<Value>>,
    pub calls: Mutex<Vec<ToolCall>>,
    /// Whether the function behind the tools is away.
    pub away: bool,
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
        let task = json!({"id": tasks.len() + 1, "title": new["title"], "priority": "p4", "completed": false});
        tasks.push(task.clone());
        json!({ "task": task })
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
        let from: usize = arguments["cursor"]
            .as_str()
            .map_or(0, |cursor| cursor.parse().unwrap());
        let tasks = self.tasks.lock().unwrap();
        let fitting: Vec<&Value> = tasks
            .iter()
            .filter(|task| !task.is_null() && wanted.is_none_or(|done| task["completed"] == done))
            .collect();
        let page: Vec<&&Value> = fitting.iter().skip(from).take(PAGE).collect();
        let mut result = json!({ "tasks": page });
        if fitting.len() > from + PAGE {
            result["next_cursor"] = json!((from + PAGE).to_string());
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

    async fn call(&self, call: &ToolCall) -> ToolResult {
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
                        task[field] = value.clone();
                    }
                })
            }),
            other => panic!("no tool {other}"),
        })
    }
}
