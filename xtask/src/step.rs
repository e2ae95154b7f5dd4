//! Steps of a verb: a name, a log, how long it took.

use std::{
    fs::{File, OpenOptions},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::{
    child::Group,
    failure::{At, Failure, Outcome},
    files, say,
};

const SHOWN_LINES: usize = 30;
const NEWS_EVERY: Duration = Duration::from_secs(15);

/// Runs a command to its end with all its output in a log; when it fails, the log's last lines become the message.
///
/// # Errors
/// When it fails, or a signal comes.
pub fn run(name: &str, log: &Path, command: &mut Command) -> Outcome<()> {
    Running::start(name, log, command)?.finish()
}

/// Does something and tells how long it took.
///
/// # Errors
/// What `work` returns.
pub fn timed<T>(name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    let started = Instant::now();
    let result = work()?;
    done(name, started.elapsed());
    Ok(result)
}

/// Tells how long something took.
pub fn done(name: &str, took: Duration) {
    say::line(format_args!("  {:>6.1} s  {name}", took.as_secs_f64()));
}

/// A command that runs beside others.
pub struct Running {
    name: String,
    log: PathBuf,
    group: Group,
    started: Instant,
}

impl Running {
    /// Starts it.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(name: &str, log: &Path, command: &mut Command) -> Outcome<Self> {
        let (out, err) = outputs(log)?;
        let group = Group::spawn(command.stdout(out).stderr(err))?;
        Ok(Self {
            name: name.to_owned(),
            log: log.to_owned(),
            group,
            started: Instant::now(),
        })
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// When it fails, or a signal comes.
    pub fn finish(mut self) -> Outcome<()> {
        let mut told = Instant::now();
        let status = self.group.wait_while(|| {
            if told.elapsed() > NEWS_EVERY {
                told = Instant::now();
                Self::news(&self.name, &self.log, self.started);
            }
        })?;
        if status.success() {
            done(&self.name, self.started.elapsed());
            return Ok(());
        }
        Err(broken(&self.name, &self.log, &status.to_string()))
    }

    /// For steps that take minutes: what it is doing now.
    fn news(name: &str, log: &Path, started: Instant) {
        let latest = files::tail(log, 1);
        let latest = latest.rsplit('\r').next().unwrap_or_default().trim();
        done(&format!("{name} … {latest}"), started.elapsed());
    }
}

/// Both output streams of a child, into one new file.
///
/// # Errors
/// When the file cannot be made.
pub fn outputs(log: &Path) -> Outcome<(Stdio, Stdio)> {
    let file = File::create(log).at(log)?;
    let copy = file.try_clone().at(log)?;
    Ok((file.into(), copy.into()))
}

/// Both output streams of a child, at the end of a file that others wrote to before.
///
/// # Errors
/// When the file cannot be opened.
pub fn appended(log: &Path) -> Outcome<(Stdio, Stdio)> {
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(log)
        .at(log)?;
    let copy = file.try_clone().at(log)?;
    Ok((file.into(), copy.into()))
}

/// The message of a child that failed, with the end of its log.
#[must_use]
pub fn broken(name: &str, log: &Path, how: &str) -> Failure {
    let tail = files::tail(log, SHOWN_LINES);
    Failure::Told(format!(
        "{name}: {how}; the end of {}:\n{tail}",
        log.display()
    ))
}
