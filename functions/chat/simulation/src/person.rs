//! The person with their devices, and whoever pulls plugs.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use agent::{Entry, Event, Said};
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use crate::{
    streams::{End, Stream},
    world::World,
};

/// How often a device sends a message again before the person gives it up.
const TRIES: u64 = 4;
/// Longer than any turn.
const PATIENCE: Duration = Duration::from_mins(2);

/// The conversation that the devices go on with, once one of them has begun it.
#[derive(Clone, Default)]
pub(crate) struct Conversation(Arc<Mutex<Option<Uuid>>>);

impl Conversation {
    fn get(&self) -> Option<Uuid> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is(&self, id: Uuid) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get_or_insert(id);
    }
}

/// One device sends messages.
pub(crate) async fn talk(world: World, conversation: Conversation, device: u64, messages: u64) {
    let chance = world.network.chance.clone();
    let mut asked = false;
    for number in 0..messages {
        sleep(chance.time(400)).await;
        let text = match (asked, chance.below(10)) {
            (true, 0..=6) => "yes".to_owned(),
            (true, 7) => "no".to_owned(),
            (_, 8) => format!("Add item {device}-{number}"),
            _ => format!("Do what is to be done, {number}"),
        };
        let said = Said {
            conversation: conversation.get(),
            key: Some(format!("{device}-{number}")),
            entry: Entry::user(text),
        };
        asked = insist(&world, &conversation, &said).await;
    }
}

/// Sends a message until it is answered or given up; whether its answer is a question.
async fn insist(world: &World, conversation: &Conversation, said: &Said) -> bool {
    let chance = &world.network.chance;
    for _ in 0..TRIES {
        let (stream, end) = world.send(&world.pod(), said.clone());
        if chance.happens(120) {
            // A double click.
            sleep(chance.time(60)).await;
            drop(world.send(&world.pod(), said.clone()));
        }
        if chance.happens(150) {
            tokio::spawn(close_later(world.clone(), stream.clone()));
        }
        if chance.happens(200) {
            tokio::spawn(stop_later(world.clone(), stream.clone()));
        }
        let patience = if chance.happens(250) {
            chance.time(3_000)
        } else {
            PATIENCE
        };
        let ended = timeout(patience, end).await;
        if let Some(lease) = stream.turn() {
            conversation.is(lease.conversation);
        }
        let told = stream.told();
        match (ended, told.end) {
            (Ok(Ok(())), Some(End::Answered(answer))) if !told.closed => {
                return answer.outcome.question.is_some();
            }
            (Ok(Ok(())), Some(End::Busy)) => sleep(chance.time(4_000)).await,
            // Not in time, closed, or broken off: again, or not.
            _ if chance.happens(300) => return false,
            _ => sleep(chance.time(500)).await,
        }
    }
    false
}

async fn close_later(world: World, stream: Stream) {
    sleep(world.network.chance.time(150)).await;
    world.network.counts.count(|counts| &counts.closes);
    stream.close();
}

/// Stop, at whichever process it arrives.
async fn stop_later(world: World, stream: Stream) {
    let chance = &world.network.chance;
    sleep(chance.time(150)).await;
    if let Some(lease) = stream.turn() {
        let stopped = world.stop(&world.pod(), lease, chance.happens(700));
        drop(timeout(PATIENCE, stopped).await);
    }
}

/// Freezes and kills processes, so many times as often.
pub(crate) async fn trouble(world: World, harm: u64) {
    if harm == 0 {
        return;
    }
    let chance = world.network.chance.clone();
    loop {
        sleep(chance.time(6_000 / harm)).await;
        let pod = world.pod();
        if chance.happens(500) {
            world.network.counts.count(|counts| &counts.kills);
            world.replace(&pod);
        } else {
            world.network.counts.count(|counts| &counts.freezes);
            pod.freeze();
            let (time, thaws) = (chance.time(14_000), pod.clone());
            tokio::spawn(async move {
                sleep(time).await;
                thaws.thaw();
            });
        }
    }
}

/// The words that a stream said.
pub(crate) fn words(events: &[Event]) -> String {
    let deltas = events.iter().filter_map(|event| match event {
        Event::Text { delta } => Some(delta.as_str()),
        _ => None,
    });
    deltas.collect()
}
