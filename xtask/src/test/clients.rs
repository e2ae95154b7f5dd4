//! The official MCP clients, the conformance suite, the package `openai-chatkit`, Schemathesis and two readers of calendars, installed from their lock files.

use std::{fs, path::PathBuf, process::Command};

use crate::{
    failure::{At, Outcome},
    places::Checkout,
    step, tools,
};

/// Installs the TypeScript client's packages beside its tests.
///
/// # Errors
/// When npm fails.
pub fn typescript(checkout: &Checkout) -> Outcome<()> {
    packages(checkout, "typescript").map(drop)
}

/// Installs the conformance suite and the Inspector beside their tests, and returns a Node that is new enough for them.
///
/// # Errors
/// When npm fails, or there is no such Node.
pub fn conformance(checkout: &Checkout) -> Outcome<PathBuf> {
    tools::newer_node(&packages(checkout, "conformance")?)
}

/// The `node_modules` of a folder of tests.
fn packages(checkout: &Checkout, name: &str) -> Outcome<PathBuf> {
    let folder = checkout.root.join("xtask/clients").join(name);
    let pins = folder.join("package-lock.json");
    let wanted = fs::read_to_string(&pins).at(&pins)?;
    tools::once(checkout, &format!("mcp-{name}"), &wanted, |log| {
        let ci = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
        step::run(
            &format!("MCP clients ({name}): install"),
            log,
            Command::new("npm").args(ci).current_dir(&folder),
        )
    })?;
    Ok(folder.join("node_modules"))
}

/// Makes a virtual environment with the Python client and returns its interpreter.
///
/// # Errors
/// When pip fails.
pub fn python(checkout: &Checkout) -> Outcome<PathBuf> {
    let pins = checkout.root.join("xtask/clients/python/requirements.txt");
    tools::python_with(checkout, "mcp-python", &pins)
}

/// Makes a virtual environment with the package `openai-chatkit` and returns its interpreter.
///
/// # Errors
/// When pip fails.
pub fn chatkit(checkout: &Checkout) -> Outcome<PathBuf> {
    let pins = checkout.root.join("xtask/clients/chatkit/requirements.txt");
    tools::python_with(checkout, "chatkit", &pins)
}

/// Makes a virtual environment with Schemathesis and returns its interpreter.
///
/// # Errors
/// When pip fails.
pub fn schemathesis(checkout: &Checkout) -> Outcome<PathBuf> {
    let pins = checkout
        .root
        .join("xtask/clients/schemathesis/requirements.txt");
    tools::python_with(checkout, "schemathesis", &pins)
}

/// Makes a virtual environment with Python's reader of calendars and returns its interpreter.
///
/// # Errors
/// When pip fails.
pub fn icalendar(checkout: &Checkout) -> Outcome<PathBuf> {
    let pins = checkout
        .root
        .join("xtask/clients/calendar/requirements.txt");
    tools::python_with(checkout, "calendar", &pins)
}

/// Installs Mozilla's reader of calendars beside its tests.
///
/// # Errors
/// When npm fails.
pub fn ical_js(checkout: &Checkout) -> Outcome<()> {
    packages(checkout, "calendar").map(drop)
}
