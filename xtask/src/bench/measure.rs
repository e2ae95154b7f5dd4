//! One start of one function, with a stopwatch.

use std::{
    fs,
    net::{Ipv4Addr, TcpStream},
    path::PathBuf,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use rustix::process::Signal;

use crate::{
    child::Group,
    env,
    failure::{Failure, Outcome},
    probe, signals, step,
};

const POLL: Duration = Duration::from_micros(50);
const PATIENCE: Duration = Duration::from_secs(20);

/// What is started.
pub struct Subject {
    /// The executable.
    pub program: PathBuf,
    /// The port it listens on.
    pub port: u16,
    /// Its environment.
    pub environment: Vec<(String, String)>,
    /// Its log.
    pub log: PathBuf,
    /// What it is asked first.
    pub request: Request,
    /// With which token.
    pub token: String,
}

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
    /// Resident memory after that, and its peak, in bytes (Linux only).
    pub memory: Option<(u64, u64)>,
}

/// Starts it, asks once, stops it.
///
/// # Errors
/// When it does not answer 200.
pub fn once(subject: &Subject) -> Outcome<Run> {
    let (out, err) = step::outputs(&subject.log)?;
    let started = Instant::now();
    let mut group = Group::spawn(
        Command::new(&subject.program)
            .env_clear()
            .envs(env::essentials())
            .envs(subject.environment.iter().cloned())
            .stdout(out)
            .stderr(err),
    )?;
    while TcpStream::connect((Ipv4Addr::LOCALHOST, subject.port)).is_err() {
        if let Some(status) = group.ended() {
            return Err(step::broken("the start", &subject.log, &status.to_string()));
        }
        if started.elapsed() > PATIENCE || signals::stopped() {
            return Err(step::broken(
                "the start",
                &subject.log,
                "it does not listen",
            ));
        }
        thread::sleep(POLL);
    }
    let listening = started.elapsed();
    let bearer = format!("Bearer {}", subject.token);
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Accept", "application/json, text/event-stream"),
    ];
    let answer = match subject.request {
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
    let answered = started.elapsed();
    let memory = fs::read_to_string(format!("/proc/{}/status", group.id()))
        .ok()
        .and_then(|status| memory(&status));
    group.stop(Signal::TERM);
    match answer {
        Some((200, body)) if !body.contains("\"isError\":true") => Ok(Run {
            listening,
            answered,
            memory,
        }),
        Some((status, body)) => Err(Failure::Told(format!(
            "{}: {status} {body}",
            subject.program.display()
        ))),
        None => Err(step::broken("the first request", &subject.log, "no answer")),
    }
}

/// `VmRSS` and `VmHWM` out of `/proc/…/status`, in bytes.
fn memory(status: &str) -> Option<(u64, u64)> {
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
        Some(kilobytes * 1024)
    };
    Some((field("VmRSS:")?, field("VmHWM:")?))
}

#[cfg(test)]
mod tests {
    #[test]
    fn fr_514_memory_is_read_in_bytes() {
        let status = "Name:\ttasks\nVmHWM:\t    7000 kB\nVmRSS:\t    6900 kB\n";
        assert_eq!(super::memory(status), Some((6900 * 1024, 7000 * 1024)));
        assert_eq!(super::memory("Name:\ttasks\n"), None);
    }
}
