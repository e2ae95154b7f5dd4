//! The loop, on scripted models.

use std::sync::atomic::Ordering;

use agent::{
    AgentError, Entry, MAX_CALLS_PER_STEP, MAX_STEPS, RequestedCall, Said, StoreError, Tools,
};
use serde_json::json;

use crate::support::{Listener, Memory, Shelf, Talk, agent, answer, call, scripted};

fn x() -> Said {
    Said {
        conversation: None,
        key: None,
        entry: Entry::user("x"),
    }
}

fn milk() -> RequestedCall {
    call("add_task", json!({"tasks": [{"title": "Buy milk"}]}))
}

#[tokio::test]
async fn fr_307_a_turn_ends_after_eight_steps_with_what_was_done() {
    let model = scripted(vec![
        ("", vec![milk()]),
        ("", vec![call("list_tasks", json!({}))]),
    ]);
    let mut talk = Talk::new(agent(Some(model.clone())), &[]);
    let outcome = talk.say("go on").await;
    assert_eq!(model.at.load(Ordering::SeqCst), MAX_STEPS);
    assert_eq!(
        outcome.response,
        "I stopped after 8 steps without finishing. This was done:\nAdded “Buy milk” (task 1)."
    );
    assert_eq!(outcome.tool_calls.len(), 8);
    assert!(!outcome.cancelled);
}

#[tokio::test]
async fn fr_307_what_a_model_does_wrong_goes_back_to_it_as_an_error() {
    let wrong = vec![
        call("make_coffee", json!({})),
        call("add_task", json!("{\"tasks\": [")),
        call(
            "default_api.add_task",
            json!({"tasks": [{"title": "Buy milk"}]}),
        ),
        call("functions.list_tasks:0", json!({})),
    ];
    let model = scripted(vec![("Let me see.", wrong), ("Done.", Vec::new())]);
    let mut talk = Talk::new(agent(Some(model.clone())), &[]);
    let outcome = talk.say("add milk").await;
    let codes: Vec<Option<String>> = outcome
        .tool_calls
        .iter()
        .map(|call| call.outcome.as_ref().err().map(|error| error.code.clone()))
        .collect();
    assert_eq!(
        codes,
        [
            Some("unknown_tool".to_owned()),
            Some("invalid_arguments".to_owned()),
            None,
            None
        ]
    );
    assert_eq!(outcome.tool_calls[2].name, "add_task");
    assert_eq!(outcome.tool_calls[3].name, "list_tasks");
    assert_eq!(outcome.response, "Let me see.\n\nDone.");
    assert_eq!(talk.tasks(), ["Buy milk"]);
    let last = model.seen.lock().unwrap().last().unwrap().clone();
    assert!(
        matches!(&last[2], Entry::Tool { outcome: Err(error), .. } if error.message.contains("add_task"))
    );
    let json = serde_json::to_value(&outcome).unwrap();
    assert_eq!(
        json["tool_calls"][0]["error"]["code"],
        json!("unknown_tool")
    );
    assert!(json["tool_calls"][2]["result"]["results"].is_array());
}

#[tokio::test]
async fn fr_306_a_reply_is_recorded_before_its_tools_run_and_each_result_as_it_comes() {
    let bread = call("add_task", json!({"tasks": [{"title": "Buy bread"}]}));
    for (broken_at, made) in [(0, 0), (1, 1), (2, 2)] {
        let model = scripted(vec![
            ("", vec![milk(), bread.clone()]),
            ("Done.", Vec::new()),
        ]);
        let (tools, store) = (Memory::default(), Shelf::broken_at(broken_at));
        let agent = agent(Some(model));
        let failed = answer(&agent, &x(), &store, &tools, &mut Listener::default()).await;
        assert!(matches!(
            failed,
            Err(AgentError::Store(StoreError::Failed(_)))
        ));
        assert_eq!(tools.titles().len(), made, "broken at {broken_at}");
    }
    let model = scripted(vec![("", vec![milk(), bread]), ("Done.", Vec::new())]);
    let mut talk = Talk::new(agent(Some(model)), &[]);
    talk.say("x").await;
    let Entry::Assistant {
        tool_calls,
        raw,
        model,
        ..
    } = &talk.history[1]
    else {
        panic!()
    };
    assert_eq!(
        (raw, model.as_deref()),
        (&Some(json!({"at": 0})), Some("scripted"))
    );
    for (call, entry) in tool_calls.iter().zip(&talk.history[2..]) {
        assert!(matches!(entry, Entry::Tool { call_id, .. } if *call_id == call.id));
    }
    let ran: Vec<String> = talk
        .tools
        .calls
        .lock()
        .unwrap()
        .iter()
        .map(|call| call.id.clone())
        .collect();
    assert_eq!(ran, [tool_calls[0].id.clone(), tool_calls[1].id.clone()]);
    assert_ne!(ran[0], ran[1]);
}

/// FR-307: of one reply, so many calls run; the others go back to the model, which may call them in its next one.
#[tokio::test]
async fn a_reply_runs_so_many_calls_at_most() {
    let calls =
        (1..=MAX_CALLS_PER_STEP + 2).map(|limit| call("list_tasks", json!({"limit": limit})));
    let model = scripted(vec![("", calls.collect()), ("Done.", Vec::new())]);
    let mut talk = Talk::new(agent(Some(model)), &["Milk"]);
    let outcome = talk.say("x").await;
    let codes: Vec<Option<&str>> = outcome
        .tool_calls
        .iter()
        .map(|call| call.outcome.as_ref().err().map(|error| error.code.as_str()))
        .collect();
    let (ran, refused) = codes.split_at(25);
    assert!(ran.iter().all(Option::is_none), "{ran:?}");
    assert_eq!(refused, [Some("too_many_calls"); 2]);
    assert_eq!(talk.tools.calls.lock().unwrap().len(), 25);
}

#[tokio::test]
async fn fr_309_when_nobody_listens_the_turn_stops_and_stays_recorded() {
    let model = scripted(vec![("", vec![milk(), milk()]), ("Done.", Vec::new())]);
    let (tools, store) = (Memory::default(), Shelf::default());
    let mut listener = Listener {
        leaves_after: Some(3),
        ..Listener::default()
    };
    let agent = agent(Some(model.clone()));
    let answered = answer(&agent, &x(), &store, &tools, &mut listener).await;
    let outcome = answered.unwrap().outcome;
    assert!(outcome.cancelled);
    assert_eq!(tools.titles(), ["Buy milk"]);
    assert_eq!(model.at.load(Ordering::SeqCst), 1);
    let entries = store.history();
    assert_eq!(entries.len(), 4);
    assert!(
        matches!(&entries[3], Entry::Tool { outcome: Err(error), .. } if error.code == "interrupted")
    );
    assert_eq!(outcome.receipts.len(), 1);
}

/// FR-325: a model's `undo` is given the conversation's newest turn with changes, whatever it names itself, and takes
/// back nothing that was done elsewhere.
#[tokio::test]
async fn fr_325_a_models_undo_is_the_conversations() {
    let stranger = json!({"turn_id": "018f0000-0000-7000-8000-000000000000"});
    let model = scripted(vec![
        ("", vec![call("undo", stranger)]),
        ("I cannot.", vec![]),
        (
            "",
            vec![call("add_task", json!({"tasks": [{"title": "Bread"}]}))],
        ),
        ("Added.", vec![]),
        ("", vec![call("undo", json!({}))]),
        ("Taken back.", vec![]),
    ]);
    let mut talk = Talk::new(agent(Some(model)), &["Milk"]);
    let refused = talk.say("undo").await;
    let error = refused.tool_calls[0].outcome.as_ref().unwrap_err();
    assert_eq!(error.code, "nothing_to_undo");
    assert!(talk.tools.called().is_empty());
    talk.say("add bread").await;
    talk.tools.edit_elsewhere(1, "Oat milk");
    let asked = talk.say("undo").await;
    assert_eq!(
        asked.response,
        "Shall I take this back?\nTake back: Added “Bread” (task 2)."
    );
    let undone = talk.say("yes").await;
    assert_eq!(undone.receipts.len(), 1, "{:?}", undone.tool_calls);
    assert_eq!(talk.tasks(), ["Oat milk"]);
}

#[tokio::test]
async fn fr_305_the_tools_of_each_step_are_the_ones_known_then() {
    let tools = Memory::default();
    let names: Vec<String> = tools.list().into_iter().map(|tool| tool.name).collect();
    assert_eq!(
        names,
        [
            "add_task",
            "list_tasks",
            "update_task",
            "complete_task",
            "delete_task",
            "undo"
        ]
    );
}

#[test]
fn entries_keep_their_stored_form() {
    for stored in [
        json!({"role": "user", "text": "hi"}),
        json!({"role": "user", "text": "", "answer": {"id": "q", "values": ["3"]}}),
        json!({"role": "assistant", "text": "Done.", "model": "built-in"}),
        json!({"role": "assistant", "text": "", "tool_calls": [{"id": "a", "name": "add_task", "arguments": {}}], "raw": {"x": [1]}}),
        json!({"role": "tool", "call_id": "a", "name": "add_task", "result": {"results": []}}),
        json!({"role": "tool", "call_id": "a", "name": "add_task", "error": {"code": "c", "message": "m"}}),
    ] {
        let entry: Entry = serde_json::from_value(stored.clone()).unwrap();
        assert_eq!(serde_json::to_value(&entry).unwrap(), stored);
    }
}
