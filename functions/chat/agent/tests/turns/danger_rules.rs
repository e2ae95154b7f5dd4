//! Rules over many sentences: a denial never does what was asked about, an exception never loses what it keeps, and
//! sentences about other things change nothing, even where every word of theirs is a task.

use agent::Operation;

use crate::support::{Memory, Talk};

const TITLES: [&str; 4] = ["Buy milk", "Team meeting", "Client meeting", "Pay rent"];

fn talk(titles: &[&str]) -> Talk {
    let mut talk = Talk::built_in(&[]);
    talk.tools = Memory::with(titles);
    talk.tools.page = 100;
    talk
}

/// FR-319: whatever else stands in an answer, a negation in it keeps the question from being carried out.
#[tokio::test]
async fn fr_319_an_answer_with_a_negation_never_does_what_was_asked_about() {
    const QUESTIONS: [&str; 5] = [
        "delete all my tasks",
        "delete the meeting",
        "complete the meeting",
        "get rid of the milk",
        "rename the meeting to standup",
    ];
    const DENIALS: [&str; 12] = [
        "not",
        "no",
        "don't",
        "never",
        "none",
        "neither",
        "do not",
        "I won't",
        "nothing",
        "nope",
        "rather not",
        "can't",
    ];
    const ANSWERS: [&str; 14] = [
        "yes",
        "sure",
        "of course",
        "go ahead",
        "do it",
        "2",
        "task 3",
        "the team meeting",
        "the second one",
        "both",
        "all of them",
        "delete it",
        "delete them all",
        "milk",
    ];
    for question in QUESTIONS {
        for denial in DENIALS {
            for answer in ANSWERS {
                for said in [
                    format!("{denial} {answer}"),
                    format!("{answer}, {denial}"),
                    format!("{answer} but {denial} now"),
                    format!("please {denial} {answer}!"),
                ] {
                    let mut talk = talk(&TITLES);
                    let asked = talk.say(question).await;
                    assert!(asked.question.is_some(), "{question}");
                    let outcome = talk.say(&said).await;
                    assert!(
                        outcome.receipts.is_empty(),
                        "{question} / {said}: {}",
                        outcome.response
                    );
                }
            }
        }
    }
}

/// FR-320: what a sentence takes out is as it was, also after a yes.
#[tokio::test]
async fn fr_320_a_sentence_with_an_exception_never_touches_what_it_keeps() {
    const COMMANDS: [&str; 6] = [
        "delete everything",
        "delete all my tasks",
        "remove the meeting tasks",
        "complete everything",
        "mark all tasks as done",
        "clear my list",
    ];
    const EXCEPTIONS: [&str; 14] = [
        "except",
        "but",
        "but not",
        "except for",
        "other than",
        "apart from",
        "without",
        "and keep",
        "but keep",
        "besides",
        "excluding",
        "and leave",
        "aside from",
        "not",
    ];
    for command in COMMANDS {
        for exception in EXCEPTIONS {
            for kept in [
                "milk",
                "the team meeting",
                "task 2",
                "\"Pay rent\"",
                "the one with the client",
            ] {
                for said in [
                    format!("{command} {exception} {kept}"),
                    format!("{command}, {exception} {kept}, please"),
                ] {
                    let mut talk = talk(&TITLES);
                    let before = talk.tools.export();
                    talk.say(&said).await;
                    let after = talk.say("yes").await;
                    assert_eq!(talk.tools.export(), before, "{said}: {}", after.response);
                }
            }
        }
    }
}

/// What a sentence changed in a list that holds every word of it as a task.
async fn worst_case(sentence: &str) -> Vec<Operation> {
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let mut talk = talk(&words);
    let outcome = talk.say(sentence).await;
    outcome
        .receipts
        .iter()
        .map(|receipt| receipt.operation)
        .collect()
}

/// FR-318, FR-321: sentences about other things.
#[tokio::test]
async fn fr_318_sentences_about_other_things_delete_nothing() {
    for sentence in include_str!("danger/other_things.txt").lines() {
        let changes = worst_case(sentence).await;
        assert!(changes.is_empty(), "{sentence}: {changes:?}");
    }
}

/// FR-318, FR-321: the same with public sentences, where they lie beside the checkout: no deletion, and at most one in a
/// thousand changes a task.
#[tokio::test]
async fn fr_318_public_sentences_about_other_things_delete_nothing() {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../../shared/nlu/clinc150_negatives_dev.jsonl"
    );
    let Ok(lines) = std::fs::read_to_string(file) else {
        println!("not tried: the public sentences are not beside this checkout");
        return;
    };
    let (mut changed, mut count) = (Vec::new(), 0);
    for line in lines.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let sentence = row["text"].as_str().unwrap();
        count += 1;
        for operation in worst_case(sentence).await {
            match operation {
                Operation::Deleted => panic!("deleted: {sentence}"),
                // "I need to book a flight" is a task of its own.
                Operation::Created => {}
                _ => changed.push(sentence.to_owned()),
            }
        }
    }
    assert!(count > 2_000, "{count}");
    assert!(changed.len() * 1000 <= count, "changed: {changed:#?}");
}
