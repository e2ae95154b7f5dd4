//! Running tests: their binaries as cargo built them, with one fault switched on or none.

use std::{
    collections::BTreeMap,
    fs::File,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use rustix::process::Signal;

use super::{SWITCH, TOUCHES};
use crate::{
    child::{self, Group},
    failure::{At, Failure, Outcome},
    signals,
};

const TICK: Duration = Duration::from_millis(20);
/// Tests wait more than they compute.
const THREADS: &str = "4";

/// A binary of tests.
#[derive(Debug)]
pub struct Binary {
    /// Package, target and kind.
    pub name: String,
    pub executable: PathBuf,
    /// Its package, where tests run.
    pub folder: PathBuf,
}

/// All binaries of tests.
#[derive(Debug)]
pub struct Suite {
    pub binaries: Vec<Binary>,
}

/// A test: the place of its binary, and its name.
pub type Test = (usize, String);

/// What became of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A test failed.
    Caught,
    /// Tests did not end in time.
    Hung,
    /// All tests passed.
    Survived,
    /// No test runs through its function.
    Untested,
}

impl Verdict {
    /// The verdict as a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Caught => "caught",
            Self::Hung => "hung",
            Self::Survived => "SURVIVED",
            Self::Untested => "UNTESTED",
        }
    }

    /// Whether a person would have heard of the fault.
    pub fn is_caught(self) -> bool {
        matches!(self, Self::Caught | Self::Hung)
    }
}

impl Binary {
    /// The names of its tests.
    ///
    /// # Errors
    /// When it cannot be run.
    pub fn names(&self) -> Outcome<Vec<String>> {
        let mut command = Command::new(&self.executable);
        command
            .args(["--list", "--format", "terse"])
            .current_dir(&self.folder);
        let output = child::output(&mut command, "")?;
        let text = String::from_utf8_lossy(&output.stdout);
        let names = text.lines().filter_map(|line| line.strip_suffix(": test"));
        Ok(names.map(str::to_owned).collect())
    }

    /// Runs all of them without a fault, which writes down what it runs through: how it went, and how long it took.
    ///
    /// # Errors
    /// When a test fails.
    pub fn explore(&self, touches: &Path, log: &Path, url: &str) -> Outcome<Duration> {
        let started = Instant::now();
        let file = File::create(log).at(log)?;
        let errors = file.try_clone().at(log)?;
        let mut command = Command::new(&self.executable);
        command
            .args(["--test-threads", THREADS])
            .env("TEST_DATABASE_URL", url)
            .env(TOUCHES, touches)
            .current_dir(&self.folder)
            .stdout(file)
            .stderr(errors);
        let status = Group::spawn(&mut command)?.wait()?;
        if status.success() {
            return Ok(started.elapsed());
        }
        Err(Failure::Told(format!(
            "{} fails without any fault: {}",
            self.name,
            log.display()
        )))
    }
}

impl Suite {
    /// These binaries.
    pub fn of(binaries: Vec<Binary>) -> Self {
        Self { binaries }
    }

    /// Runs these tests with a fault switched on.
    ///
    /// # Errors
    /// When they cannot be run, or a signal comes.
    pub fn run(
        &self,
        tests: &[Test],
        fault: usize,
        url: &str,
        patience: Duration,
    ) -> Outcome<Verdict> {
        let mut by_binary: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for (binary, name) in tests {
            by_binary.entry(*binary).or_default().push(name);
        }
        for (place, names) in by_binary {
            let Some(binary) = self.binaries.get(place) else {
                continue;
            };
            let mut command = Command::new(&binary.executable);
            command
                .args(["--test-threads", THREADS, "--exact"])
                .args(names)
                .env("TEST_DATABASE_URL", url)
                .env(SWITCH, fault.to_string())
                .current_dir(&binary.folder)
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            let verdict = ended(&mut Group::spawn(&mut command)?, patience)?;
            if verdict != Verdict::Survived {
                return Ok(verdict);
            }
        }
        Ok(Verdict::Survived)
    }
}

fn ended(group: &mut Group, patience: Duration) -> Outcome<Verdict> {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(status) = group.ended() {
            return Ok(if status.success() {
                Verdict::Survived
            } else {
                Verdict::Caught
            });
        }
        if Instant::now() > deadline {
            group.stop(Signal::KILL);
            return Ok(Verdict::Hung);
        }
        signals::pause(TICK)?;
    }
}
