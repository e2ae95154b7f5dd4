//! What the images are made from, as their tag.

use std::{fs, process::Command};

use crate::{
    child,
    failure::{Failure, Outcome},
    files,
    places::Checkout,
};

/// What the Dockerfiles copy.
const PARTS: [&str; 9] = [
    "Cargo.lock",
    "Cargo.toml",
    "Dockerfile",
    ".dockerignore",
    "frontend",
    "functions",
    "shared",
    "specs",
    "xtask/Cargo.toml",
];

/// A tag that is another one for other sources, also for those that are not committed: Knative keeps what a tag once
/// meant.
///
/// # Errors
/// When this is no git checkout.
pub fn tag(checkout: &Checkout) -> Outcome<String> {
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .arg("--")
        .args(PARTS)
        .current_dir(&checkout.root);
    let output = child::output(&mut git, "")?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(Failure::Told(format!("git ls-files: {}", said.trim())));
    }
    let names = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut chunks = Vec::new();
    for name in names.lines() {
        // A deleted file is listed until that is committed.
        let content = fs::read(checkout.root.join(name)).unwrap_or_default();
        chunks.push(name.as_bytes().to_owned());
        chunks.push(content);
    }
    let hash = files::hash(chunks.iter().map(Vec::as_slice));
    Ok(format!("dev-{hash:016x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_821_the_same_sources_have_the_same_tag() {
        let checkout = Checkout::find();
        let first = tag(&checkout).unwrap();
        assert_eq!(first, tag(&checkout).unwrap());
        assert_eq!(first.len(), "dev-".len() + 16);
    }
}
