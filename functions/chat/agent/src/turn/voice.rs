//! What a turn says, to whoever listens.

use async_trait::async_trait;

use crate::{
    event::{Event, EventSink},
    model::TextSink,
};

/// Sends events and keeps the sum of the text deltas.
pub(super) struct Voice<'a> {
    events: &'a mut dyn EventSink,
    response: String,
    /// Where the current step's text begins in `response`.
    step_start: usize,
    /// Whether the next text begins a paragraph.
    fresh: bool,
    heard: bool,
}

impl<'a> Voice<'a> {
    pub(super) fn new(events: &'a mut dyn EventSink, heard: bool) -> Self {
        Self {
            events,
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

    /// Says words of the loop's own, whether or not somebody listens.
    pub(super) async fn say(&mut self, words: &str) {
        let heard = self.text(words).await;
        self.heard &= heard;
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

    pub(super) async fn tell(&mut self, event: Event) {
        if self.heard {
            self.heard = self.events.send(event).await;
        }
    }
}

#[async_trait]
impl TextSink for Voice<'_> {
    async fn text(&mut self, delta: &str) -> bool {
        let words = if self.fresh {
            delta.trim_start()
        } else {
            delta
        };
        if !words.is_empty() {
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
        self.heard
    }
}
