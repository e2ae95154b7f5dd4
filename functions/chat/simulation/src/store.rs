//! The agent's store, as a process reaches it over the network.

use std::time::Duration;

use agent::{Begun, Entry, Lease, Said, Store, StoreError};
use async_trait::async_trait;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use crate::{
    memory::{Beginning, Memory},
    network::{Lost, Network},
    pod::Place,
};

/// How long whoever has ended a turn waits until no effect of it is under way.
const BARRIER: Duration = Duration::from_millis(500);

/// The turns of the person, for one request.
pub(crate) struct PodStore {
    network: Network,
    place: Place,
    ids: (Uuid, Uuid),
}

impl PodStore {
    /// That of a request; a turn and a conversation that it begins get these ids.
    pub(crate) fn new(network: Network, place: Place, ids: (Uuid, Uuid)) -> Self {
        Self {
            network,
            place,
            ids,
        }
    }

    async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory, Duration) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        match self.network.ask(work).await {
            Ok(answer) => answer,
            Err(Lost) => Err(StoreError::Failed("the connection was lost".into())),
        }
    }

    /// Waits until no effect of a turn is under way, for half a second.
    async fn close(&self, turn: Uuid) {
        let end = Instant::now() + BARRIER;
        while self.network.memory().acts(turn) && Instant::now() < end {
            sleep(Duration::from_millis(2)).await;
        }
    }
}

#[async_trait]
impl Store for PodStore {
    async fn begin(&self, said: &Said) -> Result<Begun, StoreError> {
        // The turn is named before it begins, so that no heartbeat breaks it.
        let known = {
            let memory = self.network.memory();
            let same = memory.turns().iter().find(|turn| turn.key == said.key);
            same.map(|turn| turn.id)
        };
        self.place.begins(known.unwrap_or(self.ids.0)).await;
        if !self.place.pod().shows_life().await {
            return Err(StoreError::Failed("no heartbeat".into()));
        }
        let as_new = Beginning {
            process: self.place.pod().id(),
            turn: self.ids.0,
            conversation: self.ids.1,
        };
        let said = said.clone();
        let begun = self
            .ask(move |memory, now| memory.begin(&said, as_new, now))
            .await?;
        if let Begun::Attempt { lease, .. } = &begun {
            self.place.begun(lease);
            if lease.attempt > 1 {
                self.network.counts.count(|counts| &counts.take_overs);
                self.close(lease.turn).await;
            }
        }
        Ok(begun)
    }

    async fn append(&self, lease: &Lease, entry: &Entry) -> Result<(), StoreError> {
        let (lease, entry) = (*lease, entry.clone());
        self.ask(move |memory, now| memory.append(&lease, &entry, now))
            .await
    }

    async fn end(&self, lease: &Lease, last: Option<&Entry>) -> Result<(), StoreError> {
        let (lease, last) = (*lease, last.cloned());
        self.ask(move |memory, now| memory.end(&lease, last.as_ref(), now))
            .await
    }

    async fn leave(&self, lease: &Lease) -> Result<(), StoreError> {
        let lease = *lease;
        self.ask(move |memory, now| memory.leave(&lease, now)).await
    }

    async fn stop(&self, conversation: Uuid, turn: Option<Uuid>) -> Result<(), StoreError> {
        let stopped = self
            .ask(move |memory, now| memory.stop(conversation, turn, now))
            .await?;
        if let Some(turn) = stopped {
            self.place.pod().stop(turn);
            self.close(turn).await;
        }
        Ok(())
    }

    async fn settle(
        &self,
        conversation: Uuid,
        turn: Uuid,
        result: &Entry,
    ) -> Result<(), StoreError> {
        let result = result.clone();
        self.ask(move |memory, _| {
            memory.settle(conversation, turn, &result);
            Ok(())
        })
        .await
    }
}
