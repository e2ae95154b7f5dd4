//! The Minikube profile: the only place that calls `minikube`, beside the loading of images.

use std::{fs, path::PathBuf, process::Command};

use super::versions;
use crate::{
    child, env,
    failure::{Failure, Outcome},
    files,
    places::State,
    say, step,
};

/// The profile and what is known of it.
pub struct Profile {
    state: State,
}

/// Where the cluster of a profile stands.
#[derive(Debug, PartialEq, Eq)]
enum Host {
    Absent,
    Stopped,
    Running,
}

impl Profile {
    /// Its name, which is the name of its kubectl context too.
    pub const NAME: &str = "todo-app";

    /// The profile of this checkout.
    ///
    /// # Errors
    /// When Minikube is not installed.
    pub fn new(state: &State) -> Outcome<Self> {
        if env::program("minikube").is_none() {
            return Err(
                "there is no `minikube` here: https://minikube.sigs.k8s.io/docs/start".into(),
            );
        }
        Ok(Self {
            state: state.clone(),
        })
    }

    /// Starts the cluster unless it runs; the current kubectl context stays what it is.
    ///
    /// # Errors
    /// When Minikube fails.
    pub fn start(&self) -> Outcome<()> {
        let host = Self::host()?;
        if host == Host::Running {
            say::line(format_args!("  Minikube profile {} runs", Self::NAME));
            return Ok(());
        }
        if host == Host::Absent {
            // Before the start: one that breaks off is ours as well.
            files::replace(&self.marker(), Self::NAME)?;
        }
        let version = format!("--kubernetes-version={}", versions::KUBERNETES);
        let options = ["start", &version, "--memory=4g", "--keep-context"];
        let log = self.state.log("minikube-start");
        step::run("minikube start", &log, &mut Self::command(&options))
    }

    /// Deletes the cluster, if an earlier call made it.
    ///
    /// # Errors
    /// When it is somebody else's, or Minikube fails.
    pub fn delete(&self) -> Outcome<()> {
        let name = Self::NAME;
        if Self::host()? == Host::Absent {
            say::line(format_args!("  there is no Minikube profile {name}"));
            return Ok(());
        }
        if fs::read_to_string(self.marker()).is_err() {
            return Err(Failure::Told(format!(
                "the Minikube profile {name} was not made by this checkout: `minikube delete --profile {name}` deletes it with all that is in it"
            )));
        }
        let log = self.state.log("minikube-delete");
        step::run("minikube delete", &log, &mut Self::command(&["delete"]))
    }

    /// The images in the cluster, one a line.
    ///
    /// # Errors
    /// When Minikube fails.
    pub fn images() -> Outcome<String> {
        let output = child::output(&mut Self::command(&["image", "ls"]), "")?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Failure::Told(format!("minikube image ls: {}", said.trim())))
    }

    fn host() -> Outcome<Host> {
        let mut command = Self::command(&["status", "--format", "{{.Host}}"]);
        let output = child::output(&mut command, "")?;
        Ok(host(&String::from_utf8_lossy(&output.stdout)))
    }

    fn marker(&self) -> PathBuf {
        self.state.path("made")
    }

    fn command(arguments: &[&str]) -> Command {
        let mut command = Command::new("minikube");
        command.args(["--profile", Self::NAME]).args(arguments);
        command
    }
}

/// Without a profile `minikube status` prints advice instead of a state.
fn host(status: &str) -> Host {
    match status.trim() {
        "Running" => Host::Running,
        "Stopped" | "Paused" | "Stopping" | "Starting" => Host::Stopped,
        _ => Host::Absent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_821_a_profile_is_absent_unless_minikube_names_its_state() {
        assert_eq!(host("Running\n"), Host::Running);
        assert_eq!(host("Stopped"), Host::Stopped);
        let advice =
            "* Profile \"todo-app\" not found. Run \"minikube profile list\" to view all profiles.";
        assert_eq!(host(advice), Host::Absent);
        assert_eq!(host(""), Host::Absent);
    }
}
