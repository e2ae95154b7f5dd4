//! Doubles of what the agent is given: tools with the semantics of spec 002, a transcript, a listener, an endpoint.

mod memory;
mod scripted;
mod server;

use agent::{Agent, Answer, Entry, Event, EventSink, Transcript, TranscriptError, TurnOutcome};
use async_trait::async_trait;
use clock::{Ids, SystemIds};

pub use memory::Memory;
pub use scripted::{call, scripted};
pub use server::{Endpoint, KEY, Script, add, chunk, client, done, finish, reply, sse, words};

/// Keeps the entries of a conversation; can refuse to record.
#[derive(Default)]
pub struct Recorder {
    pub entries: Vec<Entry>,
    /// From which entry on nothing is recorded any more.
    pub broken_at: Option<usize>,
}

#[async_trait]
impl Transcript for Recorder {
    async fn append(&mut self, entry: &Entry) -> Result<(), TranscriptError> {
        if self.broken_at.is_some_and(|at| self.entries.len() >= at) {
            return Err("somebody else took the turn over".into());
        }
        // Through JSON, as the database does.
        let stored = serde_json::to_string(entry)?;
        self.entries.push(serde_json::from_str(&stored)?);
        Ok(())
    }
}

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

/// A conversation that goes on from turn to turn.
pub struct Talk {
    pub agent: Agent,
    pub tools: Memory,
    pub history: Vec<Entry>,
    pub events: Vec<Event>,
}

impl Talk {
    pub fn new(agent: Agent, titles: &[&str]) -> Self {
        Self {
            agent,
            tools: Memory::with(titles),
            history: Vec::new(),
            events: Vec::new(),
        }
    }

    /// On the built-in model.
    pub fn built_in(titles: &[&str]) -> Self {
        Self::new(Agent::from_model(None), titles)
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
        })
        .await
    }

    async fn turn(&mut self, mut entry: Entry) -> TurnOutcome {
        let turn = SystemIds.next();
        *self.tools.turn.lock().unwrap() = turn;
        if let Entry::User { turn_id, .. } = &mut entry {
            *turn_id = Some(turn);
        }
        self.history.push(entry);
        let mut recorder = Recorder::default();
        let mut listener = Listener::default();
        let outcome = self
            .agent
            .run(
                now(),
                self.history.clone(),
                &self.tools,
                &mut recorder,
                &mut listener,
            )
            .await
            .unwrap();
        let stored = recorder.entries.iter().filter_map(|entry| match entry {
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
        self.history.append(&mut recorder.entries);
        self.events = listener.events;
        outcome
    }

    /// The titles, those done with a tick.
    pub fn tasks(&self) -> Vec<String> {
        self.tools.titles()
    }
}
