//! The official MCP client libraries, installed from their lock files.

use std::{fs, path::PathBuf, process::Command};

use crate::{
    failure::{At, Outcome},
    files,
    places::Checkout,
    step, tools,
};

/// Installs the TypeScript client's packages beside its tests.
///
/// # Errors
/// When npm fails.
pub fn typescript(checkout: &Checkout) -> Outcome<PathBuf> {
    let folder = checkout.root.join("xtask/clients/typescript");
    once(
        checkout,
        "mcp-typescript",
        &folder.join("package-lock.json"),
        |log| {
            let ci = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
            step::run(
                "MCP client (TypeScript): install",
                log,
                Command::new("npm").args(ci).current_dir(&folder),
            )
        },
    )?;
    Ok(folder)
}

/// Makes a virtual environment with the Python client and returns its interpreter.
///
/// # Errors
/// When pip fails.
pub fn python(checkout: &Checkout) -> Outcome<PathBuf> {
    let pins = checkout.root.join("xtask/clients/python/requirements.txt");
    let python = tools::venv(checkout, "mcp-python")?;
    once(checkout, "mcp-python", &pins, |log| {
        step::run(
            "MCP client (Python): install",
            log,
            Command::new(&python)
                .args(["-m", "pip", "install", "--quiet", "--requirement"])
                .arg(&pins),
        )
    })?;
    Ok(python)
}

/// Does something unless it was done for the same content of `pins`.
fn once(
    checkout: &Checkout,
    name: &str,
    pins: &std::path::Path,
    install: impl FnOnce(&std::path::Path) -> Outcome<()>,
) -> Outcome<()> {
    let tools = checkout.cache().join("tools");
    files::open_folder(&tools)?;
    let stamp = tools.join(format!("{name}.installed"));
    let wanted = fs::read_to_string(pins).at(pins)?;
    if fs::read_to_string(&stamp).is_ok_and(|present| present == wanted) {
        return Ok(());
    }
    install(&tools.join(format!("{name}.log")))?;
    files::replace(&stamp, &wanted)
}
