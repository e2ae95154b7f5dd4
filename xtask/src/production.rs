//! The functions as their images have them: static. One cargo call for all, so that every verb finds what another built.

use std::{path::PathBuf, process::Command};

use crate::{
    failure::Outcome,
    places::{Checkout, State},
    say, step,
};

const PACKAGES: [&str; 8] = ["-p", "shared", "-p", "tasks", "-p", "mcp", "-p", "chat"];

/// How much a build may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// As released, with whole-program optimisation: minutes.
    Release,
    /// Optimised, larger, sooner there.
    Fast,
}

impl Profile {
    fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Fast => "fast",
        }
    }
}

/// What was built.
pub struct Built {
    folder: PathBuf,
}

impl Built {
    /// The executable of a function, or of `migrate`.
    #[must_use]
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// Builds the functions and `migrate`; on Linux, static. They have a target folder of their own, because other flags
/// mean other artefacts. To be called while holding [`Checkout::preparing`].
///
/// # Errors
/// When a build fails.
pub fn build(checkout: &Checkout, state: &State, profile: Profile) -> Outcome<Built> {
    cargo(
        checkout,
        state,
        profile,
        "functions",
        &[&["--bins"], &PACKAGES[..]].concat(),
    )
}

/// Builds, in the same way, the container that does nothing, with which starts are compared.
///
/// # Errors
/// When the build fails.
pub fn build_nothing(checkout: &Checkout, state: &State, profile: Profile) -> Outcome<Built> {
    let what = ["--example", "nothing", "-p", "xtask"];
    let built = cargo(checkout, state, profile, "nothing", &what)?;
    Ok(Built {
        folder: built.folder.join("examples"),
    })
}

/// Builds, in the same way, the programs that tell what reading words costs.
///
/// # Errors
/// When the build fails.
pub fn build_language(checkout: &Checkout, state: &State, profile: Profile) -> Outcome<Built> {
    let what = ["--examples", "-p", "language"];
    let built = cargo(checkout, state, profile, "language", &what)?;
    Ok(Built {
        folder: built.folder.join("examples"),
    })
}

fn cargo(
    checkout: &Checkout,
    state: &State,
    profile: Profile,
    name: &str,
    what: &[&str],
) -> Outcome<Built> {
    let profile = profile.name();
    let mut folder = checkout.target().join("bench");
    let mut cargo = Command::new("cargo");
    cargo
        .args(["build", "--profile", profile])
        .args(what)
        .arg("--target-dir")
        .arg(&folder)
        .current_dir(&checkout.root);
    if let Some(triple) = target() {
        cargo.args(["--target", triple]).env(
            "RUSTFLAGS",
            "-C target-feature=+crt-static -C relocation-model=static",
        );
        folder.push(triple);
    } else {
        say::line("  static binaries are built on Linux only: these are dynamic");
    }
    step::run(
        &format!("{name}: cargo build --profile {profile}"),
        &state.log(&format!("build-production-{name}")),
        &mut cargo,
    )?;
    Ok(Built {
        folder: folder.join(profile),
    })
}

fn target() -> Option<&'static str> {
    match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => Some("x86_64-unknown-linux-gnu"),
        ("linux", "aarch64") => Some("aarch64-unknown-linux-gnu"),
        _ => None,
    }
}
