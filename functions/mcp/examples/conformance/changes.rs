//! Lists that change: who listens is told, with what they asked for and nothing else.

use rmcp::{ErrorData, service::SubscriptionContext};
use tokio::sync::broadcast;

#[derive(Clone, Copy)]
enum Change {
    Tools,
    Prompts,
}

/// Changes on their way to those who listen.
#[derive(Clone)]
pub(crate) struct Changes(broadcast::Sender<Change>);

impl Default for Changes {
    fn default() -> Self {
        Self(broadcast::Sender::new(16))
    }
}

impl Changes {
    /// The tools are others now.
    pub(crate) fn tools(&self) {
        self.happened(Change::Tools);
    }

    /// The prompts are others now.
    pub(crate) fn prompts(&self) {
        self.happened(Change::Prompts);
    }

    fn happened(&self, change: Change) {
        // An error says that nobody listens.
        drop(self.0.send(change));
    }

    /// Tells of changes until the client goes away.
    pub(crate) async fn tell(&self, subscription: &SubscriptionContext) -> Result<(), ErrorData> {
        let mut changes = self.0.subscribe();
        let (sink, wanted) = (subscription.sink(), subscription.accepted());
        loop {
            let change = tokio::select! {
                change = changes.recv() => change,
                () = subscription.cancelled() => return Ok(()),
            };
            let told = match change {
                Ok(Change::Tools) if wanted.tools_list_changed == Some(true) => {
                    sink.notify_tool_list_changed().await
                }
                Ok(Change::Prompts) if wanted.prompts_list_changed == Some(true) => {
                    sink.notify_prompt_list_changed().await
                }
                Ok(_) => Ok(()),
                Err(_) => return Ok(()),
            };
            told.map_err(|error| ErrorData::internal_error(error.to_string(), None))?;
        }
    }
}
