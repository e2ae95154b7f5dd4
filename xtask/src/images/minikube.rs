//! Images into Minikube.

use std::process::Command;

use super::Image;
use crate::{failure::Outcome, files, places::State, step};

/// Whether Minikube is installed and its current profile runs.
#[must_use]
pub fn running() -> bool {
    Command::new("minikube")
        .args(["status", "--format", "{{.Host}}"])
        .output()
        .is_ok_and(|output| String::from_utf8_lossy(&output.stdout).trim() == "Running")
}

/// Loads them into a profile, or the current one, through archives, which Minikube takes whatever they were built with.
///
/// # Errors
/// When Minikube refuses one.
pub fn load(state: &State, images: &[Image], profile: Option<&str>) -> Outcome<()> {
    let folder = state.path("images");
    for image in images {
        let archive = image.save(&folder)?;
        let mut command = Command::new("minikube");
        if let Some(profile) = profile {
            command.args(["--profile", profile]);
        }
        step::run(
            &format!("{}: minikube image load", image.name),
            &state.log(&format!("image-load-{}", image.name)),
            command.args(["image", "load"]).arg(archive),
        )?;
    }
    files::remove_folder(&folder)
}
