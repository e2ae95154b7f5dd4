//! What can be planted: what cargo-mutants finds, apart from code that only tests and tools use.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde::Deserialize;

use crate::{
    child, env,
    failure::{At, Failure, Outcome},
    files,
    places::Checkout,
    step,
};

const VERSION: &str = "27.1.0";
/// The crates whose libraries get faults, by folder: what runs in production.
pub const CRATES: [&str; 7] = [
    "shared",
    "shared/clock",
    "shared/language",
    "functions/tasks",
    "functions/mcp",
    "functions/chat",
    "functions/chat/agent",
];

/// A place in a file: line and column in characters, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

/// A part of a file, without its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Span {
    pub start: Place,
    pub end: Place,
}

/// The function that a fault is in.
#[derive(Debug, Clone, Deserialize)]
pub struct Function {
    #[serde(rename = "function_name")]
    pub name: String,
    pub span: Span,
}

/// A fault: a part of a function in other words.
#[derive(Debug, Clone, Deserialize)]
pub struct Fault {
    /// What it changes, in a line.
    pub name: String,
    pub file: PathBuf,
    pub function: Option<Function>,
    pub span: Span,
    pub replacement: String,
    /// Its number in the sample, for the switch.
    #[serde(skip)]
    pub number: usize,
}

/// All faults there are.
///
/// # Errors
/// When cargo-mutants cannot be had or fails.
pub fn list(checkout: &Checkout, folder: &Path) -> Outcome<Vec<Fault>> {
    let program = cargo_mutants(checkout)?;
    let mut command = Command::new(program);
    command
        .args(["mutants", "--list", "--json", "--workspace"])
        .current_dir(&checkout.root);
    let output = child::output(&mut command, "")?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::Told(format!("cargo-mutants: {text}")));
    }
    let path = folder.join("found.json");
    fs::write(&path, &output.stdout).at(&path)?;
    let all: Vec<Fault> = serde_json::from_slice(&output.stdout)
        .map_err(|error| Failure::Told(format!("cargo-mutants: {error}")))?;
    Ok(all.into_iter().filter(Fault::is_in_production).collect())
}

impl Fault {
    /// Whether it is in a library that runs in production, and not in what tests use of it.
    fn is_in_production(&self) -> bool {
        let path = self.file.to_string_lossy();
        self.function.is_some()
            && self.krate().is_some()
            && !path.contains("/src/testing")
            && !path.contains("/src/bin/")
            && !path.ends_with("_tests.rs")
            && !path.ends_with("/main.rs")
    }

    /// Its name without the place in the file, which moves.
    pub fn stable_name(&self) -> String {
        let change = self.name.split_once(": ").map_or("", |(_, change)| change);
        format!("{}: {change}", self.file.display())
    }

    /// The name of its crate.
    pub fn package(&self) -> &'static str {
        self.krate().map(name).unwrap_or_default()
    }

    /// The folder of its crate.
    pub fn krate(&self) -> Option<&'static str> {
        CRATES
            .into_iter()
            .find(|krate| self.file.starts_with(format!("{krate}/src")))
    }
}

/// The crates whose libraries get faults, by name.
pub fn packages() -> impl Iterator<Item = &'static str> {
    CRATES.into_iter().map(name)
}

fn name(folder: &'static str) -> &'static str {
    folder.rsplit('/').next().unwrap_or(folder)
}

/// `number` of them, the same ones for the same seed, and none in a function around another one's.
pub fn sample(mut found: Vec<Fault>, seed: u64, number: usize) -> Vec<Fault> {
    found.sort_by_cached_key(|fault| {
        files::hash([seed.to_le_bytes().as_slice(), fault.name.as_bytes()])
    });
    let mut chosen: Vec<Fault> = Vec::new();
    for mut fault in found {
        if chosen.len() == number {
            break;
        }
        if !chosen.iter().any(|other| overlap(other, &fault)) {
            fault.number = chosen.len() + 1;
            chosen.push(fault);
        }
    }
    chosen
}

/// Whether two faults are in different functions of which one is in the other.
fn overlap(one: &Fault, other: &Fault) -> bool {
    let (Some(first), Some(second)) = (&one.function, &other.function) else {
        return true;
    };
    one.file == other.file
        && first.span != second.span
        && first.span.start < second.span.end
        && second.span.start < first.span.end
}

fn cargo_mutants(checkout: &Checkout) -> Outcome<PathBuf> {
    if let Some(present) = env::program("cargo-mutants") {
        return Ok(present);
    }
    let folder = checkout.cache().join("tools/cargo-mutants");
    let program = folder.join("bin/cargo-mutants");
    if program.is_file() {
        return Ok(program);
    }
    let _preparing = checkout.preparing()?;
    step::run(
        "cargo-mutants: install",
        &checkout.cache().join("tools/cargo-mutants.log"),
        Command::new("cargo")
            .args([
                "install",
                "cargo-mutants",
                "--locked",
                "--debug",
                "--version",
            ])
            .args([VERSION, "--root"])
            .arg(&folder),
    )?;
    Ok(program)
}
