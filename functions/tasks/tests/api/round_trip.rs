//! What goes out comes in again as it was.

use std::collections::BTreeSet;

use proptest::{
    prelude::*,
    sample::{Index, select},
    test_runner::{Config, TestRunner},
};
use serde_json::{Map, Value, json};

use crate::support::Function;

/// Dues and rules that go together: days, times, clocks that skip and repeat an hour.
const SCHEDULES: [(&str, &str, &str); 9] = [
    ("", "", ""),
    ("2026-11-27", "", ""),
    ("2026-03-29T02:30[Europe/Berlin]", "FREQ=DAILY", ""),
    (
        "2026-03-29T02:30[Europe/Berlin]",
        "FREQ=DAILY;INTERVAL=3",
        "completion",
    ),
    (
        "2026-10-25T02:30[Europe/Berlin]",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU",
        "",
    ),
    ("2026-11-27T17:00:00-05:00[America/New_York]", "", ""),
    ("2026-01-31", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=10", "due"),
    ("2024-02-29", "FREQ=YEARLY;UNTIL=20400229", ""),
    ("9999-12-31", "FREQ=DAILY", ""),
];

/// A task of any shape; its parent is one of those before it.
fn task() -> impl Strategy<Value = (Value, Option<Index>)> {
    let texts = (
        "[^\\p{C}\\s][^\\p{C}]{0,20}",
        "[^\\p{C}]{0,40}(\n[=+@-].{0,9})?",
    );
    let names = (
        proptest::collection::vec("[a-z0-9,;'\"]{1,9}", 0..4),
        select(vec!["Inbox", "Work", "Küche"]),
    );
    let others = (
        select(SCHEDULES.to_vec()),
        -1e12..1e12_f64,
        any::<bool>(),
        select(vec!["p1", "p2", "p3", "p4"]),
    );
    let parent = proptest::option::of(any::<Index>());
    (texts, names, others, parent).prop_map(
        |(
            (title, notes),
            (tags, project),
            ((due, rule, from), position, done, priority),
            parent,
        )| {
            let mut task = Map::new();
            let mut set = |name: &str, value: Value| task.insert(name.to_owned(), value);
            set("title", title.into());
            set(
                "notes",
                notes
                    .chars()
                    .filter(|character| !character.is_control() || *character == '\n')
                    .collect::<String>()
                    .into(),
            );
            set("tags", tags.into());
            set("project", project.into());
            set("priority", priority.into());
            set("completed", done.into());
            if parent.is_some() {
                set("position", json!(position));
            }
            if !due.is_empty() {
                set("due", due.into());
            }
            if !rule.is_empty() {
                set("recurrence", rule.into());
            }
            if !from.is_empty() {
                set("recurrence_from", from.into());
            }
            (Value::Object(task), parent)
        },
    )
}

/// The tasks of an export, with places in the file for ids and without what an import sets.
fn comparable(mut file: Value) -> Vec<Value> {
    let tasks = file["tasks"].as_array_mut().unwrap();
    let ids: Vec<Value> = tasks.iter().map(|task| task["id"].clone()).collect();
    let place = |id: &Value| json!(ids.iter().position(|other| other == id));
    for task in tasks.iter_mut() {
        for pointer in ["/id", "/parent_id", "/series/first_id"] {
            if let Some(id) = task.pointer_mut(pointer) {
                *id = place(id);
            }
        }
        task.as_object_mut().unwrap().remove("updated_at");
    }
    tasks.clone()
}

async fn copy(function: &Function, file: &Value, to: &str) -> Value {
    let answer = function
        .upload(to, "/api/import", "application/json", file.to_string())
        .await;
    assert_eq!(answer.status, 200, "{:#}\n{file:#}", answer.json());
    function.call(to, "GET", "/api/export", None).await.json()
}

/// FR-901: a field that tasks have is in files, by construction.
#[test]
fn files_hold_every_field_of_a_task() {
    let document: Value = serde_json::from_str(include_str!(
        "../../../../specs/001-tasks-api/contracts/openapi.json"
    ))
    .unwrap();
    let fields = |schema: &str| -> BTreeSet<String> {
        let properties = &document["components"]["schemas"][schema]["properties"];
        properties.as_object().unwrap().keys().cloned().collect()
    };
    let mut task = fields("Task");
    task.insert("series".to_owned());
    assert_eq!(fields("FileTask"), task);
}

/// FR-904: whatever tasks there are, a copy of them is the same but for ids and the time of the last change; also after
/// occurrences were completed and moved.
#[test]
fn an_export_imported_is_the_same() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let function = runtime.block_on(Function::start());
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::with_cases(40)
    });
    let number = std::cell::Cell::new(0);
    let tasks = proptest::collection::vec(task(), 1..12);
    let outcome = runner.run(&tasks, |tasks| {
        number.set(number.get() + 1);
        let number = number.get();
        runtime.block_on(async {
            let tasks: Vec<Value> = tasks.into_iter().enumerate().map(|(place, (mut task, parent))| {
                task["id"] = json!(100 - place);
                if let Some(parent) = parent.filter(|_| place > 0) {
                    task["parent_id"] = json!(100 - parent.index(place));
                }
                task
            }).collect();
            let [one, two] = ["one", "two"].map(|name| format!("{name}{number}"));
            let file = json!({"format": "todo-app", "version": 1, "tasks": tasks});
            copy(&function, &file, &one).await;
            let moved = json!({"operations": [{"update": {"id": 1, "patch": {"due": "2027-01-01"}}}, {"complete": {"id": 1}}, {"reopen": {"id": 1}}]});
            function.call(&one, "POST", "/api/batch", Some(moved)).await;
            let first = function.call(&one, "GET", "/api/export", None).await.json();
            function.create(&two, "There already").await;
            function.call(&two, "DELETE", "/api/tasks/1", None).await;
            let second = copy(&function, &first, &two).await;
            assert_eq!(comparable(first), comparable(second));
        });
        Ok(())
    });
    outcome.unwrap();
}
