//! Builds the functions as their images have them.

use std::{path::PathBuf, process::Command};

use crate::{
    failure::Outcome,
    places::{Checkout, State},
    say, step,
};

/// What was built, and where.
pub struct Built {
    /// The folder of the functions' executables.
    pub functions: PathBuf,
    /// The migration's executable, which is not measured.
    pub migrate: PathBuf,
}

/// Release profile and, on Linux, static: in a target folder of its own, because other flags mean other artefacts.
///
/// # Errors
/// When a build fails.
pub fn production(checkout: &Checkout, state: &State) -> Outcome<Built> {
    let folder = checkout.target().join("bench");
    let mut cargo = Command::new("cargo");
    cargo
        .args(["build", "--release", "--bins"])
        .args(["-p", "tasks", "-p", "mcp", "-p", "chat", "--target-dir"])
        .arg(&folder)
        .current_dir(&checkout.root);
    let functions = if let Some(triple) = target() {
        cargo.args(["--target", triple]).env(
            "RUSTFLAGS",
            "-C target-feature=+crt-static -C relocation-model=static",
        );
        folder.join(triple).join("release")
    } else {
        say::line("  static binaries are built on Linux only: these are dynamic");
        folder.join("release")
    };
    step::run(
        "functions: cargo build --release",
        &state.log("build-release"),
        &mut cargo,
    )?;
    step::run(
        "migrate: cargo build",
        &state.log("build-migrate"),
        Command::new("cargo")
            .args(["build", "-p", "shared", "--bin", "migrate"])
            .current_dir(&checkout.root),
    )?;
    Ok(Built {
        functions,
        migrate: checkout.target().join("debug/migrate"),
    })
}

fn target() -> Option<&'static str> {
    match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => Some("x86_64-unknown-linux-gnu"),
        ("linux", "aarch64") => Some("aarch64-unknown-linux-gnu"),
        _ => None,
    }
}
