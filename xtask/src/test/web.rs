//! The web app's own checks.

use std::process::Command;

use crate::{failure::Outcome, files, places::Checkout, tools, up};

/// Types, lint, unit tests, and that the generated API types are those of the contracts.
///
/// # Errors
/// The first that fails.
pub fn check(checkout: &Checkout) -> Outcome<()> {
    tools::node()?;
    let preparing = checkout.preparing()?;
    let logs = checkout.cache().join("logs");
    files::open_folder(&logs)?;
    up::node_modules(checkout, &logs.join("build-web-packages.log"))?;
    drop(preparing);
    for script in ["generate:check", "typecheck", "lint", "test"] {
        super::show(
            Command::new("npm")
                .args(["run", script])
                .env("CI", "true")
                .env("NEXT_TELEMETRY_DISABLED", "1")
                .current_dir(checkout.frontend()),
        )?;
    }
    Ok(())
}
