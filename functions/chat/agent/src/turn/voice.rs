//! What a turn says, to whoever listens.

use async_trait::async_trait;

use serde_json::Value;

use crate::{
    entry::{Entry, QuestionDraft},
    event::{Event, EventSink},
    model::TextSink,
    plain::Plain,
};

/// Sends events and keeps the sum of the text deltas.
pub(super) struct Voice<'a> {
    events: &'a mut dyn EventSink,
    plain: Plain,
    response: String,
    /// Where the current step's text begins in `response`.
    step_start: usize,
    /// Whether the next text begins a paragraph.
    fresh: bool,
    heard: bool,
}

impl<'a> Voice<'a> {
    pub(super) fn new(events: &'a mut dyn EventSink, heard: bool, history: &[Entry]) -> Self {
        Self {
            events,
            plain: Plain::of(history),
            response: String::new(),
            step_start: 0,
            fresh: true,
            heard,
        }
    }

    /// Whether somebody still listens (FR-309).
    pub(super) fn heard(&self) -> bool {
        self.heard
    }

    pub(super) fn begin_step(&mut self) {
        self.step_start = self.response.len();
        self.fresh = true;
    }

    /// What was said so far stands in an entry.
    pub(super) fn recorded(&mut self) {
        self.step_start = self.response.len();
    }

    /// Says what was recorded once more, as it stands there.
    pub(super) async fn recall(&mut self, text: &str) {
        if !text.is_empty() {
            self.response.push_str(text);
            let delta = text.to_owned();
            self.tell(Event::Text { delta }).await;
        }
        self.recorded();
    }

    pub(super) fn begin_paragraph(&mut self) {
        self.fresh = true;
    }

    /// What was said in this step, with the paragraph break before it.
    pub(super) fn step(&self) -> &str {
        self.response.get(self.step_start..).unwrap_or_default()
    }

    /// What was said in the whole turn.
    pub(super) fn said(&self) -> &str {
        &self.response
    }

    pub(super) fn into_response(self) -> String {
        self.response
    }

    /// Lets the addresses be said that stand in what a tool gave (FR-366).
    pub(super) fn keep(&mut self, result: &Value) {
        self.plain.keep(result);
    }

    /// A question as it may be shown.
    pub(super) fn question(&self, question: QuestionDraft) -> QuestionDraft {
        self.plain.question(question)
    }

    /// Says a whole text of the code's own.
    pub(super) async fn say(&mut self, text: &str) {
        self.text(text).await;
        self.flush().await;
    }

    /// Says what was held back until its last word was whole.
    pub(super) async fn flush(&mut self) {
        let held = self.plain.finish();
        self.add(&held).await;
    }

    pub(super) async fn tell(&mut self, event: Event) {
        if self.heard {
            self.heard = self.events.send(event).await;
        }
    }

    async fn add(&mut self, shown: &str) {
        let words = if self.fresh {
            shown.trim_start()
        } else {
            shown
        };
        if words.is_empty() {
            return;
        }
        let broken = self.fresh && !self.response.is_empty();
        self.fresh = false;
        let delta = if broken {
            format!("\n\n{words}")
        } else {
            words.to_owned()
        };
        self.response.push_str(&delta);
        self.tell(Event::Text { delta }).await;
    }
}

#[async_trait]
impl TextSink for Voice<'_> {
    async fn text(&mut self, delta: &str) -> bool {
        let shown = self.plain.push(delta);
        self.add(&shown).await;
        self.heard
    }
}
