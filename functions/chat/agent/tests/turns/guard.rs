//! What a language model may do without asking the person (FR-326 to FR-329).

use agent::{Entry, RequestedCall};
use serde_json::{Value, json};

use crate::support::{Talk, agent, call, scripted};

const TASKS: [&str; 8] = [
    "Buy milk",
    "Team meeting",
    "Client meeting",
    "Pay rent",
    "Call mom",
    "Water plants",
    "Book flights",
    "Read book",
];

fn talk(replies: Vec<(&'static str, Vec<RequestedCall>)>, titles: &[&str]) -> Talk {
    Talk::new(agent(Some(scripted(replies))), titles)
}

fn delete(ids: &[i64]) -> RequestedCall {
    call("delete_task", json!({ "ids": ids }))
}

/// FR-326: a model that obeys whatever stands in a title deletes nothing that the person did not name.
#[tokio::test]
async fn fr_326_a_deletion_that_the_person_did_not_name_is_asked_about() {
    for (said, ids) in [
        ("what is due today?", vec![1]),
        ("delete the meeting", vec![2]),
        ("delete the milk", vec![4]),
        ("delete everything except milk", vec![2]),
        ("clean up my list", vec![1, 2, 3]),
        ("don't delete task 1", vec![1]),
        ("I bought 1 milk", vec![1]),
        ("delete tasks 1 to 6", vec![1, 2, 3, 4, 5, 6]),
        ("delete task 1", vec![1, 2]),
    ] {
        let mut talk = talk(vec![("", vec![delete(&ids)]), ("Fine.", vec![])], &TASKS);
        let asked = talk.say(said).await;
        assert!(asked.question.is_some(), "{said}");
        assert!(asked.tool_calls.is_empty(), "{said}");
        assert!(asked.response.contains("Delete: "), "{}", asked.response);
        assert_eq!(talk.tasks().len(), TASKS.len(), "{said}");
    }
}

/// FR-326: what the person named is done without a question, as in FR-318; also what stood in the question just before.
#[tokio::test]
async fn fr_326_what_the_person_named_is_done() {
    for (said, ids) in [
        ("delete task 1", vec![1]),
        ("please remove the milk", vec![1]),
        ("delete the team meeting and add bread", vec![2]),
        ("erase tasks 2 and 3", vec![2, 3]),
    ] {
        let mut talk = talk(vec![("", vec![delete(&ids)]), ("Done.", vec![])], &TASKS);
        let done = talk.say(said).await;
        assert_eq!(done.receipts.len(), ids.len(), "{said}: {}", done.response);
    }
    for (shown, answer, ids) in [
        ("Do you want me to delete “Team meeting”?", "yes", vec![2]),
        (
            "Shall I delete task 2 (Team meeting) and task 3?",
            "yes please",
            vec![2, 3],
        ),
        (
            "Which one: Team meeting or Client meeting?",
            "the second one",
            vec![3],
        ),
        ("I found “Team meeting”. Delete it?", "delete it", vec![2]),
    ] {
        let replies = vec![(shown, vec![]), ("", vec![delete(&ids)]), ("Done.", vec![])];
        let mut talk = talk(replies, &TASKS);
        talk.say("get rid of the meeting").await;
        let done = talk.say(answer).await;
        assert_eq!(
            done.receipts.len(),
            ids.len(),
            "{shown} {answer}: {}",
            done.response
        );
    }
}

/// FR-326: many changes, many new tasks, and every undo.
#[tokio::test]
async fn fr_326_many_changes_are_asked_about() {
    let tasks: Vec<Value> = (0..13)
        .map(|number| json!({"title": format!("New {number}")}))
        .collect();
    let add = call("add_task", json!({ "tasks": tasks }));
    let patches: Vec<Value> = (1..=3).map(|id| json!({"id": id, "title": "x"})).collect();
    for calls in [
        vec![call("complete_task", json!({"ids": [1, 2, 3, 4, 5, 6]}))],
        vec![
            call("update_task", json!({ "tasks": patches })),
            call("complete_task", json!({"ids": [4, 5, 6]})),
        ],
        vec![add.clone(), add],
    ] {
        let mut talk = talk(vec![("", calls), ("Done.", vec![])], &TASKS);
        let before = talk.tools.export();
        let asked = talk.say("tidy up").await;
        assert!(asked.question.is_some());
        assert_eq!(talk.tools.export(), before);
    }
    // Together over the steps of a turn.
    let complete = |ids: [i64; 3]| vec![call("complete_task", json!({ "ids": ids }))];
    let mut talk = talk(
        vec![("", complete([1, 2, 3])), ("", complete([4, 5, 6]))],
        &TASKS,
    );
    let asked = talk.say("I finished everything").await;
    assert!(asked.question.is_some());
    assert_eq!(asked.receipts.len(), 3);
}

/// FR-326: subtasks that a deletion takes along count.
#[tokio::test]
async fn fr_326_a_parent_of_many_is_asked_about() {
    let mut talk = talk(vec![("", vec![delete(&[1])]), ("Done.", vec![])], &TASKS);
    for child in 2..=7 {
        talk.tools.put_below(1, child);
    }
    let asked = talk.say("delete task 1").await;
    assert_eq!(
        asked.question.unwrap().text,
        "Shall I make these 7 changes?"
    );
    assert_eq!(talk.tasks().len(), TASKS.len());
}

/// FR-327: a yes goes on exactly there, once; anything else drops the question, and the model reads that.
#[tokio::test]
async fn fr_327_an_answer_goes_on_where_the_question_stood() {
    let replies = || {
        vec![
            (
                "I will clean up.",
                vec![
                    delete(&[1]),
                    call("add_task", json!({"tasks": [{"title": "Bread"}]})),
                ],
            ),
            ("All done.", vec![]),
        ]
    };
    let mut agreed = talk(replies(), &TASKS);
    let asked = agreed.say("clean up").await;
    assert_eq!(
        asked.response,
        "I will clean up.\n\nShall I make these 2 changes?\nDelete: 1: Buy milk\nAdd: Bread"
    );
    let id = asked.question.unwrap().id;
    let done = agreed.choose(&id, &["yes"]).await;
    assert_eq!(done.response, "All done.");
    assert_eq!(done.receipts.len(), 2);
    assert_eq!(
        agreed
            .tools
            .called()
            .iter()
            .filter(|tool| *tool == "delete_task")
            .count(),
        1
    );
    agreed.say("yes").await;
    assert_eq!(
        agreed
            .tools
            .called()
            .iter()
            .filter(|tool| *tool == "delete_task")
            .count(),
        1
    );

    for answer in [
        "no",
        "what would you delete?",
        "yes, but not the milk",
        "absolutely not",
        "add bread",
    ] {
        let mut talk = talk(replies(), &TASKS);
        let before = talk.tools.export();
        talk.say("clean up").await;
        let dropped = talk.say(answer).await;
        assert!(dropped.receipts.is_empty(), "{answer}");
        assert_eq!(talk.tools.export(), before);
        let told = talk.history.iter().filter(|entry| {
            matches!(entry, Entry::Tool { outcome: Err(error), .. } if error.code == "not_confirmed")
        });
        assert_eq!(told.count(), 2, "{answer}");
    }
    let mut talk = talk(replies(), &TASKS);
    talk.say("clean up").await;
    let late = talk.choose("question_other", &["yes"]).await;
    assert!(late.receipts.is_empty());
}

/// FR-328: at most 50 effects beyond what was confirmed, and the same call at most twice.
#[tokio::test]
async fn fr_328_a_turn_has_bounds() {
    let again = call("list_tasks", json!({"status": "pending"}));
    let mut talk = talk(vec![("", vec![again])], &TASKS);
    let outcome = talk.say("what is due today?").await;
    let ran = outcome
        .tool_calls
        .iter()
        .filter(|call| call.outcome.is_ok());
    assert_eq!(ran.count(), 2);
    let error = outcome.tool_calls[2].outcome.as_ref().unwrap_err();
    assert_eq!(error.code, "repeated_call");
}

/// FR-329: any model can put a question with options, and reads the label of the chosen one.
#[tokio::test]
async fn fr_329_a_model_asks_with_options() {
    let ask = call(
        "ask",
        json!({"question": "Which meeting?", "options": ["Team meeting", "Client meeting"]}),
    );
    for by_words in [false, true] {
        let replies = vec![("", vec![ask.clone()]), ("Thanks.", vec![])];
        let mut talk = talk(replies, &TASKS);
        let asked = talk.say("rename the meeting to standup").await;
        let question = asked.question.unwrap();
        assert_eq!(
            asked.response,
            "Which meeting?\n- Team meeting\n- Client meeting"
        );
        assert_eq!(question.options[1].label, "Client meeting");
        if by_words {
            talk.say("the one with the client").await;
        } else {
            talk.choose(&question.id, &["2"]).await;
        }
        let expected = if by_words {
            "the one with the client"
        } else {
            "Client meeting"
        };
        let answered = talk.history.iter().any(|entry| {
            matches!(entry, Entry::Tool { name, outcome: Ok(result), .. } if name == "ask" && result["answer"] == expected)
        });
        assert!(answered, "{:?}", talk.history);
        assert!(talk.tools.called().is_empty());
    }
    let broken = call("ask", json!({"question": "", "options": ["a"]}));
    let mut talk = talk(vec![("", vec![broken]), ("Sorry.", vec![])], &TASKS);
    let outcome = talk.say("hm").await;
    assert_eq!(outcome.response, "Sorry.");
    assert_eq!(
        outcome.tool_calls[0].outcome.as_ref().unwrap_err().code,
        "invalid_arguments"
    );
}

/// FR-327: an answer is not read a second time by the built-in model when the language model is gone.
#[tokio::test]
async fn fr_327_an_answer_counts_once_when_the_model_is_gone() {
    let replies = vec![("", vec![delete(&[2])])];
    let mut talk = talk(replies, &TASKS);
    talk.say("delete the meeting").await;
    talk.agent = agent(None);
    let done = talk.say("yes").await;
    assert_eq!(done.receipts.len(), 1);
    assert!(
        done.response.contains("Deleted “Team meeting” (task 2)."),
        "{}",
        done.response
    );
    assert_eq!(talk.tasks().len(), TASKS.len() - 1);
}
