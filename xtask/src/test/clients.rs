//! The official MCP client libraries and Schemathesis, installed from their lock files.

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
pub fn typescript(checkout: &Checkout) -> Outcome<PathBuf> {
    let folder = checkout.root.join("xtask/clients/typescript");
    let pins = folder.join("package-lock.json");
    let wanted = fs::read_to_string(&pins).at(&pins)?;
    tools::once(checkout, "mcp-typescript", &wanted, |log| {
        let ci = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
        step::run(
            "MCP client (TypeScript): install",
            log,
            Command::new("npm").args(ci).current_dir(&folder),
        )
    })?;
    Ok(folder)
}

/// Makes a virtual environment with the Python client and returns its interpreter.
///
/// # Errors
/// When pip fails.
pub fn python(checkout: &Checkout) -> Outcome<PathBuf> {
    let pins = checkout.root.join("xtask/clients/python/requirements.txt");
    tools::python_with(checkout, "mcp-python", &pins)
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
