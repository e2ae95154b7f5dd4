//! A function as a process, with the environment and the log of a measurement.

use std::{
    net::{Ipv4Addr, TcpStream},
    path::PathBuf,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use crate::{child::Group, env, failure::Outcome, signals, step};

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
}

impl Subject {
    /// The same with another value of a variable.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.retain(|(known, _)| known != name);
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// Starts it and waits until it listens.
///
/// # Errors
/// When it does not.
pub fn start(subject: &Subject) -> Outcome<Group> {
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
    Ok(group)
}
