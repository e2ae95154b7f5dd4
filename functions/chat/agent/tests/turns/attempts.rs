//! Attempts, stops and bounds of a turn, over a store in memory (FR-343, FR-344, FR-347, FR-350 to FR-352, FR-358).

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use agent::{
    Agent, AgentError, Around, Bounds, Entry, Event, Lease, Model, ModelError, ModelRequest, Reply,
    RequestedCall, Said, StopReason, Store, StoreError, TextSink, Tool, ToolCall, ToolError,
    ToolResult, Tools, TurnAnswer, stop_channel,
};
use async_trait::async_trait;
use serde_json::json;

use crate::support::{Listener, Memory, Shelf, State, agent, answer, bounded, call, scripted};

pub fn said(words: &str) -> Said {
    Said {
        conversation: None,
        key: Some("key".to_owned()),
        entry: Entry::user(words),
    }
}

pub fn add(title: &str) -> RequestedCall {
    call("add_task", json!({"tasks": [{"title": title}]}))
}

fn names(listener: &Listener) -> Vec<&'static str> {
    listener.events.iter().map(Event::name).collect()
}

/// Two calls, then words.
fn two_calls() -> Agent {
    agent(Some(scripted(vec![
        ("I will. ", vec![add("a"), add("b")]),
        ("Done.", Vec::new()),
    ])))
}

/// Does each call once under its id, as mcp does, and can break off.
pub struct Once<'a> {
    tools: &'a Memory,
    kept: Mutex<Vec<(String, ToolResult)>>,
    /// Whether answers are lost.
    loses: bool,
}

impl<'a> Once<'a> {
    pub fn over(tools: &'a Memory) -> Self {
        Self {
            tools,
            kept: Mutex::default(),
            loses: false,
        }
    }
}

#[async_trait]
impl Tools for Once<'_> {
    fn list(&self) -> Vec<Tool> {
        self.tools.list()
    }

    async fn call(&self, lease: &Lease, call: &ToolCall) -> ToolResult {
        let kept = self.kept.lock().unwrap().clone();
        let first = kept.into_iter().find(|(id, _)| *id == call.id);
        let result = if let Some((_, result)) = first {
            result
        } else {
            let result = self.tools.call(lease, call).await;
            let kept = (call.id.clone(), result.clone());
            self.kept.lock().unwrap().push(kept);
            result
        };
        if self.loses {
            return Err(ToolError::new(agent::BROKEN_OFF, "lost"));
        }
        result
    }
}

/// FR-343, FR-344: broken after any number of records, the turn is taken over: each effect once, nothing said or stored twice,
/// and the same answer again and again.
#[tokio::test]
async fn fr_344_a_turn_broken_anywhere_is_taken_over() {
    let mut whole = None;
    for broken_at in 0..5 {
        let (tools, store) = (Memory::default(), Shelf::broken_at(broken_at));
        let tools = Once::over(&tools);
        let said = said("add a and b");
        let broken = answer(
            &two_calls(),
            &said,
            &store,
            &tools,
            &mut Listener::default(),
        )
        .await;
        let is_broken = matches!(broken, Err(AgentError::Store(StoreError::Failed(_))));
        assert_eq!(is_broken, broken_at < 4, "{broken_at}");
        store.mend();
        let mut listener = Listener::default();
        // Its model begins with its first reply, unless that was recorded.
        let script = if broken_at == 0 {
            two_calls()
        } else {
            agent(Some(scripted(vec![("Done.", Vec::new())])))
        };
        let answered = answer(&script, &said, &store, &tools, &mut listener)
            .await
            .unwrap();
        assert_eq!(
            answered.outcome.response, "I will. \n\nDone.",
            "{broken_at}"
        );
        assert_eq!(listener.text(), answered.outcome.response);
        assert_eq!(tools.tools.titles(), ["a", "b"], "{broken_at}");
        let kept = store.turns();
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].entries.len(), 5, "{:?}", kept[0].entries);
        assert_eq!(kept[0].attempt, if broken_at < 4 { 2 } else { 1 });

        let mut again = Listener::default();
        let replayed = answer(&two_calls(), &said, &store, &tools, &mut again)
            .await
            .unwrap();
        assert_eq!(replayed, answered);
        assert_eq!(names(&again), names(&listener));
        assert_eq!(tools.tools.titles(), ["a", "b"]);
        assert_eq!(
            whole.get_or_insert(answered.outcome.clone()),
            &answered.outcome
        );
    }
}

/// FR-343: another message under the key is refused; another turn waits.
#[tokio::test]
async fn fr_343_a_key_names_one_message() {
    let (tools, store) = (Memory::default(), Shelf::default());
    answer(
        &two_calls(),
        &said("x"),
        &store,
        &tools,
        &mut Listener::default(),
    )
    .await
    .unwrap();
    let other = answer(
        &two_calls(),
        &said("y"),
        &store,
        &tools,
        &mut Listener::default(),
    )
    .await;
    assert!(matches!(
        other,
        Err(AgentError::Store(StoreError::KeyReused))
    ));
}

/// FR-344, FR-358: a call's id follows from turn, step and index alone.
#[tokio::test]
async fn fr_358_ids_follow_from_turn_step_and_index() {
    let (tools, store) = (Memory::default(), Shelf::default());
    let replies = vec![
        ("", vec![add("a"), add("b")]),
        ("", vec![add("c")]),
        ("Done.", Vec::new()),
    ];
    let agent = agent(Some(scripted(replies)));
    answer(&agent, &said("x"), &store, &tools, &mut Listener::default())
        .await
        .unwrap();
    let turn = store.turns()[0].id;
    let ids: Vec<String> = tools
        .calls
        .lock()
        .unwrap()
        .iter()
        .map(|call| call.id.clone())
        .collect();
    assert_eq!(
        ids,
        ["0/0", "0/1", "1/0"].map(|place| format!("{turn}/{place}"))
    );
}

/// A model that says a word and then is silent.
struct Silent;

#[async_trait]
impl Model for Silent {
    fn name(&self) -> &'static str {
        "silent"
    }

    async fn respond(
        &self,
        _: ModelRequest<'_>,
        text: &mut dyn TextSink,
    ) -> Result<Reply, ModelError> {
        text.text("Well,").await;
        std::future::pending().await
    }
}

/// A turn of a silent model that is given this reason to end once it has begun; the store may be told before.
async fn ended(
    agent: &Agent,
    (said, store): (&Said, &Shelf),
    reason: StopReason,
) -> Result<TurnAnswer, AgentError> {
    let (tools, mut listener) = (Memory::default(), Listener::default());
    let (handle, stop) = stop_channel();
    let around = Around {
        store,
        tools: &tools,
        events: &mut listener,
        stop,
    };
    let (answered, ()) = tokio::join!(agent.answer(said, around), async {
        while store.turns().is_empty() {
            tokio::task::yield_now().await;
        }
        if reason == StopReason::Stopped {
            store.stop(uuid::Uuid::nil(), None).await.unwrap();
        }
        handle.stop(reason);
    });
    answered
}

/// FR-350: a stop is heard while the model is silent; what was said is kept, and the turn is stopped.
#[tokio::test]
async fn fr_350_what_was_said_before_a_stop_is_kept() {
    let agent = agent(Some(Arc::new(Silent)));
    let (tools, store) = (Memory::default(), Shelf::default());
    let said = said("x");
    let answered = ended(&agent, (&said, &store), StopReason::Stopped).await;
    let outcome = answered.unwrap().outcome;
    assert!(outcome.cancelled);
    assert_eq!(outcome.response, "Well,");
    let kept = store.turns();
    assert_eq!(kept[0].state, State::Stopped);
    assert_eq!(kept[0].entries.len(), 2);
    let replayed = answer(&agent, &said, &store, &tools, &mut Listener::default()).await;
    assert_eq!(replayed.unwrap().outcome, outcome);
}

/// FR-344: an attempt that was replaced records nothing more and says so.
#[tokio::test]
async fn fr_344_an_attempt_that_was_replaced_ends() {
    let agent = agent(Some(Arc::new(Silent)));
    let store = Shelf::default();
    let answered = ended(&agent, (&said("x"), &store), StopReason::Replaced).await;
    assert!(matches!(
        answered,
        Err(AgentError::Store(StoreError::Replaced))
    ));
    assert_eq!(store.turns()[0].entries.len(), 1);
}

/// FR-351: a turn has its time, and its tokens; it says why it ends.
#[tokio::test]
async fn fr_351_a_turn_is_bounded() {
    let bounds = Bounds {
        time: Duration::from_millis(50),
        ..Bounds::default()
    };
    let (tools, store) = (Memory::default(), Shelf::default());
    let agent = bounded(Some(Arc::new(Silent)), bounds);
    let late = answer(&agent, &said("x"), &store, &tools, &mut Listener::default()).await;
    assert_eq!(
        late.unwrap().outcome.response,
        "Well,\n\nI stopped after 0 seconds without finishing. Nothing was changed."
    );
    assert_eq!(store.turns()[0].state, State::Finished);

    let bounds = Bounds {
        output_tokens: 10,
        ..Bounds::default()
    };
    let (tools, store) = (Memory::default(), Shelf::default());
    let long = vec![
        ("", vec![add(&"long ".repeat(20))]),
        ("Never said.", Vec::new()),
    ];
    let agent = bounded(Some(scripted(long)), bounds);
    let long = answer(&agent, &said("x"), &store, &tools, &mut Listener::default()).await;
    let response = long.unwrap().outcome.response;
    assert!(
        response.starts_with("I stopped: this has become longer"),
        "{response}"
    );
    assert!(response.contains("This was done:\nAdded “"), "{response}");
}

/// FR-347, FR-352: a call without an answer ends the turn honestly; the next turn asks what became of it, tells the model, and it
/// stands in the turn that it belongs to.
#[tokio::test]
async fn fr_347_what_a_lost_call_did_is_asked_for_later() {
    let (memory, store) = (Memory::default(), Shelf::default());
    let mut tools = Once::over(&memory);
    tools.loses = true;
    let outcome = answer(
        &two_calls(),
        &said("x"),
        &store,
        &tools,
        &mut Listener::default(),
    )
    .await;
    let outcome = outcome.unwrap().outcome;
    assert!(
        outcome
            .response
            .contains("it is not known whether the last change was made")
    );
    assert_eq!(memory.titles(), ["a"], "the second call did not run");
    tools.loses = false;
    let next = Said {
        conversation: store.conversation(),
        key: None,
        entry: Entry::user("And now?"),
    };
    let model = scripted(vec![("It is there.", Vec::new())]);
    answer(
        &agent(Some(model.clone())),
        &next,
        &store,
        &tools,
        &mut Listener::default(),
    )
    .await
    .unwrap();
    let known = |entries: &[Entry]| {
        let done = entries
            .iter()
            .filter(|entry| matches!(entry, Entry::Tool { outcome: Ok(_), .. }));
        done.count()
    };
    assert_eq!(known(&store.turns()[0].entries), 1);
    assert_eq!(
        known(&model.seen.lock().unwrap()[0]),
        1,
        "the model reads it"
    );
    assert_eq!(memory.titles(), ["a"]);
}

/// FR-344: what the person agreed to is done once, also when the turn that does it breaks.
#[tokio::test]
async fn fr_344_an_agreed_change_is_done_once() {
    for broken_at in 1..3 {
        let memory = Memory::with(&["a", "b"]);
        let store = Shelf::default();
        let tools = Once::over(&memory);
        let asks = scripted(vec![("", vec![call("delete_task", json!({"ids": [1]}))])]);
        answer(
            &agent(Some(asks)),
            &said("tidy up"),
            &store,
            &tools,
            &mut Listener::default(),
        )
        .await
        .unwrap();
        assert_eq!(memory.titles(), ["a", "b"]);
        let yes = Said {
            conversation: store.conversation(),
            key: Some("yes".to_owned()),
            entry: Entry::user("yes"),
        };
        store.break_after(broken_at - 1);
        let words = || agent(Some(scripted(vec![("Gone.", Vec::new())])));
        let broken = answer(&words(), &yes, &store, &tools, &mut Listener::default()).await;
        assert!(broken.is_err());
        store.mend();
        let done = answer(&words(), &yes, &store, &tools, &mut Listener::default()).await;
        let outcome = done.unwrap().outcome;
        assert_eq!(outcome.receipts.len(), 1, "{outcome:?}");
        assert_eq!(outcome.response, "Gone.");
        assert_eq!(memory.titles(), ["b"]);
    }
}
