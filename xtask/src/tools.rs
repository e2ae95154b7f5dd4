//! The programs that a run needs beside Rust and git, and how to get those that are missing.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    env,
    failure::{At, Failure, Outcome},
    files,
    places::Checkout,
    step,
};

const OLDEST_NODE: (u32, u32) = (20, 9);
/// Of the conformance suite and the Inspector.
const OLDEST_NODE_OF_MCP: (u32, u32) = (22, 19);
const OLDEST_GO: (u32, u32) = (1, 26);
const OLDEST_PGBENCH: (u32, u32) = (14, 0);

/// A C compiler, which builds the TLS library and the allocator.
///
/// # Errors
/// One line of advice.
pub fn c_compiler() -> Outcome<String> {
    let compiler = env::program("cc").map(|path| path.display().to_string());
    compiler.ok_or_else(|| {
        "there is no C compiler `cc` here: install one (Debian: apt-get install build-essential)".into()
    })
}

/// Node of a version that Next.js runs on, and npm.
///
/// # Errors
/// One line of advice.
pub fn node() -> Outcome<String> {
    let advice = "install Node 20.9 or newer, with npm: https://nodejs.org/en/download";
    let version = version_of("node", "--version")
        .ok_or_else(|| Failure::Told(format!("there is no `node` here: {advice}")))?;
    if parse_version(&version).is_none_or(|version| version < OLDEST_NODE) {
        return Err(Failure::Told(format!(
            "node is {version}, which is too old: {advice}"
        )));
    }
    if env::program("npm").is_none() {
        return Err(Failure::Told(format!("there is no `npm` here: {advice}")));
    }
    Ok(version)
}

/// Node of a version that the conformance suite and the Inspector run on: this machine's, or one among these packages.
///
/// # Errors
/// One line of advice.
pub fn newer_node(packages: &Path) -> Outcome<PathBuf> {
    let own = version_of("node", "--version").and_then(|version| parse_version(&version));
    if own >= Some(OLDEST_NODE_OF_MCP) {
        return Ok("node".into());
    }
    ["x64", "arm64"]
        .map(|kind| packages.join(format!("node-linux-{kind}/bin/node")))
        .into_iter()
        .find(|node| node.is_file())
        .ok_or_else(|| "install Node 22.19 or newer: https://nodejs.org/en/download".into())
}

/// A Python that can make virtual environments.
///
/// # Errors
/// One line of advice.
pub fn python() -> Outcome<String> {
    let advice =
        "install Python 3.10 or newer with its venv module (Debian: apt-get install python3-venv)";
    let version = version_of("python3", "--version")
        .ok_or_else(|| Failure::Told(format!("there is no `python3` here: {advice}")))?;
    let complete = Command::new("python3")
        .args(["-c", "import venv, ensurepip"])
        .output();
    if complete.is_ok_and(|output| output.status.success()) {
        Ok(version)
    } else {
        Err(Failure::Told(format!(
            "python3 has no venv module: {advice}"
        )))
    }
}

/// The interpreter of a virtual environment in the checkout's cache, made if needed.
///
/// # Errors
/// When there is no Python, or it cannot make one.
pub fn venv(checkout: &Checkout, name: &str) -> Outcome<PathBuf> {
    let folder = checkout.cache().join("tools").join(name);
    let interpreter = folder.join("bin/python");
    let works = Command::new(&interpreter)
        .args(["-c", "import pip"])
        .output()
        .is_ok_and(|output| output.status.success());
    if works {
        return Ok(interpreter);
    }
    python()?;
    files::open_folder(&checkout.cache().join("tools"))?;
    step::run(
        &format!("Python environment {name}"),
        &folder.with_extension("log"),
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&folder),
    )?;
    Ok(interpreter)
}

/// The same with the packages of a lock file in it.
///
/// # Errors
/// When there is no Python, or pip fails.
pub fn python_with(checkout: &Checkout, name: &str, pins: &Path) -> Outcome<PathBuf> {
    let python = venv(checkout, name)?;
    let wanted = fs::read_to_string(pins).at(pins)?;
    // The stamp goes with the environment when that is made anew.
    once(checkout, &format!("{name}/packages"), &wanted, |log| {
        step::run(
            &format!("Python environment {name}: packages"),
            log,
            Command::new(&python)
                .args(["-m", "pip", "install", "--quiet", "--requirement"])
                .arg(pins),
        )
    })?;
    Ok(python)
}

/// Installs something in the checkout's cache, unless that was done for the same `wanted`; `install` gets its log.
///
/// # Errors
/// What `install` returns.
pub fn once(
    checkout: &Checkout,
    name: &str,
    wanted: &str,
    install: impl FnOnce(&Path) -> Outcome<()>,
) -> Outcome<()> {
    let place = checkout.cache().join("tools").join(name);
    let stamp = place.with_added_extension("installed");
    if fs::read_to_string(&stamp).is_ok_and(|present| present == wanted) {
        return Ok(());
    }
    files::open_folder(place.parent().unwrap_or(&place))?;
    install(&place.with_added_extension("log"))?;
    files::replace(&stamp, wanted)
}

/// A Go that builds the tools of the chart's tests.
///
/// # Errors
/// One line of advice.
pub fn go() -> Outcome<String> {
    let advice = "install Go 1.26 or newer: https://go.dev/dl/";
    let said = version_of("go", "version")
        .ok_or_else(|| Failure::Told(format!("there is no `go` here: {advice}")))?;
    let version = said.split_whitespace().nth(2).unwrap_or_default();
    let version = version.trim_start_matches("go");
    if parse_version(version).is_none_or(|version| version < OLDEST_GO) {
        return Err(Failure::Told(format!(
            "go is {version}, which is too old: {advice}"
        )));
    }
    Ok(version.to_owned())
}

/// A pgbench.
///
/// # Errors
/// One line of advice.
pub fn pgbench() -> Outcome<PathBuf> {
    let advice =
        "install pgbench of Postgres 14 or newer (Debian: apt-get install postgresql-contrib)";
    let version = version_of("pgbench", "--version")
        .ok_or_else(|| Failure::Told(format!("there is no `pgbench` here: {advice}")))?;
    let number = version.split_whitespace().nth(2).unwrap_or_default();
    if parse_version(number).is_none_or(|version| version < OLDEST_PGBENCH) {
        return Err(Failure::Told(format!("{version} is too old: {advice}")));
    }
    Ok("pgbench".into())
}

/// A Chromium for the browser tests.
///
/// # Errors
/// One line of advice.
pub fn chromium() -> Outcome<PathBuf> {
    if let Some(path) = env::variable("CHROMIUM_PATH") {
        let path = PathBuf::from(path);
        return if path.is_file() {
            Ok(path)
        } else {
            Err(Failure::Told(format!(
                "CHROMIUM_PATH: there is no {}",
                path.display()
            )))
        };
    }
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find_map(env::program)
        .ok_or_else(|| {
            "there is no Chromium here: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH".into()
        })
}

/// What a program says about its version, on one line.
#[must_use]
pub fn version_of(program: &str, flag: &str) -> Option<String> {
    let output = Command::new(program).arg(flag).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    output
        .status
        .success()
        .then(|| text.lines().next().unwrap_or_default().trim().to_owned())
}

/// The first two numbers of a version.
#[must_use]
pub fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim_start_matches('v').split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(parse_version("v20.20.2") > Some(OLDEST_NODE));
        assert!(parse_version("v20.8.1") < Some(OLDEST_NODE));
        assert!(parse_version("v9.11.0") < Some(OLDEST_NODE));
        assert_eq!(parse_version("twenty"), None);
    }
}
