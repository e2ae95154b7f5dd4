//! Building the copy with all faults in it. One that does not compile gives its place to a spare one.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    process::Command,
};

use serde::Deserialize;

use super::{
    Options,
    faults::Fault,
    plant,
    suite::{Binary, Suite},
};
use crate::{
    child,
    failure::{Failure, Outcome},
    files,
    places::Checkout,
    say,
};

/// So often faults that do not compile are taken out: the compiler shows more when those in front are gone.
const ROUNDS: usize = 12;

/// What cargo says of one thing that it did.
#[derive(Deserialize)]
struct Message {
    reason: String,
    #[serde(rename = "message")]
    diagnostic: Option<Diagnostic>,
    target: Option<Target>,
    executable: Option<PathBuf>,
    manifest_path: Option<PathBuf>,
    profile: Option<Profile>,
}

#[derive(Deserialize)]
struct Profile {
    test: bool,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Diagnostic {
    level: String,
    rendered: Option<String>,
    spans: Vec<Position>,
}

#[derive(Deserialize)]
struct Position {
    file_name: PathBuf,
    line_start: usize,
    column_start: usize,
    is_primary: bool,
}

/// Plants the faults and builds, until only those are left that compile: as many as are wanted, and the tests.
///
/// # Errors
/// When the copy does not compile for another reason than a fault.
pub fn viable(
    checkout: &Checkout,
    folder: &Path,
    sample: Vec<Fault>,
    options: &Options,
) -> Outcome<(Vec<Fault>, Suite)> {
    let tree = folder.join("tree");
    files::remove_folder(&tree)?;
    files::open_folder(&tree)?;
    let mut faults: Vec<Fault> = sample
        .into_iter()
        .filter(|fault| plant::has_place(checkout, fault))
        .collect();
    for _ in 0..ROUNDS {
        plant::write(checkout, &tree, &faults)?;
        // All targets: the copy has to be right for its tests, too.
        let (messages, failure) = cargo(folder, &tree, &options.crates)?;
        let broken = broken(&tree, &messages)?;
        if broken.is_empty() {
            if let Some(text) = failure {
                return Err(Failure::Told(format!("the copy does not compile:\n{text}")));
            }
            faults.truncate(options.sample);
            return Ok((faults, suite(&messages)));
        }
        say::line(format_args!("  {} faults do not compile", broken.len()));
        faults.retain(|fault| !broken.contains(&fault.number));
    }
    Err(Failure::Told(
        "there is no end of faults that do not compile".to_owned(),
    ))
}

/// What cargo did, and what it wrote if it failed.
fn cargo(folder: &Path, tree: &Path, crates: &[&str]) -> Outcome<(Vec<Message>, Option<String>)> {
    let mut command = Command::new("cargo");
    command
        .args(["build", "--lib", "--bins", "--tests"])
        .args(["--keep-going", "--message-format", "json"])
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .current_dir(tree);
    if crates.is_empty() {
        command.args(["--workspace", "--exclude", "xtask"]);
        command.args(["--features", "shared/testing"]);
    }
    for package in crates {
        command.args(["--package", package]);
    }
    let output = child::output(&mut command, "")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let messages = text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let failed = !output.status.success();
    let failure = failed.then(|| String::from_utf8_lossy(&output.stderr).into_owned());
    Ok((messages, failure))
}

/// The faults that the compiler's errors are in.
fn broken(tree: &Path, messages: &[Message]) -> Outcome<HashSet<usize>> {
    let mut broken = HashSet::new();
    let diagnostics = messages
        .iter()
        .filter_map(|message| message.diagnostic.as_ref());
    for error in diagnostics.filter(|diagnostic| diagnostic.level == "error") {
        if error.spans.is_empty() {
            continue;
        }
        // Where types do not agree, the error may point at the body as it was, and only then at the fault's.
        let primary = error.spans.iter().filter(|span| span.is_primary);
        let mut places = primary.chain(error.spans.iter().filter(|span| !span.is_primary));
        let fault = places.find_map(|place| {
            let path = tree.join(&place.file_name);
            plant::fault_at(&path, place.line_start, place.column_start)
        });
        let Some(fault) = fault else {
            let text = error.rendered.clone().unwrap_or_default();
            return Err(Failure::Told(format!("the copy does not compile:\n{text}")));
        };
        broken.insert(fault);
    }
    Ok(broken)
}

/// The tests that were built.
fn suite(messages: &[Message]) -> Suite {
    let binaries = messages.iter().filter_map(|message| {
        let is_test = message.profile.as_ref().is_some_and(|profile| profile.test);
        let (target, executable) = message.target.as_ref().zip(message.executable.clone())?;
        let folder = message.manifest_path.as_ref()?.parent()?.to_owned();
        let package = folder.file_name()?.to_string_lossy().into_owned();
        let kind = target.kind.join("-");
        (message.reason == "compiler-artifact" && is_test).then(|| Binary {
            name: format!("{package}-{}-{kind}", target.name),
            executable,
            folder,
        })
    });
    Suite::of(binaries.collect())
}
