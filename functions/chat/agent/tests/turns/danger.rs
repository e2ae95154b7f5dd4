//! Dangerous sentences and answers with what may come of them (`danger/sentences.txt`), and rules over many of them.

use agent::TurnOutcome;
use serde_json::Value;

use crate::support::{Memory, Talk};

const SENTENCES: [&str; 2] = [
    include_str!("danger/sentences.txt"),
    include_str!("danger/lifelike.txt"),
];

/// One line: the list, what is said, and what differs in the list afterwards.
struct Case<'a> {
    list: Vec<&'a str>,
    turns: Vec<&'a str>,
    expected: Vec<String>,
}

fn cases() -> Vec<Case<'static>> {
    let mut list = Vec::new();
    let mut cases = Vec::new();
    for line in SENTENCES.iter().flat_map(|text| text.lines()) {
        if line.is_empty() || line.starts_with('#') || line.starts_with("==") {
            continue;
        }
        if let Some(titles) = line.strip_prefix("list: ") {
            list = titles.split(" | ").collect();
            continue;
        }
        let Some((expected, said)) = line.split_once(" <- ") else {
            panic!("no outcome: {line}");
        };
        let mut expected: Vec<String> = match expected {
            "nothing" => Vec::new(),
            changes => changes.split(", ").map(str::to_owned).collect(),
        };
        expected.sort();
        cases.push(Case {
            list: list.clone(),
            turns: said.split(" / ").collect(),
            expected,
        });
    }
    cases
}

/// A conversation about these tasks; `*` marks one that is done.
fn talk_about(list: &[&str]) -> Talk {
    let titles: Vec<&str> = list
        .iter()
        .map(|title| title.trim_start_matches('*'))
        .collect();
    let mut talk = Talk::built_in(&[]);
    talk.tools = Memory::with(&titles);
    talk.tools.page = 100;
    for (at, title) in list.iter().enumerate() {
        if title.starts_with('*') {
            talk.tools.complete(at as u64 + 1);
        }
    }
    talk
}

fn title(task: &Value) -> &str {
    task["title"].as_str().unwrap_or_default()
}

/// What differs: `deleted 3`, `completed 3`, `reopened 3`, `renamed 3: Title`, `added: Title`.
fn changes(before: &[Value], after: &[Value]) -> Vec<String> {
    let mut changes = Vec::new();
    for (at, now) in after.iter().enumerate() {
        let id = at + 1;
        let Some(was) = before.get(at) else {
            if !now.is_null() {
                changes.push(format!("added: {}", title(now)));
            }
            continue;
        };
        if now.is_null() {
            if !was.is_null() {
                changes.push(format!("deleted {id}"));
            }
            continue;
        }
        if now["title"] != was["title"] {
            changes.push(format!("renamed {id}: {}", title(now)));
        }
        match (was["completed"] == true, now["completed"] == true) {
            (false, true) => changes.push(format!("completed {id}")),
            (true, false) => changes.push(format!("reopened {id}")),
            _ => {}
        }
    }
    changes.sort();
    changes
}

/// FR-318, FR-319, FR-320, FR-321, FR-322, FR-323, FR-324, FR-325: no wrong deletion, at most 1 % other wrong changes, at most 5 % of plain sentences not carried out.
#[tokio::test]
async fn fr_318_dangerous_sentences_come_to_what_they_may() {
    let cases = cases();
    assert!(cases.len() > 2_000, "{}", cases.len());
    let plain = cases
        .iter()
        .filter(|case| !case.expected.is_empty())
        .count();
    let (mut deletes, mut writes, mut asked) = (Vec::new(), Vec::new(), Vec::new());
    for case in &cases {
        let mut talk = talk_about(&case.list);
        let before = talk.tools.export();
        let mut last = TurnOutcome::default();
        for turn in &case.turns {
            last = talk.say(turn).await;
        }
        let came = changes(&before, &talk.tools.export());
        if came == case.expected {
            continue;
        }
        let told = format!(
            "{:?}\n   expected {:?}, came {came:?}: {}",
            case.turns, case.expected, last.response
        );
        let wrong = |kind: &str| {
            came.iter()
                .any(|change| change.starts_with(kind) && !case.expected.contains(change))
        };
        if wrong("deleted") {
            deletes.push(told);
        } else if came.iter().any(|change| !case.expected.contains(change)) {
            writes.push(told);
        } else {
            asked.push(told);
        }
    }
    let told = format!(
        "of {} sentences, {plain} of them plain\nwrong deletions: {deletes:#?}\nwrong changes: {writes:#?}\nnot carried out: {asked:#?}",
        cases.len()
    )
    .replace("\\n", "\n");
    println!(
        "{} sentences, {plain} of them plain: {} wrong deletions, {} other wrong changes, {} plain ones not carried out",
        cases.len(),
        deletes.len(),
        writes.len(),
        asked.len()
    );
    assert!(deletes.is_empty(), "{told}");
    assert!(writes.len() * 100 <= cases.len(), "{told}");
    assert!(asked.len() * 20 <= plain, "{told}");
}
