//! One run per state folder, and what a killed one left behind (FR-510, FR-512).

use std::{
    fs::{self, File, OpenOptions},
    path::PathBuf,
};

use rustix::process::Signal;
use serde::{Deserialize, Serialize};

use crate::{
    child,
    failure::{At, Failure, Outcome},
    files,
    places::State,
    say,
};

/// Held as long as a run lives; the system lets go of it even after `kill -9`.
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock.
    ///
    /// # Errors
    /// When another run has it; the message says which and where its page is.
    pub fn take(state: &State) -> Outcome<Self> {
        let path = state.path("up.lock");
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .at(&path)?;
        if file.try_lock().is_err() {
            return Err(occupied(state));
        }
        files::replace(&state.path("up.pid"), &std::process::id().to_string())?;
        Ok(Self { _file: file })
    }
}

fn occupied(state: &State) -> Failure {
    let id = fs::read_to_string(state.path("up.pid")).unwrap_or_default();
    let where_it_is = Addresses::read(state)
        .and_then(|addresses| addresses.web.or(addresses.tasks))
        .map_or_else(
            || "it is not ready yet".to_owned(),
            |page| format!("page at {page}"),
        );
    Failure::Told(format!(
        "already running (pid {}): {where_it_is}",
        id.trim()
    ))
}

/// `addresses.json`: there exactly while everything runs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Addresses {
    /// The web app's origin, unless it runs without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub web: Option<String>,
    /// The tasks function's origin.
    #[serde(default)]
    pub tasks: Option<String>,
    /// The MCP endpoint, with its path.
    #[serde(default)]
    pub mcp: Option<String>,
    /// The chat function's origin.
    #[serde(default)]
    pub chat: Option<String>,
    /// The functions' database.
    #[serde(default)]
    pub database_url: Option<String>,
}

impl Addresses {
    /// What a running platform wrote.
    #[must_use]
    pub fn read(state: &State) -> Option<Self> {
        let text = fs::read_to_string(state.path("addresses.json")).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Writes the file in one step.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, state: &State) -> Outcome<()> {
        let text =
            serde_json::to_string_pretty(self).map_err(|error| Failure::Told(error.to_string()))?;
        files::replace(&state.path("addresses.json"), &format!("{text}\n"))
    }

    /// Removes the file.
    pub fn remove(state: &State) {
        let _ = fs::remove_file(state.path("addresses.json"));
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    name: String,
    id: u32,
    identity: String,
}

/// The processes that a run started, on disk, so that the next run can end them if this one is killed.
pub struct Register {
    path: PathBuf,
    entries: Vec<Entry>,
}

impl Register {
    /// Ends what a killed run left behind and starts an empty list.
    ///
    /// # Errors
    /// When the list cannot be written.
    pub fn take_over(state: &State) -> Outcome<Self> {
        let path = state.path("processes.json");
        let left: Vec<Entry> = fs::read_to_string(&path)
            .ok()
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        for entry in left {
            // The number alone could be somebody else's by now.
            let ours = || child::identity(entry.id).as_ref() == Some(&entry.identity);
            if ours() {
                say::line(format_args!(
                    "ending {} (pid {}), left behind by a run that was killed",
                    entry.name, entry.id
                ));
                let signal = if entry.name == "postgres" {
                    Signal::INT
                } else {
                    Signal::TERM
                };
                child::stop_group(entry.id, signal, ours);
            }
        }
        let register = Self {
            path,
            entries: Vec::new(),
        };
        register.write()?;
        Ok(register)
    }

    /// Adds a process, or replaces an earlier one of the same name.
    ///
    /// # Errors
    /// When the list cannot be written.
    pub fn add(&mut self, name: &str, id: u32) -> Outcome<()> {
        self.entries.retain(|entry| entry.name != name);
        if let Some(identity) = child::identity(id) {
            self.entries.push(Entry {
                name: name.to_owned(),
                id,
                identity,
            });
        }
        self.write()
    }

    /// Forgets all: they were stopped.
    ///
    /// # Errors
    /// When the list cannot be written.
    pub fn clear(&mut self) -> Outcome<()> {
        self.entries.clear();
        self.write()
    }

    fn write(&self) -> Outcome<()> {
        let text = serde_json::to_string(&self.entries)
            .map_err(|error| Failure::Told(error.to_string()))?;
        files::replace(&self.path, &text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::child::Group;
    use std::process::Command;

    fn state(name: &str) -> State {
        let folder = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        State::open(&folder).unwrap()
    }

    #[test]
    fn fr_512_a_second_run_is_refused_and_told_where_the_first_is() {
        let state = state("lock");
        let first = Lock::take(&state).unwrap();
        let refusal = Lock::take(&state).err().unwrap().to_string();
        assert!(refusal.contains(&format!("pid {}", std::process::id())));
        assert!(refusal.contains("not ready yet"));
        let addresses = Addresses {
            web: Some("http://localhost:3000".to_owned()),
            tasks: None,
            mcp: None,
            chat: None,
            database_url: None,
        };
        addresses.write(&state).unwrap();
        let refusal = Lock::take(&state).err().unwrap().to_string();
        assert!(refusal.contains("page at http://localhost:3000"));
        drop(first);
        // A child that another test starts right now has the file too, until it runs its own program.
        let again = (0..1000).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(1));
            Lock::take(&state).is_ok()
        });
        assert!(again);
        fs::remove_dir_all(&state.folder).unwrap();
    }

    #[test]
    fn fr_510_leftovers_are_ended_and_strangers_are_not() {
        let state = state("register");
        let mut ours = Group::spawn(Command::new("sleep").arg("60")).unwrap();
        let mut stranger = Group::spawn(Command::new("sleep").arg("60")).unwrap();
        let mut register = Register::take_over(&state).unwrap();
        register.add("ours", ours.id()).unwrap();
        register.add("stranger", stranger.id()).unwrap();
        register.entries[1].identity = "another boot:1".to_owned();
        register.write().unwrap();
        Register::take_over(&state).unwrap();
        assert!(!ours.wait().unwrap().success());
        assert!(stranger.ended().is_none());
        fs::remove_dir_all(&state.folder).unwrap();
    }
}
