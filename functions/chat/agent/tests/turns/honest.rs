//! What a model says against what tools reported (FR-330, FR-360 to FR-364).

use agent::{Entry, RequestedCall};
use serde_json::{Value, json};

use crate::support::{
    Endpoint, Script, Talk, add, agent, call, chunk, done, finish, reply, scripted, words,
};

fn talk(replies: Vec<(&'static str, Vec<RequestedCall>)>, titles: &[&str]) -> Talk {
    Talk::new(agent(Some(scripted(replies))), titles)
}

fn milk() -> RequestedCall {
    call("add_task", json!({"tasks": [{"title": "Milk"}]}))
}

const CORRECTION: &str = "Correction: nothing was added; no tool reported it.";

/// FR-330, FR-360: what a tool did is not corrected; a claim that stays one is, after one more step, in the same answer.
#[tokio::test]
async fn fr_360_a_claim_that_stays_one_is_corrected() {
    let mut done = talk(
        vec![("", vec![milk()]), ("I added milk to your list.", vec![])],
        &[],
    );
    assert_eq!(
        done.say("add milk").await.response,
        "I added milk to your list."
    );
    for second in ["I have added it to your list.", "Sure.", ""] {
        let model = scripted(vec![("Added milk to your list!", vec![]), (second, vec![])]);
        let mut talk = Talk::new(agent(Some(model.clone())), &[]);
        let said = talk.say("add milk").await;
        let paragraphs: Vec<&str> = ["Added milk to your list!", second, CORRECTION]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect();
        assert_eq!(said.response, paragraphs.join("\n\n"));
        assert_eq!(
            model.at.load(std::sync::atomic::Ordering::SeqCst),
            2,
            "one more step"
        );
        assert!(said.unchanged);
    }
}

/// FR-360: the model may do it, or take it back; then no line is needed.
#[tokio::test]
async fn fr_360_a_claim_is_done_or_taken_back() {
    let mut talk = talk(
        vec![
            ("Added milk!", vec![]),
            ("", vec![milk()]),
            ("It is on your list.", vec![]),
        ],
        &[],
    );
    let said = talk.say("add milk").await;
    assert_eq!(said.response, "Added milk!\n\nIt is on your list.");
    assert_eq!((said.changes, said.unchanged), (1, false));
    for sorry in [
        "Sorry, that was wrong.",
        "I have not added it yet.",
        "Ich habe noch nichts hinzugefügt.",
    ] {
        let mut talk = super_talk(sorry);
        let said = talk.say("add milk").await;
        assert_eq!(said.response, format!("Added milk!\n\n{sorry}"));
    }
}

fn super_talk(sorry: &'static str) -> Talk {
    talk(vec![("Added milk!", vec![]), (sorry, vec![])], &[])
}

/// FR-360: the endpoint reads what is wrong, behind its own words, now and in later turns.
#[tokio::test]
async fn fr_360_the_model_reads_that_no_tool_reported_it() {
    let endpoint = Endpoint::start(vec![
        words("Added milk!"),
        words("Sorry, I did not."),
        words("Hello."),
    ])
    .await;
    let mut talk = Talk::new(endpoint.before(&endpoint), &[]);
    let said = talk.say("add milk").await;
    assert_eq!(said.response, "Added milk!\n\nSorry, I did not.");
    talk.say("hi").await;
    let bodies = endpoint.bodies();
    let roles = |body: &Value| -> Vec<String> {
        let messages = body["messages"].as_array().unwrap();
        messages
            .iter()
            .map(|message| message["role"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(roles(&bodies[1]), ["system", "user", "assistant", "user"]);
    assert_eq!(
        roles(&bodies[2]),
        ["system", "user", "assistant", "user", "assistant", "user"]
    );
    let note = bodies[1]["messages"][3]["content"].as_str().unwrap();
    assert!(note.starts_with("No tool reported that"), "{note}");
}

/// FR-361: a number above the receipts is a claim of its own.
#[tokio::test]
async fn fr_361_a_number_is_held_against_the_receipts() {
    let mut talk = talk(
        vec![
            ("", vec![milk()]),
            ("I added 3 tasks.", vec![]),
            ("Yes, I added all three tasks.", vec![]),
        ],
        &[],
    );
    let said = talk.say("add milk, bread and eggs").await.response;
    assert!(
        said.ends_with("\n\nCorrection: the tools reported fewer changes than that."),
        "{said}"
    );
}

/// FR-362.
#[tokio::test]
async fn fr_362_an_answer_says_how_much_was_changed() {
    for (said, reply, unchanged) in [
        ("add milk", "Which list?", true),
        ("please delete the milk", "I cannot find it.", true),
        ("lösche die Milch", "Das geht nicht.", true),
        ("adicione leite na lista", "Adicionei leite!", true),
        ("what is due today?", "Nothing is due.", false),
        ("hello", "Hello!", false),
    ] {
        let outcome = talk(vec![(reply, vec![])], &[]).say(said).await;
        assert_eq!(
            (outcome.changes, outcome.unchanged),
            (0, unchanged),
            "{said}"
        );
    }
    let outcome = talk(vec![("", vec![milk()]), ("Done.", vec![])], &[])
        .say("add milk")
        .await;
    assert_eq!((outcome.changes, outcome.unchanged), (1, false));
}

/// FR-363: what ended a reply is told behind its words, or where the built-in model takes over.
#[tokio::test]
async fn fr_363_answers_that_were_cut_are_told_as_such() {
    let ended = |text: &str, reason: &str| {
        Script::events(vec![
            chunk(&json!({"content": text})),
            finish(reason),
            done(),
        ])
    };
    for (script, end) in [
        (
            ended("Your tasks are the", "length"),
            "(The answer was cut off here: it reached the longest length it may have.)",
        ),
        (
            ended("Deine Aufgaben sind die", "length"),
            "(Die Antwort wurde hier abgeschnitten: Sie hat ihre größte Länge erreicht.)",
        ),
        (
            ended("Your tasks are the", "content_filter"),
            "(The answer ends here because the model's provider filtered the rest.)",
        ),
        (
            ended("Your tasks are the", "SAFETY"),
            "(The answer ends here because the model's provider filtered the rest.)",
        ),
        (
            reply(&[
                json!({"content": "Your tasks are the"}),
                json!({"refusal": "I can't."}),
            ]),
            "(The model refused to answer more than this.)",
        ),
    ] {
        let endpoint = Endpoint::start(vec![script]).await;
        let said = Talk::new(endpoint.agent, &[]).say("hi").await.response;
        assert!(said.ends_with(&format!("\n\n{end}")), "{said}");
    }
    let cut = || {
        Script::events(vec![
            chunk(&json!({"content": ""})),
            finish("length"),
            done(),
        ])
    };
    let refused = || reply(&[json!({"refusal": "I can't help with that."})]);
    for (scripts, begin) in [
        (
            vec![cut(), cut()],
            "The language model's answer was cut off at the longest length it may have,",
        ),
        (
            vec![refused()],
            "The language model's provider refused this content,",
        ),
    ] {
        let endpoint = Endpoint::start(scripts).await;
        let said = Talk::new(endpoint.agent, &["Milk"])
            .say("what is pending?")
            .await
            .response;
        assert!(said.starts_with(begin) && said.contains("Milk"), "{said}");
    }
}

/// FR-364: what was asked for and not done is told when a turn ends early.
#[tokio::test]
async fn fr_364_what_was_left_is_told() {
    let calls: Vec<RequestedCall> = (0..26)
        .map(|number| call("list_tasks", json!({"limit": number + 1})))
        .chain([milk()])
        .collect();
    let mut replies = vec![("", calls)];
    replies.extend((0..7).map(|_| ("", vec![call("list_tasks", json!({}))])));
    let said = talk(replies, &[]).say("add milk").await.response;
    assert!(
        said.starts_with("I stopped after 8 steps without finishing. Nothing was changed."),
        "{said}"
    );
    assert!(said.contains("This was not done:"), "{said}");
    assert!(said.ends_with("- Add: Milk"), "{said}");
}

/// FR-365: a call written as words runs, or is not shown; so does advice meant for the model.
#[tokio::test]
async fn fr_365_calls_written_as_words_run_or_stay_unsaid() {
    let text = |name: &str| {
        json!({"name": name, "arguments": {"tasks": [{"title": "Milk"}], "ids": [1]}}).to_string()
    };
    let mut arguments = add("Milk");
    arguments["arguments"] =
        serde_json::from_str(arguments["arguments"].as_str().unwrap()).unwrap();
    for script in [
        words(&arguments.to_string()),
        words(&format!("Sure.\n<tool_call>{arguments}</tool_call>")),
    ] {
        let endpoint = Endpoint::start(vec![script, words("I added milk.")]).await;
        let mut talk = Talk::new(endpoint.agent, &[]);
        let said = talk.say("add milk").await.response;
        assert!(
            said.ends_with("I added milk.") && !said.contains("tool_call") && !said.contains('{'),
            "{said}"
        );
        assert_eq!(talk.tasks(), ["Milk"]);
        let recorded = talk.history.iter().any(
            |entry| matches!(entry, Entry::Assistant { tool_calls, .. } if !tool_calls.is_empty()),
        );
        assert!(recorded);
    }
    // Neither deleted nor shown; the built-in model answers.
    for name in ["delete_task", "undo", "make_coffee"] {
        let endpoint = Endpoint::start(vec![words(&text(name)), words(&text(name))]).await;
        let mut talk = Talk::new(endpoint.agent, &["Milk"]);
        let said = talk.say("what is pending?").await.response;
        assert!(!said.contains('{') && said.contains("built-in"), "{said}");
        assert_eq!(talk.tasks(), ["Milk"]);
    }
    let shown = "You have one.\nNever invent a task's id.";
    let endpoint = Endpoint::start(vec![words(shown)]).await;
    let said = Talk::new(endpoint.agent, &["Milk"])
        .say("what is pending?")
        .await
        .response;
    assert_eq!(said.trim(), "You have one.");
}
