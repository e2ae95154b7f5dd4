//! One of the programs that make up the platform.

use std::{net::Ipv4Addr, path::PathBuf, process::Command};

use crate::{env, probe};

/// What the tokens of a local run are for.
pub(super) const AUDIENCE: &str = "todo-app";

/// One program that runs as long as the platform does.
#[derive(Debug, Clone)]
pub struct Service {
    /// Its name, in messages and for its log.
    pub name: &'static str,
    /// The address at which it answers.
    pub(super) address: Ipv4Addr,
    /// Its TCP port.
    pub(super) port: u16,
    /// The path that answers 200 when it is ready.
    pub(super) ready_path: &'static str,
    pub(super) program: PathBuf,
    pub(super) arguments: Vec<String>,
    pub(super) folder: PathBuf,
    pub(super) environment: Vec<(String, String)>,
}

impl Service {
    /// The command that starts it, with its environment and nothing of the caller's beside.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(&self.arguments)
            .current_dir(&self.folder)
            .env_clear()
            .envs(env::essentials())
            .envs(self.environment.iter().cloned());
        command
    }

    /// Whether it answers that it is ready.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        probe::status(self.address, self.port, self.ready_path) == Some(200)
    }
}
