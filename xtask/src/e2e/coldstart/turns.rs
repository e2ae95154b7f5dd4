//! A turn of the chat whose functions are both at zero.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{
    milliseconds,
    pairs::{from_zero, wait_until},
    spread::Spread,
};
use crate::{
    e2e::{
        http::Reply,
        images::NOTHING,
        person::{Person, needed, same},
        platform::Platform,
    },
    failure::Outcome,
    say,
};

/// How long the slow model takes for each of its answers.
pub const THOUGHT: Duration = Duration::from_secs(1);
const ROUNDS: usize = 7;
const CHAIN: [&str; 3] = [NOTHING, "chat", "mcp"];

/// Streamed turns of the built-in model.
pub struct FirstBytes {
    /// The first byte of the stream, compared with one start of the container that does nothing.
    pub longer: Spread,
    /// The whole turn.
    pub whole: Spread,
}

/// Compares the first byte of a stream with one start from zero.
///
/// # Errors
/// When something does not answer.
pub fn first_bytes(platform: &Platform) -> Outcome<FirstBytes> {
    let (mut longer, mut whole) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        platform.scaled_to_zero(&CHAIN)?;
        let person = Person::sign_up(platform)?;
        let began = Instant::now();
        let nothing_first = round % 2 == 1;
        let mut nothing = None;
        let mut turn = None;
        for (place, is_nothing) in [nothing_first, !nothing_first].into_iter().enumerate() {
            wait_until(began, place)?;
            if is_nothing {
                nothing = Some(from_zero(platform, &person, NOTHING)?);
            } else {
                turn = Some(streamed(&person)?);
            }
        }
        let (Some(nothing), Some(turn)) = (nothing, turn) else {
            continue;
        };
        let first_byte = milliseconds(turn.first_byte);
        say::line(format_args!(
            "  round {round}: nothing {nothing:.0}, first byte {first_byte:.0}, whole turn {:.0} ms",
            milliseconds(turn.took)
        ));
        longer.push(first_byte - nothing);
        whole.push(milliseconds(turn.took));
    }
    Ok(FirstBytes {
        longer: Spread::of(&longer),
        whole: Spread::of(&whole),
    })
}

/// Whole turns with one call of a tool and a model that thinks for a second before each of its two answers.
///
/// # Errors
/// When something does not answer.
pub fn with_slow_model(platform: &Platform) -> Outcome<Spread> {
    let model = &platform.beside.model;
    let llm = json!({"llm": {"baseUrl": platform.beside.model_url(), "model": "slow"}});
    platform.apply(&[llm])?;
    model.think(THOUGHT);
    let mut whole = Vec::new();
    for round in 1..=ROUNDS {
        platform.scaled_to_zero(&CHAIN)?;
        let person = Person::sign_up(platform)?;
        let took = milliseconds(streamed(&person)?.took);
        say::line(format_args!("  round {round}: whole turn {took:.0} ms"));
        whole.push(took);
    }
    platform.apply(&[])?;
    Ok(Spread::of(&whole))
}

fn streamed(person: &Person) -> Outcome<Reply> {
    let message = person.message(None, "Add a task to water the plants");
    let answer = message.with("accept", "text/event-stream").send()?;
    let reply = needed("chat", answer)?;
    let done = reply.status == 200 && reply.body.contains("event: done\n");
    same(&format!("a whole turn in {}", reply.body), &done, &true)?;
    Ok(reply)
}
