//! One start of one function, with a stopwatch.

use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::{
    bench::{
        process,
        subject::{self, Subject},
    },
    failure::{Failure, Outcome},
    probe, step,
};

/// The first request.
#[derive(Clone, Copy)]
pub enum Request {
    /// A path.
    Get(&'static str),
    /// A path and a JSON body.
    Post(&'static str, &'static str),
}

/// What one start took.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// Exec until a connection is accepted.
    pub listening: Duration,
    /// Exec until the first authenticated answer is read.
    pub answered: Duration,
    /// The same request once more, from sending it until its answer is read.
    pub again: Duration,
    /// Resident memory after that, and its peak, in bytes (Linux only).
    pub memory: Option<(u64, u64)>,
}

/// Starts it, asks once, stops it.
///
/// # Errors
/// When it does not answer 200.
pub fn once(subject: &Subject, request: Request, token: &str) -> Outcome<Run> {
    let started = Instant::now();
    let mut group = subject::start(subject)?;
    let listening = started.elapsed();
    let bearer = format!("Bearer {token}");
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Accept", "application/json, text/event-stream"),
    ];
    let ask = || match request {
        Request::Get(path) => probe::get(subject.port, path, &headers),
        Request::Post(path, body) => {
            let versioned = [
                headers[0],
                headers[1],
                ("MCP-Protocol-Version", "2025-06-18"),
            ];
            probe::post(subject.port, path, &versioned, body)
        }
    };
    let answer = ask();
    let answered = started.elapsed();
    let second = Instant::now();
    ask();
    let again = second.elapsed();
    let memory = process::memory(group.id());
    group.stop(Signal::TERM);
    match answer {
        Some((200, body)) if !body.contains("\"isError\":true") => Ok(Run {
            listening,
            answered,
            again,
            memory,
        }),
        Some((status, body)) => Err(Failure::Told(format!(
            "{}: {status} {body}",
            subject.program.display()
        ))),
        None => Err(step::broken("the first request", &subject.log, "no answer")),
    }
}
