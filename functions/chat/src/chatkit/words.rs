//! Calls in people's words, and the tasks that a text names (FR-1217).

use agent::{Receipt, ToolResult};
use serde_json::Value;

use super::{
    item::{Annotation, Entity, Indicator, Task},
    texts::Texts,
};

/// How many links a message has at most.
const MOST_LINKS: usize = 20;

/// A call in a person's words.
pub(super) fn task(texts: &Texts, tool: &str, outcome: Option<&ToolResult>) -> Task {
    let icon = match tool {
        "list_tasks" => "search",
        "add_task" => "plus",
        "complete_task" => "check",
        "undo" => "reload",
        _ => "write",
    };
    let title = match outcome {
        None if tool == "list_tasks" => texts.looking.clone(),
        None => texts.changing.clone(),
        Some(Err(_)) => texts.failed.clone(),
        Some(Ok(_)) if tool == "list_tasks" => texts.looked.clone(),
        Some(Ok(result)) => match (Receipt::from_result(tool, result).len(), tool) {
            (0, _) => texts.nothing_changed.clone(),
            (count, "add_task") => texts.added.of(count),
            (count, "complete_task") => texts.completed.of(count),
            (count, "delete_task") => texts.deleted.of(count),
            (count, "undo") => texts.taken_back.of(count),
            (count, _) => texts.updated.of(count),
        },
    };
    Task {
        title,
        icon,
        status_indicator: match outcome {
            None => Indicator::Loading,
            Some(Ok(_)) => Indicator::Complete,
            Some(Err(_)) => Indicator::None,
        },
    }
}

/// The tasks whose titles stand in a text, each where it stands first.
pub(super) fn links(known: &[(i64, String)], text: &str) -> Vec<Annotation> {
    let mut links: Vec<Annotation> = known
        .iter()
        .filter_map(|(id, title)| {
            let at = text.find(title.as_str())?;
            let end = text.get(..at + title.len())?;
            let data = [("id".to_owned(), Value::from(id.to_string()))];
            Some(Annotation {
                source: Entity {
                    id: format!("task_{id}"),
                    title: title.clone(),
                    icon: "check-circle",
                    interactive: true,
                    data: data.into_iter().collect(),
                },
                index: end.chars().count(),
            })
        })
        .collect();
    links.sort_by_key(|link| link.index);
    links.truncate(MOST_LINKS);
    links
}
