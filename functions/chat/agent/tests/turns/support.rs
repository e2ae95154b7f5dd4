//! Doubles of what the agent is given: tools with the semantics of spec 002, a transcript, a listener, an endpoint.

mod memory;
mod scripted;
mod server;
mod store;

use std::sync::Arc;

use agent::{
    Agent, AgentError, Answer, Around, Bounds, Entry, Event, EventSink, Model, Said, Tools,
    TurnAnswer, TurnOutcome, stop_channel,
};
use async_trait::async_trait;
use clock::{Clock, testing::HandClock};

pub use memory::Memory;
pub use scripted::{call, scripted};
pub use server::{Endpoint, KEY, Script, add, chunk, client, done, finish, reply, sse, words};
pub use store::{Shelf, State};

/// Keeps events; can stop listening after some.
#[derive(Default)]
pub struct Listener {
    pub events: Vec<Event>,
    pub leaves_after: Option<usize>,
}

#[async_trait]
impl EventSink for Listener {
    async fn send(&mut self, event: Event) -> bool {
        self.events.push(event);
        self.leaves_after
            .is_none_or(|count| self.events.len() < count)
    }
}

impl Listener {
    pub fn text(&self) -> String {
        let deltas = self.events.iter().filter_map(|event| match event {
            Event::Text { delta } => Some(delta.as_str()),
            _ => None,
        });
        deltas.collect()
    }
}

/// When and where every person of these tests is.
pub fn now() -> jiff::Zoned {
    "2026-11-27T14:05:00[Europe/Berlin]".parse().unwrap()
}

/// An agent on this model.
pub fn agent(model: Option<Arc<dyn Model>>) -> Agent {
    bounded(model, Bounds::default())
}

/// An agent with these bounds.
pub fn bounded(model: Option<Arc<dyn Model>>, bounds: Bounds) -> Agent {
    let clock: Arc<dyn Clock> = Arc::new(HandClock::at(now().timestamp()));
    Agent::from_model(model, &clock, bounds)
}

/// One turn over these doubles.
pub async fn answer(
    agent: &Agent,
    said: &Said,
    store: &Shelf,
    tools: &dyn Tools,
    listener: &mut Listener,
) -> Result<TurnAnswer, AgentError> {
    let (_handle, stop) = stop_channel();
    let around = Around {
        store,
        tools,
        events: listener,
        stop,
    };
    agent.answer(said, around).await
}

/// A conversation that goes on from turn to turn.
pub struct Talk {
    pub agent: Agent,
    pub tools: Memory,
    pub store: Shelf,
    /// Its entries so far.
    pub history: Vec<Entry>,
    pub events: Vec<Event>,
}

impl Talk {
    pub fn new(agent: Agent, titles: &[&str]) -> Self {
        Self {
            agent,
            tools: Memory::with(titles),
            store: Shelf::default(),
            history: Vec::new(),
            events: Vec::new(),
        }
    }

    /// On the built-in model.
    pub fn built_in(titles: &[&str]) -> Self {
        Self::new(agent(None), titles)
    }

    pub async fn say(&mut self, text: &str) -> TurnOutcome {
        self.turn(Entry::user(text)).await
    }

    pub async fn choose(&mut self, id: &str, values: &[&str]) -> TurnOutcome {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        let answer = Some(Answer {
            id: id.to_owned(),
            values,
        });
        self.turn(Entry::User {
            text: String::new(),
            answer,
            turn_id: None,
            ended: agent::Ended::Itself,
        })
        .await
    }

    async fn turn(&mut self, entry: Entry) -> TurnOutcome {
        let said = Said {
            conversation: self.store.conversation(),
            key: None,
            entry,
        };
        let before = self.store.history().len();
        let mut listener = Listener::default();
        let answered = answer(&self.agent, &said, &self.store, &self.tools, &mut listener).await;
        let outcome = answered.unwrap().outcome;
        self.history = self.store.history();
        let stored = self
            .history
            .iter()
            .skip(before)
            .filter_map(|entry| match entry {
                Entry::Assistant { text, .. } => Some(text.as_str()),
                _ => None,
            });
        assert_eq!(
            listener.text(),
            outcome.response,
            "the deltas add up to the response"
        );
        assert_eq!(
            stored.collect::<String>(),
            outcome.response,
            "the entries add up to the response"
        );
        self.events = listener.events;
        outcome
    }

    /// The titles, those done with a tick.
    pub fn tasks(&self) -> Vec<String> {
        self.tools.titles()
    }
}
