//! Bills of materials, one per image: `CycloneDX` in JSON, of what is locked and built into that one image (FR-815).

mod bill;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use self::bill::{built_in, of_binary};
use super::WEB;
use crate::{
    env,
    failure::{At, Failure, Outcome},
    files,
    places::Checkout,
    step,
};

const CYCLONEDX: &str = "cargo-cyclonedx@0.5.9";
/// The crates that an image's build selects together, and the folder of each.
const PACKAGES: [(&str, &str); 4] = [
    ("shared", "shared"),
    ("tasks", "functions/tasks"),
    ("mcp", "functions/mcp"),
    ("chat", "functions/chat"),
];

/// Writes `todo-NAME.cdx.json` into `folder` for each of `parts`.
///
/// # Errors
/// When cargo-cyclonedx cannot be had, or it, cargo or npm fails.
pub fn write(checkout: &Checkout, folder: &Path, parts: &[&str]) -> Outcome<()> {
    files::open_folder(folder)?;
    let functions: Vec<&str> = parts.iter().copied().filter(|part| *part != WEB).collect();
    if !functions.is_empty() {
        let drafts = Drafts::make(checkout)?;
        let trees = trees(checkout)?;
        for function in functions {
            let package = if function == "migrate" {
                "shared"
            } else {
                function
            };
            let text = drafts.read(function)?;
            let bom = of_binary(&text, &checkout.root, &built_in(&trees, package))?;
            save(folder, function, &bom)?;
        }
    }
    if parts.contains(&WEB) {
        let arguments = ["sbom", "--sbom-format", "cyclonedx", "--omit", "dev"];
        let bom = output(
            Command::new("npm")
                .args(arguments)
                .arg("--package-lock-only")
                .current_dir(checkout.frontend()),
        )?;
        save(folder, WEB, &bom)?;
    }
    Ok(())
}

fn save(folder: &Path, part: &str, bom: &str) -> Outcome<()> {
    let path = folder.join(format!("todo-{part}.cdx.json"));
    fs::write(&path, bom).at(&path)
}

/// What cargo-cyclonedx writes beside each manifest; removed when dropped.
struct Drafts(Vec<PathBuf>);

impl Drafts {
    fn make(checkout: &Checkout) -> Outcome<Self> {
        let program = cargo_cyclonedx(checkout)?;
        let of_functions = PACKAGES.map(|(package, folder)| {
            let binary = if package == "shared" {
                "migrate"
            } else {
                package
            };
            checkout
                .root
                .join(folder)
                .join(format!("{binary}_bin.cdx.json"))
        });
        let of_this_tool = checkout.root.join("xtask/xtask_bin.cdx.json");
        let drafts = Self(of_functions.into_iter().chain([of_this_tool]).collect());
        let target = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
        output(
            Command::new(program)
                .args([
                    "cyclonedx",
                    "--quiet",
                    "--format",
                    "json",
                    "--spec-version",
                    "1.5",
                ])
                .args([
                    "--describe",
                    "binaries",
                    "--no-build-deps",
                    "--target",
                    &target,
                ])
                .env("SOURCE_DATE_EPOCH", "0")
                .current_dir(&checkout.root),
        )?;
        Ok(drafts)
    }

    fn read(&self, function: &str) -> Outcome<String> {
        let name = format!("{function}_bin.cdx.json");
        let draft = self.0.iter().find(|draft| draft.ends_with(&name));
        let draft = draft.ok_or("every function has a crate")?;
        fs::read_to_string(draft).at(draft)
    }
}

impl Drop for Drafts {
    fn drop(&mut self) {
        for draft in &self.0 {
            // One that was never written is none to remove.
            let _ = fs::remove_file(draft);
        }
    }
}

fn cargo_cyclonedx(checkout: &Checkout) -> Outcome<PathBuf> {
    if let Some(present) = env::program("cargo-cyclonedx") {
        return Ok(present);
    }
    let root = checkout.cache().join("tools/cargo-cyclonedx");
    let program = root.join("bin/cargo-cyclonedx");
    if !program.is_file() {
        let _preparing = checkout.preparing()?;
        files::open_folder(&checkout.cache().join("tools"))?;
        step::run(
            "cargo-cyclonedx: install",
            &root.with_extension("log"),
            Command::new("cargo")
                .args(["install", "--locked", CYCLONEDX, "--root"])
                .arg(&root),
        )?;
    }
    Ok(program)
}

/// All crates built into each package, with the features that the packages have when they are built together.
fn trees(checkout: &Checkout) -> Outcome<String> {
    let target = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let mut cargo = Command::new("cargo");
    cargo
        .args(["tree", "--locked", "--edges", "normal", "--target", &target])
        .args(["--prefix", "none", "--no-dedupe", "--format", "{p}"])
        .current_dir(&checkout.root);
    for (package, _) in PACKAGES {
        cargo.args(["--package", package]);
    }
    output(&mut cargo)
}

/// What a program prints.
fn output(command: &mut Command) -> Outcome<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let done = command
        .output()
        .map_err(|error| Failure::Told(format!("{program} cannot be started: {error}")))?;
    if done.status.success() {
        return Ok(String::from_utf8_lossy(&done.stdout).into_owned());
    }
    let told = String::from_utf8_lossy(&done.stderr);
    Err(Failure::Told(format!(
        "{program}: {}: {}",
        done.status,
        told.trim()
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_815_every_crate_in_the_image_has_a_name_in_the_lock_file() {
        let checkout = Checkout::find();
        let trees = trees(&checkout).unwrap();
        let lock = fs::read_to_string(checkout.root.join("Cargo.lock")).unwrap();
        for (package, _) in PACKAGES {
            let crates = built_in(&trees, package);
            assert!(crates.len() > 50, "{package}: {crates:?}");
            for (name, version) in crates {
                let entry = format!("name = \"{name}\"\nversion = \"{version}\"");
                assert!(lock.contains(&entry), "{name} {version}");
            }
        }
    }
}
