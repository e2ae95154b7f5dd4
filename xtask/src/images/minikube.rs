//! Images into Minikube.

use std::process::Command;

use super::Image;
use crate::{
    failure::Outcome,
    files,
    places::{Checkout, State},
    step,
};

/// Whether Minikube is installed and its current profile runs.
#[must_use]
pub fn running() -> bool {
    Command::new("minikube")
        .args(["status", "--format", "{{.Host}}"])
        .output()
        .is_ok_and(|output| String::from_utf8_lossy(&output.stdout).trim() == "Running")
}

/// Loads them through archives, which Minikube takes whatever they were built with.
///
/// # Errors
/// When Minikube refuses one.
pub fn load(checkout: &Checkout, images: &[Image]) -> Outcome<()> {
    let state = State::open(&checkout.cache())?;
    let folder = state.path("images");
    for image in images {
        let archive = image.save(&folder)?;
        step::run(
            &format!("{}: minikube image load", image.name),
            &state.log(&format!("image-load-{}", image.name)),
            Command::new("minikube")
                .args(["image", "load"])
                .arg(archive),
        )?;
    }
    files::remove_folder(&folder)
}
