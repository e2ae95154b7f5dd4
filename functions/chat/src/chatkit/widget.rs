//! Widgets: a list of tasks whose boxes, dates and buttons work, and what a turn changed (FR-1213, FR-1215).

use agent::Receipt;
use serde_json::{Value, json};
use uuid::Uuid;

use super::texts::Texts;

/// How many tasks a list shows at most.
pub(super) const MOST: usize = 50;

/// A list of tasks.
pub(super) fn tasks(texts: &Texts, tasks: &[Value]) -> Value {
    let rows: Vec<Value> = if tasks.is_empty() {
        vec![
            json!({"type": "ListViewItem", "key": "none", "children": [{"type": "Caption", "value": texts.no_tasks}]}),
        ]
    } else {
        tasks
            .iter()
            .take(MOST)
            .map(|task| row(texts, task))
            .collect()
    };
    json!({"type": "ListView", "key": "todo.tasks", "children": rows})
}

/// One task. What can be done with it carries the state that is wanted and the version that is shown.
fn row(texts: &Texts, task: &Value) -> Value {
    let id = &task["id"];
    let seen = json!({"id": id, "etag": task["updated_at"]});
    let action = |kind: &str, wanted: Value| {
        let mut payload = seen.clone();
        if let (Some(payload), Some(wanted)) = (payload.as_object_mut(), wanted.as_object()) {
            payload.extend(wanted.clone());
        }
        json!({"type": kind, "payload": payload})
    };
    let done = task["completed"] == true;
    let title = task["title"].as_str().unwrap_or_default();
    let mut parts = vec![
        json!({
            "type": "Checkbox", "name": format!("done_{id}"), "label": title, "defaultChecked": done,
            "onChangeAction": action("todo.complete", json!({"completed": !done})),
        }),
        json!({"type": "Spacer"}),
    ];
    if let Some(due) = task["due"].as_str() {
        parts.push(json!({"type": "Badge", "label": due_words(due)}));
    }
    if !done {
        let mut date = json!({
            "type": "DatePicker", "name": "due", "placeholder": texts.due,
            "onChangeAction": action("todo.reschedule", json!({})),
        });
        if let Some(day) = task["due"].as_str().and_then(|due| due.get(..10)) {
            date["defaultValue"] = json!(day);
        }
        parts.push(date);
        parts.push(json!({
            "type": "Button", "label": texts.tomorrow, "size": "sm", "variant": "outline",
            "onClickAction": action("todo.reschedule", json!({"due": "tomorrow"})),
        }));
    }
    json!({"type": "ListViewItem", "key": format!("task-{id}"), "align": "center", "children": parts})
}

/// A due date without its zone.
fn due_words(due: &str) -> String {
    let day = due.get(..10).unwrap_or(due);
    match due.get(11..16) {
        Some(time) => format!("{day} {time}"),
        None => day.to_owned(),
    }
}

/// The tasks in words, to be copied.
pub(super) fn tasks_in_words(tasks: &[Value]) -> String {
    let lines = tasks.iter().take(MOST).map(|task| {
        let mark = if task["completed"] == true { "x" } else { " " };
        format!("- [{mark}] {}", task["title"].as_str().unwrap_or_default())
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What a turn changed, and the button that takes it back.
pub(super) fn receipts(texts: &Texts, turn: Uuid, receipts: &[Receipt], undone: bool) -> Value {
    let mut rows: Vec<Value> = receipts
        .iter()
        .take(MOST)
        .enumerate()
        .map(|(at, receipt)| {
            let line = line(texts, receipt);
            json!({"type": "ListViewItem", "key": format!("receipt-{at}"), "children": [{"type": "Text", "value": line, "lineThrough": undone}]})
        })
        .collect();
    let last = if undone {
        json!({"type": "Caption", "value": texts.undone})
    } else {
        json!({
            "type": "Button", "label": texts.undo_this, "size": "sm", "variant": "outline",
            "onClickAction": {"type": "todo.undo", "payload": {"turn_id": turn}},
        })
    };
    rows.push(json!({"type": "ListViewItem", "key": "undo", "children": [last]}));
    json!({"type": "ListView", "key": "todo.receipts", "children": rows})
}

/// The changes in words, to be copied.
pub(super) fn receipts_in_words(texts: &Texts, receipts: &[Receipt]) -> String {
    let lines = receipts
        .iter()
        .take(MOST)
        .map(|receipt| line(texts, receipt));
    lines.collect::<Vec<_>>().join("\n")
}

fn line(texts: &Texts, receipt: &Receipt) -> String {
    let title = receipt.task["title"].as_str().unwrap_or_default();
    format!("{}: {title}", texts.operation(receipt.operation))
}
