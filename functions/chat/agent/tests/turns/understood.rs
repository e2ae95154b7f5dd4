//! Sentences with the calls that they come to (`understood/`), in every language (FR-1050 to FR-1060).

mod long;

use agent::TurnOutcome;
use serde_json::{Value, json};

use crate::support::{Memory, Talk};

const FILES: [(&str, &str); 7] = [
    ("en", include_str!("understood/en.txt")),
    ("de", include_str!("understood/de.txt")),
    ("es", include_str!("understood/es.txt")),
    ("fr", include_str!("understood/fr.txt")),
    ("it", include_str!("understood/it.txt")),
    ("pt", include_str!("understood/pt.txt")),
    ("nl", include_str!("understood/nl.txt")),
];

/// One line: the tasks that there are, what is said, and the last turn's calls.
struct Case {
    list: &'static str,
    turns: Vec<String>,
    expected: &'static str,
}

fn cases(file: &'static str) -> Vec<Case> {
    let mut list = "";
    let mut cases = Vec::new();
    for line in file.lines() {
        if line.is_empty() || line.starts_with('#') || line.starts_with("==") {
            continue;
        }
        if let Some(tasks) = line.strip_prefix("list: ") {
            list = tasks;
            continue;
        }
        let (expected, said) = line.split_once(" <- ").expect(line);
        let turns = said.split(" / ").map(|turn| turn.replace("\\n", "\n"));
        cases.push(Case {
            list,
            turns: turns.collect(),
            expected,
        });
    }
    cases
}

/// A task of a list: its title, and marks for the rest.
fn put(memory: &Memory, id: u64, written: &str) {
    let bare = written.trim_start_matches('*');
    for word in bare.split(' ') {
        let Some(mark) = word.chars().next() else {
            continue;
        };
        let rest = &word[mark.len_utf8()..];
        match mark {
            '^' => memory.write(id, "due", &json!(rest)),
            '%' => memory.write(id, "recurrence", &json!(rest)),
            '#' => memory.write(id, "project", &json!(rest)),
            'p' if rest.len() == 1 && rest.parse::<u8>().is_ok() => {
                memory.write(id, "priority", &json!(word));
            }
            '@' => {
                let now = memory.export()[usize::try_from(id).unwrap() - 1]["tags"].clone();
                let mut tags = now.as_array().cloned().unwrap_or_default();
                tags.push(json!(rest));
                memory.write(id, "tags", &json!(tags));
            }
            _ => {}
        }
    }
    if written.starts_with('*') {
        memory.complete(id);
    }
}

fn title(written: &str) -> String {
    let words = written.trim_start_matches('*').split(' ');
    let is_mark = |word: &&str| {
        word.starts_with(['^', '%', '#', '@']) || matches!(*word, "p1" | "p2" | "p3" | "p4")
    };
    words
        .filter(|word| !is_mark(word))
        .collect::<Vec<_>>()
        .join(" ")
}

fn talk_about(list: &str) -> Talk {
    let tasks: Vec<&str> = list.split(" | ").collect();
    let titles: Vec<String> = tasks.iter().map(|task| title(task)).collect();
    let mut talk = Talk::built_in(&[]);
    talk.tools = Memory::with(&titles.iter().map(String::as_str).collect::<Vec<_>>());
    talk.tools.page = 100;
    for (at, task) in tasks.iter().enumerate() {
        put(&talk.tools, at as u64 + 1, task);
    }
    talk
}

/// The calls of a turn in one line.
pub fn told(outcome: &TurnOutcome) -> String {
    let mut told: Vec<String> = outcome
        .tool_calls
        .iter()
        .filter(|call| call.name != "list_tasks")
        .flat_map(|call| entries(&call.name, &call.arguments))
        .collect();
    if let Some(question) = &outcome.question {
        let offered = question
            .text
            .strip_prefix("Shall I add “")
            .map(|text| text.trim_end_matches("”?"));
        let yes = question.options.iter().any(|option| option.value == "yes");
        let added = ['“', '„', '«'].iter().find_map(|open| {
            let (_, inner) = question.text.split_once(*open)?;
            let end = inner.find(['”', '“', '»'])?;
            Some(inner[..end].trim())
        });
        told.push(match (offered, added) {
            (Some(title), _) => format!("offer {title}"),
            (None, Some(title)) if yes => format!("offer {title}"),
            _ => "ask".to_owned(),
        });
    }
    let looks = outcome
        .tool_calls
        .iter()
        .filter(|call| call.name == "list_tasks");
    if told.is_empty()
        && let Some(look) = looks.clone().next()
        && !outcome.response.contains("nothing was changed")
    {
        let arguments = &look.arguments;
        let text = |name: &str| arguments[name].as_str();
        told.push(match (text("filter"), text("search")) {
            (Some(filter), _) => format!("list {} [{filter}]", text("status").unwrap()),
            (None, Some(words)) => format!("list {} \"{words}\"", text("status").unwrap()),
            _ => format!("list {}", text("status").unwrap()),
        });
    }
    if told.is_empty() {
        "nothing".to_owned()
    } else {
        told.join(" | ")
    }
}

fn entries(tool: &str, arguments: &Value) -> Vec<String> {
    let marks = |entry: &Value| {
        let text = |field: &str| entry[field].as_str();
        let mut marks: Vec<String> = Vec::new();
        for (field, mark) in [
            ("due", "^"),
            ("recurrence", "%"),
            ("priority", ""),
            ("project", "#"),
        ] {
            if let Some(value) = text(field) {
                marks.push(format!(" {mark}{value}"));
            }
        }
        if let Some(tags) = entry["tags"].as_array() {
            let tags: Vec<&str> = tags.iter().filter_map(Value::as_str).collect();
            marks.push(format!(" @{}", tags.join(",")));
        }
        if let Some(notes) = text("notes") {
            marks.push(format!(" //{notes}"));
        }
        for cleared in entry["clear"].as_array().into_iter().flatten() {
            marks.push(format!(" -{}", cleared.as_str().unwrap()));
        }
        marks.concat()
    };
    let ids = arguments["ids"].as_array().cloned().unwrap_or_default();
    let tasks = arguments["tasks"].as_array().cloned().unwrap_or_default();
    match tool {
        "add_task" => tasks
            .iter()
            .map(|task| format!("add {}{}", task["title"].as_str().unwrap(), marks(task)))
            .collect(),
        "complete_task" => ids.iter().map(|id| format!("complete {id}")).collect(),
        "delete_task" => ids.iter().map(|id| format!("delete {id}")).collect(),
        "update_task" => tasks
            .iter()
            .map(
                |task| match (task["completed"].as_bool(), task["title"].as_str()) {
                    (Some(false), _) => format!("reopen {}", task["id"]),
                    (_, Some(title)) => format!("set {} title={title}", task["id"]),
                    _ => format!("set {}{}", task["id"], marks(task)),
                },
            )
            .collect(),
        other => vec![other.to_owned()],
    }
}

/// FR-1050, FR-1051, FR-1052, FR-1053, FR-1054, FR-1055, FR-1056, FR-1057, FR-1058: of each language at least 97 % exactly.
#[tokio::test]
async fn fr_1050_sentences_come_to_the_calls_that_they_mean() {
    let (mut count, mut wrong) = (0, Vec::new());
    for (language, file) in FILES {
        let before = wrong.len();
        let cases = cases(file);
        for case in &cases {
            let mut talk = talk_about(case.list);
            let mut last = TurnOutcome::default();
            for turn in &case.turns {
                last = talk.say(turn).await;
            }
            let came = told(&last);
            if came != case.expected {
                wrong.push(format!(
                    "{language} {:?}\n   expected {}\n   came     {came}\n   said     {}",
                    case.turns, case.expected, last.response
                ));
            }
        }
        count += cases.len();
        println!(
            "{language}: {} of {} wrong",
            wrong.len() - before,
            cases.len()
        );
    }
    println!("{}", wrong.join("\n"));
    assert!(count > 400, "{count}");
    assert!(
        wrong.len() * 100 <= count * 3,
        "{} of {count} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
