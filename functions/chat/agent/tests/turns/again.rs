//! Turns that are taken over or told again: by what came before them, each step once, and nothing denied that may have happened
//! (FR-393).

use agent::{Around, Entry, Said, StopReason, stop_channel};
use serde_json::json;

use crate::{
    attempts::{Once, add, said},
    support::{Listener, Memory, Shelf, agent, answer, call, scripted},
};

/// FR-393: a reply that was challenged is a step, also for whoever takes over: no later call has an earlier one's id.
#[tokio::test]
async fn fr_393_words_with_calls_behind_them_count_as_a_step() {
    let memory = Memory::default();
    // The challenged words, a reply with a call, its result; then nothing more.
    let (tools, store) = (Once::over(&memory), Shelf::broken_at(3));
    let claims = scripted(vec![
        ("Added it.", Vec::new()),
        ("", vec![add("a")]),
        ("", vec![add("b")]),
    ]);
    let said = said("add a and b");
    let mut listener = Listener::default();
    let broken = answer(&agent(Some(claims)), &said, &store, &tools, &mut listener).await;
    assert!(broken.is_err());
    store.mend();
    let goes_on = scripted(vec![("", vec![add("b")]), ("Done.", Vec::new())]);
    let mut listener = Listener::default();
    let done = answer(&agent(Some(goes_on)), &said, &store, &tools, &mut listener).await;
    assert_eq!(memory.titles(), ["a", "b"]);
    let outcome = done.unwrap().outcome;
    assert_eq!(outcome.receipts.len(), 2, "{outcome:?}");
    let turn = store.turns()[0].id;
    let ids: Vec<&str> = outcome
        .tool_calls
        .iter()
        .map(|call| call.id.as_str())
        .collect();
    assert_eq!(ids, [format!("{turn}/1/0"), format!("{turn}/2/0")]);
}

/// FR-393: whoever is stopped before a call that an earlier attempt ran does not say that it did not run; what it did is told in
/// the end.
#[tokio::test]
async fn fr_393_a_call_that_may_have_run_is_not_told_as_one_that_did_not() {
    for beside_a_question in [false, true] {
        let memory = Memory::default();
        let (tools, store) = (Once::over(&memory), Shelf::broken_at(1));
        let said = said("add a");
        let mut calls = vec![add("a")];
        if beside_a_question {
            let arguments = json!({"question": "Which?", "options": ["this", "that"]});
            calls.push(call("ask", arguments));
        }
        let model = || {
            agent(Some(scripted(vec![
                ("", calls.clone()),
                ("Done.", Vec::new()),
            ])))
        };
        let broken = answer(&model(), &said, &store, &tools, &mut Listener::default()).await;
        assert!(broken.is_err());
        assert_eq!(memory.titles(), ["a"]);
        store.mend();
        let (handle, stop) = stop_channel();
        handle.stop(StopReason::Stopped);
        let around = Around {
            store: &store,
            tools: &tools,
            events: &mut Listener::default(),
            stop,
        };
        let stopped = model().answer(&said, around).await.unwrap();
        assert!(stopped.outcome.cancelled);
        let next = Said {
            conversation: store.conversation(),
            key: None,
            entry: Entry::user("And now?"),
        };
        let model = agent(Some(scripted(vec![("It is there.", Vec::new())])));
        answer(&model, &next, &store, &tools, &mut Listener::default())
            .await
            .unwrap();
        let told = store.turns()[0].entries.clone();
        let is_told = |entry: &Entry| matches!(entry, Entry::Tool { outcome: Ok(_), .. });
        assert!(told.iter().any(is_told), "{told:?}");
        assert_eq!(memory.titles(), ["a"]);
    }
}

/// FR-393: what answered a question is told again with what it brought about, whatever came later.
#[tokio::test]
async fn fr_393_a_turn_is_told_again_by_what_came_before_it() {
    let memory = Memory::with(&["a", "b"]);
    let (tools, store) = (Once::over(&memory), Shelf::default());
    let asks = scripted(vec![("", vec![call("delete_task", json!({"ids": [1]}))])]);
    let model = agent(Some(asks));
    answer(
        &model,
        &said("tidy up"),
        &store,
        &tools,
        &mut Listener::default(),
    )
    .await
    .unwrap();
    let say = |key: &str, text: &str| Said {
        conversation: store.conversation(),
        key: Some(key.to_owned()),
        entry: Entry::user(text),
    };
    let model = agent(Some(scripted(vec![("Gone.", Vec::new())])));
    let yes = say("yes", "yes");
    let mut outcomes = Vec::new();
    for said in [&yes, &say("later", "And now?"), &yes] {
        let answered = answer(&model, said, &store, &tools, &mut Listener::default()).await;
        outcomes.push(answered.unwrap().outcome);
    }
    assert_eq!(outcomes[0].receipts.len(), 1);
    assert_eq!(outcomes[2], outcomes[0]);
    assert_eq!(memory.titles(), ["b"]);
}
