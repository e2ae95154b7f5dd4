//! Whatever is wrong with arguments is told, and nothing else.

use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::MAX_PROBLEMS;
use crate::tools::parameters::{AddTask, UpdateTask, parse};

fn paths<T: DeserializeOwned>(tool: &str, arguments: Value) -> Vec<String> {
    let Value::Object(arguments) = arguments else {
        return Vec::new();
    };
    match parse::<T>(tool, Some(arguments)) {
        Ok(_) => Vec::new(),
        Err(failure) if failure.problems.is_empty() => failure.path.into_iter().collect(),
        Err(failure) => {
            let problems = failure.problems.iter();
            problems.map(|problem| problem.path.clone()).collect()
        }
    }
}

/// FR-263.
#[test]
fn every_problem_is_found_once_and_in_its_place() {
    let tasks = json!([
        {"title": " ", "due": "someday", "owner": "eve"},
        {"title": "good"},
        "not a task",
        {"tags": ["ok", "", "fine", ""], "notes": 7},
        {"title": "good"},
        {"title": 3},
    ]);
    let expected = [
        "priority",
        "tasks[0].due",
        "tasks[0].owner",
        "tasks[0].title",
        "tasks[2]",
        "tasks[3].notes",
        "tasks[3].tags[1]",
        "tasks[3].tags[3]",
        "tasks[3].title",
        "tasks[5].title",
    ];
    let arguments = json!({"tasks": tasks, "priority": "p1"});
    assert_eq!(paths::<AddTask>("add_task", arguments), expected);
}

/// FR-263.
#[test]
fn lists_are_measured_before_their_entries_are_read() {
    let bad = json!({"tasks": vec![json!({}); 3]});
    let each = ["tasks[0].title", "tasks[1].title", "tasks[2].title"];
    assert_eq!(paths::<AddTask>("add_task", bad), each);
    let mut many = vec![json!({"title": "x"}); 30];
    many[7] = json!({"title": ""});
    let found = paths::<AddTask>("add_task", json!({ "tasks": many }));
    assert_eq!(found, ["tasks", "tasks[7].title"]);
    assert_eq!(
        paths::<AddTask>("add_task", json!({"tasks": []})),
        ["tasks"]
    );
    let no_list = json!({"title": vec![1; 40]});
    assert_eq!(
        paths::<AddTask>("add_task", no_list),
        ["title", "tasks"],
        "what is missing comes last"
    );
    let hopeless = json!({"tasks": vec![json!({"a": 1, "b": 2}); 25]});
    assert_eq!(
        paths::<AddTask>("add_task", hopeless).len(),
        MAX_PROBLEMS,
        "enough is enough"
    );
}

/// FR-263: however long the name of a field and its value are.
#[test]
fn a_refusal_does_not_repeat_all_that_was_sent() {
    let long = "x".repeat(50_000);
    let arguments = json!({"ids": [long], long.as_str(): 1});
    let Value::Object(arguments) = arguments else {
        return;
    };
    let failure = parse::<UpdateTask>("update_task", Some(arguments)).map(drop);
    let length = failure.map_err(|failure| failure.message.len());
    assert!(length.is_err_and(|length| length < 2_000), "{length:?}");
}

/// The fields of an entry that can be broken, each with a value that is good and one that is not. No good one for
/// what is not a field, no bad one for what is left out.
const FIELDS: [(&str, Option<&str>, Option<&str>); 8] = [
    ("id", Some("7"), None),
    ("due", Some("\"2026-11-27\""), Some("\"2026-02-30\"")),
    ("priority", Some("\"p1\""), Some("\"p0\"")),
    ("tags", Some("[\"a\"]"), Some("\"a\"")),
    ("clear", Some("[\"notes\"]"), Some("{}")),
    ("recurrence", Some("\"FREQ=DAILY\""), Some("\"daily\"")),
    ("completed", Some("true"), Some("\"yes\"")),
    ("owner", None, Some("\"eve\"")),
];

/// An entry in which these fields are broken.
fn entry(broken: [bool; 8]) -> Value {
    let fields = FIELDS.iter().zip(broken);
    let fields = fields.filter_map(|((name, good, bad), broken)| {
        let text = if broken { bad } else { good };
        let value = serde_json::from_str(text.as_ref()?).unwrap_or_default();
        Some(((*name).to_owned(), value))
    });
    Value::Object(fields.collect::<Map<_, _>>())
}

proptest! {
    /// FR-263: whatever is broken is told, and nothing else.
    #[test]
    fn any_broken_fields_are_told_and_no_others(
        entries in prop::collection::vec(prop::array::uniform8(prop::bool::weighted(0.3)), 1..=25),
    ) {
        let mut expected = Vec::new();
        for (index, broken) in entries.iter().enumerate() {
            let mut fields: Vec<_> = FIELDS.iter().zip(broken).filter(|(_, broken)| **broken).collect();
            // An entry is read in the order of its fields' names; an id that is missing comes last.
            fields.sort_by_key(|((name, ..), _)| (*name == "id", *name));
            let paths = fields.into_iter().map(|((name, ..), _)| format!("tasks[{index}].{name}"));
            expected.extend(paths);
        }
        expected.truncate(MAX_PROBLEMS);
        let entries: Vec<_> = entries.into_iter().map(entry).collect();
        let found = paths::<UpdateTask>("update_task", json!({"tasks": entries}));
        prop_assert_eq!(found, expected);
    }
}
