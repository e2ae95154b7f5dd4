//! A model that says and calls what a seed chooses.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use agent::{Detail, Entry, Model, ModelError, ModelRequest, Reply, RequestedCall, TextSink};
use async_trait::async_trait;
use serde_json::{Value, json};

use crate::network::{Network, pass};

/// Longer than any turn.
const SILENCE: Duration = Duration::from_hours(1);

/// The model of one world.
pub(crate) struct Chosen {
    network: Network,
    titles: AtomicU64,
}

impl Chosen {
    pub(crate) fn new(network: Network) -> Self {
        Self {
            network,
            titles: AtomicU64::new(0),
        }
    }

    fn call(&self) -> RequestedCall {
        let chance = &self.network.chance;
        let (name, arguments) = match chance.below(20) {
            0..=10 => {
                let number = self.titles.fetch_add(1, Ordering::Relaxed);
                let tasks: Vec<Value> = (0..=chance.below(3) / 2)
                    .map(|at| json!({"title": format!("thing {number}.{at}")}))
                    .collect();
                ("add_task", json!({ "tasks": tasks }))
            }
            11..=14 => ("complete_task", json!({"ids": [self.task()]})),
            15..=16 => ("delete_task", json!({"ids": [self.task()]})),
            17..=18 => ("list_tasks", json!({"status": "all"})),
            _ => (
                "ask",
                json!({"question": "Which one?", "options": ["This one", "That one"]}),
            ),
        };
        RequestedCall {
            name: name.to_owned(),
            arguments,
        }
    }

    /// A task, most often one that there is.
    fn task(&self) -> u64 {
        let tasks = self.network.memory().tasks();
        let ids: Vec<u64> = tasks.iter().map(|(id, ..)| *id).collect();
        self.network.chance.one(&ids, 1)
    }
}

#[async_trait]
impl Model for Chosen {
    fn name(&self) -> &'static str {
        "chosen"
    }

    async fn respond(
        &self,
        request: ModelRequest<'_>,
        text: &mut dyn TextSink,
    ) -> Result<Reply, ModelError> {
        let chance = &self.network.chance;
        let thinks_long = chance.happens(self.network.weather().delays);
        pass(chance.time(if thinks_long { 8_000 } else { 30 })).await;
        for _ in 0..chance.below(3) {
            let words = ["Well. ", "So be it. ", "Added it. ", "Here you are. "];
            if !text.text(chance.one(&words, "Well. ")).await {
                return Err(ModelError::Cancelled);
            }
            pass(chance.time(5)).await;
        }
        if chance.happens(self.network.weather().models) {
            self.network.counts.count(|counts| &counts.models);
            if chance.happens(300) {
                tokio::time::sleep(SILENCE).await;
            }
            return Err(ModelError::Unavailable(Detail::words("away")));
        }
        let own = request.history.iter().rev();
        let steps = own.take_while(|entry| !matches!(entry, Entry::User { .. }));
        let replies = steps.filter(|entry| matches!(entry, Entry::Assistant { .. }));
        let calls = if (replies.count() as u64) < chance.below(4) {
            1 + chance.below(3)
        } else {
            0
        };
        Ok(Reply {
            calls: (0..calls).map(|_| self.call()).collect(),
            ..Reply::default()
        })
    }
}
