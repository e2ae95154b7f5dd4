//! Whether what was promised was held: each effect once, recorded, shown, and of an attempt that might.

mod recorded;
mod shown;

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    time::Duration,
};

use agent::{Entry, Lease, Said, settle_lost};
use tokio::time::timeout;
use uuid::Uuid;

use crate::{
    memory::State,
    streams::{End, Stream, Told},
    world::{Story, World},
};

/// Longer than any turn.
const PATIENCE: Duration = Duration::from_mins(5);
/// How often what was lost is asked for: each of these reads what the one before left.
const READINGS: usize = 3;

/// What was broken, with all that is recorded, or the story.
pub(crate) async fn judge(world: &World) -> Result<Story, String> {
    promises(world).await.map_err(|what| {
        let memory = world.network.memory();
        let turns = memory.turns().iter().flat_map(|turn| {
            let head = format!(
                "turn {} is {:?} at attempt {}",
                turn.id, turn.state, turn.attempt
            );
            let own = memory.messages(turn.id);
            let entries = own.map(|it| format!("  {:?}: {:?}", it.attempt, it.entry));
            std::iter::once(head).chain(entries)
        });
        let effects = memory.effects().iter();
        let effects = effects.map(|it| {
            format!(
                "effect of attempt {} at {:?}: {:?}",
                it.attempt, it.checked, it.call
            )
        });
        let lines: Vec<String> = turns.chain(effects).collect();
        format!("{what}\n{}", lines.join("\n"))
    })
}

async fn promises(world: &World) -> Result<Story, String> {
    let conversations = world.network.memory().conversations();
    for conversation in conversations {
        read(world, conversation).await?;
        // Whoever comes next is answered.
        let key = format!("last of {conversation}");
        let (last, _) = say(world, key, conversation, Entry::user("And now?")).await?;
        let Some(End::Answered(_)) = last.end else {
            return Err(format!("the conversation is not free: {:?}", last.end));
        };
        read(world, conversation).await?;
    }
    let replays = replays(world).await?;
    let streams: Vec<Told> = world.streams().iter().map(Stream::told).collect();
    let memory = world.network.memory();
    recorded::check(&memory)?;
    shown::check(&memory, &streams)?;
    for (turn, replay) in &replays {
        shown::check_replay(&memory, *turn, replay)?;
    }
    let mut digest = DefaultHasher::new();
    format!("{:?}", memory.effects()).hash(&mut digest);
    for turn in memory.turns() {
        let entries: Vec<&Entry> = memory.messages(turn.id).map(|it| &it.entry).collect();
        format!("{:?} {entries:?}", turn.state).hash(&mut digest);
    }
    drop(memory);
    Ok(Story {
        figures: world.figures(),
        digest: digest.finish(),
    })
}

/// Reads a conversation as a person does who opens it: a turn whose process is dead is over, and what became of lost calls is
/// asked.
async fn read(world: &World, conversation: Uuid) -> Result<(), String> {
    let pod = world.fresh_pod();
    let (store, tools) = (world.store(&pod), world.tools());
    for _ in 0..READINGS {
        let history = {
            let mut memory = world.network.memory();
            memory.bury(conversation, world.network.now());
            memory.history(conversation, None)
        };
        if !agent::has_lost(&history) {
            return Ok(());
        }
        let lease = Lease {
            conversation,
            turn: Uuid::nil(),
            attempt: 1,
        };
        settle_lost(&lease, &history, &store, &tools).await;
    }
    Err("what became of a call is not known, though all answer".to_owned())
}

/// What a message is answered with where nothing goes wrong.
async fn say(
    world: &World,
    key: String,
    conversation: Uuid,
    entry: Entry,
) -> Result<(Told, Option<Lease>), String> {
    let said = Said {
        conversation: Some(conversation),
        key: Some(key),
        entry,
    };
    let (stream, end) = world.send(&world.fresh_pod(), said);
    let ended = timeout(PATIENCE, end).await;
    ended
        .map_err(|_| "a turn does not end".to_owned())?
        .map_err(|_| "a turn broke off by itself".to_owned())?;
    Ok((stream.told(), stream.turn()))
}

/// Every turn that is over and has a key, asked for again.
async fn replays(world: &World) -> Result<Vec<(Uuid, Told)>, String> {
    let over: Vec<_> = {
        let memory = world.network.memory();
        let over = memory.turns().iter();
        let over = over.filter(|turn| matches!(turn.state, State::Finished | State::Stopped));
        over.map(|turn| (turn.id, turn.said())).collect()
    };
    let mut replays = Vec::new();
    for (id, said) in over {
        let (stream, end) = world.send(&world.fresh_pod(), said);
        timeout(PATIENCE, end)
            .await
            .map_err(|_| "a replay does not end".to_owned())?
            .map_err(|_| "a replay broke off".to_owned())?;
        replays.push((id, stream.told()));
    }
    Ok(replays)
}
