//! Turns of chat with a model that answers at once, and many with one that takes its time (FR-371).

mod model;
mod report;
mod slow;
mod turn;

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use rustix::process::Signal;

pub use self::report::{Figures, broken, table};
use self::{model::Model, slow::SlowDatabase};
use super::{
    cpu,
    ground::{Ground, LOGIN},
    load::PERSON,
    process, subject,
};
use crate::{
    failure::{Failure, Outcome},
    ports::Ports,
    signals, step,
};

/// How many turns run at the same time with a slow model.
pub const STREAMS: u32 = 200;
/// How many turns are measured one after the other.
const TURNS: u32 = 200;
/// How many lines of 30 MB are sent.
const LINES: u32 = 10;
/// How many go before them.
const WARMING: u32 = 20;
/// What each of the statements waits more.
const DELAY: Duration = Duration::from_millis(50);
/// What stays of the time that a slow model thinks when the last of the turns has begun.
const SETTLED: Duration = Duration::from_secs(2);
const DATABASE: &str = "todo";

/// Measures quick turns, then slow ones.
///
/// # Errors
/// When something does not work.
pub fn run(ground: &Ground, ports: &mut Ports) -> Outcome<Figures> {
    let quick = step::timed(&format!("chat: {TURNS} turns"), || quick(ground, ports))?;
    let slow = step::timed(&format!("chat: {STREAMS} slow turns"), || {
        slow(ground, ports)
    })?;
    Ok(Figures { quick, slow })
}

/// Turns with one call each, one after the other.
fn quick(ground: &Ground, ports: &mut Ports) -> Outcome<report::Quick> {
    let model = Model::start()?;
    let mcp = ground.subject("mcp", DATABASE, ports)?;
    let chat = ground
        .subject("chat", DATABASE, ports)?
        .with("MCP_URL", &format!("http://127.0.0.1:{}/mcp", mcp.port))
        .with("LLM_BASE_URL", &model.base_url())
        .with("LLM_MODEL", model::NAME);
    let mut of_mcp = subject::start(&mcp)?;
    let mut of_chat = subject::start(&chat)?;
    let token = ground.issuer.token(PERSON)?;
    let turns = |count: u32| -> Outcome<Vec<Duration>> {
        (0..count)
            .map(|_| {
                let done = turn::run(chat.port, token, turn::MESSAGE)?;
                if done.called {
                    Ok(done.first_byte)
                } else {
                    Err(done.failure("it called no tool"))
                }
            })
            .collect()
    };
    turns(WARMING)?;
    let spent = || Some(cpu::of_process(of_chat.id())? + cpu::of_process(of_mcp.id())?);
    let before = spent();
    let first_bytes = turns(TURNS)?;
    let cpu = before
        .zip(spent())
        .map(|(before, after)| after.saturating_sub(before) / TURNS);
    let beside = beside_long_lines(chat.port, token, ground.issuer.token(PERSON + 1)?)?;
    of_chat.stop(Signal::TERM);
    of_mcp.stop(Signal::TERM);
    Ok(report::Quick::of(TURNS, cpu, first_bytes, beside))
}

/// How long turns take while the model sends somebody else a line of 30 MB.
fn beside_long_lines(port: u16, token: &str, other: &str) -> Outcome<Vec<Duration>> {
    let mut took = Vec::new();
    for _ in 0..LINES {
        let other = other.to_owned();
        let long = thread::spawn(move || turn::run(port, &other, model::LONG));
        loop {
            took.push(turn::run(port, token, turn::MESSAGE)?.whole);
            if long.is_finished() {
                break;
            }
        }
        let ended = long.join();
        ended.unwrap_or_else(|_| Err(Failure::from("a client broke")))?;
    }
    Ok(took)
}

/// Many turns at the same time, with a model that thinks and a database that is far away.
fn slow(ground: &Ground, ports: &mut Ports) -> Outcome<report::Slow> {
    // The model is silent until all have begun, however long that takes.
    let model = Model::start_held()?;
    let database = Arc::new(SlowDatabase::start(ground.server.port(), DELAY)?);
    let url = ground.server.url(LOGIN, &ground.password, DATABASE);
    let far = url.replace(
        &format!(":{}/", ground.server.port()),
        &format!(":{}/", database.port()),
    );
    let chat = ground
        .subject("chat", DATABASE, ports)?
        .with("DATABASE_URL", &far)
        .with("LLM_BASE_URL", &model.base_url())
        .with("LLM_MODEL", model::NAME);
    let mut of_chat = subject::start(&chat)?;
    let port = chat.port;
    let turns: Vec<_> = (0..STREAMS)
        .map(|person| {
            let token = ground.issuer.token(person)?.to_owned();
            Ok(thread::spawn(move || {
                turn::run(port, &token, turn::MESSAGE)
            }))
        })
        .collect::<Outcome<_>>()?;
    let asked = wait_for(&model, &turns)?;
    signals::pause(SETTLED)?;
    let held = database.transactions();
    model.release();
    let ended: Vec<_> = turns
        .into_iter()
        .map(|turn| {
            turn.join()
                .unwrap_or_else(|_| Err(Failure::from("a client broke")))
        })
        .collect();
    let refused = ended
        .iter()
        .filter(|turn| turn.as_ref().is_ok_and(|turn| !turn.done) || turn.is_err());
    let figures = report::Slow {
        streams: STREAMS,
        refused: refused.count(),
        asked,
        held,
        peak_mb: process::memory(of_chat.id()).map(|(_, peak)| report::megabytes(peak)),
    };
    of_chat.stop(Signal::TERM);
    Ok(figures)
}

/// How many of the turns have asked the model, as soon as no turn is left that has neither asked nor ended.
fn wait_for<T>(model: &Model, turns: &[thread::JoinHandle<T>]) -> Outcome<usize> {
    const PATIENCE: Duration = Duration::from_mins(1);
    let start = Instant::now();
    loop {
        let ended = turns.iter().filter(|turn| turn.is_finished()).count();
        let asked = model.asked();
        if asked + ended >= turns.len() || start.elapsed() > PATIENCE {
            return Ok(asked);
        }
        signals::pause(Duration::from_millis(20))?;
    }
}
