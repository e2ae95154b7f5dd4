//! Streams and replays against effects and what was recorded.

use std::collections::BTreeSet;

use agent::{Entry, Event, Receipt};
use uuid::Uuid;

use super::recorded::writes;
use crate::{
    memory::{Memory, State},
    person::words,
    streams::{End, Told},
};

/// What was said in a turn, as it is recorded.
fn said(memory: &Memory, turn: Uuid) -> String {
    let texts = memory.messages(turn).filter_map(|it| match &it.entry {
        Entry::Assistant { text, .. } => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

/// Each stream shows what happened, each thing once; what it ends with is what it said and what is recorded.
pub(super) fn check(memory: &Memory, streams: &[Told]) -> Result<(), String> {
    streams.iter().try_for_each(|told| check_one(memory, told))
}

fn check_one(memory: &Memory, told: &Told) -> Result<(), String> {
    let mut shown = BTreeSet::new();
    let mut receipts = Vec::new();
    let mut tool = None;
    let mut due: Vec<Receipt> = Vec::new();
    for event in &told.events {
        match event {
            Event::ToolStarted { name, .. } => tool = Some(name.as_str()),
            Event::ToolFinished { id, outcome } => {
                if !shown.insert(id.as_str()) {
                    return Err(format!("{id} is shown twice in one stream"));
                }
                let tool = tool.unwrap_or_default();
                let Ok(result) = outcome else { continue };
                if writes(tool) {
                    let mut effects = memory.effects().iter();
                    if !effects.any(|it| it.call.id == *id && it.result == *outcome) {
                        return Err(format!("{id} is shown and took no effect"));
                    }
                }
                due.extend(Receipt::from_result(tool, result));
            }
            Event::Receipt(receipt) => receipts.push(receipt.clone()),
            _ => {}
        }
    }
    if told.closed {
        return Ok(());
    }
    if receipts.len() < due.len() && told.end.is_some() || !due.starts_with(&receipts) {
        return Err(format!("receipts {receipts:?} for {due:?}"));
    }
    let Some(End::Answered(answer)) = &told.end else {
        return Ok(());
    };
    let response = &answer.outcome.response;
    if words(&told.events) != *response || answer.outcome.receipts != receipts {
        return Err(format!("the stream says other than its end, {response:?}"));
    }
    let attempt = told.turn().map(|lease| lease.attempt);
    let turn = memory.turns().iter().find(|turn| turn.id == answer.turn);
    let is_last = turn.is_some_and(|turn| Some(turn.attempt) == attempt);
    let recorded = said(memory, answer.turn);
    // Of a turn that is being stopped, whoever asks early hears what is recorded by then.
    let agrees = if answer.outcome.cancelled {
        recorded.starts_with(response)
    } else {
        recorded == *response
    };
    if is_last && !agrees {
        return Err(format!("{response:?} was said, {recorded:?} is recorded"));
    }
    Ok(())
}

/// A replay says what is recorded, and shows each effect of its turn.
pub(super) fn check_replay(memory: &Memory, id: Uuid, told: &Told) -> Result<(), String> {
    let Some(End::Answered(answer)) = &told.end else {
        return Err(format!("turn {id} is over and gives {:?}", told.end));
    };
    let recorded = said(memory, id);
    let response = &answer.outcome.response;
    if *response != recorded {
        return Err(format!("{recorded:?} is recorded, {response:?} replayed"));
    }
    let turn = memory.turns().iter().find(|turn| turn.id == id);
    let stopped = turn.is_some_and(|turn| turn.state == State::Stopped);
    if stopped != answer.outcome.cancelled {
        return Err(format!("turn {id} is replayed as not stopped"));
    }
    let key = |receipt: &Receipt| format!("{receipt:?}");
    let effects = memory.effects().iter().filter(|it| it.turn == id);
    let done = effects.filter_map(|it| Some((&it.call.name, it.result.as_ref().ok()?)));
    let mut done: Vec<String> = done
        .flat_map(|(tool, result)| Receipt::from_result(tool, result))
        .map(|receipt| key(&receipt))
        .collect();
    let mut shown: Vec<String> = answer.outcome.receipts.iter().map(key).collect();
    done.sort();
    shown.sort();
    if done != shown {
        return Err(format!("turn {id} did {done:?} and shows {shown:?}"));
    }
    Ok(())
}
