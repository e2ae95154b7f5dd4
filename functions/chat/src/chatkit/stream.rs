//! A turn as a stream of the protocol's events: `data:` lines and nothing else (FR-1204, FR-1205).

use std::{convert::Infallible, sync::Arc, time::Duration};

use agent::{Entry, Event as Happened};
use axum::{
    body::Body,
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use futures::stream;
use serde::Deserialize;
use shared::{
    Error, Result,
    auth::UserId,
    conversation::Conversation,
    db::{
        Database,
        conversations::{self, ShownTurn},
    },
    http::Problem,
};
use tokio::time::timeout;
use uuid::Uuid;

use super::{
    event::{Code, Event, Level},
    item::{Page, Thread},
    texts::Texts,
    threads,
    told::Told,
};
use crate::{
    turn::{Step, Turn},
    wire::ChatResponse,
};

/// How long a stream may be silent.
const SILENCE: Duration = Duration::from_secs(10);

/// What a stream begins with, beside what its turn tells.
#[derive(Debug, Default)]
pub(super) struct Opening {
    /// Whether the request began the thread.
    pub(super) creates: bool,
    /// Whether the person's message is new to the client.
    pub(super) says: bool,
    /// What else the client has to know before the turn.
    pub(super) first: Vec<Event>,
    /// Whether tasks are others now, whatever the turn does.
    pub(super) changes_tasks: bool,
}

/// Events that are known already, as a stream.
pub(super) fn of_events(events: &[Event]) -> Result<Response> {
    let mut frames = String::new();
    for event in events {
        frames.push_str(&event.frame().map_err(Error::internal)?);
    }
    Ok(response(Body::from(frames)))
}

/// The events of a turn, once it has begun. What comes before that is no stream, but a refusal.
pub(super) async fn of_turn(
    database: &Database,
    user: &UserId,
    texts: Arc<Texts>,
    mut turn: Turn,
    opening: Opening,
) -> Result<Response> {
    let (thread, id) = match turn.next().await {
        Some(Step::Happened(Happened::Turn {
            conversation_id,
            turn_id,
            ..
        })) => (conversation_id, turn_id),
        Some(Step::Finished(Err(error))) => return Err(error),
        _ => return Err(Error::internal("a turn that did not begin")),
    };
    let begun = Begun::read(database, user, thread, id).await?;
    let told = Told::new(thread, id, begun.said_at, texts.clone());
    let mut events = Vec::new();
    if opening.creates {
        let thread = Thread::new(begun.conversation, Page::default());
        events.push(Event::ThreadCreated { thread });
    }
    if opening.says {
        let removals = opening.first.iter().filter(|event| is_removal(event));
        events.extend(removals.cloned());
        let said = threads::said(&told, &begun.shown, &begun.entries);
        events.extend(said.map(|item| Event::Done { item }));
    }
    events.push(Event::options());
    let rest = opening.first.into_iter();
    events.extend(rest.filter(|event| !opening.says || !is_removal(event)));
    if opening.changes_tasks {
        events.push(Event::tasks_changed());
    }
    let streaming = Streaming {
        turn,
        told,
        texts,
        model_before: begun.model_before,
        waiting: events,
        is_over: false,
    };
    let frames = stream::unfold(streaming, |mut streaming| async move {
        let frames = streaming.next().await?;
        Some((Ok::<_, Infallible>(frames), streaming))
    });
    Ok(response(Body::from_stream(frames)))
}

fn is_removal(event: &Event) -> bool {
    matches!(event, Event::Removed { .. })
}

fn response(body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-cache, no-transform"),
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    (headers, body).into_response()
}

/// What is stored when a turn has begun.
struct Begun {
    conversation: Conversation,
    shown: ShownTurn,
    entries: Vec<Entry>,
    said_at: jiff::Timestamp,
    model_before: Option<String>,
}

impl Begun {
    async fn read(database: &Database, user: &UserId, thread: Uuid, turn: Uuid) -> Result<Self> {
        let mut transaction = database.read(user).await?;
        let conversation = conversations::get(&mut transaction, user, thread).await?;
        let model_before = conversations::last_model(&mut transaction, user, thread, turn).await?;
        transaction.end_with_next();
        let messages = conversations::messages_of(&mut transaction, user, thread, &[turn]).await?;
        let (Some(conversation), Some(first)) = (conversation, messages.first()) else {
            return Err(threads::no_thread());
        };
        let entry = Entry::deserialize(&first.entry).map_err(Error::internal)?;
        Ok(Self {
            conversation,
            shown: ShownTurn {
                id: turn,
                stands_for: first.stands_for,
            },
            entries: vec![entry],
            said_at: first.created_at,
            model_before,
        })
    }
}

/// A turn that is being streamed.
struct Streaming {
    turn: Turn,
    told: Told,
    texts: Arc<Texts>,
    model_before: Option<String>,
    waiting: Vec<Event>,
    is_over: bool,
}

impl Streaming {
    /// The next frames; nothing behind the last one.
    async fn next(&mut self) -> Option<String> {
        while self.waiting.is_empty() {
            if self.is_over {
                return None;
            }
            self.waiting = match timeout(SILENCE, self.turn.next()).await {
                Err(_) => vec![Event::Progress {
                    text: self.texts.working.clone(),
                }],
                Ok(Some(Step::Happened(event))) => self.told.happened(event),
                Ok(Some(Step::Finished(outcome))) => {
                    self.is_over = true;
                    self.end(outcome)
                }
                Ok(None) => {
                    self.is_over = true;
                    self.end(Err(Error::internal("the turn ended without an outcome")))
                }
            };
        }
        let mut frames = String::new();
        for event in self.waiting.drain(..) {
            match event.frame() {
                Ok(frame) => frames.push_str(&frame),
                Err(error) => tracing::error!(%error, "an event is no JSON"),
            }
        }
        Some(frames)
    }

    fn end(&mut self, outcome: Result<ChatResponse>) -> Vec<Event> {
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(error) => {
                let mut events = self.told.close();
                events.push(self.error(error));
                return events;
            }
        };
        let mut events = self.told.end();
        if !self.told.receipts().is_empty() {
            events.push(Event::tasks_changed());
        }
        if let (Some(before), Some(now)) = (&self.model_before, &outcome.model)
            && before != now
        {
            let (title, message) = self.texts.other_model(now);
            events.push(Event::Notice {
                level: Level::Info,
                message,
                title: Some(title),
            });
        }
        events
    }

    fn error(&self, error: Error) -> Event {
        let is_replaced = matches!(&error, Error::Impossible { code, .. } if *code == "replaced");
        let problem = Problem::from(error);
        if is_replaced {
            return Event::Error {
                code: Code::Custom,
                message: Some(self.texts.answered_elsewhere.clone()),
                allow_retry: false,
            };
        }
        Event::Error {
            code: Code::Stream,
            message: None,
            allow_retry: matches!(problem.status, 409 | 429 | 500..),
        }
    }
}
